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
      1 if an assertion failed, if fewer passed than --at-least says, or if a list of exceptions has a script that is \
      not there or passes. The features that are on are those of WebAssembly 3.0, and of a proposal in the \
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

  @Option(
    help: ArgumentHelp(
      "Compile every module with the C compiler of this name, and the headers in CInterp/include below this directory.",
      valueName: "compiler"))
  var compiled: String?

  @Option(
    help: ArgumentHelp(
      "Options for the C compiler, separated by spaces; the default is -O1.", valueName: "options"))
  var compilerOptions = "-O1"

  @Flag(
    help: "Turn every feature on, whatever the directory of a script was written for.")
  var allFeatures = false

  @Option(
    help: ArgumentHelp(
      "A list of scripts that are known to fail, a path below the directory and the reason in each line.",
      valueName: "list"))
  var except: String?

  @Option(
    help: ArgumentHelp(
      "How many assertions have to pass, so that none is lost.", valueName: "count"))
  var atLeast = 1

  func run() throws {
    let exceptions = try except.map { try ScriptList(path: $0) } ?? ScriptList()
    var outdated = exceptions.paths
    var sum = SuiteCounts()
    for path in files {
      for script in try SuiteRunner.scripts(at: path) {
        let text = try InputFile.read(script).bytes
        let name = script.hasPrefix(path + "/") ? String(script.dropFirst(path.count + 1)) : script
        let counts: SuiteCounts
        if exceptions.paths.contains(name) {
          if try runner(of: script, text, report: { _ in }).run(text, name: script).failed > 0 {
            outdated.remove(name)
          }
          counts = try runner(of: script, text) { print($0) }.skip(text, name: script)
        } else {
          counts = try runner(of: script, text) { print($0) }.run(text, name: script)
        }
        print("\(script): \(counts)")
        sum = sum + counts
      }
    }
    for path in outdated.sorted() { print("\(path): an exception that is not there, or passes") }
    if sum.passed < atLeast { print("fewer than \(atLeast) assertions passed") }
    print(sum)
    if sum.failed > 0 || !outdated.isEmpty || sum.passed < atLeast { throw ExitCode(1) }
  }

  private func runner(
    of script: String, _ text: [UInt8], report: @escaping (String) -> Void
  ) throws -> SuiteRunner {
    var configuration = EngineConfiguration()
    configuration.features = allFeatures ? .all : SuiteFeatures.features(ofScript: script)
    configuration.dispatch = dispatch.dispatch
    let substitutes = try compiled.map {
      try CompiledScript(
        text, compiler: $0, options: compilerOptions, features: configuration.features)
    }
    return SuiteRunner(
      configuration: configuration, roundTrip: roundTrip?.roundTrip,
      substitute: substitutes.map { $0.module }, report: report)
  }
}

/// Scripts by their paths below a directory. A line has a path and the reason; `#` begins a comment.
private struct ScriptList {
  private(set) var paths: Set<String> = []

  init() {}

  init(path: String) throws {
    let text = String(decoding: try InputFile.read(path).bytes, as: UTF8.self)
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      if let path = line.split(separator: " ").first { paths.insert(String(path)) }
    }
  }
}
