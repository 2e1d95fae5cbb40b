internal import CInterp
package import WasmTypes

/// Reads instructions one by one from a function body or a constant expression.
///
/// Checks the encoding, and that the features of each instruction are on; what indices refer to and
/// whether blocks are nested well is for the validator. A decoder does not stop at the end of its
/// range by itself: see `isAtEnd`.
package struct InstructionDecoder {
  private var reader: ByteReader
  private let end: UInt32
  private let table: DecodingTable

  /// - Precondition: `range` lies within `bytes`, which has less than 4 GiB.
  package init(
    bytes: UnsafeRawBufferPointer, range: ByteRange, features: Features = .all
  ) {
    reader = ByteReader(bytes, offset: range.start, features: features)
    end = range.end
    table = .shared
  }

  /// Where the next instruction begins.
  @inline(__always) package var offset: UInt32 { reader.offset }

  @inline(__always) package var isAtEnd: Bool { reader.offset >= end }

  /// Decodes the next instruction.
  ///
  /// - Throws: `malformed` or `unsupportedFeature`.
  package mutating func next() throws(ModuleError) -> Instruction {
    var instruction = Instruction(opcode: .nop, offset: 0)
    try decode(into: &instruction)
    return instruction
  }

  /// Decodes the next instruction in place, which is faster. Fields without a meaning for it keep
  /// what was there.
  ///
  /// - Throws: `malformed` or `unsupportedFeature`.
  package mutating func decode(into instruction: inout Instruction) throws(ModuleError) {
    let start = reader.offset
    let code = try reader.byte()
    var row = table.byFirstByte[Int(code)]
    if row.opcode >= DecodingRow.illegal { row = try unusualRow(code, at: start) }
    let anyFeature = row.anyFeature.rawValue
    if anyFeature != 0, anyFeature & reader.features.rawValue == 0 {
      throw missingFeature(row, at: start)
    }
    instruction.opcode = unsafeBitCast(UInt32(row.opcode), to: WasmOpcode.self)
    instruction.offset = start
    try reader.immediates(
      unsafeBitCast(UInt32(row.immediate), to: WasmImmediate.self), of: &instruction)
  }

  /// The row of a prefixed instruction, whose prefix `prefix` has been read.
  @inline(never) private mutating func unusualRow(
    _ prefix: UInt8, at start: UInt32
  ) throws(ModuleError) -> DecodingRow {
    guard table.byFirstByte[Int(prefix)].opcode == DecodingRow.prefix else {
      throw illegalOpcode(UInt32(prefix), at: start)
    }
    let code = try reader.u32()
    guard code <= 0xFFFF else { throw illegalOpcode(code, prefix: prefix, at: start) }
    let opcode = wasm_opcode_of_code(UInt32(prefix) << 16 | code)
    guard opcode >= 0 else { throw illegalOpcode(code, prefix: prefix, at: start) }
    return table.byOpcode[Int(opcode)]
  }

  @inline(never) private func illegalOpcode(
    _ code: UInt32, prefix: UInt8? = nil, at offset: UInt32
  ) -> ModuleError {
    let digits = String(code, radix: 16)
    var text = code < 0x10 ? "0" + digits : digits
    if let prefix { text = String(prefix, radix: 16) + " " + text }
    return .malformed(reason: "illegal opcode " + text, offset: offset)
  }

  @inline(never) private func missingFeature(_ row: DecodingRow, at offset: UInt32) -> ModuleError {
    let opcode = unsafeBitCast(UInt32(row.opcode), to: WasmOpcode.self)
    return .unsupportedFeature(row.anyFeature, construct: opcode.name, offset: offset)
  }
}

extension WasmOpcode {
  /// The name in the text format.
  package var name: String { String(cString: wasm_instruction(self).pointee.name) }
}

extension ByteReader {
  /// Reads what follows an opcode into the fields of `instruction`.
  @inline(__always) fileprivate mutating func immediates(
    _ kind: WasmImmediate, of instruction: inout Instruction
  ) throws(ModuleError) {
    switch kind {
    case .none: break
    case .local, .label, .function, .global, .type, .table, .element, .data, .tag:
      instruction.index = try u32()
    case .i32: instruction.bits = UInt64(UInt32(bitPattern: try s32()))
    case .memory_argument: try memoryArgument(&instruction)
    case .block_type: instruction.blockType = try blockType()
    case .i64: instruction.bits = UInt64(bitPattern: try s64())
    case .f32: instruction.bits = UInt64(try fixed32())
    case .f64: instruction.bits = try fixed64()
    case .label_table: try labelTable(&instruction)
    default: try rareImmediates(kind, of: &instruction)
    }
  }

