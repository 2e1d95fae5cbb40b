internal import ArgumentParser
internal import ComponentBinary
internal import Escapement
internal import WasmBinary

struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show the sections, imports and exports of a module or component.",
    discussion: """
      Also shows how many functions, tables, memories and globals there are, the limits of the memories, and which
      parts of WebAssembly beyond its first version the module needs. What a component imports and exports is
      written as in WIT.

      EXAMPLES
        escapement inspect program.wasm
        cat program.wasm | escapement inspect -
      """)

  @Argument(help: "A module or component (.wasm, .wat); - for standard input.")
  var file: String

  func run() throws {
    let file = try ModuleFile(path: file, acceptsComponents: true)
    let bytes = try file.binary(for: "inspected")
    if file.isComponent { return try inspect(component: bytes, file.name) }
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
  private func inspect(component bytes: [UInt8], _ name: String) throws {
    let report: ComponentReport
    do throws(ComponentError) {
      report = try ComponentReport(bytes)
    } catch {
      throw CommandFailure(component: error, name: name)
    }
    try Console.write(report.text(name: name))
  }
}
