/// Growing C text.
struct TextBuffer {
  private(set) var text = ""

  mutating func line(_ line: String) {
    text += line
    text += "\n"
  }

  mutating func text(_ more: String) { text += more }

  mutating func append(_ other: TextBuffer) { text += other.text }

  /// The slots that are mentioned as variables.
  var variables: [UInt32] {
    var slots: Set<UInt32> = []
    var number: UInt32?
    var isInWord = false
    for byte in text.utf8 {
      let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      let isLetter =
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_")
      if let found = number, isDigit {
        number = found &* 10 &+ UInt32(byte - UInt8(ascii: "0"))
        isInWord = true
      } else {
        // A word that is an `s` and a number has ended here.
        if let found = number, isInWord, !isLetter { slots.insert(found) }
        number = !isInWord && byte == UInt8(ascii: "s") ? 0 : nil
        isInWord = (isDigit || isLetter) && number == nil
      }
    }
    return Array(slots)
  }
}
