internal import CInterp
internal import WasmBinary
internal import WasmTypes

// Blocks and branches.
extension FunctionTranslator {
  /// - Returns: Whether this was a control instruction.
  mutating func translateControl(_ instruction: Instruction) -> Bool {
    switch instruction.opcode {
    case .nop: break
    case .unreachable: emitTrap(.unreachable)
    case .block: beginBlock(.block, instruction)
    case .loop: beginLoop(instruction)
    case .if: beginIf(instruction)
    case .else: beginElse()
    case .end: endBlock()
    case .br:
      emitBranch(to: instruction.index)
      markUnreachable()
    case .br_if: emitBranchIf(to: instruction.index, popOperand(), senseIsIf: true)
    case .br_table: emitBranchTable(instruction)
    case .return:
      emitReturn()
      markUnreachable()
    case .br_on_null, .br_on_non_null: emitBranchOnNull(instruction)
    default: return false
    }
    return true
  }

  /// Follows the nesting of blocks in code that can't be reached.
  mutating func skip(_ instruction: Instruction) throws(TranslationError) {
    switch instruction.opcode {
    case .block, .loop, .if, .try_table, .legacy_try: unreachableDepth += 1
    case .else where unreachableDepth == 0: beginElse()
    case .legacy_catch where unreachableDepth == 0, .legacy_catch_all where unreachableDepth == 0,
      .legacy_delegate where unreachableDepth == 0:
      _ = translateException(instruction)
    case .end, .legacy_delegate:
      if unreachableDepth == 0 { endBlock() } else { unreachableDepth -= 1 }
    default: break
    }
  }

  mutating func markUnreachable() {
    isReachable = false
    unreachableDepth = 0
  }

  mutating func emitTrap(_ trap: WasmTrap) {
    recordLocation()
    emit(.trap, with: operands_trap(trap: UInt16(truncatingIfNeeded: trap.rawValue), none: 0))
    markUnreachable()
  }

  // Blocks ----------------------------------------------------------------------------------------------------

  private func functionType(of blockType: BlockType) -> FunctionType {
    switch blockType {
    case .empty: FunctionType()
    case .value(let type): FunctionType(results: [type])
    case .type(let index): module.functionType(at: index) ?? FunctionType()
    }
  }

  mutating func beginBlock(_ kind: ControlFrame.Kind, _ instruction: Instruction) {
    let type = functionType(of: instruction.blockType)
    let height = stack.count - type.parameters.count
    let slot = type.parameters.isEmpty ? stack.nextSlot : stack[height].slot
    flush()
    let region = control[control.count - 1].region
    control.append(ControlFrame(kind: kind, blockType: type, height: height, slot: slot))
    control[control.count - 1].region = region
  }

  private mutating func beginLoop(_ instruction: Instruction) {
    beginBlock(.loop, instruction)
    moveTopToSlots(control[control.count - 1].parameters.count)
    beginRegion(of: instruction)
    beginRegion()
    control[control.count - 1].start = emitter.count
    beginFuel()
  }

  private mutating func beginIf(_ instruction: Instruction) {
    let condition = popOperand()
    let parameters = functionType(of: instruction.blockType).parameters.count
    // The else part starts from the same parameters, so they must not depend on what the then part does. Moving
    // them may emit code between a comparison and its branch, so it is done where there are parameters only.
    if parameters > 0 { moveTopToSlots(parameters) }
    beginIfBlock(instruction, condition)
    beginFuel()
  }

  private mutating func beginIfBlock(_ instruction: Instruction, _ condition: Operand) {
    // Flushing must not lose the condition, and a patch of an older instruction does not.
    var condition = condition
    if needsCodeToFlush() {
      condition = settled(condition)
    }
    beginBlock(.if, instruction)
    emitConditionalBranch(condition, senseIsIf: false, to: .forward)
    emitter.addLastBranch(to: &control[control.count - 1].branchToElse)
  }

  /// Whether `flush` would emit instructions, and not only patch older ones.
  private func needsCodeToFlush() -> Bool {
    var index = stack.count - 1
    while index >= flushedHeight {
      if stack[index].location == .local { return true }
      index -= 1
    }
    return false
  }

  /// A popped operand, moved to its slot if it is nowhere but in an accumulator.
  private mutating func settled(_ operand: Operand) -> Operand {
    var operand = operand
    if operand.location == .accumulator {
      operand.slot = slotSource(operand)
      operand.location = .slot
    }
    return operand
  }

