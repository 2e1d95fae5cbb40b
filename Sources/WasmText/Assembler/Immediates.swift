internal import CInterp
internal import WasmBinary
internal import WasmTypes

extension Token {
  /// The first instruction with the name that the token is.
  var opcode: WasmOpcode? {
    kind == .instruction ? WasmOpcode(rawValue: .init(code)) : nil
  }
}

// The instructions' names and immediates.
extension ModuleAssembler {
  /// Reads an instruction up to its operands; of blocks, up to the instructions inside.
  mutating func instruction(
    _ metadata: [InstructionMetadata] = []
  ) throws(TextError) -> PendingInstruction {
    guard let opcode = cursor.token.opcode else { throw cursor.unexpected() }
    cursor.advance()
    let immediate = wasm_instruction(opcode).pointee.immediate
    if immediate == .block_type || immediate == .try_table {
      return try blockInstruction(opcode, metadata)
    }
    var writer = BinaryWriter()
    try encode(opcode, immediate, to: &writer)
    return PendingInstruction(bytes: writer.bytes, metadata: metadata)
  }

  private mutating func blockInstruction(
    _ opcode: WasmOpcode, _ metadata: [InstructionMetadata]
  ) throws(TextError) -> PendingInstruction {
    var writer = BinaryWriter()
    writer.instruction(opcode)
    let label = cursor.acceptIdentifier()
    writer.blockType(try blockType())
    if opcode == .try_table { try encodeCatchClauses(to: &writer) }
    return PendingInstruction(bytes: writer.bytes, label: label, metadata: metadata)
  }

  /// A single result without parameters has a short form; otherwise it is a type use.
  private mutating func blockType() throws(TextError) -> BlockType {
    if cursor.isAtForm(.type) {
      return .type(try typeUse(parameterNames: .forbidden))
    }
    let type = try functionType(parameterNames: .forbidden)
    if type.parameters.isEmpty, type.results.count <= 1 {
      return type.results.first.map { .value($0) } ?? .empty
    }
    return .type(typeIndex(of: type))
  }

  private mutating func encodeCatchClauses(to writer: inout BinaryWriter) throws(TextError) {
    var clauses = BinaryWriter()
    var count = 0
    while cursor.token.kind == .leftParenthesis,
      let kind = cursor.token(after: 1).catchClauseKind
    {
      cursor.advance()
      cursor.advance()
      clauses.byte(kind.rawValue)
      if kind == .tag || kind == .tagWithReference {
        clauses.unsigned(try cursor.index(in: tags))
      }
      clauses.unsigned(try label())
      try cursor.expectClose()
      count += 1
    }
    writer.count(count)
    writer.raw(clauses.bytes)
  }

  /// The number of blocks between here and the one that a label means.
  private mutating func label() throws(TextError) -> UInt32 {
    let token = cursor.token
    if token.kind == .natural { return try cursor.natural32() }
    guard let name = cursor.acceptIdentifier() else { throw cursor.unexpected() }
    guard let depth = function.depth(of: name) else {
      throw cursor.error("unknown label " + cursor.spelling(token), at: token)
    }
    return depth
  }
}

extension Token {
  fileprivate var catchClauseKind: CatchClause.Kind? {
    if isKeyword(.catchRef) { return .tagWithReference }
    if isKeyword(.catchAllRef) { return .allWithReference }
    switch opcode {
    case .legacy_catch: return .tag
    case .legacy_catch_all: return .all
    default: return nil
    }
  }
}

extension ModuleAssembler {
  /// Writes an instruction other than the beginning of a block.
  private mutating func encode(
    _ opcode: WasmOpcode, _ immediate: WasmImmediate, to writer: inout BinaryWriter
  ) throws(TextError) {
    switch opcode {
    case .select: return try encodeSelect(to: &writer)
    case .ref_test, .ref_cast: return try encodeCast(opcode, to: &writer)
    default: writer.instruction(opcode)
    }
    switch immediate {
    case .none, .block_type, .try_table:
      break
    case .ordering:
      writer.byte(0)
    case .label:
      writer.unsigned(try label())
    case .label_table:
      try encodeLabelTable(to: &writer)
    case .i32:
      let bits = UInt32(truncatingIfNeeded: try cursor.integer(width: 32))
      writer.signed(Int64(Int32(bitPattern: bits)))
    case .i64:
      writer.signed(Int64(bitPattern: try cursor.integer(width: 64)))
    case .f32:
      writer.fixed32(UInt32(truncatingIfNeeded: try cursor.float(.f32)))
    case .f64:
      writer.fixed64(try cursor.float(.f64))
    case .v128:
      writer.raw(try cursor.vectorConstant())
    case .lane:
      writer.byte(UInt8(truncatingIfNeeded: try cursor.natural(width: 8)))
    case .shuffle_lanes:
      writer.raw(try cursor.shuffleLanes())
    case .value_types:
      break
    case .heap_type:
      writer.heapType(try heapType())
    case .cast_branch:
      try encodeCastBranch(to: &writer)
    case .memory_argument:
      try encodeMemoryArgument(opcode, hasLane: false, to: &writer)
    case .memory_argument_and_lane:
      try encodeMemoryArgument(opcode, hasLane: true, to: &writer)
    default:
      try encodeIndices(immediate, to: &writer)
    }
  }

