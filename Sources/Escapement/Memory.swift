internal import CInterp
internal import CPlatform
internal import WasmTypes

/// A linear memory.
///
/// Addresses and sizes are those of the guest, 64 bits wide. Integers are little-endian and need no alignment.
///
/// ```swift
/// let memory = try instance.memory("memory")
/// try memory.write(UInt32(42), at: 0x100)
/// let text = try memory.string(at: pointer, count: length)
/// ```
public struct Memory: Hashable {
  /// The store that it belongs to.
  public let store: Store
  /// Where its record is: a `MemoryRecord`, which does not show in code that embedders compile.
  @usableFromInline let address: UnsafeMutableRawPointer

  var record: UnsafeMutablePointer<MemoryRecord> {
    address.assumingMemoryBound(to: MemoryRecord.self)
  }

  var state: MemoryState { MemoryState.of(record) }

  @usableFromInline init(store: Store, recordAt address: UnsafeMutableRawPointer) {
    self.store = store
    self.address = address
  }

  init(store: Store, state: MemoryState) {
    self.init(store: store, recordAt: UnsafeMutableRawPointer(state.record))
  }

  /// Makes a memory of the host, to be imported by modules.
  ///
  /// - Throws: If the store's limits or the system refuse the minimal size.
  public init(store: Store, type: MemoryType) throws(ResourceError) {
    self.init(store: store, state: try store.addMemory(type))
  }

  /// Makes a shared memory one of this store's, to be imported by modules.
  ///
  /// What the store's guests see of it, and what the functions below read and write, may change at any time while
  /// other stores run. The store is charged for the memory's size now, and for what its own guests add.
  ///
  /// - Throws: If the store's limits refuse it.
  public init(store: Store, shared: SharedMemory) throws(ResourceError) {
    self.init(store: store, state: try store.addMemory(shared))
  }

  /// The memory as other stores may have it, if it is shared.
  public var shared: SharedMemory? { state.shared }

  /// The type, with the current size as the minimum.
  public var type: MemoryType {
    var type = state.type
    type.limits.minimum = pageCount
    return type
  }

  /// The size in bytes.
  public var byteCount: UInt64 { record.byteCount }

  /// The size in pages of ``pageSize`` bytes.
  public var pageCount: UInt64 { byteCount >> UInt64(state.type.pageSizeLog2) }

  /// 65,536 unless the module uses custom page sizes.
  public var pageSize: UInt64 { 1 << UInt64(state.type.pageSizeLog2) }

  /// Grows the memory.
  ///
  /// - Parameter pages: By how many pages.
  /// - Returns: The size in pages before, or nil if the maximum, the store's limits or the system forbid it.
  @discardableResult
  public func grow(by pages: UInt64) -> UInt64? {
    state.grow(by: pages, limits: store.limits, usage: &store.usage)
  }

  public static func == (left: Memory, right: Memory) -> Bool { left.address == right.address }

  public func hash(into hasher: inout Hasher) { hasher.combine(address) }
}

