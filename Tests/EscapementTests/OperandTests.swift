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
}
