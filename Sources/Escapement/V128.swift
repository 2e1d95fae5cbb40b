/// A 128-bit vector. Lane 0 is in the low bits of ``low``.
public struct V128: Hashable, Sendable {
  public var low: UInt64
  public var high: UInt64

  public init(low: UInt64 = 0, high: UInt64 = 0) {
    self.low = low
    self.high = high
  }
}

extension V128 {
  public init(_ lanes: SIMD16<UInt8>) { self.init(bits: lanes) }
  public init(_ lanes: SIMD8<UInt16>) { self.init(bits: lanes) }
  public init(_ lanes: SIMD4<UInt32>) { self.init(bits: lanes) }
  public init(_ lanes: SIMD4<Float>) { self.init(bits: lanes) }
  public init(_ lanes: SIMD2<UInt64>) { self.init(low: lanes[0], high: lanes[1]) }
  public init(_ lanes: SIMD2<Double>) { self.init(bits: lanes) }

  public var bytes: SIMD16<UInt8> { lanes() }
  public var u16: SIMD8<UInt16> { lanes() }
  public var u32: SIMD4<UInt32> { lanes() }
  public var f32: SIMD4<Float> { lanes() }
  public var u64: SIMD2<UInt64> { SIMD2(low, high) }
  public var f64: SIMD2<Double> { lanes() }

  private init<Lanes: SIMD>(bits lanes: Lanes) {
    let halves = unsafeBitCast(lanes, to: SIMD2<UInt64>.self)
    self.init(low: halves[0], high: halves[1])
  }

  private func lanes<Lanes: SIMD>() -> Lanes { unsafeBitCast(u64, to: Lanes.self) }
}
