internal import WasmBinary
internal import WasmTypes

/// Writes a binary module as text.
///
/// The text assembles to the same bytes again if the module is as short as its contents allow: no
/// integer longer than necessary, no run of locals divided, no data count section that no
/// instruction needs.
struct ModulePrinter {
  let bytes: UnsafeRawBufferPointer
  let module: DecodedModule
  private let names: NameSection
  /// Whether the name section is written as a custom section, because identifiers and annotations
  /// could not reproduce it.
  private let keepsNameSection: Bool
  /// How many names have been written.
  private var writtenNameCount = 0

  var out = TextBuffer()

  let types: Identifiers
  let functions: Identifiers
  let tables: Identifiers
  let memories: Identifiers
  let globals: Identifiers
  let tags: Identifiers
  let elements: Identifiers
  let dataSegments: Identifiers
  private let namesOfLocals: [UInt32: NameSection.Names]
  private let namesOfLabels: [UInt32: NameSection.Names]
  private let identifiersOfFields: [TypeIndex: Identifiers]
  /// Of the current function.
  private(set) var locals = Identifiers([])

  /// The text of a module.
  static func text(of bytes: UnsafeRawBufferPointer) throws(ModuleError) -> [UInt8] {
    let module = try decode(bytes, features: .all)
    let outline = SectionOutline(module, bytes)
    var text = try text(
      module, bytes, outline, opening: nil, keepsNameSection: false, level: 0)
    text.append(UInt8(ascii: "\n"))
    return text
  }

  /// The text of a module without the end of its last line.
  ///
  /// - Parameters:
  ///   - opening: What the module begins with inside of a component, `(core module $id`: the
  ///     identifier has to be the module's own name unless `keepsNameSection`. If nil, it stands
  ///     alone.
  ///   - keepsNameSection: Whether the name section has to be kept as it is.
  ///   - level: How deeply the module is indented.
  static func text(
    _ module: DecodedModule, _ bytes: UnsafeRawBufferPointer, _ outline: SectionOutline,
    opening: [UInt8]?, keepsNameSection: Bool, level: Int
  ) throws(ModuleError) -> [UInt8] {
    var printer = ModulePrinter(
      module, bytes, outline, keepsNameSection: keepsNameSection || !outline.hasCanonicalNames)
    printer.out.baseLevel = level
    try printer.write(outline, opening)
    // Names of what does not exist have no place in the text.
    if !printer.keepsNameSection, printer.writtenNameCount != outline.names.count {
      printer = ModulePrinter(module, bytes, outline, keepsNameSection: true)
      printer.out.baseLevel = level
      try printer.write(outline, opening)
    }
    return printer.out.utf8
  }

  init(
    _ module: DecodedModule, _ bytes: UnsafeRawBufferPointer, _ outline: SectionOutline,
    keepsNameSection: Bool
  ) {
    self.module = module
    self.bytes = bytes
    self.keepsNameSection = keepsNameSection
    names = outline.names
    types = Identifiers(names.types)
    functions = Identifiers(names.functions)
    tables = Identifiers(names.tables)
    memories = Identifiers(names.memories)
    globals = Identifiers(names.globals)
    tags = Identifiers(names.tags)
    elements = Identifiers(names.elements)
    dataSegments = Identifiers(names.dataSegments)
    namesOfLocals = Self.byIndex(names.locals)
    namesOfLabels = Self.byIndex(names.labels)
    identifiersOfFields = Self.byIndex(names.fields).mapValues { Identifiers($0) }
  }

  private static func byIndex(
    _ list: NameSection.IndirectNames
  ) -> [UInt32: NameSection.Names] {
    var names: [UInt32: NameSection.Names] = [:]
    for entry in list { names[entry.index] = entry.names }
    return names
  }

  private mutating func write(
    _ outline: SectionOutline, _ opening: [UInt8]?
  ) throws(ModuleError) {
    if let opening {
      out.write(opening)
      if names.module != nil { writtenNameCount += 1 }
    } else {
      writeOpening()
    }
    writeTypes()
    writeImports()
    try writeDefinitions()
    writeExports()
    try writeElements()
    try writeData()
    writeCustomSections(outline)
    out.write(")")
  }

  private mutating func writeOpening() {
    out.write("(module")
    guard let name = names.module else { return }
    writtenNameCount += 1
    out.write(" ")
    if name.string.isEmpty {
      out.write("(@name \"\")")
    } else {
      out.writeIdentifier(name)
    }
  }

  /// Begins a field on a line of its own.
  mutating func beginField(_ keyword: String) {
    out.newLine(1)
    out.write("(" + keyword)
  }

  /// The identifier, the `@name` annotation or the number of what is declared.
  mutating func writeDeclaration(_ index: UInt32, _ identifiers: Identifiers) {
    if identifiers.hasName(index) { writtenNameCount += 1 }
    out.writeDeclaration(index, identifiers)
  }

