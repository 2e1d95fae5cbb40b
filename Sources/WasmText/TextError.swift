/// A position in a text: line and column count from one, columns in Unicode scalars.
public struct TextLocation: Hashable, Sendable {
  /// The line, from 1 on.
  public var line: Int
  /// The column, from 1 on.
  public var column: Int

  /// A place in a text.
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
  /// Where it was found.
  public var location: TextLocation

  /// An error at a place.
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
    "\(location): \(message)\n" + excerpt(inUTF8: source)
  }

  /// The line that the error occurred in, and a line with a caret below the place. Of a long line only the part around
  /// the place is given.
  public func excerpt(inUTF8 source: [UInt8]) -> String {
    let line = SourceLines.line(location.line, of: source)
    let starts = line.indices.filter { !SourceLines.isContinuation(line[$0]) }
    let first = max(0, min(location.column - 1, starts.count) - Self.shownBefore)
    let end = min(starts.count, location.column + Self.shownBehind)
    var text = line[line.endIndex...]
    if first < end {
      text = line[starts[first]..<(end < starts.count ? starts[end] : line.endIndex)]
    }
    var caret: [UInt8] = []
    for start in starts.prefix(location.column - 1).dropFirst(first) {
      // A tab stays one, so that the caret is below its character whatever the width of tabs.
      caret.append(line[start] == UInt8(ascii: "\t") ? UInt8(ascii: "\t") : UInt8(ascii: " "))
    }
    return String(decoding: text, as: UTF8.self) + "\n" + String(decoding: caret, as: UTF8.self)
      + "^"
  }

  /// How many characters of a line are shown at most.
  private static let shownBefore = 80
  private static let shownBehind = 40
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
