import Subprocess
import SystemPackage
import Testing

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#elseif canImport(Glibc)
  import Glibc
#endif

/// What one run of the command left.
struct CommandOutcome: Equatable {
  var output: String
  var error: String
  /// As a shell shows it: 128 and the signal's number if one ended the process.
  var code: Int32
}

/// A directory of its own for runs of the built command.
final class Workplace {
  let directory: FilePath

  struct SystemError: Error { var code: Int32 }

  init(_ files: [String: [UInt8]] = [:]) throws {
    var template = Array("/tmp/escapement-command-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw SystemError(code: errno) }
    directory = FilePath(platformString: template)
    for (name, bytes) in files { try write(bytes, to: name) }
  }

  deinit { try? remove(directory) }

  private func remove(_ path: FilePath) throws {
    guard let stream = path.withPlatformString({ opendir($0) }) else {
      _ = path.withPlatformString { unlink($0) }
      return
    }
    defer { closedir(stream) }
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { try remove(path.appending(name)) }
    }
    _ = path.withPlatformString { rmdir($0) }
  }

  func makeDirectory(_ name: String) throws {
    let made = directory.appending(name).withPlatformString { mkdir($0, 0o700) }
    guard made == 0 else { throw SystemError(code: errno) }
  }

  func write(_ bytes: [UInt8], to name: String) throws {
    let descriptor = try FileDescriptor.open(
      directory.appending(name), .writeOnly, options: [.create, .truncate],
      permissions: [.ownerReadWrite])
    try descriptor.closeAfter { _ = try descriptor.writeAll(bytes) }
  }

  func write(_ text: String, to name: String) throws { try write(Array(text.utf8), to: name) }

  func read(_ name: String) throws -> [UInt8] { try bytes(of: directory.appending(name)) }

  private static let longestOutput = 16 << 20

  /// Runs the command, or another executable of the package, in the directory.
  ///
  /// A test that is cancelled, as by a time limit, ends the process.
  func run(
    _ arguments: [String], executable: String = "escapement", input: [UInt8] = [],
    environment: [Environment.Key: String] = [:]
  ) async throws -> CommandOutcome {
    let result = try await Subprocess.run(
      .path(Self.products.appending(executable)), arguments: Arguments(arguments),
      environment: .custom(environment),
      workingDirectory: directory, input: .array(input), output: .string(limit: Self.longestOutput),
      error: .string(limit: Self.longestOutput))
    let code: Int32 =
      switch result.terminationStatus {
      case .exited(let code): code
      case .signaled(let signal): 128 + signal
      }
    return CommandOutcome(
      output: result.standardOutput, error: result.standardError,
      code: code)
  }

  /// Where executables are that were built with the tests.
  private static let products: FilePath = {
    let arguments = CommandLine.arguments
    let bundle = arguments.last { $0.contains(".xctest") } ?? arguments[0]
    var path = FilePath(bundle)
    // On Apple platforms the executable lies deep inside of the bundle.
    while path.lastComponent?.extension != "xctest", !path.isEmpty, path.removeLastComponent() {}
    return (path.isEmpty ? FilePath(bundle) : path).removingLastComponent()
  }()
}

/// The bytes of a file.
func bytes(of path: FilePath) throws -> [UInt8] {
  let descriptor = try FileDescriptor.open(path, .readOnly)
  return try descriptor.closeAfter {
    var bytes: [UInt8] = []
    while true {
      let piece = try [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
        count = try descriptor.read(into: UnsafeMutableRawBufferPointer(buffer))
      }
      if piece.isEmpty { return bytes }
      bytes += piece
    }
  }
}

/// The programs that are compared with other engines.
let programs = FilePath(#filePath).removingLastComponent().removingLastComponent()
  .appending("Programs")
