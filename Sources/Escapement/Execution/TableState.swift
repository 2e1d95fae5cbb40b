internal import CInterp
internal import CPlatform

/// A table with its elements.
final class TableState {
  let record: UnsafeMutablePointer<TableRecord>
  /// With canonical numbers in place of type indices.
  let type: TableType
  private var capacity: Int

  init(
    _ type: TableType, value: UInt, limits: ResourceLimits, usage: inout ResourceUsage
  ) throws(ResourceError) {
    let size = type.limits.minimum
    guard size <= Self.available(limits, usage) else {
      throw .limitExceeded(.tableElements, limit: limits.tableElements)
    }
    guard let count = Int(exactly: size),
      let elements = platform_allocate(count, MemoryLayout<UInt>.size)
    else { throw .outOfMemory(bytes: size.multipliedReportingOverflow(by: 8).partialValue) }
    self.type = type
    capacity = count
    record = .allocate(capacity: 1)
    record.initialize(
      to: TableRecord(elements: elements.assumingMemoryBound(to: UInt.self), size: size))
    if value != 0 { record.pointee.elements.update(repeating: value, count: count) }
    usage.tableElements += size
  }

  deinit {
    platform_free(record.pointee.elements)
    record.deallocate()
  }

  private static func available(_ limits: ResourceLimits, _ usage: ResourceUsage) -> UInt64 {
    limits.tableElements - min(usage.tableElements, limits.tableElements)
  }

  private var maximum: UInt64 {
    type.limits.maximum ?? (type.addressType == .i32 ? UInt64(UInt32.max) : .max)
  }

  /// Grows by `count` and returns the old size, or nil if that is not possible.
  func grow(
    by count: UInt64, value: UInt, limits: ResourceLimits, usage: inout ResourceUsage
  ) -> UInt64? {
    let oldSize = record.pointee.size
    guard count <= Self.available(limits, usage), count <= maximum - oldSize,
      let newCount = Int(exactly: oldSize + count), reserve(newCount)
    else { return nil }
    // Both are at most `newCount`.
    let start = record.pointee.elements + Int(truncatingIfNeeded: oldSize)
    start.update(repeating: value, count: Int(truncatingIfNeeded: count))
    record.pointee.size = oldSize + count
    usage.tableElements += count
    return oldSize
  }

  private func reserve(_ count: Int) -> Bool {
    if count <= capacity { return true }
    let doubled = capacity.multipliedReportingOverflow(by: 2)
    for wanted in [doubled.overflow ? count : max(count, doubled.partialValue), count] {
      let size = MemoryLayout<UInt>.size
      if let moved = platform_reallocate(record.pointee.elements, wanted, size) {
        record.pointee.elements = moved.assumingMemoryBound(to: UInt.self)
        capacity = wanted
        return true
      }
    }
    return false
  }

  /// The elements `start ..< start + count`, or nil if they are not all inside.
  func elements(_ start: UInt64, _ count: UInt64) -> UnsafeMutableBufferPointer<UInt>? {
    let size = record.pointee.size
    guard count <= size, start <= size - count else { return nil }
    return UnsafeMutableBufferPointer(
      start: record.pointee.elements + Int(truncatingIfNeeded: start),
      count: Int(truncatingIfNeeded: count))
  }
}