  private mutating func beginElse() {
    let last = control.count - 1
    if isReachable {
      moveResultsIntoPlace(control[last])
      emitJump(to: last)
    }
    endFuel()
    emitter.resolveHere(control[last].branchToElse)
    control[last].branchToElse = BranchFixups.none
    control[last].kind = .else
    resetStack(to: control[last], pushing: control[last].parameters)
    isReachable = true
    beginFuel()
  }

  mutating func endBlock() {
    let frame = control.removeLast()
    if frame.kind == .function {
      if isReachable { emitReturn() }
      emitReturnOfCaughtValues(frame)
      return
    }
    if isReachable { moveResultsIntoPlace(frame) }
    endRegion(isReachable: isReachable)
    closeRegion(of: frame)
    exceptions.resolve(frame.catchesToEnd, to: emitter.count)
    let isBranchTarget =
      frame.branchesToEnd != BranchFixups.none || frame.branchToElse != BranchFixups.none
      || frame.catchesToEnd != ExceptionTableBuilder.none
    emitter.resolveHere(frame.branchesToEnd)
    // An `if` without else goes on with its parameters as results; they are in their slots.
    emitter.resolveHere(frame.branchToElse)
    let wasReachable = isReachable
    isReachable = wasReachable || isBranchTarget
    unreachableDepth = 0
    guard isReachable else {
      stack.truncate(to: frame.height)
      flushedHeight = min(flushedHeight, stack.count)
      return
    }
    if isBranchTarget || frame.kind == .legacyCatch {
      resetStack(to: frame, pushing: frame.results)
      beginFuel()
    }
  }

  /// At a place where branches arrive: the values that they carry are in their slots, and nothing else is known.
  mutating func resetStack(to frame: ControlFrame, pushing types: [ValueType]) {
    // An accumulator's owner above the block's height is popped here; below it, everything is in slots.
    stack.truncate(to: frame.height)
    beginRegion()
    for type in types { stack.push(ValueClass(type)) }
    flushedHeight = stack.count
  }

  /// On the way out of a block: its results go to its slots. Operands between stay where they are.
  mutating func moveResultsIntoPlace(_ frame: ControlFrame) {
    if frame.kind == .legacyCatch {
      // They lie above a hidden operand.
      emitMoves(to: frame)
    } else {
      moveTopToSlots(frame.results.count)
    }
  }

  // Branches --------------------------------------------------------------------------------------------------

  enum BranchTarget {
    /// To this position.
    case backward(Int)
    /// To a position that is not known yet: the caller adds the displacement, which ends the instruction, to a list
    /// of fixups.
    case forward
  }

  /// The frame that a label stands for, by its index in `control`.
  func frameIndex(_ label: UInt32) -> Int { control.count - 1 - Int(label) }

  /// An unconditional branch, with the values it carries.
  private mutating func emitBranch(to label: UInt32) {
    let index = frameIndex(label)
    if control[index].kind == .function { return emitReturn() }
    emitMoves(to: control[index])
    writePins(toLeaveFor: index)
    emitJump(to: index)
  }

  /// A branch whose values are in place.
  mutating func emitJump(to index: Int) {
    if control[index].kind == .loop {
      emitJump(backTo: control[index].start)
    } else {
      emit(.branch, with: operands_branch(displacement: 0))
      emitter.addLastBranch(to: &control[index].branchesToEnd)
    }
  }

  mutating func emitJump(backTo position: Int) {
    recordLocation()
    emit(.branch, variant: variant_backward, with: operands_branch(displacement: 0))
    emitter.resolveLastBranch(to: position)
  }

  /// Whether the values that a branch to the frame carries are where it expects them.
  private func valuesAreInPlace(_ frame: ControlFrame) -> Bool {
    let count = frame.labelTypes.count
    if count == 0 { return true }
    if stack[stack.count - count].slot != frame.slot { return false }
    for index in (stack.count - count)..<stack.count where stack[index].location != .slot {
      return false
    }
    return true
  }

