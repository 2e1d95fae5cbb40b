package import WasmTypes

/// A value type, or the storage type of a field, in one word: for type checks by integer
/// comparison.
///
/// Where types come from one `TypeRegistry`, concrete heap types hold canonical numbers, so that
/// two types are equal exactly when their words are.
package struct PackedType: Hashable, BitwiseCopyable, Sendable {
  package let bits: UInt32

  @inline(__always) package init(bits: UInt32) { self.bits = bits }

  @inline(__always) package static func == (left: PackedType, right: PackedType) -> Bool {
    left.bits == right.bits
  }

  @inline(__always) package static func != (left: PackedType, right: PackedType) -> Bool {
    left.bits != right.bits
  }

  /// Any type at all: what the validator finds on the stack of unreachable code.
  @inline(__always) package static var unknown: PackedType { PackedType(bits: 0) }
  @inline(__always) package static var i32: PackedType { PackedType(bits: 1) }
  @inline(__always) package static var i64: PackedType { PackedType(bits: 2) }
  @inline(__always) package static var f32: PackedType { PackedType(bits: 3) }
  @inline(__always) package static var f64: PackedType { PackedType(bits: 4) }
  @inline(__always) package static var v128: PackedType { PackedType(bits: 5) }
  /// Storage types only.
  @inline(__always) package static var i8: PackedType { PackedType(bits: 6) }
  @inline(__always) package static var i16: PackedType { PackedType(bits: 7) }

  @inline(__always) package static var referenceFlag: UInt32 { 1 << 31 }
  @inline(__always) package static var nullableFlag: UInt32 { 1 << 30 }
  @inline(__always) package static var concreteFlag: UInt32 { 1 << 29 }
  /// The number of a concrete heap type must be below this.
  @inline(__always) package static var concreteLimit: UInt32 { 1 << 28 }

  /// A reference to an abstract heap type.
  @inline(__always) package init(_ heap: AbstractHeapType, isNullable: Bool) {
    bits = Self.referenceFlag | (isNullable ? Self.nullableFlag : 0) | UInt32(heap.rawValue)
  }

  /// A reference to the type numbered `number`.
  @inline(__always) package init(concrete number: UInt32, isNullable: Bool) {
    bits =
      Self.referenceFlag | Self.concreteFlag | (isNullable ? Self.nullableFlag : 0) | number
  }

  @inline(__always) package var isReference: Bool { bits & Self.referenceFlag != 0 }
  @inline(__always) package var isNullable: Bool { bits & Self.nullableFlag != 0 }
  @inline(__always) package var isConcrete: Bool { bits & Self.concreteFlag != 0 }
  @inline(__always) package var isNumeric: Bool { bits >= 1 && bits <= 4 }
  @inline(__always) package var isNumericOrVector: Bool { bits >= 1 && bits <= 5 }
  @inline(__always) package var isPackedStorage: Bool { bits == 6 || bits == 7 }
  @inline(__always) package var isDefaultable: Bool { !isReference || isNullable }

  /// The number of a concrete heap type.
  @inline(__always) package var concreteNumber: UInt32 { bits & (Self.concreteLimit - 1) }

  /// Nil for types that are not references to an abstract heap type.
  @inline(__always) package var abstractHeapType: AbstractHeapType? {
    guard isReference, !isConcrete else { return nil }
    return AbstractHeapType(rawValue: UInt8(truncatingIfNeeded: bits))
  }

  @inline(__always) package func withNullability(_ isNullable: Bool) -> PackedType {
    PackedType(bits: isNullable ? bits | Self.nullableFlag : bits & ~Self.nullableFlag)
  }

  /// What reading a field of this storage type gives.
  @inline(__always) package var unpacked: PackedType { isPackedStorage ? .i32 : self }
}

/// The heap types that no module defines.
package enum AbstractHeapType: UInt8, BitwiseCopyable, Sendable {
  case `func`, noFunc, `extern`, noExtern, any, eq, i31, `struct`, array, none, exception,
    noException
  /// Below every heap type: that of a reference of which only unreachable code knows the rest.
  case bottom

  package init?(_ type: HeapType) {
    switch type {
    case .func: self = .func
    case .noFunc: self = .noFunc
    case .extern: self = .extern
    case .noExtern: self = .noExtern
    case .any: self = .any
    case .eq: self = .eq
    case .i31: self = .i31
    case .struct: self = .struct
    case .array: self = .array
    case .none: self = .none
    case .exception: self = .exception
    case .noException: self = .noException
    case .concrete: return nil
    }
  }

  /// Nil for `bottom`.
  package var heapType: HeapType? {
    switch self {
    case .func: .func
    case .noFunc: .noFunc
    case .extern: .extern
    case .noExtern: .noExtern
    case .any: .any
    case .eq: .eq
    case .i31: .i31
    case .struct: .struct
    case .array: .array
    case .none: HeapType.none
    case .exception: .exception
    case .noException: .noException
    case .bottom: nil
    }
  }

  /// Specification: "Heap Types" under "Matching".
  @inline(__always) package func isSubtype(of other: AbstractHeapType) -> Bool {
    supertypes & other.bit != 0
  }

  private var bit: UInt16 { 1 << UInt16(rawValue) }

  /// The bits of this type and all types above it.
  private var supertypes: UInt16 {
    switch self {
    case .any, .func, .extern, .exception: bit
    case .eq: bit | Self.any.bit
    case .i31, .struct, .array: bit | Self.eq.bit | Self.any.bit
    case .none:
      bit | Self.i31.bit | Self.struct.bit | Self.array.bit | Self.eq.bit | Self.any.bit
    case .noFunc: bit | Self.func.bit
    case .noExtern: bit | Self.extern.bit
    case .noException: bit | Self.exception.bit
    case .bottom: .max
    }
  }

  /// The most general type above this one.
  package var top: AbstractHeapType {
    switch self {
    case .func, .noFunc: .func
    case .extern, .noExtern: .extern
    case .exception, .noException: .exception
    case .any, .eq, .i31, .struct, .array, .none: .any
    case .bottom: .bottom
    }
  }
}

extension PackedType {
  /// `number` gives the number for a type index.
  package init(_ type: ValueType, number: (TypeIndex) -> UInt32) {
    switch type {
    case .i32: self = .i32
    case .i64: self = .i64
    case .f32: self = .f32
    case .f64: self = .f64
    case .v128: self = .v128
    case .reference(let type): self.init(type, number: number)
    }
  }

  package init(_ type: ReferenceType, number: (TypeIndex) -> UInt32) {
    if let heap = AbstractHeapType(type.heapType) {
      self.init(heap, isNullable: type.isNullable)
    } else if case .concrete(let index) = type.heapType {
      self.init(concrete: number(index), isNullable: type.isNullable)
    } else {
      self = .unknown
    }
  }

  package init(_ type: StorageType, number: (TypeIndex) -> UInt32) {
    switch type {
    case .i8: self = .i8
    case .i16: self = .i16
    case .value(let type): self.init(type, number: number)
    }
  }
}