// Bytes.
extension Memory {
  /// Calls `body` with all bytes of the memory, for reading.
  ///
  /// Nothing is copied, and the compiler keeps the span from leaving `body`. The bytes stay where they are as long as
  /// it runs: if `body` calls into the guest and the memory would have to move to grow, growing fails.
  @inlinable public func withSpan<Result, Failure>(
    _ body: (RawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try withUnsafeBytes { (bytes) throws(Failure) in try body(bytes.bytes) }
  }

  /// Calls `body` with all bytes of the memory. See ``withSpan(_:)``.
  @inlinable public func withMutableSpan<Result, Failure>(
    _ body: (inout MutableRawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try withUnsafeMutableBytes { (bytes) throws(Failure) in
      var span = bytes.mutableBytes
      return try body(&span)
    }
  }

  /// Calls `body` with all bytes of the memory.
  ///
  /// The buffer is valid until `body` returns. See ``withSpan(_:)``, which makes sure of that.
  @inlinable public func withUnsafeMutableBytes<Result, Failure>(
    _ body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let bytes = pin()
    defer { unpin() }
    return try body(bytes)
  }

  /// Keeps the bytes where they are until ``unpin()``.
  @usableFromInline func pin() -> UnsafeMutableRawBufferPointer {
    record.pointee.pin_count += 1
    return record.bytes
  }

  @usableFromInline func unpin() { record.pointee.pin_count -= 1 }

  /// Calls `body` with all bytes of the memory, for reading. See ``withUnsafeMutableBytes(_:)``.
  @inlinable public func withUnsafeBytes<Result, Failure>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try withUnsafeMutableBytes { (bytes) throws(Failure) in
      try body(UnsafeRawBufferPointer(bytes))
    }
  }

  /// Calls `body` with `count` bytes from `address` on. See ``withUnsafeMutableBytes(_:)``.
  ///
  /// - Throws: ``AccessError/outOfBounds(address:count:size:)``, or what `body` throws.
  public func withUnsafeMutableBytes<Result>(
    at address: UInt64, count: UInt64,
    _ body: (UnsafeMutableRawBufferPointer) throws(HostError) -> Result
  ) throws(HostError) -> Result {
    let region: UnsafeMutableRawBufferPointer
    do throws(AccessError) {
      region = try self.region(at: address, count: count)
    } catch {
      throw failure(error)
    }
    _ = pin()
    defer { unpin() }
    return try body(region)
  }

  /// A copy of `count` bytes from `address` on.
  ///
  /// - Throws: ``AccessError/outOfBounds(address:count:size:)``, as all functions here.
  public func bytes(at address: UInt64, count: UInt64) throws(AccessError) -> [UInt8] {
    let region = try region(at: address, count: count)
    try checkCopy(of: region)
    return Array(region)
  }

  /// Copies `bytes` to `address`.
  public func write(_ bytes: some Collection<UInt8>, at address: UInt64) throws(AccessError) {
    try region(at: address, count: UInt64(bytes.count)).copyBytes(from: bytes)
  }

  /// The integer at `address`.
  @inlinable public func read<Number: FixedWidthInteger & BitwiseCopyable>(
    _ type: Number.Type = Number.self, at address: UInt64
  ) throws(AccessError) -> Number {
    let region = try region(at: address, count: UInt64(MemoryLayout<Number>.size))
    return Number(littleEndian: region.loadUnaligned(as: Number.self))
  }

  /// Stores an integer at `address`.
  @inlinable public func write<Number: FixedWidthInteger & BitwiseCopyable>(
    _ number: Number, at address: UInt64
  ) throws(AccessError) {
    let region = try region(at: address, count: UInt64(MemoryLayout<Number>.size))
    region.storeBytes(of: number.littleEndian, as: Number.self)
  }

  /// The number at `address`.
  public func read(_ type: Float.Type, at address: UInt64) throws(AccessError) -> Float {
    Float(bitPattern: try read(UInt32.self, at: address))
  }

  /// The number at `address`.
  public func read(_ type: Double.Type, at address: UInt64) throws(AccessError) -> Double {
    Double(bitPattern: try read(UInt64.self, at: address))
  }

  /// Stores a number at `address`.
  public func write(_ number: Float, at address: UInt64) throws(AccessError) {
    try write(number.bitPattern, at: address)
  }

  /// Stores a number at `address`.
  public func write(_ number: Double, at address: UInt64) throws(AccessError) {
    try write(number.bitPattern, at: address)
  }

  /// A copy of the structure at `address`, as C lays it out. Needs no alignment.
  ///
  /// ```swift
  /// struct Point { var x: Float, y: Float }
  /// let point = try memory.read(Point.self, at: address)
  /// ```
  ///
  /// - Parameter type: Any bits must be a value of it, as for numbers and structures of numbers: not `Bool`, not an
  ///   enumeration, not a pointer. Guests write what they like.
  @inlinable public func read<Element: BitwiseCopyable>(
    _ type: Element.Type = Element.self, at address: UInt64
  ) throws(AccessError) -> Element {
    try region(at: address, count: UInt64(MemoryLayout<Element>.size))
      .loadUnaligned(as: Element.self)
  }

  /// Stores a structure at `address`, as C lays it out. Needs no alignment.
  @inlinable public func write<Element: BitwiseCopyable>(
    _ value: Element, at address: UInt64
  ) throws(AccessError) {
    try region(at: address, count: UInt64(MemoryLayout<Element>.size))
      .storeBytes(of: value, as: Element.self)
  }

  /// Calls `body` with `count` elements from `address` on, for reading. See ``withSpan(_:)``.
  ///
  /// ```swift
  /// let peak = try memory.withSpan(of: Float.self, at: address, count: 1024) { samples in
  ///   samples.indices.reduce(0) { max($0, abs(samples[$1])) }
  /// }
  /// ```
  ///
  /// - Parameter type: Any bits must be a value of it: see ``read(_:at:)``.
  /// - Throws: ``AccessError`` if the elements are not all inside, or `address` is not a multiple of the alignment of
  ///   `type`; and what `body` throws.
  @inlinable public func withSpan<Element: BitwiseCopyable, Result>(
    of type: Element.Type, at address: UInt64, count: UInt64,
    _ body: (Span<Element>) throws(HostError) -> Result
  ) throws(HostError) -> Result {
    try withElements(of: type, at: address, count: count) { (elements) throws(HostError) in
      try body(UnsafeBufferPointer(elements).span)
    }
  }

  /// Calls `body` with `count` elements from `address` on. See ``withSpan(of:at:count:_:)``.
  ///
  /// - Throws: ``AccessError`` if the elements are not all inside, or `address` is not a multiple of the alignment of
  ///   `type`; and what `body` throws.
  @inlinable public func withMutableSpan<Element: BitwiseCopyable, Result>(
    of type: Element.Type, at address: UInt64, count: UInt64,
    _ body: (inout MutableSpan<Element>) throws(HostError) -> Result
  ) throws(HostError) -> Result {
    try withElements(of: type, at: address, count: count) { (elements) throws(HostError) in
      var span = elements.mutableSpan
      return try body(&span)
    }
  }

  @usableFromInline func withElements<Element: BitwiseCopyable, Result>(
    of type: Element.Type, at address: UInt64, count: UInt64,
    _ body: (UnsafeMutableBufferPointer<Element>) throws(HostError) -> Result
  ) throws(HostError) -> Result {
    let alignment = UInt64(MemoryLayout<Element>.alignment)
    // The base has the alignment of a page.
    guard address % alignment == 0 else {
      throw failure(AccessError.misaligned(address: address, alignment: alignment))
    }
    let bytes = count.multipliedReportingOverflow(by: UInt64(MemoryLayout<Element>.stride))
    guard !bytes.overflow else {
      throw failure(AccessError.outOfBounds(address: address, count: .max, size: byteCount))
    }
    return try withUnsafeMutableBytes(at: address, count: bytes.partialValue) {
      (bytes) throws(HostError) in try body(bytes.assumingMemoryBound(to: Element.self))
    }
  }

  @usableFromInline func region(
    at address: UInt64, count: UInt64
  ) throws(AccessError) -> UnsafeMutableRawBufferPointer {
    let bytes = record.bytes
    guard count <= UInt64(bytes.count), address <= UInt64(bytes.count) - count else {
      throw .outOfBounds(address: address, count: count, size: UInt64(bytes.count))
    }
    // Both are at most `bytes.count`, an Int.
    let start = Int(truncatingIfNeeded: address)
    return UnsafeMutableRawBufferPointer(
      rebasing: bytes[start..<start + Int(truncatingIfNeeded: count)])
  }
}

// Strings.
extension Memory {
  /// Checks that there is memory for a copy: an array or a string that gets none ends the process, and a guest may have
  /// decided how long it is.
  private func checkCopy(of region: UnsafeMutableRawBufferPointer) throws(AccessError) {
    if region.count <= Self.smallCopy { return }
    // The size was an Int.
    guard let probe = platform_allocate(region.count, 1) else {
      throw .outOfMemory(count: UInt64(region.count))
    }
    platform_free(probe)
  }

