internal import WasmTypes

/// The sections of a binary module, by their headers alone. Specification: "Binary Format: Modules".
struct SectionOutline {
  struct Section: Equatable {
    /// As the specification names it; that of a custom section in quotation marks.
    var name: String
    /// Of the section's first byte.
    var offset: Int
    /// Of the contents.
    var byteCount: Int
  }

  private(set) var sections: [Section] = []

  private static let names = [
    "custom", "type", "import", "function", "table", "memory", "global", "export", "start",
    "element", "code", "data", "data count", "tag",
  ]

  /// Stops where a header can't be read.
  init(_ bytes: [UInt8]) {
    var position = 8
    while position < bytes.count {
      let start = position
      let id = Int(bytes[position])
      position += 1
      guard let size = Self.length(bytes, &position), id < Self.names.count else { return }
      var name = Self.names[id]
      if id == 0, let title = Self.title(bytes[position..<position + size]) {
        name += " \"\(title)\""
      }
      sections.append(Section(name: name, offset: start, byteCount: size))
      position += size
    }
  }

  /// An unsigned LEB128 number that counts bytes which are there.
  private static func length(_ bytes: [UInt8], _ position: inout Int) -> Int? {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 35, by: 7) {
      guard position < bytes.count else { return nil }
      let byte = bytes[position]
      position += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 {
        return value <= UInt64(bytes.count - position) ? Int(value) : nil
      }
    }
    return nil
  }

  /// The name at the start of a custom section.
  private static func title(_ contents: ArraySlice<UInt8>) -> String? {
    let bytes = Array(contents)
    var position = 0
    guard let count = length(bytes, &position) else { return nil }
    return bytes[position..<position + count].withUnsafeBytes { String(strictUTF8: $0) }
  }
}
