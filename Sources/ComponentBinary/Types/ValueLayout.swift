package import WasmTypes

/// How a value lies in a linear memory, for both widths of pointers. CanonicalABI: "Alignment",
/// "Element Size".
package struct ValueLayout: Hashable, Sendable {
  /// In bytes. Saturates far above what validation accepts.
  package var size32: UInt32
  package var size64: UInt32
  package var alignment32: UInt8
  package var alignment64: UInt8

  /// The size of a list's element, a multiple of the alignment.
  package func size(_ addressType: AddressType) -> UInt32 {
    addressType == .i64 ? size64 : size32
  }

  package func alignment(_ addressType: AddressType) -> UInt32 {
    UInt32(addressType == .i64 ? alignment64 : alignment32)
  }

  /// Sizes must be below this (for 64-bit pointers, so that it holds for both).
  package static let sizeLimit: UInt32 = 1 << 28

  /// Of a value that has no pointers; the alignment is the size.
  init(scalar size: UInt8) {
    size32 = UInt32(size)
    size64 = UInt32(size)
    alignment32 = size
    alignment64 = size
  }

  /// `count` pointers or lengths.
  init(pointers count: UInt32) {
    size32 = 4 * count
    size64 = 8 * count
    alignment32 = 4
    alignment64 = 8
  }

  /// Nothing yet: the start of a record.
  init() {
    size32 = 0
    size64 = 0
    alignment32 = 1
    alignment64 = 1
  }
}

extension ValueLayout {
  /// `offset`, rounded up to a multiple of `alignment`.
  package static func align(_ offset: UInt32, to alignment: UInt32) -> UInt32 {
    let (sum, overflow) = offset.addingReportingOverflow(alignment &- 1)
    return overflow ? ~(alignment &- 1) : sum & ~(alignment &- 1)
  }

  private static func add(_ first: UInt32, _ second: UInt32) -> UInt32 {
    let (sum, overflow) = first.addingReportingOverflow(second)
    return overflow ? .max : sum
  }

  /// Adds a field behind those before; the result is a record's layout after `finish`.
  mutating func append(_ field: ValueLayout) {
    size32 = Self.add(Self.align(size32, to: UInt32(field.alignment32)), field.size32)
    size64 = Self.add(Self.align(size64, to: UInt32(field.alignment64)), field.size64)
    alignment32 = max(alignment32, field.alignment32)
    alignment64 = max(alignment64, field.alignment64)
  }

  /// Rounds the size up to a multiple of the alignment.
  mutating func finish() {
    size32 = Self.align(size32, to: UInt32(alignment32))
    size64 = Self.align(size64, to: UInt32(alignment64))
  }

  /// Widens this to hold `other` as well, in the same place.
  mutating func unite(_ other: ValueLayout) {
    size32 = max(size32, other.size32)
    size64 = max(size64, other.size64)
    alignment32 = max(alignment32, other.alignment32)
    alignment64 = max(alignment64, other.alignment64)
  }

  /// A variant with this many cases, whose payloads together need `payload`.
  init(caseCount: Int, payload: ValueLayout) {
    self.init(scalar: Self.discriminantSize(caseCount: caseCount))
    append(payload)
    finish()
  }

  func repeated(_ count: UInt32) -> ValueLayout {
    var result = self
    result.size32 = UInt32(clamping: UInt64(size32) * UInt64(count))
    result.size64 = UInt32(clamping: UInt64(size64) * UInt64(count))
    return result
  }

  /// The bytes of the number that tells which of `caseCount` cases a variant has.
  package static func discriminantSize(caseCount: Int) -> UInt8 {
    caseCount <= 0x100 ? 1 : caseCount <= 0x1_0000 ? 2 : 4
  }

  /// The bytes of `flags` with this many labels, of which there are at most 32.
  package static func flagsSize(labelCount: Int) -> UInt8 {
    labelCount <= 8 ? 1 : labelCount <= 16 ? 2 : 4
  }
}

// Where the parts of a value are.
extension ComponentTypes {
  package func layout(of type: ValueTypeID) -> ValueLayout { self[type].layout }

  /// The layout of a record with the fields `types`: also of parameters that are passed in memory.
  package func layout(ofRecord types: some Sequence<ValueTypeID>) -> ValueLayout {
    var layout = ValueLayout()
    for type in types { layout.append(self[type].layout) }
    layout.finish()
    return layout
  }

  /// The offsets of a record's fields from its start, in bytes.
  package func fieldOffsets(
    ofRecord types: some Sequence<ValueTypeID>, addressType: AddressType
  ) -> [UInt32] {
    var offsets: [UInt32] = []
    var end: UInt32 = 0
    for type in types {
      let layout = self[type].layout
      let start = ValueLayout.align(end, to: layout.alignment(addressType))
      offsets.append(start)
      end = start &+ layout.size(addressType)
    }
    return offsets
  }

  /// The offset of a variant's payload from its start, in bytes: the same for all cases.
  package func payloadOffset(
    ofCases payloads: some Collection<ValueTypeID?>, addressType: AddressType
  ) -> UInt32 {
    var alignment: UInt32 = 1
    for payload in payloads {
      if let payload { alignment = max(alignment, self[payload].layout.alignment(addressType)) }
    }
    let size = UInt32(ValueLayout.discriminantSize(caseCount: payloads.count))
    return ValueLayout.align(size, to: alignment)
  }

  /// The core types of several values after one another: of parameters.
  package func flatTypes(of types: some Sequence<ValueTypeID>) -> FlatTypes {
    var flat = FlatTypes()
    for type in types { flat.append(self[type].flat) }
    return flat
  }
}
