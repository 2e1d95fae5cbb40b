package import CInterp
package import WasmTypes

/// Writes the binary format: the building blocks of an encoder.
///
/// Nothing is checked: what is written is as valid as what is given.
package struct BinaryWriter {
  package private(set) var bytes: [UInt8] = []

  package init() {}

  /// The magic number and the version, with which a module begins.
  package mutating func moduleHeader() {
    bytes += [0x00, 0x61, 0x73, 0x6D, 0x01, 0x00, 0x00, 0x00]
  }
}

// Numbers, names and sequences. Specification: "Binary Format: Values".
extension BinaryWriter {
  package mutating func byte(_ value: UInt8) { bytes.append(value) }

  package mutating func raw(_ contents: some Sequence<UInt8>) { bytes.append(contentsOf: contents) }

  /// An unsigned LEB128 integer of any width.
  package mutating func unsigned(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  package mutating func unsigned(_ value: UInt32) { unsigned(UInt64(value)) }

  /// The number of elements with which a vector begins.
  package mutating func count(_ count: Int) { unsigned(UInt64(count)) }

  /// A signed LEB128 integer of any width.
  package mutating func signed(_ value: Int64) {
    var rest = value
    while rest < -0x40 || rest >= 0x40 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest) & 0x7F)
  }

  /// Four bytes, the low one first.
  package mutating func fixed32(_ bits: UInt32) {
    for shift in stride(from: UInt32(0), to: 32, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: bits >> shift))
    }
  }

  /// Eight bytes, the low one first.
  package mutating func fixed64(_ bits: UInt64) {
    fixed32(UInt32(truncatingIfNeeded: bits))
    fixed32(UInt32(truncatingIfNeeded: bits >> 32))
  }

  package mutating func name(_ text: String) {
    count(text.utf8.count)
    bytes.append(contentsOf: text.utf8)
  }

  /// Whatever `body` writes, preceded by its size in bytes: function bodies and name subsections.
  package mutating func sized<Failure: Error>(
    _ body: (inout BinaryWriter) throws(Failure) -> Void
  ) throws(Failure) {
    let start = bytes.count
    try body(&self)
    var size = BinaryWriter()
    size.count(bytes.count - start)
    bytes.insert(contentsOf: size.bytes, at: start)
  }

  /// A section with the contents that `body` writes.
  package mutating func section<Failure: Error>(
    _ id: SectionID, _ body: (inout BinaryWriter) throws(Failure) -> Void
  ) throws(Failure) {
    byte(id.rawValue)
    try sized(body)
  }

  package mutating func customSection<Failure: Error>(
    _ name: String, _ body: (inout BinaryWriter) throws(Failure) -> Void
  ) throws(Failure) {
    try section(.custom) { (writer: inout BinaryWriter) throws(Failure) in
      writer.name(name)
      try body(&writer)
    }
  }
}

// Types. Specification: "Binary Format: Types".
extension BinaryWriter {
  package mutating func valueType(_ type: ValueType) {
    switch type {
    case .i32: byte(TypeCode.i32)
    case .i64: byte(TypeCode.i64)
    case .f32: byte(TypeCode.f32)
    case .f64: byte(TypeCode.f64)
    case .v128: byte(TypeCode.v128)
    case .reference(let type): referenceType(type)
    }
  }

  package mutating func referenceType(_ type: ReferenceType) {
    if type.isNullable, let code = TypeCode.abstract(type.heapType) {
      byte(code)
    } else {
      byte(type.isNullable ? TypeCode.nullableReference : TypeCode.nonNullableReference)
      heapType(type.heapType)
    }
  }

  package mutating func heapType(_ type: HeapType) {
    if case .concrete(let index) = type {
      signed(Int64(index))
    } else if let code = TypeCode.abstract(type) {
      byte(code)
    }
  }

