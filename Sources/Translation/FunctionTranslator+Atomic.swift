internal import CInterp
internal import WasmBinary

// The threads proposal. All operands are in slots: see atomic_handlers.h.
extension FunctionTranslator {
  /// - Returns: Whether this was one of the atomic instructions that no table describes.
  mutating func translateAtomic(_ instruction: Instruction) -> Bool {
    switch instruction.opcode {
    case .atomic_fence: emit(.atomic_fence, with: NoOperands())
    case .memory_atomic_notify: emitWait(.atomicNotify, .atomic_address_32, instruction)
    case .memory_atomic_wait32: emitWait(.atomicWait32, .atomic_address_32, instruction)
    case .memory_atomic_wait64: emitWait(.atomicWait64, .atomic_address_64, instruction)
    default: return false
    }
    return true
  }

  func isAtomic(_ row: InstructionShape) -> Bool {
    switch row.shape {
    case .atomic_load, .atomic_store, .atomic_update, .atomic_compare_exchange: true
    default: false
    }
  }

  mutating func translateAtomicLoad(_ row: InstructionShape, _ instruction: Instruction) {
    let address = slotSource(popOperand())
    recordLocation()
    emitToSlot(
      row.operation, .integer,
      with: operands_far_load(
        target: target, left: address.field, memory_operand: instruction.index,
        offset: instruction.bits.low, offset_high: instruction.bits.high))
  }

  mutating func translateAtomicStore(_ row: InstructionShape, _ instruction: Instruction) {
    let value = popOperand()
    let address = popOperand()
    let left = slotSource(address)
    let right = slotSource(value)
    recordLocation()
    emit(row.operation, with: farStore(left, right, instruction))
  }

  mutating func translateAtomicUpdate(_ row: InstructionShape, _ instruction: Instruction) {
    let value = popOperand()
    let address = popOperand()
    let left = slotSource(address)
    let right = slotSource(value)
    recordLocation()
    emitToSlot(
      row.operation, .integer,
      with: operands_atomic_update(
        target: target, left: left.field, right: right.field, none: 0,
        memory_operand: instruction.index, offset: instruction.bits.low,
        offset_high: instruction.bits.high))
  }

  mutating func translateCompareExchange(_ row: InstructionShape, _ instruction: Instruction) {
    let replacement = popOperand()
    let expected = popOperand()
    let address = popOperand()
    let left = slotSource(address)
    let middle = slotSource(expected)
    let right = slotSource(replacement)
    recordLocation()
    emitToSlot(
      row.operation, .integer,
      with: operands_atomic_compare_exchange(
        target: target, left: left.field, right: middle.field, replacement: right.field,
        memory_operand: instruction.index, offset: instruction.bits.low,
        offset_high: instruction.bits.high))
  }

  /// Replaces the address by the checked one, and lets Swift do the rest.
  private mutating func emitWait(
    _ operation: RuntimeOperation, _ address: CInterp.Operation, _ instruction: Instruction
  ) {
    let count = Int(operation.slotCount)
    moveTopToSlots(count)
    releaseAccumulator(.integer)
    recordLocation()
    let slot = stack[stack.count - count].slot
    emit(
      address,
      with: operands_far_load(
        target: slot.field, left: slot.field, memory_operand: instruction.index,
        offset: instruction.bits.low, offset_high: instruction.bits.high))
    wrote(slot, .integer)
    emitRuntime(operation, operands: count, instruction.index, result: .integer)
  }
}