  @inline(never) private mutating func rareImmediates(
    _ kind: WasmImmediate, of instruction: inout Instruction
  ) throws(ModuleError) {
    switch kind {
    case .type_and_table:
      instruction.index = try u32()
      instruction.secondIndex = try optionalIndex(.referenceTypes)
    case .table_and_table, .element_and_table:
      instruction.index = try u32()
      instruction.secondIndex = try u32()
    case .type_and_field, .type_and_count, .type_and_data, .type_and_element, .type_and_type:
      instruction.index = try u32()
      instruction.secondIndex = try u32()
    case .memory: instruction.index = try optionalIndex(.multiMemory)
    case .memory_and_memory:
      instruction.index = try optionalIndex(.multiMemory)
      instruction.secondIndex = try optionalIndex(.multiMemory)
    case .data_and_memory:
      instruction.index = try u32()
      instruction.secondIndex = try optionalIndex(.multiMemory)
    case .memory_argument_and_lane:
      try memoryArgument(&instruction)
      instruction.lane = try byte()
    case .lane:
      instruction.lane = try byte()
      instruction.secondIndex = UInt32(instruction.lane)
    case .shuffle_lanes, .v128:
      instruction.bits = try fixed64()
      instruction.highBits = try fixed64()
    case .value_types: try valueTypes(&instruction)
    case .heap_type:
      let isNullable =
        instruction.opcode != .ref_test && instruction.opcode != .ref_cast
      instruction.valueType = .reference(
        ReferenceType(isNullable: isNullable, heapType: try heapType()))
    case .cast_branch: try castBranch(&instruction)
    case .try_table: try tryTable(&instruction)
    case .ordering: try zeroByte()
    case .none, .local, .label, .function, .global, .type, .table, .element, .data, .tag, .i32,
      .memory_argument, .block_type, .i64, .f32, .f64, .label_table:
      break
    }
  }

  @inline(__always) private mutating func memoryArgument(
    _ instruction: inout Instruction
  ) throws(ModuleError) {
    let start = offset
    let flags = try u32()
    if flags < MemoryArgumentFlag.memoryIndex {
      instruction.alignment = UInt8(truncatingIfNeeded: flags)
      instruction.index = 0
    } else {
      guard flags < 2 * MemoryArgumentFlag.memoryIndex else {
        throw malformed("malformed memop flags", at: start)
      }
      try require(.multiMemory, for: "memory index", at: start)
      instruction.alignment = UInt8(truncatingIfNeeded: flags & ~MemoryArgumentFlag.memoryIndex)
      instruction.index = try u32()
    }
    instruction.bits = try u64()
  }

  private mutating func labelTable(_ instruction: inout Instruction) throws(ModuleError) {
    instruction.index = try count()
    instruction.list.start = offset
    for _ in 0...instruction.index { _ = try u32() }
    instruction.list.end = offset
  }

  private mutating func valueTypes(_ instruction: inout Instruction) throws(ModuleError) {
    instruction.index = try count()
    for position in 0..<instruction.index {
      let type = try valueType()
      if position == 0 { instruction.valueType = type }
    }
  }

  private mutating func castBranch(_ instruction: inout Instruction) throws(ModuleError) {
    let start = offset
    let flags = try byte()
    guard flags <= 3 else { throw malformed("malformed br_on_cast flags", at: start) }
    instruction.index = try u32()
    instruction.valueType = .reference(
      ReferenceType(isNullable: flags & 1 != 0, heapType: try heapType()))
    instruction.targetType = .reference(
      ReferenceType(isNullable: flags & 2 != 0, heapType: try heapType()))
  }

  private mutating func tryTable(_ instruction: inout Instruction) throws(ModuleError) {
    instruction.blockType = try blockType()
    instruction.index = try count()
    instruction.list.start = offset
    for _ in 0..<instruction.index { _ = try catchClause() }
    instruction.list.end = offset
  }

  fileprivate mutating func catchClause() throws(ModuleError) -> CatchClause {
    let start = offset
    guard let kind = CatchClause.Kind(rawValue: try byte()) else {
      throw malformed("malformed catch clause", at: start)
    }
    var clause = CatchClause(kind: kind, tag: 0, label: 0)
    if clause.hasTag { clause.tag = try u32() }
    clause.label = try u32()
    return clause
  }

  /// An index where modules without `feature` have a zero byte.
  private mutating func optionalIndex(_ feature: Features) throws(ModuleError) -> UInt32 {
    if features.isSuperset(of: feature) { return try u32() }
    try zeroByte()
    return 0
  }

  private mutating func zeroByte() throws(ModuleError) {
    let start = offset
    guard try byte() == 0 else { throw malformed("zero byte expected", at: start) }
  }
}

/// Reads the targets of a decoded `br_table`: `index` of them, then the default target.
package struct LabelTableReader {
  private var reader: ByteReader

  /// - Precondition: `list` is the one of an instruction that `InstructionDecoder` read from
  ///   `bytes`.
  package init(bytes: UnsafeRawBufferPointer, list: ByteRange) {
    reader = ByteReader(bytes, offset: list.start, features: .all)
  }

  /// The next target. Behind the last one the result has no meaning.
  package mutating func next() -> UInt32 {
    // The list was read before, without an error.
    do throws(ModuleError) { return try reader.u32() } catch { return 0 }
  }
}

/// Reads the catch clauses of a decoded `try_table`.
package struct CatchClauseReader {
  private var reader: ByteReader
  private let end: UInt32

  /// - Precondition: `list` is the one of an instruction that `InstructionDecoder` read from
  ///   `bytes`.
  package init(bytes: UnsafeRawBufferPointer, list: ByteRange) {
    reader = ByteReader(bytes, offset: list.start, features: .all)
    end = list.end
  }

  /// The next clause, or nil after the last one.
  package mutating func next() -> CatchClause? {
    guard reader.offset < end else { return nil }
    do throws(ModuleError) { return try reader.catchClause() } catch { return nil }
  }
}
