internal import ComponentBinary
internal import WasmTypes

/// A canonical definition of a core function before its references are resolved.
private enum WrittenCanonical {
  case lower(function: ComponentReference, [WrittenOption])
  case builtin(CanonicalBuiltin, WrittenImmediates)
}

private struct WrittenImmediates {
  /// Those that refer to nothing.
  var plain = CanonicalImmediates()
  var type: ComponentReference?
  var result: ComponentTypePart?
  var options: [WrittenOption] = []
  var memory: ComponentReference?
  var coreType: ComponentReference?
  var table: ComponentReference?
}

private enum WrittenOption {
  case stringEncoding(StringEncoding)
  case async
  case memory(ComponentReference)
  case realloc(ComponentReference)
  case postReturn(ComponentReference)
  case callback(ComponentReference)
}

// Canonical definitions. Explainer: "Canonical Definitions".
extension ComponentAssembler {
  /// `canon lift f option* (func id? type)` or `canon ... (core func id?)`
  mutating func canonicalField(_ token: Token) throws(TextError) {
    if cursor.accept(.lift) {
      let (function, options) = try liftedFunction()
      guard cursor.acceptForm(.func) else { throw cursor.unexpected() }
      let declaration = try declaration()
      let type = try typeUse(.function)
      try cursor.expectClose()
      _ = try lift(function, options, type, declaration, at: token)
      return
    }
    let written = try coreCanonical()
    guard cursor.acceptForm(.core), cursor.accept(.func) else { throw cursor.unexpected() }
    let declaration = try declaration()
    try cursor.expectClose()
    try define(written, declaration, at: token)
  }

  /// `func id? export* ...`: imported, an alias, or lifted
  mutating func functionField(_ token: Token) throws(TextError) {
    let declaration = try declaration()
    let exports = try inlineExports()
    if let name = try inlineImport() {
      let type = ExternType.function(try typeUse(.function))
      let index = try defineImport(name, type, declaration, at: token)
      return export(exports, SortIndex(.function, index), at: token)
    }
    if cursor.acceptForm(.alias) {
      try invertedAlias(.function, declaration, at: token)
      let index = scope[.function].count - 1
      return export(exports, SortIndex(.function, index), at: token)
    }
    let type = try typeUse(.function)
    guard cursor.acceptForm(.canon), cursor.accept(.lift) else { throw cursor.unexpected() }
    let (function, options) = try liftedFunction()
    try cursor.expectClose()
    let index = try lift(function, options, type, declaration, at: token)
    export(exports, SortIndex(.function, index), at: token)
  }

  /// The rest of `(canon ...)` in the field `(core func id? (canon ...))`.
  mutating func coreCanonicalFunction(
    _ declaration: ComponentDeclaration, at token: Token
  ) throws(TextError) {
    try define(try coreCanonical(), declaration, at: token)
  }

  private mutating func liftedFunction() throws(TextError) -> (
    ComponentReference, [WrittenOption]
  ) {
    guard cursor.token.kind == .leftParenthesis else { throw cursor.unexpected() }
    let function = try index(.core(.function))
    return (function, try canonicalOptions())
  }

  private mutating func lift(
    _ function: ComponentReference, _ options: [WrittenOption], _ type: UInt32,
    _ declaration: ComponentDeclaration, at token: Token
  ) throws(TextError) -> UInt32 {
    let function = try resolve(function)
    let options = try resolve(options)
    return try define(
      .canonical(.lift(coreFunction: function, options: options, type: type)), declaration,
      .function, at: token)
  }

  private mutating func define(
    _ written: WrittenCanonical, _ declaration: ComponentDeclaration, at token: Token
  ) throws(TextError) {
    let canonical: CanonicalDefinition
    switch written {
    case .lower(let function, let options):
      let function = try resolve(function)
      canonical = .lower(function: function, options: try resolve(options))
    case .builtin(let builtin, let immediates):
      canonical = .builtin(builtin, try resolve(immediates))
    }
    _ = try define(.canonical(canonical), declaration, .core(.function), at: token)
  }

  /// A definition of a core function, up to what declares it.
  private mutating func coreCanonical() throws(TextError) -> WrittenCanonical {
    if cursor.accept(.lower) {
      let function = try index(.function)
      return .lower(function: function, try canonicalOptions())
    }
    guard let builtin = CanonicalBuiltin(name: cursor.spelling(cursor.token)) else {
      throw cursor.unexpected()
    }
    cursor.advance()
    var immediates = WrittenImmediates()
    for immediate in builtin.row.immediates { try read(immediate, of: &immediates) }
    return .builtin(builtin, immediates)
  }
}

