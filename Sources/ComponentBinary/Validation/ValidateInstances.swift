internal import WasmTypes

// Explainer and Binary: "Instance Definitions", "Alias Definitions", "Start Definitions".
extension ComponentValidator {
  mutating func instance(_ instance: ComponentSyntax.Instance) throws(ComponentError) {
    try checkCount(of: .instance, limit: limits.instances)
    switch instance {
    case .instantiate(let component, let arguments):
      try check(component, .component)
      let type = scope.spaces.components[Int(truncatingIfNeeded: component)]
      let arguments = try self.arguments(arguments)
      do throws(TypeCheckFailure) {
        let instance = try instantiate(type, with: arguments)
        scope.spaces.instances.append(instance)
      } catch {
        throw failure(error)
      }
    case .exports(let exports): scope.spaces.instances.append(try bundle(of: exports))
    }
  }

  private mutating func arguments(
    _ arguments: [ComponentSyntax.Argument]
  ) throws(ComponentError) -> [Name: EntityType] {
    var entities: [Name: EntityType] = [:]
    entities.reserveCapacity(arguments.count)
    for argument in arguments {
      try check(argument.item.index, argument.item.sort)
      guard let entity = scope.spaces.entity(argument.item) else {
        throw invalid("\(argument.item.sort) cannot be an instantiation argument")
      }
      if case .value = entity { try use(value: argument.item.index) }
      guard entities.updateValue(entity, forKey: Name(argument.name)) == nil else {
        throw invalid(
          "instantiation argument `\(argument.name)` conflicts with previous argument "
            + "`\(argument.name)`")
      }
    }
    return entities
  }

  private mutating func instantiate(
    _ component: ComponentTypeID, with arguments: [Name: EntityType]
  ) throws(TypeCheckFailure) -> InstanceTypeID {
    let type = types[component]
    try types.spend(type.importedResources.count)
    var matching = Matching(variables: type.importedResources)
    for entry in type.imports.entries {
      guard let argument = arguments[Name(entry.name.name)] else {
        throw .mismatch("missing import named `\(entry.name.name)`")
      }
      do throws(TypeCheckFailure) {
        try types.check(argument, matches: entry.type, &matching)
      } catch {
        throw error.inside("import `\(entry.name.name)`")
      }
    }
    var substitution = matching.substitution
    let fresh = try types.addResources(replacing: type.exportedResources, &substitution)
    scope.localResources.formUnion(fresh)
    var instance = InstanceType(exports: try types.substitute(type.exports, &substitution))
    instance.measure = types.measure(of: instance.exports)
    return types.add(instance)
  }

  private mutating func bundle(
    of exports: [ComponentSyntax.InlineExport]
  ) throws(ComponentError) -> InstanceTypeID {
    var instance = InstanceType()
    var names: [String: String] = [:]
    for export in exports {
      try check(export.item.index, export.item.sort)
      guard let entity = scope.spaces.entity(export.item) else {
        throw invalid("\(export.item.sort) cannot be exported")
      }
      if case .value = entity { try use(value: export.item.index) }
      try checkBundledName(export.name, entity)
      let key = ParsedName.uniquenessKey(of: export.name.name)
      if let previous = names.updateValue(export.name.name, forKey: key) {
        throw invalid(
          "instance export name `\(export.name.name)` conflicts with previous name `\(previous)`")
      }
      instance.exports.append(export.name, entity)
    }
    instance.measure = types.measure(of: instance.exports)
    try check(instance.measure)
    return types.add(instance)
  }

  // MARK: Aliases

  mutating func alias(_ alias: Alias) throws(ComponentError) {
    switch alias {
    case .export(let instance, let name, let sort):
      if scope.kind != .component, sort != .type, sort != .instance {
        throw invalid("aliases in types may only refer to types or instances")
      }
      try check(instance, .instance)
      try exportAlias(instance, name, sort)
    case .coreExport(let instance, let name, let sort):
      guard scope.kind == .component else {
        throw invalid("aliases in types may only refer to types or instances")
      }
      try check(instance, .core(.instance))
      try coreExportAlias(instance, name, sort)
    case .outer(let count, let index, let sort): try outerAlias(count, index, sort)
    }
  }

