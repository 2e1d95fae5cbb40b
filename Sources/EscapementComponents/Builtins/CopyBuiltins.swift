import Escapement

// CanonicalABI: "canon {stream,future}.new" up to "canon {stream,future}.drop-{readable,writable}".
extension BuiltinContext {
  func copyNew(isFuture: Bool) throws(HostError) -> UInt64 {
    let shared = SharedCopy(element, isFuture: isFuture)
    let reader = CopyEnd(isFuture ? .futureReader : .streamReader, shared)
    let writer = CopyEnd(isFuture ? .futureWriter : .streamWriter, shared)
    let readerIndex = try instance.add(.end(reader))
    return UInt64(readerIndex) | UInt64(try instance.add(.end(writer))) << 32
  }

  /// `read` and `write`.
  func copy(
    _ kind: CopyEnd.Kind, _ slots: Slots, length: UInt64
  ) throws(HostError) -> HostCompletion {
    let end = try instance.end(at: index(slots[0]), kind, element)
    try trap(if: end.isCopying, .copyInProgress)
    try trap(if: end.state == .done, end.exhaustion)
    try trap(if: end.isInSet && !options.isAsync, .waitableInSet)
    let buffer = try Buffer(
      CallContext(instance, options, scope: .none), elementNode, address: slots[1], length: length)
    try end.copy(buffer, index: index(slots[0]), in: instance)
    return try finish(end, isAsync: options.isAsync, slots)
  }

  func cancelCopy(_ kind: CopyEnd.Kind, _ slots: Slots) throws(HostError) -> HostCompletion {
    let end = try instance.end(at: index(slots[0]), kind, element)
    try trap(if: end.state != .copying || end.hasWaiter, .noCopyInProgress)
    try trap(if: end.isInSet && !isAsync, .waitableInSet)
    end.cancelCopy()
    return try finish(end, isAsync: isAsync, slots)
  }

  /// Gives the outcome of a copy now, or waits for it, or says that there is none yet.
  private func finish(
    _ end: CopyEnd, isAsync: Bool, _ slots: Slots
  ) throws(HostError) -> HostCompletion {
    if end.hasPendingEvent {
      slots[0] = UInt64(end.takeEvent().payload)
      return .returned
    }
    guard !isAsync else {
      slots[0] = Self.blocked
      return .returned
    }
    let thread = try thread()
    end.beginWaiting(thread)
    return thread.block(.event(of: end), .copy(end))
  }

  func dropEnd(_ kind: CopyEnd.Kind, _ index: UInt32) throws(HostError) {
    let end = try instance.end(at: index, kind, element)
    try end.checkDroppable()
    _ = instance.handles.remove(index)
    end.drop()
  }
}
