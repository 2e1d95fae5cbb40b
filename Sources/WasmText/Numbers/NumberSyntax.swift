/// Which tokens are numbers. Specification: "Values: Integers" and "Values: Floating-Point".
enum NumberSyntax {
  /// The kind of number that a token is, or nil if it is none.
  static func kind(of bytes: [UInt8], _ range: Range<Int>) -> Token.Kind? {
    var scanner = Scanner(bytes: bytes, position: range.lowerBound, end: range.upperBound)
    let isSigned = scanner.accept("+") || scanner.accept("-")
    if scanner.isNamedFloat() { return .float }
    let isHexadecimal = scanner.acceptHexadecimalPrefix()
    guard scanner.digits(hexadecimal: isHexadecimal) else { return nil }
    if scanner.isAtEnd { return isSigned ? .signedInteger : .natural }
    return scanner.isFraction(hexadecimal: isHexadecimal) ? .float : nil
  }

  /// Whether the bytes are hexadecimal digits, with single underscores between them.
  static func isHexadecimal(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
    var scanner = Scanner(bytes: bytes, position: range.lowerBound, end: range.upperBound)
    return scanner.digits(hexadecimal: true) && scanner.isAtEnd
  }

  private struct Scanner {
    let bytes: [UInt8]
    var position: Int
    let end: Int

    var isAtEnd: Bool { position == end }

    mutating func accept(_ character: Unicode.Scalar) -> Bool {
      guard position < end, bytes[position] == UInt8(ascii: character) else { return false }
      position += 1
      return true
    }

    mutating func acceptHexadecimalPrefix() -> Bool {
      guard position + 1 < end, bytes[position] == UInt8(ascii: "0"),
        bytes[position + 1] == UInt8(ascii: "x")
      else { return false }
      position += 2
      return true
    }

    /// One or more digits, with single underscores between them.
    mutating func digits(hexadecimal: Bool) -> Bool {
      var isAfterDigit = false
      while position < end {
        let byte = bytes[position]
        let isDigit =
          hexadecimal
          ? CharacterClass.hexadecimalValue(byte) != nil : CharacterClass.isDigit(byte)
        guard isDigit || (byte == UInt8(ascii: "_") && isAfterDigit) else { break }
        isAfterDigit = isDigit
        position += 1
      }
      return isAfterDigit
    }

    /// The rest of a float behind its first digits: a fraction, an exponent or both.
    mutating func isFraction(hexadecimal: Bool) -> Bool {
      if accept("."), !isAtEnd, !isExponentMark(hexadecimal: hexadecimal) {
        guard digits(hexadecimal: hexadecimal) else { return false }
      }
      if isAtEnd { return true }
      guard isExponentMark(hexadecimal: hexadecimal) else { return false }
      position += 1
      _ = accept("+") || accept("-")
      return digits(hexadecimal: false) && isAtEnd
    }

    private func isExponentMark(hexadecimal: Bool) -> Bool {
      let lowercase = bytes[position] | 0x20
      return lowercase == (hexadecimal ? UInt8(ascii: "p") : UInt8(ascii: "e"))
    }

    /// Whether what is left is `inf`, `nan` or `nan:0x` with digits.
    func isNamedFloat() -> Bool {
      if isRest("inf") || isRest("nan") { return true }
      var copy = self
      for character in "nan:0x".unicodeScalars {
        guard copy.accept(character) else { return false }
      }
      return copy.digits(hexadecimal: true) && copy.isAtEnd
    }

    private func isRest(_ word: StaticString) -> Bool {
      guard end - position == word.utf8CodeUnitCount else { return false }
      for index in 0..<(end - position) where bytes[position + index] != word.utf8Start[index] {
        return false
      }
      return true
    }
  }
}
