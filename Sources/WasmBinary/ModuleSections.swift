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
    try reader.recursiveGroup(into: &module.types, limits: limits)
    guard module.types.count <= Int(limits.types) else {
      throw .limitExceeded(limit: "types", maximum: UInt64(limits.types), offset: reader.offset)
    }
    module.recursiveGroups.append(first..<UInt32(module.types.count))
  }

  mutating func importSection() throws(ModuleError) {
    let count = try count(limit: limits.imports, name: "imports")
    module.imports.reserveCapacity(reservation(count, bytes: 4))
    for _ in 0..<count {
      let start = reader.offset
      let moduleName = try reader.name()
      let name = try reader.name()
      let type = try reader.importType()
      addToIndexSpace(type)
      module.imports.append(
        DecodedModule.Import(module: moduleName, name: name, type: type, offset: start))
    }
    try checkIndexSpaces()
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
    for _ in 0..<count { module.tags.append(try reader.tagType()) }
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
