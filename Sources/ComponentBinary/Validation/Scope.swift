internal import WasmBinary
internal import WasmTypes

/// A component, component type or instance type whose definitions are being validated.
struct Scope {
  enum Kind {
    case component, componentType, instanceType
  }

  let kind: Kind
  var spaces = IndexSpaces()
  /// The core types again, as `TypeIndexSpace` needs them.
  var coreTypes: TypeIndexSpace
  var imports = NamedEntities()
  var exports = NamedEntities()
  /// The types of the components that are defined so far.
  var components: [ComponentIndex] = []

  /// The names in use, in the form that must be unique, with the names as they were written.
  var importNames: [String: String] = [:]
  var exportNames: [String: String] = [:]

  /// The abstract resource types that imports introduce.
  var importedResources: [ResourceID] = []
  /// The resource types that exports introduce.
  var exportedResources: [ResourceID] = []
  /// Those of the component itself, defined or of the instances in it, that are not exported yet.
  var localResources: Set<ResourceID> = []
  /// Those that the component defines itself.
  var definedResources: Set<ResourceID> = []

  /// Resource types by the labels under which they are imported or exported.
  var importedResourceNames = ResourceNames()
  var exportedResourceNames = ResourceNames()

  /// The types that have names which are visible from outside.
  var visible = Visibility()

  /// The type of thread-local values, once a built-in has fixed it.
  var contextType: ContextType?
  /// 🪙 For each value, whether it has been used.
  var usedValues: [Bool] = []

  enum ContextType {
    case i32, i64
  }

  init(_ kind: Kind, moduleLimits: ModuleLimits) {
    self.kind = kind
    coreTypes = TypeIndexSpace(limits: moduleLimits)
  }
}

/// Which types have names that are visible outside of a component. Explainer: "External Visibility of
/// Types".
struct Visibility {
  struct Names {
    var values: Set<ValueTypeID> = []
    var resources: Set<ResourceTypeID> = []
  }

  /// Types that imports introduce: imports and exports may use them.
  var imported = Names()
  /// Types that exports introduce, which only exports may use, with the imported ones.
  var exported = Names()
}

/// Resource types with the labels under which a scope imports or exports them.
struct ResourceNames {
  private var resources: [String: ResourceID] = [:]
  private var names: [ResourceID: String] = [:]

  subscript(name: String) -> ResourceID? { resources[name] }

  /// The last name that a resource type was given.
  func name(of resource: ResourceID) -> String? { names[resource] }

  mutating func add(_ name: String, _ resource: ResourceID) {
    resources[name] = resource
    names[resource] = name
  }
}
