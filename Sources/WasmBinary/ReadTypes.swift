package import WasmTypes

// Types. Specification: "Binary Format: Types".
extension ByteReader {
  package mutating func valueType() throws(ModuleError) -> ValueType {
    let start = offset
    let code = try byte()
    switch code {
    case TypeCode.i32: return .i32
    case TypeCode.i64: return .i64
    case TypeCode.f32: return .f32
    case TypeCode.f64: return .f64
    case TypeCode.v128:
      try require(.simd, for: "v128", at: start)
      return .v128
    default:
      guard let type = try referenceType(code, at: start) else {
        throw malformedCode(code, "malformed value type", at: start)
      }
      return .reference(type)
    }
  }

  package mutating func referenceType() throws(ModuleError) -> ReferenceType {
    let start = offset
    let code = try byte()
    guard let type = try referenceType(code, at: start) else {
      throw malformedCode(code, "malformed reference type", at: start)
    }
    return type
  }

  /// The reference type that begins with `code`, which has been read; nil if none does.
  private mutating func referenceType(
    _ code: UInt8, at start: UInt32
  ) throws(ModuleError) -> ReferenceType? {
    if let heap = TypeCode.heapType(code) {
      try require(Self.feature(of: heap), for: "type \(heap)", at: start)
      return ReferenceType(isNullable: true, heapType: heap)
    }
    guard code == TypeCode.nullableReference || code == TypeCode.nonNullableReference else {
      return nil
    }
    try require(.functionReferences, for: "reference type", at: start)
    return ReferenceType(
      isNullable: code == TypeCode.nullableReference, heapType: try heapType())
  }

  package mutating func heapType() throws(ModuleError) -> HeapType {
    let start = offset
    if let code = nextByte, let heap = TypeCode.heapType(code) {
      _ = try byte()
      try require(Self.feature(of: heap), for: "type \(heap)", at: start)
      return heap
    }
    let index = try s33()
    guard index >= 0 else { throw malformed("malformed heap type", at: start) }
    try require(.functionReferences, for: "concrete heap type", at: start)
    return .concrete(UInt32(truncatingIfNeeded: index))
  }

  private static func feature(of type: HeapType) -> Features {
    switch type {
    // Tables of functions are older than reference types: see `ModuleDecoder`.
    case .func: []
    case .extern: .referenceTypes
    case .exception, .noException: .exceptions
    default: .garbageCollection
    }
  }

  @inline(__always) mutating func blockType() throws(ModuleError) -> BlockType {
    switch nextByte {
    case TypeCode.emptyBlock:
      _ = try byte()
      return .empty
    case TypeCode.i32:
      _ = try byte()
      return .value(.i32)
    default: return try otherBlockType()
    }
  }

  @inline(never) private mutating func otherBlockType() throws(ModuleError) -> BlockType {
    // A type index is a positive number; the codes of types are negative ones of one byte.
    if let code = nextByte, code & 0xC0 == 0x40 { return .value(try valueType()) }
    let start = offset
    let index = try s33()
    guard index >= 0 else { throw malformed("malformed block type", at: start) }
    try require(.multiValue, for: "block type with a type index", at: start)
    return .type(UInt32(truncatingIfNeeded: index))
  }

  mutating func resultType(
    limit: UInt32, name: String
  ) throws(ModuleError) -> [ValueType] {
    let start = offset
    let count = try count()
    guard count <= limit else {
      throw .limitExceeded(limit: name, maximum: UInt64(limit), offset: start)
    }
    var types: [ValueType] = []
    types.reserveCapacity(Int(count))
    for _ in 0..<count { types.append(try valueType()) }
    return types
  }

  package mutating func fieldType() throws(ModuleError) -> FieldType {
    let storage = try storageType()
    return FieldType(storage: storage, isMutable: try mutability())
  }

  private mutating func storageType() throws(ModuleError) -> StorageType {
    switch nextByte {
    case TypeCode.i8:
      _ = try byte()
      return .i8
    case TypeCode.i16:
      _ = try byte()
      return .i16
    case .some(let code) where TypeCode.startsValueType(code): return .value(try valueType())
    case .some: throw malformed("malformed storage type", at: offset)
    case .none: throw unexpectedEnd()
    }
  }

  mutating func mutability() throws(ModuleError) -> Bool {
    let start = offset
    let code = try byte()
    guard code <= 1 else { throw malformed("malformed mutability", at: start) }
    return code == 1
  }

  package mutating func globalType() throws(ModuleError) -> GlobalType {
    let value = try valueType()
    return GlobalType(value: value, isMutable: try mutability())
  }

  package mutating func tableType() throws(ModuleError) -> TableType {
    let start = offset
    let element = try referenceType()
    if element != .funcref {
      try require(.referenceTypes, for: "table of \(element)", at: start)
    }
    let flags = try limitsFlags(allowed: LimitsFlag.maximum | LimitsFlag.address64)
    let addressType = try addressType(flags)
    return TableType(element: element, limits: try limits(flags), addressType: addressType)
  }

  package mutating func memoryType() throws(ModuleError) -> MemoryType {
    let start = offset
    let flags = try limitsFlags(
      allowed: LimitsFlag.maximum | LimitsFlag.shared | LimitsFlag.address64 | LimitsFlag.pageSize)
    let isShared = flags & LimitsFlag.shared != 0
    if isShared { try require(.threads, for: "shared memory", at: start) }
    let addressType = try addressType(flags)
    if flags & LimitsFlag.pageSize != 0 { try requirePageSizes(flags, at: start) }
    var type = MemoryType(limits: try limits(flags), addressType: addressType, isShared: isShared)
    if flags & LimitsFlag.pageSize != 0 {
      let start = offset
      let log2 = try u32()
      guard log2 < 64 else { throw malformed("invalid custom page size", at: start) }
      type.pageSizeLog2 = UInt8(log2)
    }
    return type
  }

