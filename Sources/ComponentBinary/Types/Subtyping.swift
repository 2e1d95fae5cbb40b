/// A comparison of types in which some resource types of the expected side are variables: they become
/// whatever the actual side has in their place. Explainer: "Type Checking".
struct Matching {
  var substitution = Substitution()
  var variables: Set<ResourceID>

  init(variables: [ResourceID]) { self.variables = Set(variables) }
}

// Subtyping of components, instances and what they consist of. Each function throws where `actual` is no
// subtype of `expected`.
extension ComponentTypes {
  mutating func check(
    _ actual: EntityType, matches expected: EntityType, _ matching: inout Matching
  ) throws(TypeCheckFailure) {
    try spend()
    switch (actual, expected) {
    case (.coreModule(let actual), .coreModule(let expected)):
      try check(actual, matches: expected)
    case (.function(let actual), .function(let expected)):
      try check(actual, matches: expected, &matching)
    case (.value(let actual), .value(let expected)):
      try check(actual, matches: expected, &matching)
    case (.type(let actual), .type(let expected)):
      try check(actual, matches: expected, &matching)
    case (.component(let actual), .component(let expected)):
      try check(actual, matches: expected, &matching)
    case (.instance(let actual), .instance(let expected)):
      try check(actual, matches: expected, &matching)
    default: throw .mismatch("expected \(expected.kind), found \(actual.kind)")
    }
  }

  private mutating func check(
    _ actual: ComponentAnyType, matches expected: ComponentAnyType, _ matching: inout Matching
  ) throws(TypeCheckFailure) {
    switch (actual, expected) {
    case (.resource(let actual), .resource(let expected)):
      try check(actual, matches: expected, &matching)
    case (.value(let actual), .value(let expected)):
      try check(actual, matches: expected, &matching)
      // Whatever refers to the expected type refers to the actual one from here on.
      matching.substitution.replace(expected, by: actual)
    case (.function(let actual), .function(let expected)):
      try check(actual, matches: expected, &matching)
    case (.component(let actual), .component(let expected)):
      try check(actual, matches: expected, &matching)
    case (.instance(let actual), .instance(let expected)):
      try check(actual, matches: expected, &matching)
    default: throw .mismatch("expected \(expected.kind), found \(actual.kind)")
    }
  }

  private mutating func check(
    _ actual: ResourceTypeID, matches expected: ResourceTypeID, _ matching: inout Matching
  ) throws(TypeCheckFailure) {
    let resource = self[expected]
    if let replacement = matching.substitution.resources[resource] {
      guard self[actual] == self[replacement] else {
        throw .mismatch("resource types are not the same")
      }
    } else if matching.variables.contains(resource) {
      matching.substitution.replace(resource, by: actual)
    } else {
      guard self[actual] == resource else { throw .mismatch("resource types are not the same") }
      return
    }
    // Whatever refers to the expected type refers to the actual one from here on.
    matching.substitution.replace(expected, by: actual)
  }

  mutating func check(
    _ actual: InstanceTypeID, matches expected: InstanceTypeID, _ matching: inout Matching
  ) throws(TypeCheckFailure) {
    // The abstract resource types of the expected type are variables of this comparison only.
    let (expected, fresh) = try instantiate(expected)
    // Equal types are walked nevertheless where that gives variables a meaning.
    guard actual != expected || self[expected].measure.containsResources else { return }
    matching.variables.formUnion(fresh)
    try check(
      self[actual].exports, matches: self[expected].exports, &matching, context: "instance export")
  }

  private mutating func check(
    _ actual: NamedEntities, matches expected: NamedEntities, _ matching: inout Matching,
    context: String
  ) throws(TypeCheckFailure) {
    for entry in expected.entries {
      guard let type = actual[entry.name.name] else {
        throw .mismatch("missing expected export `\(entry.name.name)`")
      }
      do throws(TypeCheckFailure) {
        try check(type, matches: entry.type, &matching)
      } catch {
        throw error.inside("\(context) `\(entry.name.name)`")
      }
    }
  }

