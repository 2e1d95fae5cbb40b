internal import CInterp

// Operands: where a popped value is read from, and where results go.
extension FunctionTranslator {
  /// A popped operand as an instruction reads it.
  struct Source {
    var place: Place
    var slot: UInt32 = 0
    /// Constants only.
    var bits: UInt64 = 0
  }

  /// Whether the accumulator of the operand's class has its value now.
  func isInAccumulator(_ operand: Operand) -> Bool {
    if operand.location == .accumulator { return true }
    guard !options.usesBaseHandlersOnly, let slot = slot(of: operand) else { return false }
    switch operand.valueClass {
    case .integer, .reference: return accumulator.equals(slot)
    case .float, .vector: return floatAccumulator.equals(slot)
    }
  }

  /// The slot that has the operand's value now, if any.
  func slot(of operand: Operand) -> UInt32? {
    switch operand.location {
    case .slot: operand.slot
    case .local: place(of: operand.local) == .slot ? frame.locals[Int(operand.local)].slot : nil
    case .constant, .accumulator, .sum: nil
    }
  }

  /// Reads a popped operand from a slot or the accumulator, or as a constant if `type` says how wide one may be.
  ///
  /// - Parameters:
  ///   - type: The signature letter of the operand, or nil where the handler takes no constant.
  ///   - mayBePinned: Whether there is a handler that reads it from the register of a pinned local.
  ///   - mayBeAccumulator: Whether there is one that reads it from the accumulator.
  mutating func source(
    _ operand: Operand, constantOf type: CChar? = nil, mayBePinned: Bool = false,
    mayBeAccumulator: Bool = true
  ) -> Source {
    if mayBePinned, operand.location == .local {
      let place = place(of: operand.local)
      if place != .slot { return Source(place: place) }
    }
    if operand.location == .constant, type != nil, !options.usesBaseHandlersOnly {
      return Source(place: .constant, bits: operand.bits)
    }
    if mayBeAccumulator, isInAccumulator(operand) {
      return Source(place: .accumulator, slot: slot(of: operand) ?? 0)
    }
    return Source(place: .slot, slot: slotSource(operand))
  }

  /// Reads a popped operand from a slot, putting it into its own slot if it is nowhere else.
  mutating func slotSource(_ operand: Operand) -> UInt32 {
    if let slot = slot(of: operand) { return slot }
    switch operand.location {
    case .constant: emitConstant(operand.bits, to: operand.slot)
    case .local: emitUnpin(place(of: operand.local), operand.valueClass, to: operand.slot)
    case .sum: emitSum(operand, to: operand.slot)
    default: keepInSlot(operand)
    }
    return operand.slot
  }

  /// The slots of two operands as an instruction has them: where only one of the two is in a slot, that is in the first
  /// field, and there need not be a second one.
  func slotFields(_ left: Source, _ right: Source) -> (UInt16, UInt16) {
    left.place == .slot
      ? (left.slot.field, right.inSlot.field) : (right.inSlot.field, 0)
  }

  /// The bits of the operand that is a constant, if one of the two is.
  func constant(of left: Source, _ right: Source) -> UInt64? {
    if left.place == .constant { return left.bits }
    return right.place == .constant ? right.bits : nil
  }

  // Results ---------------------------------------------------------------------------------------------------

  /// Makes the accumulator of this class free: an operand that is only there goes to its own slot.
  mutating func releaseAccumulator(_ valueClass: ValueClass) {
    switch valueClass {
    case .integer, .reference:
      if accumulator.owner >= 0 { moveToSlot(accumulator.owner) }
      accumulator.forget()
    case .float, .vector:
      if floatAccumulator.owner >= 0 { moveToSlot(floatAccumulator.owner) }
      floatAccumulator.forget()
    }
  }

  mutating func releaseAccumulators() {
    releaseAccumulator(.integer)
    releaseAccumulator(.float)
  }

  /// The slot of the next operand, as the target of an instruction.
  var target: UInt16 { stack.nextSlot.field }

  /// Emits an instruction whose result goes to the accumulator, or to a slot when only base handlers are used. The
  /// operands must have been popped, and its target is `target`.
  mutating func emitResult<Operands: BitwiseCopyable>(
    _ operation: CInterp.Operation, _ valueClass: ValueClass, _ left: Place = .slot,
    _ right: Place = .slot, with operands: Operands
  ) {
    releaseAccumulator(valueClass)
    let isBase = options.usesBaseHandlersOnly
    let position = emit(
      operation, left, right, variant: isBase ? .slot : .accumulator, with: operands)
    if isBase {
      stack.push(valueClass, producer: position)
    } else {
      stack.pushAccumulator(valueClass, producer: position)
      holdInAccumulator(valueClass)
    }
  }

