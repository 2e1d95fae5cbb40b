import ComponentBinary
import Escapement

// Strings into a guest's memory, with the calls of `realloc` that the specification prescribes. CanonicalABI: "Storing",
// from `store_string_into_range` on.
extension CallContext {
  /// - Returns: Where the string is, and its length in code units, with a mark for UTF-16 where it may be either.
  func storeString(_ string: StringView) throws(HostError) -> (UInt64, UInt64) {
    switch options.stringEncoding {
    case .utf8:
      switch string.encoding {
      case .utf8: return try copy(string, alignment: 1)
      case .utf16: return try storeUTF8(string, worstCase: 3 * string.count)
      case .latin1: return try storeUTF8(string, worstCase: 2 * string.count)
      }
    case .utf16:
      switch string.encoding {
      case .utf8: return try storeUTF16(string)
      case .utf16: return try copy(string, alignment: 2)
      case .latin1: return try widen(string)
      }
    case .latin1OrUTF16:
      guard string.declared == .latin1OrUTF16 else { return try storeLatin1OrUTF16(string) }
      if string.encoding == .latin1 { return try copy(string, alignment: 2) }
      return try storeProbablyUTF16(string)
    }
  }

  private var utf16Tag: UInt64 { options.addressType == .i64 ? 1 << 63 : 1 << 31 }

  /// The code units as they are.
  private func copy(_ string: StringView, alignment: UInt32) throws(HostError) -> (UInt64, UInt64) {
    let address = try allocate(alignment: alignment, count: UInt64(string.bytes.count))
    if string.encoding != .latin1 {
      let start = string.encoding == .utf8 ? string.asciiPrefix() : 0
      try string.forEachScalar(from: start) { _ throws(HostError) in }
    }
    try write(string.bytes, at: address)
    return (address, string.count)
  }

  private func widen(_ string: StringView) throws(HostError) -> (UInt64, UInt64) {
    let address = try allocate(alignment: 2, count: 2 * string.count)
    let target = try bytes(at: address, 2 * string.count)
    for (index, byte) in string.bytes.enumerated() {
      target[2 * index] = byte
      target[2 * index + 1] = 0
    }
    return (address, string.count)
  }

  private func storeUTF8(
    _ string: StringView, worstCase: UInt64
  ) throws(HostError) -> (UInt64, UInt64) {
    let count = string.count
    var address = try allocate(alignment: 1, count: count)
    var target = try bytes(at: address, count)
    var position = 0
    var isLarge = false
    let prefix = string.prefixBelow(0x80)
    for index in 0..<prefix { target[index] = UInt8(truncatingIfNeeded: string.unit(index)) }
    position = prefix
    if UInt64(prefix) < count {
      address = try reallocate(address, count, alignment: 1, count: worstCase)
      target = try bytes(at: address, worstCase)
      isLarge = true
      try string.forEachScalar(from: prefix) { (scalar) throws(HostError) in
        position += Self.encodeUTF8(scalar, target, position)
      }
    }
    if isLarge, UInt64(position) < worstCase {
      address = try reallocate(address, worstCase, alignment: 1, count: UInt64(position))
    }
    return (address, UInt64(position))
  }

  /// - Returns: How many bytes it takes; there is room for them.
  private static func encodeUTF8(
    _ scalar: UInt32, _ target: UnsafeMutableRawBufferPointer, _ position: Int
  ) -> Int {
    func byte(_ offset: Int, _ value: UInt32) {
      target[position + offset] = UInt8(truncatingIfNeeded: value)
    }
    func continuation(_ offset: Int, _ shift: UInt32) {
      byte(offset, 0x80 | (scalar >> shift) & 0x3F)
    }
    switch scalar {
    case 0..<0x80:
      byte(0, scalar)
      return 1
    case 0x80..<0x800:
      byte(0, 0xC0 | scalar >> 6)
      continuation(1, 0)
      return 2
    case 0x800..<0x1_0000:
      byte(0, 0xE0 | scalar >> 12)
      continuation(1, 6)
      continuation(2, 0)
      return 3
    default:
      byte(0, 0xF0 | scalar >> 18)
      continuation(1, 12)
      continuation(2, 6)
      continuation(3, 0)
      return 4
    }
  }

