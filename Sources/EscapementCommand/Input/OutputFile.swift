internal import ArgumentParser
internal import SystemPackage

/// Writes what a subcommand makes.
enum OutputFile {
  /// Writes to the file at `path`, which is replaced if it exists; `-` is standard output.
  static func write(_ bytes: [UInt8], to path: String) throws(CommandFailure) {
    guard path != "-" else { return try Console.write(bytes) }
    do {
      let descriptor = try FileDescriptor.open(
        FilePath(path), .writeOnly, options: [.create, .truncate, .closeOnExec],
        permissions: [.ownerReadWrite, .groupReadWrite, .otherReadWrite])
      try descriptor.closeAfter { _ = try descriptor.writeAll(bytes) }
    } catch {
      throw CommandFailure("can't write \(path): \(Console.reason(error))")
    }
  }

  /// `path` with `suffix` in place of the suffix that it has.
  static func path(from path: String, suffix: String) -> String {
    guard path != "-" else { return "-" }
    var output = FilePath(path)
    output.`extension` = suffix
    return output.string
  }
}
