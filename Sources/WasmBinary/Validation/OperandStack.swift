internal import CInterp
internal import WasmTypes

// The operand stack. Below the height of the innermost frame, unreachable code finds operands of
// any type.
extension FunctionValidator {
  @inline(__always) mutating func push(_ type: PackedType) throws(ModuleError) {
    guard operands.reserve(1) else { throw tooManyOperands() }
    operands.pushReserved(type)
  }

  @inline(__always) mutating func push(_ list: TypeList) throws(ModuleError) {
    if list.isSingle { return try push(list.single) }
    let count = list.count
    guard operands.reserve(count) else { throw tooManyOperands() }
    operands.pushReserved(UnsafeBufferPointer(rebasing: tables.pool[list.range]))
  }

  /// Pops an operand that must match `expected`.
  @inline(__always) mutating func pop(_ expected: PackedType) throws(ModuleError) {
    if operands.count > frameHeight {
      operands.count &-= 1
      let actual = operands[operands.count]
      if actual != expected { try checkMatch(actual, expected) }
    } else if !frameIsUnreachable {
      throw missingOperand(expected)
    }
  }

  /// Pops an operand of any type.
  @inline(__always) mutating func popAny() throws(ModuleError) -> PackedType {
    if operands.count > frameHeight {
      operands.count &-= 1
      return operands[operands.count]
    }
    guard frameIsUnreachable else { throw missingOperand(nil) }
    return .unknown
  }

  /// Pops an operand that must be a reference, of any type.
  mutating func popReference() throws(ModuleError) -> PackedType {
    let type = try popAny()
    if type == .unknown { return PackedType(.bottom, isNullable: false) }
    guard type.isReference else {
      throw typeMismatch("instruction requires a reference but stack has [\(describe(type))]")
    }
    return type
  }

  /// Pops operands that must match the types of `list`.
  @inline(__always) mutating func pop(_ list: TypeList) throws(ModuleError) {
    if list.isSingle { return try pop(list.single) }
    let count = list.count
    if count == 0 { return }
    try check(list)
    operands.count = max(frameHeight, operands.count &- count)
  }

  /// Checks that the topmost operands match the types of `list`, and leaves them.
  mutating func check(_ list: TypeList) throws(ModuleError) {
    let available = operands.count &- frameHeight
    var position = list.count
    var operand = operands.count
    guard position <= available || frameIsUnreachable else {
      // The topmost wrong operand is what to report, if there is one.
      try checkOperands(list, count: available)
      throw missingOperand(tables.type(position &- 1 &- available, of: list))
    }
    if list.count <= available, operandsEqual(list) { return }
    let end = max(0, position &- available)
    // Long lists mostly repeat a type: the pair that matched last is not looked at again.
    var matched = (actual: PackedType.unknown, expected: PackedType.unknown)
    while position > end {
      position &-= 1
      operand &-= 1
      let expected = tables.type(position, of: list)
      let actual = operands[operand]
      if actual == expected || (actual, expected) == matched { continue }
      try checkMatch(actual, expected)
      matched = (actual, expected)
    }
  }

  /// Whether the topmost operands are exactly the types of `list`: without a branch for each, which
  /// matters for long lists.
  @inline(__always) private mutating func operandsEqual(_ list: TypeList) -> Bool {
    if list.isSingle { return operands.last == list.single }
    let found = operands.elements + (operands.count &- list.count)
    let start = Int(truncatingIfNeeded: list.start)
    var difference: UInt32 = 0
    for position in 0..<list.count {
      difference |= found[position].bits ^ tables.pool[start &+ position].bits
    }
    return difference == 0
  }

  @inline(never) private mutating func checkOperands(
    _ list: TypeList, count: Int
  ) throws(ModuleError) {
    for depth in 0..<count {
      try checkMatch(
        operands[operands.count - 1 - depth], tables.type(list.count - 1 - depth, of: list))
    }
  }

  /// Pops `count` operands that must all match `expected`.
  mutating func pop(_ expected: PackedType, count: UInt32) throws(ModuleError) {
    for _ in 0..<count {
      if operands.count == frameHeight, frameIsUnreachable { return }
      try pop(expected)
    }
  }

  @inline(never) mutating func checkMatch(
    _ actual: PackedType, _ expected: PackedType
  ) throws(ModuleError) {
    guard tables.relation.isSubtype(actual, of: expected) else {
      throw typeMismatch(
        "instruction requires [\(describe(expected))] but stack has [\(describe(actual))]")
    }
  }

  /// Checks that a sequence of types matches another one.
  mutating func checkMatch(_ list: TypeList, _ expected: TypeList) throws(ModuleError) {
    guard list.count == expected.count else {
      throw typeMismatch("expected \(describe(expected)), found \(describe(list))")
    }
    for position in 0..<list.count {
      try checkMatch(tables.type(position, of: list), tables.type(position, of: expected))
    }
  }
}

// Errors.
extension FunctionValidator {
  /// An error at the current instruction.
  @inline(never) mutating func invalid(_ reason: String) -> ModuleError {
    var name: String?
    if let function {
      name = context.module.names(bytes: context.bytes).functionName(function)
    }
    return .invalid(
      reason: reason, function: function, functionName: name,
      instruction: instruction.offset == 0 ? nil : instruction.opcode.name,
      offset: instruction.offset)
  }

  @inline(never) mutating func typeMismatch(_ details: String) -> ModuleError {
    invalid("type mismatch: " + details)
  }

  @inline(never) private mutating func missingOperand(_ expected: PackedType?) -> ModuleError {
    let required = expected == nil ? "an operand" : "[\(describe(expected ?? .unknown))]"
    return typeMismatch("instruction requires \(required) but stack has []")
  }

  @inline(never) private mutating func tooManyOperands() -> ModuleError {
    .limitExceeded(
      limit: "operands on the stack", maximum: UInt64(context.limits.operands),
      offset: instruction.offset)
  }

  /// The operands of the innermost frame, or the topmost ones if there are many.
  mutating func describeOperands() -> String {
    let count = operands.count - frameHeight
    var text = count > 10 ? "..." : ""
    for position in max(frameHeight, operands.count - 10)..<operands.count {
      text += (text.isEmpty ? "" : " ") + describe(operands[position])
    }
    return "[" + text + "]"
  }

  mutating func describe(_ list: TypeList) -> String {
    var text = ""
    for position in 0..<min(list.count, 10) {
      text += (text.isEmpty ? "" : " ") + describe(tables.type(position, of: list))
    }
    return "[" + text + (list.count > 10 ? " ..." : "") + "]"
  }

  /// A type as the text format writes it, with type indices of the module.
  mutating func describe(_ type: PackedType) -> String {
    switch type {
    case .i32: return "i32"
    case .i64: return "i64"
    case .f32: return "f32"
    case .f64: return "f64"
    case .v128: return "v128"
    case .i8: return "i8"
    case .i16: return "i16"
    default: break
    }
    guard type.isReference else { return "any type" }
    if let heap = type.abstractHeapType {
      guard let heapType = heap.heapType else { return "a reference" }
      return ReferenceType(isNullable: type.isNullable, heapType: heapType).description
    }
    let index = tables.numbers.firstIndex(of: type.concreteNumber) ?? 0
    return ReferenceType(isNullable: type.isNullable, heapType: .concrete(UInt32(index)))
      .description
  }
}
