internal import CInterp
internal import WasmBinary
internal import WasmTypes

// Structures, arrays, i31 and casts.
extension FunctionTranslator {
  /// - Returns: Whether this was one of them.
  mutating func translateObject(_ instruction: Instruction) -> Bool {
    switch instruction.opcode {
    case .struct_get, .struct_get_s, .struct_get_u, .struct_set: emitFieldAccess(instruction)
    case .array_get, .array_get_s, .array_get_u: emitGetElement(instruction)
    case .array_set: emitSetElement(instruction)
    case .array_len: emitObjectUnary(.array_length, .integer)
    case .ref_i31: emitObjectUnary(.make_i31, .reference)
    case .i31_get_s: emitObjectUnary(.get_i31_s, .integer)
    case .i31_get_u: emitObjectUnary(.get_i31_u, .integer)
    case .ref_test, .ref_test_null, .ref_cast, .ref_cast_null, .br_on_cast, .br_on_cast_fail:
      emitCast(instruction)
    // References of both hierarchies look alike.
    case .any_convert_extern, .extern_convert_any: break
    default: return translateAllocation(instruction) || translateArrayOperation(instruction)
    }
    return true
  }

  // Types -----------------------------------------------------------------------------------------------------

  private mutating func layout(of type: TypeIndex) -> ObjectLayout {
    if let layout = objectLayouts[type] { return layout }
    var fields: [FieldType] = []
    if case .structure(let types) = module.types[Int(type)].composite { fields = types }
    let layout = ObjectLayout(fields, pointerSize: UInt32(options.handlerFieldSize))
    objectLayouts[type] = layout
    return layout
  }

  private func fieldType(_ index: UInt32, of type: TypeIndex) -> StorageType {
    switch module.types[Int(type)].composite {
    case .structure(let fields): fields[Int(index)].storage
    case .array(let field): field.storage
    case .function: .i8
    }
  }

  private func valueClass(_ type: StorageType) -> ValueClass {
    if case .value(let type) = type { return ValueClass(type) }
    return .integer
  }

  // Fields ----------------------------------------------------------------------------------------------------

  private mutating func emitFieldAccess(_ instruction: Instruction) {
    let type = fieldType(instruction.secondIndex, of: instruction.index)
    let field = layout(of: instruction.index).fields[Int(instruction.secondIndex)]
    if instruction.opcode == .struct_set {
      emitSetField(field)
    } else {
      emitGetField(field, valueClass(type), isSigned: instruction.opcode == .struct_get_s)
    }
  }

  private mutating func emitGetField(
    _ field: ObjectLayout.Field, _ valueClass: ValueClass, isSigned: Bool
  ) {
    let operation = field.storage.getField(isSigned: isSigned)
    let operand = popOperand()
    if valueClass == .vector {
      let slot = slotSource(operand)
      recordLocation()
      return emitWide(
        operation,
        with: operands_get_wide_field(target: target, left: slot.field, offset: field.offset))
    }
    let object = source(operand)
    recordLocation()
    emitRead(
      operation, valueClass, object.place, .slot,
      with: operands_get_field(target: target, left: object.slot.field, offset: field.offset))
  }

  /// Emits an instruction that reads a field or element that is no vector.
  private mutating func emitRead<Operands: BitwiseCopyable>(
    _ operation: CInterp.Operation, _ valueClass: ValueClass, _ left: Place, _ right: Place,
    with operands: Operands
  ) {
    if valueClass.isInteger {
      emitResult(operation, valueClass, left, right, with: operands)
    } else {
      // Read as bits, through the other accumulator.
      emitToSlot(operation, valueClass, left, right, with: operands)
    }
  }

  /// Emits an instruction whose result is a vector in its slot.
  mutating func emitWide<Operands: BitwiseCopyable>(
    _ operation: CInterp.Operation, with operands: Operands
  ) {
    let position = emit(operation, with: operands)
    let slot = stack.push(.vector, producer: position)
    wrote(slot, .vector)
  }

  private mutating func emitSetField(_ field: ObjectLayout.Field) {
    let value = popOperand()
    let object = popOperand()
    var right: Source
    if value.valueClass.isInteger {
      right = source(value)
    } else {
      right = Source(place: .slot, slot: slotSource(value))
    }
    var left = source(object)
    if left.place == .accumulator, right.place == .accumulator {
      if let slot = slot(of: value) {
        right = Source(place: .slot, slot: slot)
      } else {
        left = Source(place: .slot, slot: slotSource(object))
      }
    }
    if value.valueClass == .vector {
      left = Source(place: .slot, slot: slotSource(object))
    }
    recordLocation()
    // That of a vector is laid out alike.
    emit(
      field.storage.setField, left.place, right.place,
      with: operands_set_field(left: left.slot.field, right: right.slot.field, offset: field.offset)
    )
  }

