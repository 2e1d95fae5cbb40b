internal import ArgumentParser

/// Why a subcommand could not do what it was asked for: a line, and an excerpt where a text is at fault.
struct CommandFailure: Error, CustomStringConvertible {
  /// Wrong arguments, or a file that is not what it has to be.
  static let usage = ExitCode(2)
  /// As `timeout(1)` has it.
  static let timeout = ExitCode(124)
  /// As a shell shows a process that was ended by SIGABRT.
  static let trap = ExitCode(134)

  var message: String
  /// What the user may do about it.
  var hint: String?
  /// The place in a text that the message is about, in lines of their own.
  var excerpt: String?
  var exitCode: ExitCode

  init(
    _ message: String, hint: String? = nil, excerpt: String? = nil, exitCode: ExitCode = usage
  ) {
    self.message = message
    self.hint = hint
    self.excerpt = excerpt
    self.exitCode = exitCode
  }

  var description: String {
    (hint.map { "\(message) (\($0))" } ?? message) + (excerpt.map { "\n" + $0 } ?? "")
  }
}
