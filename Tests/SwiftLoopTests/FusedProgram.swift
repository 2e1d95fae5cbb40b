import CInterp
import RandomNumbers

/// A program around a sequence of instructions that share a handler, with random operands.
struct FusedProgram {
  /// The frame, as far as the program uses it.
  enum Slots {
    /// What operands of instructions are chosen from.
    static let operands: Range<UInt64> = 0..<6
    /// The floating-point accumulator at the start.
    static let staging: UInt64 = 6
    /// A return header.
    static let header: UInt64 = 40
    static let registers: UInt64 = 60
    /// Where the program ended.
    static let end: UInt64 = 70
    /// Where the frame of a called function begins.
    static let callee: UInt64 = 100
    static let count = 200
  }

  /// Where a program ends, by what is in the slot `end`.
  enum End: UInt64, CaseIterable {
    case behind = 1
    case atTarget, inCallee
  }

  private(set) var code = Assembler()
  /// Where the instructions of the sequence begin.
  private(set) var positions: [Int] = []
  private(set) var positionOfCallee = 0
  /// Where a return leads.
  private(set) var positionOfReturn = 0
  private var random: RandomValues
  private var target: Assembler.Label

  init(_ sequence: [Handler], _ random: RandomValues) {
    self.random = random
    target = code.label()
    code.emitFloatAccumulator(from: Slots.staging)
    // What comes before begins no sequence with these instructions.
    let start = code.label()
    code.emit(Handler_branch_nn_f, .label(start))
    code.place(start)
    for handler in sequence {
      positions.append(code.position)
      emit(handler)
    }
    emitEnd(.behind)
    code.place(target)
    positionOfReturn = code.position
    emitEnd(.atTarget)
    positionOfCallee = code.position
    code.emit(Handler_enter_nn_n, 80, 20, 4)
    emitEnd(.inCallee)
  }

  private mutating func emitEnd(_ end: End) {
    code.emitRegisters(to: Slots.registers)
    code.emit(Handler_constant_kn_n, .value(Slots.end), .value(end.rawValue))
    code.emit(Handler_finish_nn_n)
  }

  private mutating func emit(_ handler: Handler) {
    let format = format(of: handler)
    if format.contains("N") {
      let behind = code.label()
      code.emitTable(handler, .value(random.element(of: Slots.operands)), [target, behind])
      code.place(behind)
      return
    }
    let operands = format.filter { $0 != "_" && $0 != "u" }.map { operand($0, of: handler) }
    code.emit(handler, operands)
  }

  /// A random operand of a kind, such that the instruction stays within the world.
  private mutating func operand(_ letter: Character, of handler: Handler) -> Assembler.Operand {
    let operation = operation(of: handler)
    switch letter {
    case "d", "s": return .value(random.element(of: Slots.operands))
    case "D", "S": return .value(random.element(of: Slots.operands.dropLast()))
    case "e": return .value(UInt64(access_size(operation)) + random.element(of: 0..<8))
    case "b": return .label(target)
    case "l" where format(of: handler).contains("m"): return .value(random.element(of: 0..<8))
    case "k": return .value(random.value() & 0xFFFF_FFFF)
    case "l": return .value(random.value())
    case "g", "x": return .value(random.element(of: 0..<2))
    case "r" where operation == .memory_fill || operation == .memory_copy: return 0
    case "r", "n", "h", "f", "F": return frameOperand(letter, of: operation)
    default: return 0
    }
  }

  /// An operand that has to do with frames and functions.
  private func frameOperand(_ letter: Character, of operation: Operation) -> Assembler.Operand {
    let isTailCall = name(of: operation).hasPrefix("tail_call")
    switch (letter, operation) {
    case ("n", .enter): return 30
    case ("r", .enter): return .value(Slots.operands.upperBound + 1)
    case ("n", .memory_size): return 3
    case ("n", _): return 2
    case ("F", _): return 2
    case ("f", _): return 0
    case ("r", _): return isTailCall ? 0 : .value(Slots.callee)
    case ("h", .call), ("h", .call_import), ("h", .call_indirect):
      return .value(Slots.callee + 2)
    default: return .value(Slots.header)
    }
  }
}

/// Values that meet one another and the bounds of a memory often, the same in every run.
struct RandomValues: RandomNumberGenerator {
  private var random: Random

  init(seed: UInt64) { random = Random(seed: seed) }

  mutating func next() -> UInt64 { random.next() }

  mutating func element(of range: Range<UInt64>) -> UInt64 {
    UInt64.random(in: range, using: &self)
  }

  mutating func value() -> UInt64 {
    switch element(of: 0..<4) {
    case 0, 1: element(of: 0..<4)
    case 2: element(of: 0..<72)
    default:
      interestingValues(of: ["i", "I", "f", "F"].randomElement(using: &self)!)
        .randomElement(using: &self)!
    }
  }
}
