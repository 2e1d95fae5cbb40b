/// The strings of the text format. Specification: "Lexical Format: Strings".
enum StringLiteral {
  /// The number of bytes of the escape at the start of `range`, or nil if it is not a valid one.
  static func escapeLength(_ bytes: [UInt8], _ range: Range<Int>) -> Int? {
    let position = range.lowerBound
    guard position + 1 < range.upperBound else { return nil }
    switch bytes[position + 1] {
    case UInt8(ascii: "t"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "\""),
      UInt8(ascii: "'"), UInt8(ascii: "\\"):
      return 2
    case UInt8(ascii: "u"):
      return codePoint(bytes, range)?.length
    default:
      guard position + 2 < range.upperBound,
        CharacterClass.hexadecimalValue(bytes[position + 1]) != nil,
        CharacterClass.hexadecimalValue(bytes[position + 2]) != nil
      else { return nil }
      return 3
    }
  }

  /// The code point that `\u{...}` at the start of `range` names, and the length of the escape.
  private static func codePoint(
    _ bytes: [UInt8], _ range: Range<Int>
  ) -> (scalar: Unicode.Scalar, length: Int)? {
    var position = range.lowerBound + 2
    guard position < range.upperBound, bytes[position] == UInt8(ascii: "{") else { return nil }
    position += 1
    let digitsStart = position
    while position < range.upperBound, bytes[position] != UInt8(ascii: "}") { position += 1 }
    guard position < range.upperBound,
      NumberSyntax.isHexadecimal(bytes, digitsStart..<position)
    else { return nil }
    var value: UInt32 = 0
    for index in digitsStart..<position {
      guard let digit = CharacterClass.hexadecimalValue(bytes[index]) else { continue }
      value = value << 4 | UInt32(digit)
      if value > 0x10FFFF { return nil }
    }
    guard let scalar = Unicode.Scalar(value) else { return nil }
    return (scalar, position + 1 - range.lowerBound)
  }

  /// The bytes that a string with its quotation marks stands for. Its escapes have been checked.
  static func contents(_ bytes: [UInt8], _ range: Range<Int>) -> [UInt8] {
    var result: [UInt8] = []
    let end = range.upperBound - 1
    result.reserveCapacity(range.count)
    var position = range.lowerBound + 1
    while position < end {
      guard bytes[position] == UInt8(ascii: "\\") else {
        result.append(bytes[position])
        position += 1
        continue
      }
      appendEscape(bytes, position..<end, to: &result)
      position += escapeLength(bytes, position..<end) ?? 2
    }
    return result
  }

  private static func appendEscape(
    _ bytes: [UInt8], _ range: Range<Int>, to result: inout [UInt8]
  ) {
    let character = bytes[range.lowerBound + 1]
    switch character {
    case UInt8(ascii: "t"): result.append(0x09)
    case UInt8(ascii: "n"): result.append(0x0A)
    case UInt8(ascii: "r"): result.append(0x0D)
    case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "\\"): result.append(character)
    case UInt8(ascii: "u"):
      guard let scalar = codePoint(bytes, range)?.scalar else { return }
      result.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
    default:
      guard let high = CharacterClass.hexadecimalValue(character),
        let low = CharacterClass.hexadecimalValue(bytes[range.lowerBound + 2])
      else { return }
      result.append(high << 4 | low)
    }
  }
}