  private mutating func exportAlias(
    _ instance: UInt32, _ name: String, _ sort: Sort
  ) throws(ComponentError) {
    let type = scope.spaces.instances[Int(truncatingIfNeeded: instance)]
    guard let entity = types[type].exports[name] else {
      throw invalid("instance \(instance) has no export named `\(name)`")
    }
    guard entity.sort == sort else {
      let kind = sort == .core(.module) ? "module" : sort.description
      throw invalid("export `\(name)` for instance \(instance) is not a \(kind)")
    }
    try checkCount(of: sort, limit: limit(of: sort))
    scope.spaces.append(entity)
    if case .value = entity { scope.usedValues.append(false) }
  }

  private mutating func coreExportAlias(
    _ instance: UInt32, _ name: String, _ sort: CoreSort
  ) throws(ComponentError) {
    let entity =
      switch scope.spaces.coreInstances[Int(truncatingIfNeeded: instance)] {
      case .module(let type): types[type].export(name)
      case .exports(let exports): exports[Name(name)]
      }
    guard let entity else {
      throw invalid("core instance \(instance) has no export named `\(name)`")
    }
    guard entity.sort == sort else {
      throw invalid("export `\(name)` for core instance \(instance) is not a \(sort.keyword)")
    }
    try checkCount(of: .core(sort), limit: limits.definitions)
    scope.spaces.append(entity)
  }

  private mutating func outerAlias(
    _ count: UInt32, _ index: UInt32, _ sort: Sort
  ) throws(ComponentError) {
    if scope.kind != .component, sort != .type, sort != .core(.type) {
      throw invalid("aliases in types may only refer to types or instances")
    }
    let target = try outerScope(count)
    guard index < scopes[target].spaces.count(of: sort) else { throw unknown(sort, index) }
    let position = Int(truncatingIfNeeded: index)
    try checkCount(of: sort, limit: limit(of: sort))
    switch sort {
    case .core(.type):
      let type = scopes[target].spaces.coreTypes[position]
      append(type)
    case .core(.module):
      let module = scopes[target].spaces.coreModules[position]
      scope.spaces.coreModules.append(module)
    case .component:
      let component = scopes[target].spaces.components[position]
      scope.spaces.components.append(component)
    case .type:
      let type = scopes[target].spaces.types[position]
      if scopes[(target + 1)...].contains(where: { $0.kind == .component }) {
        try checkIsClosed(type)
      }
      scope.spaces.types.append(type)
    default: throw invalid("outer aliases cannot refer to \(sort) definitions")
    }
  }

  /// The position of the scope `count` outward.
  func outerScope(_ count: UInt32) throws(ComponentError) -> Int {
    guard UInt64(count) < UInt64(scopes.count) else {
      throw invalid("invalid outer alias count of \(count)")
    }
    return scopes.count - 1 - Int(truncatingIfNeeded: count)
  }

  private func limit(of sort: Sort) -> UInt32 {
    switch sort {
    case .core(.module): limits.modules
    case .core(.instance), .instance: limits.instances
    case .component: limits.components
    default: limits.definitions
    }
  }

  /// Checks that a type that is used inside of another component refers to no resource type but those
  /// that it introduces itself.
  private mutating func checkIsClosed(_ type: ComponentAnyType) throws(ComponentError) {
    let isClosed: Bool
    do throws(TypeCheckFailure) {
      isClosed = try types.refersOnly(to: [], .type(type))
    } catch {
      throw failure(error)
    }
    guard isClosed else {
      throw invalid("outer type alias refers to a type which transitively refers to resources")
    }
  }

  // MARK: Values