  func labelNames(function: UInt32) -> NameSection.Names { namesOfLabels[function] ?? [] }

  func fields(of type: TypeIndex) -> Identifiers {
    identifiersOfFields[type] ?? Identifiers([])
  }

  /// A label's name has been written.
  mutating func noteLabel() { writtenNameCount += 1 }

  mutating func enterFunction(_ index: UInt32) { locals = Identifiers(namesOfLocals[index] ?? []) }
}

// Parts of fields.
extension ModulePrinter {
  mutating func write(_ type: ValueType) { out.write(type, types) }

  mutating func write(_ type: ReferenceType) { out.write(type, types) }

  /// A space and a heap type.
  mutating func write(_ type: HeapType) { out.write(type, types) }

  /// `(type x)`
  mutating func writeTypeUse(_ index: TypeIndex) { out.writeTypeUse(index, types) }

  /// `(param ...) (result ...)`
  mutating func writeSignature(_ type: FunctionType) { out.writeSignature(type, types) }

  mutating func writeList(_ keyword: String, _ list: [ValueType]) {
    out.writeList(keyword, list, types)
  }

  /// Types of parameters or locals: those with names in a form each, runs of others in one form.
  private mutating func writeLocals(
    _ keyword: String, _ list: [ValueType], from first: UInt32, onNewLine: Bool
  ) {
    var isOpen = false
    for (position, type) in list.enumerated() {
      let index = first + UInt32(truncatingIfNeeded: position)
      let hasName = locals.hasName(index)
      if isOpen, hasName {
        out.write(")")
        isOpen = false
      }
      if !isOpen {
        if onNewLine { out.newLine(2) } else { out.write(" ") }
        out.write("(" + keyword)
        isOpen = true
      }
      if hasName { writeDeclaration(index, locals) }
      write(type)
      if hasName {
        out.write(")")
        isOpen = false
      }
    }
    if isOpen { out.write(")") }
  }

  /// The type of a function with the names of its parameters; returns how many there are.
  @discardableResult
  private mutating func writeFunctionType(_ index: TypeIndex) -> UInt32 {
    writeTypeUse(index)
    guard let type = module.functionType(at: index) else { return 0 }
    writeLocals("param", type.parameters, from: 0, onNewLine: false)
    writeList("result", type.results)
    return UInt32(truncatingIfNeeded: type.parameters.count)
  }

  mutating func writeLocalRuns(_ body: DecodedModule.FunctionBody, from first: UInt32) {
    var types: [ValueType] = []
    for run in module.locals(of: body) {
      for _ in 0..<run.count { types.append(run.type) }
    }
    writeLocals("local", types, from: first, onNewLine: true)
  }
}

// Types.
extension ModulePrinter {
  private mutating func writeTypes() {
    for group in module.recursiveGroups {
      if group.count == 1 {
        writeType(group.lowerBound, level: 1)
      } else {
        out.newLine(1)
        out.write("(rec")
        for index in group { writeType(index, level: 2) }
        out.write(")")
      }
    }
  }

  private mutating func writeType(_ index: TypeIndex, level: Int) {
    out.newLine(level)
    out.write("(type")
    writeDeclaration(index, types)
    out.write(" ")
    let fields = self.fields(of: index)
    noteNames(of: fields, in: module.types[Int(index)])
    out.write(module.types[Int(index)], types, fields: fields)
    out.write(")")
  }

  /// The names of a structure's fields have been written.
  private mutating func noteNames(of fields: Identifiers, in type: SubType) {
    guard case .structure(let types) = type.composite else { return }
    for position in types.indices where fields.hasName(UInt32(truncatingIfNeeded: position)) {
      writtenNameCount += 1
    }
  }
}

// Imports, definitions and exports.
extension ModulePrinter {
  private mutating func writeImports() {
    var next = NextIndices()
    for entry in module.imports {
      beginField("import ")
      out.writeString(entry.module)
      out.write(" ")
      out.writeString(entry.name)
      out.write(" (")
      switch entry.type {
      case .function(let type):
        let index = next.take(.function)
        enterFunction(index)
        out.write("func")
        writeDeclaration(index, functions)
        writeFunctionType(type)
      case .table(let type):
        out.write("table")
        writeDeclaration(next.take(.table), tables)
        out.write(type, types)
      case .memory(let type):
        out.write("memory")
        writeDeclaration(next.take(.memory), memories)
        out.write(type)
      case .global(let type):
        out.write("global")
        writeDeclaration(next.take(.global), globals)
        out.write(type, types)
      case .tag(let type):
        out.write("tag")
        writeDeclaration(next.take(.tag), tags)
        writeTypeUse(type)
      }
      out.write("))")
    }
  }

