import ComponentBinary
import Escapement

// Lowering: what there is to write of a value of a guest. Places in memory are inside of it: who leads to them has checked
// that. CanonicalABI: "Storing", "Flat Lowering".
extension CallContext {
  /// Writes the low `size` bytes of `bits`, which are zero above them.
  @inline(__always) func store(
    _ bits: UInt64, _ size: UInt32, _ place: Place
  ) throws(HostError) {
    if let slots = place.slots {
      slots[0] = bits
      return
    }
    let bytes = bytes
    let count = UInt64(bytes.count)
    guard place.address <= count, count - place.address >= UInt64(size) else {
      throw failure(.valueOutOfBounds)
    }
    let offset = Int(truncatingIfNeeded: place.address)
    switch size {
    case 1: bytes[offset] = UInt8(truncatingIfNeeded: bits)
    case 2:
      bytes.storeBytes(
        of: UInt16(truncatingIfNeeded: bits).littleEndian, toByteOffset: offset, as: UInt16.self)
    case 4:
      bytes.storeBytes(
        of: UInt32(truncatingIfNeeded: bits).littleEndian, toByteOffset: offset, as: UInt32.self)
    default: bytes.storeBytes(of: bits.littleEndian, toByteOffset: offset, as: UInt64.self)
    }
  }

  /// Writes a scalar: a signed number of less than 32 bits fills them where it is in a slot.
  @inline(__always) func storeScalar(
    _ bits: UInt64, _ node: PlanNode, _ place: Place
  ) throws(HostError) {
    if place.slots != nil {
      switch node.kind {
      case .s8:
        return try store(
          UInt64(UInt32(bitPattern: Int32(Int8(truncatingIfNeeded: bits)))), 4, place)
      case .s16:
        return try store(
          UInt64(UInt32(bitPattern: Int32(Int16(truncatingIfNeeded: bits)))), 4, place)
      default: break
      }
    }
    try store(bits, node.size, place)
  }

  func storePair(_ address: UInt64, _ length: UInt64, _ place: Place) throws(HostError) {
    let size = pointerSize
    try store(address, size, place)
    if let slots = place.slots {
      slots[1] = length
    } else {
      try store(length, size, Place(address: place.address &+ UInt64(size)))
    }
  }

  /// Makes room for the elements of a list.
  func allocateList(_ element: PlanNode, count: UInt32) throws(HostError) -> UInt64 {
    let byteCount = UInt64(count) * UInt64(element.size)
    try trap(if: byteCount > Self.longestBytes, .listTooLong)
    return try allocate(
      alignment: element.alignment, count: byteCount, otherwise: .listOutOfBounds)
  }

  func storeString(_ string: StringView, _ place: Place) throws(HostError) {
    let (address, length) = try storeString(string)
    try storePair(address, length, place)
  }

  /// Writes which case a variant has; slots that the payload does not fill are zero.
  @inline(__always) func storeCase(
    _ index: UInt32, _ node: PlanNode, _ place: Place
  ) throws(HostError) {
    if let slots = place.slots {
      (slots + 1).update(repeating: 0, count: Int(node.flatCount) - 1)
    }
    try store(UInt64(index), node.discriminantSize, place)
  }

  func storeFlags(_ bits: UInt32, _ node: PlanNode, _ place: Place) throws(HostError) {
    try store(UInt64(bits), node.discriminantSize, place)
  }

  func lowerOwn(
    _ representation: UInt64, _ node: PlanNode, _ place: Place
  ) throws(HostError) {
    let handle = ResourceHandle(try resourceType(node), representation, isOwned: true)
    try store(UInt64(try instance.add(.resource(handle))), 4, place)
  }

  func lowerBorrow(
    _ representation: UInt64, _ node: PlanNode, _ place: Place
  ) throws(HostError) {
    let type = try resourceType(node)
    if type.instance === instance { return try store(representation, 4, place) }
    guard case .task(let task) = scope else { throw failure(.wrongResourceType(0)) }
    let handle = ResourceHandle(type, representation, isOwned: false, scope: task)
    let index = try instance.add(.resource(handle))
    task.borrowCount += 1
    try store(UInt64(index), 4, place)
  }

  func lowerEnd(_ shared: SharedCopy, _ place: Place) throws(HostError) {
    let end = CopyEnd(shared.isFuture ? .futureReader : .streamReader, shared)
    try store(UInt64(try instance.add(.end(end))), 4, place)
  }

  func lowerErrorContext(_ context: ErrorContext, _ place: Place) throws(HostError) {
    try store(UInt64(try instance.add(.errorContext(context))), 4, place)
  }
}