  package mutating func blockType(_ type: BlockType) {
    switch type {
    case .empty: byte(TypeCode.emptyBlock)
    case .value(let type): valueType(type)
    case .type(let index): signed(Int64(index))
    }
  }

  package mutating func resultType(_ types: [ValueType]) {
    count(types.count)
    for type in types { valueType(type) }
  }

  package mutating func fieldType(_ field: FieldType) {
    switch field.storage {
    case .value(let type): valueType(type)
    case .i8: byte(TypeCode.i8)
    case .i16: byte(TypeCode.i16)
    }
    byte(field.isMutable ? 1 : 0)
  }

  package mutating func compositeType(_ type: CompositeType) {
    switch type {
    case .function(let type):
      byte(TypeCode.function)
      resultType(type.parameters)
      resultType(type.results)
    case .structure(let fields):
      byte(TypeCode.structure)
      count(fields.count)
      for field in fields { fieldType(field) }
    case .array(let field):
      byte(TypeCode.array)
      fieldType(field)
    }
  }

  package mutating func subType(_ type: SubType) {
    if !type.isFinal || !type.supertypes.isEmpty {
      byte(type.isFinal ? TypeCode.finalSubtype : TypeCode.openSubtype)
      count(type.supertypes.count)
      for supertype in type.supertypes { unsigned(supertype) }
    }
    compositeType(type.composite)
  }

  /// An entry of the type section. A group of one is written without the `rec` form, which means
  /// the same.
  package mutating func recursiveGroup(_ group: RecursiveGroup) {
    if group.types.count != 1 {
      byte(TypeCode.recursiveGroup)
      count(group.types.count)
    }
    for type in group.types { subType(type) }
  }

  package mutating func memoryType(_ type: MemoryType) {
    let hasPageSize = type.pageSizeLog2 != 16
    limits(
      type.limits, addressType: type.addressType, isShared: type.isShared, hasPageSize: hasPageSize)
    if hasPageSize { unsigned(UInt32(type.pageSizeLog2)) }
  }

  package mutating func tableType(_ type: TableType) {
    referenceType(type.element)
    limits(type.limits, addressType: type.addressType)
  }

  package mutating func globalType(_ type: GlobalType) {
    valueType(type.value)
    byte(type.isMutable ? 1 : 0)
  }

  package mutating func tagType(_ index: TypeIndex) {
    byte(0)
    unsigned(index)
  }

  private mutating func limits(
    _ limits: Limits, addressType: AddressType, isShared: Bool = false, hasPageSize: Bool = false
  ) {
    byte(
      (limits.maximum == nil ? 0 : LimitsFlag.maximum) | (isShared ? LimitsFlag.shared : 0)
        | (addressType == .i64 ? LimitsFlag.address64 : 0)
        | (hasPageSize ? LimitsFlag.pageSize : 0))
    unsigned(limits.minimum)
    if let maximum = limits.maximum { unsigned(maximum) }
  }
}

// Instructions. Specification: "Binary Format: Instructions".
extension BinaryWriter {
  /// The opcode with its prefix; the immediates are up to the caller.
  package mutating func instruction(_ opcode: WasmOpcode) {
    let code = wasm_instruction(opcode).pointee.code
    if code < 0x100 {
      byte(UInt8(truncatingIfNeeded: code))
    } else {
      byte(UInt8(truncatingIfNeeded: code >> 16))
      unsigned(code & 0xFFFF)
    }
  }

  /// `alignment` is a power of two.
  package mutating func memoryArgument(alignment: UInt32, offset: UInt64, memory: UInt32 = 0) {
    if memory == 0 {
      unsigned(alignment)
    } else {
      unsigned(alignment | MemoryArgumentFlag.memoryIndex)
      unsigned(memory)
    }
    unsigned(offset)
  }

  package mutating func catchClause(_ clause: CatchClause) {
    byte(clause.kind.rawValue)
    if clause.hasTag { unsigned(clause.tag) }
    unsigned(clause.label)
  }
}
