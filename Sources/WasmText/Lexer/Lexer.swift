/// Cuts a text into tokens. Specification: "Lexical Format".
struct Lexer {
  let bytes: [UInt8]
  private(set) var tokens: [Token] = []
  private(set) var annotations: [Annotation] = []
  var position: Int
  /// One after the last byte.
  let end: Int

  /// - Throws: `TextError` if the text is not UTF-8.
  init(_ bytes: [UInt8]) throws(TextError) {
    self.init(checked: bytes, range: 0..<bytes.count)
    if let offset = UTF8Check.firstError(in: bytes, 0..<bytes.count) {
      throw error("malformed UTF-8 encoding", at: offset)
    }
    if UInt64(bytes.count) > UInt64(UInt32.max) {
      throw error("text too large", at: 0)
    }
  }

  /// For a part of a text that is known to be UTF-8.
  init(checked bytes: [UInt8], range: Range<Int>) {
    self.bytes = bytes
    position = range.lowerBound
    end = range.upperBound
  }

  /// Reads the whole text.
  mutating func run() throws(TextError) {
    // A guess that is seldom too small: most tokens are followed by a space.
    tokens.reserveCapacity((end - position) / 4)
    while try skipSpace() {
      if isAtAnnotation {
        try annotation()
      } else {
        tokens.append(try token())
      }
    }
    tokens.append(Token(kind: .end, start: UInt32(end), end: UInt32(end)))
  }

  func error(_ message: String, at offset: Int) -> TextError {
    TextError(message: message, location: SourceLines.location(of: offset, in: bytes))
  }

  func byte(at offset: Int) -> UInt8? { offset < end ? bytes[offset] : nil }
}

// White space and comments.
extension Lexer {
  /// Whether there is something after the white space and comments that are skipped.
  mutating func skipSpace() throws(TextError) -> Bool {
    while position < end {
      switch bytes[position] {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        position += 1
      case UInt8(ascii: ";") where byte(at: position + 1) == UInt8(ascii: ";"):
        skipLineComment()
      case UInt8(ascii: "(") where byte(at: position + 1) == UInt8(ascii: ";"):
        try skipBlockComment()
      default:
        return true
      }
    }
    return false
  }

  private mutating func skipLineComment() {
    while position < end, bytes[position] != UInt8(ascii: "\n"),
      bytes[position] != UInt8(ascii: "\r")
    {
      position += 1
    }
  }

  /// Block comments nest: the depth is a counter, so that no text can exhaust the stack.
  private mutating func skipBlockComment() throws(TextError) {
    let start = position
    var depth = 0
    while position + 1 < end {
      if bytes[position] == UInt8(ascii: "("), bytes[position + 1] == UInt8(ascii: ";") {
        depth += 1
        position += 2
      } else if bytes[position] == UInt8(ascii: ";"), bytes[position + 1] == UInt8(ascii: ")") {
        depth -= 1
        position += 2
        if depth == 0 { return }
      } else {
        position += 1
      }
    }
    throw error("unclosed comment", at: start)
  }
}

// Tokens.
extension Lexer {
  /// The token at the current position, which is neither white space nor an annotation.
  mutating func token() throws(TextError) -> Token {
    let start = position
    switch bytes[position] {
    case UInt8(ascii: "("):
      position += 1
      return token(.leftParenthesis, from: start)
    case UInt8(ascii: ")"):
      position += 1
      return token(.rightParenthesis, from: start)
    default:
      let stringCount = try scanRun()
      return try classify(from: start, stringCount: stringCount)
    }
  }

  private func token(_ kind: Token.Kind, from start: Int, code: UInt16 = 0) -> Token {
    Token(kind: kind, code: code, start: UInt32(start), end: UInt32(position))
  }

  /// Advances over characters and strings with nothing between them; returns the number of strings.
  private mutating func scanRun() throws(TextError) -> Int {
    let start = position
    var stringCount = 0
    while position < end {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\"") {
        // A string right behind the dollar sign belongs to an identifier.
        let isName = position == start + 1 && bytes[start] == UInt8(ascii: "$")
        try scanString(isName ? .identifier : .literal)
        stringCount += 1
      } else if CharacterClass.isIdentifierCharacter(byte) {
        position += 1
      } else if byte == UInt8(ascii: ";") && self.byte(at: position + 1) == UInt8(ascii: ";") {
        break
      } else if CharacterClass.isReservedPunctuation(byte) {
        position += 1
      } else {
        break
      }
    }
    if position == start { throw error("illegal character", at: start) }
    return stringCount
  }

  private func classify(from start: Int, stringCount: Int) throws(TextError) -> Token {
    let first = bytes[start]
    if stringCount > 0 {
      return classifyWithStrings(from: start, stringCount: stringCount)
    }
    switch first {
    case UInt8(ascii: "$"):
      if position == start + 1 { throw error("empty identifier", at: start) }
      return token(hasPunctuation(start) ? .reserved : .identifier, from: start)
    case UInt8(ascii: "a")...UInt8(ascii: "z"):
      return classifyWord(from: start)
    default:
      let kind = NumberSyntax.kind(of: bytes, start..<position)
      return token(kind ?? .reserved, from: start)
    }
  }

  private func classifyWithStrings(from start: Int, stringCount: Int) -> Token {
    let isLast = bytes[position - 1] == UInt8(ascii: "\"")
    if stringCount == 1, isLast {
      if bytes[start] == UInt8(ascii: "\"") { return token(.string, from: start) }
      if bytes[start] == UInt8(ascii: "$"), bytes[start + 1] == UInt8(ascii: "\"") {
        return token(.identifier, from: start)
      }
    }
    return token(.reserved, from: start)
  }

  private func classifyWord(from start: Int) -> Token {
    if let (kind, code) = WordTable.shared.lookUp(bytes, start..<position) {
      return token(kind, from: start, code: code)
    }
    if isFollowed(from: start, by: "offset=") { return token(.offset, from: start) }
    if isFollowed(from: start, by: "align=") { return token(.alignment, from: start) }
    let kind = NumberSyntax.kind(of: bytes, start..<position)
    return token(kind ?? .reserved, from: start)
  }

  /// Whether the token is `prefix` and an unsigned integer.
  private func isFollowed(from start: Int, by prefix: StaticString) -> Bool {
    let count = prefix.utf8CodeUnitCount
    guard position - start > count else { return false }
    for index in 0..<count where bytes[start + index] != prefix.utf8Start[index] { return false }
    return NumberSyntax.kind(of: bytes, (start + count)..<position) == .natural
  }

  private func hasPunctuation(_ start: Int) -> Bool {
    for index in start..<position where CharacterClass.isReservedPunctuation(bytes[index]) {
      return true
    }
    return false
  }
}

