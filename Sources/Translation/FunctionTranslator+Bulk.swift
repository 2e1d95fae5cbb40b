internal import CInterp
internal import WasmBinary
internal import WasmTypes

// Instructions on ranges of memories and tables. Their operands are in consecutive slots.
extension FunctionTranslator {
  /// - Returns: Whether this was one of them.
  mutating func translateBulk(_ instruction: Instruction) -> Bool {
    let first = instruction.index
    let second = instruction.secondIndex
    switch instruction.opcode {
    case .memory_size:
      let type = module.memoryType(first)
      let shift = type?.pageSizeLog2 ?? 16
      let isShared = type?.isShared ?? false
      beginWithSlotResult(isShared ? .shared_memory_size : .memory_size, .integer)
      code.append(UInt16(shift))
      code.append(first)
    case .memory_grow: emitRuntime(.memoryGrow, operands: 1, first, result: .integer)
    case .memory_init: emitBulk(.memory_init, first, second)
    case .data_drop: emitRuntime(.dataDrop, operands: 0, first)
    case .table_init: emitBulk(.table_init, first, second)
    case .elem_drop: emitRuntime(.elementDrop, operands: 0, first)
    case .table_copy: emitBulk(.table_copy, first, second)
    case .table_grow: emitRuntime(.tableGrow, operands: 2, first, result: .integer)
    case .table_fill: emitBulk(.table_fill, first)
    case .memory_fill: emitBulk(.memory_fill, first)
    case .memory_copy: emitBulk(.memory_copy, first, second)
    default: return false
    }
    return true
  }

  /// An instruction with three operands that the loop carries out.
  private mutating func emitBulk(
    _ operation: CInterp.Operation, _ first: UInt32, _ second: UInt32? = nil
  ) {
    let range = popRange(3)
    begin(operation)
    code.append(slot: range)
    code.append(UInt16(0))
    code.append(first)
    if let second { code.append(second) }
  }

  /// Puts the topmost operands into their slots, pops them and gives the first of the slots.
  mutating func popRange(_ count: Int) -> UInt32 {
    moveTopToSlots(count)
    recordLocation()
    for _ in 0..<count { _ = popOperand() }
    return stack.nextSlot
  }

  /// The same, before an instruction that may collect the heap: no value is only in an accumulator.
  mutating func popRangeForCollection(_ count: Int) -> UInt32 {
    moveTopToSlots(count)
    releaseAccumulators()
    noteReferences()
    return popRange(count)
  }

  /// An instruction that Swift carries out. The accumulators do not survive it.
  mutating func emitRuntime(
    _ operation: RuntimeOperation, operands: Int, _ first: UInt32, _ second: UInt32 = 0,
    result: ValueClass? = nil
  ) {
    let range = popRangeForCollection(operands)
    begin(.runtime)
    code.append(operation.rawValue)
    code.append(slot: range)
    code.append(first)
    code.append(second)
    stack.reserve(upTo: range + max(operation.slotCount, 1))
    beginRegion()
    if let result {
      stack.push(result)
      if !options.usesBaseHandlersOnly { accumulator.equal(range) }
    }
  }
}
