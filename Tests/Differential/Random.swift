import RandomNumbers

extension Random {
  /// Whether something happens that does so in `percent` of 100 cases.
  mutating func chance(_ percent: Int) -> Bool { below(100) < percent }

  /// One of some things, of which there has to be one.
  mutating func pick<Elements: RandomAccessCollection>(_ elements: Elements) -> Elements.Element
  where Elements.Index == Int {
    elements[elements.startIndex + below(elements.count)]
  }

  /// A number that means something to an arithmetic unit, or any number.
  mutating func interesting() -> UInt64 {
    switch below(10) {
    case 0...3: UInt64(below(16))
    case 4: UInt64(bitPattern: -Int64(below(16)))
    case 5: 1 << UInt64(below(64))
    case 6: (1 << UInt64(below(64))) &- 1
    case 7: ~(1 << UInt64(below(64)))
    case 8: next() >> UInt64(below(64))
    default: next()
    }
  }
}