  private mutating func writeDefinitions() throws(ModuleError) {
    for (position, table) in module.tables.enumerated() {
      beginField("table")
      writeDeclaration(Self.index(position, after: module.importedTables.count), tables)
      out.write(table.type, types)
      if let initializer = table.initializer {
        out.write(" ")
        try writeExpression(initializer)
      }
      out.write(")")
    }
    for (position, type) in module.memories.enumerated() {
      beginField("memory")
      writeDeclaration(Self.index(position, after: module.importedMemories.count), memories)
      out.write(type)
      out.write(")")
    }
    for (position, type) in module.tags.enumerated() {
      beginField("tag")
      writeDeclaration(Self.index(position, after: module.importedTags.count), tags)
      writeTypeUse(type)
      out.write(")")
    }
    for (position, global) in module.globals.enumerated() {
      beginField("global")
      writeDeclaration(Self.index(position, after: module.importedGlobals.count), globals)
      out.write(global.type, types)
      out.write(" ")
      try writeExpression(global.initializer)
      out.write(")")
    }
    try writeFunctions()
  }

  private mutating func writeFunctions() throws(ModuleError) {
    for (position, type) in module.functions.enumerated() where position < module.code.count {
      let index = Self.index(position, after: module.importedFunctions.count)
      enterFunction(index)
      beginField("func")
      writeDeclaration(index, functions)
      let parameterCount = writeFunctionType(type)
      let body = module.code[position]
      writeLocalRuns(body, from: parameterCount)
      try writeBody(body, function: index)
      out.write(")")
    }
  }

  private static func index(_ position: Int, after importCount: Int) -> UInt32 {
    UInt32(truncatingIfNeeded: importCount + position)
  }

  private mutating func writeExports() {
    for export in module.exports {
      beginField("export ")
      out.writeString(export.name)
      out.write(" (")
      switch export.kind {
      case .function:
        out.write("func")
        out.writeIndex(export.index, functions)
      case .table:
        out.write("table")
        out.writeIndex(export.index, tables)
      case .memory:
        out.write("memory")
        out.writeIndex(export.index, memories)
      case .global:
        out.write("global")
        out.writeIndex(export.index, globals)
      case .tag:
        out.write("tag")
        out.writeIndex(export.index, tags)
      }
      out.write("))")
    }
    if let start = module.start {
      beginField("start")
      out.writeIndex(start, functions)
      out.write(")")
    }
  }
}

// Segments.
extension ModulePrinter {
  private mutating func writeElements() throws(ModuleError) {
    for (position, segment) in module.elements.enumerated() {
      beginField("elem")
      writeDeclaration(UInt32(truncatingIfNeeded: position), elements)
      switch segment.mode {
      case .passive: break
      case .declarative: out.write(" declare")
      case .active(let table, let offset):
        // The flags, of which this one says that the table is given even if it is the first.
        if bytes[Int(segment.offset)] & 2 != 0 {
          out.write(" (table")
          out.writeIndex(table, tables)
          out.write(")")
        }
        try writeOffset(offset)
      }
      try write(segment.items, segment.type)
      out.write(")")
    }
  }

  private mutating func write(
    _ items: DecodedModule.ElementItems, _ type: ReferenceType
  ) throws(ModuleError) {
    switch items {
    case .functions(let indices):
      out.write(" func")
      for index in indices { out.writeIndex(index, functions) }
    case .expressions(let expressions):
      out.write(" ")
      write(type)
      for expression in expressions {
        out.write(" (item ")
        try writeExpression(expression)
        out.write(")")
      }
    }
  }

  private mutating func writeOffset(_ offset: ByteRange) throws(ModuleError) {
    out.write(" (offset ")
    try writeExpression(offset)
    out.write(")")
  }

  private mutating func writeData() throws(ModuleError) {
    for (position, segment) in module.data.enumerated() {
      beginField("data")
      writeDeclaration(UInt32(truncatingIfNeeded: position), dataSegments)
      if case .active(let memory, let offset) = segment.mode {
        if memory > 0 {
          out.write(" (memory")
          out.writeIndex(memory, memories)
          out.write(")")
        }
        try writeOffset(offset)
      }
      out.write(" ")
      out.writeString(bytes[Int(segment.bytes.start)..<Int(segment.bytes.end)])
      out.write(")")
    }
  }

  private mutating func writeCustomSections(_ outline: SectionOutline) {
    for section in outline.customSections {
      if section.isNameSection, !keepsNameSection { continue }
      out.newLine(1)
      out.write("(@custom ")
      out.writeString(section.name)
      out.write(" (" + section.placement + ") ")
      out.writeString(bytes[Int(section.contents.start)..<Int(section.contents.end)])
      out.write(")")
    }
  }
}
