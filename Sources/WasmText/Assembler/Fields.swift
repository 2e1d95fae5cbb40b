internal import CInterp
internal import WasmBinary
internal import WasmTypes

/// The indices of the next members, imported or defined, while the fields are walked over in order.
struct NextIndices {
  var function: UInt32 = 0
  var table: UInt32 = 0
  var memory: UInt32 = 0
  var global: UInt32 = 0
  var tag: UInt32 = 0

  /// The index of a member of a kind, which is then taken.
  mutating func take(_ kind: ExternalKind) -> UInt32 {
    switch kind {
    case .function: Self.take(&function)
    case .table: Self.take(&table)
    case .memory: Self.take(&memory)
    case .global: Self.take(&global)
    case .tag: Self.take(&tag)
    }
  }

  private static func take(_ index: inout UInt32) -> UInt32 {
    defer { index += 1 }
    return index
  }
}

// The third walk: everything but types. Specification: "Text Format: Modules".
extension ModuleAssembler {
  mutating func encodeFields() throws(TextError) {
    cursor.move(to: contentsStart)
    try customSections()
    for start in fieldStarts {
      cursor.move(to: start)
      let token = cursor.token
      cursor.advance()
      try encodeField(token)
      try cursor.expectClose()
      try customSections()
    }
  }

  /// The rest of a field that begins with the keyword `token`.
  private mutating func encodeField(_ token: Token) throws(TextError) {
    switch token.keyword {
    case .type, .rec: try cursor.skipToClose()
    case .import: try importField()
    case .func: try functionField()
    case .table: try tableField()
    case .memory: try memoryField()
    case .global: try globalField()
    case .tag: try tagField()
    case .export: try exportField()
    case .start: sections.start = try cursor.index(in: functions)
    case .elem: try elementField()
    case .data: try dataField()
    default: throw cursor.unexpected(token)
    }
  }
}

// Imports and exports.
extension ModuleAssembler {
  /// `import "module" "name" (kind id? type)`
  private mutating func importField() throws(TextError) {
    let module = try cursor.nameString()
    let name = try cursor.nameString()
    try cursor.expect(.leftParenthesis)
    guard let kind = cursor.token.externalKind else { throw cursor.unexpected() }
    cursor.advance()
    _ = cursor.acceptIdentifier()
    try encodeImport(module, name, kind, index: nextIndices.take(kind))
    try cursor.expectClose()
  }

  /// The type of an import, and its entry in the import section.
  private mutating func encodeImport(
    _ module: [UInt8], _ name: [UInt8], _ kind: ExternalKind, index: UInt32
  ) throws(TextError) {
    var type = BinaryWriter()
    switch kind {
    case .function:
      function = FunctionContext(index: index)
      type.unsigned(try typeUse(parameterNames: .locals))
      noteFunctionNames()
    case .table: type.tableType(try tableType())
    case .memory: type.memoryType(try memoryType())
    case .global: type.globalType(try globalType())
    case .tag: type.tagType(try typeUse(parameterNames: .ignored))
    }
    sections.imports.add {
      $0.count(module.count)
      $0.raw(module)
      $0.count(name.count)
      $0.raw(name)
      $0.byte(kind.binaryCode)
      $0.raw(type.bytes)
    }
  }

  /// `id? (export "name")* (import "module" "name")?` at the beginning of a field; with the import,
  /// all that is left of the field is read too.
  private mutating func memberHead(
    _ kind: ExternalKind
  ) throws(TextError) -> (index: UInt32, isImport: Bool) {
    _ = cursor.acceptIdentifier()
    let index = nextIndices.take(kind)
    while cursor.acceptForm(.export) {
      try encodeExport(try cursor.nameString(), kind, index)
      try cursor.expectClose()
    }
    guard cursor.acceptForm(.import) else { return (index, false) }
    let module = try cursor.nameString()
    let name = try cursor.nameString()
    try cursor.expectClose()
    try encodeImport(module, name, kind, index: index)
    return (index, true)
  }

  private mutating func encodeExport(
    _ name: [UInt8], _ kind: ExternalKind, _ index: UInt32
  ) throws(TextError) {
    sections.exports.add {
      $0.count(name.count)
      $0.raw(name)
      $0.byte(kind.binaryCode)
      $0.unsigned(index)
    }
  }

