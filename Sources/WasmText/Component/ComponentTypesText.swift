internal import ComponentBinary
internal import WasmTypes

// Types. Explainer: "Type Definitions".
extension ComponentAssembler {
  /// `type id? export* ...`
  mutating func typeField(_ token: Token) throws(TextError) {
    let declaration = try declaration()
    let exports = try inlineExports()
    if cursor.acceptForm(.alias) { return try invertedAlias(.type, declaration, at: token) }
    let type = try typeDefinition(declaration.identifier)
    scope.append(type, token.start)
    let index = try scope.declare(declaration, .type, cursor)
    export(exports, SortIndex(.type, index), at: token)
  }

  /// `deftype`. The identifier is that of the type, which is one of a scope if it has declarations.
  private mutating func typeDefinition(_ identifier: Name?) throws(TextError) -> TypeDefinition {
    if let type = cursor.acceptPrimitiveType() { return .value(.primitive(type)) }
    try cursor.expect(.leftParenthesis)
    let type: TypeDefinition
    if cursor.accept(.func) {
      type = .function(try functionType())
    } else if cursor.accept(.component) {
      type = .component(try declarators(.componentType, identifier))
    } else if cursor.accept(.instance) {
      type = .instance(try declarators(.instanceType, identifier))
    } else if cursor.accept(.resource) {
      type = try resourceType()
    } else {
      type = .value(try resolve(try definedValueType()))
    }
    try cursor.expectClose()
    return type
  }

  /// `(type t)`, or a type of this kind, which is defined first.
  mutating func typeUse(_ sort: Sort) throws(TextError) -> UInt32 {
    if isAtTypeReference { return try resolve(try index(.type)) }
    let offset = cursor.token.start
    let type: TypeDefinition
    switch sort {
    case .component: type = .component(try declarators(.componentType, nil))
    case .instance: type = .instance(try declarators(.instanceType, nil))
    default: type = .function(try functionType())
    }
    return define(type, offset)
  }

  /// Defines a type that is written where its index is needed.
  private mutating func define(_ type: TypeDefinition, _ offset: UInt32) -> UInt32 {
    scope.append(type, offset)
    return scope.declareImplicitly(.type)
  }

  /// `async? (param "name" t)* (result t)?`
  private mutating func functionType() throws(TextError) -> FunctionTypeSyntax {
    var type = FunctionTypeSyntax(isAsync: cursor.accept(.async))
    var parameters: [Labelled<ComponentTypePart>] = []
    while cursor.acceptForm(.param) {
      let label = try name()
      parameters.append(Labelled(label, try typePart()))
      try cursor.expectClose()
    }
    var result: ComponentTypePart?
    if cursor.acceptForm(.result) {
      result = try typePart()
      try cursor.expectClose()
    }
    for parameter in parameters {
      type.parameters.append(Labelled(parameter.label, try resolve(parameter.content)))
    }
    if let result { type.result = try resolve(result) }
    return type
  }

  /// `(rep t) (dtor f)?`
  private mutating func resourceType() throws(TextError) -> TypeDefinition {
    guard cursor.acceptForm(.rep) else { throw cursor.unexpected() }
    let representation = try coreValueType()
    try cursor.expectClose()
    var destructor: UInt32?
    if cursor.acceptForm(.dtor) {
      destructor = try resolve(try index(.core(.function), isCoreOptional: true))
      try cursor.expectClose()
    }
    return .resource(representation: representation, destructor: destructor)
  }

  /// What the declarations in a component type or an instance type declare.
  private mutating func declarators(
    _ kind: TextScope.Kind, _ identifier: Name?
  ) throws(TextError) -> [Declarator] {
    try nested(kind, identifier) { (assembler) throws(TextError) in
      while assembler.cursor.accept(.leftParenthesis) {
        try assembler.declarator()
        try assembler.cursor.expectClose()
      }
      return assembler.scope.declarators
    }
  }

  /// A declaration without its parentheses.
  private mutating func declarator() throws(TextError) {
    let token = cursor.token
    guard let keyword = token.keyword else { throw cursor.unexpected() }
    cursor.advance()
    switch keyword {
    case .core:
      if cursor.token.isKeyword(.rec) { return try coreRecursiveGroupField(token) }
      guard cursor.token.isKeyword(.type) else { throw cursor.unexpected() }
      try coreTypeField(token)
    case .type: try typeField(token)
    case .alias: try aliasField(token)
    case .import where scope.kind == .componentType:
      let name = try externName()
      let (type, declaration) = try declaredExternType()
      scope.declarators.append(
        Declarator(.import(name: name, type: type), offset: token.start))
      _ = try scope.declare(declaration, type.sort, cursor)
    case .export:
      let name = try externName()
      let (type, declaration) = try declaredExternType()
      scope.declarators.append(
        Declarator(.export(name: name, type: type), offset: token.start))
      _ = try scope.declare(declaration, type.sort, cursor)
    default: throw cursor.unexpected(token)
    }
  }
}

