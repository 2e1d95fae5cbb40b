internal import WasmTypes

// Types. Specification: "Binary Format: Types".
extension ByteReader {
  mutating func valueType() throws(ModuleError) -> ValueType {
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

  mutating func referenceType() throws(ModuleError) -> ReferenceType {
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

  mutating func heapType() throws(ModuleError) -> HeapType {
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

  mutating func fieldType() throws(ModuleError) -> FieldType {
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

  mutating func globalType() throws(ModuleError) -> GlobalType {
    let value = try valueType()
    return GlobalType(value: value, isMutable: try mutability())
  }

  mutating func tableType() throws(ModuleError) -> TableType {
    let start = offset
    let element = try referenceType()
    if element != .funcref {
      try require(.referenceTypes, for: "table of \(element)", at: start)
    }
    let flags = try limitsFlags(allowed: LimitsFlag.maximum | LimitsFlag.address64)
    let addressType = try addressType(flags)
    return TableType(element: element, limits: try limits(flags), addressType: addressType)
  }

  mutating func memoryType() throws(ModuleError) -> MemoryType {
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

extension TypeCode {
  /// Whether a value type can begin with this byte.
  static func startsValueType(_ code: UInt8) -> Bool {
    (v128...i32).contains(code) || code == nullableReference || code == nonNullableReference
      || heapType(code) != nil
  }
}
