internal import Escapement

/// A synthesizer in the guest fills one buffer after the other, as a player would have it.
enum AudioBenchmark {
  private static let frames: Int32 = 1024

  /// Prints the CPU time of each buffer in nanoseconds, as the runners of the other engines do.
  static func run(file: String, buffers: Int, dispatch: EngineConfiguration.Dispatch) throws {
    var configuration = EngineConfiguration()
    configuration.dispatch = dispatch
    let engine = Engine(configuration: configuration)
    let before = threadTime()
    let module = try Module(engine: engine, path: file)
    let instance = try Instance(store: Store(engine: engine), module: module)
    let render = try instance.function("render", as: ((Int32) -> Int64).self)
    var times: [UInt64] = []
    var checksum: Int64 = 0
    for _ in 0..<buffers {
      let start = threadTime()
      checksum = try render(frames)
      times.append(threadTime() - start)
    }
    print("cpu", (threadTime() - before) / 1000, "result", checksum)
    print("times", times.map(String.init).joined(separator: " "))
  }
}
