import Escapement
import Testing

/// What several threads make of a module's functions is what one makes of them.
@Suite struct LoadingThreadTests {
  private static let functionCount = 700

  private func engine(threads: UInt32, eager: Bool = false) -> Engine {
    var configuration = EngineConfiguration()
    configuration.loadingThreads = threads
    if eager { configuration.translation = .eager }
    return Engine(configuration: configuration)
  }

  /// A module in which some functions are invalid. Each one that is not gives its number.
  private func text(invalid: Set<Int> = []) -> String {
    (0..<Self.functionCount).map { number in
      let value = invalid.contains(number) ? "f32.const 0" : "i32.const \(number)"
      return "(func (export \"f\(number)\") (result i32) (local i32) \(value))"
    }.joined(separator: "\n")
  }

  @Test(arguments: [2, 3, 16, 1000] as [UInt32])
  func theFirstErrorIsReported(threads: UInt32) throws {
    for invalid in [[0], [699], [350, 351], [120, 10, 600], [3, 690]] as [Set<Int>] {
      let bytes = try bytes(text(invalid: invalid))
      let alone = #expect(throws: ModuleError.self) {
        try Module(engine: engine(threads: 1), bytes: bytes)
      }
      let together = #expect(throws: ModuleError.self) {
        try Module(engine: engine(threads: threads), bytes: bytes)
      }
      #expect(alone != nil && together == alone)
    }
  }

  @Test(arguments: [0, 2, 5, 1000] as [UInt32])
  func allFunctionsAreTranslated(threads: UInt32) throws {
    let bytes = try bytes(text())
    let engine = engine(threads: threads, eager: true)
    let module = try Module(engine: engine, bytes: bytes)
    let instance = try Instance(store: Store(engine: engine), module: module)
    for number in [0, 1, 15, 16, 17, 349, 698, 699] {
      #expect(try instance.function("f\(number)").call() == [.i32(Int32(number))])
    }
    let alone = try Module(engine: self.engine(threads: 1), bytes: bytes)
    #expect(try module.serialize() == alone.serialize())
  }
}
