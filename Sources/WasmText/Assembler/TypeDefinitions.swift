internal import WasmBinary
internal import WasmTypes

// Types. Specification: "Text Format: Types".
extension ModuleAssembler {
  /// A type if one is here, or nil.
  mutating func acceptValueType() throws(TextError) -> ValueType? {
    let numberType: ValueType? =
      switch cursor.token.keyword {
      case .i32: .i32
      case .i64: .i64
      case .f32: .f32
      case .f64: .f64
      case .v128: .v128
      default: nil
      }
    if let numberType {
      cursor.advance()
      return numberType
    }
    return try acceptReferenceType().map { .reference($0) }
  }

  mutating func valueType() throws(TextError) -> ValueType {
    guard let type = try acceptValueType() else { throw cursor.unexpected() }
    return type
  }

  mutating func acceptReferenceType() throws(TextError) -> ReferenceType? {
    if cursor.acceptForm(.ref) {
      let isNullable = cursor.accept(.null)
      let type = ReferenceType(isNullable: isNullable, heapType: try heapType())
      try cursor.expectClose()
      return type
    }
    guard let heapType = cursor.token.keyword?.abbreviatedHeapType else { return nil }
    cursor.advance()
    return ReferenceType(isNullable: true, heapType: heapType)
  }

  mutating func referenceType() throws(TextError) -> ReferenceType {
    guard let type = try acceptReferenceType() else { throw cursor.unexpected() }
    return type
  }

  mutating func heapType() throws(TextError) -> HeapType {
    if let type = cursor.token.keyword?.heapType {
      cursor.advance()
      return type
    }
    return .concrete(try cursor.index(in: types))
  }

  /// Types until something else comes.
  mutating func valueTypes() throws(TextError) -> [ValueType] {
    var list: [ValueType] = []
    while let type = try acceptValueType() { list.append(type) }
    return list
  }

  mutating func globalType() throws(TextError) -> GlobalType {
    if cursor.acceptForm(.mut) {
      let type = GlobalType(value: try valueType(), isMutable: true)
      try cursor.expectClose()
      return type
    }
    return GlobalType(value: try valueType(), isMutable: false)
  }

  mutating func addressType() -> AddressType {
    if cursor.accept(.i64) { return .i64 }
    _ = cursor.accept(.i32)
    return .i32
  }

  /// Numbers of 64 bits whatever the address type is: validation knows what is too much.
  mutating func limits() throws(TextError) -> Limits {
    var limits = Limits(minimum: try cursor.natural(width: 64))
    if cursor.token.kind == .natural { limits.maximum = try cursor.natural(width: 64) }
    return limits
  }

  mutating func tableType() throws(TextError) -> TableType {
    let addressType = addressType()
    let limits = try limits()
    return TableType(element: try referenceType(), limits: limits, addressType: addressType)
  }

  mutating func memoryType() throws(TextError) -> MemoryType {
    let addressType = addressType()
    var type = MemoryType(limits: try limits(), addressType: addressType)
    type.isShared = cursor.accept(.shared)
    type.pageSizeLog2 = try pageSize()
    return type
  }

  /// `(pagesize n)` if it is here, as the power of two.
  mutating func pageSize() throws(TextError) -> UInt8 {
    guard cursor.acceptForm(.pagesize) else { return 16 }
    let token = cursor.token
    let size = try cursor.natural(width: 64)
    guard size.nonzeroBitCount == 1 else {
      throw cursor.error("invalid custom page size", at: token)
    }
    try cursor.expectClose()
    return UInt8(size.trailingZeroBitCount)
  }
}

// The second walk: type definitions. Specification: "Text Format: Recursive Types".
extension ModuleAssembler {
  mutating func defineTypes() throws(TextError) {
    for start in fieldStarts {
      cursor.move(to: start)
      if cursor.accept(.type) {
        let type = try subType()
        noteFunctionType(type)
        sections.types.add { $0.subType(type) }
      } else if cursor.accept(.rec) {
        try defineRecursiveGroup()
      }
    }
  }

