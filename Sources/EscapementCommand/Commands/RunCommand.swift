internal import ArgumentParser
internal import Escapement
internal import EscapementWASI
internal import SystemPackage

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run a program, or call one function of a module.",
    discussion: """
      A program that uses WASI gets <arguments>, the standard streams, and what --dir and --env give it: nothing \
      else of the system. Options behind <file> belong to the program.

      A module with `_initialize` in place of `_start` is initialized. With --invoke, an exported function is called \
      then, and its results are printed one per line. <arguments> are its arguments, by their types: decimal or \
      0x numbers, also `nan` and `inf`; 0x and 32 digits for a v128; `null` for a reference.

      EXAMPLES
        escapement run program.wasm --option-of-program
        escapement run --dir ./data::/data --env LANG=C --env HOME program.wasm
        escapement run --invoke add adder.wat 2 3
        escapement run --timeout 2s --max-memory 64MiB --fuel 1000000 plug-in.wasm
        generate-module | escapement run -
      """)

  @OptionGroup(title: "Sandbox") var sandbox: SandboxOptions
  @OptionGroup(title: "Limits and engine") var engineOptions: EngineOptions

  @Option(
    help: ArgumentHelp("Call an exported function, and print its results.", valueName: "function"))
  var invoke: String?

  @Argument(help: "A module (.wasm, .wat) or an artifact; - for standard input.")
  var file: String

  @Argument(
    parsing: .captureForPassthrough, help: "What the program or function gets.")
  var arguments: [String] = []

  func run() throws {
    let moduleFile = try ModuleFile(path: file)
    let engine = Engine(configuration: engineOptions.configuration)
    let module = try moduleFile.load(engine)
    let entry = try EntryPoint(module, name: moduleFile.name, invoke: invoke, arguments: arguments)
    let deadline = engineOptions.deadline
    let wasi = try sandbox.makeWASI(arguments: programArguments, deadline: deadline)
    let linker = Linker(engine: engine)
    try wasi.add(to: linker)
    let store = engineOptions.makeStore(engine, deadline: deadline)
    #if DispatchCounts
      defer { DispatchReport.write() }
    #endif
    try GuestOutcome.report(for: moduleFile.name, timeout: engineOptions.timeout) {
      let instance = try linker.instantiate(module, in: store)
      try entry.call(instance, wasi)
    }
  }

  /// The program's name, which tells nothing of the host's directories, and its arguments. Those of a function that is
  /// invoked are not the program's.
  private var programArguments: [String] {
    [FilePath(file).lastComponent?.string ?? file] + (invoke == nil ? arguments : [])
  }
}
