internal import CInterp
internal import WasmBinary
internal import WasmTypes

// Calls. The arguments are the topmost operands, each in its own slot: there the callee's frame begins.
extension FunctionTranslator {
  /// - Returns: Whether this was a call.
  mutating func translateCall(_ instruction: Instruction) throws(TranslationError) -> Bool {
    switch instruction.opcode {
    case .call:
      if let defined = definedIndex(of: instruction.index), try inlineCall(of: defined) {
        return true
      }
      emitCall(instruction.index)
    case .call_indirect: emitCallIndirect(instruction)
    case .call_ref: emitCallReference(instruction)
    case .return_call: emitTailCall(instruction.index)
    case .return_call_indirect: emitTailCallIndirect(instruction)
    case .return_call_ref: emitTailCallReference(instruction)
    default: return false
    }
    return true
  }

  private func functionType(_ index: TypeIndex) -> FunctionType {
    module.functionType(at: index) ?? FunctionType()
  }

  /// The index among defined functions, or nil for an imported one.
  private func definedIndex(of function: UInt32) -> UInt32? {
    let imported = UInt32(module.importedFunctions.count)
    return function >= imported ? function - imported : nil
  }

  // Calls that come back --------------------------------------------------------------------------------------

  private mutating func emitCall(_ function: UInt32) {
    let type = module.functionType(of: function) ?? FunctionType()
    writePins()
    prepareArguments(type)
    let (callee, header) = calleeFrame(type)
    if let defined = definedIndex(of: function) {
      emit(.call, with: operands_call(callee: callee, header: header, function: defined))
    } else {
      emit(
        .call_import, with: operands_call_import(callee: callee, header: header, function: function)
      )
    }
    finishCall(type)
  }

  private mutating func emitCallIndirect(_ instruction: Instruction) {
    let type = functionType(instruction.index)
    let element = popOperand()
    // Arguments move to their slots by copies and constants, which leave the accumulator alone; only another
    // operand in the accumulator would need it, and there is none while the element is there.
    let source = source(element)
    writePins()
    prepareArguments(type)
    let (callee, header) = calleeFrame(type)
    emit(
      .call_indirect, source.place,
      with: operands_call_indirect(
        callee: callee, header: header, left: source.slot.field, none: 0, type: instruction.index,
        table_operand: instruction.secondIndex))
    finishCall(type)
  }

  private mutating func emitCallReference(_ instruction: Instruction) {
    let type = functionType(instruction.index)
    let slot = slotSource(popOperand())
    writePins()
    prepareArguments(type)
    let (callee, header) = calleeFrame(type)
    emit(
      .call_reference,
      with: operands_call_reference(callee: callee, header: header, left: slot.field, none: 0))
    finishCall(type)
  }

  /// Puts the arguments into their slots, and whatever is only in an accumulator as well: the callee uses them.
  private mutating func prepareArguments(_ type: FunctionType) {
    moveTopToSlots(type.parameters.count)
    releaseOwners()
    recordLocation()
  }

  private mutating func releaseOwners() {
    if accumulator.owner >= 0 { moveToSlot(accumulator.owner) }
    if floatAccumulator.owner >= 0 { moveToSlot(floatAccumulator.owner) }
  }

  /// The slot at which the callee's frame begins: that of the first argument.
  private func calleeSlot(_ type: FunctionType) -> UInt32 {
    let count = type.parameters.count
    return count == 0 ? stack.nextSlot : stack[stack.count - count].slot
  }

  /// Makes room for the callee's frame, and gives its start and its header.
  private mutating func calleeFrame(_ type: FunctionType) -> (callee: UInt16, header: UInt16) {
    let callee = calleeSlot(type)
    let header = callee + FrameLayout.headerSlot(of: type)
    stack.reserve(upTo: header + UInt32(frame_header_slots))
    return (callee.field, header.field)
  }

  private mutating func finishCall(_ type: FunctionType) {
    references.note(
      key: ReferenceMaps.key(returningTo: emitter.position), stack: &stack,
      height: stack.count - type.parameters.count)
    stack.truncate(to: stack.count - type.parameters.count)
    flushedHeight = min(flushedHeight, stack.count)
    beginRegion()
    for result in type.results { stack.push(ValueClass(result)) }
    if type.results.count == 1, ValueClass(type.results[0]).isInteger,
      !options.usesBaseHandlersOnly
    {
      accumulator.equal(stack[stack.count - 1].slot)
    }
    loadPins()
  }

