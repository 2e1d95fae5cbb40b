import CInterp
import Testing

/// Every numeric handler of the C loop, for all places of its operands, against the base handler of
/// the Swift loop: that one with every pair of values, the others with every seventh one, and those
/// with a pinned place with every 37th one, because there are so many of them.
@Suite struct NumericTests {
  @Test(arguments: OperationUnderTest.all(.unary, .binary))
  func everyHandlerAgrees(_ operation: OperationUnderTest) throws {
    let tuples = operandTuples(for: operation.types)
    let reference = OperandProgram(World(), operation.base, loop: .swift)
    let expected = tuples.map(reference.run)
    var differences: [String] = []
    for (operands, outcome) in zip(tuples, expected) {
      if let mistake = mistake(in: outcome, types: operation.types, operands: operands) {
        differences.append("swift \(hexadecimal(operands)): \(mistake) \(outcome)")
      }
    }
    for handler in operation.handlers {
      let program = OperandProgram(World(), handler, loop: .c)
      // What is special about a handler is how it finds its operands, so a sample of values will
      // do.
      let step = isBase(handler) || tuples.count < 100 ? 1 : isPinned(handler) ? 37 : 7
      let check = Check(handler: handler, types: operation.types)
      for index in tuples.indices {
        let (operands, outcome) = (tuples[index], expected[index])
        guard index % step == 0 || outcome.exit == .trap || program.hasSharedOperands,
          program.accepts(operands)
        else { continue }
        let actual = program.run(operands)
        if !check.agrees(actual, with: outcome, operands: operands) {
          let mismatch = "\(actual) instead of \(outcome)"
          differences.append("\(name(of: handler)) \(hexadecimal(operands)): \(mismatch)")
        }
      }
    }
    #expect(differences.prefix(10).isEmpty, "\(differences.count) differences")
  }

  private func operandTuples(for types: OperandTypes) -> [[UInt64]] {
    let left = interestingValues(of: types.operands[0])
    if types.operands.count == 1 { return left.map { [$0] } }
    let right = interestingValues(of: types.operands[1])
    return left.flatMap { left in right.map { right in [left, right] } }
  }

  /// What must hold of an outcome of the Swift loop, whatever the operation does.
  private func mistake(
    in outcome: OperandProgram.Outcome, types: OperandTypes, operands: [UInt64]
  ) -> String? {
    if !outcome.leftOthersAlone { return "other slots changed" }
    switch outcome.exit {
    case .trap:
      if !outcome.stoppedAtInstruction { return "trapped elsewhere" }
      return outcome.target == World.untouched ? nil : "wrote a result and trapped"
    case .finished:
      let isNarrow = types.result == "i" || types.result == "f"
      return isNarrow && outcome.target >> 32 != 0 ? "not zero-extended" : nil
    default:
      return "unexpected exit"
    }
  }
}

/// Compares outcomes of a C handler with those of the base handler.
private struct Check {
  let writesSlot: Bool
  let resultMask: UInt64
  let types: OperandTypes

  init(handler: Handler, types: OperandTypes) {
    self.types = types
    writesSlot = places(of: handler).variant == "s"
    resultMask = types.result == "f" ? 0xFFFF_FFFF : .max
  }

  func agrees(
    _ actual: OperandProgram.Outcome, with expected: OperandProgram.Outcome, operands: [UInt64]
  ) -> Bool {
    var (actual, expected) = (actual, expected)
    guard expected.exit == .finished else { return actual == expected }
    actual.register &= resultMask
    expected.register = expected.target
    if !writesSlot { expected.target = World.untouched }
    if actual == expected { return true }
    guard isOtherNaN(actual.register, than: expected.register, operands: operands) else {
      return false
    }
    expected.register = actual.register
    if writesSlot { expected.target = actual.register }
    return actual == expected
  }

  /// Whether both are NaNs between which the specification leaves a choice: which of two NaNs goes
  /// on, and the sign of a new one.
  private func isOtherNaN(_ actual: UInt64, than expected: UInt64, operands: [UInt64]) -> Bool {
    guard let type = types.result, isNaN(expected, type: type), isArithmeticNaN(actual, type: type)
    else { return false }
    let inputs = zip(operands, types.operands).filter(isNaN)
    return inputs.count == 0 && isCanonicalNaN(actual, type: type)
      || inputs.count == 2
        && (isCanonicalNaN(actual, type: type) || !inputs.allSatisfy(isCanonicalNaN))
  }
}

func hexadecimal(_ values: [UInt64]) -> String {
  values.map { "0x" + String($0, radix: 16) }.joined(separator: ", ")
}

// MARK: - NaN

func isNaN(_ bits: UInt64, type: Character) -> Bool {
  switch type {
  case "f": bits & 0x7FFF_FFFF > 0x7F80_0000
  case "F": bits & 0x7FFF_FFFF_FFFF_FFFF > 0x7FF0_0000_0000_0000
  default: false
  }
}

func isArithmeticNaN(_ bits: UInt64, type: Character) -> Bool {
  let quiet: UInt64 = type == "f" ? 1 << 22 : 1 << 51
  return isNaN(bits, type: type) && bits & quiet != 0
}

func isCanonicalNaN(_ bits: UInt64, type: Character) -> Bool {
  type == "f"
    ? bits & 0x7FFF_FFFF == 0x7FC0_0000 : bits & 0x7FFF_FFFF_FFFF_FFFF == 0x7FF8_0000_0000_0000
}
