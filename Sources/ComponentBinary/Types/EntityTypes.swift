package import WasmBinary
internal import WasmTypes

/// The type of a component function.
package struct ComponentFunctionType: Hashable, Sendable {
  package var isAsync: Bool
  package var parameters: [Labelled<ValueTypeID>]
  package var result: ValueTypeID?

  package init(isAsync: Bool, parameters: [Labelled<ValueTypeID>], result: ValueTypeID?) {
    self.isAsync = isAsync
    self.parameters = parameters
    self.result = result
  }
}

/// What a type index of a component refers to.
package enum ComponentAnyType: Hashable, Sendable {
  case value(ValueTypeID)
  case resource(ResourceTypeID)
  case function(FunctionTypeID)
  case component(ComponentTypeID)
  case instance(InstanceTypeID)
}

/// What an import or export is. Explainer: `externtype`, resolved.
package enum EntityType: Hashable, Sendable {
  case coreModule(ModuleTypeID)
  case function(FunctionTypeID)
  case value(ValueTypeID)
  /// The type itself. That it is abstract is known from the lists of resources of the instance or
  /// component type that it occurs in.
  case type(ComponentAnyType)
  case component(ComponentTypeID)
  case instance(InstanceTypeID)
}

/// A list of named entities, in the order in which they were declared.
package struct NamedEntities: Sendable {
  package struct Entry: Sendable {
    package var name: ExternName
    package var type: EntityType
  }

  package private(set) var entries: [Entry] = []
  private var positions: [Name: Int] = [:]

  package init() {}

  package subscript(name: String) -> EntityType? {
    positions[Name(name)].map { entries[$0].type }
  }

  mutating func append(_ name: ExternName, _ type: EntityType) {
    positions[Name(name.name)] = entries.count
    entries.append(Entry(name: name, type: type))
  }

  /// The same names with other types.
  func map<Failure: Error>(
    _ transform: (EntityType) throws(Failure) -> EntityType
  ) throws(Failure) -> NamedEntities {
    var result = self
    for position in entries.indices {
      result.entries[position].type = try transform(entries[position].type)
    }
    return result
  }
}

/// The type of a component instance.
package struct InstanceType: Sendable {
  package var exports = NamedEntities()
  /// The abstract resource types that the type itself introduces: each instance of the type has its
  /// own. Empty for the type of an instance at hand, whose resource types are known.
  package var resources: [ResourceID] = []
  /// How many types it consists of; see `ComponentLimits.typeSize`.
  package var size: UInt32 = 1
  /// Whether it refers to any resource type that it does not introduce itself.
  package var refersToResources = false
}

/// The type of a component: for all imported resource types, there are the exported ones.
package struct ComponentType: Sendable {
  package var imports = NamedEntities()
  package var exports = NamedEntities()
  /// The abstract resource types that imports introduce, those of imported instances included.
  package var importedResources: [ResourceID] = []
  /// The abstract resource types that exports introduce: each instantiation has its own.
  package var exportedResources: [ResourceID] = []
  package var size: UInt32 = 1
  package var refersToResources = false
}

/// The type of a core module. The indices in the types of imports and exports are numbers of
/// `ComponentTypes.coreTypes`.
package struct ModuleType: Sendable {
  package struct Import: Sendable {
    package var module: String
    package var name: String
    package var type: DecodedModule.ImportType
  }

  package struct Export: Sendable {
    package var name: String
    package var type: DecodedModule.ImportType
  }

  package var imports: [Import] = []
  package var exports: [Export] = []
  private var exportPositions: [Name: Int] = [:]

  package func export(_ name: String) -> DecodedModule.ImportType? {
    exportPositions[Name(name)].map { exports[$0].type }
  }

  mutating func addExport(_ name: String, _ type: DecodedModule.ImportType) {
    exportPositions[Name(name)] = exports.count
    exports.append(Export(name: name, type: type))
  }
}