  // Tail calls ------------------------------------------------------------------------------------------------

  private mutating func emitTailCall(_ function: UInt32) {
    let type = module.functionType(of: function) ?? FunctionType()
    if let defined = definedIndex(of: function), mayAssignParameters(of: type) {
      return emitTailCallInPlace(of: defined)
    }
    prepareArguments(type)
    let tail = tail(type)
    if let defined = definedIndex(of: function) {
      emit(
        .tail_call,
        with: operands_tail_call(
          arguments: tail.arguments, count: tail.count, header: tail.header,
          callee_header: tail.calleeHeader, function: defined))
    } else {
      emit(
        .tail_call_import,
        with: operands_tail_call_import(
          arguments: tail.arguments, count: tail.count, header: tail.header,
          callee_header: tail.calleeHeader, function: function))
    }
    markUnreachable()
  }

  /// Whether a function of this type finds its parameters and its header where this function has its own.
  private func mayAssignParameters(of type: FunctionType) -> Bool {
    options.assignsTailCalls && !options.usesBaseHandlersOnly && region == nil && type == self.type
  }

  /// Sets the parameters to the arguments like locals, instead of moving all arguments from their slots to the frame's
  /// start. A function that calls itself goes back to its start.
  private mutating func emitTailCallInPlace(of function: UInt32) {
    for parameter in (0..<UInt32(type.parameters.count)).reversed() { setLocal(parameter) }
    if function == self.function, emitZeros() {
      emitJump(backTo: bodyStart)
    } else {
      recordLocation()
      let header = frame.headerSlot.field
      emit(
        .tail_call,
        with: operands_tail_call(
          arguments: 0, count: 0, header: header, callee_header: header, function: function))
    }
    markUnreachable()
  }

  /// As many stores of zeros take longer than entering the function again.
  private static let mostZeros = 4

  /// Makes the locals that are no parameters zero.
  ///
  /// - Returns: Whether that was worth it.
  private mutating func emitZeros() -> Bool {
    let locals = frame.locals[type.parameters.count..<declaredLocalCount]
    guard locals.count <= Self.mostZeros, locals.allSatisfy({ $0.valueClass != .vector }) else {
      return false
    }
    for local in locals { emitConstant(0, to: local.slot) }
    return true
  }

  private mutating func emitTailCallIndirect(_ instruction: Instruction) {
    let type = functionType(instruction.index)
    let slot = slotSource(popOperand())
    prepareArguments(type)
    let tail = tail(type)
    emit(
      .tail_call_indirect,
      with: operands_tail_call_indirect(
        arguments: tail.arguments, count: tail.count, header: tail.header,
        callee_header: tail.calleeHeader, left: slot.field, none: 0, type: instruction.index,
        table_operand: instruction.secondIndex))
    markUnreachable()
  }

  private mutating func emitTailCallReference(_ instruction: Instruction) {
    let type = functionType(instruction.index)
    let slot = slotSource(popOperand())
    prepareArguments(type)
    let tail = tail(type)
    emit(
      .tail_call_reference,
      with: operands_tail_call_reference(
        arguments: tail.arguments, count: tail.count, header: tail.header,
        callee_header: tail.calleeHeader, left: slot.field, none: 0))
    markUnreachable()
  }

  /// What every tail call says: where its arguments are and how many slots they have, and the headers of this function and
  /// of the callee.
  private struct Tail {
    var arguments: UInt16
    var count: UInt16
    var header: UInt16
    var calleeHeader: UInt16
  }

  /// Makes room for the callee's header.
  private mutating func tail(_ type: FunctionType) -> Tail {
    let header = FrameLayout.headerSlot(of: type)
    stack.reserve(upTo: header + UInt32(frame_header_slots))
    return Tail(
      arguments: calleeSlot(type).field, count: FrameLayout.slotCount(of: type.parameters).field,
      header: frame.headerSlot.field, calleeHeader: header.field)
  }
}
