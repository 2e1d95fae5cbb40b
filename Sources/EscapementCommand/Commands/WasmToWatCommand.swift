internal import ArgumentParser
internal import ComponentBinary
internal import Escapement
internal import WasmText

struct WasmToWatCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "wasm2wat",
    abstract: "Translate a module or component from the binary to the text format.",
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

  @Argument(help: "A module or component; - for standard input.")
  var file: String

  func run() throws {
    let file = try ModuleFile(path: file, acceptsComponents: true)
    let bytes = try file.binary(for: "printed as text")
    let text = try file.isComponent ? print(component: bytes, file.name) : print(bytes, file.name)
    try OutputFile.write(Array(text.utf8), to: output)
  }

  private func print(_ bytes: [UInt8], _ name: String) throws(CommandFailure) -> String {
    do throws(ModuleError) {
      return try TextFormat.disassemble(bytes)
    } catch {
      throw CommandFailure(module: error, name: name)
    }
  }

  private func print(component bytes: [UInt8], _ name: String) throws(CommandFailure) -> String {
    do throws(ComponentError) {
      return try TextFormat.disassemble(component: bytes)
    } catch {
      throw CommandFailure(component: error, name: name)
    }
  }
}
