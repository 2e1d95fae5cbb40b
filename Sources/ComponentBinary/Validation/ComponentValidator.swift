internal import WasmBinary
package import WasmTypes

/// Whether function bodies of core modules are validated with the component, or by whoever translates them.
package enum ModuleValidation: Hashable, Sendable {
  case whole
  /// All but function bodies.
  case declarations
}

/// Validates a component with all components and core modules inside of it.
///
/// - Parameters:
///   - component: What `decodeComponent` gave.
///   - bytes: The bytes that belong to it.
///   - features: What components may use.
///   - coreFeatures: What core modules may use.
/// - Throws: `invalid`, `unsupportedFeature`, `limitExceeded` or `module`.
package func validateComponent(
  _ component: ComponentSyntax, bytes: UnsafeRawBufferPointer, features: ComponentFeatures,
  coreFeatures: Features, limits: ComponentLimits = ComponentLimits(),
  moduleLimits: ModuleLimits = ModuleLimits(), modules: ModuleValidation = .whole
) throws(ComponentError) -> ValidatedComponent {
  var validator = ComponentValidator(
    bytes: bytes, features: features, coreFeatures: coreFeatures, limits: limits,
    moduleLimits: moduleLimits, modules: modules)
  let root = try validator.component(component)
  return ValidatedComponent(types: validator.types, root: root)
}

/// Goes through the definitions of components in order. Explainer and Binary have the rules beside each
/// construct.
struct ComponentValidator {
  let bytes: UnsafeRawBufferPointer
  let features: ComponentFeatures
  let coreFeatures: Features
  let limits: ComponentLimits
  let moduleLimits: ModuleLimits
  let modules: ModuleValidation

  var types: ComponentTypes
  /// The innermost scope is the last one.
  var scopes: [Scope] = []
  /// Where the definition or declarator is that is being validated.
  var offset: UInt32 = 0

  init(
    bytes: UnsafeRawBufferPointer, features: ComponentFeatures, coreFeatures: Features,
    limits: ComponentLimits, moduleLimits: ModuleLimits, modules: ModuleValidation
  ) {
    self.bytes = bytes
    self.features = features
    self.coreFeatures = coreFeatures
    self.limits = limits
    self.moduleLimits = moduleLimits
    self.modules = modules
    types = ComponentTypes(checks: limits.typeChecks)
  }

  /// The innermost scope.
  var scope: Scope {
    get { scopes[scopes.count - 1] }
    _modify { yield &scopes[scopes.count - 1] }
  }

  mutating func component(_ component: ComponentSyntax) throws(ComponentError) -> ComponentIndex {
    try enter(.component)
    for definition in component.definitions {
      offset = definition.offset
      try self.definition(definition.content)
    }
    try checkValuesAreUsed()
    let type = try leaveComponent()
    let scope = scopes.removeLast()
    return ComponentIndex(spaces: scope.spaces, type: type, components: scope.components)
  }

  mutating func enter(_ kind: Scope.Kind) throws(ComponentError) {
    // What was decoded is not nested deeper; a component from a text may be.
    guard scopes.count <= Int(limits.nesting) else {
      throw .limitExceeded(
        limit: "nesting of components and types", maximum: UInt64(limits.nesting), offset: offset)
    }
    scopes.append(Scope(kind, moduleLimits: moduleLimits))
  }

  /// The type of the component, or the component type, that the innermost scope is.
  mutating func leaveComponent() throws(ComponentError) -> ComponentTypeID {
    var type = ComponentType(
      imports: scope.imports, exports: scope.exports, importedResources: scope.importedResources,
      exportedResources: scope.exportedResources)
    type.measure = types.measure(of: type.imports)
    type.measure.add(types.measure(of: type.exports))
    try check(type.measure)
    return types.add(type)
  }

  private mutating func definition(
    _ content: ComponentSyntax.Content
  ) throws(ComponentError) {
    switch content {
    case .coreModule(let range): try coreModule(range)
    case .coreInstance(let instance): try coreInstance(instance)
    case .coreType(let type): try coreType(type)
    case .component(let nested):
      try checkCount(of: .component, limit: limits.components)
      let index = try component(nested)
      scope.spaces.components.append(index.type)
      scope.components.append(index)
    case .instance(let instance): try self.instance(instance)
    case .alias(let alias): try self.alias(alias)
    case .type(let definition):
      try checkCount(of: .type, limit: limits.definitions)
      let type = try typeDefinition(definition)
      scope.spaces.types.append(type)
    case .canonical(let definition): try canonicalDefinition(definition)
    case .start(let start): try self.start(start)
    case .import(let definition): try importDefinition(definition.name, definition.type)
    case .export(let definition): try exportDefinition(definition)
    case .value:
      throw .unsupportedFeature(.values, construct: "value definition", offset: offset)
    }
  }
}

