internal import CInterp
internal import CPlatform

/// A linear memory with its address space, or a store's view of a shared one.
///
/// Where there is room, address space is reserved for the memory's maximum or what the store's limits allow, and growing
/// makes more of it accessible: the base does not move. Otherwise growing moves the memory. See `AddressSpace`.
final class MemoryState {
  let record: UnsafeMutablePointer<MemoryRecord>
  let type: MemoryType
  /// The owner of the address space, if other stores may use it as well.
  let shared: SharedMemory?
  /// Bytes of address space at `record.base` that this owns; those below `record.size` are accessible.
  private var reservedBytes: Int
  /// What of it `AddressSpace` has given.
  private let aheadBytes: UInt64

  /// What is reserved ahead for a memory with 32-bit addresses: all it can address, where a process has room for that.
  private static let reservation: UInt64 = MemoryLayout<UInt>.size == 8 ? 4 << 30 : 0

  /// A memory of size 0 that never grows.
  init(empty type: MemoryType) {
    self.type = type
    shared = nil
    reservedBytes = 0
    aheadBytes = 0
    record = .allocate(capacity: 1)
    record.initialize(to: MemoryRecord())
    own(record)
  }

  init(
    _ shared: SharedMemory, limits: ResourceLimits, usage: inout ResourceUsage
  ) throws(ResourceError) {
    let size = shared.byteCount
    guard size <= limits.memoryBytes - min(usage.memoryBytes, limits.memoryBytes) else {
      throw .limitExceeded(.memoryBytes, limit: limits.memoryBytes)
    }
    type = shared.type
    self.shared = shared
    reservedBytes = 0
    aheadBytes = 0
    record = .allocate(capacity: 1)
    record.initialize(
      to: MemoryRecord(
        base: shared.base, size: size, shared_size: UnsafePointer(shared.size), pin_count: 0,
        owner: nil))
    own(record)
    usage.memoryBytes += size
  }

  init(
    _ type: MemoryType, limits: ResourceLimits, usage: inout ResourceUsage
  ) throws(ResourceError) {
    let pageShift = UInt64(type.pageSizeLog2)
    let available = limits.memoryBytes - min(usage.memoryBytes, limits.memoryBytes)
    guard type.limits.minimum <= available >> pageShift else {
      throw .limitExceeded(.memoryBytes, limit: limits.memoryBytes)
    }
    let size = type.limits.minimum << pageShift
    let maximum = Self.maximumBytes(of: type)
    guard size <= maximum else { throw .outOfMemory(bytes: size) }
    let wanted = min(maximum, max(size, min(Self.reservation, available)))
    let ahead = AddressSpace.take(wanted - size)
    guard let space = Self.reserve(atLeast: size, atMost: size + ahead) else {
      AddressSpace.giveBack(ahead)
      throw .outOfMemory(bytes: size)
    }
    aheadBytes = ahead
    self.type = type
    shared = nil
    reservedBytes = space.count
    record = .allocate(capacity: 1)
    record.initialize(
      to: MemoryRecord(
        base: space.baseAddress?.assumingMemoryBound(to: UInt8.self), size: size, shared_size: nil,
        pin_count: 0, owner: nil))
    own(record)
    usage.memoryBytes += size
  }

  deinit {
    if shared == nil { platform_release(record.pointee.base, reservedBytes) }
    AddressSpace.giveBack(aheadBytes)
    record.deallocate()
  }

