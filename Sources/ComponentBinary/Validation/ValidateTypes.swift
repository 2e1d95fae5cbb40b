internal import WasmTypes

// Explainer and Binary: "Type Definitions".
extension ComponentValidator {
  mutating func typeDefinition(_ type: TypeDefinition) throws(ComponentError) -> ComponentAnyType {
    switch type {
    case .value(let type): return .value(try definedValueType(type))
    case .function(let type): return .function(try functionType(type))
    case .resource(let representation, let destructor):
      return .resource(try resourceType(representation, destructor))
    case .component(let declarators):
      try enter(.componentType)
      try self.declarators(declarators)
      let type = try leaveComponent()
      scopes.removeLast()
      return .component(type)
    case .instance(let declarators):
      try enter(.instanceType)
      try self.declarators(declarators)
      let scope = scopes.removeLast()
      var type = InstanceType(exports: scope.exports, resources: scope.exportedResources)
      type.measure = types.measure(of: type.exports)
      try check(type.measure)
      return .instance(types.add(type))
    }
  }

  private mutating func resourceType(
    _ representation: ValueType, _ destructor: UInt32?
  ) throws(ComponentError) -> ResourceTypeID {
    guard scope.kind == .component else {
      throw invalid("resources can only be defined within a concrete component")
    }
    switch representation {
    case .i32: break
    case .i64: try require(.memory64, for: "a resource represented by an i64")
    default: throw invalid("resources can only be represented by `i32`")
    }
    if let destructor {
      let type = try coreFunctionType(destructor)
      guard type == FunctionType(parameters: [representation]) else {
        throw invalid("core function \(destructor) has wrong signature for a destructor")
      }
    }
    let type = types.addResource(representation: representation)
    scope.localResources.insert(types[type])
    scope.definedResources.insert(types[type])
    return type
  }

  private mutating func functionType(
    _ type: FunctionTypeSyntax
  ) throws(ComponentError) -> FunctionTypeID {
    if type.isAsync { try require(.async, for: "async function type") }
    var function = ComponentFunctionType(isAsync: type.isAsync, parameters: [], result: nil)
    try checkLabels(
      type.parameters.map { $0.label }, kind: "function parameter name", short: "parameter name")
    function.parameters.reserveCapacity(type.parameters.count)
    for parameter in type.parameters {
      function.parameters.append(Labelled(parameter.label, try valueType(parameter.content)))
    }
    if let result = type.result {
      let result = try valueType(result)
      guard !types[result].contents.contains(.borrow) else {
        throw invalid("function result cannot contain a `borrow` type")
      }
      function.result = result
    }
    let id = types.add(function)
    try check(types.measure(of: id))
    return id
  }

  private mutating func definedValueType(
    _ type: DefinedValueType<ValueTypeUse, UInt32>
  ) throws(ComponentError) -> ValueTypeID {
    try checkForm(of: type)
    let shape = try type.map(
      part: { (use) throws(ComponentError) in try valueType(use) },
      resource: { (index) throws(ComponentError) in try resourceType(index) })
    try checkElement(of: shape)
    let id = types.add(shape)
    let node = types[id]
    guard node.layout.size64 < ValueLayout.sizeLimit else {
      throw invalid("type exceeds maximum byte size")
    }
    try check(TypeMeasure(size: node.size, depth: node.depth))
    return id
  }

  /// Checks what does not depend on the parts' types.
  private func checkForm(
    of type: DefinedValueType<ValueTypeUse, UInt32>
  ) throws(ComponentError) {
    switch type {
    case .primitive, .list, .option, .result, .own, .borrow: break
    case .record(let fields):
      guard !fields.isEmpty else { throw invalid("record type must have at least one field") }
      try checkLabels(fields.map { $0.label }, kind: "record field name", short: "field name")
    case .variant(let cases):
      guard !cases.isEmpty else { throw invalid("variant type must have at least one case") }
      try checkLabels(cases.map { $0.label }, kind: "variant case name", short: "case name")
    case .tuple(let types):
      guard !types.isEmpty else { throw invalid("tuple type must have at least one type") }
    case .flags(let labels):
      guard !labels.isEmpty else { throw invalid("flags must have at least one entry") }
      guard labels.count <= 32 else { throw invalid("cannot have more than 32 flags") }
      try checkLabels(labels, kind: "flag name", short: "flag name")
    case .enumeration(let labels):
      guard !labels.isEmpty else { throw invalid("enum type must have at least one variant") }
      try checkLabels(labels, kind: "enum tag name", short: "tag name")
    case .fixedLengthList(_, let count):
      try require(.fixedLengthLists, for: "list of a fixed length")
      guard count > 0 else {
        throw invalid("fixed-length lists must have more than zero elements")
      }
    case .map: try require(.maps, for: "map type")
    case .stream: try require(.async, for: "stream type")
    case .future: try require(.async, for: "future type")
    }
  }

