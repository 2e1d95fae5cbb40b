import CInterp
import Testing

/// Every conditional branch of the C loop, for all places of its operands and both directions,
/// against the base handler of the Swift loop; those with a pinned place with every fifth pair of
/// values.
@Suite struct BranchTests {
  @Test(arguments: OperationUnderTest.all(.branch))
  func everyHandlerAgrees(_ operation: OperationUnderTest) throws {
    let tuples = operandTuples(for: operation.types)
    let bases = operation.handlers.filter(isBase)
    // Comparisons of floats have no branches backward.
    #expect(bases.count == (isFloat(operation.types.operands[0]) ? 1 : 2))
    let reference = OperandProgram(World(), bases[0], loop: .swift)
    let expected = tuples.map(reference.run)
    #expect(Set(expected.map(\.target)) == [0, 1])
    for base in bases.dropFirst() {
      try compare(OperandProgram(World(), base, loop: .swift), "swift", tuples, expected)
    }
    for handler in operation.handlers {
      try compare(OperandProgram(World(), handler, loop: .c), "c", tuples, expected)
    }
  }

  private func compare(
    _ program: OperandProgram, _ loop: String, _ tuples: [[UInt64]],
    _ expected: [OperandProgram.Outcome]
  ) throws {
    var differences: [String] = []
    let step = isPinned(program.handler) && tuples.count > 100 ? 5 : 1
    for index in stride(from: 0, to: tuples.count, by: step) where program.accepts(tuples[index]) {
      let actual = program.run(tuples[index])
      if actual != expected[index] || !actual.leftOthersAlone || actual.exit != .finished {
        differences.append("\(hexadecimal(tuples[index])): \(actual)")
      }
    }
    #expect(differences.prefix(10).isEmpty, "\(loop) \(name(of: program.handler))")
  }

  /// Backward branches notice an interrupt when they are taken; forward branches do not.
  @Test(arguments: OperationUnderTest.all(.branch))
  func takenBackwardBranchesPoll(_ operation: OperationUnderTest) throws {
    let tuples = operandTuples(for: operation.types)
    let base = try #require(operation.handlers.first(where: isBase))
    let reference = OperandProgram(World(), base, loop: .swift)
    let programs =
      operation.handlers.map { OperandProgram(World(), $0, loop: .c) }
      + operation.handlers.filter(isBase).map { OperandProgram(World(), $0, loop: .swift) }
    for isTaken in [true, false] {
      for program in programs {
        let operands = try #require(
          tuples.first { program.accepts($0) && (reference.run($0).target == 1) == isTaken })
        context_request_interrupt(program.world.context, .request)
        let outcome = program.run(operands)
        if isTaken && places(of: program.handler).variant == "b" {
          #expect(outcome.exit == .trap && outcome.trap == .interrupted)
          #expect(outcome.target == World.untouched)
          #expect(program.positionOfStop == program.positionOfTarget)
        } else {
          #expect(outcome.exit == .finished && outcome.target == (isTaken ? 1 : 0))
        }
      }
    }
  }

  private func operandTuples(for types: OperandTypes) -> [[UInt64]] {
    let left = interestingValues(of: types.operands[0])
    if types.operands.count == 1 { return left.map { [$0] } }
    let right = interestingValues(of: types.operands[1])
    // Every third pair, and every pair of equals.
    return left.indices.flatMap { first in
      right.indices.filter { ($0 + first) % 3 == 0 || $0 == first }.map {
        [left[first], right[$0]]
      }
    }
  }
}
