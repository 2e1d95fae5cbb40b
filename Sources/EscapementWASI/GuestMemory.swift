/// A view of a guest's linear memory for the duration of one call.
///
/// Every address and length comes from the guest. Whatever they are, an access outside the memory
/// throws ``WASI/Errno/fault``; no alignment is asked for, and all integers are little-endian.
///
/// A view must not outlive the call it was made for: the memory may move when it grows.
public struct GuestMemory {
  private let bytes: UnsafeMutableRawBufferPointer

  /// Makes a view of `bytes`, the whole linear memory.
  public init(_ bytes: UnsafeMutableRawBufferPointer) {
    self.bytes = bytes
  }

  /// The `count` bytes at `address`.
  func region(
    _ address: UInt32, count: UInt32
  ) throws(WASI.Errno) -> UnsafeMutableRawBufferPointer {
    try region(address, count: count, stride: 1)
  }

  /// The `count` elements of `stride` bytes each at `address`.
  func region(
    _ address: UInt32, count: UInt32, stride: UInt32
  ) throws(WASI.Errno) -> UnsafeMutableRawBufferPointer {
    let length = UInt64(count) * UInt64(stride)
    let start = try offset(address, count: length)
    // Both are at most `bytes.count`, an Int.
    return UnsafeMutableRawBufferPointer(
      rebasing: bytes[start..<(start + Int(truncatingIfNeeded: length))])
  }

  /// Where `count` bytes at `address` begin, which are all inside. `count` is at most (2^32 - 1)^2.
  @inline(__always) private func offset(
    _ address: UInt32, count: UInt64
  ) throws(WASI.Errno) -> Int {
    guard UInt64(address) + count <= UInt64(bytes.count) else { throw .fault }
    return Int(truncatingIfNeeded: address)
  }

  /// Stores an integer at `address`.
  func store<Value: FixedWidthInteger & BitwiseCopyable>(
    _ value: Value, at address: UInt32
  ) throws(WASI.Errno) {
    bytes.store(value, at: try offset(address, count: UInt64(MemoryLayout<Value>.size)))
  }

  /// Checks that an integer of type `Value` can be stored at `address`.
  ///
  /// For results of calls with effects: the guest hears of a bad result address before the effect.
  func checkStore<Value>(of _: Value.Type, at address: UInt32) throws(WASI.Errno) {
    _ = try offset(address, count: UInt64(MemoryLayout<Value>.size))
  }

  /// A copy of the path of `length` bytes at `address`.
  ///
  /// - Throws: `fault` outside memory, `nametoolong` above ``PathResolver/maximumPathLength``,
  ///   `inval` for a NUL inside, `ilseq` for what is not UTF-8.
  func path(at address: UInt32, length: UInt32) throws(WASI.Errno) -> GuestPath {
    let source = try region(address, count: length)
    guard source.count <= PathResolver.maximumPathLength else { throw .nametoolong }
    // One copy, so that no other thread of the guest changes what was checked.
    let copy = [UInt8](source)
    guard !copy.contains(0) else { throw .inval }
    guard GuestPath.isUTF8(copy) else { throw .ilseq }
    return GuestPath(bytes: copy)
  }
}

/// Little-endian, unaligned access inside a region that was checked already.
extension UnsafeMutableRawBufferPointer {
  func store<Value: FixedWidthInteger & BitwiseCopyable>(_ value: Value, at offset: Int) {
    storeBytes(of: value.littleEndian, toByteOffset: offset, as: Value.self)
  }

  func load<Value: FixedWidthInteger & BitwiseCopyable>(
    _ type: Value.Type = Value.self, at offset: Int
  ) -> Value {
    Value(littleEndian: loadUnaligned(fromByteOffset: offset, as: Value.self))
  }

  func zero() {
    withMemoryRebound(to: UInt8.self) { $0.update(repeating: 0) }
  }
}