  private func checkElement(of shape: ValueTypeNode.Shape) throws(ComponentError) {
    switch shape {
    case .primitive(.errorContext): try require(.errorContexts, for: "error-context")
    case .map(let key, _):
      switch types[key].shape {
      case .primitive(.f32), .primitive(.f64), .primitive(.errorContext):
        throw invalid("invalid map key type")
      case .primitive: break
      default: throw invalid("invalid map key type")
      }
    case .stream(let element?):
      if case .primitive(.char) = types[element].shape {
        throw invalid("`stream<char>` is not valid at this time")
      }
      try checkHasNoBorrow(element, in: "stream")
    case .future(let element?): try checkHasNoBorrow(element, in: "future")
    default: break
    }
  }

  private func checkHasNoBorrow(
    _ element: ValueTypeID, in construct: String
  ) throws(ComponentError) {
    guard !types[element].contents.contains(.borrow) else {
      throw invalid("`\(construct)` cannot contain a `borrow` type")
    }
  }

  /// Checks that labels are in kebab case and strongly unique.
  private func checkLabels(
    _ labels: [String], kind: String, short: String
  ) throws(ComponentError) {
    var known: [String: String] = [:]
    known.reserveCapacity(labels.count)
    for label in labels {
      guard !label.isEmpty else { throw invalid("\(kind) cannot be empty") }
      guard ParsedName.isLabel(label) else {
        throw invalid("\(kind) `\(label)` is not in kebab case")
      }
      if let previous = known.updateValue(label, forKey: label.lowercasedASCII) {
        throw invalid("\(kind) `\(label)` conflicts with previous \(short) `\(previous)`")
      }
    }
  }

  // MARK: Declarators

  private mutating func declarators(_ declarators: [Declarator]) throws(ComponentError) {
    for declarator in declarators {
      offset = declarator.offset
      switch declarator.content {
      case .coreType(let type): try coreType(type)
      case .type(let definition):
        try checkCount(of: .type, limit: limits.definitions)
        let type = try typeDefinition(definition)
        scope.spaces.types.append(type)
      case .alias(let alias): try self.alias(alias)
      case .import(let name, let type):
        guard scope.kind == .componentType else {
          throw invalid("an instance type cannot have imports")
        }
        try importDefinition(name, type)
      case .export(let name, let type): try exportDeclarator(name, type)
      }
    }
  }

  /// What an import or export is declared to be: with resource types of its own, which are returned.
  mutating func entity(
    _ type: ExternType
  ) throws(ComponentError) -> (entity: EntityType, resources: [ResourceID]) {
    switch type {
    case .coreModule(let index): return (.coreModule(try moduleType(index)), [])
    case .function(let index): return (.function(try functionType(index)), [])
    case .value(let bound):
      try require(.values, for: "value import or export")
      switch bound {
      case .type(let type): return (.value(try valueType(type)), [])
      case .equal(let index):
        try check(index, .value)
        return (.value(scope.spaces.values[Int(truncatingIfNeeded: index)]), [])
      }
    case .type(.subResource):
      let type = types.addResource(representation: nil)
      return (.type(.resource(type)), [types[type]])
    case .type(.equal(let index)): return (.type(introduce(try self.type(index))), [])
    case .component(let index):
      guard case .component(let type) = try self.type(index) else {
        throw invalid("type index \(index) is not a component type")
      }
      return (.component(type), [])
    case .instance(let index):
      guard case .instance(let type) = try self.type(index) else {
        throw invalid("type index \(index) is not an instance type")
      }
      do throws(TypeCheckFailure) {
        let (instance, resources) = try types.instantiate(type)
        return (.instance(instance), resources)
      } catch {
        throw failure(error)
      }
    }
  }

  /// The type as the import or export of it introduces it: with an identity of its own.
  mutating func introduce(_ type: ComponentAnyType) -> ComponentAnyType {
    switch type {
    case .value(let type): .value(types.addAlias(of: type))
    case .resource(let type): .resource(types.addReference(to: types[type]))
    case .function, .component, .instance: type
    }
  }
}
