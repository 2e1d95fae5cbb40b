internal import ArgumentParser
internal import Escapement

struct ValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Check that modules and components follow the specification.",
    discussion: """
      Prints a line for each valid file, and an error for each other one; the exit code is then 2.

      EXAMPLES
        escapement validate module.wasm
        escapement validate --quiet build/*.wasm && echo all valid
      """)

  @Flag(name: .shortAndLong, help: "Print errors only.")
  var quiet = false

  @OptionGroup var loading: LoadingOptions

  @Argument(
    help: ArgumentHelp("Modules or components (.wasm, .wat), or artifacts.", valueName: "file"))
  var files: [String]

  func run() throws {
    let engine = Engine(configuration: loading.configuration)
    var isValid = true
    for file in files {
      do throws(CommandFailure) {
        try ModuleFile(path: file, acceptsComponents: true).validate(engine)
        if !quiet { try Console.write("\(file): valid\n") }
      } catch {
        Console.report("error: \(error)")
        isValid = false
      }
    }
    if !isValid { throw CommandFailure.usage }
  }
}
