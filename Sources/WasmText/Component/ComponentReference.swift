internal import ComponentBinary
internal import WasmTypes

/// What the text says where the binary format has an index: a number, an identifier, or exports of
/// an instance. It becomes an index when the definition that has it is resolved.
/// Explainer: "Index Spaces" and "Alias Definitions".
enum ComponentReference {
  /// What a definition has been expanded to.
  case resolved(SortIndex)
  case written(WrittenReference)
}

struct WrittenReference {
  var sort: Sort
  /// A number or an identifier of a member of the index space or, if there are exports, of an
  /// instance.
  var index: Token
  /// Of the instance, of the instance that its first export is, and so on; the last one is meant.
  var exports: [String] = []
}

/// A part of a value type before it is resolved.
enum ComponentTypePart {
  case primitive(PrimitiveType)
  case reference(ComponentReference)
}

// Reading references.
extension ComponentAssembler {
  /// `idx`
  mutating func plainIndex(_ sort: Sort) throws(TextError) -> ComponentReference {
    let token = cursor.token
    guard token.isIndex else { throw cursor.unexpected() }
    cursor.advance()
    return .written(WrittenReference(sort: sort, index: token))
  }

  /// `{X}idx`: an index, or `(X idx name*)`. For core sorts, `core` stands before `X`; where
  /// `isCoreOptional`, tools have always allowed to leave it out.
  mutating func index(
    _ sort: Sort, isCoreOptional: Bool = false
  ) throws(TextError) -> ComponentReference {
    guard cursor.accept(.leftParenthesis) else { return try plainIndex(sort) }
    if case .core = sort {
      guard cursor.accept(.core) || isCoreOptional else { throw cursor.unexpected() }
    }
    guard cursor.token.keyword == sort.keyword else { throw cursor.unexpected() }
    cursor.advance()
    let reference = try reference(sort)
    try cursor.expectClose()
    return reference
  }

  /// `idx name*`
  mutating func reference(_ sort: Sort) throws(TextError) -> ComponentReference {
    let token = cursor.token
    guard token.isIndex else { throw cursor.unexpected() }
    cursor.advance()
    var reference = WrittenReference(sort: sort, index: token)
    while cursor.token.kind == .string { reference.exports.append(try name()) }
    if case .core(let core) = sort, core != .module,
      reference.exports.count > 1 || core == .type
        || core == .instance, !reference.exports.isEmpty
    {
      throw cursor.error("instances of modules have no such export", at: token)
    }
    return .written(reference)
  }

  /// `externidx`: `(X idx name*)` for any sort; core sorts begin with `core`.
  mutating func sortedIndex() throws(TextError) -> ComponentReference {
    try cursor.expect(.leftParenthesis)
    let reference = try reference(try sort())
    try cursor.expectClose()
    return reference
  }

  /// `core:externidx`: the same for core sorts, without `core`.
  mutating func coreSortedIndex() throws(TextError) -> ComponentReference {
    try cursor.expect(.leftParenthesis)
    let reference = try reference(.core(try coreSort()))
    try cursor.expectClose()
    return reference
  }

  /// The keyword of a sort, or two of a core sort.
  mutating func sort() throws(TextError) -> Sort {
    if cursor.accept(.core) { return .core(try coreSort()) }
    guard let sort = cursor.token.keyword?.sort else { throw cursor.unexpected() }
    cursor.advance()
    return sort
  }

  mutating func coreSort() throws(TextError) -> CoreSort {
    guard let sort = cursor.token.keyword?.coreSort else { throw cursor.unexpected() }
    cursor.advance()
    return sort
  }

  /// Whether `(type idx)` or `(type idx "...")` is here, which is not the beginning of a declaration
  /// `(type id? ...)`.
  var isAtTypeReference: Bool {
    guard cursor.isAtForm(.type), cursor.token(after: 2).isIndex else { return false }
    let next = cursor.token(after: 3)
    return next.kind == .rightParenthesis || next.kind == .string
  }
}