// Errors and limits.
extension ComponentValidator {
  func invalid(_ reason: String) -> ComponentError { .invalid(reason: reason, offset: offset) }

  /// Throws unless all of `needed` is switched on.
  func require(
    _ needed: ComponentFeatures, for construct: @autoclosure () -> String
  ) throws(ComponentError) {
    guard features.isSuperset(of: needed) else {
      throw .unsupportedFeature(
        needed.subtracting(features), construct: construct(), offset: offset)
    }
  }

  func failure(_ failure: TypeCheckFailure, context: String = "") -> ComponentError {
    switch failure {
    case .mismatch(let reason): invalid(context + reason)
    case .tooMuchWork:
      .limitExceeded(
        limit: "comparisons of types", maximum: UInt64(limits.typeChecks), offset: offset)
    }
  }

  func check(_ measure: TypeMeasure) throws(ComponentError) {
    guard measure.size <= limits.typeSize else {
      throw .limitExceeded(
        limit: "size of a type", maximum: UInt64(limits.typeSize), offset: offset)
    }
    guard measure.depth <= limits.typeDepth else {
      throw .limitExceeded(
        limit: "depth of a type", maximum: UInt64(limits.typeDepth), offset: offset)
    }
  }

  /// Checks that there is room for one more.
  func checkCount(of sort: Sort, limit: UInt32) throws(ComponentError) {
    guard scope.spaces.count(of: sort) < limit else {
      throw .limitExceeded(limit: "\(sort) definitions", maximum: UInt64(limit), offset: offset)
    }
  }

  /// Checks that an index exists in the innermost scope.
  func check(_ index: UInt32, _ sort: Sort) throws(ComponentError) {
    guard index < scope.spaces.count(of: sort) else { throw unknown(sort, index) }
  }

  func unknown(_ sort: Sort, _ index: UInt32) -> ComponentError {
    let name =
      switch sort {
      case .core(.function), .function: "function"
      case .core(let sort): sort.keyword
      default: sort.description
      }
    return invalid("unknown \(name) \(index): \(name) index out of bounds")
  }
}

// Indices that have to refer to something of a kind.
extension ComponentValidator {
  func type(_ index: UInt32) throws(ComponentError) -> ComponentAnyType {
    try check(index, .type)
    return scope.spaces.types[Int(truncatingIfNeeded: index)]
  }

  func valueType(_ use: ValueTypeUse) throws(ComponentError) -> ValueTypeID {
    switch use {
    case .primitive(let type):
      if type == .errorContext { try require(.errorContexts, for: "error-context") }
      return ComponentTypes.primitive(type)
    case .type(let index):
      guard case .value(let type) = try type(index) else {
        throw invalid("type index \(index) is not a defined type")
      }
      return type
    }
  }

  func resourceType(_ index: UInt32) throws(ComponentError) -> ResourceTypeID {
    guard case .resource(let type) = try type(index) else {
      throw invalid("type index \(index) is not a resource type")
    }
    return type
  }

  func functionType(_ index: UInt32) throws(ComponentError) -> FunctionTypeID {
    guard case .function(let type) = try type(index) else {
      throw invalid("type index \(index) is not a function type")
    }
    return type
  }

  func moduleType(_ index: UInt32) throws(ComponentError) -> ModuleTypeID {
    try check(index, .core(.type))
    guard case .module(let type) = scope.spaces.coreTypes[Int(truncatingIfNeeded: index)] else {
      throw invalid("core type index \(index) is not a module type")
    }
    return type
  }

  /// The type of a core function.
  func coreFunctionType(_ index: UInt32) throws(ComponentError) -> FunctionType {
    try check(index, .core(.function))
    let number = scope.spaces.coreFunctions[Int(truncatingIfNeeded: index)]
    guard case .function(let type) = types.coreTypes.types[Int(number)].composite else {
      return FunctionType()
    }
    return type
  }

  /// Registers the type of a core function that the component makes.
  ///
  /// - Parameter referenced: The number of the type that the index 0 in `type` stands for.
  mutating func number(
    of type: FunctionType, referenced: UInt32? = nil
  ) throws(ComponentError) -> UInt32 {
    let numbers = referenced.map { [$0] } ?? []
    guard
      let number = types.coreTypes.register(
        [SubType(composite: .function(type))], firstIndex: UInt32(numbers.count), numbers: numbers)
    else {
      throw .limitExceeded(
        limit: "distinct core types", maximum: UInt64(PackedType.concreteLimit), offset: offset)
    }
    return number
  }
}