  /// The immediates that are indices.
  private mutating func encodeIndices(
    _ immediate: WasmImmediate, to writer: inout BinaryWriter
  ) throws(TextError) {
    switch immediate {
    case .function: writer.unsigned(try cursor.index(in: functions))
    case .type: writer.unsigned(try cursor.index(in: types))
    case .local: writer.unsigned(try cursor.index(in: function.locals))
    case .global: writer.unsigned(try cursor.index(in: globals))
    case .tag: writer.unsigned(try cursor.index(in: tags))
    case .element: writer.unsigned(try cursor.index(in: elements))
    case .data: writer.unsigned(try dataIndex())
    case .table: writer.unsigned(try cursor.optionalIndex(in: tables))
    case .memory: writer.unsigned(try cursor.optionalIndex(in: memories))
    case .table_and_table: try encodeCopy(of: tables, to: &writer)
    case .memory_and_memory: try encodeCopy(of: memories, to: &writer)
    case .element_and_table: try encodeInitialization(elements, of: tables, to: &writer)
    case .data_and_memory:
      function.usesDataSegments = true
      try encodeInitialization(dataSegments, of: memories, to: &writer)
    case .type_and_table:
      let table = try cursor.optionalIndex(in: tables)
      writer.unsigned(try typeUse(parameterNames: .forbidden))
      writer.unsigned(table)
    case .type_and_field:
      let type = try cursor.index(in: types)
      writer.unsigned(type)
      writer.unsigned(try cursor.index(in: fieldNames[type] ?? IndexSpace("field")))
    case .type_and_count:
      writer.unsigned(try cursor.index(in: types))
      writer.unsigned(try cursor.natural32())
    case .type_and_data:
      writer.unsigned(try cursor.index(in: types))
      writer.unsigned(try dataIndex())
    case .type_and_element:
      writer.unsigned(try cursor.index(in: types))
      writer.unsigned(try cursor.index(in: elements))
    case .type_and_type:
      writer.unsigned(try cursor.index(in: types))
      writer.unsigned(try cursor.index(in: types))
    default:
      break
    }
  }

  private mutating func dataIndex() throws(TextError) -> UInt32 {
    function.usesDataSegments = true
    return try cursor.index(in: dataSegments)
  }

  /// Two indices, or none for twice 0.
  private mutating func encodeCopy(
    of space: IndexSpace, to writer: inout BinaryWriter
  ) throws(TextError) {
    let isGiven = cursor.token.isIndex
    writer.unsigned(isGiven ? try cursor.index(in: space) : 0)
    writer.unsigned(isGiven ? try cursor.index(in: space) : 0)
  }

  /// A table or memory, which may be left out if it is 0, and a segment; the binary format has the
  /// segment first.
  private mutating func encodeInitialization(
    _ segments: IndexSpace, of space: IndexSpace, to writer: inout BinaryWriter
  ) throws(TextError) {
    let isGiven = cursor.token(after: 1).isIndex
    let index = isGiven ? try cursor.index(in: space) : 0
    writer.unsigned(try cursor.index(in: segments))
    writer.unsigned(index)
  }

  private mutating func encodeLabelTable(to writer: inout BinaryWriter) throws(TextError) {
    var labels = [try label()]
    while cursor.token.isIndex { labels.append(try label()) }
    writer.count(labels.count - 1)
    for label in labels { writer.unsigned(label) }
  }

  /// `select` with types is another instruction than without.
  private mutating func encodeSelect(to writer: inout BinaryWriter) throws(TextError) {
    guard cursor.isAtForm(.result) else { return writer.instruction(.select) }
    var types: [ValueType] = []
    while cursor.acceptForm(.result) {
      types += try valueTypes()
      try cursor.expectClose()
    }
    writer.instruction(.select_typed)
    writer.resultType(types)
  }

  /// The casts to nullable references are other instructions than those to others.
  private mutating func encodeCast(
    _ opcode: WasmOpcode, to writer: inout BinaryWriter
  ) throws(TextError) {
    let type = try referenceType()
    let isTest = opcode == .ref_test
    if type.isNullable {
      writer.instruction(isTest ? .ref_test_null : .ref_cast_null)
    } else {
      writer.instruction(isTest ? .ref_test : .ref_cast)
    }
    writer.heapType(type.heapType)
  }

  private mutating func encodeCastBranch(to writer: inout BinaryWriter) throws(TextError) {
    let label = try label()
    let source = try referenceType()
    let target = try referenceType()
    writer.byte((source.isNullable ? 1 : 0) | (target.isNullable ? 2 : 0))
    writer.unsigned(label)
    writer.heapType(source.heapType)
    writer.heapType(target.heapType)
  }

  /// `memory? offset=n? align=n? lane?`
  private mutating func encodeMemoryArgument(
    _ opcode: WasmOpcode, hasLane: Bool, to writer: inout BinaryWriter
  ) throws(TextError) {
    // A number before another one, or before an offset, is the memory; a last one is the lane.
    let next = cursor.token(after: 1).kind
    let isMemoryGiven =
      cursor.token.kind == .identifier || !hasLane || next == .natural || next == .offset
      || next == .alignment
    let memory = isMemoryGiven ? try cursor.optionalIndex(in: memories) : 0
    var offset: UInt64 = 0
    var alignment = UInt32(wasm_instruction(opcode).pointee.alignment)
    if cursor.token.kind == .offset {
      offset = try cursor.natural(after: "offset=".utf8.count, in: cursor.token, width: 64)
      cursor.advance()
    }
    if cursor.token.kind == .alignment {
      let bytes = try cursor.natural(after: "align=".utf8.count, in: cursor.token, width: 64)
      guard bytes.nonzeroBitCount == 1 else {
        throw cursor.error("alignment must be a power of two")
      }
      alignment = UInt32(bytes.trailingZeroBitCount)
      cursor.advance()
    }
    writer.memoryArgument(alignment: alignment, offset: offset, memory: memory)
    if hasLane { writer.byte(UInt8(truncatingIfNeeded: try cursor.natural(width: 8))) }
  }
}
