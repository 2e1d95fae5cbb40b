internal import CPlatform

/// Growing memory for plain data, whose size a module decides.
///
/// Where the system has no memory left, elements are dropped and `hasFailed` says that the contents are of no use; nothing
/// is aborted.
struct GrowingBuffer<Element: BitwiseCopyable>: ~Copyable {
  private var base: UnsafeMutablePointer<Element>?
  private var capacity = 0
  private(set) var count = 0
  private(set) var hasFailed = false

  init() {}

  deinit { platform_free(base) }

  var isEmpty: Bool { count == 0 }

  /// - Precondition: The index is below `count`.
  subscript(index: Int) -> Element {
    get { base.unsafelyUnwrapped[index] }
    nonmutating set { base.unsafelyUnwrapped[index] = newValue }
  }

  var last: Element? { count > 0 ? self[count - 1] : nil }

  mutating func append(_ element: Element) {
    if count == capacity, !grow() { return }
    base.unsafelyUnwrapped.advanced(by: count).initialize(to: element)
    count += 1
  }

  mutating func removeLast() { count -= 1 }

  @inline(never) private mutating func grow() -> Bool {
    let grownCapacity = max(capacity * 2, 16)
    guard
      let grown = platform_reallocate(base, grownCapacity, MemoryLayout<Element>.stride)
    else {
      hasFailed = true
      return false
    }
    base = grown.assumingMemoryBound(to: Element.self)
    capacity = grownCapacity
    return true
  }
}
