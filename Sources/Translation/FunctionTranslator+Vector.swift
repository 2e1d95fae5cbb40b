internal import CInterp
internal import WasmBinary

// Vector instructions. Those of one and two operands, loads and stores are translated as numeric ones; here is what
// they have beyond those: constants, shuffles, operations of three vectors, shifts and lanes.
//
// A vector in an accumulator is in that of the floats.
extension FunctionTranslator {
  /// - Returns: Whether this was one of the vector instructions that no table describes.
  mutating func translateVector(_ instruction: Instruction) -> Bool {
    switch instruction.opcode {
    case .v128_const:
      emitResult(
        .v128_const, .vector,
        with: operands_vector_constant(
          target: target, none: 0, constant: instruction.bits.low, second: instruction.bits.high,
          third: instruction.highBits.low, fourth: instruction.highBits.high))
    case .i8x16_shuffle: emitShuffle(instruction)
    default: return false
    }
    return true
  }

  /// Whether an instruction has a vector among its operands or results.
  func hasVectors(_ row: InstructionShape) -> Bool {
    row.operand_type == letterV128 || row.result_type == letterV128
  }

  private mutating func emitShuffle(_ instruction: Instruction) {
    let rightOperand = popOperand()
    let leftOperand = popOperand()
    let (left, right) = binarySources(leftOperand, rightOperand, letterV128, for: .i8x16_shuffle)
    // The single slot comes first.
    let isRightFirst = left.place == .accumulator
    emitResult(
      .i8x16_shuffle, .vector, left.place, right.place,
      with: operands_shuffle(
        target: target, left: (isRightFirst ? right.slot : left.slot).field,
        right: isRightFirst ? 0 : right.slot.field, none: 0, lanes: instruction.bits.low,
        second: instruction.bits.high, third: instruction.highBits.low,
        fourth: instruction.highBits.high))
  }

  /// The first and the last operand may be in the accumulator; the one between is in a slot.
  mutating func translateTernary(_ row: InstructionShape) {
    let last = popOperand()
    var middle = popOperand()
    var first = popOperand()
    if isInAccumulator(middle), !isInAccumulator(first), row.operation.multipliesFirstTwo {
      swap(&first, &middle)
    }
    let middleSlot = slotSource(middle)
    let (left, right) = binarySources(first, last, letterV128, for: row.operation)
    emitResult(
      row.operation, .vector, left.place, right.place,
      with: operands_vector_ternary(
        target: target, left: left.slot.field, middle: middleSlot.field, right: right.slot.field))
  }

  mutating func translateShift(_ row: InstructionShape) {
    let count = popOperand()
    let vector = popOperand()
    var right = source(count, constantOf: letterI32)
    if right.place == .accumulator { right = Source(place: .slot, slot: slotSource(count)) }
    let left = source(vector)
    if right.place == .constant {
      emitResult(
        row.operation, .vector, left.place, right.place,
        with: operands_vector_shift_constant(
          target: target, left: left.slot.field, constant: right.bits.low))
    } else {
      emitResult(
        row.operation, .vector, left.place, right.place,
        with: operands_vector_shift(
          target: target, left: left.slot.field, right: right.slot.field, none: 0))
    }
  }

  // Lanes -----------------------------------------------------------------------------------------------------

  mutating func translateExtractLane(_ row: InstructionShape, _ instruction: Instruction) {
    let slot = slotSource(popOperand())
    emitResult(
      row.operation, ValueClass(letter: row.result_type),
      with: operands_extract_lane(
        target: target, left: slot.field, lane: UInt16(instruction.lane), none: 0))
  }

  mutating func translateReplaceLane(_ row: InstructionShape, _ instruction: Instruction) {
    let lane = popOperand()
    let vector = popOperand()
    var right = source(lane)
    let left = source(vector)
    if left.place == .accumulator, right.place == .accumulator {
      right = Source(place: .slot, slot: slotSource(lane))
    }
    emitResult(
      row.operation, .vector, left.place, right.place,
      with: operands_replace_lane(
        target: target, left: left.slot.field, right: right.slot.field,
        lane: UInt16(instruction.lane)))
  }

  mutating func translateLoadLane(_ row: InstructionShape, _ instruction: Instruction) {
    let vectorSlot = slotSource(popOperand())
    let address = popOperand()
    let isNear = isNear(instruction)
    let left = isNear ? source(address) : Source(place: .slot, slot: slotSource(address))
    if !isNear { releaseAccumulator(.vector) }
    recordLocation()
    if isNear {
      emitResult(
        row.operation, .vector, left.place,
        with: operands_lane_load(
          target: target, left: left.slot.field, right: vectorSlot.field,
          lane: UInt16(instruction.lane), end: instruction.endOffset))
    } else {
      emitWide(
        row.operation.far,
        with: operands_far_lane_load(
          target: target, left: left.slot.field, right: vectorSlot.field,
          lane: UInt16(instruction.lane), memory_operand: instruction.index,
          offset: instruction.bits.low, offset_high: instruction.bits.high))
    }
  }

  mutating func translateStoreLane(_ row: InstructionShape, _ instruction: Instruction) {
    let vectorSlot = slotSource(popOperand())
    let address = popOperand()
    let isNear = isNear(instruction)
    let left = isNear ? source(address) : Source(place: .slot, slot: slotSource(address))
    recordLocation()
    if isNear {
      emit(
        row.operation, left.place,
        with: operands_lane_store(
          left: left.slot.field, right: vectorSlot.field, lane: UInt16(instruction.lane), none: 0,
          end: instruction.endOffset))
    } else {
      emit(
        row.operation.far,
        with: operands_far_lane_store(
          left: left.slot.field, right: vectorSlot.field, lane: UInt16(instruction.lane), none: 0,
          memory_operand: instruction.index, offset: instruction.bits.low,
          offset_high: instruction.bits.high))
    }
  }
}

extension CInterp.Operation {
  /// Of an operation of three vectors, whether the first two are multiplied: then their order does not matter.
  fileprivate var multipliesFirstTwo: Bool {
    switch self {
    case .f32x4_relaxed_madd, .f32x4_relaxed_nmadd, .f64x2_relaxed_madd, .f64x2_relaxed_nmadd,
      .i32x4_relaxed_dot_i8x16_i7x16_add_s:
      true
    default: false
    }
  }
}