  private static let smallCopy = 64 << 10

  /// The string of `count` bytes of UTF-8 at `address`.
  public func string(at address: UInt64, count: UInt64) throws(AccessError) -> String {
    let region = try region(at: address, count: count)
    try checkCopy(of: region)
    guard let string = String(strictUTF8: UnsafeRawBufferPointer(region)) else {
      throw .invalidUTF8(address: address)
    }
    return string
  }

  /// The string of UTF-8 at `address` that ends before the next NUL byte.
  public func nulTerminatedString(at address: UInt64) throws(AccessError) -> String {
    let bytes = record.bytes
    guard address < UInt64(bytes.count) else {
      throw .outOfBounds(address: address, count: 1, size: UInt64(bytes.count))
    }
    let rest = bytes[Int(truncatingIfNeeded: address)...]
    guard let end = rest.firstIndex(of: 0) else {
      throw .outOfBounds(
        address: address, count: UInt64(rest.count) + 1, size: UInt64(bytes.count))
    }
    return try string(at: address, count: UInt64(end) - address)
  }

  /// Writes a string as UTF-8, with a NUL byte behind it if asked.
  ///
  /// - Returns: The number of bytes written.
  @discardableResult
  public func write(
    _ string: String, at address: UInt64, nulTerminated: Bool = false
  ) throws(AccessError) -> UInt64 {
    var bytes = Array(string.utf8)
    if nulTerminated { bytes.append(0) }
    try write(bytes, at: address)
    return UInt64(bytes.count)
  }
}

/// An access of the host to a guest's memory or table that went wrong.
public enum AccessError: Error, Hashable, Sendable {
  /// `count` bytes or elements from `address` on are not all inside of the `size`.
  case outOfBounds(address: UInt64, count: UInt64, size: UInt64)
  /// `address` is not a multiple of the alignment that the elements need.
  case misaligned(address: UInt64, alignment: UInt64)
  /// The host has no memory for a copy of `count` bytes.
  case outOfMemory(count: UInt64)
  /// The bytes at `address` are not UTF-8.
  case invalidUTF8(address: UInt64)
}

extension AccessError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .outOfBounds(let address, let count, let size):
      "out of bounds access: \(count) from \(address) on, the size is \(size)"
    case .misaligned(let address, let alignment):
      "misaligned access: \(address) is not a multiple of \(alignment)"
    case .outOfMemory(let count): "out of memory: no room for a copy of \(count) bytes"
    case .invalidUTF8(let address): "invalid UTF-8 at \(address)"
    }
  }
}
