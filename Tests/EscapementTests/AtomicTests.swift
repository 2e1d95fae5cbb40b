import Escapement
import Testing

/// What the official test suite does not ask of atomic instructions.
@Suite struct AtomicTests {
  /// The old value, and what eight bytes at 0 are then.
  private func compareExchange(
    _ instruction: String, bytes: Int64, expected: Int64, replacement: Int64
  ) throws -> [Int64] {
    var configuration = EngineConfiguration()
    configuration.features.insert(.threads)
    let isWide = instruction.hasPrefix("i64")
    func operand(_ local: String) -> String { isWide ? local : "(i32.wrap_i64 \(local))" }
    let exchange =
      "(\(instruction) (i32.const 0) \(operand("(local.get 1)")) \(operand("(local.get 2)")))"
    let made = try instance(
      """
      (memory 1)
      (func (export "run") (param i64 i64 i64) (result i64 i64)
        (i64.store (i32.const 0) (local.get 0))
        \(isWide ? exchange : "(i64.extend_i32_u \(exchange))")
        (i64.load (i32.const 0)))
      """, engine: Engine(configuration: configuration))
    let results = try made.function("run").call([
      .i64(bytes), .i64(expected), .i64(replacement),
    ])
    return results.compactMap { if case .i64(let value) = $0 { value } else { nil } }
  }

  @Test(arguments: [
    ("i32.atomic.rmw8.cmpxchg_u", Int64(8)), ("i32.atomic.rmw16.cmpxchg_u", 16),
    ("i64.atomic.rmw8.cmpxchg_u", 8), ("i64.atomic.rmw16.cmpxchg_u", 16),
    ("i64.atomic.rmw32.cmpxchg_u", 32),
  ])
  func narrowCellIsComparedWithLowBits(instruction: String, width: Int64) throws {
    let mask = (Int64(1) << width) - 1
    let old = -13 & mask
    #expect(
      try compareExchange(instruction, bytes: -13, expected: -13, replacement: -2)
        == [old, -13 & ~mask | -2 & mask])
    #expect(
      try compareExchange(instruction, bytes: -13, expected: -14, replacement: -2) == [old, -13])
  }
}
