/// The layout of a binary floating-point format of IEEE 754.
struct FloatFormat: Sendable {
  /// Without the implicit leading bit.
  var fractionBits: Int
  var exponentBits: Int

  static let f32 = FloatFormat(fractionBits: 23, exponentBits: 8)
  static let f64 = FloatFormat(fractionBits: 52, exponentBits: 11)

  var bias: Int { (1 << (exponentBits - 1)) - 1 }
  var infinity: UInt64 { ((1 << UInt64(exponentBits)) - 1) << UInt64(fractionBits) }
  var fractionMask: UInt64 { (1 << UInt64(fractionBits)) - 1 }
  /// The fraction of a canonical NaN.
  var quietBit: UInt64 { 1 << UInt64(fractionBits - 1) }
  var signBit: UInt64 { 1 << UInt64(fractionBits + exponentBits) }

  /// The bits of the number nearest to `significand * 2^exponent`, ties to even; nil if it
  /// overflows.
  ///
  /// - Parameter isInexact: whether the exact value is a little more than that, by less than one
  ///   unit of `significand`. `significand` must then have its highest bit set.
  func nearest(significand: UInt64, exponent: Int, isInexact: Bool) -> UInt64? {
    guard significand != 0 else { return 0 }
    let shift = significand.leadingZeroBitCount
    let normalized = significand << UInt64(shift)
    // The value is in 2^magnitude ..< 2^(magnitude + 1).
    let magnitude = exponent - shift + 63
    if magnitude > bias { return nil }
    // Numbers below 2^(1 - bias) lose a bit of precision for each binary order of magnitude.
    let isSubnormal = magnitude < 1 - bias
    let dropped = 63 - fractionBits + (isSubnormal ? 1 - bias - magnitude : 0)
    if dropped > 64 { return 0 }
    let kept = dropped == 64 ? 0 : normalized >> UInt64(dropped)
    let rest = dropped == 64 ? normalized : normalized & ((1 << UInt64(dropped)) - 1)
    let half = UInt64(1) << UInt64(dropped - 1)
    let roundsUp = rest > half || (rest == half && (isInexact || kept & 1 == 1))
    // A carry out of the fraction increments the exponent, which is what it should do.
    let exponentField = isSubnormal ? 0 : UInt64(magnitude + bias - 1) << UInt64(fractionBits)
    let bits = exponentField + kept + (roundsUp ? 1 : 0)
    return bits < infinity ? bits : nil
  }
}

/// The value of a floating-point token.
enum FloatLiteral {
  /// The bits of the number that a numeric token stands for, or nil if it is out of range.
  static func bits(_ bytes: [UInt8], _ range: Range<Int>, _ format: FloatFormat) -> UInt64? {
    var start = range.lowerBound
    let isNegative = bytes[start] == UInt8(ascii: "-")
    if isNegative || bytes[start] == UInt8(ascii: "+") { start += 1 }
    let magnitude = magnitudeBits(bytes, start..<range.upperBound, format)
    return magnitude.map { $0 | (isNegative ? format.signBit : 0) }
  }

  private static func magnitudeBits(
    _ bytes: [UInt8], _ range: Range<Int>, _ format: FloatFormat
  ) -> UInt64? {
    if bytes[range.lowerBound] == UInt8(ascii: "i") { return format.infinity }
    if bytes[range.lowerBound] == UInt8(ascii: "n") { return notANumber(bytes, range, format) }
    if range.count > 1, bytes[range.lowerBound + 1] == UInt8(ascii: "x") {
      return hexadecimal(bytes, (range.lowerBound + 2)..<range.upperBound, format)
    }
    return DecimalFloat(bytes, range).bits(format)
  }

  /// `nan`, or `nan:0x` and the fraction.
  private static func notANumber(
    _ bytes: [UInt8], _ range: Range<Int>, _ format: FloatFormat
  ) -> UInt64? {
    if range.count == 3 { return format.infinity | format.quietBit }
    guard let payload = IntegerLiteral(bytes, (range.lowerBound + 4)..<range.upperBound),
      payload.magnitude > 0, payload.magnitude <= format.fractionMask
    else { return nil }
    return format.infinity | payload.magnitude
  }

  private static func hexadecimal(
    _ bytes: [UInt8], _ range: Range<Int>, _ format: FloatFormat
  ) -> UInt64? {
    var significand: UInt64 = 0
    var isInexact = false
    // An exponent that keeps the value while digits are taken in or left out; it cannot overflow,
    // as it changes by four for each byte of the text.
    var exponent: Int64 = 0
    var isFraction = false
    var position = range.lowerBound
    while position < range.upperBound, bytes[position] | 0x20 != UInt8(ascii: "p") {
      if bytes[position] == UInt8(ascii: ".") {
        isFraction = true
      } else if let digit = CharacterClass.hexadecimalValue(bytes[position]) {
        if isFraction { exponent -= 4 }
        if significand >> 60 == 0 {
          significand = significand << 4 | UInt64(digit)
        } else {
          exponent += 4
          if digit != 0 { isInexact = true }
        }
      }
      position += 1
    }
    exponent += self.exponent(bytes, (position + 1)..<max(position + 1, range.upperBound))
    // `nearest` wants the highest bit set if digits were left out.
    let shift = significand.leadingZeroBitCount
    if significand == 0 { return 0 }
    let clamped = Int(max(-100_000, min(100_000, exponent - Int64(shift))))
    return format.nearest(
      significand: significand << UInt64(shift), exponent: clamped, isInexact: isInexact)
  }

  /// The decimal exponent that is written in `range`, which may be empty. Beyond any exponent that
  /// matters it is cut off, far enough that no number of digits of a text can make up for it.
  static func exponent(_ bytes: [UInt8], _ range: Range<Int>) -> Int64 {
    var value: Int64 = 0
    for index in range where CharacterClass.isDigit(bytes[index]) {
      value = min(value * 10 + Int64(bytes[index] - UInt8(ascii: "0")), 1 << 50)
    }
    let isNegative = !range.isEmpty && bytes[range.lowerBound] == UInt8(ascii: "-")
    return isNegative ? -value : value
  }
}
