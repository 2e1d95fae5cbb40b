internal import ArgumentParser

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

  func run() throws {
    throw CommandFailure("not there yet")
  }
}
