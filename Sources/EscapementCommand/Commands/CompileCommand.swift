internal import AheadOfTime
internal import ArgumentParser
internal import Escapement
internal import SystemPackage
internal import WasmBinary

struct CompileCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compile",
    abstract: "Translate a module to an artifact that `run` loads faster, or compile it to C.",
    discussion: """
      With --to c, the output is a directory of C17 that becomes a part of a program, which loads the module from it with \
      `Module(engine:compiled:)`: its functions run as native code. Functions that are not compiled are interpreted, and \
      listed here. The same C is for every machine.

      An artifact holds the code of every function: nothing is validated or translated again when it is run. It fits \
      this version of Escapement on machines with pointers of the same size as those of --target. Run artifacts only \
      from where you would run native programs.

      EXAMPLES
        escapement compile program.wasm -o program.esc
        escapement run program.esc
        escapement compile --target arm64_32-apple-watchos app.wasm -o app.esc
        escapement compile --to c filter.wasm -o Sources/Filter
        escapement compile --metered program.wasm -o metered.esc
        escapement run --fuel 1000000 metered.esc
      """)

  @Option(help: ArgumentHelp("What to make.", valueName: "artifact|c"))
  var to: CompilationResult = .artifact

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The artifact, - for standard output; or the directory for C.", valueName: "file"))
  var output: String

  @Option(
    help: ArgumentHelp(
      "With --to c: the C function that gives the module, and what all names begin with; the default is the file's name.",
      valueName: "name"))
  var symbol: String?

  @Option(
    help: ArgumentHelp(
      "With --to c: a function that stays interpreted, by name or index; may be repeated.",
      valueName: "function"))
  var except: [String] = []

  @Flag(help: .hidden)
  var withoutNativeFunctions = false

  @Flag(help: "Make an artifact for `run --fuel`.")
  var metered = false

  @Option(help: "Which loop the artifact is for: see `run --dispatch`.")
  var dispatch: DispatchOption = .c

  @Option(
    help: ArgumentHelp(
      "The machine that the artifact is for, as LLVM and Apple's tools name it; the default is this one.",
      valueName: "triple"))
  var target: TargetOption?

  @OptionGroup var loading: LoadingOptions

  @Argument(help: "A module (.wasm, .wat); - for standard input.")
  var file: String

  func run() throws {
    var configuration = loading.configuration
    configuration.dispatch = dispatch.dispatch
    configuration.metersFuel = metered
    let moduleFile = try ModuleFile(path: file)
    if to == .c { return try compileToC(moduleFile) }
    _ = try moduleFile.binary(for: "compiled again")
    let module = try moduleFile.load(Engine(configuration: configuration))
    let artifact = try serialize(module, name: moduleFile.name)
    try OutputFile.write(artifact, to: output)
  }

  private func compileToC(_ file: ModuleFile) throws {
    var options = CompilationOptions(symbol: symbol ?? Self.symbol(for: file.name))
    guard Self.isIdentifier(options.symbol) else {
      throw CommandFailure("--symbol: '\(options.symbol)' is not a name in C")
    }
    options.metersFuel = metered
    options.makesNativeFunctions = !withoutNativeFunctions
    let compilation = try ModuleCompilation(file, loading, options: options, except: except)
    try compilation.write(to: FilePath(output))
    compilation.report()
  }

  private static func isIdentifier(_ name: String) -> Bool {
    guard let first = name.utf8.first, first < UInt8(ascii: "0") || first > UInt8(ascii: "9") else {
      return false
    }
    return name == symbol(for: name)
  }

  /// A C name that resembles a file's.
  private static func symbol(for file: String) -> String {
    let name = FilePath(file).lastComponent?.stem ?? "module"
    let characters = name.unicodeScalars.map { scalar -> Character in
      let isAllowed =
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
        || ("0"..."9").contains(scalar)
      return isAllowed ? Character(scalar) : "_"
    }
    let text = String(characters)
    return text.first.map { $0.isNumber } ?? true ? "module_" + text : text
  }

  private func serialize(_ module: Module, name: String) throws(CommandFailure) -> [UInt8] {
    do throws(ArtifactError) {
      return try module.serialize(for: target?.triple ?? .host)
    } catch {
      if case .module(let error) = error { throw CommandFailure(module: error, name: name) }
      throw CommandFailure("\(name): \(error)")
    }
  }
}
