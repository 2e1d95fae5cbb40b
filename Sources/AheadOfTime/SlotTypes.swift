internal import CInterp
internal import WasmTypes

/// The C variables that stand for the slots of a function.
///
/// A slot to which only values of one kind are ever written is a variable of that type; others are 64 bits. A value is
/// reinterpreted where it is read as another kind than it was written as, which is exact: no variable is narrower than what
/// is written to it.
struct SlotTypes {
  enum Variable: Equatable {
    case value(ValueKind)
    /// The second slot of a vector whose first has a variable for both.
    case secondOfVector
    case bits
  }

  private var variables: [Variable]

  subscript(slot: UInt32) -> Variable { variables[Int(slot)] }

  init(_ code: FunctionCode, _ effects: SlotEffects) {
    var written = WrittenKinds(slotCount: code.slotCount)
    for (slot, kind) in SlotEffects.slots(code.type.parameters, from: 0) {
      written.note(slot, kind)
    }
    for instruction in code.instructions { written.note(instruction, effects) }
    for (slot, kind) in effects.caughtValues { written.note(slot, kind) }
    written.followCopies()
    variables = (0...UInt32(code.slotCount)).map { written.variable($0) }
    separateBrokenPairs()
  }

  /// Where one slot of a pair is used otherwise as well, both are bits.
  private mutating func separateBrokenPairs() {
    for slot in variables.indices {
      if variables[slot] == .value(.v128),
        slot + 1 >= variables.count || variables[slot + 1] != .secondOfVector
      {
        variables[slot] = .bits
      }
      if variables[slot] == .secondOfVector, slot == 0 || variables[slot - 1] != .value(.v128) {
        variables[slot] = .bits
      }
    }
    // A first slot whose second belongs to it, but that was separated after the second was looked at.
    for slot in variables.indices.dropFirst()
    where variables[slot] == .secondOfVector && variables[slot - 1] != .value(.v128) {
      variables[slot] = .bits
    }
  }
}

/// What is written to slots.
private struct WrittenKinds {
  /// A bit for each kind of number, and for what follows.
  private var kinds: [UInt8]
  private var copies: [(from: UInt32, to: UInt32)] = []

  private static let firstOfVector: UInt8 = 16
  private static let secondOfVector: UInt8 = 32
  /// A constant of more than 32 bits, of whatever kind.
  private static let wideConstant: UInt8 = 64

  init(slotCount: Int) { kinds = Array(repeating: 0, count: slotCount + 2) }

  mutating func note(_ slot: UInt32, _ kind: ValueKind) {
    if kind == .v128 {
      kinds[Int(slot)] |= Self.firstOfVector
      kinds[Int(slot) + 1] |= Self.secondOfVector
    } else {
      kinds[Int(slot)] |= 1 << kind.rawValue
    }
  }

  mutating func note(_ instruction: CodeInstruction, _ effects: SlotEffects) {
    let target = instruction.target
    switch instruction.meaning {
    case .numeric(_, let result, _), .load(let result), .farLoad(let result),
      .extractLane(let result):
      note(target, result)
    case .replaceLane, .loadLane, .farLoadLane, .vectorConstant, .shuffle: note(target, .v128)
    case .arrayLength, .makeI31, .getI31, .test: note(target, .i32)
    // The bits of whatever it is.
    case .getField, .getElement: note(target, .i64)
    case .memorySize, .tableSize, .tableGet, .getFunction: note(target, .i64)
    case .getGlobal: note(target, effects.kind(ofGlobal: instruction.operand("g")))
    case .wideConstant: kinds[Int(target)] |= Self.wideConstant
    case .copy: noteCopy(instruction, from: 0)
    case .select:
      noteCopy(instruction, from: 1)
      noteCopy(instruction, from: 2)
    case .call, .callIndirect, .handler, .lastHandler:
      for index in 0..<instruction.operandCount {
        switch instruction.letters[index] {
        case UInt8(ascii: "d"): note(instruction.operands[index], .i64)
        case UInt8(ascii: "D"): note(instruction.operands[index], .v128)
        default: break
        }
      }
      noteRange(instruction, effects)
    // Small constants fit every variable.
    case .constant, .store, .storeLane, .farStore, .farStoreLane, .setField, .setElement, .cast,
      .branch, .branchIf, .branchTable, .enter, .returnNone,
      .returnValue, .trap, .fuel, .setGlobal, .memoryFill, .memoryCopy, .tableSet, .trapIfNull:
      break
    }
  }

