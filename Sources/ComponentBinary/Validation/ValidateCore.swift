internal import WasmBinary
internal import WasmTypes

// Core modules, their instances, and core types. Explainer and Binary: "Component Definitions", "Instance
// Definitions", "Type Definitions".
extension ComponentValidator {
  mutating func coreModule(_ range: ByteRange) throws(ComponentError) {
    try checkCount(of: .core(.module), limit: limits.modules)
    let part = UnsafeRawBufferPointer(
      rebasing: bytes[Int(truncatingIfNeeded: range.start)..<Int(truncatingIfNeeded: range.end)])
    if BinaryKind(part) == .component {
      throw .malformed(reason: "expected a version header for a module", offset: range.start + 4)
    }
    let type: ModuleType
    do throws(ModuleError) {
      let module = try decode(part, features: coreFeatures, limits: moduleLimits)
      let validator = try ModuleValidator(module, bytes: part, limits: moduleLimits)
      if modules == .whole {
        try validator.validateFunctions(0..<UInt32(truncatingIfNeeded: module.code.count))
      }
      type = try moduleType(of: module, at: range.start)
    } catch {
      throw .module(error, offset: range.start)
    }
    scope.spaces.coreModules.append(types.add(type))
  }

  private mutating func moduleType(
    of module: DecodedModule, at offset: UInt32
  ) throws(ModuleError) -> ModuleType {
    guard
      let numbers = types.coreTypes.register(module.types, groups: module.recursiveGroups)
    else {
      throw .limitExceeded(
        limit: "distinct types", maximum: UInt64(PackedType.concreteLimit), offset: 0)
    }
    let number = { (index: TypeIndex) -> UInt32 in numbers[Int(truncatingIfNeeded: index)] }
    var type = ModuleType()
    for entry in module.imports {
      guard
        type.addImport(
          module: entry.module, name: entry.name, entry.type.mapTypeIndices(number))
      else { throw duplicateImport(entry.module, entry.name, at: entry.offset) }
    }
    for entry in module.exports {
      guard let entity = module.type(of: entry) else { continue }
      _ = type.addExport(entry.name, entity.mapTypeIndices(number))
    }
    return type
  }

  private func duplicateImport(_ module: String, _ name: String, at offset: UInt32) -> ModuleError {
    .invalid(
      reason: "duplicate import name `\(module):\(name)`", function: nil, functionName: nil,
      instruction: nil, offset: offset)
  }

  // MARK: Core instances

  mutating func coreInstance(_ instance: ComponentSyntax.CoreInstance) throws(ComponentError) {
    try checkCount(of: .core(.instance), limit: limits.instances)
    switch instance {
    case .instantiate(let module, let arguments):
      try check(module, .core(.module))
      let type = scope.spaces.coreModules[Int(truncatingIfNeeded: module)]
      try checkArguments(arguments, of: type)
      scope.spaces.coreInstances.append(.module(type))
    case .exports(let exports):
      var entities: [Name: DecodedModule.ImportType] = [:]
      for export in exports {
        try check(export.index, .core(export.sort))
        guard let entity = scope.spaces.coreEntity(export.sort, export.index) else {
          throw invalid("core \(export.sort.keyword) cannot be exported from a core instance")
        }
        guard entities.updateValue(entity, forKey: Name(export.name)) == nil else {
          throw invalid("export name `\(export.name)` already defined")
        }
      }
      scope.spaces.coreInstances.append(.exports(entities))
    }
  }

  private mutating func checkArguments(
    _ arguments: [ComponentSyntax.CoreArgument], of module: ModuleTypeID
  ) throws(ComponentError) {
    var instances: [Name: UInt32] = [:]
    instances.reserveCapacity(arguments.count)
    for argument in arguments {
      try check(argument.instance, .core(.instance))
      guard instances.updateValue(argument.instance, forKey: Name(argument.name)) == nil else {
        throw invalid("duplicate module instantiation argument named `\(argument.name)`")
      }
    }
    for entry in types[module].imports {
      guard let instance = instances[Name(entry.module)] else {
        throw invalid("missing module instantiation argument named `\(entry.module)`")
      }
      guard let entity = coreExport(of: instance, entry.name) else {
        throw invalid(
          "module instantiation argument `\(entry.module)` does not export an item named "
            + "`\(entry.name)`")
      }
      do throws(TypeCheckFailure) {
        try types.spend()
        try types.check(entity, matches: entry.type)
      } catch {
        throw failure(error.inside("import `\(entry.module)::\(entry.name)`"))
      }
    }
  }

  func coreExport(of instance: UInt32, _ name: String) -> DecodedModule.ImportType? {
    switch scope.spaces.coreInstances[Int(truncatingIfNeeded: instance)] {
    case .module(let type): types[type].export(name)
    case .exports(let exports): exports[Name(name)]
    }
  }

  // MARK: Core types