  private mutating func check(
    _ actual: ComponentTypeID, matches expected: ComponentTypeID, _ matching: inout Matching
  ) throws(TypeCheckFailure) {
    let expected = try substitute(expected, &matching.substitution)
    guard actual != expected else { return }
    let expectedType = self[expected]
    let actualType = self[actual]
    try spend(actualType.importedResources.count + expectedType.exportedResources.count)
    // Whoever uses the component as the expected one supplies these imports.
    var imports = Matching(variables: actualType.importedResources)
    for entry in actualType.imports.entries {
      guard let supplied = expectedType.imports[entry.name.name] else {
        throw .mismatch("missing expected import `\(entry.name.name)`")
      }
      do throws(TypeCheckFailure) {
        try check(supplied, matches: entry.type, &imports)
      } catch {
        throw error.inside("import `\(entry.name.name)`")
      }
    }
    let exports = try substitute(actualType.exports, &imports.substitution)
    var results = Matching(variables: expectedType.exportedResources)
    try check(exports, matches: expectedType.exports, &results, context: "component export")
  }

  mutating func check(
    _ actual: FunctionTypeID, matches expected: FunctionTypeID, _ matching: inout Matching
  ) throws(TypeCheckFailure) {
    guard actual != expected || measure(of: expected).containsResources else { return }
    let actualType = self[actual]
    let expectedType = self[expected]
    guard actualType.isAsync == expectedType.isAsync else {
      throw .mismatch(
        expectedType.isAsync
          ? "expected an async function, found one that is not"
          : "expected a function that is not async, found one that is")
    }
    guard actualType.parameters.count == expectedType.parameters.count else {
      throw .mismatch(
        "expected \(expectedType.parameters.count) parameters, "
          + "found \(actualType.parameters.count)")
    }
    for (actual, expected) in zip(actualType.parameters, expectedType.parameters) {
      try spend()
      guard actual.label == expected.label else {
        throw .mismatch("expected parameter named `\(expected.label)`, found `\(actual.label)`")
      }
      do throws(TypeCheckFailure) {
        try check(actual.content, matches: expected.content, &matching)
      } catch {
        throw error.inside("function parameter `\(actual.label)`")
      }
    }
    switch (actualType.result, expectedType.result) {
    case (nil, nil): break
    case (let actual?, let expected?):
      do throws(TypeCheckFailure) {
        try check(actual, matches: expected, &matching)
      } catch {
        guard case .mismatch(let reason) = error else { throw error }
        throw .mismatch("type mismatch with result type: \(reason)")
      }
    case (nil, _?): throw .mismatch("expected a result, found none")
    case (_?, nil): throw .mismatch("expected no result, found one")
    }
  }

  mutating func check(
    _ actual: ValueTypeID, matches expected: ValueTypeID, _ matching: inout Matching
  ) throws(TypeCheckFailure) {
    let expected = try substitute(expected, &matching.substitution)
    guard self[actual].structure != self[expected].structure else { return }
    throw .mismatch(difference(of: actual, from: expected))
  }
}