  /// Copies the values that a branch carries to the slots of its label, without changing what is known of them: what
  /// follows may not run. None of them may be in an accumulator only.
  private mutating func emitMoves(to frame: ControlFrame) {
    let count = frame.labelTypes.count
    if isLong(count) { return emitMove(ofTop: count, to: frame.slot) }
    var target = frame.slot
    // A target is never above the operand's own slot, so going up never overwrites what is still to be copied.
    for index in (stack.count - count)..<stack.count {
      let operand = stack[index]
      if operand.location == .accumulator { moveToSlot(index) }
      emitMove(stack[index], to: target)
      target += operand.valueClass.slotCount
    }
  }

  /// Whether a branch carries so many values that they move as one range, after they have gone to their slots: once for
  /// all branches that carry them.
  private func isLong(_ count: Int) -> Bool { count > 8 }

  /// Copies the topmost operands, which come to be in their slots, to the slots from `target` on.
  private mutating func emitMove(ofTop count: Int, to target: UInt32) {
    moveTopToSlots(count)
    let source = stack.slot(at: stack.count - count)
    if source == target { return }
    emit(
      .copy_range,
      with: operands_copy_range(
        target: target.field, source: source.field, count: (stack.nextSlot - source).field, none: 0)
    )
    accumulator.slotsChanged(from: target)
    floatAccumulator.slotsChanged(from: target)
  }

  private mutating func emitMove(_ operand: Operand, to target: UInt32) {
    if operand.location == .constant {
      emitConstant(operand.bits, to: target)
    } else if operand.location == .local, place(of: operand.local) != .slot {
      emitUnpin(place(of: operand.local), operand.valueClass, to: target)
    } else if let source = slot(of: operand), source != target {
      emitCopy(from: source, to: target, operand.valueClass)
    }
  }

  /// Before a branch that may be taken or not: brings the values that it carries where its moves change nothing that is
  /// known of them.
  private mutating func settleTop(_ count: Int) {
    if isLong(count) { return moveTopToSlots(count) }
    for index in (stack.count - count)..<stack.count where stack[index].location == .accumulator {
      moveToSlot(index)
    }
  }

  mutating func emitBranchIf(to label: UInt32, _ condition: Operand, senseIsIf: Bool) {
    let index = frameIndex(label)
    let frame = control[index]
    if frame.kind != .function {
      settleTop(frame.labelTypes.count)
      if valuesAreInPlace(frame), !mustWritePins(toLeaveFor: index) {
        emitConditionalJump(condition, senseIsIf: senseIsIf, to: index)
        beginFuel()
        return
      }
    }
    if frame.kind == .function { settleTop(frame.labelTypes.count) }
    // Around the moves, if the branch is not taken. Both accumulators are then as they were.
    emitConditionalBranch(condition, senseIsIf: !senseIsIf, to: .forward)
    let skip = emitter.count
    let accumulators = (accumulator, floatAccumulator)
    if frame.kind == .function {
      emitReturn()
    } else {
      emitMoves(to: frame)
      writePins(toLeaveFor: index)
      emitJump(to: index)
    }
    emitter.resolveHere(branchBefore: skip)
    emitter.settle()
    foldable = nil
    (accumulator, floatAccumulator) = accumulators
    beginFuel()
  }

  private mutating func emitConditionalJump(_ condition: Operand, senseIsIf: Bool, to index: Int) {
    if control[index].kind == .loop {
      emitConditionalBranch(condition, senseIsIf: senseIsIf, to: .backward(control[index].start))
    } else {
      emitConditionalBranch(condition, senseIsIf: senseIsIf, to: .forward)
      emitter.addLastBranch(to: &control[index].branchesToEnd)
    }
    emitter.settle()
  }

  /// A branch on a popped condition, which swallows the comparison that computed it if that was the last
  /// instruction.
  private mutating func emitConditionalBranch(
    _ condition: Operand, senseIsIf: Bool, to target: BranchTarget
  ) {
    if let comparison = foldable(for: condition), comparison.row.operation != .i32_add,
      hasBranch(for: comparison, senseIsIf: senseIsIf, to: target)
    {
      removeLastInstruction()
      emitComparingBranch(comparison, senseIsIf: senseIsIf, to: target)
      return
    }
    let source = source(condition, mayBePinned: true)
    emitTestingBranch(
      senseIsIf ? .branch_if_i32 : .branch_unless_i32, source, to: target)
  }

