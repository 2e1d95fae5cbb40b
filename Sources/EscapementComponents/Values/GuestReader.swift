import ComponentBinary
import Escapement

// Lifting: what there is to read of a value of a guest, checked. Places in memory are inside of it: who leads to them has
// checked that. CanonicalABI: "Loading", "Flat Lifting".
extension CallContext {
  /// The most bytes of a list or string.
  static var longestBytes: UInt64 { (1 << 28) - 1 }

  /// The bits of a number, of which `size` bytes are valid.
  @inline(__always) func load(_ size: UInt32, _ place: Place) throws(HostError) -> UInt64 {
    if let slots = place.slots {
      return size >= 8 ? slots[0] : slots[0] & (1 << UInt64(8 &* size) &- 1)
    }
    let bytes = bytes
    let count = UInt64(bytes.count)
    guard place.address <= count, count - place.address >= UInt64(size) else {
      throw failure(.valueOutOfBounds)
    }
    let offset = Int(truncatingIfNeeded: place.address)
    switch size {
    case 1: return UInt64(bytes[offset])
    case 2:
      return UInt64(
        UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt16.self)))
    case 4:
      return UInt64(
        UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
    default:
      return UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
  }

  /// A scalar's bits: a bool is 0 or 1, a char a scalar value.
  @inline(__always) func loadScalar(_ node: PlanNode, _ place: Place) throws(HostError) -> UInt64 {
    let bits = try load(node.size, place)
    switch node.kind {
    case .bool: return bits == 0 ? 0 : 1
    case .character:
      try trap(if: bits >= 0x11_0000 || bits & ~0x7FF == 0xD800, .invalidCharacter)
      return bits
    default: return bits
    }
  }

  /// An address and a length.
  private func loadPair(_ place: Place) throws(HostError) -> (address: UInt64, length: UInt64) {
    let size = pointerSize
    if let slots = place.slots {
      return (try load(size, place), try load(size, Place(slots + 1)))
    }
    return (
      try load(size, place), try load(size, Place(address: place.address &+ UInt64(size)))
    )
  }

  /// Where a list's elements are, and how many.
  func loadList(
    _ element: PlanNode, _ place: Place
  ) throws(HostError) -> (address: UInt64, count: UInt32) {
    let (address, count) = try loadPair(place)
    let (byteCount, overflow) = count.multipliedReportingOverflow(by: UInt64(element.size))
    try trap(if: overflow || byteCount > Self.longestBytes, .listTooLong)
    try trap(if: address % UInt64(element.alignment) != 0, .unalignedPointer)
    let size = UInt64(bytes.count)
    try trap(if: byteCount > size || address > size - byteCount, .listOutOfBounds)
    // An element has one byte at least.
    return (address, UInt32(truncatingIfNeeded: count))
  }

  /// The string at a place, valid as long as the guest does not run.
  func loadString(_ place: Place) throws(HostError) -> StringView {
    let (address, length) = try loadPair(place)
    return try loadString(at: address, length)
  }

  /// - Parameter length: In code units, with a mark for UTF-16 where the encoding may be either.
  func loadString(at address: UInt64, _ length: UInt64) throws(HostError) -> StringView {
    let tag: UInt64 = options.addressType == .i64 ? 1 << 63 : 1 << 31
    var units = length
    let encoding: StringView.Encoding
    switch options.stringEncoding {
    case .utf8: encoding = .utf8
    case .utf16: encoding = .utf16
    case .latin1OrUTF16:
      encoding = length & tag != 0 ? .utf16 : .latin1
      units = length & ~tag
    }
    let alignment: UInt64 = options.stringEncoding == .utf8 ? 1 : 2
    let (byteCount, overflow) = units.multipliedReportingOverflow(by: encoding.unitSize)
    try trap(if: overflow || byteCount > Self.longestBytes, .stringTooLong)
    try trap(if: address % alignment != 0, .unalignedPointer)
    let bytes = bytes
    let size = UInt64(bytes.count)
    try trap(
      if: byteCount > size || address > size - byteCount,
      isBetweenGuests ? .stringContentOutOfBounds : .stringOutOfBounds)
    let start = Int(truncatingIfNeeded: address)
    let range = bytes[start..<start + Int(truncatingIfNeeded: byteCount)]
    return StringView(
      bytes: UnsafeRawBufferPointer(rebasing: range), encoding: encoding,
      declared: options.stringEncoding)
  }

  /// Which case a variant has.
  @inline(__always) func loadCase(_ node: PlanNode, _ place: Place) throws(HostError) -> UInt32 {
    let index = try load(place.slots == nil ? node.discriminantSize : 4, place)
    try trap(if: index >= UInt64(node.count), .invalidDiscriminant)
    return UInt32(truncatingIfNeeded: index)
  }

  func loadFlags(_ node: PlanNode, _ place: Place) throws(HostError) -> UInt32 {
    let bits = try load(place.slots == nil ? node.discriminantSize : 4, place)
    return UInt32(truncatingIfNeeded: bits & (1 << UInt64(node.count) - 1))
  }

  private func loadIndex(_ place: Place) throws(HostError) -> UInt32 {
    UInt32(truncatingIfNeeded: try load(4, place))
  }

  /// Takes an owned handle away from the instance, and gives what it represents.
  func liftOwn(_ node: PlanNode, _ place: Place) throws(HostError) -> UInt64 {
    let index = try loadIndex(place)
    let handle = try instance.resource(at: index, try resourceType(node))
    try trap(if: handle.lendCount != 0, .handleIsLent)
    try trap(if: !handle.isOwned, .notOwned(index))
    _ = instance.handles.remove(index)
    return handle.representation
  }

  func liftBorrow(_ node: PlanNode, _ place: Place) throws(HostError) -> UInt64 {
    let index = try loadIndex(place)
    let handle = try instance.resource(at: index, try resourceType(node))
    if case .subtask(let subtask) = scope { try subtask.lend(index, in: instance) }
    return handle.representation
  }

  /// Takes the readable end of a stream or future away from the instance.
  func liftEnd(_ node: PlanNode, _ place: Place) throws(HostError) -> SharedCopy {
    let index = try loadIndex(place)
    let isFuture = node.kind == .future
    guard let handle = instance.handles[index] else { throw failure(.unknownHandle(index)) }
    guard case .end(let end) = handle, end.kind == (isFuture ? .futureReader : .streamReader)
    else { throw failure(.wrongHandleKind(index)) }
    let type = instance.scheduler.elementTypes.type(of: node, in: instance)
    try trap(if: !end.shared.carries(type), .streamTypeMismatch)
    try trap(if: end.isCopying, .removeInProgress)
    try trap(if: end.state == .done, isFuture ? .liftAfterRead : .liftAfterDrop)
    try trap(if: end.isInSet, isFuture ? .liftFutureInSet : .liftStreamInSet)
    _ = instance.handles.remove(index)
    return end.shared
  }

  func liftErrorContext(_ place: Place) throws(HostError) -> ErrorContext {
    try instance.errorContext(at: try loadIndex(place))
  }
}
