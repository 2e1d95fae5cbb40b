internal import WasmTypes

// Types, imports and what the module declares. Specification: "Type Section" to "Tag Section".
extension ModuleDecoder {
  mutating func typeSection() throws(ModuleError) {
    let groups = try count(limit: limits.types, name: "types")
    module.types.reserveCapacity(reservation(groups, bytes: 3))
    for _ in 0..<groups { try recursiveGroup() }
  }

  private mutating func recursiveGroup() throws(ModuleError) {
    let first = UInt32(module.types.count)
    if reader.nextByte == TypeCode.recursiveGroup {
      try reader.require(.garbageCollection, for: "recursive group", at: reader.offset)
      _ = try reader.byte()
      let count = try count(limit: limits.types, name: "types", existing: module.types.count)
      for _ in 0..<count { module.types.append(try subType()) }
    } else {
      module.types.append(try subType())
    }
    guard module.types.count <= Int(limits.types) else {
      throw .limitExceeded(limit: "types", maximum: UInt64(limits.types), offset: reader.offset)
    }
    module.recursiveGroups.append(first..<UInt32(module.types.count))
  }

  private mutating func subType() throws(ModuleError) -> SubType {
    let start = reader.offset
    guard let code = reader.nextByte,
      code == TypeCode.openSubtype || code == TypeCode.finalSubtype
    else { return SubType(composite: try compositeType()) }
    _ = try reader.byte()
    try reader.require(.garbageCollection, for: "subtype", at: start)
    let count = try reader.count()
    var supertypes: [TypeIndex] = []
    for _ in 0..<count { supertypes.append(try reader.u32()) }
    return SubType(
      isFinal: code == TypeCode.finalSubtype, supertypes: supertypes,
      composite: try compositeType())
  }

  private mutating func compositeType() throws(ModuleError) -> CompositeType {
    let start = reader.offset
    let code = try reader.byte()
    switch code {
    case TypeCode.function:
      let parameters = try reader.resultType(limit: limits.parameters, name: "parameters")
      let results = try reader.resultType(limit: limits.results, name: "results")
      if results.count > 1 {
        try reader.require(.multiValue, for: "function with several results", at: start)
      }
      return .function(FunctionType(parameters: parameters, results: results))
    case TypeCode.structure:
      try reader.require(.garbageCollection, for: "structure type", at: start)
      let count = try count(limit: limits.structureFields, name: "fields of a structure")
      var fields: [FieldType] = []
      fields.reserveCapacity(reservation(count, bytes: 2))
      for _ in 0..<count { fields.append(try reader.fieldType()) }
      return .structure(fields)
    case TypeCode.array:
      try reader.require(.garbageCollection, for: "array type", at: start)
      return .array(try reader.fieldType())
    default: throw reader.malformedCode(code, "malformed definition type", at: start)
    }
  }

  mutating func importSection() throws(ModuleError) {
    let count = try count(limit: limits.imports, name: "imports")
    module.imports.reserveCapacity(reservation(count, bytes: 4))
    for _ in 0..<count {
      let start = reader.offset
      let moduleName = try reader.name()
      let name = try reader.name()
      let type = try importType()
      addToIndexSpace(type)
      module.imports.append(
        DecodedModule.Import(module: moduleName, name: name, type: type, offset: start))
    }
    try checkIndexSpaces()
  }

  private mutating func importType() throws(ModuleError) -> DecodedModule.ImportType {
    let start = reader.offset
    guard let kind = ExternalKind(binaryCode: try reader.byte()) else {
      throw reader.malformed("malformed import kind", at: start)
    }
    switch kind {
    case .function: return .function(try reader.u32())
    case .table: return .table(try reader.tableType())
    case .memory: return .memory(try reader.memoryType())
    case .global:
      let type = try reader.globalType()
      if type.isMutable {
        try reader.require(.mutableGlobals, for: "import of a mutable global", at: start)
      }
      return .global(type)
    case .tag:
      try reader.require(anyOf: [.exceptions, .legacyExceptions], for: "tag", at: start)
      return .tag(try tagType())
    }
  }

  private mutating func addToIndexSpace(_ type: DecodedModule.ImportType) {
    switch type {
    case .function(let index): module.importedFunctions.append(index)
    case .table(let type): module.importedTables.append(type)
    case .memory(let type): module.importedMemories.append(type)
    case .global(let type): module.importedGlobals.append(type)
    case .tag(let index): module.importedTags.append(index)
    }
  }

  private func checkIndexSpaces() throws(ModuleError) {
    let spaces: [(count: UInt32, limit: UInt32, name: String)] = [
      (module.tableCount, limits.tables, "tables"),
      (module.memoryCount, limits.memories, "memories"),
      (module.globalCount, limits.globals, "globals"),
      (module.tagCount, limits.tags, "tags"),
    ]
    for space in spaces where space.count > space.limit {
      throw .limitExceeded(
        limit: space.name, maximum: UInt64(space.limit), offset: reader.offset)
    }
  }

  private mutating func tagType() throws(ModuleError) -> TypeIndex {
    let start = reader.offset
    guard try reader.byte() == 0 else { throw reader.malformed("zero byte expected", at: start) }
    return try reader.u32()
  }

  mutating func functionSection() throws(ModuleError) {
    let count = try count(limit: limits.functions, name: "functions")
    module.functions.reserveCapacity(Int(count))
    for _ in 0..<count { module.functions.append(try reader.u32()) }
  }

  mutating func tableSection() throws(ModuleError) {
    let count = try count(
      limit: limits.tables, name: "tables", existing: module.importedTables.count)
    for _ in 0..<count {
      let start = reader.offset
      var hasInitializer = false
      if reader.nextByte == TableCode.withInitializer {
        try reader.require(.functionReferences, for: "table initializer", at: start)
        _ = try reader.byte()
        guard try reader.byte() == 0 else {
          throw reader.malformed("zero byte expected", at: start + 1)
        }
        hasInitializer = true
      }
      let type = try reader.tableType()
      let initializer = hasInitializer ? try constantExpression() : nil
      module.tables.append(
        DecodedModule.Table(type: type, initializer: initializer, offset: start))
    }
  }

  mutating func memorySection() throws(ModuleError) {
    let count = try count(
      limit: limits.memories, name: "memories", existing: module.importedMemories.count)
    for _ in 0..<count { module.memories.append(try reader.memoryType()) }
  }

  mutating func tagSection() throws(ModuleError) {
    let count = try count(limit: limits.tags, name: "tags", existing: module.importedTags.count)
    for _ in 0..<count { module.tags.append(try tagType()) }
  }

  mutating func globalSection() throws(ModuleError) {
    let count = try count(
      limit: limits.globals, name: "globals", existing: module.importedGlobals.count)
    for _ in 0..<count {
      let start = reader.offset
      let type = try reader.globalType()
      let initializer = try constantExpression()
      module.globals.append(
        DecodedModule.Global(type: type, initializer: initializer, offset: start))
    }
  }

  mutating func exportSection() throws(ModuleError) {
    let count = try count(limit: limits.exports, name: "exports")
    module.exports.reserveCapacity(reservation(count, bytes: 3))
    for _ in 0..<count {
      let start = reader.offset
      let name = try reader.name()
      let kindOffset = reader.offset
      guard let kind = ExternalKind(binaryCode: try reader.byte()) else {
        throw reader.malformed("malformed export kind", at: kindOffset)
      }
      let index = try reader.u32()
      if kind == .function { module.declareFunctionReference(index) }
      module.exports.append(
        DecodedModule.Export(name: name, kind: kind, index: index, offset: start))
    }
  }
}
