import CInterp

/// The instructions whose types are plain, out of the engine's table.
struct Instructions: Sendable {
  struct Plain: Sendable {
    var name: String
    var code: UInt32
    var operands: [UInt8]
    var result: UInt8?
    var immediate: WasmImmediate
    var alignment: UInt8

    var isAtomic: Bool { code >> 16 == 0xFE }
  }

  /// Operations without immediates, by the letter of their result.
  private(set) var operations: [UInt8: [Plain]] = [:]
  /// The same for operations on a lane, with the lane as their immediate.
  private(set) var loads: [Plain] = []
  private(set) var stores: [Plain] = []
  private var codes: [String: UInt32] = [:]

  static let shared = Instructions()

  private init() {
    for number in 0..<UInt32(wasm_instruction_count) {
      guard let opcode = WasmOpcode(rawValue: number) else { continue }
      let row = wasm_instruction(opcode).pointee
      let name = String(cString: row.name)
      if codes[name] == nil { codes[name] = row.code }
      let signature = Array(String(cString: row.signature).utf8)
      guard let colon = signature.firstIndex(of: UInt8(ascii: ":")) else { continue }
      add(
        Plain(
          name: name, code: row.code, operands: Array(signature[..<colon]),
          result: signature[(colon + 1)...].first, immediate: row.immediate,
          alignment: row.alignment))
    }
  }

  private mutating func add(_ plain: Plain) {
    // Waiting for other threads, of which there are none; wide arithmetic has two results.
    if plain.name.hasPrefix("memory.") || plain.code >> 16 == 0xFC && plain.code >= 0xFC0013 {
      return
    }
    switch plain.immediate {
    case .none, .lane, .shuffle_lanes:
      guard let result = plain.result, !plain.operands.isEmpty else { return }
      operations[result, default: []].append(plain)
    case .memory_argument, .memory_argument_and_lane:
      if plain.result == nil { stores.append(plain) } else { loads.append(plain) }
    default: break
    }
  }

  /// The binary code of the instruction with a name, of which there has to be one.
  func code(_ name: String) -> UInt32 {
    guard let code = codes[name] else { fatalError("no instruction is named \(name)") }
    return code
  }
}
