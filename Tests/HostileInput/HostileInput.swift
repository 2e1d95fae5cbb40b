import ArgumentParser
import Dispatch
import Synchronization

/// Feeds the engine with input that is broken on purpose. It must never crash or hang.
@main
struct HostileInput: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hostile-input",
    abstract: "Check that no input crashes or hangs the engine.",
    discussion: """
      Modules of programs and of the test suite, and components, are truncated at every length and changed in thousands of ways; then \
      there are random bytes, deep nesting and huge counts. Each input must be refused with an error, or load and \
      run within its limits. The same seed makes the same inputs.
      """)

  @Option(help: "The directory of the WebAssembly test suite.")
  var testSuite: String

  @Option(help: "The directory of the component model's test scripts.")
  var componentTests: String

  @Option(help: "Where the pseudo-random changes begin.")
  var seed: UInt64 = 1

  @Flag(help: "Truncate modules of more than 128 KiB at every length too, not at every 16th.")
  var everyLength = false

  @Option(help: "Only inputs made of modules and texts whose name contains this.")
  var only: String?

  @Argument(help: "Modules in the binary format.")
  var programs: [String]

  func run() throws {
    let corpus = try Corpus(
      programs: programs, testSuite: testSuite, componentTests: componentTests)
    print(
      "\(corpus.modules.count) modules, \(corpus.texts.count) texts and "
        + "\(corpus.components.count) components")
    Watch.start()
    let results = Mutex<[[Kind: Tally]]>([])
    let next = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: Watch.workers) { worker in
      var cases = Cases(worker: worker, truncatesAtEveryLength: everyLength)
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard work(index, on: corpus, &cases) else { break }
      }
      Watch.begin(worker, "")
      results.withLock { $0.append(cases.tallies) }
    }
    try report(results.withLock { $0 })
  }

  /// - Returns: Whether there was something to do.
  private func work(_ index: Int, on corpus: Corpus, _ cases: inout Cases) -> Bool {
    let seed = self.seed &* 1_000_003 &+ UInt64(index)
    let texts = index - corpus.modules.count
    let components = texts - corpus.texts.count
    let noise = components - corpus.components.count
    switch index {
    case ..<corpus.modules.count:
      if isWanted(corpus.modules[index]) { cases.spoil(module: corpus.modules[index], seed: seed) }
    case _ where components < 0:
      if isWanted(corpus.texts[texts]) { cases.spoil(text: corpus.texts[texts], seed: seed) }
    case _ where noise < 0:
      if isWanted(corpus.components[components]) {
        cases.spoil(component: corpus.components[components], seed: seed)
      }
    case _ where only != nil: return false
    case _ where noise < Self.noiseRuns: cases.noise(seed: seed)
    case _ where noise == Self.noiseRuns: cases.monsters()
    default: return false
    }
    return true
  }

  private func isWanted(_ item: Corpus.Item) -> Bool { only.map(item.name.contains) ?? true }

  private static let noiseRuns = 10

  private func report(_ results: [[Kind: Tally]]) throws {
    let isWhole = only == nil
    var sum = Tally()
    for kind in Kind.allCases {
      var tally = Tally()
      for result in results { if let part = result[kind] { tally += part } }
      print("  \(tally.inputs) \(kind.rawValue): \(tally.accepted) accepted, \(tally.ran) run")
      sum += tally
      // Without one input the test would say nothing.
      guard tally.inputs > 0 || !isWhole else { throw ExitCode.failure }
    }
    print("\(sum.inputs) inputs, no crash and no hang")
    guard sum.ran > 1_000 || !isWhole else { throw ExitCode.failure }
  }
}
