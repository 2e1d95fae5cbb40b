package import WasmTypes

/// The core types that values are passed as, where they are not passed in memory.
///
/// There are at most 16 (`MAX_FLAT_PARAMS`); of more it is only known that they are too many. In one
/// word. CanonicalABI: "Flattening".
package struct FlatTypes: Hashable, Sendable {
  package enum FlatType: UInt8, Hashable, Sendable {
    case i32, i64, f32, f64
    /// `i32` or `i64`, by the address type of the memory.
    case pointer
  }

  /// The most core types that are passed as such: to a synchronous function, and to a lowered
  /// asynchronous one.
  package static let maximumParameters = 16
  package static let maximumAsyncParameters = 4
  package static let maximumResults = 1

  /// Three bits for each type, the first in the lowest; the count in the highest byte.
  private var bits: UInt64 = 0

  package init() {}

  package init(_ type: FlatType) { append(type) }

  private static let countShift: UInt64 = 56

  /// How many types there are; 17 if there are too many.
  package var count: Int { Int(truncatingIfNeeded: bits >> Self.countShift) }

  /// Whether there are more than can ever be passed as core values, so that they are not known.
  package var isTooMany: Bool { count > Self.maximumParameters }

  package var isEmpty: Bool { bits == 0 }

  /// - Precondition: `position` is below `count`, and there are not too many.
  package subscript(position: Int) -> FlatType {
    FlatType(rawValue: UInt8(truncatingIfNeeded: bits >> UInt64(3 * position)) & 7) ?? .i32
  }

  private static var tooMany: UInt64 { UInt64(maximumParameters + 1) << countShift }

  package mutating func append(_ type: FlatType) {
    guard count < Self.maximumParameters else {
      bits = Self.tooMany
      return
    }
    bits |= UInt64(type.rawValue) << UInt64(3 * count)
    bits += 1 << Self.countShift
  }

  package mutating func append(_ types: FlatTypes) {
    guard count + types.count <= Self.maximumParameters else {
      bits = Self.tooMany
      return
    }
    for position in 0..<types.count { append(types[position]) }
  }

  /// The types that can hold either these or `other`: those of a variant's payload. CanonicalABI:
  /// `join`.
  package func joined(with other: FlatTypes) -> FlatTypes {
    if isTooMany || other.isTooMany { return isTooMany ? self : other }
    var result = FlatTypes()
    for position in 0..<max(count, other.count) {
      if position >= count {
        result.append(other[position])
      } else if position >= other.count {
        result.append(self[position])
      } else {
        result.append(Self.join(self[position], other[position]))
      }
    }
    return result
  }

  private static func join(_ first: FlatType, _ second: FlatType) -> FlatType {
    if first == second { return first }
    let has32Bits = { (type: FlatType) in type == .i32 || type == .f32 }
    if has32Bits(first) && has32Bits(second) { return .i32 }
    // Whatever the width of pointers is, one holds 32 bits.
    if first == .pointer && has32Bits(second) || second == .pointer && has32Bits(first) {
      return .pointer
    }
    return .i64
  }

  /// The core types for a memory with addresses of the type `addressType`.
  ///
  /// - Precondition: There are not too many.
  package func valueTypes(addressType: AddressType) -> [ValueType] {
    var types: [ValueType] = []
    for position in 0..<count { types.append(self[position].valueType(addressType: addressType)) }
    return types
  }
}

extension FlatTypes.FlatType {
  package func valueType(addressType: AddressType) -> ValueType {
    switch self {
    case .i32: .i32
    case .i64: .i64
    case .f32: .f32
    case .f64: .f64
    case .pointer: addressType.valueType
    }
  }
}
