internal import ArgumentParser
internal import Escapement

struct WatToWasmCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "wat2wasm",
    abstract: "Translate a module from the text to the binary format.",
    discussion: """
      The module is validated as well, unless --no-check is given.

      EXAMPLES
        escapement wat2wasm adder.wat                writes adder.wasm
        escapement wat2wasm adder.wat -o - | xxd
      """)

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The binary module; - for standard output. <file> with the suffix .wasm unless given.",
      valueName: "file"))
  var output: String?

  @Flag(inversion: .prefixedNo, help: "Validate the module.")
  var check = true

  @Argument(help: "A module in the text format; - for standard input.")
  var file: String

  func run() throws {
    let module = try ModuleFile(path: file)
    guard module.kind == .text else {
      throw CommandFailure(
        "\(module.name) is not in the text format", hint: "the other way is: escapement wasm2wat")
    }
    if check { _ = try module.load(Engine(configuration: .forCommand)) }
    try OutputFile.write(
      module.bytes, to: output ?? OutputFile.path(from: file, suffix: "wasm"))
  }
}
