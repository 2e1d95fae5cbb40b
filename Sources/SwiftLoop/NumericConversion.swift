internal import CInterp

// Conversions. The specification, "Numerics: Conversions".

/// `trunc`: `exactly` gives the integer of the truncated number, or nil where there is none.
@inline(__always)
func truncated<Value: FloatFormat, Result: FixedWidthInteger>(
  _ value: Value, _ exactly: (Value) -> Result?
) throws(Trap) -> Result {
  if let result = exactly(value.rounded(.towardZero)) { return result }
  throw Trap(value.isNotANumber ? .invalid_conversion_to_integer : .integer_overflow)
}

/// `trunc_sat`: the nearest integer that there is, 0 for NaN.
@inline(__always)
func saturated<Value: FloatFormat, Result: FixedWidthInteger>(
  _ value: Value, _ exactly: (Value) -> Result?
) -> Result {
  if let result = exactly(value.rounded(.towardZero)) { return result }
  if value.isNotANumber { return 0 }
  return value < 0 ? .min : .max
}

/// How many more bits the significand of f64 has than that of f32.
private let additionalSignificandBits: UInt64 = 52 - 23

/// `promote`. A NaN keeps the bits of its payload at the upper end.
@inline(__always)
func promoted(_ value: Float) -> Double {
  guard value.isNotANumber else { return Double(value) }
  let bits = UInt64(value.bitPattern)
  let sign = (bits >> 31) << 63
  let payload = (bits & 0x7F_FFFF) << additionalSignificandBits
  return Double(bitPattern: sign | 0x7FF8_0000_0000_0000 | payload)
}

/// `demote`. A NaN keeps the upper bits of its payload.
@inline(__always)
func demoted(_ value: Double) -> Float {
  guard value.isNotANumber else { return Float(value) }
  let bits = value.bitPattern
  let sign = UInt32(bits >> 63) << 31
  let payload = UInt32((bits & 0xF_FFFF_FFFF_FFFF) >> additionalSignificandBits)
  return Float(bitPattern: sign | 0x7FC0_0000 | payload)
}