  mutating func coreType(_ type: CoreType) throws(ComponentError) {
    switch type {
    case .recursiveGroup(let group):
      let first = scope.coreTypes.numbers.count
      let position = scopes.count - 1
      do throws(ModuleError) {
        try scopes[position].coreTypes.append(
          group.types[...], to: &types.coreTypes, at: offset)
      } catch {
        throw .module(error, offset: 0)
      }
      let numbers = scope.coreTypes.numbers[first...]
      for number in numbers {
        try checkCount(of: .core(.type), limit: limits.definitions)
        scope.spaces.coreTypes.append(.type(number))
      }
    case .module(let declarators):
      try checkCount(of: .core(.type), limit: limits.definitions)
      let type = try moduleType(declarators)
      append(.module(type))
    }
  }

  mutating func append(_ type: IndexSpaces.CoreTypeEntry) {
    if case .type(let number) = type {
      scope.coreTypes.append(number: number)
    } else {
      scope.coreTypes.append(number: nil)
    }
    scope.spaces.coreTypes.append(type)
  }

  private mutating func moduleType(
    _ declarators: [ModuleDeclarator]
  ) throws(ComponentError) -> ModuleTypeID {
    // Module types begin with an index space of their own.
    var space = TypeIndexSpace(limits: moduleLimits)
    var type = ModuleType()
    for declarator in declarators {
      offset = declarator.offset
      switch declarator.content {
      case .type(.recursiveGroup(let group)):
        do throws(ModuleError) {
          try space.append(group.types[...], to: &types.coreTypes, at: offset)
        } catch {
          throw .module(error, offset: 0)
        }
      case .type(.module): throw invalid("a module type cannot define module types")
      case .outerType(let count, let index):
        space.append(number: try outerCoreType(count, index, space))
      case .import(let module, let name, let declared):
        let entity = try coreEntity(declared, space)
        guard type.addImport(module: module, name: name, entity) else {
          throw invalid("duplicate import name `\(module):\(name)`")
        }
      case .export(let name, let declared):
        let entity = try coreEntity(declared, space)
        guard type.addExport(name, entity) else {
          throw invalid("export name `\(name)` already defined")
        }
      }
    }
    let id = types.add(type)
    try check(types.measure(of: .coreModule(id)))
    return id
  }

  /// The number of a core type outside of a module type, whose own scope is the first one.
  private func outerCoreType(
    _ count: UInt32, _ index: UInt32, _ space: TypeIndexSpace
  ) throws(ComponentError) -> UInt32 {
    if count == 0 {
      guard let number = space.number(of: index) else { throw unknown(.core(.type), index) }
      return number
    }
    guard UInt64(count) <= UInt64(scopes.count) else {
      throw invalid("invalid outer alias count of \(count)")
    }
    let target = try outerScope(count - 1)
    guard index < scopes[target].spaces.count(of: .core(.type)) else {
      throw unknown(.core(.type), index)
    }
    guard let number = scopes[target].coreTypes.number(of: index) else {
      throw invalid("a module type cannot refer to module types")
    }
    return number
  }

  /// The type of an import or export of a module type, in numbers.
  private func coreEntity(
    _ type: DecodedModule.ImportType, _ space: TypeIndexSpace
  ) throws(ComponentError) -> DecodedModule.ImportType {
    do throws(ModuleError) {
      switch type {
      case .function(let index): try checkFunctionType(index, space, isTag: false)
      case .tag(let index): try checkFunctionType(index, space, isTag: true)
      case .memory(let type): try type.validate(at: offset)
      case .table(let type):
        try checkIndex(in: .reference(type.element), space)
        try type.validate(at: offset)
      case .global(let type): try checkIndex(in: type.value, space)
      }
    } catch {
      throw .module(error, offset: 0)
    }
    return type.mapTypeIndices { space.number(of: $0) ?? 0 }
  }

  private func coreFault(_ reason: String) -> ModuleError {
    .invalid(reason: reason, function: nil, functionName: nil, instruction: nil, offset: offset)
  }

  private func checkFunctionType(
    _ index: TypeIndex, _ space: TypeIndexSpace, isTag: Bool
  ) throws(ModuleError) {
    guard let number = space.number(of: index) else {
      throw coreFault("unknown type \(index): type index out of bounds")
    }
    guard case .function(let type) = types.coreTypes.types[Int(number)].composite else {
      throw coreFault("type mismatch: type \(index) is not a function type")
    }
    guard !isTag || type.results.isEmpty else { throw coreFault("non-empty tag result type") }
  }

  private func checkIndex(in type: ValueType, _ space: TypeIndexSpace) throws(ModuleError) {
    guard case .reference(let reference) = type, case .concrete(let index) = reference.heapType,
      space.number(of: index) == nil
    else { return }
    throw coreFault("unknown type \(index): type index out of bounds")
  }
}

extension DecodedModule {
  /// What an export of a valid module is.
  fileprivate func type(of export: Export) -> ImportType? {
    switch export.kind {
    case .function: functionTypeIndex(of: export.index).map { .function($0) }
    case .table: tableType(export.index).map { .table($0) }
    case .memory: memoryType(export.index).map { .memory($0) }
    case .global: globalType(export.index).map { .global($0) }
    case .tag: tagTypeIndex(of: export.index).map { .tag($0) }
    }
  }
}
