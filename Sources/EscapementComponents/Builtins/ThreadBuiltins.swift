import ComponentBinary
import Escapement
import WasmTypes

// 🧵 CanonicalABI: "canon thread.index" up to "canon thread.yield-then-promote".
extension BuiltinContext {
  func callOnThreads(_ slots: Slots) throws(HostError) -> HostCompletion {
    let thread = try thread()
    switch builtin {
    case .threadIndex: slots[0] = UInt64(thread.index)
    case .threadNewIndirect: slots[0] = try newIndirect(slots[0], slots[1], thread)
    case .threadResumeLater: try suspendedThread(slots[0]).resumeLater()
    case .threadYield: return stop(thread, slots, isYield: true, then: nil)
    case .threadSuspend: return stop(thread, slots, isYield: false, then: nil)
    case .threadYieldThenResume:
      return stop(thread, slots, isYield: true, then: try suspendedThread(slots[0]))
    case .threadSuspendThenResume:
      return stop(thread, slots, isYield: false, then: try suspendedThread(slots[0]))
    case .threadYieldThenPromote:
      return try promote(slots, thread, isYield: true)
    case .threadSuspendThenPromote:
      return try promote(slots, thread, isYield: false)
    default: throw failure(.threadFunctionMissing)
    }
    return .returned
  }

  private func anyThread(_ slot: UInt64) throws(HostError) -> GuestThread {
    guard let thread = instance.threads[index(slot)] else {
      throw failure(.unknownHandle(index(slot)))
    }
    return thread
  }

  private func suspendedThread(_ slot: UInt64) throws(HostError) -> GuestThread {
    let thread = try anyThread(slot)
    try trap(if: !thread.isSuspended, .threadNotSuspended)
    return thread
  }

  private func newIndirect(
    _ element: UInt64, _ argument: UInt64, _ thread: GuestThread
  ) throws(HostError) -> UInt64 {
    guard let function = table?.function(at: element, in: instance.scheduler.store),
      function.type == threadType
    else { throw failure(.threadFunctionMissing) }
    let new = GuestThread(thread.task, stage: .spawned(StoredFunction(function), argument))
    try thread.task.register(new)
    return UInt64(new.index)
  }

  /// Stops the running thread, as suspended or as ready, and goes on with `other` if there is one.
  private func stop(
    _ thread: GuestThread, _ slots: Slots, isYield: Bool, then other: GuestThread?
  ) -> HostCompletion {
    if thread.task.deliverPendingCancel(isCancellable) {
      slots[0] = 1
      return .returned
    }
    thread.resumption = .cancellation
    if let other { thread.switch(to: other) }
    if isYield {
      thread.wait(for: .nothing, cancellable: isCancellable)
    } else {
      thread.suspend(cancellable: isCancellable)
    }
    return .suspended
  }

  /// The same, where `other` need not be suspended but may be ready.
  private func promote(
    _ slots: Slots, _ thread: GuestThread, isYield: Bool
  ) throws(HostError) -> HostCompletion {
    let other = try anyThread(slots[0])
    if thread.task.deliverPendingCancel(isCancellable) {
      slots[0] = 1
      return .returned
    }
    let isReady = other.canGoOn
    return stop(thread, slots, isYield: isYield, then: isReady ? other : nil)
  }
}
