internal import CInterp
internal import WasmTypes

// Blocks, branches, calls and variables. Specification: "Control Instructions", "Variable
// Instructions".
extension FunctionValidator {
  /// Validates an instruction whose type is not given by a signature alone.
  mutating func validateByOwnRule() throws(ModuleError) {
    switch instruction.opcode {
    case .local_get: try localGet(instruction.index)
    case .local_set:
      try pop(try localType(instruction.index))
      locals.write(instruction.index, locals.type(instruction.index))
    case .local_tee:
      let type = try localType(instruction.index)
      try pop(type)
      try push(type)
      locals.write(instruction.index, type)
    case .global_get: try push(try global(instruction.index).type)
    case .global_set: try globalSet(instruction.index)
    case .block, .loop, .legacy_try, .try_table, .if: try openBlock()
    case .else: try elseBranch()
    case .end: try endBlock()
    case .br:
      try pop(try labelTypes(instruction.index))
      setUnreachable()
    case .br_if:
      try pop(.i32)
      let types = try labelTypes(instruction.index)
      try pop(types)
      try push(types)
    case .br_table: try branchTable()
    case .return:
      try pop(frames[0].results)
      setUnreachable()
    case .unreachable: setUnreachable()
    case .call: try call(try functionType(ofFunction: instruction.index))
    case .drop: _ = try popAny()
    case .select: try select()
    default: try validateRareInstruction()
    }
  }

  @inline(never) private mutating func validateRareInstruction() throws(ModuleError) {
    switch instruction.opcode {
    case .call_indirect: try call(try indirectCallee())
    case .call_ref: try call(try referencedCallee(instruction.index))
    case .return_call: try returnCall(try functionType(ofFunction: instruction.index))
    case .return_call_indirect: try returnCall(try indirectCallee())
    case .return_call_ref: try returnCall(try referencedCallee(instruction.index))
    case .select_typed: try typedSelect()
    case .throw: try `throw`(instruction.index)
    case .throw_ref:
      try pop(PackedType(.exception, isNullable: true))
      setUnreachable()
    case .legacy_catch, .legacy_catch_all: try legacyCatch()
    case .legacy_rethrow: try legacyRethrow(instruction.index)
    case .legacy_delegate: try legacyDelegate(instruction.index)
    case .table_get, .table_set, .table_size, .table_grow, .table_fill, .table_copy, .table_init,
      .memory_copy:
      try validateTableInstruction()
    case .ref_null, .ref_func, .ref_is_null, .ref_as_non_null, .ref_eq, .br_on_null,
      .br_on_non_null, .br_on_cast, .br_on_cast_fail, .ref_test, .ref_test_null, .ref_cast,
      .ref_cast_null:
      try validateReferenceInstruction()
    default: try validateObjectInstruction()
    }
  }

  private mutating func openBlock() throws(ModuleError) {
    let (parameters, results) = try blockTypes(instruction.blockType)
    if instruction.opcode == .if { try pop(.i32) }
    try pop(parameters)
    if instruction.opcode == .try_table { try checkCatchClauses() }
    try pushFrame(instruction.opcode, parameters: parameters, results: results)
  }

  private mutating func elseBranch() throws(ModuleError) {
    guard frames.last.opcode == .if else { throw misplaced() }
    let frame = try popFrame()
    try pushFrame(.else, parameters: frame.parameters, results: frame.results)
  }

  private mutating func endBlock() throws(ModuleError) {
    let frame = try popFrame()
    // Without an `else`, the operands of the block are its results.
    if frame.opcode == .if { try checkMatch(frame.parameters, frame.results) }
    if frames.count > 0 { try push(frame.results) }
  }

  /// Of an instruction that only may stand in a block of a certain kind.
  @inline(never) mutating func misplaced() -> ModuleError {
    .malformed(
      reason: "END opcode expected, found \(instruction.opcode.name)", offset: instruction.offset)
  }

