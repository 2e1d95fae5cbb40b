/// The type of a memory's addresses or a table's indices: `i64` with memory64 and table64.
public enum AddressType: Hashable, Sendable {
  case i32
  case i64

  public var valueType: ValueType { self == .i32 ? .i32 : .i64 }
}

/// A size range, in pages for memories and in elements for tables. Specification: "Limits".
public struct Limits: Hashable, Sendable {
  public var minimum: UInt64
  public var maximum: UInt64?

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
  public var addressType: AddressType
  public var isShared: Bool
  /// 16 (64 KiB), or 0 (one byte) with custom page sizes.
  public var pageSizeLog2: UInt8

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
  public var element: ReferenceType
  public var limits: Limits
  public var addressType: AddressType

  public init(element: ReferenceType, limits: Limits, addressType: AddressType = .i32) {
    self.element = element
    self.limits = limits
    self.addressType = addressType
  }
}

/// Specification: "Global Types".
public struct GlobalType: Hashable, Sendable {
  public var value: ValueType
  public var isMutable: Bool

  public init(value: ValueType, isMutable: Bool) {
    self.value = value
    self.isMutable = isMutable
  }
}

/// The kind of something that can be imported or exported.
public enum ExternalKind: Hashable, Sendable {
  case function, table, memory, global, tag
}