  private mutating func emitTestingBranch(
    _ operation: CInterp.Operation, _ source: Source, to target: BranchTarget
  ) {
    let isBackward = isBackward(target)
    if isBackward { recordLocation() }
    emit(
      operation, source.place, variant: isBackward ? variant_backward : variant_forward,
      with: operands_branch_one(left: source.slot.field, none: 0, displacement: 0))
    resolveLastBranch(to: target)
  }

  /// Whether there is a branch that does the comparison as well.
  private func hasBranch(for comparison: Foldable, senseIsIf: Bool, to target: BranchTarget) -> Bool
  {
    guard let right = comparison.right else { return true }
    return handler_for(
      comparingBranch(comparison.row, senseIsIf: senseIsIf), comparison.left.place, right.place,
      isBackward(target) ? variant_backward : variant_forward) >= 0
  }

  private func comparingBranch(_ row: InstructionShape, senseIsIf: Bool) -> CInterp.Operation {
    if senseIsIf { return row.operation.branchIf }
    return row.shape == .float_comparison
      ? row.operation.branchUnless : row.operation.opposite.branchIf
  }

  private mutating func emitComparingBranch(
    _ comparison: Foldable, senseIsIf: Bool, to target: BranchTarget
  ) {
    let operation = comparison.row.operation
    guard let right = comparison.right else {
      // `eqz` turns the sense around.
      let isI64 = operation == .i64_eqz
      let branch: CInterp.Operation =
        senseIsIf
        ? (isI64 ? .branch_unless_i64 : .branch_unless_i32)
        : (isI64 ? .branch_if_i64 : .branch_if_i32)
      emitTestingBranch(branch, comparison.left, to: target)
      return
    }
    let isBackward = isBackward(target)
    if isBackward { recordLocation() }
    let left = comparison.left
    let branch = comparingBranch(comparison.row, senseIsIf: senseIsIf)
    let variant = isBackward ? variant_backward : variant_forward
    let bits = right.bits
    if right.place != .constant {
      // Beside an accumulator, a slot stays where it is.
      let (first, second) =
        left.place.isPinned
        ? slotFields(left, right) : (left.inSlot.field, right.inSlot.field)
      emit(
        branch, left.place, right.place, variant: variant,
        with: operands_branch_slots(left: first, right: second, displacement: 0))
    } else if comparison.row.hasWideOperand {
      emit(
        branch, left.place, right.place, variant: variant,
        with: operands_branch_wide_constant(
          left: left.inSlot.field, none: 0, constant: bits.low, constant_high: bits.high,
          displacement: 0))
    } else {
      emit(
        branch, left.place, right.place, variant: variant,
        with: operands_branch_constant(
          left: left.inSlot.field, none: 0, constant: bits.low, displacement: 0))
    }
    resolveLastBranch(to: target)
  }

  /// Fills in the displacement of the branch that was emitted last, if its target is known.
  private mutating func resolveLastBranch(to target: BranchTarget) {
    if case .backward(let position) = target { emitter.resolveLastBranch(to: position) }
  }

  private func isBackward(_ target: BranchTarget) -> Bool {
    switch target {
    case .backward: true
    case .forward: false
    }
  }

  // Tables of branches ----------------------------------------------------------------------------------------

  private mutating func emitBranchTable(_ instruction: Instruction) {
    let selector = popOperand()
    let defaultFrame = control[frameIndex(lastLabel(of: instruction))]
    let count = defaultFrame.labelTypes.count
    let selected = count == 0 ? selector : settled(selector)
    settleTop(count)
    let source = source(selected, mayBePinned: true)
    recordLocation()
    emit(
      .branch_table, source.place,
      with: operands_branch_table(left: source.slot.field, none: 0, count: instruction.index))
    if let table = emitter.appendTable(Int(instruction.index) + 1) {
      fillTable(at: table, instruction)
    }
    markUnreachable()
  }

  private func lastLabel(of instruction: Instruction) -> UInt32 {
    var reader = LabelTableReader(bytes: bytes, list: instruction.list)
    var label: UInt32 = 0
    for _ in 0...instruction.index { label = reader.next() }
    return label
  }

