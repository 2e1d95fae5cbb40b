import Escapement
import Testing

/// The wide-arithmetic proposal, with both loops, against the 128-bit integers of the standard library.
@Suite struct WideArithmeticTests {
  /// Operands from locals, from constants and computed: the translator finds each of them elsewhere.
  private static let text = """
    (func (export "add") (param i64 i64 i64 i64) (result i64 i64)
      (i64.add128 (local.get 0) (local.get 1) (local.get 2) (local.get 3)))
    (func (export "sub") (param i64 i64 i64 i64) (result i64 i64)
      (i64.sub128 (local.get 0) (local.get 1) (local.get 2) (local.get 3)))
    (func (export "add one") (param i64 i64 i64 i64) (result i64 i64)
      (i64.add128 (i64.add (local.get 0) (i64.const 0)) (i64.xor (local.get 1) (i64.const 0))
        (i64.const 1) (i64.const 0)))
    (func (export "signed") (param i64 i64 i64 i64) (result i64 i64)
      (i64.mul_wide_s (local.get 0) (i64.or (local.get 2) (i64.const 0))))
    (func (export "unsigned") (param i64 i64 i64 i64) (result i64 i64)
      (i64.mul_wide_u (i64.or (local.get 0) (i64.const 0)) (local.get 2)))
    (func (export "square") (param i64 i64 i64 i64) (result i64 i64) (local i64 i64)
      (i64.mul_wide_u (local.get 0) (local.get 0))
      (local.set 5) (local.set 4)
      (local.get 4) (local.get 5))
    """

  private static let values: [UInt64] = [
    0, 1, 2, 0xFFFF_FFFF, 0x1_0000_0000, 0x1234_5678_9ABC_DEF0, .max >> 1, 1 << 63, .max - 1, .max,
  ]

  private static func wide(_ low: UInt64, _ high: UInt64) -> UInt128 {
    UInt128(high) << 64 | UInt128(low)
  }

  private static func expected(_ name: String, _ a: UInt64, _ b: UInt64, _ c: UInt64, _ d: UInt64)
    -> UInt128
  {
    switch name {
    case "add": wide(a, b) &+ wide(c, d)
    case "sub": wide(a, b) &- wide(c, d)
    case "add one": wide(a, b) &+ 1
    case "signed":
      UInt128(bitPattern: Int128(Int64(bitPattern: a)) * Int128(Int64(bitPattern: c)))
    case "unsigned": UInt128(a) * UInt128(c)
    default: UInt128(a) * UInt128(a)
    }
  }

  @Test(
    arguments: [EngineConfiguration.Dispatch.c, .swift],
    [
      "add", "sub", "add one", "signed", "unsigned", "square",
    ])
  func agreesWithTheStandardLibrary(dispatch: EngineConfiguration.Dispatch, name: String) throws {
    var configuration = EngineConfiguration()
    configuration.features.insert(.wideArithmetic)
    configuration.dispatch = dispatch
    let instance = try instance(Self.text, engine: Engine(configuration: configuration))
    let function = try instance.function(
      name, as: ((UInt64, UInt64, UInt64, UInt64) -> (UInt64, UInt64)).self)
    for a in Self.values {
      for b in Self.values {
        for c in Self.values {
          for d in Self.values {
            let (low, high) = try function(a, b, c, d)
            let expected = Self.expected(name, a, b, c, d)
            if Self.wide(low, high) != expected {
              Issue.record("\(name) \(a) \(b) \(c) \(d): \(low) \(high)")
              return
            }
          }
        }
      }
    }
  }
}
