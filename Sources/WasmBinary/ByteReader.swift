package import WasmTypes

/// Reads the values of the binary format one after the other. Specification: "Binary Format:
/// Values".
///
/// The reader is bounded by the module's bytes alone. That a section or a function body ends where
/// its size says is checked by comparing positions afterwards, as the specification does it.
package struct ByteReader {
  package let base: UnsafePointer<UInt8>
  package private(set) var position: UnsafePointer<UInt8>
  package let end: UnsafePointer<UInt8>
  package let features: Features

  /// - Precondition: `bytes` has less than 4 GiB, and `offset` lies within or just behind it.
  package init(_ bytes: UnsafeRawBufferPointer, offset: UInt32, features: Features) {
    // Of an empty buffer nothing is read, but there has to be some address.
    base =
      bytes.bindMemory(to: UInt8.self).baseAddress
      ?? UnsafePointer(UnsafeMutablePointer<UInt8>(bitPattern: 8).unsafelyUnwrapped)
    position = base + Int(truncatingIfNeeded: offset)
    end = base + bytes.count
    self.features = features
  }

  @inline(__always) package var offset: UInt32 {
    UInt32(truncatingIfNeeded: position - base)
  }

  @inline(__always) package var isAtEnd: Bool { position == end }

  package var remainingCount: UInt32 { UInt32(truncatingIfNeeded: end - position) }

  package mutating func move(to offset: UInt32) {
    position = base + Int(truncatingIfNeeded: offset)
  }
}

// Bytes.
extension ByteReader {
  @inline(__always) package mutating func byte() throws(ModuleError) -> UInt8 {
    guard position != end else { throw unexpectedEnd() }
    let value = position.pointee
    position += 1
    return value
  }

  /// The next byte, which stays unread; nil at the end.
  @inline(__always) package var nextByte: UInt8? { position == end ? nil : position.pointee }

  @inline(__always) package mutating func fixed32() throws(ModuleError) -> UInt32 {
    guard end - position >= 4 else { throw unexpectedEnd() }
    let value = UnsafeRawPointer(position).loadUnaligned(as: UInt32.self)
    position += 4
    return UInt32(littleEndian: value)
  }

  @inline(__always) package mutating func fixed64() throws(ModuleError) -> UInt64 {
    guard end - position >= 8 else { throw unexpectedEnd() }
    let value = UnsafeRawPointer(position).loadUnaligned(as: UInt64.self)
    position += 8
    return UInt64(littleEndian: value)
  }

  /// Skips `count` bytes.
  package mutating func skip(_ count: UInt32) throws(ModuleError) -> ByteRange {
    guard count <= remainingCount else { throw unexpectedEnd() }
    let start = offset
    position += Int(truncatingIfNeeded: count)
    return ByteRange(start: start, end: offset)
  }

  /// A name: its size and that many bytes of UTF-8.
  package mutating func name() throws(ModuleError) -> String {
    let count = try length()
    let start = offset
    let bytes = UnsafeRawBufferPointer(start: position, count: Int(truncatingIfNeeded: count))
    guard let text = String(strictUTF8: bytes) else {
      throw malformed("malformed UTF-8 encoding", at: start)
    }
    position += bytes.count
    return text
  }

  /// The number of entries of a vector: no more than there are bytes left, of which each entry
  /// takes one at least.
  package mutating func count() throws(ModuleError) -> UInt32 {
    let count = try u32()
    guard count <= remainingCount else { throw unexpectedEnd() }
    return count
  }

  /// A number of bytes: no more than there are left.
  package mutating func length() throws(ModuleError) -> UInt32 {
    let start = offset
    let count = try u32()
    guard count <= remainingCount else {
      throw malformed("length out of bounds", at: start)
    }
    return count
  }
}

// LEB128 integers.
extension ByteReader {
  @inline(__always) package mutating func u32() throws(ModuleError) -> UInt32 {
    if position != end {
      let first = position.pointee
      if first < 0x80 {
        position += 1
        return UInt32(first)
      }
    }
    if let value = unsignedOfTwoBytes() { return value }
    return UInt32(truncatingIfNeeded: try unsigned(bits: 32))
  }

  /// An integer of two bytes, if that is what comes next.
  @inline(__always) private mutating func unsignedOfTwoBytes() -> UInt32? {
    guard end - position >= 2, position[1] < 0x80 else { return nil }
    let value = UInt32(position[0] & 0x7F) | UInt32(position[1]) << 7
    position += 2
    return value
  }

