import RandomNumbers

/// Ways to spoil bytes.
enum Mutation: CaseIterable {
  case flippedBit, changedBytes, removedRange, repeatedRange

  func apply(to original: [UInt8], _ random: inout Random) -> [UInt8] {
    guard !original.isEmpty else { return original }
    var bytes = original
    let position = random.below(bytes.count)
    switch self {
    case .flippedBit: bytes[position] ^= 1 << UInt8(random.below(8))
    case .changedBytes:
      for _ in 0...random.below(4) {
        bytes[random.below(bytes.count)] = Self.interestingByte(&random)
      }
    case .removedRange:
      bytes.removeSubrange(position..<min(position + 1 + random.below(8), bytes.count))
    case .repeatedRange:
      let range = position..<min(position + 1 + random.below(16), bytes.count)
      bytes.insert(contentsOf: original[range], at: random.below(bytes.count + 1))
    }
    return bytes
  }

  /// Often one that means something: `end`, types, the ends of LEB128 numbers, parentheses.
  private static func interestingByte(_ random: inout Random) -> UInt8 {
    let bytes: [UInt8] = [
      0x00, 0x01, 0x0B, 0x40, 0x70, 0x7F, 0x80, 0xFB, 0xFC, 0xFD, 0xFE, 0xFF, 0x22, 0x28, 0x29,
    ]
    return random.below(2) == 0 ? bytes[random.below(bytes.count)] : random.byte()
  }
}

/// The sections of a binary module, to spoil what is inside of them and mend the sizes around it.
struct ModuleOutline {
  struct Section {
    var id: UInt8
    var contents: [UInt8]
  }

  private let header: [UInt8]
  private(set) var sections: [Section] = []

  /// Nil for a module whose sections can't be delimited.
  init?(_ bytes: [UInt8]) {
    guard bytes.count >= 8 else { return nil }
    header = Array(bytes[..<8])
    var position = 8
    while position < bytes.count {
      let id = bytes[position]
      position += 1
      guard let size = Self.unsigned(bytes, &position), size <= bytes.count - position else {
        return nil
      }
      sections.append(Section(id: id, contents: Array(bytes[position..<position + size])))
      position += size
    }
  }

  private static let codeSection: UInt8 = 10

  /// The module with something cut off or spoiled inside of one section, or of one function body.
  func spoiled(_ random: inout Random) -> [UInt8] {
    guard !sections.isEmpty else { return header }
    var copy = self
    let index = random.below(sections.count)
    if sections[index].id == Self.codeSection, random.below(4) > 0,
      let code = Self.spoiledCode(sections[index].contents, &random)
    {
      copy.sections[index].contents = code
    } else {
      copy.sections[index].contents = Self.spoil(sections[index].contents, &random)
    }
    return copy.encoded
  }

  private static func spoil(_ bytes: [UInt8], _ random: inout Random) -> [UInt8] {
    let kind = random.below(Mutation.allCases.count + 1)
    guard kind < Mutation.allCases.count else {
      return Array(bytes.prefix(random.below(bytes.count + 1)))
    }
    return Mutation.allCases[kind].apply(to: bytes, &random)
  }

  /// A code section of which one body is spoiled.
  private static func spoiledCode(_ contents: [UInt8], _ random: inout Random) -> [UInt8]? {
    var position = 0
    guard let count = unsigned(contents, &position), count > 0 else { return nil }
    let prefix = contents[..<position]
    let wanted = random.below(count)
    for index in 0..<count {
      let start = position
      guard let size = unsigned(contents, &position), size <= contents.count - position else {
        return nil
      }
      if index == wanted {
        let body = spoil(Array(contents[position..<position + size]), &random)
        let rest = contents[(position + size)...]
        return prefix + contents[prefix.endIndex..<start] + encode(body.count) + body + rest
      }
      position += size
    }
    return nil
  }

  var encoded: [UInt8] {
    sections.reduce(header) { $0 + [$1.id] + Self.encode($1.contents.count) + $1.contents }
  }

  static func encode(_ value: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }

  private static func unsigned(_ bytes: [UInt8], _ position: inout Int) -> Int? {
    var value = 0
    for shift in stride(from: 0, through: 28, by: 7) {
      guard position < bytes.count else { return nil }
      let byte = bytes[position]
      position += 1
      value |= Int(byte & 0x7F) << shift
      if byte < 0x80 { return value }
    }
    return nil
  }
}
