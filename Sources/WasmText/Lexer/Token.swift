/// A token of the text format. Specification: "Lexical Format: Tokens".
///
/// It refers to the text by position; what it says is read from there when it is needed.
struct Token: Sendable {
  enum Kind: UInt8, Sendable {
    case leftParenthesis
    case rightParenthesis
    /// `"..."`, with valid escapes.
    case string
    /// `$name` or `$"name"`, not empty.
    case identifier
    /// An integer without a sign.
    case natural
    /// An integer with a sign.
    case signedInteger
    case float
    /// A word of the grammar other than an instruction; `code` is a `Keyword`.
    case keyword
    /// The name of an instruction; `code` is the raw value of the first `WasmOpcode` of that name.
    case instruction
    /// `offset=` with an unsigned integer.
    case offset
    /// `align=` with an unsigned integer.
    case alignment
    /// Characters that could be a token but are none.
    case reserved
    /// The end of the text.
    case end
  }

  var kind: Kind
  var code: UInt16 = 0
  /// The position of the first byte, and of the one after the last.
  var start: UInt32
  var end: UInt32

  var range: Range<Int> { Int(start)..<Int(end) }

  /// Whether the token may stand for an index: a number or an identifier.
  var isIndex: Bool { kind == .natural || kind == .identifier }

  /// Whether the token is a numeric literal.
  var isNumber: Bool { kind == .natural || kind == .signedInteger || kind == .float }

  func isKeyword(_ keyword: Keyword) -> Bool {
    kind == .keyword && code == UInt16(keyword.rawValue)
  }

  var keyword: Keyword? {
    kind == .keyword ? Keyword(rawValue: UInt8(truncatingIfNeeded: code)) : nil
  }
}

/// An annotation of a kind that means something here, `(@id ...)`. Others are checked and dropped
/// by the lexer.
struct Annotation: Sendable {
  enum Kind: Sendable {
    /// `(@name "...")`
    case name
    /// `(@custom "..." placement? "..."*)`
    case custom
    /// `(@metadata.code.x "...")`
    case codeMetadata
  }

  var kind: Kind
  /// What follows `@`.
  var identifier: [UInt8]
  /// The token that follows the annotation.
  var tokenIndex: Int
  /// The position of the opening parenthesis.
  var start: Int
  /// The positions between the identifier and the closing parenthesis.
  var contents: Range<Int>
}

/// A text with its tokens, which end with one of the kind `end`.
struct TokenizedText: Sendable {
  let bytes: [UInt8]
  let tokens: [Token]
  /// In the order of their occurrence.
  let annotations: [Annotation]

  /// - Throws: `TextError` for characters and strings that no token may contain.
  init(_ bytes: [UInt8]) throws(TextError) {
    var lexer = try Lexer(bytes)
    try lexer.run()
    self.bytes = bytes
    tokens = lexer.tokens
    annotations = lexer.annotations
  }

  /// A part of a text that has been read as a whole: the contents of an annotation.
  init(_ bytes: [UInt8], part: Range<Int>) throws(TextError) {
    var lexer = Lexer(checked: bytes, range: part)
    try lexer.run()
    self.bytes = bytes
    tokens = lexer.tokens
    annotations = []
  }

  func error(_ message: String, at offset: Int) -> TextError {
    TextError(message: message, location: SourceLines.location(of: offset, in: bytes))
  }
}
