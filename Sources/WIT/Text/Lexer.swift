/// Divides a file into tokens. WIT: "Lexical structure".
struct Lexer {
  private let file: SourceFile
  private let fileNumber: Int
  private var position = 0

  /// A token with where it is and the documentation comments between it and the token before.
  struct Lexeme: Sendable {
    var token: Token
    var range: SourceRange
    var documentation: String?
  }

  private init(_ file: SourceFile, number: Int) {
    self.file = file
    fileNumber = number
    // A byte order mark says nothing here.
    if file.bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  /// All tokens of a file; the last one is `Token.end`.
  static func lexemes(of file: SourceFile, number: Int) throws(SourceFailure) -> [Lexeme] {
    var lexer = Lexer(file, number: number)
    try lexer.checkCharacters()
    var lexemes: [Lexeme] = []
    while true {
      let documentation = try lexer.skipSpace()
      let start = lexer.position
      let token = try lexer.next()
      lexemes.append(
        Lexeme(
          token: token, range: lexer.range(from: start),
          documentation: documentation.isEmpty ? nil : documentation.joined(separator: "\n")))
      if token == .end { return lexemes }
    }
  }

  // MARK: Characters

  private func byte(at offset: Int) -> UInt8? {
    offset < file.bytes.count ? file.bytes[offset] : nil
  }

  private func range(from start: Int) -> SourceRange {
    SourceRange(file: fileNumber, start: start, end: position)
  }

  private func failure(_ message: String, from start: Int) -> SourceFailure {
    SourceFailure(
      message, SourceRange(file: fileNumber, start: start, end: max(position, start + 1)))
  }

  /// Refuses characters that make a text look like another one, wherever they are.
  private func checkCharacters() throws(SourceFailure) {
    var offset = 0
    for scalar in String(decoding: file.bytes, as: UTF8.self).unicodeScalars {
      let size = UTF8.width(scalar)
      defer { offset += size }
      if scalar.value < 0x80 {
        switch scalar {
        case "\n", "\r", "\t", " "..."~": continue
        default: break
        }
      } else if !Self.isMisleading(scalar) {
        continue
      }
      let code = String(scalar.value, radix: 16, uppercase: true)
      let range = SourceRange(file: fileNumber, start: offset, end: offset + size)
      throw SourceFailure("the character U+\(code) is not allowed", range)
    }
  }

  /// Controls, overrides of the direction, and what Unicode discourages.
  private static func isMisleading(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x80...0x9F, 0x202A...0x202E, 0x2066...0x2069, 0x149, 0x673, 0xF77, 0xF79, 0x17A3, 0x17A4,
      0x17B4, 0x17B5:
      true
    default: false
    }
  }

  // MARK: Space and comments

  /// Skips white space and comments, and returns the documentation among them by lines.
  private mutating func skipSpace() throws(SourceFailure) -> [String] {
    var documentation: [String] = []
    while let next = byte(at: position) {
      switch next {
      case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"):
        position += 1
      case UInt8(ascii: "/") where byte(at: position + 1) == UInt8(ascii: "/"):
        if let line = lineComment() { documentation.append(line) }
      case UInt8(ascii: "/") where byte(at: position + 1) == UInt8(ascii: "*"):
        documentation += try blockComment()
      default: return documentation
      }
    }
    return documentation
  }

  /// The text of a line's comment, if it is documentation.
  private mutating func lineComment() -> String? {
    let start = position
    while let next = byte(at: position), next != UInt8(ascii: "\n") { position += 1 }
    let text = file.text(start..<position)
    guard text.hasPrefix("///"), !text.hasPrefix("////") else { return nil }
    return Self.trimmed(text.dropFirst(3))
  }

