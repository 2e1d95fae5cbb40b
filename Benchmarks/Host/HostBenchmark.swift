internal import ArgumentParser
internal import Escapement

#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

/// Nanoseconds of CPU time that this thread has used.
func threadTime() -> UInt64 {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}

/// Bytes of physical memory that the process has ever had at once.
func residentBytes() -> UInt64 {
  var usage = rusage()
  #if canImport(Darwin)
    getrusage(RUSAGE_SELF, &usage)
    return UInt64(usage.ru_maxrss)
  #else
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return UInt64(usage.ru_maxrss) << 10
  #endif
}

enum DispatchOption: String, ExpressibleByArgument {
  case c
  case swift

  var value: EngineConfiguration.Dispatch { self == .c ? .c : .swift }
}

@main struct HostBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure what only a program that embeds the engine can.",
    subcommands: [Calls.self, Audio.self, Instances.self])

  struct Calls: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Time calls between host and guest, in nanoseconds.")
    @Option var dispatch = DispatchOption.c
    @Option(help: "How many calls one round makes.") var calls: Int32 = 3_000_000
    @Option(help: "The only kind of call to time, in the words of the output.") var kind: String?

    func run() throws {
      try CallBenchmark(dispatch: dispatch.value, calls: calls, kind: kind).run()
    }
  }

  struct Audio: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Time each buffer of 1024 frames that `render` of a module fills.")
    @Option var dispatch = DispatchOption.c
    @Argument var file: String
    @Argument var buffers: Int

    func run() throws {
      try AudioBenchmark.run(file: file, buffers: buffers, dispatch: dispatch.value)
    }
  }

  struct Instances: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Time instances for short uses, in nanoseconds of CPU time.")
    @Option(help: "How many uses are timed.") var rounds = 1_000_000

    func run() throws { try InstanceBenchmark(rounds: rounds).run() }
  }
}
