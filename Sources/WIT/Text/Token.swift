/// A word or sign of the language. WIT: "Lexical structure".
enum Token: Hashable, Sendable {
  case sign(Sign)
  case keyword(Keyword)
  /// Letters, digits and hyphens, without the percent sign that tells a name from a keyword.
  case identifier(String)
  /// A contiguous sequence of digits.
  case integer(String)
  /// The characters of a string literal.
  case string(String)
  case end

  enum Sign: String, Sendable {
    case equals = "="
    case comma = ","
    case colon = ":"
    case semicolon = ";"
    case leftParenthesis = "("
    case rightParenthesis = ")"
    case leftBrace = "{"
    case rightBrace = "}"
    case less = "<"
    case greater = ">"
    case star = "*"
    case arrow = "->"
    case slash = "/"
    case period = "."
    case at = "@"
    case minus = "-"
    case plus = "+"
    case underscore = "_"
  }

  enum Keyword: String, CaseIterable, Sendable {
    case `as`, async, bool, borrow, char, constructor, `enum`, export, f32, f64, flags, from, `func`
    case future, `import`, include, interface, list, map, option, own, package, record, resource
    case result, s16, s32, s64, s8, `static`, stream, string, tuple, type, u16, u32, u64, u8, use
    case variant, with, world
    case errorContext = "error-context"
  }

  /// As error messages call it.
  var description: String {
    switch self {
    case .sign(let sign): "`\(sign.rawValue)`"
    case .keyword(let keyword): "keyword `\(keyword.rawValue)`"
    case .identifier(let name): "`\(name)`"
    case .integer(let digits): "`\(digits)`"
    case .string: "a string"
    case .end: "the end of the file"
    }
  }
}
