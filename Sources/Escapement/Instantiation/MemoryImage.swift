// What an `InstanceTemplate` puts back of a memory.
#if !hasFeature(Embedded)
  internal import CInterp
  internal import CPlatform

  /// The contents of a memory at one time, of which only what is not zero is kept.
  struct MemoryImage {
    private let memory: MemoryState
    private let size: UInt64
    /// Whole pages of the system that are copied, and those between them that are discarded, in bytes from the base.
    private var copied: [(start: Int, bytes: [UInt8])] = []
    private var discarded: [Range<Int>] = []

    /// Fewer pages than this are copied though they are zero: a call of the system costs more.
    private static let shortestGap = 8

    /// - Precondition: The memory is not shared.
    init(of memory: MemoryState) {
      self.memory = memory
      size = memory.byteCount
      let page = platform_page_size()
      let bytes = UnsafeRawBufferPointer(memory.bytes)
      var end = 0
      var start = 0
      while start < bytes.count {
        let rest = bytes[start..<min(start + page, bytes.count)]
        if rest.contains(where: { $0 != 0 }) {
          append(bytes[start..<rest.endIndex], at: start, behind: end, page: page, of: bytes)
          end = rest.endIndex
        }
        start += page
      }
      if end < bytes.count { discarded.append(end..<bytes.count.roundedUp(to: page)) }
    }

    private mutating func append(
      _ contents: Slice<UnsafeRawBufferPointer>, at start: Int, behind end: Int, page: Int,
      of bytes: UnsafeRawBufferPointer
    ) {
      if let last = copied.indices.last, start - end < Self.shortestGap * page {
        copied[last].bytes += bytes[end..<contents.endIndex]
      } else {
        if start > end { discarded.append(end..<start) }
        copied.append((start, Array(contents)))
      }
    }

    /// Makes the memory what it was. Gives false if it can't be.
    func restore() -> Bool {
      let record = memory.record
      guard record.pointee.pin_count == 0 else { return false }
      let current = record.pointee.size
      guard current >= size else { return false }
      guard current > 0, let base = record.pointee.base else { return true }
      for (start, bytes) in copied {
        bytes.withUnsafeBytes {
          UnsafeMutableRawBufferPointer(start: base + start, count: $0.count).copyMemory(from: $0)
        }
      }
      for range in discarded {
        guard platform_discard(base + range.lowerBound, range.count) else { return false }
      }
      if current > size {
        // Both are an Int, as are all sizes.
        let page = platform_page_size()
        let start = Int(truncatingIfNeeded: size).roundedUp(to: page)
        let end = Int(truncatingIfNeeded: current).roundedUp(to: page)
        guard platform_discard(base + start, end - start) else { return false }
        // The rest of the last page, where pages of the memory are smaller than the system's.
        let rest = start - Int(truncatingIfNeeded: size)
        (base + Int(truncatingIfNeeded: size)).update(repeating: 0, count: rest)
        record.pointee.size = size
      }
      return true
    }
  }

  extension Int {
    /// For a power of two.
    fileprivate func roundedUp(to unit: Int) -> Int { (self + unit - 1) & ~(unit - 1) }
  }
#endif
