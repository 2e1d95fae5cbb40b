/// A decimal floating-point literal: `0.d₁d₂d₃… × 10^exponent`, converted without intermediate
/// rounding.
struct DecimalFloat {
  /// More digits than any number between two neighbours of the f64 format can need to be told from
  /// their middle.
  private static let digitLimit = 800

  /// The significant digits, without leading and trailing zeros. If there are more than the limit,
  /// the rest, which cannot decide anything but a tie, is a single digit 1.
  private var digits: [UInt8] = []
  /// Of ten, for the decimal point behind the last one of `digits`.
  private var exponent: Int64 = 0

  init(_ bytes: [UInt8], _ range: Range<Int>) {
    var isFraction = false
    var position = range.lowerBound
    // Zeros are only taken in when another digit follows.
    var pendingZeros: Int64 = 0
    var hasRest = false
    while position < range.upperBound, bytes[position] | 0x20 != UInt8(ascii: "e") {
      let byte = bytes[position]
      position += 1
      if byte == UInt8(ascii: ".") { isFraction = true }
      guard CharacterClass.isDigit(byte) else { continue }
      if isFraction { exponent -= 1 }
      if byte == UInt8(ascii: "0") {
        pendingZeros += 1
      } else if !digits.isEmpty, Int64(digits.count) + pendingZeros >= Int64(Self.digitLimit) {
        pendingZeros += 1
        hasRest = true
      } else {
        if !digits.isEmpty { for _ in 0..<pendingZeros { digits.append(0) } }
        pendingZeros = 0
        digits.append(byte - UInt8(ascii: "0"))
      }
    }
    exponent += pendingZeros
    if hasRest {
      while digits.count < Self.digitLimit {
        digits.append(0)
        exponent -= 1
      }
      digits.append(1)
      exponent -= 1
    }
    exponent += FloatLiteral.exponent(bytes, (position + 1)..<max(position + 1, range.upperBound))
  }

  /// The bits of the nearest number, ties to even; nil if it is out of range.
  func bits(_ format: FloatFormat) -> UInt64? {
    if digits.isEmpty { return 0 }
    let magnitude = exponent + Int64(digits.count)
    // Far outside of both formats, whose decimal exponents are between -324 and 308.
    if magnitude > 400 { return nil }
    if magnitude < -400 { return 0 }
    return exactBits(format) ?? longDivisionBits(format)
  }

  /// For few digits and a small exponent: one correctly rounded operation on exact operands.
  private func exactBits(_ format: FloatFormat) -> UInt64? {
    guard digits.count <= 15, exponent >= -22, exponent <= 22 else { return nil }
    var significand: UInt64 = 0
    for digit in digits { significand = significand * 10 + UInt64(digit) }
    let isF64 = format.fractionBits == FloatFormat.f64.fractionBits
    if isF64 {
      let power = Self.powerOfTen(exponent.magnitude)
      let value = Double(significand)
      return (exponent < 0 ? value / power : value * power).bitPattern
    }
    // Ten powers up to 10^10 are exact in f32, and so are integers below 2^24.
    guard significand < 1 << 24, exponent.magnitude <= 10 else { return nil }
    let power = Float(Self.powerOfTen(exponent.magnitude))
    let value = Float(significand)
    return UInt64((exponent < 0 ? value / power : value * power).bitPattern)
  }

  private static func powerOfTen(_ exponent: UInt64) -> Double {
    var power = 1.0
    for _ in 0..<exponent { power *= 10 }
    return power
  }

  private func longDivisionBits(_ format: FloatFormat) -> UInt64? {
    var numerator = NaturalNumber()
    for digit in digits { numerator.multiply(by: 10, adding: UInt32(digit)) }
    var denominator = NaturalNumber(1)
    for _ in 0..<exponent.magnitude {
      if exponent < 0 { denominator.multiply(by: 10) } else { numerator.multiply(by: 10) }
    }
    // Scale the quotient to 64 or 65 bits; what is cut off is the remainder.
    let scale = 64 - (numerator.bitWidth - denominator.bitWidth)
    if scale > 0 { numerator.shiftLeft(scale) } else { denominator.shiftLeft(-scale) }
    let (quotient, lowBit, hasRemainder) = numerator.dividedTo64Bits(by: denominator)
    return format.nearest(
      significand: quotient, exponent: -scale + (lowBit == nil ? 0 : 1),
      isInexact: hasRemainder || lowBit == true)
  }
}

/// An integer of any size that is not negative: as much arithmetic as converting literals takes.
struct NaturalNumber {
  /// The lowest first; the last one is not zero.
  private var words: [UInt32] = []

  init() {}

  init(_ value: UInt32) { if value != 0 { words = [value] } }

  var bitWidth: Int {
    guard let last = words.last else { return 0 }
    return words.count * 32 - last.leadingZeroBitCount
  }

  mutating func multiply(by factor: UInt32, adding summand: UInt32 = 0) {
    var carry = UInt64(summand)
    for index in words.indices {
      let product = UInt64(words[index]) * UInt64(factor) + carry
      words[index] = UInt32(truncatingIfNeeded: product)
      carry = product >> 32
    }
    if carry != 0 { words.append(UInt32(truncatingIfNeeded: carry)) }
  }

  mutating func shiftLeft(_ count: Int) {
    guard !words.isEmpty else { return }
    let bits = UInt32(count % 32)
    if bits != 0 {
      var carry: UInt32 = 0
      for index in words.indices {
        let word = words[index]
        words[index] = word << bits | carry
        carry = word >> (32 - bits)
      }
      if carry != 0 { words.append(carry) }
    }
    words.insert(contentsOf: [UInt32](repeating: 0, count: count / 32), at: 0)
  }

  private mutating func shiftRightByOne() {
    var carry: UInt32 = 0
    for index in words.indices.reversed() {
      let word = words[index]
      words[index] = word >> 1 | carry
      carry = word << 31
    }
    trim()
  }

  private mutating func trim() {
    while words.last == 0 { words.removeLast() }
  }

  private func isLess(than other: NaturalNumber) -> Bool {
    if words.count != other.words.count { return words.count < other.words.count }
    for index in words.indices.reversed() where words[index] != other.words[index] {
      return words[index] < other.words[index]
    }
    return false
  }

  /// `other` must not be greater.
  private mutating func subtract(_ other: NaturalNumber) {
    var borrow: Int64 = 0
    for index in words.indices {
      let subtrahend = index < other.words.count ? Int64(other.words[index]) : 0
      let difference = Int64(words[index]) - subtrahend + borrow
      words[index] = UInt32(truncatingIfNeeded: difference)
      borrow = difference >> 32
    }
    trim()
  }

  /// The quotient, which must have 64 or 65 bits, with whether there is a remainder. Of 65 bits,
  /// the lowest is returned apart.
  func dividedTo64Bits(
    by divisor: NaturalNumber
  ) -> (quotient: UInt64, lowBit: Bool?, hasRemainder: Bool) {
    var remainder = self
    var divisor = divisor
    divisor.shiftLeft(64)
    var quotient: UInt64 = 0
    var lowBit: Bool?
    for step in 0...64 {
      let isSubtracted = !remainder.isLess(than: divisor)
      if isSubtracted { remainder.subtract(divisor) }
      if step == 64, quotient >> 63 == 1 {
        lowBit = isSubtracted
      } else {
        quotient = quotient << 1 | (isSubtracted ? 1 : 0)
      }
      divisor.shiftRightByOne()
    }
    return (quotient, lowBit, !remainder.words.isEmpty)
  }
}
