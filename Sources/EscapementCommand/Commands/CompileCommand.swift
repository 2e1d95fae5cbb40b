internal import ArgumentParser
internal import Escapement

struct CompileCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compile",
    abstract: "Translate a module to an artifact that `run` loads faster.",
    discussion: """
      An artifact holds the code of every function: nothing is validated or translated again when it is run. It fits \
      this version of Escapement on machines with pointers of the same size as those of --target. Run artifacts only \
      from where you would run native programs.

      EXAMPLES
        escapement compile program.wasm -o program.esc
        escapement run program.esc
        escapement compile --target arm64_32-apple-watchos app.wasm -o app.esc
        escapement compile --metered program.wasm -o metered.esc
        escapement run --fuel 1000000 metered.esc
      """)

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The artifact; - for standard output.", valueName: "file"))
  var output: String

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
    _ = try moduleFile.binary(for: "compiled again")
    let module = try moduleFile.load(Engine(configuration: configuration))
    let artifact = try serialize(module, name: moduleFile.name)
    try OutputFile.write(artifact, to: output)
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
