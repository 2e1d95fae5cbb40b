import Escapement

// CanonicalABI: "canon waitable-set.new" up to "canon waitable.join".
extension BuiltinContext {
  private func target(_ address: UInt64) throws(HostError) -> EventTarget {
    let context = CallContext(instance, options, scope: .none)
    try trap(if: address % 4 != 0, .unalignedPointer)
    let size = UInt64(context.bytes.count)
    try trap(if: size < 8 || address > size - 8, .valueOutOfBounds)
    return EventTarget(context: context, address: address)
  }

  func waitableSetWait(_ slots: Slots) throws(HostError) -> HostCompletion {
    let address = slots[1]
    let set = try instance.waitableSet(at: index(slots[0]))
    let thread = try thread()
    let target = try target(address)
    if thread.task.deliverPendingCancel(isCancellable) {
      slots[0] = try target.store(.taskCancelled)
      return .returned
    }
    if let event = set.takeEvent() {
      slots[0] = try target.store(event)
      return .returned
    }
    set.beginWaiting(thread)
    return thread.block(
      .eventIn(set, exclusively: false), cancellable: isCancellable,
      .waitableSetWait(set, target))
  }

  func waitableSetPoll(_ index: UInt32, _ address: UInt64) throws(HostError) -> UInt64 {
    let set = try instance.waitableSet(at: index)
    let target = try target(address)
    if try thread().task.deliverPendingCancel(isCancellable) {
      return try target.store(.taskCancelled)
    }
    return try target.store(set.takeEvent() ?? .none)
  }

  func waitableSetDrop(_ index: UInt32) throws(HostError) {
    let set = try instance.waitableSet(at: index)
    _ = instance.handles.remove(index)
    try trap(if: set.memberCount > 0, .waitableSetNotEmpty)
    try trap(if: set.hasWaiters, .waitableSetInUse)
  }

  func waitableJoin(_ index: UInt32, _ setIndex: UInt32) throws(HostError) {
    let waitable = try instance.waitable(at: index)
    try trap(if: waitable.hasWaiter, .waitableInSet)
    waitable.join(setIndex == 0 ? nil : try instance.waitableSet(at: setIndex))
  }
}
