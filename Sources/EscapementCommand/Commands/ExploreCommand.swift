internal import ArgumentParser
internal import CodeListing
internal import Escapement
internal import Translation
internal import WasmBinary
internal import WasmText

struct ExploreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explore",
    abstract: "Show the translated code beside the WebAssembly it comes from.",
    discussion: """
      The left side has the position of an instruction in the module and its text, the right side the position and
      the instructions of the code that it became. An instruction with an empty right side has melted into another
      one: a local or a constant into an operand, a comparison into a branch. The code of a small function is where
      it is called.

      An instruction of the code is its operation with the places of its operands: s for a slot, k for a constant,
      a for the accumulator, p and q for locals that are pinned to registers; `.a`, `.p` or `.q` at its end if the
      result stays there. Where a sequence of instructions begins that runs as one, a + follows. Of the operands, s3
      is a slot of the frame, #5 a constant, +8 an offset in memory, and -> 42 a position to go to.

      EXAMPLES
        escapement explore adder.wat
        escapement explore program.wasm --function main
        escapement explore program.wasm --function 12 --dispatch swift
      """)

  @Option(
    help: ArgumentHelp("Show only one function.", valueName: "name|index"))
  var function: String?

  @Option(help: "Which loop the code is for: see `run --dispatch`.")
  var dispatch: DispatchOption = .c

  @Flag(help: "Show the code that counts fuel.")
  var metered = false

  @Argument(help: "A module (.wasm, .wat); - for standard input.")
  var file: String

  func run() throws {
    let module = try ModuleFile(path: file)
    let bytes = try module.binary(for: "explored")
    try bytes.withRawBytes { bytes in
      let explorer: CodeExplorer
      do throws(ModuleError) {
        explorer = try CodeExplorer(bytes, options: options)
      } catch {
        throw CommandFailure(module: error, name: module.name)
      }
      for index in try selection(of: explorer, in: module.name) {
        try Console.write(explorer.text(ofFunction: index))
      }
    }
  }

  private var options: TranslationOptions {
    var options = TranslationOptions()
    options.usesBaseHandlersOnly = dispatch == .swift
    options.metersFuel = metered
    return options
  }

  /// The functions to show, by their indices.
  private func selection(
    of explorer: CodeExplorer, in name: String
  ) throws(CommandFailure) -> [UInt32] {
    guard let function else { return Array(explorer.definedFunctions) }
    let indices = explorer.functions(named: function)
    guard !indices.isEmpty else {
      throw CommandFailure(
        "\(name) defines no function \"\(function)\"",
        hint: "names and indices of functions are listed by: escapement explore \(name)")
    }
    return indices
  }
}
