internal import ComponentBinary
internal import WasmBinary
internal import WasmTypes

// Core types and the types of modules. Explainer: "Type Definitions".
extension ComponentAssembler {
  /// `core type id? ...`, without `core`
  mutating func coreTypeField(_ token: Token) throws(TextError) {
    cursor.advance()
    let declaration = try declaration()
    if cursor.acceptForm(.alias) {
      return try invertedAlias(.core(.type), declaration, at: token)
    }
    guard cursor.acceptForm(.module) else {
      // Such a type may refer to itself.
      _ = try scope.declare(declaration, .core(.type), cursor)
      let type = try withCoreTypes { (core) throws(TextError) in try core.subType() }
      return scope.append(.recursiveGroup(RecursiveGroup(types: [type])), token.start)
    }
    let type = CoreType.module(try moduleDeclarators(declaration.identifier))
    try cursor.expectClose()
    scope.append(type, token.start)
    _ = try scope.declare(declaration, .core(.type), cursor)
  }

  /// `core rec (type id? ...)*`, without `core`
  mutating func coreRecursiveGroupField(_ token: Token) throws(TextError) {
    cursor.advance()
    scope.append(.recursiveGroup(try recursiveGroup()), token.start)
  }

  /// `(type id? ...)*`, which may refer to each other.
  private mutating func recursiveGroup() throws(TextError) -> RecursiveGroup {
    let start = cursor.index
    while cursor.acceptForm(.type) {
      let declaration = try declaration()
      _ = try scope.declare(declaration, .core(.type), cursor)
      try cursor.skipToClose()
      cursor.advance()
    }
    cursor.move(to: start)
    return try withCoreTypes { (core) throws(TextError) in
      var types: [SubType] = []
      while core.cursor.acceptForm(.type) {
        _ = core.cursor.acceptIdentifier()
        types.append(try core.subType())
        try core.cursor.expectClose()
      }
      return RecursiveGroup(types: types)
    }
  }

  /// `(type t)` of the core type index space, or declarations of a module type, which is defined
  /// first.
  mutating func coreModuleTypeUse() throws(TextError) -> UInt32 {
    let token = cursor.token
    if isAtTypeReference {
      cursor.advance()
      cursor.advance()
      let reference = try reference(.core(.type))
      try cursor.expectClose()
      return try resolve(reference)
    }
    scope.append(.module(try moduleDeclarators(nil)), token.start)
    return scope.declareImplicitly(.core(.type))
  }

  mutating func coreValueType() throws(TextError) -> ValueType {
    try withCoreTypes { (core) throws(TextError) in try core.valueType() }
  }

  /// Reads a part of the text as a part of a module whose types are the core types of the scope.
  private mutating func withCoreTypes<Result>(
    _ body: (inout ModuleAssembler) throws(TextError) -> Result
  ) throws(TextError) -> Result {
    var core = ModuleAssembler(cursor, annotations)
    core.types = scope[.core(.type)]
    let result = try body(&core)
    cursor = core.cursor
    annotations = core.annotations
    return result
  }
}

// Module types.
extension ComponentAssembler {
  private mutating func moduleDeclarators(
    _ identifier: Name?
  ) throws(TextError) -> [ModuleDeclarator] {
    try nested(.moduleType, identifier) { (assembler) throws(TextError) in
      // The last declared type that is just this function type, for each that there is.
      var functionTypes: [FunctionType: UInt32] = [:]
      while assembler.cursor.accept(.leftParenthesis) {
        try assembler.moduleDeclarator(&functionTypes)
        try assembler.cursor.expectClose()
      }
      return assembler.scope.moduleDeclarators
    }
  }

  /// A declaration without its parentheses.
  private mutating func moduleDeclarator(
    _ functionTypes: inout [FunctionType: UInt32]
  ) throws(TextError) {
    let token = cursor.token
    guard let keyword = token.keyword else { throw cursor.unexpected() }
    cursor.advance()
    let content: ModuleDeclarator.Content
    switch keyword {
    case .type:
      let declaration = try declaration()
      let index = try scope.declare(declaration, .core(.type), cursor)
      let type = try withCoreTypes { (core) throws(TextError) in try core.subType() }
      if type.isFinal, type.supertypes.isEmpty, case .function(let function) = type.composite {
        functionTypes[function] = index
      }
      content = .type(.recursiveGroup(RecursiveGroup(types: [type])))
    case .rec: content = .type(.recursiveGroup(try recursiveGroup()))
    case .alias: return try outerTypeAlias(token)
    case .import:
      let module = try name()
      let name = try name()
      content = .import(
        module: module, name: name, type: try moduleImportType(hasName: true, functionTypes))
    case .export:
      let name = try name()
      content = .export(name: name, type: try moduleImportType(hasName: false, functionTypes))
    default: throw cursor.unexpected(token)
    }
    scope.moduleDeclarators.append(ModuleDeclarator(content, offset: token.start))
  }

  /// The rest of `alias outer n i (type id?)`.
  private mutating func outerTypeAlias(_ token: Token) throws(TextError) {
    try cursor.expect(.outer)
    let scopeToken = try indexToken()
    let indexToken = try indexToken()
    guard cursor.acceptForm(.type) else { throw cursor.unexpected() }
    let declaration = try declaration()
    try cursor.expectClose()
    scope.append(try outerAlias(scopeToken, indexToken, .core(.type)), token.start)
    _ = try scope.declare(declaration, .core(.type), cursor)
  }

  /// `(kind id? type)`
  private mutating func moduleImportType(
    hasName: Bool, _ functionTypes: [FunctionType: UInt32]
  ) throws(TextError) -> DecodedModule.ImportType {
    try cursor.expect(.leftParenthesis)
    let token = cursor.token
    guard let kind = token.externalKind else { throw cursor.unexpected() }
    cursor.advance()
    // There is nothing that could refer to it.
    if hasName { _ = try declaration() }
    let type: DecodedModule.ImportType
    switch kind {
    case .function: type = .function(try coreTypeUse(functionTypes))
    case .tag: type = .tag(try coreTypeUse(functionTypes))
    case .table:
      type = .table(try withCoreTypes { (core) throws(TextError) in try core.tableType() })
    case .memory:
      type = .memory(try withCoreTypes { (core) throws(TextError) in try core.memoryType() })
    case .global:
      type = .global(try withCoreTypes { (core) throws(TextError) in try core.globalType() })
    }
    try cursor.expectClose()
    return type
  }

  /// `(type t)? (param ...)* (result ...)*`, where what is written beside the type means nothing.
  private mutating func coreTypeUse(
    _ functionTypes: [FunctionType: UInt32]
  ) throws(TextError) -> UInt32 {
    let offset = cursor.token.start
    let (explicit, type) = try withCoreTypes {
      (core) throws(TextError) -> (UInt32?, FunctionType) in
      let explicit = try core.acceptExplicitTypeUse()
      return (explicit, try core.functionType(parameterNames: .ignored))
    }
    if let explicit { return explicit }
    if let index = functionTypes[type] { return index }
    let definition = SubType(composite: .function(type))
    scope.moduleDeclarators.append(
      ModuleDeclarator(
        .type(.recursiveGroup(RecursiveGroup(types: [definition]))), offset: offset))
    return scope.declareImplicitly(.core(.type))
  }
}

extension TextScope {
  mutating func append(_ type: CoreType, _ offset: UInt32) {
    if kind == .component {
      definitions.append(ComponentSyntax.Definition(.coreType(type), offset: offset))
    } else {
      declarators.append(Declarator(.coreType(type), offset: offset))
    }
  }
}
