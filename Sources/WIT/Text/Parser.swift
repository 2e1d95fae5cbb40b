/// Reads a file into a `Document`. WIT: "Top-level items".
struct Parser {
  let limits: WITLimits
  private let lexemes: [Lexer.Lexeme]
  private var position = 0

  private init(_ lexemes: [Lexer.Lexeme], limits: WITLimits) {
    self.lexemes = lexemes
    self.limits = limits
  }

  static func document(
    _ file: SourceFile, number: Int, limits: WITLimits
  ) throws(SourceFailure) -> Document {
    var parser = Parser(try Lexer.lexemes(of: file, number: number), limits: limits)
    return try parser.document()
  }

  // MARK: Tokens

  var next: Lexer.Lexeme { lexemes[position] }

  func isFollowed(by sign: Token.Sign) -> Bool {
    position + 1 < lexemes.count && lexemes[position + 1].token == .sign(sign)
  }

  mutating func advance() { if position < lexemes.count - 1 { position += 1 } }

  mutating func accept(_ sign: Token.Sign) -> Bool {
    guard next.token == .sign(sign) else { return false }
    advance()
    return true
  }

  mutating func accept(_ keyword: Token.Keyword) -> Bool {
    guard next.token == .keyword(keyword) else { return false }
    advance()
    return true
  }

  func unexpected(_ expected: String) -> SourceFailure {
    SourceFailure("expected \(expected), found \(next.token.description)", next.range)
  }

  mutating func expect(_ sign: Token.Sign) throws(SourceFailure) {
    guard accept(sign) else { throw unexpected("`\(sign.rawValue)`") }
  }

  mutating func expect(_ keyword: Token.Keyword) throws(SourceFailure) {
    guard accept(keyword) else { throw unexpected("`\(keyword.rawValue)`") }
  }

  mutating func identifier() throws(SourceFailure) -> Identifier {
    guard case .identifier(let text) = next.token else { throw unexpected("a name") }
    let identifier = Identifier(text: text, range: next.range)
    guard Self.isKebabCase(text) else {
      throw SourceFailure(
        "`\(text)` is not in kebab case: words of lower-case or of upper-case letters and digits, "
          + "with single hyphens between", next.range)
    }
    advance()
    return identifier
  }

  /// Whether a name is a `label`. Explainer: "Import and Export Definitions".
  private static func isKebabCase(_ text: String) -> Bool {
    var isFirst = true
    for word in text.split(separator: "-", omittingEmptySubsequences: false) {
      guard let first = word.first, !isFirst || first.isLetter else { return false }
      isFirst = false
      if word.contains(where: \.isLowercase) && word.contains(where: \.isUppercase) { return false }
    }
    return true
  }

  /// Items with commas between them, and perhaps one behind the last.
  mutating func list<Item>(
    until end: Token.Sign, _ item: (inout Parser) throws(SourceFailure) -> Item
  ) throws(SourceFailure) -> [Item] {
    var items: [Item] = []
    while !accept(end) {
      items.append(try item(&self))
      if !accept(.comma) {
        guard accept(end) else { throw unexpected("`,` or `\(end.rawValue)`") }
        break
      }
    }
    return items
  }

  // MARK: Documents

  private mutating func document() throws(SourceFailure) -> Document {
    var document = Document()
    var isFirst = true
    while next.token != .end {
      if next.token == .keyword(.package) {
        let package = try packageDeclaration()
        if accept(.leftBrace) {
          var nested = NestedPackage(package: package, items: [])
          while !accept(.rightBrace) { nested.items.append(try packageItem()) }
          document.nested.append(nested)
        } else {
          guard isFirst else {
            throw SourceFailure(
              "the package of a file must be declared before its items", package.range)
          }
          try expect(.semicolon)
          document.package = package
        }
      } else {
        document.items.append(try packageItem())
      }
      isFirst = false
    }
    return document
  }

  private mutating func packageDeclaration() throws(SourceFailure) -> PackageDeclaration {
    let documentation = next.documentation
    try expect(.package)
    let start = next.range
    let namespace = try identifier()
    try expect(.colon)
    let name = try identifier()
    if case .sign(let sign) = next.token, sign == .colon || sign == .slash {
      throw SourceFailure("nested namespaces and packages are not supported", next.range)
    }
    let version = try version()
    return PackageDeclaration(
      name: PackageName(namespace: namespace.text, name: name.text, version: version),
      range: covering(start), documentation: documentation)
  }

  /// From one token to the last one that was read.
  func covering(_ start: SourceRange) -> SourceRange {
    SourceRange(file: start.file, start: start.start, end: lexemes[max(0, position - 1)].range.end)
  }

  /// A version behind an at sign, if there is one.
  private mutating func version() throws(SourceFailure) -> SemanticVersion? {
    accept(.at) ? try semanticVersion() : nil
  }

