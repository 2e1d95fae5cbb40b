internal import ComponentBinary
internal import WasmTypes

// The fields of a component. Explainer: "Component Definitions".
extension ComponentAssembler {
  /// A field without its parentheses.
  mutating func field() throws(TextError) {
    let token = cursor.token
    guard let keyword = token.keyword else { throw cursor.unexpected() }
    cursor.advance()
    switch keyword {
    case .core: try coreField(token)
    case .component: try componentField(token)
    case .instance: try instanceField(token)
    case .alias: try aliasField(token)
    case .type: try typeField(token)
    case .func: try functionField(token)
    case .canon: try canonicalField(token)
    case .import: try importField(token)
    case .export: try exportField(token)
    case .start: try startField(token)
    case .value: try valueField(token)
    default: throw cursor.unexpected(token)
    }
  }

  /// A field that begins with `core`.
  private mutating func coreField(_ token: Token) throws(TextError) {
    guard let keyword = cursor.token.keyword else { throw cursor.unexpected() }
    switch keyword {
    case .rec: return try coreRecursiveGroupField(token)
    case .type: return try coreTypeField(token)
    case .module: return try coreModuleField(token)
    case .instance: return try coreInstanceField(token)
    default: break
    }
    // What else there is can only be an alias or made by a canonical definition.
    let sort = Sort.core(try coreSort())
    let declaration = try declaration()
    if cursor.acceptForm(.alias) {
      try invertedAlias(sort, declaration, at: token)
    } else if sort == .core(.function), cursor.acceptForm(.canon) {
      try coreCanonicalFunction(declaration, at: token)
      try cursor.expectClose()
    } else {
      throw cursor.unexpected()
    }
  }

  /// `component id? export* import? ...`
  private mutating func componentField(_ token: Token) throws(TextError) {
    let declaration = try declaration()
    let exports = try inlineExports()
    if let name = try inlineImport() {
      let type = ExternType.component(try typeUse(.component))
      let index = try defineImport(name, type, declaration, at: token)
      return export(exports, SortIndex(.component, index), at: token)
    }
    let component = try nested(.component, declaration.identifier) {
      (assembler) throws(TextError) in
      try assembler.componentFields(declaration)
    }
    let index = try define(.component(component), declaration, .component, at: token)
    export(exports, SortIndex(.component, index), at: token)
  }

  /// `core module id? export* import? ...`
  private mutating func coreModuleField(_ token: Token) throws(TextError) {
    cursor.advance()
    let declaration = try declaration()
    let sort = Sort.core(.module)
    let exports = try inlineExports()
    if let name = try inlineImport() {
      let type = ExternType.coreModule(try coreModuleTypeUse())
      let index = try defineImport(name, type, declaration, at: token)
      return export(exports, SortIndex(sort, index), at: token)
    }
    if cursor.acceptForm(.alias) { return try invertedAlias(sort, declaration, at: token) }
    let start = cursor.index
    try cursor.skipToClose()
    let module = try ModuleAssembler.assemble(
      fields: start..<cursor.index, of: cursor.text,
      name: declaration.name ?? declaration.identifier
    )
    annotations.skip(start...cursor.index)
    let index = try define(.coreModule(try keep(module)), declaration, sort, at: token)
    export(exports, SortIndex(sort, index), at: token)
  }

  /// `start f (value v)* (result (value id?))*`
  private mutating func startField(_ token: Token) throws(TextError) {
    let function = try index(.function)
    var arguments: [ComponentReference] = []
    while cursor.acceptForm(.value) {
      arguments.append(try reference(.value))
      try cursor.expectClose()
    }
    var results: [ComponentDeclaration] = []
    while cursor.acceptForm(.result) {
      guard cursor.acceptForm(.value) else { throw cursor.unexpected() }
      results.append(try declaration())
      try cursor.expectClose()
      try cursor.expectClose()
    }
    var start = ComponentSyntax.Start(
      function: try resolve(function), arguments: [],
      resultCount: UInt32(truncatingIfNeeded: results.count))
    for argument in arguments { start.arguments.append(try resolve(argument)) }
    scope.definitions.append(ComponentSyntax.Definition(.start(start), offset: token.start))
    for result in results { _ = try scope.declare(result, .value, cursor) }
  }
}

// Inline exports. They are defined behind everything else.
extension ComponentAssembler {
  /// `(export "name")*`
  mutating func inlineExports() throws(TextError) -> [ExternName] {
    var names: [ExternName] = []
    while cursor.isAtForm(.export), cursor.token(after: 2).kind == .string,
      isAtInlineForm(after: 3)
    {
      cursor.advance()
      cursor.advance()
      names.append(try externName())
      try cursor.expectClose()
    }
    return names
  }

  /// `(import "name")` if it is here.
  mutating func inlineImport() throws(TextError) -> ExternName? {
    guard cursor.isAtForm(.import), cursor.token(after: 2).kind == .string,
      isAtInlineForm(after: 3)
    else { return nil }
    cursor.advance()
    cursor.advance()
    let name = try externName()
    try cursor.expectClose()
    return name
  }

  /// Whether nothing but attributes of the name follow from the token at `distance` on: an import or
  /// an export that is not inline says what it is of.
  private func isAtInlineForm(after distance: Int) -> Bool {
    var distance = distance
    while cursor.token(after: distance).kind == .leftParenthesis,
      cursor.token(after: distance + 1).keyword?.isAttribute == true
    {
      distance += 4
    }
    return cursor.token(after: distance).kind == .rightParenthesis
  }

  mutating func export(_ names: [ExternName], _ item: SortIndex, at token: Token) {
    for name in names {
      scope.inlineExports.append(
        ComponentSyntax.Definition(
          .export(ComponentSyntax.Export(name: name, item: item)), offset: token.start))
    }
  }
}

extension Keyword {
  /// Whether the word begins an attribute of the name of an import or export.
  var isAttribute: Bool {
    self == .implements || self == .versionSuffix || self == .externalID
  }
}
