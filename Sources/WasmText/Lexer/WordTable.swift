internal import CInterp

/// What a word means: the kind and the code of its token.
///
/// A hash table with open addressing, so that looking up a word of the text allocates nothing.
struct WordTable: Sendable {
  private struct Entry {
    var kind: Token.Kind
    var code: UInt16
    /// Into `characters`.
    var start: UInt32
    var count: UInt32
  }

  /// The words of the grammar and the names of all instructions.
  static let shared = WordTable()

  /// A power of two, and more than twice the number of words.
  private static let slotCount = 2048
  /// Into `entries`, plus one; zero for a free slot.
  private var slots: [UInt16]
  private var entries: [Entry] = []
  private var characters: [UInt8] = []

  private init() {
    slots = [UInt16](repeating: 0, count: Self.slotCount)
    for keyword in Keyword.allCases {
      let word = keyword.word
      insert(
        UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount),
        kind: .keyword, code: UInt16(keyword.rawValue))
    }
    for code in 0..<UInt16(wasm_instruction_count) {
      guard let opcode = WasmOpcode(rawValue: .init(code)) else { continue }
      guard let name = wasm_instruction(opcode).pointee.name else { continue }
      var count = 0
      while name[count] != 0 { count += 1 }
      name.withMemoryRebound(to: UInt8.self, capacity: count) {
        insert(UnsafeBufferPointer(start: $0, count: count), kind: .instruction, code: code)
      }
    }
  }

  /// The first word inserted stays: the instructions that share a name are told apart by the
  /// parser.
  private mutating func insert(
    _ word: UnsafeBufferPointer<UInt8>, kind: Token.Kind, code: UInt16
  ) {
    let bytes = Array(word)
    guard lookUp(bytes, 0..<bytes.count) == nil else { return }
    var slot = Self.hash(bytes, 0..<bytes.count)
    while slots[slot] != 0 { slot = (slot + 1) & (Self.slotCount - 1) }
    entries.append(
      Entry(kind: kind, code: code, start: UInt32(characters.count), count: UInt32(bytes.count)))
    characters += bytes
    slots[slot] = UInt16(entries.count)
  }

  /// The meaning of the word `bytes[range]`, or nil if it has none.
  func lookUp(_ bytes: [UInt8], _ range: Range<Int>) -> (kind: Token.Kind, code: UInt16)? {
    var slot = Self.hash(bytes, range)
    while slots[slot] != 0 {
      let entry = entries[Int(slots[slot]) - 1]
      if isEqual(entry, bytes, range) { return (entry.kind, entry.code) }
      slot = (slot + 1) & (Self.slotCount - 1)
    }
    return nil
  }

  private func isEqual(_ entry: Entry, _ bytes: [UInt8], _ range: Range<Int>) -> Bool {
    guard Int(entry.count) == range.count else { return false }
    let start = Int(entry.start)
    for offset in 0..<range.count
    where characters[start + offset] != bytes[range.lowerBound + offset] {
      return false
    }
    return true
  }

  /// FNV-1a.
  private static func hash(_ bytes: [UInt8], _ range: Range<Int>) -> Int {
    var hash: UInt32 = 0x811C_9DC5
    for index in range {
      hash = (hash ^ UInt32(bytes[index])) &* 0x0100_0193
    }
    return Int((hash ^ (hash >> 15)) & UInt32(slotCount - 1))
  }
}