// Resolving references.
extension ComponentAssembler {
  /// The item that a reference stands for. Aliases that it needs are defined first.
  mutating func item(_ reference: ComponentReference) throws(TextError) -> SortIndex {
    switch reference {
    case .resolved(let item): return item
    case .written(let reference): return SortIndex(reference.sort, try resolve(reference))
    }
  }

  mutating func resolve(_ reference: ComponentReference) throws(TextError) -> UInt32 {
    try item(reference).index
  }

  private mutating func resolve(_ reference: WrittenReference) throws(TextError) -> UInt32 {
    let offset = reference.index.start
    guard let last = reference.exports.last else {
      return try index(reference.index, reference.sort)
    }
    if case .core(let sort) = reference.sort, sort != .module {
      let instance = try index(reference.index, .core(.instance))
      return define(.coreExport(instance: instance, name: last, sort: sort), offset)
    }
    var instance = try index(reference.index, .instance)
    for name in reference.exports.dropLast() {
      instance = define(.export(instance: instance, name: name, sort: .instance), offset)
    }
    return define(.export(instance: instance, name: last, sort: reference.sort), offset)
  }

  /// The index of the member that a number or an identifier names, which may be in an outer scope.
  func index(_ token: Token, in sort: Sort) -> (count: UInt32, index: UInt32)? {
    let name = cursor.name(token)
    if let index = scope[sort].index(of: name) { return (0, index) }
    for (distance, outer) in outerScopes.reversed().enumerated() {
      if let index = outer[sort].index(of: name) {
        return (UInt32(truncatingIfNeeded: distance + 1), index)
      }
    }
    return nil
  }

  private mutating func index(_ token: Token, _ sort: Sort) throws(TextError) -> UInt32 {
    if token.kind == .natural { return try cursor.natural32(token) }
    guard let (count, index) = index(token, in: sort) else {
      throw cursor.error("unknown \(sort) " + cursor.spelling(token), at: token)
    }
    if count == 0 { return index }
    guard sort.hasOuterAliases else {
      let name = cursor.name(token).string
      throw cursor.error(
        "outer item `" + name + "` is not a module, type, or component", at: token)
    }
    return define(.outer(count: count, index: index, sort: sort), token.start)
  }

  /// Defines an alias that the text does not spell out, and returns its index.
  private mutating func define(_ alias: Alias, _ offset: UInt32) -> UInt32 {
    scope.append(alias, offset)
    return scope.declareImplicitly(alias.sort)
  }

  mutating func resolve(_ part: ComponentTypePart) throws(TextError) -> ValueTypeUse {
    switch part {
    case .primitive(let type): return .primitive(type)
    case .reference(let reference): return .type(try resolve(reference))
    }
  }
}

extension TextScope {
  mutating func append(_ alias: Alias, _ offset: UInt32) {
    switch kind {
    case .component:
      definitions.append(ComponentSyntax.Definition(.alias(alias), offset: offset))
    case .componentType, .instanceType:
      declarators.append(Declarator(.alias(alias), offset: offset))
    case .moduleType:
      // The only aliases there are of outer core types.
      guard case .outer(let count, let index, _) = alias else { return }
      moduleDeclarators.append(
        ModuleDeclarator(.outerType(count: count, index: index), offset: offset))
    }
  }
}

extension Keyword {
  /// The component sort that the word names.
  var sort: Sort? {
    switch self {
    case .func: .function
    case .value: .value
    case .type: .type
    case .component: .component
    case .instance: .instance
    default: nil
    }
  }

  var coreSort: CoreSort? {
    switch self {
    case .func: .function
    case .table: .table
    case .memory: .memory
    case .global: .global
    case .tag: .tag
    case .type: .type
    case .module: .module
    case .instance: .instance
    default: nil
    }
  }
}

extension Sort {
  /// The word of the sort, behind `core` for core sorts.
  fileprivate var keyword: Keyword {
    switch self {
    case .core(.function), .function: .func
    case .core(.table): .table
    case .core(.memory): .memory
    case .core(.global): .global
    case .core(.tag): .tag
    case .core(.type), .type: .type
    case .core(.module): .module
    case .core(.instance), .instance: .instance
    case .value: .value
    case .component: .component
    }
  }
}
