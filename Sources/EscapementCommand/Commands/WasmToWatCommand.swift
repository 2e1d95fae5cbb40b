internal import ArgumentParser
internal import Escapement
internal import WasmText

struct WasmToWatCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "wasm2wat",
    abstract: "Translate a module from the binary to the text format.",
    discussion: """
      The text assembles to the same bytes again where the format allows that.

      EXAMPLES
        escapement wasm2wat program.wasm | less
        escapement wasm2wat program.wasm -o program.wat
      """)

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The text; standard output unless given.", valueName: "file"))
  var output = "-"

  @Argument(help: "A module; - for standard input.")
  var file: String

  func run() throws {
    let module = try ModuleFile(path: file)
    let bytes = try module.binary(for: "printed as text")
    let text: String
    do throws(ModuleError) {
      text = try TextFormat.disassemble(bytes)
    } catch {
      throw CommandFailure(module: error, name: module.name)
    }
    try OutputFile.write(Array(text.utf8), to: output)
  }
}
