/// The value of an integer token.
struct IntegerLiteral {
  var isNegative: Bool
  var magnitude: UInt64

  /// The value of a token of the kind `natural` or `signedInteger`, or nil if it takes more than 64
  /// bits.
  init?(_ bytes: [UInt8], _ range: Range<Int>) {
    var position = range.lowerBound
    isNegative = bytes[position] == UInt8(ascii: "-")
    if isNegative || bytes[position] == UInt8(ascii: "+") { position += 1 }
    var base: UInt64 = 10
    if position + 1 < range.upperBound, bytes[position + 1] == UInt8(ascii: "x") {
      base = 16
      position += 2
    }
    magnitude = 0
    while position < range.upperBound {
      if let digit = CharacterClass.hexadecimalValue(bytes[position]) {
        let (product, overflowed) = magnitude.multipliedReportingOverflow(by: base)
        let (sum, carried) = product.addingReportingOverflow(UInt64(digit))
        if overflowed || carried { return nil }
        magnitude = sum
      }
      position += 1
    }
  }

  /// The two's complement bits in a width of 8, 16, 32 or 64, or nil if the value is out of range:
  /// it may be between the least signed and the greatest unsigned integer of that width.
  func bits(width: UInt64) -> UInt64? {
    let mask = UInt64.max >> (64 - width)
    if isNegative {
      guard magnitude <= 1 << (width - 1) else { return nil }
      return (0 &- magnitude) & mask
    }
    return magnitude <= mask ? magnitude : nil
  }
}
