internal import WasmTypes

// The first walk over the fields of a module: which members its index spaces have.
extension ModuleAssembler {
  mutating func declareFields() throws(TextError) {
    while cursor.accept(.leftParenthesis) {
      fieldStarts.append(cursor.index)
      try declareField()
      try cursor.skipToClose()
      cursor.advance()
    }
  }

  private mutating func declareField() throws(TextError) {
    let token = cursor.token
    guard let keyword = token.keyword else { throw cursor.unexpected() }
    cursor.advance()
    switch keyword {
    case .type: try cursor.declareMember(of: &types, &annotations)
    case .rec: try declareRecursiveGroup()
    case .import: try declareImport(at: token)
    case .func: try declareDefinition(.function, at: token)
    case .table: try declareDefinition(.table, at: token)
    case .memory: try declareDefinition(.memory, at: token)
    case .global: try declareDefinition(.global, at: token)
    case .tag: try declareDefinition(.tag, at: token)
    case .elem: try cursor.declareMember(of: &elements, &annotations)
    case .data: try cursor.declareMember(of: &dataSegments, &annotations)
    case .export: break
    case .start:
      if hasStart { throw cursor.error("multiple start sections", at: token) }
      hasStart = true
    default: throw cursor.unexpected(token)
    }
  }

  private mutating func declareRecursiveGroup() throws(TextError) {
    while cursor.acceptForm(.type) {
      try cursor.declareMember(of: &types, &annotations)
      try cursor.skipToClose()
      cursor.advance()
    }
  }

  private mutating func declareImport(at token: Token) throws(TextError) {
    try checkImportIsAllowed(at: token)
    _ = try cursor.nameString()
    _ = try cursor.nameString()
    try cursor.expect(.leftParenthesis)
    guard let kind = cursor.token.externalKind else { throw cursor.unexpected() }
    cursor.advance()
    try declareMember(kind)
    try cursor.skipToClose()
    cursor.advance()
  }

  /// A field that defines something, or imports it if it contains `(import ...)`.
  private mutating func declareDefinition(
    _ kind: ExternalKind, at token: Token
  ) throws(TextError) {
    try declareMember(kind)
    while cursor.isAtForm(.export) { try cursor.skipForm() }
    if cursor.isAtForm(.import) {
      try checkImportIsAllowed(at: token)
      return
    }
    lastDefinition = kind
    // A segment that is written inside of its table or memory precedes those of the fields that
    // follow.
    if kind == .table, try containsForm(.elem) { elements.declareAnonymous(1) }
    if kind == .memory, try containsForm(.data) { dataSegments.declareAnonymous(1) }
  }

  private func checkImportIsAllowed(at token: Token) throws(TextError) {
    if let lastDefinition {
      throw cursor.error("import after \(lastDefinition)", at: token)
    }
  }

  private mutating func declareMember(_ kind: ExternalKind) throws(TextError) {
    switch kind {
    case .function: try cursor.declareMember(of: &functions, &annotations)
    case .table: try cursor.declareMember(of: &tables, &annotations)
    case .memory: try cursor.declareMember(of: &memories, &annotations)
    case .global: try cursor.declareMember(of: &globals, &annotations)
    case .tag: try cursor.declareMember(of: &tags, &annotations)
    }
  }

  /// Whether a form with `keyword` follows directly in the current form.
  private func containsForm(_ keyword: Keyword) throws(TextError) -> Bool {
    var rest = cursor
    while rest.token.kind != .rightParenthesis {
      if rest.isAtForm(keyword) { return true }
      if rest.token.kind == .leftParenthesis { try rest.skipForm() } else { rest.advance() }
      if rest.isAtEnd { return false }
    }
    return false
  }
}

extension TokenCursor {
  /// Whether what is declared here has an identifier or a `@name` annotation.
  func isAtName(_ annotations: AnnotationReader) -> Bool {
    token.kind == .identifier || annotations.hasNext(.name, before: self)
  }

  /// Reads the identifier and the `@name` annotation of the member that is declared here.
  mutating func declareMember(
    of space: inout IndexSpace, _ annotations: inout AnnotationReader
  ) throws(TextError) {
    let token = token
    let index = space.count
    try space.declare(acceptIdentifier(), at: token, self)
    if let annotation = try annotations.name(before: self) {
      space.rename(index, to: annotation.name)
    }
  }
}

extension Token {
  /// The kind of import or definition that a keyword begins.
  var externalKind: ExternalKind? {
    switch keyword {
    case .func: .function
    case .table: .table
    case .memory: .memory
    case .global: .global
    case .tag: .tag
    default: nil
    }
  }
}
