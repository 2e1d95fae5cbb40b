import Escapement
import Testing
import WasmText

/// What a module may cost before it runs.
@Suite struct TranslationLimitTests {
  private func repeated(_ text: String, _ count: Int) -> String {
    String(repeating: text, count: count)
  }

  private func isLimit(_ error: any Error) -> Bool {
    if case ModuleError.limitExceeded = error { return true }
    return false
  }

  @Test(arguments: [EngineConfiguration.Translation.lazy, .eager])
  func loadingStopsWhenItIsTold(_ translation: EngineConfiguration.Translation) throws {
    var configuration = EngineConfiguration()
    configuration.translation = translation
    let engine = Engine(configuration: configuration)
    let bytes = try TextFormat.assemble("(module (func \(repeated("(nop)", 5_000))))")
    #expect {
      try Module(engine: engine, bytes: bytes, isInterrupted: { true })
    } throws: { error in
      if case ModuleError.interrupted = error { return true }
      return false
    }
    _ = try Module(engine: engine, bytes: bytes, isInterrupted: { false })
  }

  @Test func blocksAreNestedToALimit() throws {
    var configuration = EngineConfiguration()
    configuration.moduleLimits.nesting = 50
    let engine = Engine(configuration: configuration)
    func load(_ depth: Int) throws -> Module {
      let text = "(module (func \(repeated("block ", depth)) \(repeated("end ", depth))))"
      return try Module(engine: engine, bytes: try TextFormat.assemble(text))
    }
    _ = try load(50)
    #expect(throws: ModuleError.self) { try load(51) }
  }

  @Test func codeOfAModuleIsLimited() throws {
    let body = "(local i32) \(repeated("(local.set 0 (i32.const 1))", 200))"
    let functions = (0..<100).map { "(func (export \"f\($0)\") \(body))" }.joined()
    let bytes = try TextFormat.assemble("(module \(functions))")
    var configuration = EngineConfiguration()
    configuration.moduleLimits.translatedModuleBytes = 100 << 10
    let engine = Engine(configuration: configuration)
    let module = try Module(engine: engine, bytes: bytes)
    let instance = try Linker(engine: engine).instantiate(module, in: Store(engine: engine))
    // Functions run until the code is full, and those that are translated go on running.
    var called = 0
    #expect {
      for index in 0..<100 {
        _ = try instance.function("f\(index)").call([])
        called += 1
      }
    } throws: {
      isLimit($0)
    }
    #expect(called > 0)
    _ = try instance.function("f0").call([])
    configuration.translation = .eager
    #expect {
      try Module(engine: Engine(configuration: configuration), bytes: bytes)
    } throws: {
      isLimit($0)
    }
  }
}