  mutating func start(_ start: ComponentSyntax.Start) throws(ComponentError) {
    try require(.values, for: "start function")
    try check(start.function, .function)
    let function = types[scope.spaces.functions[Int(truncatingIfNeeded: start.function)]]
    guard function.parameters.count == start.arguments.count else {
      throw invalid(
        "component start function requires \(function.parameters.count) arguments "
          + "but was given \(start.arguments.count)")
    }
    guard start.resultCount == (function.result == nil ? 0 : 1) else {
      throw invalid(
        "component start function has a result count of \(start.resultCount) "
          + "but the function type has a result count of \(function.result == nil ? 0 : 1)")
    }
    var matching = Matching(variables: [])
    for (parameter, argument) in zip(function.parameters, start.arguments) {
      try use(value: argument)
      let type = scope.spaces.values[Int(truncatingIfNeeded: argument)]
      do throws(TypeCheckFailure) {
        try types.check(type, matches: parameter.content, &matching)
      } catch {
        throw failure(error, context: "value type mismatch for component start function: ")
      }
    }
    if let result = function.result {
      scope.spaces.values.append(result)
      scope.usedValues.append(false)
    }
  }

  /// Every value is used once.
  mutating func use(value index: UInt32) throws(ComponentError) {
    try check(index, .value)
    guard !scope.usedValues[Int(truncatingIfNeeded: index)] else {
      throw invalid("value \(index) cannot be used more than once")
    }
    scope.usedValues[Int(truncatingIfNeeded: index)] = true
  }

  func checkValuesAreUsed() throws(ComponentError) {
    if let index = scope.usedValues.firstIndex(of: false) {
      throw invalid(
        "value index \(index) was not used as part of an instantiation, start function, or export")
    }
  }
}

extension EntityType {
  var sort: Sort {
    switch self {
    case .coreModule: .core(.module)
    case .function: .function
    case .value: .value
    case .type: .type
    case .component: .component
    case .instance: .instance
    }
  }
}

extension ComponentTypes {
  /// Whether all resource types that occur in `entity` are in `bound`, or introduced by the type in
  /// which they occur.
  mutating func refersOnly(
    to bound: Set<ResourceID>, _ entity: EntityType
  ) throws(TypeCheckFailure) -> Bool {
    guard measure(of: entity).containsResources else { return true }
    try spend()
    switch entity {
    case .coreModule: return true
    case .type(.resource(let type)): return bound.contains(self[type])
    case .value(let type), .type(.value(let type)): return try refersOnly(to: bound, type)
    case .function(let type), .type(.function(let type)):
      let function = self[type]
      for parameter in function.parameters {
        guard try refersOnly(to: bound, parameter.content) else { return false }
      }
      return try function.result.map { (type) throws(TypeCheckFailure) in
        try refersOnly(to: bound, type)
      } ?? true
    case .instance(let type), .type(.instance(let type)):
      let instance = self[type]
      guard !instance.resources.isEmpty else { return try refersOnly(to: bound, instance.exports) }
      try spend(bound.count + instance.resources.count)
      return try refersOnly(to: bound.union(instance.resources), instance.exports)
    case .component(let type), .type(.component(let type)):
      let component = self[type]
      try spend(
        2 * bound.count + component.importedResources.count + component.exportedResources.count)
      let inner = bound.union(component.importedResources).union(component.exportedResources)
      guard try refersOnly(to: inner, component.imports) else { return false }
      return try refersOnly(to: inner, component.exports)
    }
  }

  private mutating func refersOnly(
    to bound: Set<ResourceID>, _ entities: NamedEntities
  ) throws(TypeCheckFailure) -> Bool {
    for entry in entities.entries {
      guard try refersOnly(to: bound, entry.type) else { return false }
    }
    return true
  }

  private mutating func refersOnly(
    to bound: Set<ResourceID>, _ type: ValueTypeID
  ) throws(TypeCheckFailure) -> Bool {
    let node = self[type]
    guard node.contents.contains(.handle) else { return true }
    try spend()
    switch node.shape {
    case .own(let resource), .borrow(let resource): return bound.contains(self[resource])
    default:
      var result = true
      try node.shape.forEachPart { (part) throws(TypeCheckFailure) in
        if result { result = try refersOnly(to: bound, part) }
      }
      return result
    }
  }
}
