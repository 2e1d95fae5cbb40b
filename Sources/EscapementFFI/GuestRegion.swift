#if FFI
  internal import Escapement

  /// A guest's memory while C may point into it. It does not move meanwhile.
  struct GuestRegion {
    let base: UnsafeMutableRawPointer?
    let size: UInt64

    static var none: GuestRegion { GuestRegion(base: nil, size: 0) }

    init(base: UnsafeMutableRawPointer?, size: UInt64) {
      self.base = base
      self.size = size
    }

    init(_ bytes: UnsafeMutableRawBufferPointer) {
      self.init(base: bytes.baseAddress, size: UInt64(bytes.count))
    }

    /// Whether `count` bytes from `address` on are inside.
    func contains(_ address: UInt64, count: UInt64) -> Bool {
      count <= size && address <= size - count
    }

    /// Whether a NUL follows at or behind `address`.
    func hasTerminator(from address: UInt64) -> Bool {
      guard address < size, let base else { return false }
      // An address below the size is an Int.
      let start = Int(truncatingIfNeeded: address)
      let rest = Int(truncatingIfNeeded: size) - start
      return UnsafeRawBufferPointer(start: base + start, count: rest).contains(0)
    }

    /// The host's pointer for an address up to the size.
    func pointer(_ address: UInt64) -> UnsafeMutableRawPointer? {
      base.map { $0 + Int(truncatingIfNeeded: address) }
    }

    /// The address of what a host's pointer points to, the end of the memory included; nil if it is outside.
    func address(_ pointer: UnsafeRawPointer) -> UInt64? {
      guard let base else { return nil }
      let difference = UInt(bitPattern: pointer) &- UInt(bitPattern: base)
      return UInt64(difference) <= size ? UInt64(difference) : nil
    }
  }
#endif
