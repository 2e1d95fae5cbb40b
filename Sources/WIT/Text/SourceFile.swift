/// A file of the WIT language.
public struct SourceFile: Sendable {
  /// What error messages call the file: usually its path.
  public let name: String
  let bytes: [UInt8]

  public init(name: String, text: String) {
    self.name = name
    bytes = Array(text.utf8)
  }
}

/// A part of one of the files that are read together.
struct SourceRange: Hashable, Sendable {
  /// The position of the file among the files.
  var file: Int
  /// In bytes.
  var start: Int
  var end: Int
}

extension SourceFile {
  func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  /// The line at a byte, and where in it that byte is. Both count from one; columns are characters.
  func place(of offset: Int) -> (line: Int, column: Int, text: String) {
    let offset = min(offset, bytes.count)
    let newline = UInt8(ascii: "\n")
    let start = bytes[..<offset].lastIndex(of: newline).map { $0 + 1 } ?? 0
    let end = bytes[offset...].firstIndex(of: newline) ?? bytes.count
    let line = bytes[..<start].reduce(1) { $0 + ($1 == newline ? 1 : 0) }
    return (line, text(start..<offset).count + 1, text(start..<end))
  }
}
