/// What is wrong in a WIT file, and where.
public struct WITError: Error, Hashable, Sendable {
  /// What is wrong, in a sentence without a full stop.
  public let message: String
  /// The name of the file.
  public let file: String
  /// Counts from one.
  public let line: Int
  /// Counts characters from one.
  public let column: Int
  /// The line itself.
  public let text: String
  /// How many characters of the line, from the column on, the message is about; at least one.
  public let width: Int

  init(_ failure: SourceFailure, in files: [SourceFile]) {
    message = failure.message
    let range = failure.range
    guard files.indices.contains(range.file) else {
      (file, line, column, text, width) = ("", 1, 1, "", 1)
      return
    }
    let source = files[range.file]
    let (line, column, text) = source.place(of: range.start)
    let end = min(max(range.start, range.end), source.bytes.count)
    let covered = source.text(min(range.start, end)..<end)
    file = source.name
    self.line = line
    self.column = column
    self.text = text
    width = max(1, min(covered.prefix { $0 != "\n" }.count, max(1, text.count - column + 1)))
  }
}

extension WITError: CustomStringConvertible {
  /// The place, the message, and the line with a mark below what the message is about.
  public var description: String { "\(file):\(line):\(column): error: \(message)\n\(excerpt)" }

  /// The line, as far as it is near the place, and below it a caret.
  public var excerpt: String {
    let start = max(0, column - 1 - Self.reach)
    let shown = text.dropFirst(start).prefix(2 * Self.reach)
    let (head, tail) = (start > 0 ? "…" : "", start + shown.count < text.count ? "…" : "")
    let before = head + shown.prefix(column - 1 - start)
    let gutter = String(repeating: " ", count: String(line).count)
    let indentation = before.map { $0 == "\t" ? "\t" : " " }.joined()
    let mark = "^" + String(repeating: "~", count: min(width, Self.reach) - 1)
    return "\(gutter) |\n\(line) | \(head)\(shown)\(tail)\n\(gutter) | \(indentation)\(mark)"
  }

  /// How many characters of a line are shown on each side.
  private static let reach = 60
}

/// An error before it is known in which files its range is.
struct SourceFailure: Error {
  var message: String
  var range: SourceRange

  init(_ message: String, _ range: SourceRange) {
    self.message = message
    self.range = range
  }
}
