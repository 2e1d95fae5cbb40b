internal import ArgumentParser
internal import Escapement
internal import WasmBinary

struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show the sections, imports and exports of a module.",
    discussion: """
      Also shows how many functions, tables, memories and globals there are, the limits of the memories, and which
      parts of WebAssembly beyond its first version the module needs.

      EXAMPLES
        escapement inspect program.wasm
        cat program.wasm | escapement inspect -
      """)

  @Argument(help: "A module (.wasm, .wat); - for standard input.")
  var file: String

  func run() throws {
    let file = try ModuleFile(path: file)
    let bytes = try file.binary(for: "inspected")
    let report: ModuleReport
    do throws(ModuleError) {
      report = try ModuleReport(bytes)
    } catch {
      throw CommandFailure(module: error, name: file.name)
    }
    try Console.write(report.text(name: file.name))
    // What is decoded can be shown even if it is not valid.
    if let error = report.fault { throw CommandFailure(module: error, name: file.name) }
  }
}