  private mutating func noteCopy(_ instruction: CodeInstruction, from number: Int) {
    let (source, target) = (instruction.source(number), instruction.target)
    copies.append((source, target))
    if instruction.isWide { copies.append((source + 1, target + 1)) }
  }

  /// The results of calls; of other instructions with a range, whatever it is.
  private mutating func noteRange(_ instruction: CodeInstruction, _ effects: SlotEffects) {
    if let type = effects.calleeType(of: instruction) {
      let start = instruction.operand("r")
      for (slot, kind) in SlotEffects.slots(type.results, from: start) { note(slot, kind) }
    } else {
      for slot in effects.rangeWritten(instruction) { note(slot, .i64) }
    }
  }

  /// What is written to a slot is written to those that it is copied to.
  mutating func followCopies() {
    var changed = true
    while changed {
      changed = false
      for (source, target) in copies {
        let union = kinds[Int(target)] | kinds[Int(source)]
        if union != kinds[Int(target)] { changed = true }
        kinds[Int(target)] = union
      }
    }
  }

  func variable(_ slot: UInt32) -> SlotTypes.Variable {
    switch kinds[Int(slot)] {
    case 1: .value(.i32)
    case 2, 2 | Self.wideConstant: .value(.i64)
    case 4: .value(.f32)
    case 8, 8 | Self.wideConstant: .value(.f64)
    case Self.firstOfVector: .value(.v128)
    case Self.secondOfVector: .secondOfVector
    default: .bits
    }
  }
}

/// Expressions and statements on slots.
extension SlotTypes {
  /// The slot's value as a kind.
  func read(_ slot: UInt32, _ kind: ValueKind) -> String {
    let name = "s\(slot)"
    switch (self[slot], kind) {
    case (.value(let own), _) where own == kind: return name
    case (_, .v128): return "VECTOR(\(bits(slot)), \(bits(slot + 1)))"
    case (_, .i64): return bits(slot)
    case (_, .i32): return "(wasm_i32)\(bits(slot))"
    case (_, .f32): return "F32(\(bits(slot)))"
    case (_, .f64): return "F64(\(bits(slot)))"
    }
  }

  /// The slot's 64 bits.
  func bits(_ slot: UInt32) -> String {
    let name = "s\(slot)"
    switch self[slot] {
    case .bits, .value(.i64): return name
    case .value(.i32): return "(uint64_t)\(name)"
    case .value(.f32): return "F32_BITS(\(name))"
    case .value(.f64): return "F64_BITS(\(name))"
    case .value(.v128): return "\(name)[0]"
    case .secondOfVector: return "s\(slot - 1)[1]"
    }
  }

  /// Sets the slot to a value of a kind.
  func write(_ slot: UInt32, _ kind: ValueKind, _ value: String) -> String {
    if case .value(let own) = self[slot], own == kind { return "s\(slot) = \(value);" }
    switch kind {
    case .v128: return "SET_VECTOR(s\(slot), s\(slot + 1), \(value));"
    case .i64: return setBits(slot, value)
    case .i32: return setBits(slot, "(wasm_i32)(\(value))")
    case .f32: return setBits(slot, "F32_BITS(\(value))")
    case .f64: return setBits(slot, "F64_BITS(\(value))")
    }
  }

  /// Sets the slot to 64 bits.
  func setBits(_ slot: UInt32, _ bits: String) -> String {
    let name = "s\(slot)"
    switch self[slot] {
    case .bits, .value(.i64): return "\(name) = \(bits);"
    case .value(.i32): return "\(name) = (wasm_i32)(\(bits));"
    case .value(.f32): return "\(name) = F32(\(bits));"
    case .value(.f64): return "\(name) = F64(\(bits));"
    case .value(.v128): return "\(name)[0] = \(bits);"
    case .secondOfVector: return "s\(slot - 1)[1] = \(bits);"
    }
  }

  /// What the slots have in common that a value may be moved between without a look at its bits.
  func commonKind(_ slots: [UInt32]) -> ValueKind? {
    guard case .value(let kind) = self[slots[0]] else { return nil }
    return slots.allSatisfy { self[$0] == .value(kind) } ? kind : nil
  }

  /// The variable's declaration; nil if it has none of its own.
  func declaration(_ slot: UInt32) -> (type: String, name: String)? {
    switch self[slot] {
    case .bits: ("uint64_t", "s\(slot) = 0")
    case .value(.v128): ("wasm_v128", "s\(slot) = {0}")
    case .value(let kind): ("wasm_\(kind.name)", "s\(slot) = 0")
    case .secondOfVector: nil
    }
  }
}