  private mutating func defineRecursiveGroup() throws(TextError) {
    var group: [SubType] = []
    while cursor.acceptForm(.type) {
      group.append(try subType())
      try cursor.expectClose()
    }
    guard cursor.token.kind == .rightParenthesis else { throw cursor.unexpected() }
    sections.types.add { $0.recursiveGroup(RecursiveGroup(types: group)) }
    if group.count == 1 { noteFunctionType(group[0]) }
  }

  /// Makes the last type, which is alone in its group, known to inline function types.
  private mutating func noteFunctionType(_ type: SubType) {
    guard type.isFinal, type.supertypes.isEmpty, case .function(let functionType) = type.composite
    else { return }
    let index = TypeIndex(truncatingIfNeeded: typeDefinitions.count - 1)
    if functionTypeIndices[functionType] == nil { functionTypeIndices[functionType] = index }
  }

  /// The rest of `(type id? ...)`, up to its closing parenthesis.
  mutating func subType() throws(TextError) -> SubType {
    let index = TypeIndex(truncatingIfNeeded: typeDefinitions.count)
    _ = cursor.acceptIdentifier()
    var type: SubType
    if cursor.acceptForm(.sub) {
      type = SubType(isFinal: cursor.accept(.final), composite: .function(FunctionType()))
      while cursor.token.isIndex { type.supertypes.append(try cursor.index(in: types)) }
      type.composite = try compositeType(index)
      try cursor.expectClose()
    } else {
      type = SubType(composite: try compositeType(index))
    }
    guard cursor.token.kind == .rightParenthesis else { throw cursor.unexpected() }
    typeDefinitions.append(type)
    return type
  }

  private mutating func compositeType(_ index: TypeIndex) throws(TextError) -> CompositeType {
    let type: CompositeType
    if cursor.acceptForm(.func) {
      type = .function(try functionType(parameterNames: .ignored))
    } else if cursor.acceptForm(.struct) {
      type = .structure(try structureFields(index))
    } else if cursor.acceptForm(.array) {
      type = .array(try fieldType())
    } else {
      throw cursor.unexpected()
    }
    try cursor.expectClose()
    return type
  }

  private mutating func structureFields(_ index: TypeIndex) throws(TextError) -> [FieldType] {
    var fields: [FieldType] = []
    var space = IndexSpace("field")
    while cursor.acceptForm(.field) {
      if cursor.isAtName(annotations) {
        try cursor.declareMember(of: &space, &annotations)
        fields.append(try fieldType())
      } else {
        while cursor.token.kind != .rightParenthesis {
          fields.append(try fieldType())
          space.declareAnonymous(1)
        }
      }
      try cursor.expectClose()
    }
    fieldNames[index] = space
    return fields
  }

  private mutating func fieldType() throws(TextError) -> FieldType {
    if cursor.acceptForm(.mut) {
      let type = FieldType(storage: try storageType(), isMutable: true)
      try cursor.expectClose()
      return type
    }
    return FieldType(storage: try storageType(), isMutable: false)
  }

  private mutating func storageType() throws(TextError) -> StorageType {
    if cursor.accept(.i8) { return .i8 }
    if cursor.accept(.i16) { return .i16 }
    return .value(try valueType())
  }
}

extension Keyword {
  /// The heap type that the word names.
  var heapType: HeapType? {
    switch self {
    case .any: .any
    case .eq: .eq
    case .i31: .i31
    case .struct: .struct
    case .array: .array
    case .none: HeapType.none
    case .func: .func
    case .noFunc: .noFunc
    case .extern: .extern
    case .noExtern: .noExtern
    case .exn: .exception
    case .noExn: .noException
    default: nil
    }
  }

  /// The heap type of the nullable reference type that the word stands for.
  var abbreviatedHeapType: HeapType? {
    switch self {
    case .anyref: .any
    case .eqref: .eq
    case .i31ref: .i31
    case .structref: .struct
    case .arrayref: .array
    case .nullref: HeapType.none
    case .funcref: .func
    case .nullfuncref: .noFunc
    case .externref: .extern
    case .nullexternref: .noExtern
    case .exnref: .exception
    case .nullexnref: .noException
    default: nil
    }
  }
}
