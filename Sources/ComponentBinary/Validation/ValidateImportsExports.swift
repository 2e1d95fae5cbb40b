// Explainer and Binary: "Import and Export Definitions".
extension ComponentValidator {
  mutating func importDefinition(
    _ name: ExternName, _ type: ExternType
  ) throws(ComponentError) {
    let (entity, resources) = try self.entity(type)
    scope.importedResources += resources
    try checkCount(of: type.sort, limit: limits.definitions)
    try add(name, entity, .import)
    scope.spaces.append(entity)
    if case .value = entity { scope.usedValues.append(false) }
  }

  /// An export in a component type or an instance type.
  mutating func exportDeclarator(
    _ name: ExternName, _ type: ExternType
  ) throws(ComponentError) {
    let (entity, resources) = try self.entity(type)
    scope.exportedResources += resources
    try checkCount(of: type.sort, limit: limits.definitions)
    try add(name, entity, .export)
    scope.spaces.append(entity)
    if case .value = entity { scope.usedValues.append(true) }
  }

  /// An export of a component.
  mutating func exportDefinition(_ export: ComponentSyntax.Export) throws(ComponentError) {
    try check(export.item.index, export.item.sort)
    guard var entity = scope.spaces.entity(export.item) else {
      throw invalid("\(export.item.sort) cannot be exported")
    }
    if case .value = entity { try use(value: export.item.index) }
    if let type = export.type {
      let (expected, resources) = try self.entity(type)
      var matching = Matching(variables: resources)
      do throws(TypeCheckFailure) {
        try types.check(entity, matches: expected, &matching)
      } catch {
        throw failure(error, context: "ascribed type of export is not compatible: ")
      }
      entity = expected
      scope.exportedResources += resources
    } else {
      if case .type(let type) = entity { entity = .type(introduce(type)) }
      do throws(TypeCheckFailure) {
        try collectResources(of: entity)
      } catch {
        throw failure(error)
      }
    }
    try checkCount(of: export.item.sort, limit: limits.definitions)
    try add(export.name, entity, .export)
    scope.spaces.append(entity)
    if case .value = entity { scope.usedValues.append(true) }
  }

  /// Finds the component's own resource types that an export lets out: each instantiation of the
  /// component makes them anew.
  private mutating func collectResources(
    of entity: EntityType
  ) throws(TypeCheckFailure) {
    switch entity {
    case .type(.resource(let type)):
      let resource = types[type]
      // Each is exported abstractly once; further exports are equal to the first.
      if scope.localResources.remove(resource) != nil {
        scope.exportedResources.append(resource)
      }
    case .instance(let instance) where types[instance].measure.containsResources:
      for entry in types[instance].exports.entries {
        try types.spend()
        try collectResources(of: entry.type)
      }
    default: break
    }
  }

  enum Direction {
    case `import`, export

    var noun: String { self == .import ? "import" : "export" }
  }

  /// Adds an import or export to the innermost scope, if name and type are as they have to be.
  private mutating func add(
    _ name: ExternName, _ entity: EntityType, _ direction: Direction
  ) throws(ComponentError) {
    let parsed = try checkName(name, entity)
    try checkIsUnique(name.name, direction)
    try checkAnnotation(
      parsed, entity,
      direction == .import ? scope.importedResourceNames : scope.exportedResourceNames)
    try checkVisibility(of: entity, direction)
    if case .label(let label) = parsed, case .type(.resource(let type)) = entity {
      if direction == .import {
        scope.importedResourceNames.add(label, types[type])
      } else {
        scope.exportedResourceNames.add(label, types[type])
      }
    }
    if direction == .import {
      scope.imports.append(name, entity)
    } else {
      scope.exports.append(name, entity)
    }
  }

  private mutating func checkIsUnique(
    _ name: String, _ direction: Direction
  ) throws(ComponentError) {
    let key = ParsedName.uniquenessKey(of: name)
    let previous =
      direction == .import
      ? scope.importNames.updateValue(name, forKey: key)
      : scope.exportNames.updateValue(name, forKey: key)
    if let previous {
      throw invalid(
        "\(direction.noun) name `\(name)` conflicts with previous name `\(previous)`")
    }
  }

  /// Checks the grammar of a name, and its attributes.
  @discardableResult
  func checkName(_ name: ExternName, _ entity: EntityType) throws(ComponentError) -> ParsedName {
    let parsed = try parse(name.name)
    var kinds: Set<UInt8> = []
    for attribute in name.attributes {
      switch attribute {
      case .implements(let interface):
        try require(.attributes, for: "`implements`")
        guard kinds.insert(0).inserted else {
          throw invalid("duplicate 'implements' option in name")
        }
        try checkImplements(interface, of: name.name, parsed, entity)
      case .versionSuffix(let suffix):
        try require(.canonicalVersions, for: "`versionsuffix`")
        guard kinds.insert(1).inserted else {
          throw invalid("duplicate 'versionsuffix' option in name")
        }
        try checkVersionSuffix(suffix, parsed)
      case .externalID:
        try require(.attributes, for: "`external-id`")
        guard kinds.insert(2).inserted else {
          throw invalid("duplicate 'external-id' option in name")
        }
      }
    }
    return parsed
  }

