internal import SystemPackage

/// The contents of a file that was named on the command line, or of standard input.
struct InputFile {
  /// For messages.
  let name: String
  let bytes: [UInt8]

  /// More than any module has: positions in a module are 32-bit.
  private static let limit = 1 << 30
  private static let chunk = 1 << 18

  /// Reads the file at `path`; `-` is standard input.
  static func read(_ path: String) throws(CommandFailure) -> InputFile {
    guard path != "-" else {
      return InputFile(
        name: "standard input", bytes: try contents(of: .standardInput, "standard input"))
    }
    let descriptor: FileDescriptor
    do {
      descriptor = try FileDescriptor.open(FilePath(path), .readOnly, options: .closeOnExec)
    } catch {
      throw unreadable(path, error)
    }
    defer { try? descriptor.close() }
    return InputFile(name: path, bytes: try contents(of: descriptor, path))
  }

  private static func contents(
    of descriptor: FileDescriptor, _ name: String
  ) throws(CommandFailure) -> [UInt8] {
    var bytes: [UInt8] = []
    while true {
      var count = 0
      do {
        let piece = try [UInt8](unsafeUninitializedCapacity: chunk) { buffer, initialized in
          initialized = try descriptor.read(into: UnsafeMutableRawBufferPointer(buffer))
        }
        count = piece.count
        bytes += piece
      } catch {
        throw unreadable(name, error)
      }
      if count == 0 { return bytes }
      guard bytes.count <= limit else {
        throw CommandFailure("\(name) is too large: a module has at most 1 GiB")
      }
    }
  }

  private static func unreadable(_ name: String, _ error: any Error) -> CommandFailure {
    switch error as? Errno {
    case .noSuchFileOrDirectory:
      // Without a dot or slash it may have been meant as a subcommand.
      let isWord = !name.contains(".") && !name.contains("/")
      return CommandFailure(
        "\(name): no such file",
        hint: isWord ? "for the list of subcommands: escapement --help" : nil)
    case .isDirectory: return CommandFailure("\(name) is a directory, not a file")
    default: return CommandFailure("can't read \(name): \(Console.reason(error))")
    }
  }
}
