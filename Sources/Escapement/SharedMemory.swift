internal import CInterp
internal import CPlatform

/// A linear memory that several stores use at once, each on a thread of its own.
///
/// WebAssembly's threads proposal, ``Features/threads``. Make one from Swift, or take it from the instance that
/// defines it with ``Memory/shared``, and give it to each store:
///
/// ```swift
/// let shared = try SharedMemory(minimum: 1, maximum: 16)
/// // On each thread:
/// let store = Store(engine: engine)
/// try linker.define("env", "memory", Memory(store: store, shared: shared))
/// ```
///
/// A guest that waits (`memory.atomic.wait32`, `wait64`) blocks the thread that runs it, in asynchronous calls as well.
/// An interruption, the store's deadline and the cancellation of a task end the wait as they end a guest that runs.
public final class SharedMemory: @unchecked Sendable {
  /// The type, with the size that the memory began with as the minimum.
  public let type: MemoryType

  /// Where the memory begins. It never moves.
  let base: UnsafeMutablePointer<UInt8>?
  /// In bytes; accessed by the functions of shared_memory.h only.
  let size: UnsafeMutablePointer<UInt64>
  /// Bytes of address space at `base`. Whoever makes the memory larger holds the lock.
  private let reservedBytes: Locked<Int>
  let waiters = Locked(WaiterQueues())

  /// Makes a shared memory.
  ///
  /// Address space for the whole maximum is reserved at once, or for `byteLimit` bytes if that is less: the memory can't
  /// grow beyond.
  ///
  /// - Parameters:
  ///   - minimum: The size to begin with, in pages of 64 KiB.
  ///   - maximum: The largest size, in pages.
  ///   - byteLimit: What the memory may take of the host.
  /// - Throws: If that much address space or memory is not to be had.
  public convenience init(
    minimum: UInt64, maximum: UInt64, addressType: AddressType = .i32,
    byteLimit: UInt64 = ResourceLimits().memoryBytes
  ) throws(ResourceError) {
    let limits = Limits(minimum: minimum, maximum: maximum)
    try self.init(
      MemoryType(limits: limits, addressType: addressType, isShared: true), byteLimit: byteLimit)
  }

  init(_ type: MemoryType, byteLimit: UInt64) throws(ResourceError) {
    let pageShift = UInt64(type.pageSizeLog2)
    let maximum = MemoryState.maximumBytes(of: type)
    guard type.limits.minimum <= byteLimit >> pageShift else {
      throw .limitExceeded(.memoryBytes, limit: byteLimit)
    }
    let bytes = type.limits.minimum << pageShift
    guard bytes <= maximum,
      let space = MemoryState.reserve(atLeast: bytes, atMost: min(maximum, max(bytes, byteLimit)))
    else { throw .outOfMemory(bytes: bytes) }
    self.type = type
    base = space.baseAddress?.assumingMemoryBound(to: UInt8.self)
    reservedBytes = Locked(space.count)
    // Atomic accesses need the alignment, which is not that of UInt64 everywhere.
    size = UnsafeMutableRawPointer.allocate(byteCount: 8, alignment: 8)
      .bindMemory(to: UInt64.self, capacity: 1)
    size.initialize(to: bytes)
  }

  deinit {
    size.deallocate()
    reservedBytes.withLock { platform_release(base, $0) }
  }

  /// The size in bytes.
  public var byteCount: UInt64 { shared_size(size) }

  /// The size in pages.
  public var pageCount: UInt64 { byteCount >> UInt64(type.pageSizeLog2) }

  /// Grows the memory, for all stores.
  ///
  /// - Parameter pages: By how many pages.
  /// - Returns: The size in pages before, or nil if the maximum or the system forbid it.
  @discardableResult
  public func grow(by pages: UInt64) -> UInt64? { grow(by: pages, bytesAtMost: .max) }

  func grow(by pages: UInt64, bytesAtMost available: UInt64) -> UInt64? {
    reservedBytes.withLock { reserved -> UInt64? in
      let pageShift = UInt64(type.pageSizeLog2)
      let old = byteCount
      let room = UInt64(reserved) - old
      guard pages <= min(room, available) >> pageShift else { return nil }
      if pages > 0 {
        let new = old + pages << pageShift
        // What was reserved is counted by an Int.
        guard platform_commit(base, Int(truncatingIfNeeded: new)) else { return nil }
        shared_size_publish(size, new)
      }
      return old >> pageShift
    }
  }
}

extension SharedMemory: Hashable {
  public static func == (left: SharedMemory, right: SharedMemory) -> Bool { left === right }

  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
