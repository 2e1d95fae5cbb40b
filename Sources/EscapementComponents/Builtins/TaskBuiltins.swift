import Escapement

// CanonicalABI: "canon context.get" up to "canon task.cancel", "canon subtask.cancel" and "canon subtask.drop".
extension BuiltinContext {
  func contextGet() throws(HostError) -> UInt64 {
    guard let storage = instance.scheduler.current?.storage else { return 0 }
    let value = contextSlot == 0 ? storage.0 : storage.1
    return isContext64 ? value : value & 0xFFFF_FFFF
  }

  func contextSet(_ value: UInt64) throws(HostError) {
    let thread = instance.scheduler.current
    if contextSlot == 0 { thread?.storage.0 = value } else { thread?.storage.1 = value }
  }

  func backpressureInc() throws(HostError) {
    try trap(if: instance.backpressure == 0xFFFF, .backpressureOverflow)
    instance.backpressure += 1
  }

  func backpressureDec() throws(HostError) {
    try trap(if: instance.backpressure == 0, .backpressureOverflow)
    instance.backpressure -= 1
    if instance.backpressure == 0 { instance.wakeNext() }
  }

  func taskReturn(_ slots: Slots) throws(HostError) {
    let task = try thread().task
    try trap(if: !task.function.options.isAsync, .taskIsSynchronous)
    try trap(
      if: resultStructure != task.function.resultStructure
        || !options.liftsLike(task.function.options), .taskReturnTypeMismatch)
    try task.return(
      LiftedResults(
        context: CallContext(instance, options, scope: .none), plan: result, slots: slots,
        maximumFlatCount: 16))
  }

  func taskCancel() throws(HostError) {
    let task = try thread().task
    try trap(if: !task.function.options.isAsync, .taskIsSynchronous)
    try task.cancel()
  }

  func subtaskCancel(_ index: UInt32, _ slots: Slots) throws(HostError) -> HostCompletion {
    let subtask = try instance.subtask(at: index)
    try trap(if: subtask.isResolveDelivered, .subtaskAlreadyResolved)
    try trap(if: subtask.isCancellationRequested, .subtaskAlreadyCancelled)
    try trap(if: subtask.isInSet && !isAsync, .waitableInSet)
    if !subtask.isResolved {
      subtask.requestCancellation()
      try subtask.callee?.requestCancellation(from: instance)
      if !subtask.isResolved {
        guard !isAsync else {
          slots[0] = Self.blocked
          return .returned
        }
        let thread = try thread()
        subtask.beginWaiting(thread)
        return thread.block(.event(of: subtask), .subtaskCancel(subtask))
      }
    }
    slots[0] = UInt64(subtask.takeEvent().payload)
    return .returned
  }

  func subtaskDrop(_ index: UInt32) throws(HostError) {
    let subtask = try instance.subtask(at: index)
    try trap(if: !subtask.isResolveDelivered, .subtaskUnresolved)
    _ = instance.handles.remove(index)
    subtask.join(nil)
  }
}
