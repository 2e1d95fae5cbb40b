/// A 128-bit vector. Lane 0 is in the low bits of ``low``.
public struct V128: Hashable, Sendable {
  /// Bytes 0 to 7, little-endian.
  public var low: UInt64
  /// Bytes 8 to 15, little-endian.
  public var high: UInt64

  /// A vector of two halves, zero by default.
  public init(low: UInt64 = 0, high: UInt64 = 0) {
    self.low = low
    self.high = high
  }
}

extension V128 {
  /// A vector of lanes, lane 0 first in memory.
  public init(_ lanes: SIMD16<UInt8>) { self.init(bits: lanes) }
  /// A vector of lanes, lane 0 first in memory.
  public init(_ lanes: SIMD8<UInt16>) { self.init(bits: lanes) }
  /// A vector of lanes, lane 0 first in memory.
  public init(_ lanes: SIMD4<UInt32>) { self.init(bits: lanes) }
  /// A vector of lanes, lane 0 first in memory.
  public init(_ lanes: SIMD4<Float>) { self.init(bits: lanes) }
  /// A vector of lanes, lane 0 first in memory.
  public init(_ lanes: SIMD2<UInt64>) { self.init(low: lanes[0], high: lanes[1]) }
  /// A vector of lanes, lane 0 first in memory.
  public init(_ lanes: SIMD2<Double>) { self.init(bits: lanes) }

  /// The vector as 16 bytes.
  public var bytes: SIMD16<UInt8> { lanes() }
  /// The vector as 8 integers of 16 bits.
  public var u16: SIMD8<UInt16> { lanes() }
  /// The vector as 4 integers of 32 bits.
  public var u32: SIMD4<UInt32> { lanes() }
  /// The vector as 4 single-precision numbers.
  public var f32: SIMD4<Float> { lanes() }
  /// The vector as 2 integers of 64 bits.
  public var u64: SIMD2<UInt64> { SIMD2(low, high) }
  /// The vector as 2 double-precision numbers.
  public var f64: SIMD2<Double> { lanes() }

  private init<Lanes: SIMD>(bits lanes: Lanes) {
    let halves = unsafeBitCast(lanes, to: SIMD2<UInt64>.self)
    self.init(low: halves[0], high: halves[1])
  }

  private func lanes<Lanes: SIMD>() -> Lanes { unsafeBitCast(u64, to: Lanes.self) }
}
