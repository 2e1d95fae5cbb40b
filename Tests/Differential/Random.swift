/// A repeatable stream of pseudo-random numbers (SplitMix64).
struct Random {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }

  /// A number in `0..<count`.
  mutating func below(_ count: Int) -> Int { Int(next() % UInt64(count)) }

  mutating func byte() -> UInt8 { UInt8(truncatingIfNeeded: next()) }
}

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
