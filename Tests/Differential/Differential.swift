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
  @Option(help: "Write the module of the first seed to a file, and end.") var emit: String?

  func run() throws {
    if let emit {
      let descriptor = try FileDescriptor.open(
        FilePath(emit), .writeOnly, options: [.create, .truncate], permissions: .ownerReadWrite)
      let bytes = ModuleWriter.module(seed: seed, budget: budget).bytes
      return try descriptor.closeAfter { _ = try descriptor.writeAll(bytes) }
    }
    var failures = 0
    for index in 0..<count where try !check(seed &+ index &* stride) { failures += 1 }
    if failures > 0 {
      Self.report("\(failures) of \(count) modules differ")
      throw ExitCode.failure
    }
    if !records { print("\(count) modules, no difference") }
  }

  /// - Returns: Whether everything was the same.
  private func check(_ seed: UInt64) throws -> Bool {
    let (bytes, profile) = ModuleWriter.module(seed: seed, budget: budget)
    let expected: [String]
    do {
      expected = try Observer(Observer.reference).observe(bytes)
    } catch {
      Self.report("seed \(seed): \(error)")
      return false
    }
    var isSame = true
    for mode in Observer.others(profile, seed: seed) {
      let found = try Observer(mode).observe(bytes)
      guard found != expected else { continue }
      isSame = false
      for (left, right) in zip(expected, found) where left != right {
        Self.report("seed \(seed): \(mode.name): \(right), but \(Observer.reference.name): \(left)")
      }
    }
    if records { try Self.write(seed, bytes, expected) }
    return isSame
  }

  private static func report(_ line: String) {
    _ = try? FileDescriptor.standardError.writeAll(Array((line + "\n").utf8))
  }

  /// A record: the seed, and module and observations, each preceded by its size.
  private static func write(_ seed: UInt64, _ module: [UInt8], _ lines: [String]) throws {
    let text = Array(lines.joined(separator: "\n").utf8)
    let record =
      bytes(of: seed) + bytes(of: UInt64(module.count)) + module
      + bytes(of: UInt64(text.count)) + text
    _ = try FileDescriptor.standardOutput.writeAll(record)
  }

  private static func bytes(of value: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
  }
}