  /// Directs each entry to its label, through a stub that moves values or returns where that is needed. Labels that
  /// occur several times share one stub.
  private mutating func fillTable(at table: Int, _ instruction: Instruction) {
    let base = emitter.count
    var stubs: [UInt32: Int] = [:]
    var reader = LabelTableReader(bytes: bytes, list: instruction.list)
    for entry in 0...instruction.index {
      let label = reader.next()
      let field = table + Int(entry) * 4
      let index = frameIndex(label)
      let frame = control[index]
      if frame.kind != .function, valuesAreInPlace(frame), !mustWritePins(toLeaveFor: index) {
        if frame.kind == .loop {
          emitter.setDisplacement(at: field, from: base, to: frame.start)
        } else {
          emitter.addDisplacement(at: field, from: base, to: &control[index].branchesToEnd)
        }
        continue
      }
      let stub = stubs[label] ?? emitStub(to: index)
      stubs[label] = stub
      emitter.setDisplacement(at: field, from: base, to: stub)
    }
  }

  private mutating func emitStub(to index: Int) -> Int {
    let start = emitter.count
    if control[index].kind == .function {
      emitReturn()
    } else {
      emitMoves(to: control[index])
      writePins(toLeaveFor: index)
      emitJump(to: index)
    }
    return start
  }

  // References ------------------------------------------------------------------------------------------------

  private mutating func emitBranchOnNull(_ instruction: Instruction) {
    let isOnNull = instruction.opcode == .br_on_null
    // The reference is the last value that `br_on_non_null` carries, and stays on the stack of `br_on_null`
    // where it is not taken.
    moveTopToSlots(1)
    let reference = stack[stack.count - 1]
    let source = Source(place: .slot, slot: reference.slot)
    if isOnNull { _ = popOperand() }
    let index = frameIndex(instruction.index)
    settleTop(control[index].labelTypes.count)
    // Around the branch where it is not taken.
    emitTestingBranch(isOnNull ? .branch_if_i64 : .branch_unless_i64, source, to: .forward)
    let skip = emitter.count
    emitBranch(to: instruction.index)
    emitter.resolveHere(branchBefore: skip)
    beginRegion()
    if isOnNull {
      stack.push(.reference)
    } else {
      _ = popOperand()
    }
    beginFuel()
  }

  // Returning -------------------------------------------------------------------------------------------------

  /// Returns the topmost operands, without changing what is known of them. None of several may be in an accumulator
  /// only.
  mutating func emitReturn() {
    let results = type.results
    if results.count == 1, ValueClass(results[0]) != .vector {
      return emitReturn(stack[stack.count - 1])
    }
    settleTop(results.count)
    // Results overwrite parameters: operands that still are parameters move out of the way first.
    if isLong(results.count) {
      emitMove(ofTop: results.count, to: 0)
    } else {
      emitMovesOfResults()
    }
    emitReturnOfNothing()
  }

  /// A return whose results are in place.
  mutating func emitReturnOfNothing() {
    emit(.return, with: operands_return_none(header: frame.headerSlot.field, none: 0))
  }

  private mutating func emitMovesOfResults() {
    let first = stack.count - type.results.count
    for index in first..<stack.count where stack[index].location == .local {
      emitMove(stack[index], to: stack[index].slot)
    }
    var target: UInt32 = 0
    for index in first..<stack.count {
      var operand = stack[index]
      if operand.location == .local { operand.location = .slot }
      emitMove(operand, to: target)
      target += operand.valueClass.slotCount
    }
  }

  private mutating func emitReturn(_ operand: Operand) {
    if operand.location == .constant, let narrow = UInt32(exactly: operand.bits) {
      emit(
        .return_value, .constant,
        with: operands_return_constant(header: frame.headerSlot.field, none: 0, constant: narrow))
      return
    }
    let place = operand.location == .local ? place(of: operand.local) : .slot
    if place != .slot {
      return emitReturn(operand.valueClass, in: place)
    }
    if isInAccumulator(operand) {
      return emitReturn(operand.valueClass, in: .accumulator)
    }
    if operand.location == .constant { emitConstant(operand.bits, to: operand.slot) }
    let source = slot(of: operand) ?? operand.slot
    emit(
      .return_value, with: operands_return_one(header: frame.headerSlot.field, left: source.field))
  }

  /// Returns a value that is in a register.
  private mutating func emitReturn(_ valueClass: ValueClass, in place: Place) {
    emit(
      valueClass.isInteger ? .return_value : .return_float, place,
      with: operands_return_none(header: frame.headerSlot.field, none: 0))
  }
}