  /// Without custom page sizes their flag is malformed. Only if a page size follows, it is meant to be one.
  private func requirePageSizes(_ flags: UInt8, at start: UInt32) throws(ModuleError) {
    if features.contains(.customPageSizes) { return }
    var rest = self
    guard (try? rest.limits(flags)) != nil, (try? rest.u32()) != nil else {
      throw malformed("malformed limits flags", at: start)
    }
    try require(.customPageSizes, for: "memory with a page size", at: start)
  }

  private mutating func limitsFlags(allowed: UInt8) throws(ModuleError) -> UInt8 {
    let start = offset
    let flags = try byte()
    guard flags & ~allowed == 0 else { throw malformed("malformed limits flags", at: start) }
    return flags
  }

  private func addressType(_ flags: UInt8) throws(ModuleError) -> AddressType {
    guard flags & LimitsFlag.address64 != 0 else { return .i32 }
    try require(.memory64, for: "64-bit address type", at: offset)
    return .i64
  }

  private mutating func limits(_ flags: UInt8) throws(ModuleError) -> Limits {
    let minimum = try limit()
    return Limits(
      minimum: minimum, maximum: flags & LimitsFlag.maximum != 0 ? try limit() : nil)
  }

  /// Before memory64, limits had 32 bits.
  private mutating func limit() throws(ModuleError) -> UInt64 {
    features.contains(.memory64) ? try u64() : UInt64(try u32())
  }
}

// Composite types. Specification: "Recursive Types".
extension ByteReader {
  /// Reads an entry of a type section: appends the group's types to `types`.
  package mutating func recursiveGroup(
    into types: inout [SubType], limits: ModuleLimits
  ) throws(ModuleError) {
    guard nextByte == TypeCode.recursiveGroup else {
      types.append(try subType(limits: limits))
      return
    }
    try require(.garbageCollection, for: "recursive group", at: offset)
    _ = try byte()
    let start = offset
    let count = try count()
    guard UInt64(count) + UInt64(types.count) <= UInt64(limits.types) else {
      throw .limitExceeded(limit: "types", maximum: UInt64(limits.types), offset: start)
    }
    for _ in 0..<count { types.append(try subType(limits: limits)) }
  }

  private mutating func subType(limits: ModuleLimits) throws(ModuleError) -> SubType {
    let start = offset
    guard let code = nextByte,
      code == TypeCode.openSubtype || code == TypeCode.finalSubtype
    else { return SubType(composite: try compositeType(limits: limits)) }
    _ = try byte()
    try require(.garbageCollection, for: "subtype", at: start)
    let count = try count()
    var supertypes: [TypeIndex] = []
    for _ in 0..<count { supertypes.append(try u32()) }
    return SubType(
      isFinal: code == TypeCode.finalSubtype, supertypes: supertypes,
      composite: try compositeType(limits: limits))
  }

  private mutating func compositeType(limits: ModuleLimits) throws(ModuleError) -> CompositeType {
    let start = offset
    let code = try byte()
    switch code {
    case TypeCode.function:
      let parameters = try resultType(limit: limits.parameters, name: "parameters")
      let results = try resultType(limit: limits.results, name: "results")
      if results.count > 1 {
        try require(.multiValue, for: "function with several results", at: start)
      }
      return .function(FunctionType(parameters: parameters, results: results))
    case TypeCode.structure:
      try require(.garbageCollection, for: "structure type", at: start)
      let countOffset = offset
      let count = try count()
      guard count <= limits.structureFields else {
        throw .limitExceeded(
          limit: "fields of a structure", maximum: UInt64(limits.structureFields),
          offset: countOffset)
      }
      var fields: [FieldType] = []
      fields.reserveCapacity(Int(truncatingIfNeeded: min(count, remainingCount / 2)))
      for _ in 0..<count { fields.append(try fieldType()) }
      return .structure(fields)
    case TypeCode.array:
      try require(.garbageCollection, for: "array type", at: start)
      return .array(try fieldType())
    default: throw malformedCode(code, "malformed definition type", at: start)
    }
  }

  /// The type of an import, whose kind comes first.
  package mutating func importType() throws(ModuleError) -> DecodedModule.ImportType {
    let start = offset
    guard let kind = ExternalKind(binaryCode: try byte()) else {
      throw malformed("malformed import kind", at: start)
    }
    switch kind {
    case .function: return .function(try u32())
    case .table: return .table(try tableType())
    case .memory: return .memory(try memoryType())
    case .global:
      let type = try globalType()
      if type.isMutable {
        try require(.mutableGlobals, for: "import of a mutable global", at: start)
      }
      return .global(type)
    case .tag:
      try require(anyOf: [.exceptions, .legacyExceptions], for: "tag", at: start)
      return .tag(try tagType())
    }
  }

  mutating func tagType() throws(ModuleError) -> TypeIndex {
    let start = offset
    guard try byte() == 0 else { throw malformed("zero byte expected", at: start) }
    return try u32()
  }
}

extension TypeCode {
  /// Whether a value type can begin with this byte.
  static func startsValueType(_ code: UInt8) -> Bool {
    (v128...i32).contains(code) || code == nullableReference || code == nonNullableReference
      || heapType(code) != nil
  }
}
