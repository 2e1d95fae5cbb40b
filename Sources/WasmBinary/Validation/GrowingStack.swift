/// A stack of plain data in memory that its owner frees.
struct GrowingStack<Element: BitwiseCopyable> {
  private(set) var elements: UnsafeMutablePointer<Element>
  var count = 0
  private var capacity: Int
  /// The largest `count`.
  let limit: Int

  init(capacity: Int, limit: Int) {
    self.capacity = min(capacity, limit)
    elements = .allocate(capacity: self.capacity)
    self.limit = limit
  }

  var isEmpty: Bool { count == 0 }

  func deallocate() { elements.deallocate() }

  /// - Precondition: `position` is below `count`.
  @inline(__always) subscript(position: Int) -> Element {
    get { elements[position] }
    nonmutating set { elements[position] = newValue }
  }

  /// - Precondition: The stack isn't empty.
  @inline(__always) var last: Element {
    get { elements[count &- 1] }
    nonmutating set { elements[count &- 1] = newValue }
  }

  /// Makes room for `more` elements. Returns false if that goes beyond the limit.
  @inline(__always) mutating func reserve(_ more: Int) -> Bool {
    capacity &- count >= more || grow(more)
  }

  /// Pushes for which something else bounds the number.
  mutating func pushUnbounded(_ element: Element) {
    _ = reserve(1)
    pushReserved(element)
  }

  /// - Precondition: `reserve` has made room.
  @inline(__always) mutating func pushReserved(_ element: Element) {
    elements.advanced(by: count).initialize(to: element)
    count &+= 1
  }

  /// - Precondition: `reserve` has made room.
  @inline(__always) mutating func pushReserved(_ more: UnsafeBufferPointer<Element>) {
    guard let source = more.baseAddress else { return }
    elements.advanced(by: count).initialize(from: source, count: more.count)
    count &+= more.count
  }

  @inline(never) private mutating func grow(_ more: Int) -> Bool {
    guard more <= limit - count else { return false }
    let newCapacity = min(max(capacity &* 2, count + more), limit)
    let newElements = UnsafeMutablePointer<Element>.allocate(capacity: newCapacity)
    newElements.moveInitialize(from: elements, count: count)
    elements.deallocate()
    elements = newElements
    capacity = newCapacity
    return true
  }
}
