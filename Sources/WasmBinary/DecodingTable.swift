internal import CInterp
internal import WasmTypes

/// What the decoder needs to know of an instruction, in eight bytes.
struct DecodingRow {
  /// The raw value of the `WasmOpcode`; for the first byte of a prefixed instruction and for bytes
  /// without a meaning one of the two values below.
  var opcode: UInt16
  var immediate: UInt8
  /// At least one of these features must be on, if there are any.
  var anyFeature: Features

  static let prefix: UInt16 = 0xFFFF
  static let illegal: UInt16 = 0xFFFE
}

/// The instruction table, arranged for decoding: filled once from `wasm_instruction`.
struct DecodingTable: @unchecked Sendable {
  /// 256 rows by the first byte of an instruction.
  let byFirstByte: UnsafePointer<DecodingRow>
  /// `wasm_instruction_count` rows by opcode.
  let byOpcode: UnsafePointer<DecodingRow>

  static let shared = DecodingTable()

  /// The memory lives as long as the process.
  private init() {
    let count = Int(wasm_instruction_count)
    let byOpcode = UnsafeMutablePointer<DecodingRow>.allocate(capacity: count)
    let byFirstByte = UnsafeMutablePointer<DecodingRow>.allocate(capacity: 256)
    byFirstByte.initialize(
      repeating: DecodingRow(opcode: DecodingRow.illegal, immediate: 0, anyFeature: []), count: 256)
    for number in 0..<count {
      let opcode = WasmOpcode(rawValue: UInt32(number)).unsafelyUnwrapped
      let instruction = wasm_instruction(opcode).pointee
      let row = DecodingRow(
        opcode: UInt16(number), immediate: UInt8(instruction.immediate.rawValue),
        anyFeature: Self.features(ofCode: instruction.code))
      byOpcode.advanced(by: number).initialize(to: row)
      if instruction.code < 0x100 { byFirstByte[Int(instruction.code)] = row }
    }
    for prefix in 0xFB...0xFE { byFirstByte[prefix].opcode = DecodingRow.prefix }
    self.byOpcode = UnsafePointer(byOpcode)
    self.byFirstByte = UnsafePointer(byFirstByte)
  }

  /// The features of which one brings the instruction with this code; none for the first version's
  /// instructions.
  private static func features(ofCode code: UInt32) -> Features {
    switch code {
    case 0x06, 0x07, 0x09, 0x18, 0x19: .legacyExceptions
    case 0x08: [.exceptions, .legacyExceptions]
    case 0x0A, 0x1F: .exceptions
    case 0x12, 0x13, 0x15: .tailCalls
    case 0x14, 0xD4...0xD6: .functionReferences
    case 0x1C, 0x25, 0x26, 0xD0...0xD2, 0xFC000F...0xFC0011: .referenceTypes
    case 0xC0...0xC4: .signExtension
    case 0xD3, 0xFB0000...0xFBFFFF: .garbageCollection
    case 0xFC0000...0xFC0007: .saturatingConversion
    case 0xFC0008...0xFC000E: .bulkMemory
    case 0xFC0013...0xFC0016: .wideArithmetic
    case 0xFD0000...0xFD00FF: .simd
    case 0xFD0100...0xFDFFFF: .relaxedSIMD
    case 0xFE0000...0xFEFFFF: .threads
    default: []
    }
  }
}
