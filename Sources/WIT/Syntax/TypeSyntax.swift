/// `typedef-item`
struct TypeSyntax: Sendable {
  var name: Identifier
  var attributes: Attributes
  var content: Content

  enum Content: Sendable {
    /// `type-item`
    case alias(TypeExpression)
    case record([Field])
    case flags([Field])
    case variant([Field])
    case enumeration([Field])
    case resource([ResourceFunction])
  }

  /// A field, flag or case; the type is missing where there is none.
  struct Field: Sendable {
    var name: Identifier
    var documentation: String?
    var type: TypeExpression?
  }
}

/// `resource-method`
struct ResourceFunction: Sendable {
  var kind: Kind
  var function: FunctionSyntax

  enum Kind: Sendable { case constructor, method, `static` }
}

/// `ty`
indirect enum TypeExpression: Sendable {
  case primitive(PrimitiveType)
  case named(Identifier)
  case own(Identifier)
  case borrow(Identifier)
  case tuple([TypeExpression])
  case list(TypeExpression)
  case fixedLengthList(TypeExpression, count: UInt32)
  case option(TypeExpression)
  case result(success: TypeExpression?, error: TypeExpression?)
  case map(key: TypeExpression, value: TypeExpression)
  case future(TypeExpression?)
  case stream(TypeExpression?)

  /// Calls a function with each name in the type.
  func forEachName<Failure>(_ body: (Identifier) throws(Failure) -> Void) throws(Failure) {
    switch self {
    case .primitive: break
    case .named(let name), .own(let name), .borrow(let name): try body(name)
    case .tuple(let parts): for part in parts { try part.forEachName(body) }
    case .list(let part), .fixedLengthList(let part, _), .option(let part):
      try part.forEachName(body)
    case .map(let key, let value):
      try key.forEachName(body)
      try value.forEachName(body)
    case .result(let success, let error):
      try success?.forEachName(body)
      try error?.forEachName(body)
    case .future(let part), .stream(let part): try part?.forEachName(body)
    }
  }
}

extension TypeSyntax {
  /// Calls a function with each name that the definition itself depends on. What the functions of a
  /// resource name is looked up when all types are defined.
  func forEachName<Failure>(_ body: (Identifier) throws(Failure) -> Void) throws(Failure) {
    switch content {
    case .alias(let type): try type.forEachName(body)
    case .record(let fields), .variant(let fields), .flags(let fields), .enumeration(let fields):
      for field in fields { try field.type?.forEachName(body) }
    case .resource: break
    }
  }
}
