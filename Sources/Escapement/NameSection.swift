/// The names that a module gives in its custom section `name`. Specification: "Name Section".
///
/// Reads as far as the section makes sense: a malformed name section is no error.
struct NameSection: Sendable {
  private(set) var module: String?
  private(set) var functions: [UInt32: String] = [:]

  init() {}

  init(_ bytes: UnsafeRawBufferPointer) {
    var reader = Reader(bytes: bytes)
    while let id = reader.byte(), let size = reader.u32(), let content = reader.take(size) {
      var subsection = Reader(bytes: content)
      switch id {
      case 0: module = subsection.name()
      case 1: readFunctions(&subsection)
      default: break
      }
    }
  }

  private mutating func readFunctions(_ reader: inout Reader) {
    guard var count = reader.u32() else { return }
    while count > 0, let index = reader.u32(), let name = reader.name() {
      functions[index] = name
      count -= 1
    }
  }

  private struct Reader {
    let bytes: UnsafeRawBufferPointer
    var position = 0

    mutating func byte() -> UInt8? {
      guard position < bytes.count else { return nil }
      defer { position += 1 }
      return bytes[position]
    }

    mutating func u32() -> UInt32? {
      var value: UInt64 = 0
      var shift: UInt64 = 0
      while shift < 35, let byte = byte() {
        value |= UInt64(byte & 0x7F) << shift
        if byte < 0x80 { return UInt32(exactly: value) }
        shift += 7
      }
      return nil
    }

    mutating func take(_ size: UInt32) -> UnsafeRawBufferPointer? {
      guard UInt64(size) <= UInt64(bytes.count - position) else { return nil }
      let end = position + Int(truncatingIfNeeded: size)
      defer { position = end }
      return UnsafeRawBufferPointer(rebasing: bytes[position..<end])
    }

    mutating func name() -> String? {
      guard let size = u32(), let content = take(size) else { return nil }
      return String(validating: content, as: UTF8.self)
    }
  }
}
