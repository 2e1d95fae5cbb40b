// The command `escapement`: the engine for people who have a shell.
//
// One file for each subcommand in Commands/; Options/ has the types of option values, Input/ what turns a file into a
// module. May depend on everything in the package. A subcommand that fails throws a `CommandFailure`, and only
// `main` below prints it and ends the process. What never happens here: a Swift trap on anything that a user or a
// file can choose.
internal import ArgumentParser

@main
struct EscapementCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "escapement",
    abstract: "Run WebAssembly.",
    usage: """
      escapement [run] [<options>] <file> [<arguments> ...]
      escapement <subcommand> ...
      """,
    discussion: """
      `run` may be left out. <file> is a module in the binary format (.wasm), in the text format (.wat), or an \
      artifact made by `escapement compile`; - stands for standard input.

      EXAMPLES
        escapement hello.wasm one two
        escapement run --dir ./data::/data program.wasm --option-of-program
        escapement run --invoke add adder.wat 2 3
        escapement inspect plug-in.wasm

      EXIT CODES
        the program's own if it ends by itself
        1    an assertion of a test script failed, or standard output is closed
        2    wrong usage, or a file that can't be read, validated or linked
        124  --timeout has passed
        134  the program trapped
      """,
    version: "0.1.0",
    subcommands: [
      RunCommand.self, ValidateCommand.self, InspectCommand.self, ExploreCommand.self,
      CompileCommand.self, WatToWasmCommand.self, WasmToWatCommand.self, WastCommand.self,
      WITCommand.self,
    ],
    defaultSubcommand: RunCommand.self)

  static func main() {
    let arguments = Array(CommandLine.arguments.dropFirst())
    do {
      guard !arguments.isEmpty else { throw CleanExit.helpRequest(Self.self) }
      var command = try parseAsRoot(arguments)
      try command.run()
    } catch let failure as CommandFailure {
      Console.report("error: \(failure)")
      exit(withError: failure.exitCode)
    } catch let error where exitCode(for: error) == .validationFailure {
      Console.report("error: \(usageMessage(for: error, arguments))")
      exit(withError: CommandFailure.usage)
    } catch {
      exit(withError: error)
    }
  }

  /// What is wrong with the arguments, on one line.
  private static func usageMessage(for error: any Error, _ arguments: [String]) -> String {
    let lines = message(for: error).split(whereSeparator: \.isNewline)
    var text = lines.map { $0.drop { $0 == " " } }.joined(separator: " ")
    if text.hasSuffix(".") { text.removeLast() }
    if let first = text.first { text = first.lowercased() + text.dropFirst() }
    let isNamed = configuration.subcommands.contains {
      $0.configuration.commandName == arguments.first
    }
    return "\(text) (see: escapement \(isNamed ? arguments[0] : "run") --help)"
  }
}
