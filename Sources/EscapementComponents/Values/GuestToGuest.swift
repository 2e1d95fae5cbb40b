import Escapement

/// Moves values from one instance to another, without the host's having them.
struct GuestToGuest {
  private let source: CallContext
  private let target: CallContext

  init(source: CallContext, target: CallContext) {
    self.source = source.betweenGuests
    self.target = target.betweenGuests
  }

  /// - Parameters:
  ///   - from: A node of the source.
  ///   - to: The node of the target for the same type.
  func move(
    _ from: PlanNode, _ start: Place, _ to: PlanNode, _ end: Place
  ) throws(HostError) {
    switch from.kind {
    case .bool, .s8, .u8, .s16, .u16, .s32, .u32, .s64, .u64, .f32, .f64, .character:
      try target.storeScalar(try source.loadScalar(from, start), to, end)
    case .string: try target.storeString(try source.loadString(start), end)
    case .errorContext: try target.lowerErrorContext(try source.liftErrorContext(start), end)
    case .list:
      let element = (source.node(from.first), target.node(to.first))
      let list = try source.loadList(element.0, start)
      let address = try target.allocateList(element.1, count: list.count)
      try moveElements(
        list.count, element.0, Place(address: list.address), element.1, Place(address: address))
      try target.storePair(address, UInt64(list.count), end)
    case .fixedLengthList:
      try moveElements(
        from.count, source.node(from.first), start, target.node(to.first), end)
    case .record:
      for position in 0..<from.count {
        let part = (source.part(from, position), target.part(to, position))
        try move(
          source.node(part.0.node), start.field(part.0), target.node(part.1.node),
          end.field(part.1))
      }
    case .variant:
      let index = try source.loadCase(from, start)
      try target.storeCase(index, to, end)
      let part = (source.part(from, index), target.part(to, index))
      guard part.0.node != PlanNode.none else { return }
      try move(
        source.node(part.0.node), start.payload(from), target.node(part.1.node), end.payload(to))
    case .flags: try target.storeFlags(try source.loadFlags(from, start), to, end)
    case .own: try target.lowerOwn(try source.liftOwn(from, start), to, end)
    case .borrow: try target.lowerBorrow(try source.liftBorrow(from, start), to, end)
    case .stream, .future: try target.lowerEnd(try source.liftEnd(from, start), end)
    }
  }

  /// Moves elements that lie one after the other; in memory they are inside of it.
  func moveElements(
    _ count: UInt32, _ from: PlanNode, _ start: Place, _ to: PlanNode, _ end: Place
  ) throws(HostError) {
    if from.isPlain, start.slots == nil, end.slots == nil {
      let byteCount = UInt64(count) * UInt64(from.size)
      let bytes = try source.bytes(at: start.address, byteCount)
      return try target.write(UnsafeRawBufferPointer(bytes), at: end.address)
    }
    for index in 0..<count {
      try move(from, start.element(index, of: from), to, end.element(index, of: to))
    }
  }
}

extension CallContext {
  /// A range of the memory, valid as long as the guest does not run.
  func bytes(
    at address: UInt64, _ count: UInt64
  ) throws(HostError) -> UnsafeMutableRawBufferPointer {
    let bytes = bytes
    let size = UInt64(bytes.count)
    try trap(if: count > size || address > size - count, .valueOutOfBounds)
    let start = Int(truncatingIfNeeded: address)
    return UnsafeMutableRawBufferPointer(
      rebasing: bytes[start..<start + Int(truncatingIfNeeded: count)])
  }

  /// Copies bytes to an address, which may lie in the same memory.
  func write(_ source: UnsafeRawBufferPointer, at address: UInt64) throws(HostError) {
    let target = try bytes(at: address, UInt64(source.count))
    if let start = source.baseAddress {
      target.baseAddress?.copyMemory(from: start, byteCount: source.count)
    }
  }
}
