internal import CInterp
internal import WasmBinary
internal import WasmTypes

/// The blocks that are open while a function body is written.
private struct OpenBlocks {
  /// The names of the function's labels that have not been reached.
  private var pendingNames: ArraySlice<NameSection.IndexedName>
  private var labels: [Name?] = []
  /// Into `labels`, for each name the innermost last.
  private var positions: [Name: [Int]] = [:]
  /// The number of blocks so far.
  private var count: UInt32 = 0

  init(_ names: NameSection.Names) { pendingNames = names[...] }

  var depth: Int { labels.count }

  /// The name of the block that is opened next. An identifier cannot be empty: such a name remains
  /// unwritten.
  var nextName: Name? {
    guard let next = pendingNames.first, next.index == count, !next.name.string.isEmpty else {
      return nil
    }
    return next.name
  }

  mutating func open() {
    let name = nextName
    if let name { positions[name, default: []].append(labels.count) }
    labels.append(name)
    if pendingNames.first?.index == count { pendingNames.removeFirst() }
    count += 1
  }

  mutating func close() {
    guard let name = labels.popLast() ?? nil else { return }
    _ = positions[name]?.popLast()
  }

  /// The name of the block that is `depth` away, if it is the innermost one with that name.
  func name(_ depth: UInt32) -> Name? {
    guard UInt64(depth) < UInt64(labels.count) else { return nil }
    let position = labels.count - 1 - Int(depth)
    guard let name = labels[position], positions[name]?.last == position else { return nil }
    return name
  }
}

extension ModulePrinter {
  /// A function's instructions without the final `end`, one to a line.
  mutating func writeBody(
    _ body: DecodedModule.FunctionBody, function: UInt32
  ) throws(ModuleError) {
    var blocks = OpenBlocks(labelNames(function: function))
    var decoder = InstructionDecoder(bytes: bytes, range: body.expression)
    while !decoder.isAtEnd {
      let instruction = try decoder.next()
      if instruction.opcode == .end, decoder.isAtEnd { break }
      let isMiddle = instruction.opcode.isMiddleOfBlock
      if isMiddle || instruction.opcode.isEndOfBlock {
        out.newLine(1 + blocks.depth)
      } else {
        out.newLine(2 + blocks.depth)
      }
      try write(instruction, &blocks)
    }
  }

  /// A constant expression without its `end`: in parentheses if it is a single instruction.
  mutating func writeExpression(_ expression: ByteRange) throws(ModuleError) {
    var blocks = OpenBlocks([])
    var decoder = InstructionDecoder(bytes: bytes, range: expression)
    var instructions: [Instruction] = []
    while !decoder.isAtEnd {
      let instruction = try decoder.next()
      if instruction.opcode == .end, decoder.isAtEnd { break }
      instructions.append(instruction)
    }
    if instructions.count == 1 {
      out.write("(")
      try write(instructions[0], &blocks)
      out.write(")")
      return
    }
    for (position, instruction) in instructions.enumerated() {
      if position > 0 { out.write(" ") }
      try write(instruction, &blocks)
    }
  }

  private mutating func write(
    _ instruction: Instruction, _ blocks: inout OpenBlocks
  ) throws(ModuleError) {
    let opcode = instruction.opcode
    out.write(opcode.name)
    switch wasm_instruction(opcode).pointee.immediate {
    case .block_type:
      writeBlockType(instruction, blocks)
      blocks.open()
    case .try_table:
      writeBlockType(instruction, blocks)
      // The clauses are outside of the block.
      writeCatchClauses(instruction, blocks)
      blocks.open()
    case .label:
      // The label of `delegate` does not count the block that it ends.
      if opcode == .legacy_delegate { blocks.close() }
      writeLabel(instruction.index, blocks)
    case .cast_branch:
      writeLabel(instruction.index, blocks)
      writeCastBranch(instruction)
    case .label_table:
      var labels = LabelTableReader(bytes: bytes, list: instruction.list)
      for _ in 0...instruction.index { writeLabel(labels.next(), blocks) }
    case .none:
      if opcode == .end { blocks.close() }
    default:
      try writeImmediates(instruction)
    }
  }

  private mutating func writeLabel(_ depth: UInt32, _ blocks: OpenBlocks) {
    out.write(" ")
    if let name = blocks.name(depth) {
      out.writeIdentifier(name)
    } else {
      out.write(depth)
    }
  }

  /// The block's label and type.
  private mutating func writeBlockType(_ instruction: Instruction, _ blocks: OpenBlocks) {
    if let label = blocks.nextName {
      noteLabel()
      out.write(" ")
      out.writeIdentifier(label)
    }
    switch instruction.blockType {
    case .empty: break
    case .value(let type): writeList("result", [type])
    case .type(let index):
      writeTypeUse(index)
      if let type = module.functionType(at: index) { writeSignature(type) }
    }
  }

  private mutating func writeCatchClauses(_ instruction: Instruction, _ blocks: OpenBlocks) {
    var clauses = CatchClauseReader(bytes: bytes, list: instruction.list)
    while let clause = clauses.next() {
      switch clause.kind {
      case .tag: out.write(" (catch")
      case .tagWithReference: out.write(" (catch_ref")
      case .all: out.write(" (catch_all")
      case .allWithReference: out.write(" (catch_all_ref")
      }
      if clause.hasTag { out.writeIndex(clause.tag, tags) }
      writeLabel(clause.label, blocks)
      out.write(")")
    }
  }
}

