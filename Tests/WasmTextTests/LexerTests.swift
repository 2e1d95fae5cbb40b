import Testing

@testable import WasmText

@Suite struct LexerTests {
  private func kinds(_ text: String) throws -> [Token.Kind] {
    try TokenizedText(Array(text.utf8)).tokens.map(\.kind)
  }

  @Test func tokensOfEachKind() throws {
    #expect(
      try kinds("( ) \"s\" $id 12 -12 1.5 func i32.add offset=4 align=8")
        == [
          .leftParenthesis, .rightParenthesis, .string, .identifier, .natural, .signedInteger,
          .float, .keyword, .instruction, .offset, .alignment, .end,
        ])
  }

  @Test(arguments: [
    "0x", "1_", "_1", "1__0", "0x_1", "1e", "1e+", "1._0", "0x1p", "nan:1", "nan:0x", "+nan:",
    "Inf",
    "i32.ad", "$\"a\"b", "\"a\"\"b\"", "0$l", "$x\"a\"", "offset=", "align=0x", "a,b", "@a", "[",
    "0b1", "1.0.0", "++1",
  ])
  func charactersThatMakeNoToken(_ text: String) throws {
    #expect(try kinds(text) == [.reserved, .end])
  }

  @Test(arguments: [
    "1.", "1e5", "1.5e-3", "0x1p3", "0x1.8", "0x0.8", "inf", "-inf",
    "nan", "+nan", "nan:0x4", "-nan:0x7f_ffff", "1_000.000_1",
  ])
  func floats(_ text: String) throws {
    #expect(try kinds(text) == [.float, .end])
  }

  @Test func commentsAreSpace() throws {
    #expect(try kinds("(;a(;b;)c;)1;;x\n2;;y\r3;;z") == [.natural, .natural, .natural, .end])
    #expect(try kinds("i32.add(;;)i32.add") == [.instruction, .instruction, .end])
  }

  @Test func nestedCommentsDoNotUseTheStack() throws {
    let depth = 200_000
    let text = String(repeating: "(;", count: depth) + String(repeating: ";)", count: depth)
    #expect(try kinds(text) == [.end])
    expectError(String(repeating: "(;", count: depth), "unclosed comment")
  }

  @Test func escapesInStrings() throws {
    let text = #""\t\n\r\"\'\\\00\ff\u{41}\u{1_F600}é""#
    let bytes = Array(text.utf8)
    #expect(
      StringLiteral.contents(bytes, 0..<bytes.count)
        == [9, 10, 13, 0x22, 0x27, 0x5C, 0, 0xFF, 0x41, 0xF0, 0x9F, 0x98, 0x80, 0xC3, 0xA9])
  }

  @Test(arguments: [
    ("\"\\z\"", "illegal escape"), ("\"\\u{}\"", "illegal escape"),
    ("\"\\u{110000}\"", "illegal escape"), ("\"\\u{d800}\"", "illegal escape"),
    ("\"\\u{ffffffffffffffff}\"", "illegal escape"), ("\"\\0\"", "illegal escape"),
    ("\"\\", "illegal escape"), ("\"a", "unclosed string"), ("\"a\nb\"", "unclosed string"),
    ("\"\u{1}\"", "illegal control character"), ("é", "illegal character"),
    ("\u{7F}", "illegal character"), ("$", "empty identifier"), ("$\"\"", "empty identifier"),
    ("$\"\\ff\"", "malformed UTF-8 encoding"), ("(@)", "empty annotation id"),
    ("(@a", "unclosed annotation"), ("(@a \"", "unclosed string"),
    ("(@\"\\ff\")", "malformed UTF-8 encoding"),
  ])
  func malformedText(_ text: String, _ message: String) {
    expectError(text, message)
  }

  @Test func textHasToBeUTF8() {
    let texts: [[UInt8]] = [
      [0x80], [0xC0, 0x80], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80],
      [0xC3], [0xF0, 0x9F, 0x98], [0xFF],
    ]
    for text in texts {
      #expect(throws: TextError.self) { try TextFormat.assemble(utf8: Array(";; ".utf8) + text) }
    }
    #expect(throws: Never.self) {
      try TextFormat.assemble(utf8: Array(";; é€😀\u{10FFFF}".utf8))
    }
  }

  @Test func annotationsOfUnknownKindsAreSkipped() {
    expectSame(
      "((@a) module (@b (c) \"(\" 0x [,]) (func (@d) nop (@\"e f\")))", "(module (func nop))")
    let depth = 100_000
    expectSame(
      "(module (@a " + String(repeating: "(", count: depth) + String(repeating: ")", count: depth)
        + "))", "(module)")
  }

  @Test func everyInstructionIsAWord() throws {
    for name in ["unreachable", "i64.mul_wide_u", "i32.atomic.rmw16.cmpxchg_u", "ref.cast"] {
      #expect(try kinds(name) == [.instruction, .end])
    }
    for keyword in Keyword.allCases {
      let word = keyword.word.withUTF8Buffer { String(decoding: $0, as: UTF8.self) }
      let tokens = try TokenizedText(Array(word.utf8)).tokens
      #expect(tokens.count == 2 && tokens[0].keyword == keyword, "\(word)")
    }
  }
}
