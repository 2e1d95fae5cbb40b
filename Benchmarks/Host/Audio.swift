internal import Escapement
internal import SystemPackage

/// A synthesizer in the guest fills one buffer after the other, as a player would have it.
enum AudioBenchmark {
  private static let frames: Int32 = 1024

  /// Prints the CPU time of each buffer in nanoseconds, as the runners of the other engines do, and the longest one by
  /// the clock on the wall.
  static func run(file: String, buffers: Int, dispatch: EngineConfiguration.Dispatch) throws {
    var configuration = EngineConfiguration()
    configuration.dispatch = dispatch
    let engine = Engine(configuration: configuration)
    let before = threadTime()
    let module = try Module(engine: engine, path: file)
    let instance = try Instance(store: Store(engine: engine), module: module)
    let render = try instance.function("render", as: ((Int32) -> Int64).self)
    var times: [UInt64] = []
    var longest = Duration.zero
    var checksum: Int64 = 0
    for _ in 0..<buffers {
      let start = threadTime()
      longest = max(longest, try ContinuousClock().measure { checksum = try render(frames) })
      times.append(threadTime() - start)
    }
    print("cpu", (threadTime() - before) / 1000, "result", checksum)
    print("times", times.map(String.init).joined(separator: " "))
    print("longest", longest / .nanoseconds(1))
  }
}
