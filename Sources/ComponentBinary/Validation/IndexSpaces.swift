package import WasmBinary
package import WasmTypes

/// What the indices of a component, or of a component or instance type, refer to. Explainer: "Index
/// Spaces".
///
/// Types of core definitions refer to core types by numbers of `ComponentTypes.coreTypes`.
package struct IndexSpaces: Sendable {
  package internal(set) var coreModules: [ModuleTypeID] = []
  package internal(set) var coreInstances: [CoreInstanceType] = []
  package internal(set) var coreTypes: [CoreTypeEntry] = []
  /// The numbers of the functions' types.
  package internal(set) var coreFunctions: [UInt32] = []
  package internal(set) var coreTables: [TableType] = []
  package internal(set) var coreMemories: [MemoryType] = []
  package internal(set) var coreGlobals: [GlobalType] = []
  /// The numbers of the tags' types.
  package internal(set) var coreTags: [UInt32] = []
  package internal(set) var types: [ComponentAnyType] = []
  package internal(set) var functions: [FunctionTypeID] = []
  package internal(set) var values: [ValueTypeID] = []
  package internal(set) var components: [ComponentTypeID] = []
  package internal(set) var instances: [InstanceTypeID] = []

  package enum CoreTypeEntry: Hashable, Sendable {
    case type(UInt32)
    case module(ModuleTypeID)
  }

  /// What a core instance exports.
  package enum CoreInstanceType: Sendable {
    case module(ModuleTypeID)
    case exports([Name: DecodedModule.ImportType])
  }
}

extension IndexSpaces {
  /// How many entries the index space of `sort` has.
  package func count(of sort: Sort) -> UInt32 {
    let count =
      switch sort {
      case .core(.function): coreFunctions.count
      case .core(.table): coreTables.count
      case .core(.memory): coreMemories.count
      case .core(.global): coreGlobals.count
      case .core(.tag): coreTags.count
      case .core(.type): coreTypes.count
      case .core(.module): coreModules.count
      case .core(.instance): coreInstances.count
      case .function: functions.count
      case .value: values.count
      case .type: types.count
      case .component: components.count
      case .instance: instances.count
      }
    return UInt32(truncatingIfNeeded: count)
  }

  /// What an item is; nil for core items other than modules.
  ///
  /// - Precondition: The index exists.
  package func entity(_ item: SortIndex) -> EntityType? {
    let index = Int(truncatingIfNeeded: item.index)
    switch item.sort {
    case .core(.module): return .coreModule(coreModules[index])
    case .core: return nil
    case .function: return .function(functions[index])
    case .value: return .value(values[index])
    case .type: return .type(types[index])
    case .component: return .component(components[index])
    case .instance: return .instance(instances[index])
    }
  }

  /// What a core item is, if it is one that core modules import.
  ///
  /// - Precondition: The index exists.
  package func coreEntity(_ sort: CoreSort, _ index: UInt32) -> DecodedModule.ImportType? {
    let index = Int(truncatingIfNeeded: index)
    switch sort {
    case .function: return .function(coreFunctions[index])
    case .table: return .table(coreTables[index])
    case .memory: return .memory(coreMemories[index])
    case .global: return .global(coreGlobals[index])
    case .tag: return .tag(coreTags[index])
    case .type, .module, .instance: return nil
    }
  }

  /// A value type as written; nil for an index that refers to none.
  package func valueType(_ use: ValueTypeUse) -> ValueTypeID? {
    switch use {
    case .primitive(let type): return ComponentTypes.primitive(type)
    case .type(let index):
      guard index < UInt32(truncatingIfNeeded: types.count),
        case .value(let type) = types[Int(truncatingIfNeeded: index)]
      else { return nil }
      return type
    }
  }

  mutating func append(_ entity: EntityType) {
    switch entity {
    case .coreModule(let type): coreModules.append(type)
    case .function(let type): functions.append(type)
    case .value(let type): values.append(type)
    case .type(let type): types.append(type)
    case .component(let type): components.append(type)
    case .instance(let type): instances.append(type)
    }
  }

  mutating func append(_ entity: DecodedModule.ImportType) {
    switch entity {
    case .function(let number): coreFunctions.append(number)
    case .table(let type): coreTables.append(type)
    case .memory(let type): coreMemories.append(type)
    case .global(let type): coreGlobals.append(type)
    case .tag(let number): coreTags.append(number)
    }
  }
}

/// What validation found out about a component.
package struct ValidatedComponent: Sendable {
  package var types: ComponentTypes
  package var root: ComponentIndex
}

/// A component's index spaces after its last definition, and those of the components inside of it.
package struct ComponentIndex: Sendable {
  package var spaces: IndexSpaces
  package var type: ComponentTypeID
  /// One for each component that is defined inside, in order.
  package var components: [ComponentIndex]
}
