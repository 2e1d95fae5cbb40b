internal import CInterp
internal import WasmBinary

// Sums of a local and a constant, which mostly are addresses. They are not computed where they stand but by the load or
// store that uses them, which may come later; whatever else uses them has them computed first.
extension FunctionTranslator {
  /// Pushes the sum of two popped operands, if it is one that can wait.
  mutating func pushSum(_ left: Operand, _ right: Operand, isDifference: Bool) -> Bool {
    guard options.foldsSums, !options.usesBaseHandlersOnly else { return false }
    var (term, constant) = (left, right)
    if !isDifference, left.location == .constant { swap(&term, &constant) }
    guard constant.location == .constant, term.location == .local || term.location == .sum,
      term.valueClass == .integer
    else { return false }
    let addend = UInt32(truncatingIfNeeded: constant.bits)
    let base = term.location == .sum ? UInt32(truncatingIfNeeded: term.bits) : 0
    stack.pushSum(term.local, UInt64(isDifference ? base &- addend : base &+ addend))
    return true
  }

  /// Computes the sums that an instruction is going to use otherwise than as an address.
  mutating func settleSums(for instruction: Instruction, _ row: InstructionShape) {
    let count = stack.count
    switch row.shape {
    case .unary: settleSums(from: count - 1)
    case .commutative where row.operation == .i32_add, .binary where row.operation == .i32_sub:
      settleSums(from: count - 2, keeping: canJoinSums)
    case .binary, .commutative, .integer_comparison, .float_comparison: settleSums(from: count - 2)
    case .load: if !isNear(instruction) { settleSums(from: count - 1) }
    case .store: settleSums(from: isNear(instruction) ? count - 1 : count - 2)
    case .special: settleSums(forSpecial: instruction)
    default: settleSums(from: 0)
    }
  }

  private mutating func settleSums(forSpecial instruction: Instruction) {
    switch instruction.opcode {
    case .local_get, .i32_const, .i64_const, .f32_const, .f64_const, .v128_const, .drop, .nop: break
    // Its own rule is in `setLocal`.
    case .local_set, .local_tee: break
    default: settleSums(from: 0)
    }
  }

  /// Whether the two topmost operands are a sum and a constant.
  private var canJoinSums: Bool {
    let right = stack[stack.count - 1]
    let left = stack[stack.count - 2]
    return left.location == .sum && right.location == .constant
      || left.location == .constant && right.location == .sum
  }

  /// Computes the sums among the operands from `index` on.
  private mutating func settleSums(from index: Int, keeping: Bool = false) {
    guard !keeping else { return }
    for position in stack.takeSums(from: index) where stack[position].location == .sum {
      settleSum(at: position)
    }
  }

  /// Before a local changes to the topmost operand: computes the sums with it further down.
  mutating func settleSumsBelowTop(with local: UInt32) {
    // All operands that are the local leave its list now: these here, and the others when they are saved.
    var position = stack.topAlias(of: local)
    while position >= 0 {
      if position < stack.count - 1, stack[position].location == .sum {
        settleSum(at: position)
        position = stack.topAlias(of: local)
      } else {
        position = stack[position].nextAlias
      }
    }
  }

  /// Computes a sum where it is on the stack: the topmost operand to the accumulator, others to their slots.
  private mutating func settleSum(at index: Int) {
    // Operands that are the same local further up come first in the list of aliases.
    let local = stack[index].local
    while stack.topAlias(of: local) > index { moveToSlot(stack.topAlias(of: local)) }
    guard index == stack.count - 1 else { return moveToSlot(index) }
    releaseAccumulator(.integer)
    let operand = stack[index]
    let position = emitSum(operand, variant: .accumulator, target: operand.slot)
    stack.setTopInAccumulator(producer: position)
    accumulator.hold(index)
    noteSum(operand)
  }

  /// Computes a sum to a slot, and to the accumulator as well.
  mutating func emitSum(_ operand: Operand, to slot: UInt32) {
    releaseAccumulator(.integer)
    emitSum(operand, variant: .slot, target: slot)
    wrote(slot, .integer)
    accumulator.equal(slot)
  }

  @discardableResult
  mutating func emitSum(_ operand: Operand, variant: Variant, target: UInt32) -> Int {
    let term = sumTerm(operand)
    return emit(
      .i32_add, term.place, .constant, variant: variant,
      with: operands_binary_constant(
        target: target.field, left: term.inSlot.field, constant: operand.bits.low))
  }

  /// Where the local of a sum is.
  func sumTerm(_ operand: Operand) -> Source {
    let place = place(of: operand.local)
    return Source(place: place, slot: place == .slot ? frame.locals[Int(operand.local)].slot : 0)
  }
}
