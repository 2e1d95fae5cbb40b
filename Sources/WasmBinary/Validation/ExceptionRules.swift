internal import CInterp
internal import WasmTypes

// Exceptions, in the 3.0 form and in the legacy form. Specification: "Control Instructions".
extension FunctionValidator {
  private mutating func tagTypes(_ tag: UInt32) throws(ModuleError) -> TypeList {
    guard tag < UInt32(truncatingIfNeeded: tables.tags.count) else {
      throw invalid("unknown tag \(tag)")
    }
    let type = tables.tags[Int(truncatingIfNeeded: tag)]
    return tables.definedTypes[Int(truncatingIfNeeded: type)].parameters
  }

  mutating func `throw`(_ tag: UInt32) throws(ModuleError) {
    try pop(try tagTypes(tag))
    setUnreachable()
  }

  /// Checks that the label of each clause takes what the clause passes to it.
  mutating func checkCatchClauses() throws(ModuleError) {
    guard instruction.index <= context.limits.catchClauses else {
      throw .limitExceeded(
        limit: "catch clauses", maximum: UInt64(context.limits.catchClauses),
        offset: instruction.offset)
    }
    var clauses = CatchClauseReader(bytes: context.bytes, list: instruction.list)
    while let clause = clauses.next() {
      let passed = clause.hasTag ? try tagTypes(clause.tag) : .empty
      let expected = try labelTypes(clause.label)
      let count = passed.count + (clause.hasReference ? 1 : 0)
      guard count == expected.count else {
        throw typeMismatch("passes \(count) values to a label that takes \(expected.count)")
      }
      for position in 0..<passed.count {
        try checkMatch(tables.type(position, of: passed), tables.type(position, of: expected))
      }
      if clause.hasReference {
        try checkMatch(
          PackedType(.exception, isNullable: false), tables.type(count - 1, of: expected))
      }
    }
  }

  mutating func legacyCatch() throws(ModuleError) {
    guard frames.last.opcode == .legacy_try || frames.last.opcode == .legacy_catch else {
      throw misplaced()
    }
    let passed = instruction.opcode == .legacy_catch ? try tagTypes(instruction.index) : .empty
    let frame = try popFrame()
    try pushFrame(instruction.opcode, parameters: .empty, results: frame.results)
    try push(passed)
  }

  mutating func legacyRethrow(_ label: UInt32) throws(ModuleError) {
    let opcode = frames[try framePosition(label)].opcode
    guard opcode == .legacy_catch || opcode == .legacy_catch_all else {
      throw invalid("invalid rethrow label \(label)")
    }
    setUnreachable()
  }

  mutating func legacyDelegate(_ label: UInt32) throws(ModuleError) {
    guard frames.last.opcode == .legacy_try else { throw misplaced() }
    let frame = try popFrame()
    _ = try framePosition(label)
    try push(frame.results)
  }
}