  private func parse(_ name: String) throws(ComponentError) -> ParsedName {
    do throws(ParsedName.Fault) {
      return try ParsedName(name, features: features)
    } catch {
      if let feature = error.feature { try require(feature, for: "the name `\(name)`") }
      throw invalid(error.reason)
    }
  }

  private func checkImplements(
    _ interface: String, of name: String, _ parsed: ParsedName, _ entity: EntityType
  ) throws(ComponentError) {
    guard case .instance = entity else {
      throw invalid("only instances can have an `implements` attribute")
    }
    guard case .label = parsed else {
      throw invalid("name `\(name)` is not valid with `implements`")
    }
    guard !interface.isEmpty else {
      throw invalid("`implements` of an empty text is not a valid name")
    }
    guard case .interface = try parse(interface) else {
      throw invalid("`implements` value `\(interface)` must be an interface")
    }
  }

  private func checkVersionSuffix(
    _ suffix: String, _ parsed: ParsedName
  ) throws(ComponentError) {
    guard case .interface(let interface) = parsed, let version = interface.version,
      InterfaceName.isCanonicalVersion(version)
    else { throw invalid("`versionsuffix` needs a name with a canonical version") }
    do throws(SemanticVersion.Fault) {
      _ = try SemanticVersion.parse(version + suffix)
    } catch {
      throw invalid("`\(version)\(suffix)` is not a valid version: \(error.reason)")
    }
  }

  // MARK: Annotations

  /// Checks the name of an export in a bundle of exports. There, resource types have no names.
  func checkBundledName(_ name: ExternName, _ entity: EntityType) throws(ComponentError) {
    try checkAnnotation(try checkName(name, entity), entity, ResourceNames())
  }

  private func checkAnnotation(
    _ name: ParsedName, _ entity: EntityType, _ names: ResourceNames
  ) throws(ComponentError) {
    switch name {
    case .label, .interface: break
    case .constructor(let label):
      let function = try annotatedFunction(entity, "constructor")
      try checkResource(try constructed(function), label, names)
    case .method(let label, _):
      let function = try annotatedFunction(entity, "method")
      try checkResource(try receiver(function), label, names)
    case .static(let label, _):
      _ = try annotatedFunction(entity, "static function")
      guard names[label] != nil else {
        throw invalid("static resource name is not known in this context")
      }
    }
  }

  private func annotatedFunction(
    _ entity: EntityType, _ what: String
  ) throws(ComponentError) -> ComponentFunctionType {
    guard case .function(let type) = entity else {
      throw invalid("what is named as a \(what) is not a func")
    }
    return types[type]
  }

  /// The resource type that a constructor makes.
  private func constructed(
    _ function: ComponentFunctionType
  ) throws(ComponentError) -> ResourceTypeID {
    guard let result = function.result else { throw invalid("function should return one value") }
    switch types[result].shape {
    case .own(let type): return type
    case .result(let success?, _):
      if case .own(let type) = types[success].shape { return type }
    default: break
    }
    throw invalid("function should return `(own $T)` or `(result (own $T))`")
  }

  /// The resource type that a method belongs to.
  private func receiver(_ function: ComponentFunctionType) throws(ComponentError) -> ResourceTypeID
  {
    guard let first = function.parameters.first else {
      throw invalid("function should have at least one argument")
    }
    guard first.label == "self" else {
      throw invalid("function should have a first argument called `self`")
    }
    guard case .borrow(let type) = types[first.content].shape else {
      throw invalid("function should take a first argument of `(borrow $T)`")
    }
    return type
  }

  private func checkResource(
    _ type: ResourceTypeID, _ label: String, _ names: ResourceNames
  ) throws(ComponentError) {
    guard names[label] != types[type] else { return }
    guard let name = names.name(of: types[type]) else {
      throw invalid("resource used in function does not have a name in this context")
    }
    throw invalid("function does not match expected resource name `\(name)`")
  }

  // MARK: Visibility

  private mutating func checkVisibility(
    of entity: EntityType, _ direction: Direction
  ) throws(ComponentError) {
    // What an instance type uses has to be visible where the type is used.
    guard scope.kind != .instanceType else { return }
    let isVisible: Bool
    let position = scopes.count - 1
    do throws(TypeCheckFailure) {
      isVisible = try types.isVisible(entity, direction == .import, &scopes[position].visible)
    } catch {
      throw failure(error)
    }
    guard isVisible else {
      throw invalid("\(entity.kind) not valid to be used as \(direction.noun)")
    }
  }
}
