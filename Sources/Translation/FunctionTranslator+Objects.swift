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
    let object = source(popOperand())
    recordLocation()
    beginRead(operation, valueClass, object.place)
    code.append(slot: object.slot)
    code.append(field.offset)
  }

  /// Begins an instruction that reads a field or element, and appends its target.
  private mutating func beginRead(
    _ operation: CInterp.Operation, _ valueClass: ValueClass, _ left: Place,
    _ right: Place = .slot
  ) {
    switch valueClass {
    case .integer, .reference: beginWithResult(operation, valueClass, left, right)
    // Read as bits, through the other accumulator.
    case .float: beginWithSlotResult(operation, .float, left, right)
    case .vector:
      let position = begin(operation)
      let slot = stack.push(.vector, producer: position)
      code.append(slot: slot)
      wrote(slot, .vector)
    }
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
    begin(field.storage.setField, left.place, right.place)
    code.append(slot: left.slot)
    code.append(slot: right.slot)
    code.append(field.offset)
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
    beginRead(operation, valueClass, left.place, right.place)
    code.append(slot: left.slot)
    code.append(slot: right.slot)
    code.append(UInt16(0))
  }

  private mutating func emitSetElement(_ instruction: Instruction) {
    let storage = Storage(fieldType(0, of: instruction.index))
    let value = slotSource(popOperand())
    let index = slotSource(popOperand())
    let array = slotSource(popOperand())
    recordLocation()
    begin(storage.setElement)
    code.append(slot: array)
    code.append(slot: index)
    code.append(slot: value)
    code.append(UInt16(0))
  }

  private mutating func emitObjectUnary(_ operation: CInterp.Operation, _ result: ValueClass) {
    let operand = source(popOperand())
    recordLocation()
    beginWithResult(operation, result, operand.place)
    code.append(slot: operand.slot)
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
      emitAllocation(.new_fixed_array, operands: Int(instruction.secondIndex), type)
      code.append(instruction.secondIndex)
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
    beginWithSlotResult(operation, .reference)
    code.append(slot: range)
    code.append(type)
  }

  /// Notes that the instruction emitted next may collect the heap.
  mutating func noteReferences() {
    references.note(
      key: UInt32(truncatingIfNeeded: code.count), stack: &stack, height: stack.count)
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
    beginWithResult(cast.test, .integer, reference.place)
    code.append(slot: reference.slot)
    code.append(cast.selector)
    code.append(UInt16(0))
    if let type = cast.type { code.append(type) }
  }

  private mutating func emitCheckedCast(_ cast: Cast) {
    let slot = slotOfTop()
    recordLocation()
    begin(cast.cast)
    code.append(slot: slot)
    code.append(cast.selector)
    if let type = cast.type { code.append(type) }
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
