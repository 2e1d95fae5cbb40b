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
  package var measure = TypeMeasure()
}

/// The type of a component: for all imported resource types, there are the exported ones.
package struct ComponentType: Sendable {
  package var imports = NamedEntities()
  package var exports = NamedEntities()
  /// The abstract resource types that imports introduce, those of imported instances included.
  package var importedResources: [ResourceID] = []
  /// The resource types that exports introduce: each instantiation has its own.
  package var exportedResources: [ResourceID] = []
  package var measure = TypeMeasure()
}

/// What is known of a type without walking it.
package struct TypeMeasure: Hashable, Sendable {
  /// How many types and names it consists of, where what is referred to counts each time; saturating.
  package var size: UInt32 = 1
  /// How many types are inside of one another.
  package var depth: UInt32 = 1
  /// Whether resource types occur anywhere.
  package var containsResources = false

  mutating func add(_ part: TypeMeasure) {
    let (sum, overflow) = size.addingReportingOverflow(part.size)
    size = overflow ? .max : sum
    depth = max(depth, part.depth &+ 1)
    containsResources = containsResources || part.containsResources
  }
}

extension ComponentTypes {
  package func measure(of entity: EntityType) -> TypeMeasure {
    switch entity {
    case .coreModule(let type):
      return TypeMeasure(
        size: UInt32(clamping: 1 + self[type].imports.count + self[type].exports.count))
    case .function(let type), .type(.function(let type)): return measure(of: type)
    case .value(let type), .type(.value(let type)): return measure(of: type)
    case .type(.resource): return TypeMeasure(containsResources: true)
    case .component(let type), .type(.component(let type)): return self[type].measure
    case .instance(let type), .type(.instance(let type)): return self[type].measure
    }
  }

  private func measure(of type: ValueTypeID) -> TypeMeasure {
    let node = self[type]
    return TypeMeasure(
      size: node.size, depth: node.depth, containsResources: node.contents.contains(.handle))
  }

  func measure(of function: ComponentFunctionType) -> TypeMeasure {
    var measure = TypeMeasure()
    for parameter in function.parameters { measure.add(self.measure(of: parameter.content)) }
    if let result = function.result { measure.add(self.measure(of: result)) }
    return measure
  }

  func measure(of entities: NamedEntities) -> TypeMeasure {
    var measure = TypeMeasure()
    for entry in entities.entries { measure.add(self.measure(of: entry.type)) }
    return measure
  }
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

  package private(set) var imports: [Import] = []
  package private(set) var exports: [Export] = []
  private var importPositions: [ImportKey: Int] = [:]
  private var exportPositions: [Name: Int] = [:]

  private struct ImportKey: Hashable {
    let module: Name
    let name: Name
  }

  package func importType(module: String, name: String) -> DecodedModule.ImportType? {
    importPositions[ImportKey(module: Name(module), name: Name(name))].map { imports[$0].type }
  }

  package func export(_ name: String) -> DecodedModule.ImportType? {
    exportPositions[Name(name)].map { exports[$0].type }
  }

  /// Returns whether nothing of these names is imported already.
  mutating func addImport(
    module: String, name: String, _ type: DecodedModule.ImportType
  ) -> Bool {
    let key = ImportKey(module: Name(module), name: Name(name))
    guard importPositions.updateValue(imports.count, forKey: key) == nil else { return false }
    imports.append(Import(module: module, name: name, type: type))
    return true
  }

  /// Returns whether nothing of this name is exported already.
  mutating func addExport(_ name: String, _ type: DecodedModule.ImportType) -> Bool {
    guard exportPositions.updateValue(exports.count, forKey: Name(name)) == nil else {
      return false
    }
    exports.append(Export(name: name, type: type))
    return true
  }
}
