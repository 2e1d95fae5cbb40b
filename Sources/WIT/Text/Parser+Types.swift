// Types where they are defined and where they are used.

extension Parser {
  /// `typedef-item`; nil, and nothing read, if there is none.
  mutating func typeDefinition(_ attributes: Attributes) throws(SourceFailure) -> TypeSyntax? {
    guard case .keyword(let keyword) = next.token else { return nil }
    switch keyword {
    case .type, .record, .flags, .variant, .enum, .resource: advance()
    default: return nil
    }
    let name = try identifier()
    let content = try content(keyword, of: name)
    return TypeSyntax(name: name, attributes: attributes, content: content)
  }

  private mutating func content(
    _ keyword: Token.Keyword, of name: Identifier
  ) throws(SourceFailure) -> TypeSyntax.Content {
    switch keyword {
    case .type:
      try expect(.equals)
      let type = try type()
      try expect(.semicolon)
      return .alias(type)
    case .record:
      let fields = try fields { parser throws(SourceFailure) in
        try parser.expect(.colon)
        return try parser.type()
      }
      if fields.isEmpty { throw SourceFailure("a record has one field at least", name.range) }
      return .record(fields)
    case .variant:
      let cases = try fields { parser throws(SourceFailure) in
        guard parser.accept(.leftParenthesis) else { return nil }
        let type = try parser.type()
        try parser.expect(.rightParenthesis)
        return type
      }
      if cases.isEmpty { throw SourceFailure("a variant has one case at least", name.range) }
      return .variant(cases)
    case .enum:
      let cases = try fields { _ throws(SourceFailure) in nil }
      if cases.isEmpty { throw SourceFailure("an enum has one case at least", name.range) }
      return .enumeration(cases)
    case .flags:
      let flags = try fields { _ throws(SourceFailure) in nil }
      if flags.isEmpty { throw SourceFailure("flags have one name at least", name.range) }
      return .flags(flags)
    default:
      return .resource(accept(.semicolon) ? [] : try resourceFunctions())
    }
  }

  private mutating func fields(
    _ type: (inout Parser) throws(SourceFailure) -> TypeExpression?
  ) throws(SourceFailure) -> [TypeSyntax.Field] {
    try expect(.leftBrace)
    return try list(until: .rightBrace) { parser throws(SourceFailure) in
      let documentation = parser.next.documentation
      let name = try parser.identifier()
      return TypeSyntax.Field(name: name, documentation: documentation, type: try type(&parser))
    }
  }

  private mutating func resourceFunctions() throws(SourceFailure) -> [ResourceFunction] {
    try expect(.leftBrace)
    var functions: [ResourceFunction] = []
    while !accept(.rightBrace) {
      let attributes = try attributes()
      let start = next.range
      if accept(.constructor) {
        let name = Identifier(text: "", range: start)
        let function = try function(name: name, attributes, isAsync: false)
        functions.append(ResourceFunction(kind: .constructor, function: function))
      } else {
        let name = try identifier()
        try expect(.colon)
        let kind: ResourceFunction.Kind = accept(.static) ? .static : .method
        functions.append(
          ResourceFunction(kind: kind, function: try functionType(name: name, attributes)))
      }
      try expect(.semicolon)
    }
    return functions
  }

  /// `ty`
  mutating func type() throws(SourceFailure) -> TypeExpression { try type(depth: 0) }

  private mutating func type(depth: Int) throws(SourceFailure) -> TypeExpression {
    if depth >= limits.typeDepth {
      throw SourceFailure(
        "types are more than \(limits.typeDepth) inside of one another", next.range)
    }
    if case .identifier = next.token { return .named(try identifier()) }
    guard case .keyword(let keyword) = next.token else { throw unexpected("a type") }
    if let primitive = PrimitiveType(rawValue: keyword.rawValue) {
      advance()
      return .primitive(primitive)
    }
    return try constructedType(keyword, depth: depth + 1)
  }

  private mutating func constructedType(
    _ keyword: Token.Keyword, depth: Int
  ) throws(SourceFailure) -> TypeExpression {
    let start = next.range
    switch keyword {
    case .tuple:
      let parts = try parts(keyword) { parser throws(SourceFailure) in
        try parser.list(until: .greater) { parser throws(SourceFailure) in
          try parser.type(depth: depth)
        }
      }
      if parts.isEmpty { throw SourceFailure("a tuple has one part at least", start) }
      return .tuple(parts)
    case .list: return try listType(depth: depth)
    case .option: return .option(try onePart(keyword, depth: depth))
    case .borrow, .own:
      advance()
      try expect(.less)
      let name = try identifier()
      try expect(.greater)
      return keyword == .own ? .own(name) : .borrow(name)
    case .future, .stream:
      let isBare = !isFollowed(by: .less)
      if isBare { advance() }
      let part = isBare ? nil : try onePart(keyword, depth: depth)
      return keyword == .future ? .future(part) : .stream(part)
    case .result: return try resultType(depth: depth)
    case .map:
      return try parts(keyword) { parser throws(SourceFailure) in
        let key = try parser.mapKey()
        try parser.expect(.comma)
        let value = try parser.type(depth: depth)
        try parser.expect(.greater)
        return .map(key: key, value: value)
      }
    default: throw unexpected("a type")
    }
  }

  /// Reads the keyword and `<`, and what is behind up to `>`.
  private mutating func parts<Parts>(
    _ keyword: Token.Keyword, _ body: (inout Parser) throws(SourceFailure) -> Parts
  ) throws(SourceFailure) -> Parts {
    try expect(keyword)
    try expect(.less)
    return try body(&self)
  }

  private mutating func onePart(
    _ keyword: Token.Keyword, depth: Int
  ) throws(SourceFailure) -> TypeExpression {
    try parts(keyword) { parser throws(SourceFailure) in
      let part = try parser.type(depth: depth)
      try parser.expect(.greater)
      return part
    }
  }

  /// `kt`
  private mutating func mapKey() throws(SourceFailure) -> TypeExpression {
    let range = next.range
    guard case .primitive(let type) = try type(), ![.f32, .f64, .errorContext].contains(type) else {
      throw SourceFailure("the key of a map is an integer, `char`, `string` or `bool`", range)
    }
    return .primitive(type)
  }

  private mutating func listType(depth: Int) throws(SourceFailure) -> TypeExpression {
    try parts(.list) { parser throws(SourceFailure) in
      let element = try parser.type(depth: depth)
      guard parser.accept(.comma) else {
        try parser.expect(.greater)
        return .list(element)
      }
      guard case .integer(let digits) = parser.next.token, let count = UInt32(digits), count > 0
      else { throw parser.unexpected("a length from 1 to \(UInt32.max)") }
      parser.advance()
      try parser.expect(.greater)
      return .fixedLengthList(element, count: count)
    }
  }

  private mutating func resultType(depth: Int) throws(SourceFailure) -> TypeExpression {
    guard isFollowed(by: .less) else {
      advance()
      return .result(success: nil, error: nil)
    }
    return try parts(.result) { parser throws(SourceFailure) in
      let isEmpty = parser.accept(.underscore)
      let success = isEmpty ? nil : try parser.type(depth: depth)
      if isEmpty, parser.next.token != .sign(.comma) { throw parser.unexpected("`,`") }
      let error = parser.accept(.comma) ? try parser.type(depth: depth) : nil
      try parser.expect(.greater)
      return .result(success: success, error: error)
    }
  }
}
