/// A position in a text: line and column count from one, columns in Unicode scalars.
public struct TextLocation: Hashable, Sendable {
  public var line: Int
  public var column: Int

  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }
}

extension TextLocation: CustomStringConvertible {
  public var description: String { "\(line):\(column)" }
}

/// Where and why a text is not a WebAssembly module or script.
public struct TextError: Error, Hashable, Sendable {
  /// The reason, beginning with the words that the specification's test suite uses for it.
  public var message: String
  public var location: TextLocation

  public init(message: String, location: TextLocation) {
    self.message = message
    self.location = location
  }

  /// From one.
  public var line: Int { location.line }
  /// From one, in Unicode scalars.
  public var column: Int { location.column }

  /// The error with the line it occurred in and a caret below the place:
  ///
  ///     3:10: unknown operator i32.ad
  ///       (func (i32.ad))
  ///              ^
  ///
  /// - Parameter source: the text that the error came from.
  public func rendered(in source: String) -> String {
    rendered(inUTF8: Array(source.utf8))
  }

  /// As `rendered(in:)`, for a text given as UTF-8.
  public func rendered(inUTF8 source: [UInt8]) -> String {
    let lineText = SourceLines.line(location.line, of: source)
    var caret: [UInt8] = []
    var column = 1
    for byte in lineText where !SourceLines.isContinuation(byte) {
      if column == location.column { break }
      // A tab stays one, so that the caret is below its character whatever the width of tabs.
      caret.append(byte == UInt8(ascii: "\t") ? byte : UInt8(ascii: " "))
      column += 1
    }
    return "\(location): \(message)\n" + String(decoding: lineText, as: UTF8.self) + "\n"
      + String(decoding: caret, as: UTF8.self) + "^"
  }
}

extension TextError: CustomStringConvertible {
  public var description: String { "\(location): \(message)" }
}

/// Lines and columns of positions in a text.
enum SourceLines {
  static func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }

  /// The location of the byte at `offset`; `known` is an earlier position to start from.
  static func location(
    of offset: Int, in bytes: [UInt8], from known: (offset: Int, location: TextLocation)? = nil
  ) -> TextLocation {
    var location = known?.location ?? TextLocation(line: 1, column: 1)
    var position = known?.offset ?? 0
    while position < offset, position < bytes.count {
      if bytes[position] == UInt8(ascii: "\n") {
        location.line += 1
        location.column = 1
      } else if !isContinuation(bytes[position]) {
        location.column += 1
      }
      position += 1
    }
    return location
  }

  /// The bytes of a line, without its end.
  static func line(_ number: Int, of bytes: [UInt8]) -> ArraySlice<UInt8> {
    var start = 0
    var line = 1
    while line < number, start < bytes.count {
      if bytes[start] == UInt8(ascii: "\n") { line += 1 }
      start += 1
    }
    var end = start
    while end < bytes.count, bytes[end] != UInt8(ascii: "\n"), bytes[end] != UInt8(ascii: "\r") {
      end += 1
    }
    return bytes[start..<end]
  }
}
