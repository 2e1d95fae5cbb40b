/// The classes of characters that make up tokens. Specification: "Lexical Format: Tokens".
enum CharacterClass {
  /// Printable ASCII other than space, quotation mark, comma, semicolon and brackets.
  static func isIdentifierCharacter(_ byte: UInt8) -> Bool {
    guard byte > 0x20, byte < 0x7F else { return false }
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "("), UInt8(ascii: ")"): return false
    default: return !isReservedPunctuation(byte)
    }
  }

  /// Characters that occur in no valid token.
  static func isReservedPunctuation(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "["), UInt8(ascii: "]"),
      UInt8(ascii: "{"), UInt8(ascii: "}"):
      true
    default:
      false
    }
  }

  /// The value of a hexadecimal digit.
  static func hexadecimalValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }

  static func isDigit(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
  }
}

/// Well-formed UTF-8 as the Unicode standard defines it: shortest forms only, no surrogates, at
/// most U+10FFFF.
enum UTF8Check {
  /// The position of the first byte that no well-formed sequence begins with, or nil if all are
  /// well-formed.
  static func firstError(in bytes: [UInt8], _ range: Range<Int>) -> Int? {
    var position = range.lowerBound
    while position < range.upperBound {
      let lead = bytes[position]
      if lead < 0x80 {
        position += 1
        continue
      }
      guard let (length, second) = shape(lead), position + length <= range.upperBound,
        second.contains(bytes[position + 1])
      else { return position }
      for offset in 2..<max(2, length) where bytes[position + offset] & 0xC0 != 0x80 {
        return position
      }
      position += length
    }
    return nil
  }

  /// The length of a sequence of two or more bytes by its first one, and what the second may be.
  private static func shape(_ lead: UInt8) -> (length: Int, second: ClosedRange<UInt8>)? {
    switch lead {
    case 0xC2...0xDF: (2, 0x80...0xBF)
    case 0xE0: (3, 0xA0...0xBF)
    case 0xE1...0xEC, 0xEE, 0xEF: (3, 0x80...0xBF)
    case 0xED: (3, 0x80...0x9F)
    case 0xF0: (4, 0x90...0xBF)
    case 0xF1...0xF3: (4, 0x80...0xBF)
    case 0xF4: (4, 0x80...0x8F)
    default: nil
    }
  }
}
