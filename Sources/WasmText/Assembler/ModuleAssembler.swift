internal import CInterp
internal import WasmBinary
internal import WasmTypes

/// Translates one module from tokens to the binary format.
///
/// The fields are walked over three times, because identifiers may be used before they are
/// declared:
/// 1. `declareFields` gives every member of every index space its index and learns its identifier.
/// 2. `defineTypes` reads the explicit types, which may refer to each other.
/// 3. `encodeFields` reads everything else in order and writes it to the sections. Types that are
///    only used inline are added behind the explicit ones as they occur.
///
/// Where the binary format leaves a choice, the shortest form is written: a recursive group of one
/// has no `rec` form, a page size of 64 KiB is not mentioned, integers have no padding, and there is
/// a data count section only if an instruction needs it. The exception are element segments: a
/// table that the text names is named in the binary module too, even if it is the first.
struct ModuleAssembler {
  var cursor: TokenCursor
  var annotations: AnnotationReader

  // The index spaces.
  var types = IndexSpace("type")
  var functions = IndexSpace("function")
  var tables = IndexSpace("table")
  var memories = IndexSpace("memory")
  var globals = IndexSpace("global")
  var tags = IndexSpace("tag")
  var elements = IndexSpace("elem segment")
  var dataSegments = IndexSpace("data segment")
  /// The fields of each structure type that has identifiers for some.
  var fieldNames: [TypeIndex: IndexSpace] = [:]

  /// The definitions in the type index space, explicit ones first.
  var typeDefinitions: [SubType] = []
  /// The first type that is just a function type, for each that there is.
  var functionTypeIndices: [FunctionType: TypeIndex] = [:]

  /// The token behind `(module` and its identifier.
  var contentsStart = 0
  /// The tokens behind the opening parentheses of the fields.
  var fieldStarts: [Int] = []
  /// What was declared last that was not an import: no import may follow.
  var lastDefinition: ExternalKind?
  var hasStart = false
  var nextIndices = NextIndices()

  var sections = SectionContents()
  var names = NameSection()
  /// The function that is being encoded, or what is left of the last one.
  var function = FunctionContext()

  /// To read parts of a module.
  init(_ cursor: TokenCursor, _ annotations: AnnotationReader) {
    self.cursor = cursor
    self.annotations = annotations
  }

  private init(_ cursor: TokenCursor) {
    self.init(cursor, AnnotationReader(cursor.text, cursor.index..<cursor.limit))
  }

  /// The bytes of the module that a text is, with or without `(module ...)` around its fields.
  static func assemble(_ text: TokenizedText) throws(TextError) -> [UInt8] {
    var assembler = ModuleAssembler(TokenCursor(text))
    let hasParentheses = assembler.cursor.acceptForm(.module)
    if hasParentheses, assembler.cursor.accept(.binary) {
      return try assembler.binaryModule()
    }
    try assembler.declareContents(hasIdentifier: hasParentheses)
    if hasParentheses { try assembler.cursor.expectClose() }
    guard assembler.cursor.isAtEnd else { throw assembler.cursor.unexpected() }
    return try assembler.encodeContents()
  }

  /// The bytes of the module whose contents, an identifier and fields, are `range` of the tokens of
  /// a script.
  static func assemble(
    contents range: Range<Int>, of text: TokenizedText
  ) throws(TextError) -> [UInt8] {
    var assembler = ModuleAssembler(TokenCursor(text, range))
    try assembler.declareContents(hasIdentifier: true)
    guard assembler.cursor.isAtEnd else { throw assembler.cursor.unexpected() }
    return try assembler.encodeContents()
  }

  /// The bytes of the module whose fields are `range` of the tokens of a component.
  static func assemble(
    fields range: Range<Int>, of text: TokenizedText, name: Name?
  ) throws(TextError) -> [UInt8] {
    var assembler = ModuleAssembler(TokenCursor(text, range))
    assembler.names.module = name
    try assembler.declareContents(hasIdentifier: false)
    guard assembler.cursor.isAtEnd else { throw assembler.cursor.unexpected() }
    return try assembler.encodeContents()
  }

  /// The module's identifier and the first walk over its fields.
  private mutating func declareContents(hasIdentifier: Bool) throws(TextError) {
    if hasIdentifier { names.module = cursor.acceptIdentifier() }
    if let name = try moduleNameAnnotation() { names.module = name }
    contentsStart = cursor.index
    try declareFields()
  }

  /// The other walks.
  private mutating func encodeContents() throws(TextError) -> [UInt8] {
    try defineTypes()
    try encodeFields()
    try annotations.checkAllRead(cursor)
    noteNames()
    return sections.module(names: names.encoded())
  }

  /// Completes the names for the name section.
  private mutating func noteNames() {
    names.functions = functions.names
    names.types = types.names
    names.tables = tables.names
    names.memories = memories.names
    names.globals = globals.names
    names.elements = elements.names
    names.dataSegments = dataSegments.names
    names.tags = tags.names
    for index in fieldNames.keys.sorted() {
      guard let fields = fieldNames[index]?.names, !fields.isEmpty else { continue }
      names.fields.append(NameSection.IndexedNames(index: index, names: fields))
    }
  }

  /// `binary "..."*`, which is a module in the binary format.
  private mutating func binaryModule() throws(TextError) -> [UInt8] {
    let bytes = try cursor.strings()
    try cursor.expectClose()
    guard cursor.isAtEnd else { throw cursor.unexpected() }
    return bytes
  }

  /// `@name` right behind `(module` and its identifier.
  private mutating func moduleNameAnnotation() throws(TextError) -> Name? {
    let name = try annotations.name(before: cursor)
    if let second = try annotations.name(before: cursor) {
      throw cursor.text.error("@name annotation: multiple module names", at: second.start)
    }
    return name?.name
  }
}