// Value types.
extension ComponentAssembler {
  /// `valtype`. A type that is written here is defined first.
  mutating func typePart() throws(TextError) -> ComponentTypePart {
    if let type = cursor.acceptPrimitiveType() { return .primitive(type) }
    if cursor.token.isIndex || isAtTypeReference { return .reference(try index(.type)) }
    let offset = cursor.token.start
    try cursor.expect(.leftParenthesis)
    let type = try resolve(try definedValueType())
    try cursor.expectClose()
    return .reference(.resolved(SortIndex(.type, define(.value(type), offset))))
  }

  private mutating func optionalTypePart() throws(TextError) -> ComponentTypePart? {
    cursor.token.kind == .rightParenthesis ? nil : try typePart()
  }

  private mutating func resolve(
    _ type: DefinedValueType<ComponentTypePart, ComponentReference>
  ) throws(TextError) -> DefinedValueType<ValueTypeUse, UInt32> {
    try type.map(
      part: { (part) throws(TextError) in try self.resolve(part) },
      resource: { (resource) throws(TextError) in try self.resolve(resource) })
  }

  /// A type in parentheses, without these.
  private mutating func definedValueType() throws(TextError)
    -> DefinedValueType<ComponentTypePart, ComponentReference>
  {
    nesting += 1
    defer { nesting -= 1 }
    try cursor.checkNesting(nesting)
    let token = cursor.token
    guard let keyword = token.keyword else { throw cursor.unexpected() }
    cursor.advance()
    switch keyword {
    case .record: return .record(try recordFields())
    case .variant: return .variant(try variantCases())
    case .list:
      let element = try typePart()
      if cursor.token.kind == .rightParenthesis { return .list(element) }
      return .fixedLengthList(element, count: try cursor.natural32())
    case .tuple:
      var parts: [ComponentTypePart] = []
      while cursor.token.kind != .rightParenthesis { parts.append(try typePart()) }
      return .tuple(parts)
    case .flags: return .flags(try labels())
    case .enum: return .enumeration(try labels())
    case .option: return .option(try typePart())
    case .result: return try resultType()
    case .map:
      let key = try typePart()
      return .map(key: key, value: try typePart())
    case .own: return .own(try index(.type))
    case .borrow: return .borrow(try index(.type))
    case .stream: return .stream(try optionalTypePart())
    case .future: return .future(try optionalTypePart())
    default: throw cursor.unexpected(token)
    }
  }

  /// `(field "name" t)*`
  private mutating func recordFields() throws(TextError) -> [Labelled<ComponentTypePart>] {
    var fields: [Labelled<ComponentTypePart>] = []
    while cursor.acceptForm(.field) {
      let label = try name()
      fields.append(Labelled(label, try typePart()))
      try cursor.expectClose()
    }
    return fields
  }

  /// `(case "name" t?)*`
  private mutating func variantCases() throws(TextError) -> [Labelled<ComponentTypePart?>] {
    var cases: [Labelled<ComponentTypePart?>] = []
    while cursor.acceptForm(.case) {
      let label = try name()
      cases.append(Labelled(label, try optionalTypePart()))
      try cursor.expectClose()
    }
    return cases
  }

  /// `t? (error t)?`
  private mutating func resultType() throws(TextError)
    -> DefinedValueType<ComponentTypePart, ComponentReference>
  {
    var success: ComponentTypePart?
    if !cursor.isAtForm(.error) { success = try optionalTypePart() }
    var error: ComponentTypePart?
    if cursor.acceptForm(.error) {
      error = try typePart()
      try cursor.expectClose()
    }
    return .result(success: success, error: error)
  }

  private mutating func labels() throws(TextError) -> [String] {
    var labels: [String] = []
    while cursor.token.kind == .string { labels.append(try name()) }
    return labels
  }
}

extension TokenCursor {
  mutating func acceptPrimitiveType() -> PrimitiveType? {
    guard let type = token.keyword?.primitiveType else { return nil }
    advance()
    return type
  }
}

extension Keyword {
  fileprivate var primitiveType: PrimitiveType? {
    switch self {
    case .bool: .bool
    case .s8: .s8
    case .u8: .u8
    case .s16: .s16
    case .u16: .u16
    case .s32: .s32
    case .u32: .u32
    case .s64: .s64
    case .u64: .u64
    case .f32: .f32
    case .f64: .f64
    case .char: .char
    case .stringType: .string
    case .errorContext: .errorContext
    default: nil
    }
  }
}

extension TextScope {
  mutating func append(_ type: TypeDefinition, _ offset: UInt32) {
    if kind == .component {
      definitions.append(ComponentSyntax.Definition(.type(type), offset: offset))
    } else {
      declarators.append(Declarator(.type(type), offset: offset))
    }
  }
}
