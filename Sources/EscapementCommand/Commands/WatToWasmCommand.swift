internal import ArgumentParser
internal import Escapement

struct WatToWasmCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "wat2wasm",
    abstract: "Translate a module or component from the text to the binary format.",
    discussion: """
      The result is validated as well, unless --no-check is given.

      EXAMPLES
        escapement wat2wasm adder.wat                writes adder.wasm
        escapement wat2wasm adder.wat -o - | xxd
      """)

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The binary; - for standard output. <file> with the suffix .wasm unless given.",
      valueName: "file"))
  var output: String?

  @Flag(inversion: .prefixedNo, help: "Validate the result.")
  var check = true

  @Argument(help: "A module or component in the text format; - for standard input.")
  var file: String

  func run() throws {
    let module = try ModuleFile(path: file, acceptsComponents: true)
    guard module.kind == .text else {
      throw CommandFailure(
        "\(module.name) is not in the text format", hint: "the other way is: escapement wasm2wat")
    }
    if check { try module.validate(Engine(configuration: .forCommand)) }
    try OutputFile.write(
      module.bytes, to: output ?? OutputFile.path(from: file, suffix: "wasm"))
  }
}