extension WasmOpcode {
  fileprivate var isMiddleOfBlock: Bool {
    self == .else || self == .legacy_catch || self == .legacy_catch_all
  }

  fileprivate var isEndOfBlock: Bool { self == .end || self == .legacy_delegate }
}

// Immediates.
extension ModulePrinter {
  private mutating func writeImmediates(_ instruction: Instruction) throws(ModuleError) {
    switch wasm_instruction(instruction.opcode).pointee.immediate {
    case .i32:
      out.write(" " + String(Int32(truncatingIfNeeded: instruction.bits)))
    case .i64:
      out.write(" " + String(Int64(bitPattern: instruction.bits)))
    case .f32:
      out.write(" " + FloatText.text(instruction.bits, .f32))
    case .f64:
      out.write(" " + FloatText.text(instruction.bits, .f64))
    case .v128:
      writeVector(instruction)
    case .lane:
      out.write(" " + String(instruction.lane))
    case .shuffle_lanes:
      for shift in 0..<16 {
        let half = shift < 8 ? instruction.bits : instruction.highBits
        out.write(" " + String(UInt8(truncatingIfNeeded: half >> UInt64(shift % 8 * 8))))
      }
    case .memory_argument, .memory_argument_and_lane:
      writeMemoryArgument(instruction)
    case .value_types:
      try writeSelectTypes(instruction)
    case .heap_type:
      writeHeapType(instruction)
    default:
      writeIndices(instruction)
    }
  }

  private mutating func writeIndices(_ instruction: Instruction) {
    let index = instruction.index
    let second = instruction.secondIndex
    switch wasm_instruction(instruction.opcode).pointee.immediate {
    case .function: out.writeIndex(index, functions)
    case .type: out.writeIndex(index, types)
    case .local: out.writeIndex(index, locals)
    case .global: out.writeIndex(index, globals)
    case .tag: out.writeIndex(index, tags)
    case .element: out.writeIndex(index, elements)
    case .data: out.writeIndex(index, dataSegments)
    case .table: writeUnlessZero(index, tables)
    case .memory: writeUnlessZero(index, memories)
    case .table_and_table: writeUnlessZero(index, second, tables)
    case .memory_and_memory: writeUnlessZero(index, second, memories)
    case .element_and_table:
      writeUnlessZero(second, tables)
      out.writeIndex(index, elements)
    case .data_and_memory:
      writeUnlessZero(second, memories)
      out.writeIndex(index, dataSegments)
    case .type_and_table:
      writeUnlessZero(second, tables)
      writeTypeUse(index)
    case .type_and_field:
      out.writeIndex(index, types)
      out.writeIndex(second, fields(of: index))
    case .type_and_count:
      out.writeIndex(index, types)
      out.write(" ")
      out.write(second)
    case .type_and_data:
      out.writeIndex(index, types)
      out.writeIndex(second, dataSegments)
    case .type_and_element:
      out.writeIndex(index, types)
      out.writeIndex(second, elements)
    case .type_and_type:
      out.writeIndex(index, types)
      out.writeIndex(second, types)
    default: break
    }
  }

  private mutating func writeUnlessZero(_ index: UInt32, _ identifiers: Identifiers) {
    if index != 0 { out.writeIndex(index, identifiers) }
  }

  /// Two indices, or none if both are zero.
  private mutating func writeUnlessZero(
    _ first: UInt32, _ second: UInt32, _ identifiers: Identifiers
  ) {
    if first == 0, second == 0 { return }
    out.writeIndex(first, identifiers)
    out.writeIndex(second, identifiers)
  }

  private mutating func writeMemoryArgument(_ instruction: Instruction) {
    let row = wasm_instruction(instruction.opcode).pointee
    writeUnlessZero(instruction.index, memories)
    if instruction.bits != 0 { out.write(" offset=" + String(instruction.bits)) }
    if instruction.alignment != row.alignment {
      out.write(" align=" + String(UInt64(1) << UInt64(instruction.alignment)))
    }
    if row.immediate == .memory_argument_and_lane { out.write(" " + String(instruction.lane)) }
  }

  private mutating func writeVector(_ instruction: Instruction) {
    out.write(" i32x4")
    for half in [instruction.bits, instruction.highBits] {
      for bits in [UInt32(truncatingIfNeeded: half), UInt32(truncatingIfNeeded: half >> 32)] {
        out.write(" 0x" + String(bits, radix: 16))
      }
    }
  }

  private mutating func writeSelectTypes(_ instruction: Instruction) throws(ModuleError) {
    switch instruction.index {
    case 0: out.write(" (result)")
    case 1: writeList("result", [instruction.valueType])
    default:
      // No valid module has it, and the decoder does not tell the other types.
      throw .invalid(
        reason: "invalid result arity", function: nil, functionName: nil, instruction: "select",
        offset: instruction.offset)
    }
  }

  private mutating func writeHeapType(_ instruction: Instruction) {
    guard case .reference(let type) = instruction.valueType else { return }
    if instruction.opcode == .ref_null {
      write(type.heapType)
    } else {
      out.write(" ")
      write(type)
    }
  }

  private mutating func writeCastBranch(_ instruction: Instruction) {
    for type in [instruction.valueType, instruction.targetType] {
      guard case .reference(let type) = type else { continue }
      out.write(" ")
      write(type)
    }
  }
}
