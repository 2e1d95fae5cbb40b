internal import CInterp

// Floating-point operations that the standard library does not have with WebAssembly's meaning. The
// specification, "Numerics: Floating-Point Operations" and "NaN Propagation".

/// The format of a binary floating-point type, for what works on bits.
protocol FloatFormat: BinaryFloatingPoint {
  associatedtype Bits: FixedWidthInteger & UnsignedInteger
  init(bitPattern: Bits)
  var bitPattern: Bits { get }
  /// The most significant bit of the significand: set in every NaN that an operation gives.
  static var quietBit: Bits { get }
  static var signBit: Bits { get }
}

extension Float: FloatFormat {
  @inline(__always) static var quietBit: UInt32 { 1 << 22 }
  @inline(__always) static var signBit: UInt32 { 1 << 31 }
}

extension Double: FloatFormat {
  @inline(__always) static var quietBit: UInt64 { 1 << 51 }
  @inline(__always) static var signBit: UInt64 { 1 << 63 }
}

extension FloatFormat {
  /// What `isNaN` says. That takes masks, which the compiler would keep in registers all through
  /// the loop.
  @inline(__always)
  var isNotANumber: Bool { self != self }
}

/// A NaN as an operation gives it back: with its sign and payload, but never signalling.
@inline(__always)
func quieted<Value: FloatFormat>(_ nan: Value) -> Value {
  Value(bitPattern: nan.bitPattern | Value.quietBit)
}

/// `min`: a NaN wins, and -0 is below +0.
@inline(__always)
func minimum<Value: FloatFormat>(_ left: Value, _ right: Value) -> Value {
  if left.isNotANumber { return quieted(left) }
  if right.isNotANumber { return quieted(right) }
  if left == right { return left.sign == .minus ? left : right }
  return left < right ? left : right
}

/// `max`: a NaN wins, and -0 is below +0.
@inline(__always)
func maximum<Value: FloatFormat>(_ left: Value, _ right: Value) -> Value {
  if left.isNotANumber { return quieted(left) }
  if right.isNotANumber { return quieted(right) }
  if left == right { return left.sign == .plus ? left : right }
  return left > right ? left : right
}

/// `ceil`, `floor`, `trunc` and `nearest`.
@inline(__always)
func rounded<Value: FloatFormat>(_ value: Value, _ rule: FloatingPointRoundingRule) -> Value {
  value.isNotANumber ? quieted(value) : value.rounded(rule)
}

// The operations on signs take and give bits, so that no NaN changes on its way through a register.

/// `abs`.
@inline(__always)
func magnitude<Value: FloatFormat>(_: Value.Type, _ bits: Value.Bits) -> Value.Bits {
  bits & ~Value.signBit
}

/// `neg`.
@inline(__always)
func negated<Value: FloatFormat>(_: Value.Type, _ bits: Value.Bits) -> Value.Bits {
  bits ^ Value.signBit
}

/// `copysign`.
@inline(__always)
func withSign<Value: FloatFormat>(
  _: Value.Type, _ bits: Value.Bits, of sign: Value.Bits
) -> Value.Bits {
  (bits & ~Value.signBit) | (sign & Value.signBit)
}