  private mutating func branchTable() throws(ModuleError) {
    guard instruction.index <= context.limits.labelTableTargets else {
      throw .limitExceeded(
        limit: "targets of br_table", maximum: UInt64(context.limits.labelTableTargets),
        offset: instruction.offset)
    }
    try pop(.i32)
    var labels = LabelTableReader(bytes: context.bytes, list: instruction.list)
    var arity: Int?
    for _ in 0...instruction.index {
      let position = try framePosition(labels.next())
      let frame = frames[position]
      if frame.checkedBy == instruction.offset { continue }
      let types = frame.labelTypes
      guard arity == nil || arity == types.count else {
        throw typeMismatch("has targets of \(arity ?? 0) and of \(types.count) values")
      }
      arity = types.count
      try check(types)
      frames.elements[position].checkedBy = instruction.offset
    }
    setUnreachable()
  }
}

// Calls.
extension FunctionValidator {
  mutating func functionType(ofFunction index: UInt32) throws(ModuleError) -> DefinedType {
    guard index < UInt32(truncatingIfNeeded: tables.functions.count) else {
      throw invalid("unknown function \(index)")
    }
    let type = tables.functions[Int(truncatingIfNeeded: index)]
    return tables.definedTypes[Int(truncatingIfNeeded: type)]
  }

  private mutating func call(_ type: DefinedType) throws(ModuleError) {
    try pop(type.parameters)
    try push(type.results)
  }

  private mutating func returnCall(_ type: DefinedType) throws(ModuleError) {
    try checkMatch(type.results, frames[0].results)
    try pop(type.parameters)
    setUnreachable()
  }

  private mutating func indirectCallee() throws(ModuleError) -> DefinedType {
    let table = try table(instruction.secondIndex)
    let type = try functionType(instruction.index)
    guard tables.relation.isSubtype(table.element, of: PackedType(.func, isNullable: true)) else {
      throw typeMismatch("expected a table of functions, found one of \(describe(table.element))")
    }
    try pop(table.address)
    return type
  }

  private mutating func referencedCallee(_ index: TypeIndex) throws(ModuleError) -> DefinedType {
    if instruction.opcode == .return_call_ref,
      !context.module.features.contains(.functionReferences)
    {
      throw .unsupportedFeature(
        .functionReferences, construct: instruction.opcode.name, offset: instruction.offset)
    }
    let type = try functionType(index)
    try pop(try reference(to: index, isNullable: true))
    return type
  }
}

// Variables and parametric instructions.
extension FunctionValidator {
  @inline(__always) private mutating func localGet(_ index: UInt32) throws(ModuleError) {
    let type = try localType(index)
    guard locals.isInitialized(index, type) else {
      throw invalid("uninitialized local \(index)")
    }
    try push(type)
  }

  @inline(__always) private mutating func localType(
    _ index: UInt32
  ) throws(ModuleError) -> PackedType {
    guard index < locals.count else { throw invalid("unknown local \(index)") }
    return locals.type(index)
  }

  @inline(__always) private mutating func global(
    _ index: UInt32
  ) throws(ModuleError) -> PackedGlobal {
    guard index < UInt32(truncatingIfNeeded: tables.globals.count) else {
      throw invalid("unknown global \(index)")
    }
    return tables.globals[Int(truncatingIfNeeded: index)]
  }

  private mutating func globalSet(_ index: UInt32) throws(ModuleError) {
    let global = try global(index)
    guard global.isMutable else { throw invalid("immutable global \(index)") }
    try pop(global.type)
  }

  private mutating func select() throws(ModuleError) {
    try pop(.i32)
    let second = try popAny()
    let first = try popAny()
    guard !first.isReference, !second.isReference else {
      throw typeMismatch("without a type cannot choose between references")
    }
    guard first == second || first == .unknown || second == .unknown else {
      throw typeMismatch("cannot choose between \(describe(first)) and \(describe(second))")
    }
    try push(first == .unknown ? second : first)
  }

  private mutating func typedSelect() throws(ModuleError) {
    guard instruction.index == 1 else {
      throw invalid("invalid result arity \(instruction.index)")
    }
    let type = try packed(instruction.valueType)
    try pop(.i32)
    try pop(type)
    try pop(type)
    try push(type)
  }
}
