import ComponentBinary
import Escapement

/// The code units of a string, which are checked when they are read. CanonicalABI: "String".
struct StringView {
  enum Encoding {
    case utf8, utf16, latin1

    /// Bytes of a code unit.
    var unitSize: UInt64 { self == .utf16 ? 2 : 1 }
  }

  let bytes: UnsafeRawBufferPointer
  let encoding: Encoding
  /// What the string's owner says of all of its strings.
  let declared: StringEncoding

  /// How many code units there are.
  var count: UInt64 { UInt64(bytes.count) / encoding.unitSize }

  func latin1Unit(_ index: Int) -> UInt8 { bytes[index] }

  /// - Parameter index: In code units.
  func utf16Unit(_ index: Int) -> UInt16 {
    UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self))
  }

  /// How many of the first bytes are ASCII.
  func asciiPrefix() -> Int {
    var index = 0
    while index + 8 <= bytes.count,
      bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
    {
      index += 8
    }
    while index < bytes.count, bytes[index] < 0x80 { index += 1 }
    return index
  }

  /// Calls `body` with the scalar values from a code unit on.
  ///
  /// - Throws: If the code units are no string.
  @inline(__always) func forEachScalar(
    from start: Int = 0, _ body: (UInt32) throws(HostError) -> Void
  ) throws(HostError) {
    switch encoding {
    case .latin1: for index in start..<bytes.count { try body(UInt32(bytes[index])) }
    case .utf16: try forEachUTF16Scalar(from: start, body)
    case .utf8: try forEachUTF8Scalar(from: start, body)
    }
  }

  private func forEachUTF16Scalar(
    from start: Int, _ body: (UInt32) throws(HostError) -> Void
  ) throws(HostError) {
    let count = bytes.count / 2
    var index = start
    while index < count {
      let unit = UInt32(utf16Unit(index))
      index += 1
      guard unit & 0xF800 == 0xD800 else {
        try body(unit)
        continue
      }
      guard unit < 0xDC00, index < count else { throw failure(.invalidUTF16) }
      let low = UInt32(utf16Unit(index))
      index += 1
      guard low & 0xFC00 == 0xDC00 else { throw failure(.invalidUTF16) }
      try body(0x1_0000 + (unit & 0x3FF) << 10 + low & 0x3FF)
    }
  }

  private func forEachUTF8Scalar(
    from start: Int, _ body: (UInt32) throws(HostError) -> Void
  ) throws(HostError) {
    var index = start
    while index < bytes.count {
      let lead = bytes[index]
      if lead < 0x80 {
        try body(UInt32(lead))
        index += 1
        continue
      }
      let (scalar, length) = try sequence(at: index, lead)
      try body(scalar)
      index += length
    }
  }

  /// The scalar value of several bytes.
  private func sequence(at index: Int, _ lead: UInt8) throws(HostError) -> (UInt32, Int) {
    let length: Int
    // The range of the second byte; the others are 0x80...0xBF.
    var range: ClosedRange<UInt8> = 0x80...0xBF
    switch lead {
    case 0xC2...0xDF: length = 2
    case 0xE0: (length, range) = (3, 0xA0...0xBF)
    case 0xED: (length, range) = (3, 0x80...0x9F)
    case 0xE1...0xEF: length = 3
    case 0xF0: (length, range) = (4, 0x90...0xBF)
    case 0xF1...0xF3: length = 4
    case 0xF4: (length, range) = (4, 0x80...0x8F)
    default: throw failure(.invalidUTF8)
    }
    var scalar = UInt32(lead) & (0x7F >> UInt32(length))
    for position in 1..<length {
      guard index + position < bytes.count else { throw failure(.incompleteUTF8) }
      let byte = bytes[index + position]
      guard range.contains(byte) else { throw failure(.invalidUTF8) }
      range = 0x80...0xBF
      scalar = scalar << 6 | UInt32(byte & 0x3F)
    }
    return (scalar, length)
  }

  /// The string as Swift has it.
  func string() throws(HostError) -> String {
    switch encoding {
    case .utf8:
      guard asciiPrefix() == bytes.count else {
        try forEachScalar(from: 0) { _ throws(HostError) in }
        return String(decoding: bytes, as: UTF8.self)
      }
      return String(decoding: bytes, as: UTF8.self)
    case .latin1, .utf16:
      var result = String.UnicodeScalarView()
      try forEachScalar { (scalar) throws(HostError) in
        // What is no scalar value was refused.
        result.append(Unicode.Scalar(scalar) ?? "\u{FFFD}")
      }
      return String(result)
    }
  }
}

extension String {
  /// Calls `body` with the code units.
  func withStringView<Result>(
    _ body: (StringView) throws(HostError) -> Result
  ) throws(HostError) -> Result {
    var copy = self
    var outcome: Swift.Result<Result, HostErrorBox>?
    copy.withUTF8 { bytes in
      let view = StringView(
        bytes: UnsafeRawBufferPointer(bytes), encoding: .utf8, declared: .utf8)
      do throws(HostError) {
        outcome = .success(try body(view))
      } catch {
        outcome = .failure(HostErrorBox(error: error))
      }
    }
    // It is set where the bytes were.
    switch outcome.unsafelyUnwrapped {
    case .success(let result): return result
    case .failure(let box): throw box.error
    }
  }
}

private struct HostErrorBox: Error {
  let error: HostError
}
