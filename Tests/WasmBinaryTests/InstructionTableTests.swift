import CInterp
import Testing
import WasmBinary
import WasmTypes

/// Each instruction whose type its signature gives, straight from the instruction table.
@Suite struct InstructionTableTests {
  struct Row: CustomTestStringConvertible, Sendable {
    var opcode: WasmOpcode
    var operands: [ValueType]
    var results: [ValueType]

    var testDescription: String { opcode.name }

    /// Nil for an instruction with a rule of its own. Addresses are i32.
    init?(_ opcode: WasmOpcode) {
      self.opcode = opcode
      let parts = String(cString: wasm_instruction(opcode).pointee.signature)
        .split(separator: ":", omittingEmptySubsequences: false)
      guard parts.count == 2 else { return nil }
      operands = parts[0].map(Self.type)
      results = parts[1].map(Self.type)
    }

    static func type(_ letter: Character) -> ValueType {
      switch letter {
      case "i", "a": .i32
      case "I": .i64
      case "f": .f32
      case "F": .f64
      case "v": .v128
      default: .externref
      }
    }
  }

  static let rows = allOpcodes.compactMap(Row.init)

  /// A module with a memory and segments, whose function has the type of the row and applies it to
  /// its parameters.
  private func module(
    _ row: Row, memory: AddressType = .i32, _ immediates: [UInt8]? = nil
  ) -> ModuleBuilder {
    var writer = BinaryWriter()
    for index in row.operands.indices { writer.raw([0x20, UInt8(index)]) }
    writer.instruction(row.opcode)
    writer.raw(immediates ?? Self.immediates(row.opcode))
    var module = ModuleBuilder(parameters: row.operands, results: row.results, writer.bytes)
    module.memories = [MemoryType(limits: Limits(minimum: 1), addressType: memory)]
    module.elements = [[0]]
    module.data = [[0]]
    return module
  }

  private static func immediates(_ opcode: WasmOpcode) -> [UInt8] {
    let row = wasm_instruction(opcode).pointee
    switch row.immediate {
    case .memory_argument: return [row.alignment, 0]
    case .memory_argument_and_lane: return [row.alignment, 0, 0]
    case .data_and_memory: return [0, 0]
    case .memory, .data, .element, .lane, .i32, .i64, .ordering: return [0]
    case .f32: return [0, 0, 0, 0]
    case .f64: return [UInt8](repeating: 0, count: 8)
    case .v128, .shuffle_lanes: return [UInt8](repeating: 0, count: 16)
    default: return []
    }
  }

  @Test(arguments: rows) func acceptsItsSignature(row: Row) { expectValid(module(row)) }

  @Test(arguments: rows) func refusesOtherOperands(row: Row) {
    for index in row.operands.indices {
      var wrong = row
      wrong.operands[index] = row.operands[index] == .f32 ? .i64 : .f32
      expectInvalid(module(wrong), "type mismatch")
    }
    guard !row.operands.isEmpty else { return }
    var fewer = row
    fewer.operands.removeFirst()
    expectInvalid(module(fewer), "type mismatch")
  }

  @Test(arguments: rows) func refusesOtherResults(row: Row) {
    for index in row.results.indices {
      var wrong = row
      wrong.results[index] = row.results[index] == .f32 ? .i64 : .f32
      expectInvalid(module(wrong), "type mismatch")
    }
    var more = row
    more.results.append(.i32)
    expectInvalid(module(more), "type mismatch")
  }

  @Test(arguments: rows) func acceptsAnythingInUnreachableCode(row: Row) {
    var module = module(row)
    var writer = BinaryWriter()
    writer.byte(0x00)
    writer.instruction(row.opcode)
    writer.raw(Self.immediates(row.opcode))
    module.functions[0].code = writer.bytes + [0x0B]
    expectValid(module)
  }

