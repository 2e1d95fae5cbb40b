internal import CInterp
internal import WasmBinary
internal import WasmTypes

// Exceptions. Blocks that catch emit nothing but what plain blocks do; they leave regions in the exception table, whose
// clauses send values to where a branch to the clause's label would have put them.
extension FunctionTranslator {
  /// - Returns: Whether this was one of them.
  mutating func translateException(_ instruction: Instruction) -> Bool {
    switch instruction.opcode {
    case .throw: emitThrow(instruction.index)
    case .throw_ref:
      emitThrowReference(popRange(1))
    case .try_table: beginTryTable(instruction)
    case .legacy_try: beginTry(.legacyTry, instruction)
    case .legacy_catch, .legacy_catch_all: beginLegacyCatch(instruction)
    case .legacy_rethrow: emitRethrow(instruction.index)
    case .legacy_delegate: endDelegatingTry(instruction.index)
    default: return false
    }
    return true
  }

  /// The types of the values that exceptions with a tag carry.
  private func parameters(ofTag tag: UInt32) -> [ValueType] {
    module.tagTypeIndex(of: tag).flatMap { module.functionType(at: $0) }?.parameters ?? []
  }

  private mutating func emitThrow(_ tag: UInt32) {
    let range = popRangeForCollection(parameters(ofTag: tag).count)
    emit(.throw, with: operands_throw(range: range.field, none: 0, tag: tag))
    markUnreachable()
  }

  private mutating func emitThrowReference(_ slot: UInt32) {
    recordLocation()
    emit(.throw_reference, with: operands_source_only(left: slot.field, none: 0))
    markUnreachable()
  }

  /// Begins a block whose body is a region.
  private mutating func beginTry(_ kind: ControlFrame.Kind, _ instruction: Instruction) {
    beginBlock(kind, instruction)
    settle()
    let last = control.count - 1
    let region = exceptions.open(at: emitter.count, inside: control[last].region)
    control[last].ownRegion = region
    control[last].region = region
    openTries += 1
  }

  /// Ends the region of a block, at the end of its body.
  mutating func closeRegion(of frame: ControlFrame) {
    switch frame.kind {
    case .tryTable, .legacyTry:
      settle()
      openTries -= 1
      if let region = frame.ownRegion { exceptions.close(region, at: emitter.count) }
    case .function, .block, .loop, .if, .else, .legacyCatch: break
    }
  }

  /// Makes the code emitted so far final: where it ends, a region may begin or end.
  private mutating func settle() {
    emitter.settle()
    foldable = nil
  }

  // The 3.0 form ----------------------------------------------------------------------------------------------

  private mutating func beginTryTable(_ instruction: Instruction) {
    beginTry(.tryTable, instruction)
    let last = control.count - 1
    guard let region = control[last].ownRegion else { return }
    var clauses = CatchClauseReader(bytes: bytes, list: instruction.list)
    // Labels do not count the block itself.
    while let clause = clauses.next() {
      add(clause, to: region, label: last - 1 - Int(clause.label))
    }
  }

  /// Adds a clause that goes to the label of the frame at `index`.
  private mutating func add(_ clause: CatchClause, to region: Int, label index: Int) {
    let slot = control[index].slot
    let values = clause.hasTag ? parameters(ofTag: clause.tag) : []
    let added = ExceptionTable.Clause(
      tag: clause.hasTag ? clause.tag : nil, slot: slot,
      referenceSlot: clause.hasReference ? slot + FrameLayout.slotCount(of: values) : nil,
      needsReference: clause.hasReference,
      target: UInt32(truncatingIfNeeded: control[index].start))
    if control[index].kind == .loop {
      exceptions.add(added, to: region)
    } else {
      exceptions.add(added, to: region, waitingIn: &control[index].catchesToEnd)
    }
  }

  /// Where exceptions arrive that a clause with the function's own label has caught: the results are in their slots.
  mutating func emitReturnOfCaughtValues(_ frame: ControlFrame) {
    guard frame.catchesToEnd != ExceptionTableBuilder.none else { return }
    exceptions.resolve(frame.catchesToEnd, to: emitter.count)
    beginRegion()
    // Callers of a function with one result expect it in the accumulator as well.
    if type.results.count == 1, ValueClass(type.results[0]) != .vector {
      let header = self.frame.headerSlot.field
      emit(.return_value, with: operands_return_one(header: header, left: 0))
    } else {
      emitReturnOfNothing()
    }
  }

  // The legacy form -------------------------------------------------------------------------------------------

  // In the frame of a catch block, a hidden operand lies below the caught values: the slot of a reference to the
  // exception, which is null if there is no `rethrow`.

  private mutating func beginLegacyCatch(_ instruction: Instruction) {
    let last = control.count - 1
    if isReachable {
      moveResultsIntoPlace(control[last])
      emitJump(to: last)
    }
    closeRegion(of: control[last])
    endFuel()
    let tag = instruction.opcode == .legacy_catch ? instruction.index : nil
    let reference = ValueType.reference(ReferenceType(isNullable: true, heapType: .exception))
    let values = tag.map { parameters(ofTag: $0) } ?? []
    resetStack(to: control[last], pushing: [reference] + values)
    if let region = control[last].ownRegion {
      control[last].catchClause = exceptions.add(
        ExceptionTable.Clause(
          tag: tag, slot: control[last].slot + ValueClass(reference).slotCount,
          referenceSlot: control[last].slot, needsReference: false,
          target: UInt32(truncatingIfNeeded: emitter.count)), to: region)
      control[last].region = exceptions.parent(of: region)
    }
    control[last].kind = .legacyCatch
    isReachable = true
    unreachableDepth = 0
    beginFuel()
  }

  private mutating func emitRethrow(_ label: UInt32) {
    let frame = control[frameIndex(label)]
    exceptions.needReference(of: frame.catchClause)
    emitThrowReference(frame.slot)
  }

  /// The end of a `try` whose exceptions are handled as if they were thrown where the label's block is.
  private mutating func endDelegatingTry(_ label: UInt32) {
    let last = control.count - 1
    if let region = control[last].ownRegion {
      exceptions.delegate(region, to: control[last - 1 - Int(label)].region)
    }
    endBlock()
  }
}
