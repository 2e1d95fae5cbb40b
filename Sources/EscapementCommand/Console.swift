internal import ArgumentParser
internal import SystemPackage

/// The process's output streams.
enum Console {
  /// Writes to standard output.
  static func write(_ text: String) throws(CommandFailure) {
    try write(Array(text.utf8))
  }

  static func write(_ bytes: [UInt8]) throws(CommandFailure) {
    do {
      try FileDescriptor.standardOutput.writeAll(bytes)
    } catch {
      throw CommandFailure("can't write to standard output: \(reason(error))", exitCode: .failure)
    }
  }

  /// Writes a line to standard error. Without that stream there is nobody to tell.
  static func report(_ line: String) {
    _ = try? FileDescriptor.standardError.writeAll(Array((line + "\n").utf8))
  }

  /// The system's words for an error, as part of a sentence.
  static func reason(_ error: any Error) -> String {
    let text = "\(error)"
    return text.first.map { $0.lowercased() + text.dropFirst() } ?? text
  }
}
