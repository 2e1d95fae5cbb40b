package import WasmBinary
package import WasmTypes

/// The resolved types of a component and of all components inside of it.
///
/// Value types are added part by part, so that whatever is known of them (structure, layout, flat
/// types, size) comes from their parts in one step, and no type is walked as a tree.
package struct ComponentTypes: Sendable {
  package private(set) var values: [ValueTypeNode] = []
  private var structures: [DefinedValueType<ValueStructureID, ResourceID>: ValueStructureID] = [:]

  /// What a type with an identity of its own is another name for.
  package private(set) var origins: [ValueTypeID: ValueTypeID] = [:]

  /// What each reference to a resource type refers to.
  package private(set) var resourceTypes: [ResourceID] = []
  package private(set) var resources: [Resource] = []

  package private(set) var functions: [ComponentFunctionType] = []
  private var functionMeasures: [TypeMeasure] = []
  package internal(set) var instances: [InstanceType] = []
  package internal(set) var components: [ComponentType] = []
  package internal(set) var modules: [ModuleType] = []

  /// The core types; types of core functions, and heap types, are its numbers.
  package internal(set) var coreTypes = TypeRegistry()

  /// How many more steps of comparing and replacing types there may be.
  var remainingChecks: UInt32

  package init(checks: UInt32 = ComponentLimits().typeChecks) {
    remainingChecks = checks
    for type in PrimitiveType.allCases { _ = add(.primitive(type)) }
  }

  package struct Resource: Hashable, Sendable {
    /// The core type that represents it, `i32` or `i64`; nil for an abstract type.
    package var representation: ValueType?
  }

  package subscript(type: ValueTypeID) -> ValueTypeNode { values[Int(type.rawValue)] }
  package subscript(type: FunctionTypeID) -> ComponentFunctionType {
    functions[Int(type.rawValue)]
  }
  package subscript(type: InstanceTypeID) -> InstanceType { instances[Int(type.rawValue)] }
  package subscript(type: ComponentTypeID) -> ComponentType { components[Int(type.rawValue)] }
  package subscript(type: ModuleTypeID) -> ModuleType { modules[Int(type.rawValue)] }
  package subscript(type: ResourceTypeID) -> ResourceID { resourceTypes[Int(type.rawValue)] }
  package subscript(resource: ResourceID) -> Resource { resources[Int(resource.rawValue)] }

  /// The type `type`, which has no identity of its own.
  package static func primitive(_ type: PrimitiveType) -> ValueTypeID {
    // In the order of `allCases`, which is that of descending codes but for the last one.
    type == .errorContext ? ValueTypeID(13) : ValueTypeID(UInt32(0x7F - type.rawValue))
  }
}

// Adding.
extension ComponentTypes {
  /// Adds a type with an identity of its own.
  package mutating func add(_ shape: ValueTypeNode.Shape) -> ValueTypeID {
    let key = shape.map(part: { self[$0].structure }, resource: { self[$0] })
    let structure: ValueStructureID
    if let known = structures[key] {
      structure = known
    } else {
      structure = ValueStructureID(UInt32(truncatingIfNeeded: structures.count))
      structures[key] = structure
    }
    let node = ValueTypeNode(shape, structure: structure) { self[$0] }
    values.append(node)
    return ValueTypeID(UInt32(truncatingIfNeeded: values.count - 1))
  }

  /// The same type with an identity of its own: what an import or export introduces.
  mutating func addAlias(of type: ValueTypeID) -> ValueTypeID {
    values.append(self[type])
    let alias = ValueTypeID(UInt32(truncatingIfNeeded: values.count - 1))
    origins[alias] = type
    return alias
  }

  /// Makes `type` known as another name for `origin`.
  mutating func setOrigin(of type: ValueTypeID, _ origin: ValueTypeID) { origins[type] = origin }

  package mutating func add(_ function: ComponentFunctionType) -> FunctionTypeID {
    functions.append(function)
    functionMeasures.append(measure(of: function))
    return FunctionTypeID(UInt32(truncatingIfNeeded: functions.count - 1))
  }

  func measure(of type: FunctionTypeID) -> TypeMeasure { functionMeasures[Int(type.rawValue)] }

  /// A resource type unequal to all others; abstract if `representation` is nil.
  package mutating func addResource(representation: ValueType?) -> ResourceTypeID {
    resources.append(Resource(representation: representation))
    return addReference(to: ResourceID(UInt32(truncatingIfNeeded: resources.count - 1)))
  }

  mutating func addReference(to resource: ResourceID) -> ResourceTypeID {
    resourceTypes.append(resource)
    return ResourceTypeID(UInt32(truncatingIfNeeded: resourceTypes.count - 1))
  }

  mutating func add(_ type: InstanceType) -> InstanceTypeID {
    instances.append(type)
    return InstanceTypeID(UInt32(truncatingIfNeeded: instances.count - 1))
  }

  mutating func add(_ type: ComponentType) -> ComponentTypeID {
    components.append(type)
    return ComponentTypeID(UInt32(truncatingIfNeeded: components.count - 1))
  }

  mutating func add(_ type: ModuleType) -> ModuleTypeID {
    modules.append(type)
    return ModuleTypeID(UInt32(truncatingIfNeeded: modules.count - 1))
  }
}
