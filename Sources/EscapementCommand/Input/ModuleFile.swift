internal import ArgumentParser
internal import ComponentBinary
internal import Escapement
internal import SystemPackage
internal import WasmText

/// A file that holds a module, or a component, in one of the forms that the command takes.
struct ModuleFile {
  let name: String
  let kind: FileKind
  /// The binary module, assembled if the file is text; the artifact if it is one.
  let bytes: [UInt8]
  /// Whether `bytes` are a component.
  let isComponent: Bool

  /// - Parameter acceptsComponents: Whether a component is as welcome as a module.
  init(path: String, acceptsComponents: Bool = false) throws(CommandFailure) {
    let file = try InputFile.read(path)
    name = file.name
    kind = FileKind(file.bytes)
    if kind != .component, let refusal = kind.refusal(file.name) { throw refusal }
    bytes = kind == .text ? try Self.assemble(file) : file.bytes
    isComponent = FileKind(bytes) == .component
    if isComponent, !acceptsComponents, let refusal = FileKind.component.refusal(file.name) {
      throw refusal
    }
  }

  private static func assemble(_ file: InputFile) throws(CommandFailure) -> [UInt8] {
    do throws(TextError) {
      return try TextFormat.assemble(utf8: file.bytes)
    } catch {
      let isScript = file.name.hasSuffix(".wast")
      throw CommandFailure(
        "\(file.name):\(error)",
        hint: isScript ? "test scripts are run by: escapement wast" : nil,
        excerpt: isScript ? nil : error.excerpt(inUTF8: file.bytes))
    }
  }

  /// The binary module, for what needs one.
  func binary(for purpose: String) throws(CommandFailure) -> [UInt8] {
    guard kind != .artifact, kind != .library else {
      throw CommandFailure(
        "\(name) is a compiled \(kind == .library ? "library" : "artifact"), which can't be \(purpose)",
        hint: "use the module that it was made from")
    }
    return bytes
  }

  /// Decodes and validates the module or component, or loads the artifact.
  func validate(_ engine: Engine) throws(CommandFailure) {
    guard isComponent else {
      _ = try load(engine)
      return
    }
    let features = engine.configuration.features
    do throws(ComponentError) {
      try bytes.withUnsafeBufferPointer { (bytes) throws(ComponentError) in
        let bytes = UnsafeRawBufferPointer(bytes)
        _ = try validateComponent(
          try decodeComponent(bytes, features: features), bytes: bytes, features: .all,
          coreFeatures: features)
      }
    } catch {
      throw CommandFailure(component: error, name: name)
    }
  }

  /// Decodes and validates the module, or loads the artifact.
  func load(_ engine: Engine) throws(CommandFailure) -> Module {
    if kind == .artifact { return try loadArtifact(engine) }
    if kind == .library { return try loadLibrary(engine) }
    do throws(ModuleError) {
      return try Module(engine: engine, bytes: bytes)
    } catch {
      throw CommandFailure(module: error, name: name)
    }
  }

  /// The module is what the function gives that has the file's name.
  private func loadLibrary(_ engine: Engine) throws(CommandFailure) -> Module {
    let symbol = FilePath(name).lastComponent?.stem ?? ""
    let library = try CompiledLibrary(path: name)
    guard let compiled = library.module(symbol) else {
      throw CommandFailure(
        "\(name) is a shared library without a compiled module named \(symbol)",
        hint: "make one from the output of: escapement compile --to c --symbol \(symbol)")
    }
    do throws(CompiledModuleError) {
      return try Module(engine: engine, compiled: compiled)
    } catch {
      throw CommandFailure("\(name): \(error)")
    }
  }

  private func loadArtifact(_ engine: Engine) throws(CommandFailure) -> Module {
    do throws(ArtifactError) {
      return try Module(engine: engine, deserializing: bytes)
    } catch {
      var hint = "compile the module again: escapement compile"
      if case .layoutMismatch = error {
        hint = "compile it with the options that it is run with: escapement compile --help"
      }
      throw CommandFailure("\(name): \(error)", hint: hint)
    }
  }
}

extension CommandFailure {
  init(module error: ModuleError, name: String) {
    switch error {
    case .malformed: self.init("\(name) is malformed: \(error)")
    case .invalid: self.init("\(name) is invalid: \(error)")
    case .unsupportedFeature, .limitExceeded, .interrupted: self.init("\(name): \(error)")
    }
  }
}

extension CommandFailure {
  init(component error: ComponentError, name: String) {
    switch error {
    case .malformed, .module(.malformed, _): self.init("\(name) is malformed: \(error)")
    case .invalid, .module(.invalid, _): self.init("\(name) is invalid: \(error)")
    default: self.init("\(name): \(error)")
    }
  }
}

extension EngineConfiguration {
  /// What the command accepts: everything, because a user who runs a file wants it to run.
  static var forCommand: EngineConfiguration {
    var configuration = EngineConfiguration()
    configuration.features = .all
    return configuration
  }
}
