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
      beginWithResult(.v128_const, .vector)
      code.append(UInt16(0))
      code.append(wide: instruction.bits)
      code.append(wide: instruction.highBits)
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
    beginWithResult(.i8x16_shuffle, .vector, left.place, right.place)
    // As for every operation of two operands, a slot beside an accumulator comes first.
    let isRightFirst = left.place == .accumulator
    code.append(slot: isRightFirst ? right.slot : left.slot)
    code.append(slot: isRightFirst ? 0 : right.slot)
    code.append(UInt16(0))
    code.append(wide: instruction.bits)
    code.append(wide: instruction.highBits)
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
    beginWithResult(row.operation, .vector, left.place, right.place)
    code.append(slot: left.slot)
    code.append(slot: middleSlot)
    code.append(slot: right.slot)
  }

  mutating func translateShift(_ row: InstructionShape) {
    let count = popOperand()
    let vector = popOperand()
    var right = source(count, constantOf: letterI32)
    if right.place == .accumulator { right = Source(place: .slot, slot: slotSource(count)) }
    let left = source(vector)
    beginWithResult(row.operation, .vector, left.place, right.place)
    code.append(slot: left.slot)
    if right.place == .constant {
      appendConstant(right.bits, letterI32)
    } else {
      code.append(slot: right.slot)
      code.append(UInt16(0))
    }
  }

  // Lanes -----------------------------------------------------------------------------------------------------

  mutating func translateExtractLane(_ row: InstructionShape, _ instruction: Instruction) {
    let slot = slotSource(popOperand())
    beginWithResult(row.operation, ValueClass(letter: row.result_type))
    code.append(slot: slot)
    code.append(UInt16(instruction.lane))
    code.append(UInt16(0))
  }

  mutating func translateReplaceLane(_ row: InstructionShape, _ instruction: Instruction) {
    let lane = popOperand()
    let vector = popOperand()
    var right = source(lane)
    let left = source(vector)
    if left.place == .accumulator, right.place == .accumulator {
      right = Source(place: .slot, slot: slotSource(lane))
    }
    beginWithResult(row.operation, .vector, left.place, right.place)
    code.append(slot: left.slot)
    code.append(slot: right.slot)
    code.append(UInt16(instruction.lane))
  }

  mutating func translateLoadLane(_ row: InstructionShape, _ instruction: Instruction) {
    let vectorSlot = slotSource(popOperand())
    let address = popOperand()
    let isNear = isNear(instruction)
    let left = isNear ? source(address) : Source(place: .slot, slot: slotSource(address))
    if isNear {
      recordLocation()
      beginWithResult(row.operation, .vector, left.place)
    } else {
      beginFarLoad(row)
    }
    code.append(slot: left.slot)
    code.append(slot: vectorSlot)
    code.append(UInt16(instruction.lane))
    appendOffset(instruction, isNear: isNear)
  }

  mutating func translateStoreLane(_ row: InstructionShape, _ instruction: Instruction) {
    let vectorSlot = slotSource(popOperand())
    let address = popOperand()
    let isNear = isNear(instruction)
    let left = isNear ? source(address) : Source(place: .slot, slot: slotSource(address))
    recordLocation()
    begin(isNear ? row.operation : row.operation.far, left.place)
    code.append(slot: left.slot)
    code.append(slot: vectorSlot)
    code.append(UInt16(instruction.lane))
    code.append(UInt16(0))
    appendOffset(instruction, isNear: isNear)
  }

  /// Begins a far load of a lane, and appends its target.
  private mutating func beginFarLoad(_ row: InstructionShape) {
    releaseAccumulator(.vector)
    recordLocation()
    let position = begin(row.operation.far)
    let slot = stack.push(.vector, producer: position)
    code.append(slot: slot)
    wrote(slot, .vector)
  }

  private mutating func appendOffset(_ instruction: Instruction, isNear: Bool) {
    if isNear {
      code.append(instruction.endOffset)
    } else {
      appendFar(instruction)
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