  /// Says that the topmost operand is only in the accumulator of its class.
  mutating func holdInAccumulator(_ valueClass: ValueClass) {
    if valueClass.isInteger {
      accumulator.hold(stack.count - 1)
    } else {
      floatAccumulator.hold(stack.count - 1)
    }
  }

  /// Emits an instruction that only has a handler which writes an integer result to its slot (and leaves it in the
  /// accumulator). `valueClass` is that of the value, which may be the bits of a float.
  mutating func emitToSlot<Operands: BitwiseCopyable>(
    _ operation: CInterp.Operation, _ valueClass: ValueClass, _ left: Place = .slot,
    _ right: Place = .slot, with operands: Operands
  ) {
    releaseAccumulator(.integer)
    let position = emit(operation, left, right, with: operands)
    let slot = stack.push(valueClass, producer: position)
    wrote(slot, valueClass)
    if valueClass.isInteger { accumulator.equal(slot) }
  }

  // Moving operands to their slots ----------------------------------------------------------------------------

  /// Puts the operand at `index` into its own slot. No operand above it may be the same local.
  mutating func moveToSlot(_ index: Int) {
    let operand = stack[index]
    switch operand.location {
    case .slot: return
    case .local:
      let place = place(of: operand.local)
      if place == .slot {
        emitCopy(from: frame.locals[Int(operand.local)].slot, to: operand.slot, operand.valueClass)
      } else {
        emitUnpin(place, operand.valueClass, to: operand.slot)
      }
    case .constant: emitConstant(operand.bits, to: operand.slot)
    case .accumulator: keepInSlot(operand)
    case .sum: emitSum(operand, to: operand.slot)
    }
    stack.setInSlot(at: index)
  }

  /// Makes the instruction that left an operand in an accumulator write it to the operand's own slot as well.
  ///
  /// That slot is the operand's from the moment the instruction ran, so this may be done late.
  private mutating func keepInSlot(_ operand: Operand) {
    setTarget(operand.slot, ofProducer: operand.producer)
    if operand.valueClass.isInteger {
      accumulator.equal(operand.slot)
    } else {
      floatAccumulator.equal(operand.slot)
    }
  }

  /// Turns an instruction with its result in the accumulator into the one that also writes it to `slot`.
  mutating func setTarget(_ slot: UInt32, ofProducer position: Int) {
    emitter.writeToSlot(slot, at: position)
    // What was a comparison's only result is now in a slot as well: a branch must not swallow it.
    if position == emitter.lastInstruction { foldable = nil }
  }

  /// Puts the topmost `count` operands into their slots.
  mutating func moveTopToSlots(_ count: Int) {
    var index = stack.count - 1
    while index >= stack.count - count {
      moveToSlot(index)
      index -= 1
    }
  }

  /// Before code that may run or not: puts every operand that depends on the accumulators or on locals into its slot.
  mutating func flush() {
    var index = stack.count - 1
    while index >= flushedHeight {
      if stack[index].location != .constant { moveToSlot(index) }
      index -= 1
    }
    flushedHeight = stack.count
  }

  mutating func popOperand() -> Operand {
    let operand = stack.pop()
    if stack.count < flushedHeight { flushedHeight = stack.count }
    if operand.location == .accumulator {
      // The value is still there for the instruction that popped it, but nobody has to save it.
      if operand.valueClass.isInteger {
        accumulator.owner = -1
      } else {
        floatAccumulator.owner = -1
      }
    }
    return operand
  }
}

let letterI32 = CChar(UInt8(ascii: "i"))
let letterI64 = CChar(UInt8(ascii: "I"))
let letterF32 = CChar(UInt8(ascii: "f"))
let letterF64 = CChar(UInt8(ascii: "F"))
let letterV128 = CChar(UInt8(ascii: "v"))

extension ValueClass {
  /// The class of a signature letter.
  init(letter: CChar) {
    switch letter {
    case letterF32, letterF64: self = .float
    case letterV128: self = .vector
    default: self = .integer
    }
  }
}