  private func own(_ record: UnsafeMutablePointer<MemoryRecord>) {
    record.pointee.owner = UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque())
  }

  /// The state that a record belongs to.
  static func of(_ record: UnsafeMutablePointer<MemoryRecord>) -> MemoryState {
    // It is set in every record.
    Unmanaged<MemoryState>.fromOpaque(record.pointee.owner.unsafelyUnwrapped)
      .takeUnretainedValue()
  }

  /// The size in bytes.
  var byteCount: UInt64 { record.byteCount }

  var bytes: UnsafeMutableRawBufferPointer { record.bytes }

  /// The most bytes that a memory of this type can have on this host.
  static func maximumBytes(of type: MemoryType) -> UInt64 {
    let pageShift = UInt64(type.pageSizeLog2)
    let addressable: UInt64 = type.addressType == .i32 ? 1 << 32 : 1 << 62
    // One page less than half the address space: sizes are rounded up, and are an Int.
    let host = UInt64(Int.max) & ~0xFFFF
    let pages = min(type.limits.maximum ?? .max, min(addressable, host) >> pageShift)
    return pages << pageShift
  }

  /// Reserves address space, of which the first `minimum` bytes are accessible.
  static func reserve(
    atLeast minimum: UInt64, atMost maximum: UInt64
  ) -> UnsafeMutableRawBufferPointer? {
    var size = maximum
    while true {
      if size == 0 { return UnsafeMutableRawBufferPointer(start: nil, count: 0) }
      let count = Int(truncatingIfNeeded: size)
      if let start = platform_reserve(count) {
        if platform_commit(start, Int(truncatingIfNeeded: minimum)) {
          return UnsafeMutableRawBufferPointer(start: start, count: count)
        }
        platform_release(start, count)
        return nil
      }
      if size == minimum { return nil }
      // A system that refuses this much may have little left for others.
      size = max(minimum, size / 16)
    }
  }

  /// Grows by `pages` and returns the old size in pages, or nil if that is not possible.
  func grow(by pages: UInt64, limits: ResourceLimits, usage: inout ResourceUsage) -> UInt64? {
    let pageShift = UInt64(type.pageSizeLog2)
    let available = limits.memoryBytes - min(usage.memoryBytes, limits.memoryBytes)
    if let shared {
      guard let old = shared.grow(by: pages, bytesAtMost: available) else { return nil }
      usage.memoryBytes += pages << pageShift
      record.noticeGrowth()
      return old
    }
    let oldSize = record.pointee.size
    let room = Self.maximumBytes(of: type) - oldSize
    guard pages <= min(room, available) >> pageShift else { return nil }
    let added = pages << pageShift
    if added > 0 {
      guard makeAccessible(oldSize + added) else { return nil }
      record.pointee.size = oldSize + added
      usage.memoryBytes += added
    }
    return oldSize >> pageShift
  }

  private func makeAccessible(_ size: UInt64) -> Bool {
    let count = Int(truncatingIfNeeded: size)
    if count <= reservedBytes { return platform_commit(record.pointee.base, count) }
    guard record.pointee.pin_count == 0 else { return false }
    // Twice as much, so that moving every now and then is enough.
    let doubled = min(Self.maximumBytes(of: type), UInt64(reservedBytes) * 2)
    for wanted in [max(count, Int(truncatingIfNeeded: doubled)), count] {
      guard let moved = resize(to: wanted) else { continue }
      record.pointee.base = moved.assumingMemoryBound(to: UInt8.self)
      reservedBytes = wanted
      return true
    }
    return false
  }

  private func resize(to count: Int) -> UnsafeMutableRawPointer? {
    guard let base = record.pointee.base else {
      return Self.reserve(atLeast: UInt64(count), atMost: UInt64(count))?.baseAddress
    }
    // Only what is wholly accessible can be resized.
    guard platform_commit(base, reservedBytes) else { return nil }
    return platform_resize(base, reservedBytes, count)
  }
}

// What needs no more than the record.
extension UnsafeMutablePointer<MemoryRecord> {
  /// The size in bytes.
  var byteCount: UInt64 {
    noticeGrowth()
    return pointee.size
  }

  var bytes: UnsafeMutableRawBufferPointer {
    // The size was an Int when it was reserved.
    UnsafeMutableRawBufferPointer(
      start: pointee.base, count: Int(truncatingIfNeeded: byteCount))
  }

  /// Lets this store see what others have added to a shared memory.
  fileprivate func noticeGrowth() {
    if let size = pointee.shared_size { pointee.size = shared_size(size) }
  }
}