  // Elements --------------------------------------------------------------------------------------------------

  private mutating func emitGetElement(_ instruction: Instruction) {
    let type = fieldType(0, of: instruction.index)
    let valueClass = valueClass(type)
    let operation = Storage(type).getElement(isSigned: instruction.opcode == .array_get_s)
    let index = popOperand()
    let array = popOperand()
    var right = source(index)
    var left = source(array)
    if left.place == .accumulator, right.place == .accumulator || valueClass == .vector {
      left = Source(place: .slot, slot: slotSource(array))
    }
    if valueClass == .vector { right = Source(place: .slot, slot: slotSource(index)) }
    recordLocation()
    if valueClass == .vector {
      return emitWide(
        operation,
        with: operands_get_wide_element(
          target: target, left: left.slot.field, right: right.slot.field, none: 0))
    }
    emitRead(
      operation, valueClass, left.place, right.place,
      with: operands_binary_slots(
        target: target, left: left.slot.field, right: right.slot.field, none: 0))
  }

  private mutating func emitSetElement(_ instruction: Instruction) {
    let storage = Storage(fieldType(0, of: instruction.index))
    let value = slotSource(popOperand())
    let index = slotSource(popOperand())
    let array = slotSource(popOperand())
    recordLocation()
    emit(
      storage.setElement,
      with: operands_set_element(left: array.field, right: index.field, value: value.field, none: 0)
    )
  }

  private mutating func emitObjectUnary(_ operation: CInterp.Operation, _ result: ValueClass) {
    let operand = source(popOperand())
    recordLocation()
    emitResult(
      operation, result, operand.place,
      with: operands_unary(target: target, left: operand.slot.field))
  }

  // Allocation ------------------------------------------------------------------------------------------------

  private mutating func translateAllocation(_ instruction: Instruction) -> Bool {
    let type = instruction.index
    switch instruction.opcode {
    case .struct_new:
      var count = 0
      if case .structure(let fields) = module.types[Int(type)].composite { count = fields.count }
      emitAllocation(.new_structure, operands: count, type)
    case .struct_new_default: emitAllocation(.new_default_structure, operands: 0, type)
    case .array_new: emitAllocation(.new_array, operands: 2, type)
    case .array_new_default: emitAllocation(.new_default_array, operands: 1, type)
    case .array_new_fixed:
      let range = popRangeForCollection(Int(instruction.secondIndex))
      emitToSlot(
        .new_fixed_array, .reference,
        with: operands_new_fixed_array(
          target: target, range: range.field, type: type, length: instruction.secondIndex))
    default: return false
    }
    return true
  }

  /// An instruction that may collect the heap: operands are in consecutive slots, and stay there until it has its
  /// result.
  private mutating func emitAllocation(
    _ operation: CInterp.Operation, operands: Int, _ type: TypeIndex
  ) {
    let range = popRangeForCollection(operands)
    emitToSlot(
      operation, .reference,
      with: operands_new_object(target: target, range: range.field, type: type))
  }

  /// Notes that the instruction emitted next may collect the heap.
  mutating func noteReferences() {
    references.note(
      key: emitter.position, stack: &stack, height: stack.count)
  }

  // Ranges of arrays: see RuntimeOperation.
  private mutating func translateArrayOperation(_ instruction: Instruction) -> Bool {
    let first = instruction.index
    let second = instruction.secondIndex
    switch instruction.opcode {
    case .array_new_data:
      emitRuntime(.arrayNewData, operands: 2, first, second, result: .reference)
    case .array_new_elem:
      emitRuntime(.arrayNewElement, operands: 2, first, second, result: .reference)
    case .array_fill: emitRuntime(.arrayFill, operands: 4, first)
    case .array_copy: emitRuntime(.arrayCopy, operands: 5, first, second)
    case .array_init_data: emitRuntime(.arrayInitData, operands: 4, first, second)
    case .array_init_elem: emitRuntime(.arrayInitElement, operands: 4, first, second)
    default: return false
    }
    return true
  }

  // Casts -----------------------------------------------------------------------------------------------------

  /// How the machine compares a reference with a type.
  private struct Cast {
    var test: CInterp.Operation
    var cast: CInterp.Operation
    var selector: UInt16
    var type: TypeIndex?
  }

