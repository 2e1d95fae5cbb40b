// Interfaces, worlds and what is in them.

extension Parser {
  /// `interface-items` in braces
  mutating func interfaceItems() throws(SourceFailure) -> [InterfaceItem] {
    try expect(.leftBrace)
    var items: [InterfaceItem] = []
    while !accept(.rightBrace) {
      let attributes = try attributes()
      if next.token == .keyword(.use) {
        items.append(.use(try use(attributes)))
      } else if let type = try typeDefinition(attributes) {
        items.append(.type(type))
      } else if case .identifier = next.token {
        let name = try identifier()
        try expect(.colon)
        let function = try functionType(name: name, attributes)
        try expect(.semicolon)
        items.append(.function(function))
      } else {
        throw unexpected("a type, a function, `use` or `}`")
      }
    }
    return items
  }

  private mutating func use(_ attributes: Attributes) throws(SourceFailure) -> UseSyntax {
    try expect(.use)
    let path = try usePath()
    try expect(.period)
    try expect(.leftBrace)
    let names = try list(until: .rightBrace) { parser throws(SourceFailure) in
      let name = try parser.identifier()
      return Renaming(name: name, alias: parser.accept(.as) ? try parser.identifier() : nil)
    }
    try expect(.semicolon)
    return UseSyntax(path: path, names: names, attributes: attributes)
  }

  mutating func world(_ attributes: Attributes) throws(SourceFailure) -> WorldSyntax {
    try expect(.world)
    var world = WorldSyntax(name: try identifier(), attributes: attributes, items: [])
    try expect(.leftBrace)
    while !accept(.rightBrace) { world.items.append(try worldItem()) }
    return world
  }

  private mutating func worldItem() throws(SourceFailure) -> WorldItemSyntax {
    let attributes = try attributes()
    if let type = try typeDefinition(attributes) { return .type(type) }
    switch next.token {
    case .keyword(.use): return .use(try use(attributes))
    case .keyword(.include): return .include(try include(attributes))
    case .keyword(.import): return .extern(try extern(isExport: false, attributes))
    case .keyword(.export): return .extern(try extern(isExport: true, attributes))
    default: throw unexpected("`import`, `export`, `include`, `use`, a type or `}`")
    }
  }

  private mutating func include(_ attributes: Attributes) throws(SourceFailure) -> IncludeSyntax {
    try expect(.include)
    var include = IncludeSyntax(path: try usePath(), names: [], attributes: attributes)
    guard accept(.with) else {
      try expect(.semicolon)
      return include
    }
    try expect(.leftBrace)
    include.names = try list(until: .rightBrace) { parser throws(SourceFailure) in
      let name = try parser.identifier()
      try parser.expect(.as)
      return Renaming(name: name, alias: try parser.identifier())
    }
    return include
  }

  private mutating func extern(
    isExport: Bool, _ attributes: Attributes
  ) throws(SourceFailure) -> ExternSyntax {
    advance()
    let name = try identifier()
    let content: ExternSyntax.Content
    if !accept(.colon) {
      content = .path(UsePath(package: nil, name: name, range: name.range), name: nil)
      try expect(.semicolon)
    } else if accept(.interface) {
      content = .interface(
        InterfaceSyntax(name: name, attributes: attributes, items: try interfaceItems()))
    } else if next.token == .keyword(.func) || next.token == .keyword(.async) {
      content = .function(try functionType(name: name, attributes))
      try expect(.semicolon)
    } else {
      content = try externPath(name)
      try expect(.semicolon)
    }
    return ExternSyntax(isExport: isExport, attributes: attributes, content: content)
  }

  /// What follows a name and a colon: the rest of a path that the name begins, if the colon touches
  /// what is around it, or a path of its own.
  private mutating func externPath(_ first: Identifier) throws(SourceFailure)
    -> ExternSyntax.Content
  {
    if next.range.start == first.range.end + 1 {
      return .path(try usePath(namespace: first), name: nil)
    }
    return .path(try usePath(), name: first)
  }

  /// A function from `async` or `func` on, without the semicolon.
  mutating func functionType(
    name: Identifier, _ attributes: Attributes
  ) throws(SourceFailure) -> FunctionSyntax {
    let isAsync = accept(.async)
    try expect(.func)
    return try function(name: name, attributes, isAsync: isAsync)
  }

  /// A function from its parameters on.
  mutating func function(
    name: Identifier, _ attributes: Attributes, isAsync: Bool
  ) throws(SourceFailure) -> FunctionSyntax {
    try expect(.leftParenthesis)
    let parameters = try list(until: .rightParenthesis) { parser throws(SourceFailure) in
      let name = try parser.identifier()
      try parser.expect(.colon)
      return (name: name, type: try parser.type())
    }
    let result = accept(.arrow) ? try type() : nil
    return FunctionSyntax(
      name: name, attributes: attributes, isAsync: isAsync, parameters: parameters, result: result)
  }
}
