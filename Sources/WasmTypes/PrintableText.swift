extension String {
  /// The text with everything that could control a terminal, or hide or reorder what is around it, as `\u{…}`: for names
  /// that a module or a guest chose, wherever they become a part of a message.
  package var printable: String {
    if unicodeScalars.allSatisfy({ $0.isPrintable }) { return self }
    var text = ""
    for scalar in unicodeScalars {
      if scalar.isPrintable {
        text.unicodeScalars.append(scalar)
      } else {
        text += "\\u{" + String(scalar.value, radix: 16) + "}"
      }
    }
    return text
  }
}

extension Unicode.Scalar {
  /// Whether it is no control or format character, and separates no lines. Without the tables that not every host has.
  fileprivate var isPrintable: Bool {
    switch value {
    case 0..<0x20, 0x7F..<0xA0: false
    case 0xAD, 0x061C, 0x180E, 0xFEFF: false
    case 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFFF9...0xFFFB: false
    case 0xE0000...0xE007F: false
    default: true
    }
  }
}
