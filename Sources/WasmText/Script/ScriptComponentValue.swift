internal import CInterp

/// A value of the component model as a script writes it: `(list.const (u8.const 1))`.
///
/// Enumerations, variants and records name their cases and fields; which type they are of is known
/// to the function that they are passed to or returned by.
public indirect enum ScriptComponentValue: Hashable, Sendable {
  /// A field of a record.
  public struct Field: Hashable, Sendable {
    public var name: String
    public var value: ScriptComponentValue

    public init(name: String, value: ScriptComponentValue) {
      self.name = name
      self.value = value
    }
  }

  case bool(Bool)
  case s8(Int8)
  case u8(UInt8)
  case s16(Int16)
  case u16(UInt16)
  case s32(Int32)
  case u32(UInt32)
  case s64(Int64)
  case u64(UInt64)
  /// The bits of the number.
  case f32(UInt32)
  /// The bits of the number.
  case f64(UInt64)
  case char(Unicode.Scalar)
  case string(String)
  case list([ScriptComponentValue])
  case record([Field])
  case tuple([ScriptComponentValue])
  case variant(String, ScriptComponentValue?)
  case enumeration(String)
  case option(ScriptComponentValue?)
  case ok(ScriptComponentValue?)
  case error(ScriptComponentValue?)
  /// The names of the flags that are set.
  case flags([String])
}

extension ScriptComponentValue: CustomStringConvertible {
  /// As scripts have it; floating-point numbers as bits.
  public var description: String {
    switch self {
    case .bool(let value): "(bool.const \(value))"
    case .s8(let value): "(s8.const \(value))"
    case .u8(let value): "(u8.const \(value))"
    case .s16(let value): "(s16.const \(value))"
    case .u16(let value): "(u16.const \(value))"
    case .s32(let value): "(s32.const \(value))"
    case .u32(let value): "(u32.const \(value))"
    case .s64(let value): "(s64.const \(value))"
    case .u64(let value): "(u64.const \(value))"
    case .f32(let bits): "(f32.const 0x" + String(bits, radix: 16) + ")"
    case .f64(let bits): "(f64.const 0x" + String(bits, radix: 16) + ")"
    case .char(let value): "(char.const \"" + String(value) + "\")"
    case .string(let value): "(str.const \"" + value + "\")"
    case .list(let values): "(list.const" + Self.text(values) + ")"
    case .tuple(let values): "(tuple.const" + Self.text(values) + ")"
    case .record(let fields):
      "(record.const"
        + fields.reduce("") { $0 + " (field \"" + $1.name + "\" " + $1.value.description + ")" }
        + ")"
    case .variant(let name, let payload):
      "(variant.const \"" + name + "\"" + Self.text(payload) + ")"
    case .enumeration(let name): "(enum.const \"" + name + "\")"
    case .option(nil): "(option.none)"
    case .option(let value): "(option.some" + Self.text(value) + ")"
    case .ok(let value): "(result.ok" + Self.text(value) + ")"
    case .error(let value): "(result.err" + Self.text(value) + ")"
    case .flags(let names):
      "(flags.const" + names.reduce("") { $0 + " \"" + $1 + "\"" } + ")"
    }
  }

  private static func text(_ values: [ScriptComponentValue]) -> String {
    values.reduce("") { $0 + " " + $1.description }
  }

  private static func text(_ value: ScriptComponentValue?) -> String {
    value.map { " " + $0.description } ?? ""
  }
}

extension TokenCursor {
  /// The component value in the form that begins here, or nil if it is of another kind.
  ///
  /// `f32.const` and `f64.const` begin values of modules as well; at the outermost level they are
  /// left to those.
  mutating func acceptComponentValue() throws(TextError) -> ScriptComponentValue? {
    guard token.kind == .leftParenthesis, token(after: 1).keyword?.beginsComponentValue == true
    else { return nil }
    return try componentValueForm(depth: 0)
  }

  /// `(type.const ...)`
  private mutating func componentValueForm(depth: Int) throws(TextError) -> ScriptComponentValue {
    try expect(.leftParenthesis)
    let value = try componentValue(depth: depth)
    try expectClose()
    return value
  }

