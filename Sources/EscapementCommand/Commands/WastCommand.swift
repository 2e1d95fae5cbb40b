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
      1 if an assertion failed. The features that are on are those of WebAssembly 3.0, and of a proposal in the \
      directories legacy, threads, wide-arithmetic and custom-page-sizes.

      EXAMPLES
        escapement wast i32.wast
        escapement wast testsuite
        escapement wast --round-trip text testsuite
      """)

  @Argument(help: ArgumentHelp("Scripts (.wast), or directories of them.", valueName: "file"))
  var files: [String]

  @Option(help: "Which loop runs the code.")
  var dispatch: DispatchOption = .c

  @Option(
    help: ArgumentHelp(
      "Send every valid module through an artifact, or through the text format, before it is used.",
      valueName: "artifact|text"))
  var roundTrip: RoundTripOption?

  @Flag(
    help: "Turn every feature on, whatever the directory of a script was written for.")
  var allFeatures = false

  @Option(
    help: ArgumentHelp(
      "A list of scripts that are not run, a path below the directory and the reason in each line.",
      valueName: "list"))
  var except: String?

  func run() throws {
    let excepted = try except.map { try ScriptList(path: $0) }
    var sum = SuiteCounts()
    for path in files {
      for script in try SuiteRunner.scripts(at: path) {
        let runner = runner(of: script)
        let text = try InputFile.read(script).bytes
        let name = script.hasPrefix(path + "/") ? String(script.dropFirst(path.count + 1)) : script
        let isRun = !(excepted?.contains(name) ?? false)
        let counts = isRun ? runner.run(text, name: script) : runner.skip(text, name: script)
        print("\(script): \(counts)")
        sum = sum + counts
      }
    }
    print(sum)
    if sum.failed > 0 { throw ExitCode(1) }
  }

  private func runner(of script: String) -> SuiteRunner {
    var configuration = EngineConfiguration()
    configuration.features = allFeatures ? .all : SuiteFeatures.features(ofScript: script)
    configuration.dispatch = dispatch.dispatch
    return SuiteRunner(configuration: configuration, roundTrip: roundTrip?.roundTrip) { print($0) }
  }
}

/// Scripts by their paths below a directory. A line has a path and the reason; `#` begins a comment.
private struct ScriptList {
  private var paths: Set<String> = []

  init(path: String) throws {
    let text = String(decoding: try InputFile.read(path).bytes, as: UTF8.self)
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      if let path = line.split(separator: " ").first { paths.insert(String(path)) }
    }
  }

  func contains(_ script: String) -> Bool { paths.contains(script) }
}
