internal import CInterp
internal import WasmTypes

// What computes values, and what moves them between slots, memories, tables and globals.
extension FunctionWriter {
  mutating func writeComputation(_ instruction: CodeInstruction, _ number: Int) {
    let target = instruction.target
    switch instruction.meaning {
    case .numeric(let kinds, let result, let mayTrap):
      let name = name(instruction)
      let arguments = kinds.enumerated().map { types.read(instruction.source($0), $1) }
        .joined(separator: ", ")
      if mayTrap { fail("CHECK(wasm_\(name)_trap(\(arguments)), \(code.position(number)));") }
      body.line("  " + types.write(target, result, "wasm_\(name)(\(arguments))"))
    case .extractLane(let result):
      let vector = types.read(instruction.source(), .v128)
      body.line(
        "  "
          + types.write(
            target, result, "lane_\(name(instruction))(\(vector), \(instruction.operand("x")))"))
    case .replaceLane(let kind):
      let vector = types.read(instruction.source(), .v128)
      let lane = types.read(instruction.source(1), kind)
      body.line(
        "  "
          + types.write(
            target, .v128,
            "wasm_\(name(instruction))(\(vector), \(instruction.operand("x")), \(lane))"))
    case .vectorConstant:
      let low = Self.wide(instruction.operand("l"), instruction.operand("u"))
      let high = Self.wide(instruction.operand("l", 1), instruction.operand("u", 1))
      body.line("  " + types.write(target, .v128, "VECTOR(\(low), \(high))"))
    case .shuffle: writeShuffle(instruction)
    case .constant:
      body.line("  " + types.setBits(target, "\(instruction.operand("k"))u"))
    case .wideConstant:
      let bits = Self.wide(instruction.operand("l"), instruction.operand("u"))
      body.line("  " + types.setBits(target, bits))
    case .select: writeSelect(instruction)
    default: writeCopy(from: instruction.source(), to: target, isWide: instruction.isWide)
    }
  }

  private static func wide(_ low: UInt32, _ high: UInt32) -> String {
    "UINT64_C(0x" + String(UInt64(high) << 32 | UInt64(low), radix: 16) + ")"
  }

  private mutating func writeShuffle(_ instruction: CodeInstruction) {
    let operands = (0..<2).map { types.read(instruction.source($0), .v128) }
    var lanes = ""
    for word in 0..<4 {
      for byte in 0..<4 {
        lanes += ", \(instruction.operand("X", word) >> UInt32(8 * byte) & 0x1F)"
      }
    }
    body.line(
      "  "
        + types.write(
          instruction.target, .v128, "SHUFFLE(\(operands.joined(separator: ", "))\(lanes))"))
  }

  private mutating func writeCopy(from source: UInt32, to target: UInt32, isWide: Bool) {
    if source == target { return }
    if types.commonKind([source, target]) != nil {
      body.line("  s\(target) = s\(source);")
    } else if isWide {
      body.line("  " + types.write(target, .v128, types.read(source, .v128)))
    } else {
      body.line("  " + types.setBits(target, types.bits(source)))
    }
  }

  /// The operands of a `select` are condition, left and right.
  private mutating func writeSelect(_ instruction: CodeInstruction) {
    let condition = types.read(instruction.source(), .i32)
    let (left, right) = (instruction.source(1), instruction.source(2))
    let target = instruction.target
    if types.commonKind([target, left, right]) != nil {
      body.line("  s\(target) = \(condition) ? s\(left) : s\(right);")
    } else if instruction.isWide {
      let values = [left, right].map { types.read($0, .v128) }
      body.line("  " + types.write(target, .v128, "\(condition) ? \(values[0]) : \(values[1])"))
    } else {
      body.line(
        "  " + types.setBits(target, "\(condition) ? \(types.bits(left)) : \(types.bits(right))"))
    }
  }

  // Memories, tables and globals ------------------------------------------------------------------------------

  mutating func writeAccess(_ instruction: CodeInstruction, _ number: Int) {
    let target = instruction.target
    let position = code.position(number)
    switch instruction.meaning {
    case .load, .store, .loadLane, .storeLane: writeMemoryAccess(instruction, position)
    case .memorySize:
      let size = "\(memory(instruction))->size >> \(instruction.operand("n"))"
      body.line("  " + types.setBits(target, size))
    case .memoryFill:
      let operands = range(instruction)
      fail("CHECK(fill_memory(\(memory(instruction)), \(operands)), \(position));")
    case .memoryCopy:
      let operands = range(instruction)
      fail(
        "CHECK(copy_memory(\(memory(instruction)), \(memory(instruction, 1)), \(operands)), \(position));"
      )
    case .tableSize: body.line("  " + types.setBits(target, "\(table(instruction))->size"))
    case .tableGet:
      let index = types.read(instruction.source(), .i64)
      fail("CHECK(has_element(\(table(instruction)), \(index)), \(position));")
      body.line("  " + types.setBits(target, "\(table(instruction))->elements[\(index)]"))
    case .tableSet:
      let index = types.read(instruction.source(), .i64)
      let value = types.read(instruction.source(1), .i64)
      fail("CHECK(has_element(\(table(instruction)), \(index)), \(position));")
      body.line("  \(table(instruction))->elements[\(index)] = (uintptr_t)\(value);")
    case .getGlobal:
      let global = "running->instance->globals[\(instruction.operand("g"))]"
      if instruction.isWide {
        body.line("  " + types.write(target, .v128, "VECTOR(\(global)[0], \(global)[1])"))
      } else {
        body.line("  " + types.setBits(target, "*" + global))
      }
    case .setGlobal:
      let global = "running->instance->globals[\(instruction.operand("g"))]"
      let source = instruction.source()
      body.line("  \(global)[0] = \(types.bits(source));")
      if instruction.isWide { body.line("  \(global)[1] = \(types.bits(source + 1));") }
    default:
      let function = "running->instance->functions[\(instruction.operand("F"))]"
      body.line("  " + types.setBits(target, "(uint64_t)(uintptr_t)\(function)"))
    }
  }

  private mutating func writeMemoryAccess(_ instruction: CodeInstruction, _ position: String) {
    let name = name(instruction)
    let address = types.read(instruction.source(), .i32)
    let place = "\(instruction.operand("e")), \(position))"
    switch instruction.meaning {
    case .load(let result):
      fail(types.write(instruction.target, result, "LOAD(\(name), \(address), \(place)"))
    case .store(let kind):
      let value = types.read(instruction.source(1), kind)
      fail("STORE(\(name), \(address), \(value), \(place);")
    case .loadLane:
      let others = types.read(instruction.source(1), .v128)
      let lane = instruction.operand("x")
      fail(
        types.write(
          instruction.target, .v128,
          "LOAD_LANE(\(name), \(address), \(others), \(lane), \(place)"))
    default:
      let vector = types.read(instruction.source(1), .v128)
      fail("STORE_LANE(\(name), \(address), \(vector), \(instruction.operand("x")), \(place);")
    }
  }

  private func memory(_ instruction: CodeInstruction, _ number: Int = 0) -> String {
    "running->instance->memories[\(instruction.operand("m", number))]"
  }

  private func table(_ instruction: CodeInstruction) -> String {
    "running->instance->tables[\(instruction.operand("T"))]"
  }

  /// Three operands in slots that follow each other.
  private func range(_ instruction: CodeInstruction) -> String {
    let start = instruction.operand("r")
    return (start..<start + 3).map { types.read($0, .i64) }.joined(separator: ", ")
  }
}
