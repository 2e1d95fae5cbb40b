/// A text that is being written, as UTF-8.
struct TextBuffer {
  private(set) var utf8: [UInt8] = []
  /// How many levels all lines are indented by.
  var baseLevel = 0

  mutating func write(_ text: String) { utf8.append(contentsOf: text.utf8) }

  mutating func write(_ text: [UInt8]) { utf8 += text }

  mutating func write(_ byte: Unicode.Scalar) { utf8.append(UInt8(ascii: byte)) }

  /// A number in decimal digits.
  mutating func write(_ number: UInt32) { write(String(number)) }

  /// A new line, indented by a number of levels.
  ///
  /// The indentation has a limit, so that the text of deeply nested blocks does not grow with the
  /// square of their number.
  mutating func newLine(_ level: Int) {
    utf8.append(UInt8(ascii: "\n"))
    for _ in 0..<min(baseLevel + level, Self.deepestLevel) {
      utf8.append(UInt8(ascii: " "))
      utf8.append(UInt8(ascii: " "))
    }
  }

  private static let deepestLevel = 40

  /// A string literal for any bytes.
  mutating func writeString(_ bytes: some Sequence<UInt8>) {
    write("\"")
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        write("\\")
        utf8.append(byte)
      case 0x20..<0x7F: utf8.append(byte)
      default: writeEscape(byte)
      }
    }
    write("\"")
  }

  /// A string literal for a name, which shows letters of all scripts as they are.
  mutating func writeString(_ name: String) {
    write("\"")
    for scalar in name.unicodeScalars {
      switch scalar {
      case "\"", "\\":
        write("\\")
        utf8.append(UInt8(truncatingIfNeeded: scalar.value))
      case "\u{20}"..."\u{7E}":
        utf8.append(UInt8(truncatingIfNeeded: scalar.value))
      case _ where Self.isInvisible(scalar):
        write("\\u{" + String(scalar.value, radix: 16) + "}")
      default:
        utf8.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
      }
    }
    write("\"")
  }

  private mutating func writeEscape(_ byte: UInt8) {
    write("\\")
    let digits = String(byte, radix: 16)
    if digits.utf8.count == 1 { write("0") }
    write(digits)
  }

  /// Controls, and characters that are not seen or that change the order in which others are shown.
  private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x00..<0x20, 0x7F..<0xA1, 0xAD, 0x61C, 0x180E, 0x2000...0x200F, 0x2028...0x202F,
      0x205F...0x206F, 0x3000, 0xE000...0xF8FF, 0xFE00...0xFE0F, 0xFEFF, 0xFFF0...0xFFFF,
      0xE0000...:
      true
    default:
      false
    }
  }
}

/// How floating-point numbers are written: exactly, and briefly where that is possible.
enum FloatText {
  /// The text that stands for the number with these bits and for no other.
  static func text(_ bits: UInt64, _ format: FloatFormat) -> String {
    let sign = bits & format.signBit != 0 ? "-" : ""
    let magnitude = bits & ~format.signBit
    if magnitude == format.infinity { return sign + "inf" }
    if magnitude > format.infinity {
      let payload = magnitude & format.fractionMask
      if payload == format.quietBit { return sign + "nan" }
      return sign + "nan:0x" + String(payload, radix: 16)
    }
    return sign + (decimal(magnitude, format) ?? hexadecimal(magnitude, format))
  }

  /// A short decimal number that means exactly these bits, or nil if there is none.
  private static func decimal(_ magnitude: UInt64, _ format: FloatFormat) -> String? {
    let isF32 = format.fractionBits == FloatFormat.f32.fractionBits
    let value =
      isF32
      ? Double(Float(bitPattern: UInt32(truncatingIfNeeded: magnitude)))
      : Double(bitPattern: magnitude)
    var power: UInt64 = 1
    for fractionDigits in 0...15 {
      let scaled = value * Double(power)
      guard scaled < 9_007_199_254_740_992 else { return nil }
      let text = decimal(UInt64(scaled + 0.5), power, fractionDigits)
      let utf8 = Array(text.utf8)
      if FloatLiteral.bits(utf8, 0..<utf8.count, format) == magnitude { return text }
      power *= 10
    }
    return nil
  }

  /// `digits / power`, where `power` is ten to the power of `fractionDigits`.
  private static func decimal(_ digits: UInt64, _ power: UInt64, _ fractionDigits: Int) -> String {
    let whole = String(digits / power)
    if fractionDigits == 0 { return whole }
    let fraction = String(digits % power)
    var text = whole + "."
    for _ in fraction.utf8.count..<fractionDigits { text += "0" }
    return text + fraction
  }

  private static func hexadecimal(_ magnitude: UInt64, _ format: FloatFormat) -> String {
    let exponentField = Int(magnitude >> UInt64(format.fractionBits))
    var fraction = magnitude & format.fractionMask
    // To a whole number of digits.
    var digitCount = (format.fractionBits + 3) / 4
    fraction <<= UInt64(digitCount * 4 - format.fractionBits)
    while digitCount > 0, fraction & 0xF == 0 {
      fraction >>= 4
      digitCount -= 1
    }
    var text = exponentField == 0 ? "0x0" : "0x1"
    if digitCount > 0 {
      let digits = String(fraction, radix: 16)
      text += "."
      for _ in digits.utf8.count..<digitCount { text += "0" }
      text += digits
    }
    let exponent = (exponentField == 0 ? 1 : exponentField) - format.bias
    return text + "p" + (exponent < 0 ? "" : "+") + String(exponent)
  }
}