  /// The tokens of a version have no space between them; a period belongs to it if it goes on.
  mutating func semanticVersion() throws(SourceFailure) -> SemanticVersion {
    let start = next.range
    var text = ""
    var end = start.start
    while next.range.start == end, let part = versionPart(at: position) {
      if next.token == .sign(.period), versionPart(at: position + 1) == nil { break }
      text += part
      end = next.range.end
      advance()
    }
    guard let version = SemanticVersion(text) else {
      let range = text.isEmpty ? start : covering(start)
      throw SourceFailure("expected a version such as 1.2.3", range)
    }
    return version
  }

  private func versionPart(at position: Int) -> String? {
    guard position < lexemes.count else { return nil }
    switch lexemes[position].token {
    case .integer(let digits): return digits
    case .identifier(let text): return text
    case .keyword(let keyword): return keyword.rawValue
    case .sign(let sign) where sign == .period || sign == .minus || sign == .plus:
      return sign.rawValue
    default: return nil
    }
  }

  private mutating func packageItem() throws(SourceFailure) -> PackageItem {
    let attributes = try attributes()
    switch next.token {
    case .keyword(.use):
      if let range = attributes.range {
        throw SourceFailure("a `use` outside of interfaces and worlds has no gates", range)
      }
      return .use(try topLevelUse())
    case .keyword(.interface):
      advance()
      let name = try identifier()
      return .interface(
        InterfaceSyntax(name: name, attributes: attributes, items: try interfaceItems()))
    case .keyword(.world): return .world(try world(attributes))
    default: throw unexpected("`interface`, `world`, `use` or `package`")
    }
  }

  private mutating func topLevelUse() throws(SourceFailure) -> TopLevelUse {
    try expect(.use)
    let path = try usePath()
    let alias = accept(.as) ? try identifier() : nil
    try expect(.semicolon)
    return TopLevelUse(path: path, alias: alias)
  }

  mutating func usePath() throws(SourceFailure) -> UsePath {
    let first = try identifier()
    guard accept(.colon) else { return UsePath(package: nil, name: first, range: first.range) }
    return try usePath(namespace: first)
  }

  /// What follows the namespace and its colon.
  mutating func usePath(namespace: Identifier) throws(SourceFailure) -> UsePath {
    let package = try identifier()
    try expect(.slash)
    let name = try identifier()
    let version = try version()
    return UsePath(
      package: PackageName(namespace: namespace.text, name: package.text, version: version),
      name: name, range: covering(namespace.range))
  }

  // MARK: Attributes

  /// `gate`, `external-id` and the comments before.
  mutating func attributes() throws(SourceFailure) -> Attributes {
    var attributes = Attributes(documentation: next.documentation)
    var since: SemanticVersion?
    var feature: String?
    var deprecated: SemanticVersion?
    let start = next.range
    while accept(.at) {
      let keyword = next
      guard case .identifier(let name) = keyword.token else { throw unexpected("a gate") }
      advance()
      try expect(.leftParenthesis)
      switch name {
      case "since":
        since = try field("version") { parser throws(SourceFailure) in try parser.semanticVersion()
        }
      case "deprecated":
        deprecated = try field("version") { parser throws(SourceFailure) in
          try parser.semanticVersion()
        }
      case "unstable":
        feature = try field("feature") { parser throws(SourceFailure) in
          try parser.identifier().text
        }
      case "external-id":
        guard case .string(let text) = next.token else { throw unexpected("a string") }
        attributes.externalID = text
        advance()
      default: throw SourceFailure("unknown gate `@\(name)`", keyword.range)
      }
      try expect(.rightParenthesis)
      attributes.range = covering(start)
      attributes.documentation = attributes.documentation ?? next.documentation
    }
    attributes.stability = try Self.stability(
      since: since, feature: feature, deprecated: deprecated, attributes.range ?? start)
    return attributes
  }

  private mutating func field<Value>(
    _ name: String, _ value: (inout Parser) throws(SourceFailure) -> Value
  ) throws(SourceFailure) -> Value {
    guard case .identifier(name) = next.token else { throw unexpected("`\(name)`") }
    advance()
    try expect(.equals)
    return try value(&self)
  }

  private static func stability(
    since: SemanticVersion?, feature: String?, deprecated: SemanticVersion?, _ range: SourceRange
  ) throws(SourceFailure) -> Stability {
    switch (since, feature) {
    case (let since?, nil): return .stable(since: since, deprecated: deprecated)
    case (nil, let feature?): return .unstable(feature: feature, deprecated: deprecated)
    case (nil, nil):
      if deprecated == nil { return .unspecified }
      throw SourceFailure("`@deprecated` needs `@since` or `@unstable` beside it", range)
    default: throw SourceFailure("`@since` and `@unstable` exclude each other", range)
    }
  }
}
