internal import WasmBinary
internal import WasmTypes

/// What is done with the identifiers of parameters.
enum ParameterNames {
  /// They are not allowed: in the types of blocks and of indirect calls.
  case forbidden
  /// They mean nothing: in type definitions.
  case ignored
  /// They name the first locals of the current function.
  case locals
}

// Type uses and their abbreviations. Specification: "Text Format: Type Uses".
extension ModuleAssembler {
  /// `(param ...)* (result ...)*`
  mutating func functionType(parameterNames: ParameterNames) throws(TextError) -> FunctionType {
    var type = FunctionType()
    while cursor.acceptForm(.param) {
      type.parameters += try parameters(parameterNames)
      try cursor.expectClose()
    }
    while cursor.acceptForm(.result) {
      type.results += try valueTypes()
      try cursor.expectClose()
    }
    return type
  }

  /// The rest of `(param id? ...)`.
  private mutating func parameters(_ names: ParameterNames) throws(TextError) -> [ValueType] {
    switch names {
    case .locals:
      return try declareLocals()
    case .ignored where cursor.token.kind == .identifier:
      cursor.advance()
      return [try valueType()]
    case .ignored, .forbidden:
      return try valueTypes()
    }
  }

  /// One type with an identifier, or any number of types without: the next locals of the current
  /// function.
  mutating func declareLocals() throws(TextError) -> [ValueType] {
    if cursor.isAtName(annotations) {
      try cursor.declareMember(of: &function.locals, &annotations)
      return [try valueType()]
    }
    let types = try valueTypes()
    function.locals.declareAnonymous(types.count)
    return types
  }

  /// `(type x)` if it is here.
  mutating func acceptExplicitTypeUse() throws(TextError) -> TypeIndex? {
    guard cursor.acceptForm(.type) else { return nil }
    let index = try cursor.index(in: types)
    try cursor.expectClose()
    return index
  }

  /// `(type x)? (param ...)* (result ...)*`, where both have to agree if both are there.
  mutating func typeUse(parameterNames: ParameterNames) throws(TextError) -> TypeIndex {
    let token = cursor.token
    let explicit = try acceptExplicitTypeUse()
    let isInline = cursor.isAtForm(.param) || cursor.isAtForm(.result)
    let inline = try functionType(parameterNames: parameterNames)
    guard let explicit else { return typeIndex(of: inline) }
    if isInline {
      // Parts in the wrong order are the greater mistake.
      if cursor.isAtForm(.param) || cursor.isAtForm(.type) { throw cursor.unexpected() }
      guard let defined = definedFunctionType(explicit) else {
        throw cursor.error("unknown type \(explicit)", at: token)
      }
      if defined != inline { throw cursor.error("inline function type mismatch", at: token) }
    } else if parameterNames == .locals {
      let defined = definedFunctionType(explicit)
      function.locals.declareAnonymous(defined?.parameters.count ?? 0)
    }
    return explicit
  }

  func definedFunctionType(_ index: TypeIndex) -> FunctionType? {
    guard UInt64(index) < UInt64(typeDefinitions.count),
      case .function(let type) = typeDefinitions[Int(index)].composite
    else { return nil }
    return type
  }

  /// The first type that is just this function type, added if there is none.
  mutating func typeIndex(of type: FunctionType) -> TypeIndex {
    if let index = functionTypeIndices[type] { return index }
    let index = TypeIndex(truncatingIfNeeded: typeDefinitions.count)
    let definition = SubType(composite: .function(type))
    typeDefinitions.append(definition)
    types.declareAnonymous(1)
    functionTypeIndices[type] = index
    sections.types.add { $0.subType(definition) }
    return index
  }
}
