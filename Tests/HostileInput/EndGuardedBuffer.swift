import CPlatform

/// Memory behind whose last byte nothing can be read: a decoder that goes too far crashes.
struct EndGuardedBuffer: ~Copyable {
  private let start: UnsafeMutableRawPointer
  private let capacity: Int
  private let reserved: Int

  private static let pageSize = 65536

  init(capacity: Int) {
    let pages = (capacity + Self.pageSize - 1) / Self.pageSize
    self.capacity = pages * Self.pageSize
    reserved = self.capacity + Self.pageSize
    guard let start = platform_reserve(reserved), platform_commit(start, self.capacity) else {
      fatalError("no memory for a buffer")
    }
    self.start = start
  }

  deinit { platform_release(start, reserved) }

  /// Calls `body` with a copy of `bytes` at the very end of the buffer.
  func withCopy<Result>(
    of bytes: ArraySlice<UInt8>, _ body: (UnsafeRawBufferPointer) -> Result
  ) -> Result {
    let target = UnsafeMutableRawBufferPointer(
      start: start + capacity - bytes.count, count: bytes.count)
    target.copyBytes(from: bytes)
    return body(UnsafeRawBufferPointer(target))
  }
}
