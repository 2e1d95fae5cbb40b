internal import ArgumentParser
internal import Escapement
internal import SystemPackage
internal import WasmTestSuite

struct WastCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "wast",
    abstract: "Run test scripts of the specification.",
    discussion: """
      Prints a line for each assertion that fails, one for each file, and a last one with the sums. The exit code is \
      1 if an assertion failed.

      EXAMPLES
        escapement wast i32.wast
        escapement wast testsuite
      """)

  @Argument(help: ArgumentHelp("Scripts (.wast), or directories of them.", valueName: "file"))
  var files: [String]

  @Option(help: "Which loop runs the code.")
  var dispatch: DispatchOption = .c

  @Option(
    help: ArgumentHelp(
      "A list of scripts that are known to fail: then exit with 1 only if others fail, or one of these passes.",
      valueName: "list"))
  var knownFailures: String?

  func run() throws {
    var configuration = EngineConfiguration()
    configuration.features = .all
    configuration.dispatch = dispatch.dispatch
    let runner = SuiteRunner(configuration: configuration) { print($0) }
    let known = try knownFailures.map { try KnownFailures(path: $0) }
    var sum = SuiteCounts()
    var surprises: [String] = []
    for path in files {
      for script in try SuiteRunner.scripts(at: path) {
        let counts = runner.run(try InputFile.read(script).bytes, name: script)
        print("\(script): \(counts.passed) passed, \(counts.failed) failed")
        sum = sum + counts
        let name = script.hasPrefix(path + "/") ? String(script.dropFirst(path.count + 1)) : script
        if let surprise = known?.surprise(name, failed: counts.failed) {
          surprises.append(surprise)
        }
      }
    }
    for surprise in surprises { print(surprise) }
    print("\(sum.passed) passed, \(sum.failed) failed, 0 skipped")
    if known == nil ? sum.failed > 0 : !surprises.isEmpty { throw ExitCode(1) }
  }
}

/// The scripts that are known to fail. A line has a path in the directory and the reason; `#` begins a comment.
private struct KnownFailures {
  private var paths: [String] = []

  init(path: String) throws {
    let text = String(decoding: try InputFile.read(path).bytes, as: UTF8.self)
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      if let path = line.split(separator: " ").first { paths.append(String(path)) }
    }
  }

  /// What is unexpected about a script with `failed` failures.
  func surprise(_ script: String, failed: Int) -> String? {
    let isKnown = paths.contains(script)
    if failed > 0, !isKnown { return "unexpected failures: \(script)" }
    if failed == 0, isKnown { return "passes, but is listed as failing: \(script)" }
    return nil
  }
}