  @Test(arguments: rows.filter { $0.usesMemory }) func memoryInstructions(row: Row) {
    var without = module(row)
    without.memories = []
    expectInvalid(without, "unknown memory 0")

    // With a 64-bit memory, what is an address is an i64.
    let letters = String(cString: wasm_instruction(row.opcode).pointee.signature)
      .split(separator: ":", omittingEmptySubsequences: false)
    var row64 = row
    row64.operands = letters[0].map { $0 == "a" ? .i64 : Row.type($0) }
    row64.results = letters[1].map { $0 == "a" ? .i64 : Row.type($0) }
    expectValid(module(row64, memory: .i64))
    if row64.operands != row.operands { expectInvalid(module(row64), "type mismatch") }
  }

  @Test(arguments: rows.filter { $0.usesMemoryArgument }) func alignments(row: Row) {
    let info = wasm_instruction(row.opcode).pointee
    let isAtomic = info.code >> 16 == 0xFE
    let rest: [UInt8] = info.immediate == .memory_argument ? [0] : [0, 0]
    expectInvalid(
      module(row, [info.alignment + 1] + rest), "alignment must not be larger than natural")
    guard info.alignment > 0 else { return }
    let smaller = module(row, [info.alignment - 1] + rest)
    if isAtomic {
      expectInvalid(smaller, "atomic alignment must be natural")
    } else {
      expectValid(smaller)
    }
    let far = [info.alignment, 0x80, 0x80, 0x80, 0x80, 0x10] + rest.dropFirst()
    expectInvalid(module(row, far), "offset out of range")
  }

  @Test(arguments: rows.filter { $0.laneCount != nil }) func lanes(row: Row) throws {
    let count = try #require(row.laneCount)
    let alignment = wasm_instruction(row.opcode).pointee.alignment
    let before: [UInt8] =
      wasm_instruction(row.opcode).pointee.immediate == .lane ? [] : [alignment, 0]
    expectValid(module(row, before + [count - 1]))
    expectInvalid(module(row, before + [count]), "invalid lane index")
  }

  @Test func shuffleLanes() throws {
    let row = try #require(Row(.i8x16_shuffle))
    expectValid(module(row, [UInt8](repeating: 31, count: 16)))
    for position in 0..<16 {
      var lanes = [UInt8](repeating: 0, count: 16)
      lanes[position] = 32
      expectInvalid(module(row, lanes), "invalid lane index")
    }
  }

  @Test(arguments: allOpcodes) func encodingRoundTrip(opcode: WasmOpcode) throws {
    var writer = BinaryWriter()
    writer.instruction(opcode)
    // Enough zeros for any immediates; a zero is a valid first byte of all but types.
    let immediate = wasm_instruction(opcode).pointee.immediate
    if immediate == .block_type || immediate == .try_table { writer.byte(0x40) }
    writer.raw([UInt8](repeating: 0, count: 24))
    let decoded = try writer.bytes.withUnsafeBytes { bytes in
      var decoder = InstructionDecoder(
        bytes: bytes, range: ByteRange(start: 0, end: UInt32(bytes.count)))
      return try decoder.next()
    }
    #expect(decoded.opcode == opcode)
  }
}

extension InstructionTableTests.Row {
  var usesMemoryArgument: Bool {
    let immediate = wasm_instruction(opcode).pointee.immediate
    return immediate == .memory_argument || immediate == .memory_argument_and_lane
  }

  var usesMemory: Bool {
    let immediate = wasm_instruction(opcode).pointee.immediate
    return usesMemoryArgument || immediate == .memory || immediate == .data_and_memory
  }

  var laneCount: UInt8? {
    switch wasm_instruction(opcode).pointee.immediate {
    case .lane:
      switch opcode.name.prefix(5) {
      case "i8x16": 16
      case "i16x8": 8
      case "i32x4", "f32x4": 4
      default: 2
      }
    case .memory_argument_and_lane: 16 >> wasm_instruction(opcode).pointee.alignment
    default: nil
    }
  }
}
