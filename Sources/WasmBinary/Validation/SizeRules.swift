package import WasmTypes

// What sizes tables and memories may declare. Specification: "Limits", "Memory Types" and "Table Types"
// under "Validation".

extension TableType {
  /// - Parameter offset: Where the type is, for the error.
  package func validate(at offset: UInt32) throws(ModuleError) {
    if addressType == .i32 {
      let largest = max(limits.minimum, limits.maximum ?? 0)
      guard largest <= UInt64(UInt32.max) else {
        throw .invalid("table size must be at most 2^32-1", at: offset)
      }
    }
    try limits.validate(at: offset)
  }
}

extension MemoryType {
  /// - Parameter offset: Where the type is, for the error.
  package func validate(at offset: UInt32) throws(ModuleError) {
    guard pageSizeLog2 == 0 || pageSizeLog2 == 16 else {
      throw .invalid("invalid custom page size", at: offset)
    }
    let largest = max(limits.minimum, limits.maximum ?? 0)
    guard largest <= pageLimit else {
      let details =
        addressType == .i32 && pageSizeLog2 == 16
        ? "65536 pages (4GiB)" : "\(pageLimit) pages"
      throw .invalid("memory size must be at most " + details, at: offset)
    }
    try limits.validate(at: offset)
    if isShared, limits.maximum == nil {
      throw .invalid("shared memory must have maximum", at: offset)
    }
  }

  /// How many pages a memory can have.
  private var pageLimit: UInt64 {
    switch (addressType, pageSizeLog2) {
    case (.i32, 16): 1 << 16
    case (.i32, _): (1 << 32) - 1
    case (.i64, 16): 1 << 48
    case (.i64, _): .max
    }
  }
}

extension Limits {
  fileprivate func validate(at offset: UInt32) throws(ModuleError) {
    guard let maximum, minimum > maximum else { return }
    throw .invalid("size minimum must not be greater than maximum", at: offset)
  }
}