  /// A value without its parentheses, as fields of records have it.
  private mutating func componentValue(depth: Int) throws(TextError) -> ScriptComponentValue {
    try checkNesting(depth)
    let token = token
    advance()
    if token.opcode == .f32_const {
      return .f32(UInt32(truncatingIfNeeded: try float(.f32)))
    }
    if token.opcode == .f64_const { return .f64(try float(.f64)) }
    guard let keyword = token.keyword else { throw unexpected(token) }
    switch keyword {
    case .boolConst: return .bool(try truth())
    case .s8Const: return .s8(Int8(truncatingIfNeeded: try signed(width: 8)))
    case .u8Const: return .u8(UInt8(truncatingIfNeeded: try natural(width: 8)))
    case .s16Const: return .s16(Int16(truncatingIfNeeded: try signed(width: 16)))
    case .u16Const: return .u16(UInt16(truncatingIfNeeded: try natural(width: 16)))
    case .s32Const: return .s32(Int32(truncatingIfNeeded: try signed(width: 32)))
    case .u32Const: return .u32(try natural32())
    case .s64Const: return .s64(try signed(width: 64))
    case .u64Const: return .u64(try natural(width: 64))
    case .charConst: return .char(try character())
    case .strConst: return .string(try label())
    case .enumConst: return .enumeration(try label())
    case .flagsConst: return .flags(try labels())
    default: return try compoundValue(keyword, token, depth: depth + 1)
    }
  }

  /// The rest of a value that is made of others.
  private mutating func compoundValue(
    _ keyword: Keyword, _ token: Token, depth: Int
  ) throws(TextError) -> ScriptComponentValue {
    switch keyword {
    case .listConst: return .list(try componentValues(depth: depth))
    case .tupleConst: return .tuple(try componentValues(depth: depth))
    case .recordConst: return .record(try recordFields(depth: depth))
    case .variantConst:
      let name = try label()
      return .variant(name, try payload(depth: depth))
    case .optionNone: return .option(nil)
    case .optionSome: return .option(try componentValueForm(depth: depth))
    case .resultOK: return .ok(try payload(depth: depth))
    case .resultError: return .error(try payload(depth: depth))
    default: throw unexpected(token)
    }
  }

  private mutating func componentValues(
    depth: Int
  ) throws(TextError) -> [ScriptComponentValue] {
    var values: [ScriptComponentValue] = []
    while self.token.kind == .leftParenthesis {
      values.append(try componentValueForm(depth: depth))
    }
    return values
  }

  private mutating func payload(depth: Int) throws(TextError) -> ScriptComponentValue? {
    guard self.token.kind == .leftParenthesis else { return nil }
    return try componentValueForm(depth: depth)
  }

  /// `(field "name" value)*`
  private mutating func recordFields(
    depth: Int
  ) throws(TextError) -> [ScriptComponentValue.Field] {
    var fields: [ScriptComponentValue.Field] = []
    while acceptForm(.field) {
      let name = try label()
      let isForm = self.token.kind == .leftParenthesis
      let value =
        isForm ? try componentValueForm(depth: depth) : try componentValue(depth: depth)
      try expectClose()
      fields.append(ScriptComponentValue.Field(name: name, value: value))
    }
    return fields
  }

  private mutating func truth() throws(TextError) -> Bool {
    if accept(.true) { return true }
    try expect(.false)
    return false
  }

  private mutating func label() throws(TextError) -> String {
    String(decoding: try nameString(), as: UTF8.self)
  }

  private mutating func labels() throws(TextError) -> [String] {
    var labels: [String] = []
    while self.token.kind == .string { labels.append(try label()) }
    return labels
  }

  /// A string of one character.
  private mutating func character() throws(TextError) -> Unicode.Scalar {
    let token = token
    let scalars = Array(try label().unicodeScalars)
    guard scalars.count == 1 else { throw error("expected one character", at: token) }
    return scalars[0]
  }

  /// A number as core constants have it: one too large for its sign is taken as two's complement.
  private mutating func signed(width: UInt64) throws(TextError) -> Int64 {
    let bits = try integer(width: width)
    return Int64(bitPattern: bits << (64 - width)) >> Int64(64 - width)
  }
}

extension Keyword {
  /// Whether the word begins a value of the component model.
  fileprivate var beginsComponentValue: Bool {
    switch self {
    case .boolConst, .s8Const, .u8Const, .s16Const, .u16Const, .s32Const, .u32Const, .s64Const,
      .u64Const, .charConst, .strConst, .listConst, .recordConst, .tupleConst, .variantConst,
      .enumConst, .flagsConst, .optionNone, .optionSome, .resultOK, .resultError:
      true
    default:
      false
    }
  }
}
