internal import WasmTypes

/// Walks over the tokens of a text, or of a part of it.
struct TokenCursor {
  let text: TokenizedText
  /// Of the current token.
  private(set) var index: Int
  /// One after the last token of the part; there, the current token is of the kind `end`.
  let limit: Int

  init(_ text: TokenizedText, _ range: Range<Int>? = nil) {
    self.text = text
    index = range?.lowerBound ?? 0
    limit = range?.upperBound ?? (text.tokens.count - 1)
  }

  var token: Token { token(after: 0) }

  /// The token `distance` after the current one.
  func token(after distance: Int) -> Token {
    let position = index + distance
    if position < limit { return text.tokens[position] }
    // What ends the part is the end of the text for the parser.
    let end = text.tokens[min(limit, text.tokens.count - 1)]
    return Token(kind: .end, start: end.start, end: end.end)
  }

  var isAtEnd: Bool { index >= limit }

  mutating func advance() { index = min(index + 1, limit) }

  mutating func move(to index: Int) { self.index = index }

  /// Whether the current token opens a form that begins with `keyword`.
  func isAtForm(_ keyword: Keyword) -> Bool {
    token.kind == .leftParenthesis && token(after: 1).isKeyword(keyword)
  }

  /// The keyword after an opening parenthesis.
  var formKeyword: Keyword? {
    token.kind == .leftParenthesis ? token(after: 1).keyword : nil
  }

  mutating func accept(_ kind: Token.Kind) -> Bool {
    guard token.kind == kind else { return false }
    advance()
    return true
  }

  mutating func accept(_ keyword: Keyword) -> Bool {
    guard token.isKeyword(keyword) else { return false }
    advance()
    return true
  }

  /// Enters the form `(keyword ...)` if it is here.
  mutating func acceptForm(_ keyword: Keyword) -> Bool {
    guard isAtForm(keyword) else { return false }
    advance()
    advance()
    return true
  }

  mutating func expect(_ kind: Token.Kind) throws(TextError) {
    guard accept(kind) else { throw unexpected() }
  }

  mutating func expect(_ keyword: Keyword) throws(TextError) {
    guard accept(keyword) else { throw unexpected() }
  }

  /// The end of a form.
  mutating func expectClose() throws(TextError) { try expect(.rightParenthesis) }

  /// Advances to the closing parenthesis of the form that the cursor is in.
  mutating func skipToClose() throws(TextError) {
    var depth = 0
    while true {
      switch token.kind {
      case .leftParenthesis: depth += 1
      case .rightParenthesis:
        if depth == 0 { return }
        depth -= 1
      case .end: throw unexpected()
      default: break
      }
      advance()
    }
  }

  /// Advances behind the form whose opening parenthesis is here.
  mutating func skipForm() throws(TextError) {
    try expect(.leftParenthesis)
    try skipToClose()
    advance()
  }
}

// Errors.
extension TokenCursor {
  /// How many components, types or values of components may be inside of one another. Modules need
  /// no limit: nothing that nests in them is read by recursion.
  private static let deepestNesting = 100

  func checkNesting(_ depth: Int) throws(TextError) {
    if depth > Self.deepestNesting { throw error("nesting too deep") }
  }

  func error(_ message: String, at token: Token) -> TextError {
    text.error(message, at: Int(token.start))
  }

  /// For the current token.
  func error(_ message: String) -> TextError { error(message, at: token) }

  /// The current token is none that the grammar allows here.
  func unexpected() -> TextError { unexpected(token) }

  func unexpected(_ token: Token) -> TextError {
    token.kind == .reserved
      ? error("unknown operator " + spelling(token), at: token)
      : error("unexpected token", at: token)
  }

  func spelling(_ token: Token) -> String {
    String(decoding: text.bytes[token.range], as: UTF8.self)
  }
}

// Values of tokens.
extension TokenCursor {
  /// The name in an identifier token.
  func name(_ token: Token) -> Name {
    let start = Int(token.start) + 1
    if text.bytes[start] == UInt8(ascii: "\"") {
      return Name(utf8: StringLiteral.contents(text.bytes, start..<Int(token.end)))
    }
    return Name(utf8: text.bytes[start..<Int(token.end)])
  }

  mutating func acceptIdentifier() -> Name? {
    let token = token
    guard accept(.identifier) else { return nil }
    return name(token)
  }

  /// The contents of a string.
  mutating func string() throws(TextError) -> [UInt8] {
    let token = token
    try expect(.string)
    return StringLiteral.contents(text.bytes, token.range)
  }

  /// A string that has to be UTF-8.
  mutating func nameString() throws(TextError) -> [UInt8] {
    let token = token
    let contents = try string()
    if UTF8Check.firstError(in: contents, 0..<contents.count) != nil {
      throw error("malformed UTF-8 encoding", at: token)
    }
    return contents
  }

  /// Strings until something else comes, joined.
  mutating func strings() throws(TextError) -> [UInt8] {
    var contents: [UInt8] = []
    while token.kind == .string { contents += try string() }
    return contents
  }

  /// An unsigned integer of 8, 16, 32 or 64 bits.
  mutating func natural(width: UInt64) throws(TextError) -> UInt64 {
    let token = token
    try expect(.natural)
    return try natural(token, token.range, width: width)
  }

  mutating func natural32() throws(TextError) -> UInt32 {
    UInt32(truncatingIfNeeded: try natural(width: 32))
  }

  /// The value of an unsigned integer that has been passed.
  func natural32(_ token: Token) throws(TextError) -> UInt32 {
    UInt32(truncatingIfNeeded: try natural(token, token.range, width: 32))
  }

  /// The number behind the equals sign of `offset=` and `align=`.
  func natural(after prefix: Int, in token: Token, width: UInt64) throws(TextError) -> UInt64 {
    try natural(token, (Int(token.start) + prefix)..<Int(token.end), width: width)
  }

  private func natural(
    _ token: Token, _ range: Range<Int>, width: UInt64
  ) throws(TextError) -> UInt64 {
    guard let value = IntegerLiteral(text.bytes, range)?.bits(width: width) else {
      throw error("i\(width) constant out of range", at: token)
    }
    return value
  }

  /// An integer with or without a sign, as two's complement bits.
  mutating func integer(width: UInt64) throws(TextError) -> UInt64 {
    let token = token
    guard accept(.natural) || accept(.signedInteger) else { throw unexpected() }
    guard let bits = IntegerLiteral(text.bytes, token.range)?.bits(width: width) else {
      throw error("constant out of range", at: token)
    }
    return bits
  }

  /// A number of any kind, as the bits of a floating-point number.
  mutating func float(_ format: FloatFormat) throws(TextError) -> UInt64 {
    let token = token
    guard token.isNumber else { throw unexpected() }
    advance()
    guard let bits = FloatLiteral.bits(text.bytes, token.range, format) else {
      throw error("constant out of range", at: token)
    }
    return bits
  }
}

extension Name {
  /// `utf8` has been checked.
  init(utf8: some Collection<UInt8>) { self.init(String(decoding: utf8, as: UTF8.self)) }
}
