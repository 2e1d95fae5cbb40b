/// The type of a memory's addresses or a table's indices: `i64` with memory64 and table64.
public enum AddressType: Hashable, Sendable {
  /// 32 bits.
  case i32
  /// 64 bits.
  case i64

  /// The type of addresses as values.
  public var valueType: ValueType { self == .i32 ? .i32 : .i64 }
}

/// A size range, in pages for memories and in elements for tables. Specification: "Limits".
public struct Limits: Hashable, Sendable {
  /// The size to begin with, in pages or elements.
  public var minimum: UInt64
  /// How large it may grow; nil for no bound of its own.
  public var maximum: UInt64?

  /// Limits, without a maximum by default.
  public init(minimum: UInt64, maximum: UInt64? = nil) {
    self.minimum = minimum
    self.maximum = maximum
  }

  /// Whether something of the actual size `size` with the declared `maximum` may be imported as this.
  public func accepts(size: UInt64, maximum actualMaximum: UInt64?) -> Bool {
    guard size >= minimum else { return false }
    guard let maximum else { return true }
    guard let actualMaximum else { return false }
    return actualMaximum <= maximum
  }
}

/// Specification: "Memory Types".
public struct MemoryType: Hashable, Sendable {
  /// In pages of `1 << pageSizeLog2` bytes.
  public var limits: Limits
  /// Whether addresses have 32 or 64 bits.
  public var addressType: AddressType
  /// Whether several threads may have it.
  public var isShared: Bool
  /// 16 (64 KiB), or 0 (one byte) with custom page sizes.
  public var pageSizeLog2: UInt8

  /// A memory type, with 32-bit addresses and pages of 64 KiB by default.
  public init(
    limits: Limits, addressType: AddressType = .i32, isShared: Bool = false,
    pageSizeLog2: UInt8 = 16
  ) {
    self.limits = limits
    self.addressType = addressType
    self.isShared = isShared
    self.pageSizeLog2 = pageSizeLog2
  }
}

/// Specification: "Table Types".
public struct TableType: Hashable, Sendable {
  /// The type of the elements.
  public var element: ReferenceType
  /// The size in elements.
  public var limits: Limits
  /// Whether indices have 32 or 64 bits.
  public var addressType: AddressType

  /// A table type, with 32-bit indices by default.
  public init(element: ReferenceType, limits: Limits, addressType: AddressType = .i32) {
    self.element = element
    self.limits = limits
    self.addressType = addressType
  }
}

/// Specification: "Global Types".
public struct GlobalType: Hashable, Sendable {
  /// The type of the value.
  public var value: ValueType
  /// Whether it can be assigned.
  public var isMutable: Bool

  /// The type of a global.
  public init(value: ValueType, isMutable: Bool) {
    self.value = value
    self.isMutable = isMutable
  }
}

/// The kind of something that can be imported or exported.
public enum ExternalKind: Hashable, Sendable {
  /// The kinds of things that are imported and exported.
  case function, table, memory, global, tag
}
