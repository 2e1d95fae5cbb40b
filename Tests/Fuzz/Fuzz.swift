// Fuzz: inputs that a coverage-guided fuzzer makes, and those that it found before.
//
// One file for each target in Targets/: a function that takes bytes and must come back. Built as usual, the program runs
// saved inputs through a target; built by `make fuzz-…`, with libFuzzer, it looks for new ones. May depend on everything.
import SystemPackage

@main
struct Fuzz {
  static func main() throws {
    let names = Target.allCases.map(\.rawValue).joined(separator: "|")
    guard let target = CommandLine.arguments.dropFirst().first.flatMap(Target.init) else {
      fatalError("usage: Fuzz \(names) [FILE ... | options of libFuzzer]")
    }
    #if FUZZING
      run(target)
    #else
      let files = CommandLine.arguments.dropFirst(2)
      for file in files { target.run(try contents(of: FilePath(file))) }
      print("\(target.rawValue): \(files.count) saved inputs")
    #endif
  }

  private static func contents(of path: FilePath) throws -> [UInt8] {
    let descriptor = try FileDescriptor.open(path, .readOnly)
    return try descriptor.closeAfter {
      let size = Int(try descriptor.seek(offset: 0, from: .end))
      return try [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
        count = try descriptor.read(
          fromAbsoluteOffset: 0, into: UnsafeMutableRawBufferPointer(buffer))
      }
    }
  }
}

/// What is fuzzed.
enum Target: String, CaseIterable {
  case module, optimizations, artifact, text, component, wit, wasi

  /// Comes back whatever the bytes are, and ends the process if what must hold does not.
  func run(_ bytes: [UInt8]) {
    switch self {
    case .module: runModule(bytes)
    case .optimizations: compareOptimizations(bytes)
    case .artifact: runArtifact(bytes)
    case .text: runText(bytes)
    case .component: runComponent(bytes)
    case .wit: resolveWIT(bytes)
    case .wasi: callWASI(bytes)
    }
  }
}

#if FUZZING
  // libFuzzer's own interface.
  @_extern(c, "LLVMFuzzerRunDriver") private func runDriver(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
    _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
  ) -> CInt

  nonisolated(unsafe) private var chosen = Target.module

  /// Gives the arguments behind the target's name to libFuzzer.
  private func run(_ target: Target) {
    chosen = target
    var count = CommandLine.argc - 1
    // The name takes the place of the program's.
    var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv + 1
    _ = runDriver(&count, &arguments) { bytes, count in
      chosen.run(Array(UnsafeBufferPointer(start: bytes, count: count)))
      return 0
    }
  }
#endif
