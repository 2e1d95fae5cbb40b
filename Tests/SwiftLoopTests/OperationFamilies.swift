import CInterp

/// What the operands of a handler are, for handlers that a table-driven test can try out.
struct OperandTypes {
  enum Family { case unary, binary, branch, load, store, select }

  let family: Family
  /// One letter per operand as in the signatures of wasm_instructions.h; addresses are "i", or "I"
  /// when far. The condition of a select comes last.
  let operands: [Character]
  /// Of the result, if there is one.
  let result: Character?
  /// Whether it reaches any memory with 64-bit addresses and offsets.
  var isFar = false
  /// Whether it reaches the first memory with 64-bit addresses and offsets of 32 bits.
  var isLong = false
  /// For operations that swallowed the addition of their address, what they do with the sum. They
  /// have no base handler.
  var operationOnSum: String?
}

extension OperandTypes {
  /// Nil where operands say too little about a handler to try it out: control, calls, variables and
  /// the like.
  init?(of operation: Operation) {
    var name = name(of: operation)
    if let type = branchedOnValue[name] {
      self.init(family: .branch, operands: [type], result: nil)
      return
    }
    if let type = selected[name] {
      self.init(family: .select, operands: [type, type, "i"], result: type)
      return
    }
    let isBranch = name.removePrefix("branch_if_") || name.removePrefix("branch_unless_")
    let isFar = name.removePrefix("far_")
    let isLong = name.removePrefix("long_")
    let isIndexed = name.removePrefix("indexed_")
    guard let signature = signatures[name], name.first == "i" || name.first == "f" else {
      return nil
    }
    let parts = signature.split(separator: ":", omittingEmptySubsequences: false)
    // 128-bit numbers are tested elsewhere.
    if parts[1].count > 1 { return nil }
    let address: [Character] = isFar || isLong ? ["I"] : isIndexed ? ["i", "i"] : ["i"]
    let operands = parts[0].flatMap { $0 == "a" ? address : [$0] }
    let result = parts[1].first
    let family: Family =
      if isBranch { .branch } else if result == nil { .store } else if signature.hasPrefix("a") {
        .load
      } else { operands.count == 1 ? .unary : .binary }
    self.init(
      family: family, operands: operands, result: isBranch ? nil : result, isFar: isFar,
      isLong: isLong, operationOnSum: isIndexed ? name : nil)
  }

  /// Where the operands of a handler with these letters are.
  func operandPlaces(left: Character, right: Character, _ variant: Character) -> [Character] {
    let places = [left, right].filter { $0 != "n" }
    if family == .select { return places + ["a"] }
    // The value of an indexed store.
    return operands.count == 3 ? places + [variant] : places
  }
}

private let branchedOnValue: [String: Character] = [
  "branch_if_i32": "i", "branch_unless_i32": "i", "branch_if_i64": "I", "branch_unless_i64": "I",
]

/// The types of what selects by place choose between.
private let selected: [String: Character] = ["select_integer": "I", "select_float": "F"]

/// The signatures of instructions, by their identifiers.
private let signatures: [String: String] = {
  var signatures: [String: String] = [:]
  for number in 0..<UInt32(wasm_instruction_count) {
    let instruction = wasm_instruction(WasmOpcode(rawValue: number)!).pointee
    let identifier = String(String(cString: instruction.name).map { $0 == "." ? "_" : $0 })
    signatures[identifier] = String(cString: instruction.signature)
  }
  return signatures
}()

extension String {
  fileprivate mutating func removePrefix(_ prefix: String) -> Bool {
    guard hasPrefix(prefix) else { return false }
    removeFirst(prefix.count)
    return true
  }
}

/// One operation with all its handlers, as the argument of a test.
struct OperationUnderTest: Sendable, CustomStringConvertible {
  let number: UInt32

  init(number: UInt32) { self.number = number }

  init(of handler: Handler) {
    number = handler_description(handler).operation.rawValue
  }

  var operation: Operation { Operation(rawValue: number)! }
  var description: String { name(of: operation) }
  var types: OperandTypes { OperandTypes(of: operation)! }
  var handlers: [Handler] { Self.handlersByOperation[number]! }

  private static let handlersByOperation = Dictionary(grouping: scalarHandlers) {
    Self(of: $0).number
  }

  /// The base handler that does the same, once the addition of an address is done.
  var base: Handler {
    let name =
      types.operationOnSum ?? (types.isLong ? "far_" + description.dropFirst(5) : description)
    return scalarHandlers.first { isBase($0) && String(describing: Self(of: $0)) == name }!
  }

  static func all(_ families: OperandTypes.Family...) -> [Self] {
    handlersByOperation.keys.sorted().map(Self.init(number:)).filter {
      guard let types = OperandTypes(of: $0.operation) else { return false }
      return families.contains(types.family)
    }
  }
}
