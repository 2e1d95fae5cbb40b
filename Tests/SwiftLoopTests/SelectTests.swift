import CInterp
import Testing

/// Every select by the accumulator, for all places of what it selects from. The Swift loop has
/// none of them, and no table says what they do: it is one line.
@Suite struct SelectTests {
  @Test(arguments: OperationUnderTest.all(.select))
  func everyHandlerSelects(_ operation: OperationUnderTest) throws {
    let values = interestingValues(of: operation.types.result!)
    // The condition is an i32.
    let conditions: [UInt64] = [0, 1, 0x8000_0000, 0xFFFF_FFFF, 1 << 32, 1 << 63 | 1]
    for handler in operation.handlers {
      let program = OperandProgram(World(), handler, loop: .c)
      let variant = places(of: handler).variant
      var count = 0
      for (index, left) in values.enumerated() {
        let right = values[(index * 7 + 3) % values.count]
        for condition in conditions {
          let operands = [left, right, condition]
          guard program.accepts(operands) else { continue }
          count += 1
          let selected = UInt32(truncatingIfNeeded: condition) != 0 ? left : right
          let expected = OperandProgram.Outcome(
            exit: .finished, trap: .none, stoppedAtInstruction: false,
            target: variant == "s" ? selected : World.untouched, register: selected,
            leftOthersAlone: true)
          let actual = program.run(operands)
          #expect(actual == expected, "\(name(of: handler)) \(hexadecimal(operands))")
        }
      }
      #expect(count >= 10 * conditions.count, "\(name(of: handler))")
    }
  }
}