  private func cast(to heapType: HeapType, isNullable: Bool) -> Cast {
    let target: CastTarget
    switch heapType {
    case .any, .func, .extern, .exception: target = .everything
    case .none, .noFunc, .noExtern, .noException: target = .nothing
    case .eq: target = .eq
    case .i31: target = .i31
    case .struct: target = .structure
    case .array: target = .array
    case .concrete(let index):
      var isFunction = false
      if case .function = module.types[Int(index)].composite { isFunction = true }
      return Cast(
        test: isFunction ? .test_function : .test_object,
        cast: isFunction ? .cast_function : .cast_object, selector: isNullable ? 1 : 0, type: index)
    }
    return Cast(
      test: .test_reference, cast: .cast_reference,
      selector: UInt16(target.rawValue) << 1 | (isNullable ? 1 : 0), type: nil)
  }

  private mutating func emitCast(_ instruction: Instruction) {
    let isBranch = instruction.opcode == .br_on_cast || instruction.opcode == .br_on_cast_fail
    guard case .reference(let type) = isBranch ? instruction.targetType : instruction.valueType
    else { return }
    switch instruction.opcode {
    case .ref_test, .ref_test_null:
      let cast = cast(to: type.heapType, isNullable: instruction.opcode == .ref_test_null)
      emitTest(cast, source(popOperand()))
    case .ref_cast, .ref_cast_null:
      emitCheckedCast(
        cast(to: type.heapType, isNullable: instruction.opcode == .ref_cast_null))
    default:
      // The reference stays, so that the rest is a `br_if`.
      let reference = slotOfTop()
      emitTest(
        cast(to: type.heapType, isNullable: type.isNullable),
        Source(place: .slot, slot: reference))
      emitBranchIf(
        to: instruction.index, popOperand(), senseIsIf: instruction.opcode == .br_on_cast)
    }
  }

  private mutating func emitTest(_ cast: Cast, _ reference: Source) {
    let left = reference.slot.field
    if let type = cast.type {
      emitResult(
        cast.test, .integer, reference.place,
        with: operands_test_defined(
          target: target, left: left, heap_type: cast.selector, none: 0, type: type))
    } else {
      emitResult(
        cast.test, .integer, reference.place,
        with: operands_test(target: target, left: left, heap_type: cast.selector, none: 0))
    }
  }

  private mutating func emitCheckedCast(_ cast: Cast) {
    let slot = slotOfTop()
    recordLocation()
    if let type = cast.type {
      emit(
        cast.cast,
        with: operands_cast_defined(left: slot.field, heap_type: cast.selector, type: type))
    } else {
      emit(cast.cast, with: operands_cast(left: slot.field, heap_type: cast.selector))
    }
  }

  /// A slot that has the topmost operand, which stays on the stack.
  private mutating func slotOfTop() -> UInt32 {
    if let slot = slot(of: stack[stack.count - 1]) { return slot }
    moveTopToSlots(1)
    return stack[stack.count - 1].slot
  }
}

extension Storage {
  fileprivate func getField(isSigned: Bool) -> CInterp.Operation {
    switch self {
    case .i8: isSigned ? .get_field_i8_s : .get_field_i8_u
    case .i16: isSigned ? .get_field_i16_s : .get_field_i16_u
    case .i32: .get_field_i32
    case .i64: .get_field_i64
    case .v128: .get_field_v128
    case .reference: .get_field_reference
    }
  }

  fileprivate var setField: CInterp.Operation {
    switch self {
    case .i8: .set_field_i8
    case .i16: .set_field_i16
    case .i32: .set_field_i32
    case .i64: .set_field_i64
    case .v128: .set_field_v128
    case .reference: .set_field_reference
    }
  }

  fileprivate func getElement(isSigned: Bool) -> CInterp.Operation {
    switch self {
    case .i8: isSigned ? .get_element_i8_s : .get_element_i8_u
    case .i16: isSigned ? .get_element_i16_s : .get_element_i16_u
    case .i32: .get_element_i32
    case .i64: .get_element_i64
    case .v128: .get_element_v128
    case .reference: .get_element_reference
    }
  }

  fileprivate var setElement: CInterp.Operation {
    switch self {
    case .i8: .set_element_i8
    case .i16: .set_element_i16
    case .i32: .set_element_i32
    case .i64: .set_element_i64
    case .v128: .set_element_v128
    case .reference: .set_element_reference
    }
  }
}