  /// `export "name" (kind index)`
  private mutating func exportField() throws(TextError) {
    let name = try cursor.nameString()
    try cursor.expect(.leftParenthesis)
    guard let kind = cursor.token.externalKind else { throw cursor.unexpected() }
    cursor.advance()
    let index =
      switch kind {
      case .function: try cursor.index(in: functions)
      case .table: try cursor.index(in: tables)
      case .memory: try cursor.index(in: memories)
      case .global: try cursor.index(in: globals)
      case .tag: try cursor.index(in: tags)
      }
    try cursor.expectClose()
    try encodeExport(name, kind, index)
  }
}

// Definitions.
extension ModuleAssembler {
  /// `func id? ... typeuse local* instr*`
  private mutating func functionField() throws(TextError) {
    let (index, isImport) = try memberHead(.function)
    if isImport { return }
    function = FunctionContext(index: index)
    let type = try typeUse(parameterNames: .locals)
    sections.functions.add { $0.unsigned(type) }
    try encodeLocals()
    try encodeInstructions()
    try expectEndOfBlocks()
    function.code.instruction(.end)
    let body = function.code.bytes
    sections.code.add {
      $0.count(body.count)
      $0.raw(body)
    }
    if function.usesDataSegments { sections.hasDataCount = true }
    noteFunctionNames()
  }

  /// `(local ...)*`, written as runs of the same type.
  private mutating func encodeLocals() throws(TextError) {
    var runs: [(count: Int, type: ValueType)] = []
    while cursor.acceptForm(.local) {
      for type in try declareLocals() {
        if let last = runs.last, last.type == type {
          runs[runs.count - 1].count += 1
        } else {
          runs.append((1, type))
        }
      }
      try cursor.expectClose()
    }
    function.code.count(runs.count)
    for (count, type) in runs {
      function.code.count(count)
      function.code.valueType(type)
    }
  }

  /// Keeps the names of the current function's locals and labels for the name section.
  private mutating func noteFunctionNames() {
    if !function.locals.names.isEmpty {
      names.locals.append(
        NameSection.IndexedNames(index: function.index, names: function.locals.names))
    }
    if !function.labelNames.isEmpty {
      names.labels.append(
        NameSection.IndexedNames(index: function.index, names: function.labelNames))
    }
  }

  /// `table id? ... tabletype expr?`, or with inline elements
  private mutating func tableField() throws(TextError) {
    let (index, isImport) = try memberHead(.table)
    if isImport { return }
    let addressType = addressType()
    if let elementType = try acceptReferenceType() {
      return try tableWithElements(index, addressType, elementType)
    }
    let limits = try limits()
    let type = TableType(
      element: try referenceType(), limits: limits, addressType: addressType)
    if cursor.token.kind == .rightParenthesis {
      sections.tables.add { $0.tableType(type) }
    } else {
      let initializer = try expression()
      sections.tables.add {
        $0.byte(Self.tableWithInitializer)
        $0.byte(0)
        $0.tableType(type)
        $0.raw(initializer)
      }
    }
  }

  private static let tableWithInitializer: UInt8 = 0x40

  /// `memory id? ... memtype`, or with inline data
  private mutating func memoryField() throws(TextError) {
    let (index, isImport) = try memberHead(.memory)
    if isImport { return }
    let start = cursor
    let addressType = addressType()
    let pageSizeLog2 = try pageSize()
    if cursor.isAtForm(.data) {
      return try memoryWithData(index, addressType, pageSizeLog2)
    }
    cursor = start
    let type = try memoryType()
    sections.memories.add { $0.memoryType(type) }
  }

  /// `global id? ... globaltype expr`
  private mutating func globalField() throws(TextError) {
    if try memberHead(.global).isImport { return }
    let type = try globalType()
    let initializer = try expression()
    sections.globals.add {
      $0.globalType(type)
      $0.raw(initializer)
    }
  }

  /// `tag id? ... typeuse`
  private mutating func tagField() throws(TextError) {
    if try memberHead(.tag).isImport { return }
    let type = try typeUse(parameterNames: .ignored)
    sections.tags.add { $0.tagType(type) }
  }
}