  /// - Returns: How many code units it takes; there is room for them.
  private static func encodeUTF16(
    _ scalar: UInt32, _ target: UnsafeMutableRawBufferPointer, _ position: Int
  ) -> Int {
    func unit(_ offset: Int, _ value: UInt32) {
      target.storeBytes(
        of: UInt16(truncatingIfNeeded: value).littleEndian, toByteOffset: 2 * (position + offset),
        as: UInt16.self)
    }
    guard scalar >= 0x1_0000 else {
      unit(0, scalar)
      return 1
    }
    unit(0, 0xD800 + (scalar - 0x1_0000) >> 10)
    unit(1, 0xDC00 + (scalar - 0x1_0000) & 0x3FF)
    return 2
  }

  private func storeUTF16(_ string: StringView) throws(HostError) -> (UInt64, UInt64) {
    let worstCase = 2 * string.count
    var address = try allocate(alignment: 2, count: worstCase)
    let target = try bytes(at: address, worstCase)
    var units = 0
    try string.forEachScalar { (scalar) throws(HostError) in
      units += Self.encodeUTF16(scalar, target, units)
    }
    if 2 * UInt64(units) < worstCase {
      address = try reallocate(address, worstCase, alignment: 2, count: 2 * UInt64(units))
    }
    return (address, UInt64(units))
  }

  private func storeLatin1OrUTF16(_ string: StringView) throws(HostError) -> (UInt64, UInt64) {
    let count = string.count
    var address = try allocate(alignment: 2, count: count)
    var target = try bytes(at: address, count)
    let worstCase = 2 * count
    // In bytes as long as it is Latin-1, then in code units of UTF-16.
    var units = 0
    var isUTF16 = false
    try string.forEachScalar { (scalar) throws(HostError) in
      if !isUTF16 && scalar < 0x100 {
        target[units] = UInt8(scalar)
        units += 1
        return
      }
      if !isUTF16 {
        address = try reallocate(address, count, alignment: 2, count: worstCase)
        target = try bytes(at: address, worstCase)
        for index in stride(from: units - 1, through: 0, by: -1) {
          target[2 * index] = target[index]
          target[2 * index + 1] = 0
        }
        isUTF16 = true
      }
      units += Self.encodeUTF16(scalar, target, units)
    }
    let byteCount = UInt64(isUTF16 ? 2 * units : units)
    let room = isUTF16 ? worstCase : count
    if byteCount < room {
      address = try reallocate(address, room, alignment: 2, count: byteCount)
    }
    return (address, UInt64(units) | (isUTF16 ? utf16Tag : 0))
  }

  private func storeProbablyUTF16(_ string: StringView) throws(HostError) -> (UInt64, UInt64) {
    let byteCount = UInt64(string.bytes.count)
    var address = try allocate(alignment: 2, count: byteCount)
    var isLatin1 = true
    try string.forEachScalar { (scalar) throws(HostError) in
      if scalar >= 0x100 { isLatin1 = false }
    }
    try write(string.bytes, at: address)
    guard isLatin1 else { return (address, string.count | utf16Tag) }
    let target = try bytes(at: address, byteCount)
    let count = Int(truncatingIfNeeded: string.count)
    for index in 0..<count { target[index] = target[2 * index] }
    address = try reallocate(address, byteCount, alignment: 1, count: string.count)
    return (address, string.count)
  }
}

extension StringView {
  fileprivate func unit(_ index: Int) -> UInt16 {
    encoding == .utf16 ? utf16Unit(index) : UInt16(bytes[index])
  }

  /// How many code units there are before the first that is not below `limit`.
  fileprivate func prefixBelow(_ limit: UInt16) -> Int {
    if encoding != .utf16 && limit == 0x80 { return asciiPrefix() }
    let count = Int(truncatingIfNeeded: count)
    var index = 0
    while index < count, unit(index) < limit { index += 1 }
    return index
  }
}