// Explanations of why value types are not equal.
extension ComponentTypes {
  private func difference(of actual: ValueTypeID, from expected: ValueTypeID) -> String {
    switch (self[actual].shape, self[expected].shape) {
    case (.primitive(let actual), .primitive(let expected)):
      return "expected primitive `\(expected)` found primitive `\(actual)`"
    case (.record(let fields), .record(let expected)):
      return difference(
        of: fields.map { Labelled($0.label, $0.content) },
        from: expected.map { Labelled($0.label, $0.content) }, "record field", "field name",
        "fields")
    case (.variant(let cases), .variant(let expected)):
      return difference(of: cases, from: expected, "variant case", "case named", "cases")
    case (.tuple(let types), .tuple(let expected)):
      guard types.count == expected.count else {
        return "expected \(expected.count) types, found \(types.count)"
      }
      for (position, pair) in zip(types, expected).enumerated()
      where self[pair.0].structure != self[pair.1].structure {
        return "type mismatch in tuple field \(position): " + difference(of: pair.0, from: pair.1)
      }
    case (.flags, .flags): return "mismatch in flags elements"
    case (.enumeration, .enumeration): return "mismatch in enum elements"
    case (.list(let part), .list(let expected)), (.option(let part), .option(let expected)):
      return difference(of: part, from: expected)
    case (.fixedLengthList(let part, let count), .fixedLengthList(let expected, let expectedCount)):
      guard count == expectedCount else {
        return "expected a list of \(expectedCount) elements, found one of \(count)"
      }
      return difference(of: part, from: expected)
    case (.map(let key, let value), .map(let expectedKey, let expectedValue)):
      if self[key].structure != self[expectedKey].structure {
        return "type mismatch in map key: " + difference(of: key, from: expectedKey)
      }
      return "type mismatch in map value: " + difference(of: value, from: expectedValue)
    case (.result(let success, let error), .result(let expectedSuccess, let expectedError)):
      return difference(of: success, from: expectedSuccess, "ok")
        ?? difference(of: error, from: expectedError, "err") ?? "result types differ"
    case (.own, .own), (.borrow, .borrow): return "resource types are not the same"
    case (.stream(let part), .stream(let expected)):
      return difference(of: part, from: expected, "stream element") ?? "streams differ"
    case (.future(let part), .future(let expected)):
      return difference(of: part, from: expected, "future element") ?? "futures differ"
    default: break
    }
    return "expected \(self[expected].shape.kind), found \(self[actual].shape.kind)"
  }

  private func difference(
    of actual: [Labelled<ValueTypeID?>], from expected: [Labelled<ValueTypeID?>],
    _ part: String, _ naming: String, _ parts: String
  ) -> String {
    guard actual.count == expected.count else {
      return "expected \(expected.count) \(parts), found \(actual.count)"
    }
    for (actual, expected) in zip(actual, expected) {
      guard actual.label == expected.label else {
        return "expected \(naming) `\(expected.label)`, found `\(actual.label)`"
      }
      switch (actual.content, expected.content) {
      case (let actualType?, let expectedType?):
        if self[actualType].structure != self[expectedType].structure {
          return "type mismatch in \(part) `\(actual.label)`: "
            + difference(of: actualType, from: expectedType)
        }
      case (nil, nil): break
      case (nil, _?): return "expected case `\(expected.label)` to have a type, found none"
      case (_?, nil): return "expected case `\(expected.label)` to have no type"
      }
    }
    return "\(parts) differ"
  }

  private func difference(
    of actual: ValueTypeID?, from expected: ValueTypeID?, _ part: String
  ) -> String? {
    switch (actual, expected) {
    case (nil, nil): return nil
    case (nil, _?): return "expected \(part) type, but found none"
    case (_?, nil): return "expected \(part) type to not be present"
    case (let actual?, let expected?):
      guard self[actual].structure != self[expected].structure else { return nil }
      return "type mismatch in \(part) variant: " + difference(of: actual, from: expected)
    }
  }
}

// What things are called in messages.
extension EntityType {
  var kind: String {
    switch self {
    case .coreModule: "module"
    case .function: "func"
    case .value: "value"
    case .type: "type"
    case .component: "component"
    case .instance: "instance"
    }
  }
}

extension ComponentAnyType {
  var kind: String {
    switch self {
    case .value: "defined type"
    case .resource: "resource"
    case .function: "func"
    case .component: "component"
    case .instance: "instance"
    }
  }
}

extension DefinedValueType {
  /// The keyword of the text format.
  package var kind: String {
    switch self {
    case .primitive(let type): type.description
    case .record: "record"
    case .variant: "variant"
    case .list, .fixedLengthList: "list"
    case .tuple: "tuple"
    case .flags: "flags"
    case .enumeration: "enum"
    case .option: "option"
    case .result: "result"
    case .map: "map"
    case .own: "own"
    case .borrow: "borrow"
    case .stream: "stream"
    case .future: "future"
    }
  }
}
