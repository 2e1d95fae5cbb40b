/// Elements by index, from 1 on; indices that become free are given again, the last one first.
/// CanonicalABI: "Table State".
struct HandleTable<Element> {
  private enum Entry {
    /// `next` is the index that became free before, 0 for none.
    case free(next: UInt32)
    case used(Element)
  }

  private var entries: [Entry] = [.free(next: 0)]
  private var firstFree: UInt32 = 0
  private(set) var count: UInt32 = 0

  subscript(index: UInt32) -> Element? {
    guard index < UInt32(entries.count), case .used(let element) = entries[Int(index)] else {
      return nil
    }
    return element
  }

  /// - Returns: The index; nil if there are `limit` elements.
  mutating func add(_ element: Element, limit: UInt32) -> UInt32? {
    guard count < limit else { return nil }
    count += 1
    let index = firstFree
    if index != 0, case .free(let next) = entries[Int(index)] {
      firstFree = next
      entries[Int(index)] = .used(element)
      return index
    }
    entries.append(.used(element))
    return UInt32(entries.count - 1)
  }

  mutating func remove(_ index: UInt32) -> Element? {
    guard index < UInt32(entries.count), case .used(let element) = entries[Int(index)] else {
      return nil
    }
    entries[Int(index)] = .free(next: firstFree)
    firstFree = index
    count -= 1
    return element
  }

  /// Replaces an element that is there.
  mutating func update(_ index: UInt32, _ element: Element) { entries[Int(index)] = .used(element) }

  mutating func removeAll() { self = HandleTable() }

  /// The elements that there are.
  var elements: [Element] {
    entries.compactMap { if case .used(let element) = $0 { element } else { nil } }
  }
}

/// First in, first out.
struct Queue<Element> {
  private var elements: [Element?] = []
  private var head = 0

  var count: Int { elements.count - head }
  var isEmpty: Bool { head == elements.count }

  var first: Element? { head < elements.count ? elements[head] : nil }

  mutating func append(_ element: Element) { elements.append(element) }

  mutating func popFirst() -> Element? {
    guard head < elements.count else { return nil }
    let element = elements[head]
    elements[head] = nil
    head += 1
    if head == elements.count {
      elements.removeAll(keepingCapacity: elements.count < 1_024)
      head = 0
    } else if head >= 64, head * 2 >= elements.count {
      elements.removeFirst(head)
      head = 0
    }
    return element
  }

  /// Swaps the element at a position, counted from the first, with the first.
  mutating func bringForward(_ position: Int) { elements.swapAt(head, head + position) }

  /// The position of the first element that satisfies a condition, counted from the first.
  func firstPosition(where condition: (Element) -> Bool) -> Int? {
    for index in head..<elements.count {
      if let element = elements[index], condition(element) { return index - head }
    }
    return nil
  }

  mutating func removeAll() { self = Queue() }
}
