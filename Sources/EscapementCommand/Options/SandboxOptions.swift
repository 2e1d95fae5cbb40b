internal import ArgumentParser
internal import EscapementWASI
internal import SystemPackage

/// What a guest gets to see of the system.
struct SandboxOptions: ParsableArguments {
  @Option(
    name: .customLong("dir"),
    help: ArgumentHelp(
      "Give the guest a directory, under the same name or another one.",
      valueName: "host[::guest]"),
    transform: DirectoryMapping.parse)
  var directories: [DirectoryMapping] = []

  @Option(
    name: .customLong("env"),
    help: ArgumentHelp(
      "Give the guest an environment variable; without a value, that of this process.",
      valueName: "name[=value]"),
    transform: EnvironmentVariable.parse)
  var variables: [EnvironmentVariable] = []

  /// Makes the host of a guest.
  ///
  /// - Parameter deadline: When waiting in a call ends.
  func makeWASI(
    arguments: [String], deadline: ContinuousClock.Instant?
  ) throws(CommandFailure) -> WASI {
    var configuration = WASIConfiguration(arguments: arguments)
    configuration.inheritStandardStreams()
    if let deadline { configuration.shouldInterrupt = { ContinuousClock.now >= deadline } }
    for variable in variables { configuration.environment[variable.name] = variable.value }
    for directory in directories {
      try directory.check()
      configuration.directories.append(
        WASIConfiguration.Directory(
          hostPath: FilePath(directory.host), guestPath: directory.guest))
    }
    do throws(WASIConfiguration.Failure) {
      return try WASI(configuration)
    } catch {
      throw CommandFailure(wasi: error)
    }
  }
}

extension CommandFailure {
  fileprivate init(wasi error: WASIConfiguration.Failure) {
    switch error {
    case .containsNUL(let text):
      self.init("an argument or variable contains a NUL byte: \(text.debugDescription)")
    case .invalidVariableName(let name): self.init("not a variable's name: \"\(name)\"")
    case .directory(let path, let errno): self.init("can't open the directory \(path): \(errno)")
    case .descriptor(let descriptor, let errno):
      self.init("the standard stream \(descriptor.rawValue) can't be used: \(errno)")
    case .tooManyDescriptors: self.init("too many directories")
    }
  }
}

/// The value of `--dir`: `host::guest`, or one path for both.
struct DirectoryMapping: Equatable {
  var host: String
  var guest: String

  @Sendable static func parse(_ text: String) throws -> DirectoryMapping {
    guard let separator = text.firstRange(of: "::") else {
      guard !text.isEmpty else { throw ValidationError("the path is empty") }
      return DirectoryMapping(host: text, guest: text)
    }
    let host = String(text[..<separator.lowerBound])
    let guest = String(text[separator.upperBound...])
    guard !host.isEmpty, !guest.isEmpty else {
      throw ValidationError("expected HOST::GUEST, such as ./data::/data")
    }
    return DirectoryMapping(host: host, guest: guest)
  }

  /// Opens the directory to know, in the system's words, why it can't be.
  func check() throws(CommandFailure) {
    do {
      let descriptor = try FileDescriptor.open(
        FilePath(host), .readOnly, options: [.directory, .closeOnExec])
      try descriptor.close()
    } catch {
      throw CommandFailure(
        "can't open the directory \(host): \(Console.reason(error))",
        hint: "--dir takes HOST::GUEST")
    }
  }
}

/// The value of `--env`: `NAME=VALUE`, or `NAME` for a variable of this process.
struct EnvironmentVariable: Equatable {
  var name: String
  var value: String

  @Sendable static func parse(_ text: String) throws -> EnvironmentVariable {
    if let separator = text.firstIndex(of: "=") {
      guard separator > text.startIndex else { throw ValidationError("the name is empty") }
      return EnvironmentVariable(
        name: String(text[..<separator]), value: String(text[text.index(after: separator)...]))
    }
    guard !text.isEmpty else { throw ValidationError("the name is empty") }
    guard let value = ProcessEnvironment.value(of: text) else {
      throw ValidationError("there is no variable of that name to pass on")
    }
    return EnvironmentVariable(name: text, value: value)
  }
}
