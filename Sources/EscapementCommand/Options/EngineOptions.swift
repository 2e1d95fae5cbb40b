internal import ArgumentParser
internal import Escapement

/// How a guest is executed, and how much of this process it may take.
struct EngineOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Trap after about that many instructions.", valueName: "instructions"))
  var fuel: UInt64?

  @Option(
    help: ArgumentHelp("End after a time, such as 2s or 500ms.", valueName: "time"),
    transform: TimeSpan.parse)
  var timeout: TimeSpan?

  @Option(
    help: ArgumentHelp("How large memories may get together, such as 64MiB.", valueName: "size"),
    transform: ByteCount.parse)
  var maxMemory: ByteCount?

  @Option(
    help: ArgumentHelp(
      "How large structures and arrays may get together, such as 64MiB.", valueName: "size"),
    transform: ByteCount.parse)
  var maxHeap: ByteCount?

  @Option(
    help: ArgumentHelp("How large the stack of calls may get, such as 1MiB.", valueName: "size"),
    transform: ByteCount.parse)
  var maxStack: ByteCount?

  @Option(help: "Which interpreter loop to use: the fast one in C, or the one in Swift.")
  var dispatch: DispatchOption = .c

  @Option(
    name: .customLong("without"),
    help: ArgumentHelp(
      "Switch an optimisation off: \(OptimizationOption.names).", valueName: "optimisation"))
  var disabledOptimizations: [OptimizationOption] = []

  @OptionGroup var loading: LoadingOptions

  var configuration: EngineConfiguration {
    var configuration = loading.configuration
    configuration.dispatch = dispatch.dispatch
    configuration.metersFuel = fuel != nil
    for option in disabledOptimizations {
      configuration.optimizations.remove(option.optimization)
    }
    return configuration
  }

  /// When the time is over that begins now.
  var deadline: ContinuousClock.Instant? {
    timeout.map { ContinuousClock.now.advanced(by: $0.duration) }
  }

  func makeStore(_ engine: Engine, deadline: ContinuousClock.Instant?) -> Store {
    var limits = ResourceLimits()
    if let maxMemory { limits.memoryBytes = maxMemory.bytes }
    if let maxHeap { limits.heapBytes = maxHeap.bytes }
    if let maxStack { limits.valueStackBytes = UInt32(clamping: maxStack.bytes) }
    let store = Store(engine: engine, limits: limits)
    if let fuel { store.fuel = fuel }
    store.deadline = deadline
    return store
  }
}

/// How modules are loaded.
struct LoadingOptions: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "How many threads validate and translate a large module.", valueName: "count"))
  var jobs: UInt32 = 1

  func validate() throws {
    guard 1...1024 ~= jobs else {
      throw ValidationError("--jobs takes a number from 1 to 1024, not \(jobs).")
    }
  }

  var configuration: EngineConfiguration {
    var configuration = EngineConfiguration.forCommand
    configuration.loadingThreads = jobs
    return configuration
  }
}

/// The value of `--without`.
enum OptimizationOption: String, ExpressibleByArgument, CaseIterable {
  case pinnedLocals = "pinned-locals"
  case fusedSequences = "fused-sequences"
  case foldedSums = "folded-sums"
  case inlinedCalls = "inlined-calls"
  case assignedTailCalls = "assigned-tail-calls"

  var optimization: Optimizations {
    switch self {
    case .pinnedLocals: .pinnedLocals
    case .fusedSequences: .fusedSequences
    case .foldedSums: .foldedSums
    case .inlinedCalls: .inlinedCalls
    case .assignedTailCalls: .assignedTailCalls
    }
  }

  static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
