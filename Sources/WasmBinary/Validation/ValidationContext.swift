internal import WasmTypes

/// The context under which a module's instructions are valid. Specification: "Contexts".
///
/// Creating it checks types and what the index spaces hold, but neither expressions nor function
/// bodies. It does not change afterwards.
final class ValidationContext: @unchecked Sendable {
  let module: DecodedModule
  let bytes: UnsafeRawBufferPointer
  let limits: ModuleLimits
  let registry: TypeRegistry
  let tables: ValidationTables
  private let memory: ValidationMemory

  init(
    _ module: DecodedModule, bytes: UnsafeRawBufferPointer, limits: ModuleLimits
  ) throws(ModuleError) {
    self.module = module
    self.bytes = bytes
    self.limits = limits
    var types = TypeValidator(module, limits: limits)
    try types.validate()
    registry = types.registry
    let memory = ValidationMemory()
    self.memory = memory
    tables = try Self.tables(module, types: types, memory: memory)
  }

  private static func tables(
    _ module: DecodedModule, types: TypeValidator, memory: ValidationMemory
  ) throws(ModuleError) -> ValidationTables {
    let numbers = types.numbers
    let number = { (index: TypeIndex) -> UInt32 in numbers[Int(index)] }
    let layout = TypeLayout(module.types, number: number)

    try checkIndices(module, types)
    let tableTypes = module.importedTables + module.tables.map { $0.type }
    let globals = module.importedGlobals + module.globals.map { $0.type }

    let relation = types.registry.relation(in: memory)
    return ValidationTables(
      pool: memory.copy(layout.pool), definedTypes: memory.copy(layout.definedTypes),
      fields: memory.copy(layout.fields), numbers: memory.copy(numbers),
      functions: memory.copy(module.importedFunctions + module.functions),
      tables: memory.copy(
        tableTypes.map {
          PackedTable(
            element: PackedType($0.element, number: number), address: $0.addressType.packed)
        }),
      memories: memory.copy(
        (module.importedMemories + module.memories).map { $0.addressType.packed }),
      globals: memory.copy(
        globals.map {
          PackedGlobal(type: PackedType($0.value, number: number), isMutable: $0.isMutable)
        }),
      tags: memory.copy(module.importedTags + module.tags),
      elements: memory.copy(module.elements.map { PackedType($0.type, number: number) }),
      relation: relation)
  }
}

// The types that declarations refer to.
extension ValidationContext {
  private static func checkIndices(
    _ module: DecodedModule, _ types: TypeValidator
  ) throws(ModuleError) {
    for declaration in module.imports {
      switch declaration.type {
      case .function(let index): try types.checkFunctionType(index, at: declaration.offset)
      case .table(let type):
        try types.checkIndex(in: .reference(type.element), at: declaration.offset)
      case .memory: break
      case .global(let type): try types.checkIndex(in: type.value, at: declaration.offset)
      case .tag(let index): try types.checkTagType(index, at: declaration.offset)
      }
    }
    for index in module.functions {
      try types.checkFunctionType(index, at: module.sectionOffset(.function))
    }
    for table in module.tables {
      try types.checkIndex(in: .reference(table.type.element), at: table.offset)
    }
    for index in module.tags { try types.checkTagType(index, at: module.sectionOffset(.tag)) }
    for global in module.globals { try types.checkIndex(in: global.type.value, at: global.offset) }
    for segment in module.elements {
      try types.checkIndex(in: .reference(segment.type), at: segment.offset)
    }
  }
}

/// The module's types, laid out in the arrays of `ValidationTables`.
private struct TypeLayout {
  var pool: [PackedType] = []
  var definedTypes: [DefinedType] = []
  var fields: [PackedField] = []

  init(_ types: [SubType], number: (TypeIndex) -> UInt32) {
    definedTypes.reserveCapacity(types.count)
    for type in types {
      var defined = DefinedType(kind: CompositeKind(type.composite))
      switch type.composite {
      case .function(let function):
        defined.parameters = append(function.parameters, number)
        defined.results = append(function.results, number)
      case .structure(let structureFields):
        defined.firstField = UInt32(fields.count)
        defined.fieldCount = UInt32(structureFields.count)
        for field in structureFields { append(field, number) }
        defined.isDefaultable = fields[Int(defined.firstField)...].allSatisfy {
          $0.storage.isDefaultable
        }
      case .array(let field):
        defined.firstField = UInt32(fields.count)
        defined.fieldCount = 1
        append(field, number)
      }
      definedTypes.append(defined)
    }
  }

  private mutating func append(
    _ types: [ValueType], _ number: (TypeIndex) -> UInt32
  ) -> TypeList {
    let list = TypeList(start: UInt32(pool.count), count: UInt32(types.count))
    for type in types { pool.append(PackedType(type, number: number)) }
    return list
  }

  private mutating func append(_ field: FieldType, _ number: (TypeIndex) -> UInt32) {
    fields.append(
      PackedField(
        storage: PackedType(field.storage, number: number), isMutable: field.isMutable))
  }
}

extension AddressType {
  var packed: PackedType { self == .i64 ? .i64 : .i32 }
}

extension TypeRegistry {
  /// A relation over copies of the registry's tables.
  fileprivate func relation(in memory: ValidationMemory) -> SubtypeRelation {
    SubtypeRelation(
      kinds: memory.copy(kinds), displayStarts: memory.copy(displayStarts),
      displays: memory.copy(displays))
  }
}