  /// The lines of a block's comment, if it is documentation.
  private mutating func blockComment() throws(SourceFailure) -> [String] {
    let start = position
    var depth = 0
    repeat {
      switch (byte(at: position), byte(at: position + 1)) {
      case (UInt8(ascii: "/"), UInt8(ascii: "*")):
        depth += 1
        position += 2
      case (UInt8(ascii: "*"), UInt8(ascii: "/")):
        depth -= 1
        position += 2
      case (nil, _):
        position = start + 2
        throw failure("this comment does not end", from: start)
      default: position += 1
      }
    } while depth > 0
    let text = file.text(start..<position)
    guard text.hasPrefix("/**"), text.count > 4 else { return [] }
    let lines = text.dropFirst(3).dropLast(2).split(
      separator: "\n", omittingEmptySubsequences: false)
    var content = lines.map { line in
      let line = Self.trimmed(line)
      return line.hasPrefix("*") ? Self.trimmed(line.dropFirst()) : line
    }
    if content.first == "" { content.removeFirst() }
    if content.last == "" { content.removeLast() }
    return content
  }

  /// Without the space that belongs to the comment's sign, and without what no one sees.
  private static func trimmed(_ text: Substring) -> String {
    var text = text
    if text.first == " " { text.removeFirst() }
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return String(text)
  }

  // MARK: Tokens

  private mutating func next() throws(SourceFailure) -> Token {
    guard let first = byte(at: position) else { return .end }
    if first == UInt8(ascii: "\"") { return try string() }
    if first == UInt8(ascii: "%") || Self.isLetter(first) { return try word() }
    if Self.isDigit(first) {
      let start = position
      while let next = byte(at: position), Self.isDigit(next) { position += 1 }
      return .integer(file.text(start..<position))
    }
    let start = position
    if first == UInt8(ascii: "-"), byte(at: position + 1) == UInt8(ascii: ">") {
      position += 2
      return .sign(.arrow)
    }
    // A whole character, so that a message can show it.
    position += 1
    while let next = byte(at: position), next & 0xC0 == 0x80 { position += 1 }
    let text = file.text(start..<position)
    guard let sign = Token.Sign(rawValue: text) else {
      throw failure("unexpected character `\(text)`", from: start)
    }
    return .sign(sign)
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private mutating func word() throws(SourceFailure) -> Token {
    let start = position
    let isEscaped = byte(at: position) == UInt8(ascii: "%")
    if isEscaped { position += 1 }
    let wordStart = position
    while let next = byte(at: position),
      Self.isLetter(next) || Self.isDigit(next)
        || next == UInt8(ascii: "-") && byte(at: position + 1) != UInt8(ascii: ">")
    {
      position += 1
    }
    let text = file.text(wordStart..<position)
    if !isEscaped, let keyword = Token.Keyword(rawValue: text) { return .keyword(keyword) }
    guard !text.isEmpty else { throw failure("a name is missing behind `%`", from: start) }
    return .identifier(text)
  }

  /// A string literal, which is written as in WebAssembly's text format.
  private mutating func string() throws(SourceFailure) -> Token {
    let start = position
    position += 1
    var content: [UInt8] = []
    while let next = byte(at: position), next != UInt8(ascii: "\n") {
      position += 1
      if next == UInt8(ascii: "\"") {
        guard let text = String(validating: content, as: UTF8.self) else {
          throw failure("this string is not in UTF-8", from: start)
        }
        return .string(text)
      }
      content += next == UInt8(ascii: "\\") ? try escaped(from: position - 1) : [next]
    }
    throw failure("this string does not end", from: start)
  }

  /// What follows a backslash.
  private mutating func escaped(from start: Int) throws(SourceFailure) -> [UInt8] {
    guard let next = byte(at: position) else {
      throw failure("this string does not end", from: start)
    }
    position += 1
    switch next {
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "\\"): return [next]
    case UInt8(ascii: "u") where byte(at: position) == UInt8(ascii: "{"):
      let digits = position + 1
      while let digit = byte(at: position), digit != UInt8(ascii: "}"), digit != UInt8(ascii: "\"")
      {
        position += 1
      }
      let text = file.text(digits..<position).replacing("_", with: "")
      position += 1
      guard let code = UInt32(text, radix: 16), let scalar = Unicode.Scalar(code) else {
        throw failure("this is not a character's number", from: start)
      }
      return Array(String(scalar).utf8)
    default:
      guard let second = byte(at: position),
        let value = UInt8(String(decoding: [next, second], as: UTF8.self), radix: 16)
      else { throw failure("unknown escape", from: start) }
      position += 1
      return [value]
    }
  }
}