// What built-ins are specialized by.
extension ComponentAssembler {
  private mutating func read(
    _ immediate: CanonicalBuiltin.Immediate, of immediates: inout WrittenImmediates
  ) throws(TextError) {
    switch immediate {
    case .resourceType, .definedResourceType, .streamType, .futureType:
      immediates.type = try index(.type)
    case .resultList:
      if cursor.acceptForm(.result) {
        immediates.result = try typePart()
        try cursor.expectClose()
      }
    case .options: immediates.options = try canonicalOptions()
    case .async: immediates.plain.isAsync = cursor.accept(.async)
    case .cancellable: immediates.plain.isCancellable = cursor.accept(.cancellable)
    case .shared: immediates.plain.isShared = cursor.accept(.shared)
    case .memory:
      guard cursor.acceptForm(.memory) else { throw cursor.unexpected() }
      immediates.memory = try optionIndex(.memory)
      try cursor.expectClose()
    case .coreType: immediates.coreType = try index(.core(.type))
    case .table: immediates.table = try index(.core(.table), isCoreOptional: true)
    case .context:
      immediates.plain.contextType = try coreValueType()
      immediates.plain.contextSlot = try cursor.natural32()
    }
  }

  private mutating func resolve(
    _ written: WrittenImmediates
  ) throws(TextError) -> CanonicalImmediates {
    var immediates = written.plain
    if let type = written.type { immediates.type = try resolve(type) }
    if let result = written.result { immediates.result = try resolve(result) }
    immediates.options = try resolve(written.options)
    if let memory = written.memory { immediates.memory = try resolve(memory) }
    if let type = written.coreType { immediates.coreType = try resolve(type) }
    if let table = written.table { immediates.table = try resolve(table) }
    return immediates
  }
}

// Options. Explainer: "Canonical ABI".
extension ComponentAssembler {
  private mutating func canonicalOptions() throws(TextError) -> [WrittenOption] {
    var options: [WrittenOption] = []
    while let option = try acceptCanonicalOption() { options.append(option) }
    return options
  }

  private mutating func acceptCanonicalOption() throws(TextError) -> WrittenOption? {
    if cursor.accept(.stringUTF8) { return .stringEncoding(.utf8) }
    if cursor.accept(.stringUTF16) { return .stringEncoding(.utf16) }
    if cursor.accept(.stringLatin1UTF16) { return .stringEncoding(.latin1OrUTF16) }
    if cursor.accept(.async) { return .async }
    guard let keyword = cursor.formKeyword, keyword.isCanonicalOption else { return nil }
    cursor.advance()
    cursor.advance()
    let option: WrittenOption
    switch keyword {
    case .memory: option = .memory(try optionIndex(.memory))
    case .realloc: option = .realloc(try optionIndex(.function))
    case .postReturn: option = .postReturn(try optionIndex(.function))
    default: option = .callback(try optionIndex(.function))
    }
    try cursor.expectClose()
    return option
  }

  /// An index, or `(core X idx name*)`. Older texts leave `core` out or, for memories, the form
  /// around `idx name*`.
  private mutating func optionIndex(_ sort: CoreSort) throws(TextError) -> ComponentReference {
    if sort == .memory, cursor.token.isIndex { return try reference(.core(sort)) }
    return try index(.core(sort), isCoreOptional: true)
  }

  private mutating func resolve(
    _ written: [WrittenOption]
  ) throws(TextError) -> [CanonicalOption] {
    var options: [CanonicalOption] = []
    for option in written {
      switch option {
      case .stringEncoding(let encoding): options.append(.stringEncoding(encoding))
      case .async: options.append(.async)
      case .memory(let index): options.append(.memory(try resolve(index)))
      case .realloc(let index): options.append(.realloc(try resolve(index)))
      case .postReturn(let index): options.append(.postReturn(try resolve(index)))
      case .callback(let index): options.append(.callback(try resolve(index)))
      }
    }
    return options
  }
}

extension Keyword {
  /// Whether the word begins a canonical option in parentheses.
  fileprivate var isCanonicalOption: Bool {
    self == .memory || self == .realloc || self == .postReturn || self == .callback
  }
}
