internal import CInterp
internal import WasmBinary

// The threads proposal. All operands are in slots: see atomic_handlers.h.
extension FunctionTranslator {
  /// - Returns: Whether this was one of the atomic instructions that no table describes.
  mutating func translateAtomic(_ instruction: Instruction) -> Bool {
    switch instruction.opcode {
    case .atomic_fence: begin(.atomic_fence)
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
    beginWithSlotResult(row.operation, .integer)
    code.append(slot: address)
    appendFar(instruction)
  }

  mutating func translateAtomicStore(_ row: InstructionShape, _ instruction: Instruction) {
    let value = popOperand()
    let address = popOperand()
    let slots = [slotSource(address), slotSource(value)]
    recordLocation()
    begin(row.operation)
    for slot in slots { code.append(slot: slot) }
    appendFar(instruction)
  }

  mutating func translateAtomicUpdate(_ row: InstructionShape, _ instruction: Instruction) {
    let value = popOperand()
    let address = popOperand()
    let slots = [slotSource(address), slotSource(value)]
    recordLocation()
    beginWithSlotResult(row.operation, .integer)
    for slot in slots { code.append(slot: slot) }
    code.append(UInt16(0))
    appendFar(instruction)
  }

  mutating func translateCompareExchange(_ row: InstructionShape, _ instruction: Instruction) {
    let replacement = popOperand()
    let expected = popOperand()
    let address = popOperand()
    let slots = [slotSource(address), slotSource(expected), slotSource(replacement)]
    recordLocation()
    beginWithSlotResult(row.operation, .integer)
    for slot in slots { code.append(slot: slot) }
    appendFar(instruction)
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
    begin(address)
    code.append(slot: slot)
    code.append(slot: slot)
    appendFar(instruction)
    wrote(slot, .integer)
    emitRuntime(operation, operands: count, instruction.index, result: .integer)
  }
}
