import ArgumentParser
import Escapement
import SystemPackage
import WasmText

/// Makes random modules, and compares the ways in which the engine can run them.
@main
struct Differential: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "differential",
    abstract: "Run random modules in all ways that there are, and compare.",
    discussion: """
      Each seed makes a module: valid, of random features, and sure to end. Results, kinds of traps, memories and \
      globals have to be the same in the C loop, with fuel, through an artifact, with a collector that always moves, \
      and in the Swift loop where it has the features. NaNs count as equal.

      With --records, what the C loop made of each module goes to standard output with the module, for compare.py, \
      which asks another engine.
      """)

  @Option(help: "The first seed.") var seed: UInt64 = 1
  @Option(help: "How many modules.") var count: UInt64 = 100
  @Option(help: "Take every so-many-th seed.") var stride: UInt64 = 1
  @Option(help: "About how many instructions a function has.") var budget = 120
  @Flag(help: "Write records for compare.py.") var records = false
  @Option(
    help: "Write the modules of the first seed to this file and, of two, to one with .2, and end.")
  var emit: String?

  func run() throws {
    if let emit { return try write(to: emit) }
    var observers: [Observer.Mode: Observer] = [:]
    var failures = 0
    for index in 0..<count where try !check(seed &+ index &* stride, &observers) { failures += 1 }
    if failures > 0 {
      Self.report("\(failures) of \(count) modules differ")
      throw ExitCode.failure
    }
    if !records { print("\(count) modules, no difference") }
  }

  private func write(to path: String) throws {
    for (index, bytes) in ModuleWriter.modules(seed: seed, budget: budget).modules.enumerated() {
      let descriptor = try FileDescriptor.open(
        FilePath(index == 0 ? path : path + ".2"), .writeOnly, options: [.create, .truncate],
        permissions: .ownerReadWrite)
      try descriptor.closeAfter { _ = try descriptor.writeAll(bytes) }
    }
  }

  /// - Returns: Whether everything was the same.
  private func check(_ seed: UInt64, _ observers: inout [Observer.Mode: Observer]) throws -> Bool {
    func observer(_ mode: Observer.Mode) -> Observer {
      if let observer = observers[mode] { return observer }
      let observer = Observer(mode)
      observers[mode] = observer
      return observer
    }
    let (modules, profile) = ModuleWriter.modules(seed: seed, budget: budget)
    let expected: [String]
    do {
      expected = try observer(Observer.reference).observe(modules)
    } catch {
      Self.report("seed \(seed): \(error)")
      return false
    }
    var isSame = true
    for mode in Observer.others(profile, seed: seed) {
      let found = try observer(mode).observe(modules)
      guard found != expected else { continue }
      isSame = false
      for (left, right) in zip(expected, found) where left != right {
        Self.report("seed \(seed): \(mode.name): \(right), but \(Observer.reference.name): \(left)")
      }
    }
    // Wasmtime does not know them.
    if records, !profile.contains(.legacyExceptions) { try Self.write(seed, modules, expected) }
    return isSame
  }

  private static func report(_ line: String) {
    _ = try? FileDescriptor.standardError.writeAll(Array((line + "\n").utf8))
  }

  /// A record: the seed, the number of modules, and modules and observations, each preceded by its size.
  private static func write(_ seed: UInt64, _ modules: [[UInt8]], _ lines: [String]) throws {
    let text = Array(lines.joined(separator: "\n").utf8)
    var record = bytes(of: seed) + bytes(of: UInt64(modules.count))
    for part in modules + [text] { record += bytes(of: UInt64(part.count)) + part }
    _ = try FileDescriptor.standardOutput.writeAll(record)
  }

  private static func bytes(of value: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
  }
}
