import Escapement
import Testing

/// Operands in places that are rare together. What is here was found by random modules.
@Suite struct OperandTests {
  @Test(arguments: [EngineConfiguration.Dispatch.c, .swift])
  func twoConstantsOfWhichOneIsWide(_ dispatch: EngineConfiguration.Dispatch) throws {
    var configuration = EngineConfiguration()
    configuration.dispatch = dispatch
    let instance = try instance(
      """
      (func (export "wideOnTheRight") (result i64)
        (if (result i64) (i64.le_u (i64.const 94743) (i64.const 144115188075855872))
          (then (i64.const 1)) (else (i64.const 2))))
      (func (export "wideOnTheLeft") (result i64)
        (if (result i64) (i64.le_u (i64.const 144115188075855872) (i64.const 94743))
          (then (i64.const 1)) (else (i64.const 2))))
      """, engine: Engine(configuration: configuration))
    #expect(try instance.function("wideOnTheRight").call() == [.i64(1)])
    #expect(try instance.function("wideOnTheLeft").call() == [.i64(2)])
  }

  /// A comparison with a constant may be made the one with the number behind it, which the largest one lacks.
  @Test(arguments: [32, 64])
  func comparisonsWithConstants(_ bits: Int) throws {
    let numbers = [Int64.min, -1, 0, 1, .max].map { bits == 64 ? $0 : $0 >> 32 } + [7]
    let comparisons: [(name: String, holds: (Int64, Int64) -> Bool)] = [
      ("lt_s", { $0 < $1 }), ("le_s", { $0 <= $1 }), ("gt_s", { $0 > $1 }), ("ge_s", { $0 >= $1 }),
      ("lt_u", { UInt64(bitPattern: $0) < UInt64(bitPattern: $1) }),
      ("le_u", { UInt64(bitPattern: $0) <= UInt64(bitPattern: $1) }),
      ("gt_u", { UInt64(bitPattern: $0) > UInt64(bitPattern: $1) }),
      ("ge_u", { UInt64(bitPattern: $0) >= UInt64(bitPattern: $1) }),
      ("eq", { $0 == $1 }), ("ne", { $0 != $1 }),
    ]
    for (name, holds) in comparisons {
      let functions = numbers.enumerated().map { index, constant in
        """
        (func (export "\(index)") (param $x i\(bits)) (result i32)
          (if (result i32) (i\(bits).\(name) (local.get $x) (i\(bits).const \(constant)))
            (then (i32.add (i32.const 1) (i\(bits).\(name) (local.get $x) (i\(bits).const \(constant)))))
            (else (i\(bits).\(name) (local.get $x) (i\(bits).const \(constant))))))
        """
      }
      let instance = try instance(functions.joined())
      for (index, constant) in numbers.enumerated() {
        let function = try instance.function("\(index)")
        for number in numbers {
          let argument: Value = bits == 64 ? .i64(number) : .i32(Int32(truncatingIfNeeded: number))
          let expected: Int32 = holds(number, constant) ? 2 : 0
          let results = try function.call([argument])
          #expect(results == [.i32(expected)], "\(number) \(name) \(constant)")
        }
      }
    }
  }
}
