internal import ArgumentParser
internal import SystemPackage
internal import WIT
internal import WasmTestSuite

struct WITCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "wit",
    abstract: "Check interfaces written in WIT, and print them resolved.",
    discussion: """
      <path> is a file, or a directory whose .wit files are one package and whose folder deps holds the packages that \
      it may use: a file or a directory each. The package is printed first, then, in braces, those that it may use; of \
      each world everything is listed that it imports and exports.

      EXAMPLES
        escapement wit wit/
        escapement wit --features clocks-timezone wit/
        escapement wit --no-docs --no-dependencies wit/
      """)

  @Option(
    help: ArgumentHelp(
      "Unstable features to take in, with commas between them.", valueName: "name,..."))
  var features: String?

  @Flag(help: "Take in all unstable features.")
  var allFeatures = false

  @Flag(name: .customLong("no-docs"), help: "Print no comments.")
  var isWithoutDocumentation = false

  @Flag(name: .customLong("no-dependencies"), help: "Print only the package itself.")
  var isWithoutDependencies = false

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The text; standard output unless given.", valueName: "file"))
  var output = "-"

  @Argument(help: "A file, or a directory.")
  var path: String

  func run() throws {
    let sources = try WITFiles.sources(at: FilePath(path))
    let names = (features ?? "").split(separator: ",").map(String.init)
    let text: String
    do throws(WITError) {
      let (resolution, package) = try WITResolution.resolve(
        sources, features: allFeatures ? .all : .only(Set(names)))
      text = WITPrinter.text(
        of: package, in: resolution, withDependencies: !isWithoutDependencies,
        documentation: !isWithoutDocumentation)
    } catch {
      throw CommandFailure(wit: error)
    }
    try OutputFile.write(Array(text.utf8), to: output)
  }
}

extension CommandFailure {
  /// The message with the line that is at fault below it.
  init(wit error: WITError) {
    self.init(
      "\(error.file):\(error.line):\(error.column): \(error.message)", excerpt: error.excerpt)
  }
}
