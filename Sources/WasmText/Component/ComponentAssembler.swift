internal import ComponentBinary
internal import WasmBinary
internal import WasmTypes

/// Translates one component from tokens to definitions, and these to the binary format.
///
/// Definitions only refer to earlier ones, so that one walk over the fields is enough. Each of them
/// takes three steps:
/// 1. It is read into a few small values, in which references are still tokens.
/// 2. What it abbreviates is expanded: types, instances and exports that are written inside of it
///    become definitions of their own, each in the same three steps.
/// 3. Its references are resolved to indices. Aliases for what they refer to in other instances and
///    scopes are defined right before it.
///
/// Expansion and resolution are in the order of other tools, so that the bytes are theirs, too.
/// Components and types nest; how deeply is limited.
struct ComponentAssembler {
  var cursor: TokenCursor
  var annotations: AnnotationReader
  /// The component or type that is being read, and those around it, the outermost first.
  var scope: TextScope
  private(set) var outerScopes: [TextScope] = []
  /// How many components and types surround the current place.
  var nesting = 0
  /// Binary modules and contents of custom sections, which definitions refer to by range.
  private(set) var bytes: [UInt8] = []

  private init(_ cursor: TokenCursor) {
    self.cursor = cursor
    annotations = AnnotationReader(cursor.text, cursor.index..<cursor.limit)
    scope = TextScope(.component, nil)
  }

  /// The bytes of the component that a text is.
  static func assemble(_ text: TokenizedText) throws(TextError) -> [UInt8] {
    var assembler = ComponentAssembler(TokenCursor(text))
    try assembler.cursor.expect(.leftParenthesis)
    try assembler.cursor.expect(.component)
    let bytes = try assembler.assemble()
    try assembler.cursor.expectClose()
    guard assembler.cursor.isAtEnd else { throw assembler.cursor.unexpected() }
    return bytes
  }

  /// The bytes of the component whose contents, an identifier and fields, are `range` of the tokens
  /// of a script.
  static func assemble(
    contents range: Range<Int>, of text: TokenizedText
  ) throws(TextError) -> [UInt8] {
    var assembler = ComponentAssembler(TokenCursor(text, range))
    let bytes = try assembler.assemble()
    guard assembler.cursor.isAtEnd else { throw assembler.cursor.unexpected() }
    return bytes
  }

  /// An identifier, and fields to the end of the component.
  private mutating func assemble() throws(TextError) -> [UInt8] {
    if cursor.accept(.binary) { return try cursor.strings() }
    let declaration = try declaration()
    scope = TextScope(.component, declaration.identifier)
    let component = try componentFields(declaration)
    try annotations.checkAllRead(cursor)
    return bytes.withUnsafeBytes { encodeComponent(component, bytes: $0) }
  }
}

// Scopes.
extension ComponentAssembler {
  /// Reads something that has index spaces of its own.
  mutating func nested<Result>(
    _ kind: TextScope.Kind, _ identifier: Name?,
    _ body: (inout ComponentAssembler) throws(TextError) -> Result
  ) throws(TextError) -> Result {
    nesting += 1
    defer { nesting -= 1 }
    try cursor.checkNesting(nesting)
    outerScopes.append(scope)
    scope = TextScope(kind, identifier)
    let result = try body(&self)
    if let outer = outerScopes.popLast() { scope = outer }
    return result
  }

  /// The fields of a component to its closing parenthesis.
  mutating func componentFields(
    _ declaration: ComponentDeclaration
  ) throws(TextError) -> ComponentSyntax {
    try customSections()
    while cursor.accept(.leftParenthesis) {
      try field()
      try cursor.expectClose()
      try customSections()
    }
    for export in scope.inlineExports {
      scope.definitions.append(export)
      guard case .export(let export) = export.content else { continue }
      _ = scope.declareImplicitly(export.item.sort)
    }
    let hasNameSection = scope.customSections.contains {
      $0.name.utf8.elementsEqual(ComponentNames.sectionName.utf8)
    }
    return ComponentSyntax(
      definitions: scope.definitions, customSections: scope.customSections,
      names: hasNameSection
        ? ComponentNames()
        : ComponentNames(
          component: (declaration.name ?? declaration.identifier)?.string, sorts: scope.names))
  }

  /// Keeps bytes that a definition refers to.
  mutating func keep(_ contents: [UInt8]) throws(TextError) -> ByteRange {
    let start = bytes.count
    guard let end = UInt32(exactly: UInt64(start) + UInt64(contents.count)) else {
      throw cursor.error("component too large")
    }
    bytes += contents
    return ByteRange(start: UInt32(truncatingIfNeeded: start), end: end)
  }

  /// `@custom` annotations here: custom sections between the last definition and the next.
  private mutating func customSections() throws(TextError) {
    while let annotation = annotations.next(.custom, before: cursor) {
      let section = try CustomSection(annotation, of: cursor.text)
      guard section.placement == .afterLast else {
        throw cursor.text.error(
          "@custom annotation: sections of components are where they are written",
          at: annotation.start)
      }
      scope.customSections.append(
        ComponentSyntax.CustomSection(
          name: String(decoding: section.name, as: UTF8.self),
          contents: try keep(section.contents),
          position: UInt32(truncatingIfNeeded: scope.definitions.count)))
    }
  }
}

// Parts of many fields.
extension ComponentAssembler {
  /// An identifier and a `@name` annotation, if they are here.
  mutating func declaration() throws(TextError) -> ComponentDeclaration {
    let token = cursor.token
    let identifier = cursor.acceptIdentifier()
    let name = try annotations.name(before: cursor)?.name
    return ComponentDeclaration(identifier: identifier, name: name, token: token)
  }

  mutating func name() throws(TextError) -> String {
    String(decoding: try cursor.nameString(), as: UTF8.self)
  }

  /// Defines something in a component, and returns its index.
  mutating func define(
    _ content: ComponentSyntax.Content, _ declaration: ComponentDeclaration, _ sort: Sort,
    at token: Token
  ) throws(TextError) -> UInt32 {
    scope.definitions.append(ComponentSyntax.Definition(content, offset: token.start))
    return try scope.declare(declaration, sort, cursor)
  }
}
