internal import CInterp
internal import WasmTypes

// Structures, arrays and i31. Specification: "Aggregate Instructions", "Scalar Reference
// Instructions".
extension FunctionValidator {
  mutating func validateObjectInstruction() throws(ModuleError) {
    switch instruction.opcode {
    case .struct_new, .struct_new_default, .struct_get, .struct_get_s, .struct_get_u, .struct_set:
      try structureInstruction()
    case .array_len:
      try pop(PackedType(.array, isNullable: true))
      try push(.i32)
    case .any_convert_extern: try convert(from: .extern, to: .any)
    case .extern_convert_any: try convert(from: .any, to: .extern)
    case .ref_i31:
      try pop(.i32)
      try push(PackedType(.i31, isNullable: false))
    case .i31_get_s, .i31_get_u:
      try pop(PackedType(.i31, isNullable: true))
      try push(.i32)
    case .array_new, .array_new_default, .array_new_fixed, .array_new_data, .array_new_elem:
      try arrayConstructor()
    case .array_get, .array_get_s, .array_get_u, .array_set, .array_fill, .array_copy,
      .array_init_data, .array_init_elem:
      try arrayAccess()
    default:
      // A row of the instruction table without a signature, and without a rule here.
      throw .malformed(
        reason: "illegal opcode: no rule for \(instruction.opcode.name)", offset: instruction.offset
      )
    }
  }

  private mutating func convert(
    from source: AbstractHeapType, to target: AbstractHeapType
  ) throws(ModuleError) {
    let type = try popReference()
    try checkMatch(type, PackedType(source, isNullable: true))
    try push(PackedType(target, isNullable: type.isNullable))
  }

  /// Reading a packed field needs to know how to extend it; other fields must be read as they are.
  private mutating func checkExtension(
    _ field: PackedField, _ plain: WasmOpcode
  ) throws(ModuleError) {
    guard field.storage.isPackedStorage != (instruction.opcode == plain) else {
      throw typeMismatch(
        "cannot read a field that is \(field.storage.isPackedStorage ? "" : "not ")packed")
    }
  }
}

// Structures.
extension FunctionValidator {
  private mutating func structureType(_ index: TypeIndex) throws(ModuleError) -> DefinedType {
    let type = try definedType(index)
    guard type.kind == .structure else {
      throw typeMismatch("expected a structure type, but type \(index) is none")
    }
    return type
  }

  private mutating func field(_ index: UInt32, of type: DefinedType) -> PackedField {
    tables.fields[Int(truncatingIfNeeded: type.firstField + index)]
  }

  private mutating func structureInstruction() throws(ModuleError) {
    let type = try structureType(instruction.index)
    switch instruction.opcode {
    case .struct_new:
      for index in (0..<type.fieldCount).reversed() {
        if operands.count == frameHeight, frameIsUnreachable { break }
        try pop(field(index, of: type).storage.unpacked)
      }
      try push(try reference(to: instruction.index, isNullable: false))
    case .struct_new_default:
      guard type.isDefaultable else {
        throw typeMismatch("some field of type \(instruction.index) has no default value")
      }
      try push(try reference(to: instruction.index, isNullable: false))
    default: try fieldAccess(type)
    }
  }

  private mutating func fieldAccess(
    _ type: DefinedType
  ) throws(ModuleError) {
    guard instruction.secondIndex < type.fieldCount else {
      throw invalid("unknown field \(instruction.secondIndex)")
    }
    let field = field(instruction.secondIndex, of: type)
    let reference = try reference(to: instruction.index, isNullable: true)
    if instruction.opcode == .struct_set {
      guard field.isMutable else { throw invalid("immutable field \(instruction.secondIndex)") }
      try pop(field.storage.unpacked)
      try pop(reference)
    } else {
      try checkExtension(field, .struct_get)
      try pop(reference)
      try push(field.storage.unpacked)
    }
  }
}

// Arrays.
extension FunctionValidator {
  private mutating func arrayField(_ index: TypeIndex) throws(ModuleError) -> PackedField {
    let type = try definedType(index)
    guard type.kind == .array else {
      throw typeMismatch("expected an array type, but type \(index) is none")
    }
    return tables.fields[Int(truncatingIfNeeded: type.firstField)]
  }

  private mutating func arrayConstructor() throws(ModuleError) {
    let field = try arrayField(instruction.index)
    switch instruction.opcode {
    case .array_new:
      try pop(.i32)
      try pop(field.storage.unpacked)
    case .array_new_default:
      guard field.storage.isDefaultable else {
        throw typeMismatch("elements have no default value")
      }
      try pop(.i32)
    case .array_new_fixed:
      guard instruction.secondIndex <= context.limits.arrayOperands else {
        throw .limitExceeded(
          limit: "operands of array.new_fixed", maximum: UInt64(context.limits.arrayOperands),
          offset: instruction.offset)
      }
      try pop(field.storage.unpacked, count: instruction.secondIndex)
    default:
      try checkSegment(field)
      try pop(.i32)
      try pop(.i32)
    }
    try push(try reference(to: instruction.index, isNullable: false))
  }

  /// Checks that elements can be initialized from the segment that the instruction names.
  private mutating func checkSegment(
    _ field: PackedField
  ) throws(ModuleError) {
    switch instruction.opcode {
    case .array_new_data, .array_init_data:
      guard !field.storage.isReference else {
        throw invalid("array type is not numeric or vector")
      }
      try checkDataSegment(instruction.secondIndex)
    default: try checkMatch(try elementSegmentType(instruction.secondIndex), field.storage)
    }
  }

  private mutating func arrayAccess() throws(ModuleError) {
    let field = try arrayField(instruction.index)
    let array = try reference(to: instruction.index, isNullable: true)
    switch instruction.opcode {
    case .array_get, .array_get_s, .array_get_u:
      try checkExtension(field, .array_get)
      try pop(.i32)
      try pop(array)
      try push(field.storage.unpacked)
      return
    default: break
    }
    guard field.isMutable else { throw invalid("immutable array \(instruction.index)") }
    switch instruction.opcode {
    case .array_set:
      try pop(field.storage.unpacked)
      try pop(.i32)
      try pop(array)
    case .array_fill:
      try pop(.i32)
      try pop(field.storage.unpacked)
      try pop(.i32)
      try pop(array)
    case .array_copy: try arrayCopy(field)
    default:
      // array.init_data and array.init_elem
      try checkSegment(field)
      try pop(.i32)
      try pop(.i32)
      try pop(.i32)
      try pop(array)
    }
  }

  private mutating func arrayCopy(
    _ field: PackedField
  ) throws(ModuleError) {
    let source = try arrayField(instruction.secondIndex)
    guard tables.relation.isSubtype(source.storage, of: field.storage) else {
      throw invalid("array types do not match")
    }
    try pop(.i32)
    try pop(.i32)
    try pop(try reference(to: instruction.secondIndex, isNullable: true))
    try pop(.i32)
    try pop(try reference(to: instruction.index, isNullable: true))
  }
}
