internal import CInterp
internal import WasmBinary
internal import WasmTypes

// Locals, globals, constants, parametric instructions, references and single table elements.
extension FunctionTranslator {
  /// - Returns: Whether this was one of them.
  mutating func translateVariable(_ instruction: Instruction) -> Bool {
    switch instruction.opcode {
    case .local_get: pushLocal(instruction.index)
    case .local_set: setLocal(instruction.index)
    case .local_tee:
      setLocal(instruction.index)
      pushLocal(instruction.index)
    case .i32_const, .i64_const: stack.pushConstant(instruction.bits, .integer)
    case .f32_const, .f64_const: stack.pushConstant(instruction.bits, .float)
    case .ref_null: stack.pushConstant(0, .reference)
    case .drop: _ = popOperand()
    case .select, .select_typed: emitSelect()
    case .global_get: emitGetGlobal(instruction.index)
    case .global_set: emitSetGlobal(instruction.index)
    case .ref_is_null: translateUnary(row(.i64_eqz))
    case .ref_eq: translateComparison(row(.i64_eq))
    case .ref_func:
      emitToSlot(
        .get_function, .reference,
        with: operands_get_function(target: target, none: 0, function: instruction.index))
    case .ref_as_non_null: emitTrapIfNull()
    case .table_get: emitTableGet(instruction.index)
    case .table_set: emitTableSet(instruction.index)
    case .table_size:
      emitToSlot(
        .table_size, .integer,
        with: operands_table_size(target: target, none: 0, table_operand: instruction.index))
    default: return false
    }
    return true
  }

  private func row(_ opcode: WasmOpcode) -> InstructionShape { instruction_shape(opcode).pointee }

  // Locals ----------------------------------------------------------------------------------------------------

  private mutating func pushLocal(_ index: UInt32) {
    guard let inlinedParameters else {
      return stack.pushLocal(index, frame.locals[Int(index)].valueClass)
    }
    switch inlinedParameters[Int(index)] {
    case .constant(let bits, let valueClass): stack.pushConstant(bits, valueClass)
    case .local(let local): stack.pushLocal(local, frame.locals[Int(local)].valueClass)
    }
  }

  mutating func setLocal(_ index: UInt32) {
    let local = frame.locals[Int(index)]
    if stack.sumCount > 0 { settleSumsBelowTop(with: index) }
    let value = popOperand()
    let savedAny = saveOperands(thatAre: index)
    let place = place(of: index)
    if value.location == .sum { return setLocal(local, place, toSum: value) }
    if place != .slot { return setPinned(place, to: value, mayRetarget: !savedAny) }
    if !savedAny, value.producer >= 0, value.producer == emitter.lastInstruction,
      value.location == .accumulator || value.location == .slot
    {
      // The instruction that computed the value writes it to the local instead.
      setTarget(local.slot, ofProducer: value.producer)
      wrote(local.slot, local.valueClass)
      noteAccumulator(of: value, isIn: local.slot)
      return
    }
    switch value.location {
    case .constant: emitConstant(value.bits, to: local.slot)
    case .accumulator: emitKeep(value, to: local.slot)
    case .slot, .local, .sum:
      if let source = slot(of: value) {
        if source != local.slot { emitCopy(from: source, to: local.slot, local.valueClass) }
      } else {
        emitUnpin(self.place(of: value.local), local.valueClass, to: local.slot)
      }
    }
  }

  private mutating func setLocal(
    _ local: FrameLayout.Local, _ place: Place, toSum value: Operand
  ) {
    if place == .slot { return emitSum(value, to: local.slot) }
    emitSum(value, variant: Self.variant(place), target: value.slot)
  }

  /// The operation that stores an accumulator.
  private static func keep(_ valueClass: ValueClass) -> CInterp.Operation {
    switch valueClass {
    case .float: .keep_float
    case .vector: .keep_vector
    default: .keep
    }
  }

  /// Stores a popped operand that is in the accumulator.
  mutating func emitKeep(_ value: Operand, to slot: UInt32) {
    emit(
      Self.keep(value.valueClass), .accumulator,
      with: operands_target_only(target: slot.field, none: 0))
    wrote(slot, value.valueClass)
    noteAccumulator(of: value, isIn: slot)
  }

  /// After a popped operand was written to a slot.
  private mutating func noteAccumulator(of value: Operand, isIn slot: UInt32) {
    guard value.location == .accumulator else { return }
    if value.valueClass.isInteger {
      accumulator.equal(slot)
    } else {
      floatAccumulator.equal(slot)
    }
  }

