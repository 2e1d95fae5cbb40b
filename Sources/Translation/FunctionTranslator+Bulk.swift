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
      emitToSlot(
        isShared ? .shared_memory_size : .memory_size, .integer,
        with: operands_memory_size(target: target, page_shift: UInt16(shift), memory_operand: first)
      )
    case .memory_grow: emitRuntime(.memoryGrow, operands: 1, first, result: .integer)
    case .memory_init:
      let range = popRange(3)
      emit(
        .memory_init,
        with: operands_memory_init(
          range: range.field, none: 0, segment: first, memory_operand: second))
    case .data_drop: emitRuntime(.dataDrop, operands: 0, first)
    case .table_init:
      let range = popRange(3)
      emit(
        .table_init,
        with: operands_table_init(
          range: range.field, none: 0, segment: first, table_operand: second))
    case .elem_drop: emitRuntime(.elementDrop, operands: 0, first)
    case .table_copy:
      let range = popRange(3)
      emit(
        .table_copy,
        with: operands_table_copy(
          range: range.field, none: 0, table_operand: first, source_table: second))
    case .table_grow: emitRuntime(.tableGrow, operands: 2, first, result: .integer)
    case .table_fill:
      let range = popRange(3)
      emit(
        .table_fill, with: operands_table_fill(range: range.field, none: 0, table_operand: first))
    case .memory_fill:
      let range = popRange(3)
      emit(
        .memory_fill, with: operands_memory_fill(range: range.field, none: 0, memory_operand: first)
      )
    case .memory_copy:
      let range = popRange(3)
      emit(
        .memory_copy,
        with: operands_memory_copy(
          range: range.field, none: 0, memory_operand: first, source_memory: second))
    default: return false
    }
    return true
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
    emit(
      .runtime,
      with: operands_runtime(
        operation: operation.rawValue, range: range.field, first: first, second: second))
    stack.reserve(upTo: range + max(operation.slotCount, 1))
    beginRegion()
    if let result {
      stack.push(result)
      if !options.usesBaseHandlersOnly { accumulator.equal(range) }
    }
  }
}