  @inline(__always) package mutating func u64() throws(ModuleError) -> UInt64 {
    if position != end {
      let first = position.pointee
      if first < 0x80 {
        position += 1
        return UInt64(first)
      }
    }
    if let value = unsignedOfTwoBytes() { return UInt64(value) }
    return try unsigned(bits: 64)
  }

  @inline(__always) package mutating func s32() throws(ModuleError) -> Int32 {
    if position != end {
      let first = position.pointee
      if first < 0x80 {
        position += 1
        return Int32(Int8(bitPattern: first << 1) >> 1)
      }
    }
    if let value = signedOfFewBytes() { return Int32(truncatingIfNeeded: value) }
    return Int32(truncatingIfNeeded: try signed(bits: 32))
  }

  /// An integer of one to four bytes, if that is what comes next: it has no bits that must be checked.
  @inline(__always) private mutating func signedOfFewBytes() -> Int64? {
    guard end - position >= 4 else { return nil }
    var value: UInt32 = 0
    for count in 0..<4 {
      let byte = position[count]
      let shift = UInt32(count * 7)
      value |= UInt32(byte & 0x7F) << shift
      if byte < 0x80 {
        position += count + 1
        let unused = 32 - 7 - shift
        return Int64(Int32(bitPattern: value << unused) >> Int32(unused))
      }
    }
    return nil
  }

  /// The 33-bit integers of type indices in block and heap types.
  package mutating func s33() throws(ModuleError) -> Int64 { try signed(bits: 33) }

  @inline(__always) package mutating func s64() throws(ModuleError) -> Int64 {
    if let value = signedOfFewBytes() { return value }
    return try signed(bits: 64)
  }

  @inline(never) private mutating func unsigned(bits: UInt8) throws(ModuleError) -> UInt64 {
    let start = offset
    var value: UInt64 = 0
    var shift: UInt8 = 0
    while true {
      guard shift < bits else { throw malformed("integer representation too long", at: start) }
      let byte = try self.byte()
      let payload = byte & 0x7F
      if bits - shift < 7, payload >> (bits - shift) != 0 {
        throw malformed("integer too large", at: start)
      }
      value |= UInt64(payload) << UInt64(shift)
      if byte < 0x80 { return value }
      shift += 7
    }
  }

  @inline(never) private mutating func signed(bits: UInt8) throws(ModuleError) -> Int64 {
    let start = offset
    var value: UInt64 = 0
    var shift: UInt8 = 0
    while true {
      guard shift < bits else { throw malformed("integer representation too long", at: start) }
      let byte = try self.byte()
      let payload = byte & 0x7F
      if bits - shift < 7 {
        // All bits from the sign bit on must be the same.
        let signBits = payload >> (bits - shift - 1)
        guard signBits == 0 || signBits == 0x7F >> (bits - shift - 1) else {
          throw malformed("integer too large", at: start)
        }
      }
      value |= UInt64(payload) << UInt64(shift)
      shift += 7
      if byte < 0x80 {
        if shift < 64, byte & 0x40 != 0 { value |= ~0 << UInt64(shift) }
        return Int64(bitPattern: value)
      }
    }
  }
}

// Errors.
extension ByteReader {
  @inline(never) package func malformed(_ reason: String, at offset: UInt32) -> ModuleError {
    .malformed(reason: reason, offset: offset)
  }

  /// The codes of types are signed integers of one byte.
  package func malformedCode(_ code: UInt8, _ reason: String, at offset: UInt32) -> ModuleError {
    malformed(code < 0x80 ? reason : "integer representation too long", at: offset)
  }

  @inline(never) package func unexpectedEnd() -> ModuleError {
    let reason = offset < 8 ? "unexpected end" : "unexpected end of section or function"
    return .malformed(reason: reason, offset: offset)
  }

  /// Throws unless all of `needed` is switched on.
  @inline(__always) package func require(
    _ needed: Features, for construct: @autoclosure () -> String, at offset: UInt32
  ) throws(ModuleError) {
    guard features.isSuperset(of: needed) else {
      throw .unsupportedFeature(
        needed.subtracting(features), construct: construct(), offset: offset)
    }
  }
}