  /// Before a local changes: operands that are this local get slots of their own.
  ///
  /// - Returns: Whether there were any.
  private mutating func saveOperands(thatAre local: UInt32) -> Bool {
    var index = stack.topAlias(of: local)
    if index < 0 { return false }
    while index >= 0 {
      moveToSlot(index)
      index = stack.topAlias(of: local)
    }
    return true
  }

  // Parametric instructions -----------------------------------------------------------------------------------

  private mutating func emitSelect() {
    let condition = popOperand()
    let right = popOperand()
    let left = popOperand()
    if isInAccumulator(condition), emitAccumulatedSelect(left, right) { return }
    let rightSlot = slotSource(right)
    let leftSlot = slotSource(left)
    let isVector = left.valueClass == .vector
    let conditionSlot = slotSource(condition)
    // Those of a vector are laid out alike.
    let position = emit(
      isVector ? .select_wide : .select,
      with: operands_select(
        target: target, condition: conditionSlot.field, left: leftSlot.field,
        right: rightSlot.field))
    let slot = stack.push(left.valueClass, producer: position)
    wrote(slot, left.valueClass)
  }

  /// A select of numbers whose condition is in the integer accumulator.
  private mutating func emitAccumulatedSelect(_ leftOperand: Operand, _ rightOperand: Operand)
    -> Bool
  {
    let valueClass = leftOperand.valueClass
    guard valueClass == .integer || valueClass == .float, !options.usesBaseHandlersOnly else {
      return false
    }
    let constantType: CChar? = valueClass == .integer ? letterI32 : nil
    // Reading a value that is in no slot emits copies and constants, which leave the condition where it is.
    var left = selectSource(leftOperand, constantType)
    let right = selectSource(rightOperand, constantType)
    let operation: CInterp.Operation = valueClass == .integer ? .select_integer : .select_float
    if !hasHandler(operation, left.place, right.place) {
      left = Source(place: .slot, slot: slotSource(leftOperand))
    }
    guard hasHandler(operation, left.place, right.place) else { return false }
    if let bits = constant(of: left, right) {
      emitResult(
        operation, valueClass, left.place, right.place,
        with: operands_select_constant(
          target: target, left: slotFields(left, right).0, constant: bits.low))
    } else {
      emitResult(
        operation, valueClass, left.place, right.place,
        with: operands_select_accumulated(
          target: target, left: left.inSlot.field, right: right.inSlot.field, none: 0))
    }
    return true
  }

  private mutating func selectSource(_ operand: Operand, _ constantType: CChar?) -> Source {
    let isSmall = UInt32(exactly: operand.bits) != nil
    return source(
      operand, constantOf: isSmall ? constantType : nil, mayBePinned: true, mayBeAccumulator: false)
  }

  // Globals ---------------------------------------------------------------------------------------------------

  private mutating func emitGetGlobal(_ index: UInt32) {
    let type = module.globalType(index)?.value ?? .i32
    let operands = operands_get_global(target: target, none: 0, global: index)
    switch ValueClass(type) {
    case .integer, .reference: emitResult(.get_global, ValueClass(type), with: operands)
    case .float: emitToSlot(.get_global, .float, with: operands)
    // That of a vector is laid out alike.
    case .vector: emitWide(.get_wide_global, with: operands)
    }
  }

  private mutating func emitSetGlobal(_ index: UInt32) {
    let value = popOperand()
    switch value.valueClass {
    case .integer, .reference:
      let source = source(value)
      emit(
        .set_global, source.place,
        with: operands_set_global(left: source.slot.field, none: 0, global: index))
    case .float, .vector:
      let slot = slotSource(value)
      emit(
        value.valueClass == .float ? .set_global : .set_wide_global,
        with: operands_set_global(left: slot.field, none: 0, global: index))
    }
  }

  // References and tables -------------------------------------------------------------------------------------

  private mutating func emitTrapIfNull() {
    moveTopToSlots(1)
    recordLocation()
    let slot = stack[stack.count - 1].slot
    emit(.trap_if_null, with: operands_source_only(left: slot.field, none: 0))
  }

  private mutating func emitTableGet(_ table: UInt32) {
    let index = slotSource(popOperand())
    recordLocation()
    emitToSlot(
      .table_get, .reference,
      with: operands_table_get(target: target, left: index.field, table_operand: table))
  }

  private mutating func emitTableSet(_ table: UInt32) {
    let value = slotSource(popOperand())
    let index = slotSource(popOperand())
    recordLocation()
    emit(
      .table_set,
      with: operands_table_set(left: index.field, right: value.field, table_operand: table))
  }
}
