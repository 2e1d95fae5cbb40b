internal import CInterp
internal import WasmTypes

// References and casts. Specification: "Reference Instructions", "Control Instructions".
extension FunctionValidator {
  /// A reference to the defined type `index`, which must exist.
  mutating func reference(
    to index: TypeIndex, isNullable: Bool
  ) throws(ModuleError) -> PackedType {
    _ = try definedType(index)
    return PackedType(
      concrete: tables.numbers[Int(truncatingIfNeeded: index)], isNullable: isNullable)
  }

  mutating func validateReferenceInstruction() throws(ModuleError) {
    switch instruction.opcode {
    case .ref_null: try push(try packed(instruction.valueType))
    case .ref_func: try referenceFunction(instruction.index)
    case .ref_is_null:
      _ = try popReference()
      try push(.i32)
    case .ref_as_non_null: try push(try popReference().withNullability(false))
    case .ref_eq:
      try pop(PackedType(.eq, isNullable: true))
      try pop(PackedType(.eq, isNullable: true))
      try push(.i32)
    case .br_on_null:
      let type = try popReference()
      let label = try labelTypes(instruction.index)
      try pop(label)
      try push(label)
      try push(type.withNullability(false))
    case .br_on_non_null:
      let type = try popReference()
      try branch(instruction.index, passing: type.withNullability(false))
    case .br_on_cast, .br_on_cast_fail: try castBranch()
    case .ref_test, .ref_test_null:
      let target = try packed(instruction.valueType)
      try pop(top(of: target))
      try push(.i32)
    default:
      // ref.cast
      let target = try packed(instruction.valueType)
      try pop(top(of: target))
      try push(target)
    }
  }

  private mutating func referenceFunction(_ index: UInt32) throws(ModuleError) {
    guard index < UInt32(truncatingIfNeeded: tables.functions.count) else {
      throw invalid("unknown function \(index)")
    }
    let position = Int(truncatingIfNeeded: index)
    let declared = context.module.declaredFunctionReferences
    guard position < declared.count, declared[position] else {
      throw invalid("undeclared function reference \(index)")
    }
    try push(try reference(to: tables.functions[position], isNullable: false))
  }

  /// The most general reference type of which `type` is a subtype.
  private mutating func top(of type: PackedType) -> PackedType {
    if let heap = type.abstractHeapType { return PackedType(heap.top, isNullable: true) }
    let kind = tables.relation.kinds[Int(truncatingIfNeeded: type.concreteNumber)]
    return PackedType(kind.abstractSupertype.top, isNullable: true)
  }

  /// Checks a branch that passes a reference of the type `type` on top of the operands; the
  /// operands stay.
  private mutating func branch(_ label: UInt32, passing type: PackedType) throws(ModuleError) {
    let types = try labelTypes(label)
    guard types.count > 0 else {
      throw typeMismatch("passes a reference to a label that takes no value")
    }
    try push(type)
    try pop(types)
    try push(types)
    _ = try popAny()
  }

  private mutating func castBranch() throws(ModuleError) {
    let source = try packed(instruction.valueType)
    let target = try packed(instruction.targetType)
    guard tables.relation.isSubtype(target, of: source) else {
      throw typeMismatch("cannot cast \(describe(source)) to \(describe(target))")
    }
    // What is left when the cast fails: null passes a cast to a nullable type.
    let difference = target.isNullable ? source.withNullability(false) : source
    let succeeds = instruction.opcode == .br_on_cast
    try pop(source)
    try branch(instruction.index, passing: succeeds ? target : difference)
    try push(succeeds ? difference : target)
  }
}
