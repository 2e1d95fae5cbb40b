internal import ComponentBinary
internal import WasmTypes

// Imports and exports. Explainer: "Import and Export Definitions".
extension ComponentAssembler {
  /// `import name (X id? type)`
  mutating func importField(_ token: Token) throws(TextError) {
    let name = try externName()
    let (type, declaration) = try declaredExternType()
    _ = try defineImport(name, type, declaration, at: token)
  }

  mutating func defineImport(
    _ name: ExternName, _ type: ExternType, _ declaration: ComponentDeclaration, at token: Token
  ) throws(TextError) -> UInt32 {
    try define(
      .import(ComponentSyntax.Import(name: name, type: type)), declaration, type.sort, at: token)
  }

  /// `export id? name (X index) (X type)?`
  mutating func exportField(_ token: Token) throws(TextError) {
    let declaration = try declaration()
    let name = try externName()
    let reference = try sortedIndex()
    var export = ComponentSyntax.Export(name: name, item: SortIndex(.type, 0))
    if cursor.token.kind == .leftParenthesis { export.type = try externType() }
    export.item = try item(reference)
    _ = try define(.export(export), declaration, export.item.sort, at: token)
  }

  /// A name with its attributes, each at most once.
  mutating func externName() throws(TextError) -> ExternName {
    var name = ExternName(try self.name())
    var read: [Keyword] = []
    while let keyword = cursor.formKeyword, keyword.isAttribute, !read.contains(keyword) {
      cursor.advance()
      cursor.advance()
      read.append(keyword)
      let text = try self.name()
      switch keyword {
      case .implements: name.attributes.append(.implements(text))
      case .versionSuffix: name.attributes.append(.versionSuffix(text))
      default: name.attributes.append(.externalID(text))
      }
      try cursor.expectClose()
    }
    return name
  }

  /// `(X id? type)`
  mutating func declaredExternType() throws(TextError) -> (ExternType, ComponentDeclaration) {
    try cursor.expect(.leftParenthesis)
    let sort = try sort()
    let declaration = try declaration()
    let type = try externType(sort)
    try cursor.expectClose()
    return (type, declaration)
  }

  /// `(X type)`
  private mutating func externType() throws(TextError) -> ExternType {
    try cursor.expect(.leftParenthesis)
    let type = try externType(try sort())
    try cursor.expectClose()
    return type
  }

  /// The type of an import or export of a sort.
  private mutating func externType(_ sort: Sort) throws(TextError) -> ExternType {
    switch sort {
    case .core(.module): return .coreModule(try coreModuleTypeUse())
    case .core: throw cursor.unexpected()
    case .function: return .function(try typeUse(.function))
    case .component: return .component(try typeUse(.component))
    case .instance: return .instance(try typeUse(.instance))
    case .value: return .value(try valueBound())
    case .type: return .type(try typeBound())
    }
  }

  /// `(eq t)` or `(sub resource)`
  private mutating func typeBound() throws(TextError) -> TypeBound {
    if cursor.acceptForm(.sub) {
      try cursor.expect(.resource)
      try cursor.expectClose()
      return .subResource
    }
    guard cursor.acceptForm(.eq) else { throw cursor.unexpected() }
    let type = try index(.type)
    try cursor.expectClose()
    return .equal(try resolve(type))
  }

  /// `(eq v)` or a type
  private mutating func valueBound() throws(TextError) -> ValueBound {
    if cursor.acceptForm(.eq) {
      let value = try index(.value)
      try cursor.expectClose()
      return .equal(try resolve(value))
    }
    return .type(try resolve(try typePart()))
  }
}

// Aliases. Explainer: "Alias Definitions".
extension ComponentAssembler {
  /// `alias export i name (X id?)`, `alias core export i name (core X id?)` or
  /// `alias outer n i (X id?)`
  mutating func aliasField(_ token: Token) throws(TextError) {
    let target = try aliasTarget()
    try cursor.expect(.leftParenthesis)
    let sort = try sort()
    let declaration = try declaration()
    try cursor.expectClose()
    try alias(target, sort, declaration, at: token)
  }

  /// The rest of `(alias ...)` in the field `(X id? (alias ...))`.
  mutating func invertedAlias(
    _ sort: Sort, _ declaration: ComponentDeclaration, at token: Token
  ) throws(TextError) {
    let target = try aliasTarget()
    try cursor.expectClose()
    try alias(target, sort, declaration, at: token)
  }

  private enum AliasTarget {
    case export(ComponentReference, name: String)
    case coreExport(ComponentReference, name: String)
    case outer(Token, Token)
  }

  private mutating func aliasTarget() throws(TextError) -> AliasTarget {
    if cursor.accept(.outer) { return .outer(try indexToken(), try indexToken()) }
    if cursor.accept(.export) {
      let instance = try plainIndex(.instance)
      return .export(instance, name: try name())
    }
    try cursor.expect(.core)
    try cursor.expect(.export)
    let instance = try plainIndex(.core(.instance))
    return .coreExport(instance, name: try name())
  }

  mutating func indexToken() throws(TextError) -> Token {
    let token = cursor.token
    guard token.isIndex else { throw cursor.unexpected() }
    cursor.advance()
    return token
  }

  private mutating func alias(
    _ target: AliasTarget, _ sort: Sort, _ declaration: ComponentDeclaration, at token: Token
  ) throws(TextError) {
    let alias: Alias
    switch target {
    case .export(let instance, let name):
      alias = .export(instance: try resolve(instance), name: name, sort: sort)
    case .coreExport(let instance, let name):
      guard case .core(let sort) = sort else { throw cursor.unexpected(token) }
      alias = .coreExport(instance: try resolve(instance), name: name, sort: sort)
    case .outer(let scopeToken, let indexToken):
      alias = try outerAlias(scopeToken, indexToken, sort)
    }
    scope.append(alias, token.start)
    _ = try scope.declare(declaration, sort, cursor)
  }

  /// An alias of a member of the scope `scopeToken`: how many scopes outward it is, or its name.
  func outerAlias(
    _ scopeToken: Token, _ indexToken: Token, _ sort: Sort
  ) throws(TextError) -> Alias {
    let count: UInt32
    if scopeToken.kind == .natural {
      count = try cursor.natural32(scopeToken)
      if indexToken.kind == .natural {
        // Whether there is such a thing is for validation to find out.
        return .outer(count: count, index: try cursor.natural32(indexToken), sort: sort)
      }
    } else {
      count = try distance(to: scopeToken)
    }
    guard UInt64(count) <= UInt64(outerScopes.count) else {
      throw cursor.error("outer count of `\(count)` is too large", at: scopeToken)
    }
    if indexToken.kind == .natural {
      return .outer(count: count, index: try cursor.natural32(indexToken), sort: sort)
    }
    let target = count == 0 ? scope : outerScopes[outerScopes.count - Int(count)]
    guard let index = target[sort].index(of: cursor.name(indexToken)) else {
      throw cursor.error("unknown \(sort) " + cursor.spelling(indexToken), at: indexToken)
    }
    return .outer(count: count, index: index, sort: sort)
  }

  /// How many scopes outward the one of this name is.
  private func distance(to token: Token) throws(TextError) -> UInt32 {
    let name = cursor.name(token)
    if scope.identifier == name { return 0 }
    for (distance, outer) in outerScopes.reversed().enumerated() where outer.identifier == name {
      return UInt32(truncatingIfNeeded: distance + 1)
    }
    throw cursor.error("outer component `" + name.string + "` not found", at: token)
  }
}