// Strings.
extension Lexer {
  enum StringPurpose {
    case literal
    /// Behind `$`: what cannot be read leaves the identifier empty.
    case identifier
    /// Behind `(@`.
    case annotation

    /// What is wrong if the string is none, or nil if that depends.
    var failure: String? {
      switch self {
      case .literal: nil
      case .identifier: "empty identifier"
      case .annotation: "empty annotation id"
      }
    }
  }

  /// Advances over the string at the current position and checks its escapes.
  mutating func scanString(_ purpose: StringPurpose) throws(TextError) {
    let start = position
    position += 1
    while true {
      guard let byte = byte(at: position) else {
        throw error(purpose.failure ?? "unclosed string", at: start)
      }
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        return try checkName(start, purpose)
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        throw error(purpose.failure ?? "unclosed string", at: start)
      case 0x00..<0x20, 0x7F:
        throw error(purpose.failure ?? "illegal control character in string", at: position)
      case UInt8(ascii: "\\"):
        guard let length = StringLiteral.escapeLength(bytes, position..<end) else {
          throw error(purpose.failure ?? "illegal escape", at: position)
        }
        position += length
      default:
        position += 1
      }
    }
  }

  /// A string that names something has to be UTF-8 and not empty.
  private func checkName(_ start: Int, _ purpose: StringPurpose) throws(TextError) {
    guard let failure = purpose.failure else { return }
    let name = StringLiteral.contents(bytes, start..<position)
    if name.isEmpty { throw error(failure, at: start) }
    if UTF8Check.firstError(in: name, 0..<name.count) != nil {
      throw error("malformed UTF-8 encoding", at: start)
    }
  }
}

// Annotations. Specification: "Lexical Format: Annotations".
extension Lexer {
  private var isAtAnnotation: Bool {
    bytes[position] == UInt8(ascii: "(") && byte(at: position + 1) == UInt8(ascii: "@")
  }

  /// Reads an annotation to its end and keeps it if it is of a known kind.
  private mutating func annotation() throws(TextError) {
    let start = position
    let identifier = try annotationIdentifier()
    let contentsStart = position
    var depth = 1
    while depth > 0 {
      guard try skipSpace() else { throw error("unclosed annotation", at: start) }
      switch bytes[position] {
      case UInt8(ascii: "("):
        position += 1
        depth += 1
      case UInt8(ascii: ")"):
        position += 1
        depth -= 1
      default:
        // In an annotation, whatever consists of valid characters is a token.
        _ = try scanRun()
      }
    }
    guard let kind = Annotation.Kind(identifier: identifier) else { return }
    annotations.append(
      Annotation(
        kind: kind, identifier: identifier, tokenIndex: tokens.count, start: start,
        contents: contentsStart..<(position - 1)))
  }

  private mutating func annotationIdentifier() throws(TextError) -> [UInt8] {
    let start = position
    position += 2
    if byte(at: position) == UInt8(ascii: "\"") {
      let nameStart = position
      try scanString(.annotation)
      return StringLiteral.contents(bytes, nameStart..<position)
    }
    let nameStart = position
    while let byte = byte(at: position), CharacterClass.isIdentifierCharacter(byte) {
      position += 1
    }
    if position == nameStart { throw error("empty annotation id", at: start) }
    return Array(bytes[nameStart..<position])
  }
}

extension Annotation.Kind {
  init?(identifier: [UInt8]) {
    func starts(with prefix: StaticString) -> Bool {
      let count = prefix.utf8CodeUnitCount
      guard identifier.count >= count else { return false }
      for index in 0..<count where identifier[index] != prefix.utf8Start[index] { return false }
      return true
    }
    if identifier.count == 4, starts(with: "name") {
      self = .name
    } else if identifier.count == 6, starts(with: "custom") {
      self = .custom
    } else if identifier.count > 14, starts(with: "metadata.code.") {
      self = .codeMetadata
    } else {
      return nil
    }
  }
}
