import Escapement

/// The caller's half of a call that a guest has made. CanonicalABI: "Subtask State".
final class Subtask: Waitable {
  /// The raw values are what guests see.
  enum State: UInt32 {
    case starting, started, returned, cancelledBeforeStarted, cancelledBeforeReturned
  }

  private(set) var state = State.starting
  /// The lowered function that was called.
  let function: LoweredFunction
  /// The caller's handle, 0 as long as it has none.
  var index: UInt32 = 0
  /// The callee's half; nil before it began and after it resolved.
  var callee: Callee?
  private(set) var isCancellationRequested = false
  private(set) var isResolveDelivered = false
  /// The handles that the caller lends to the callee, by index.
  private var lenders: [UInt32] = []
  /// The flat arguments and, if the call is synchronous, results: in the frame of the call as long as it is there.
  private var frame: UnsafeMutablePointer<UInt64>?
  /// A copy of them: at most 4 parameters and an address for the result.
  private var kept: (UInt64, UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0, 0)
  /// The thread that has called synchronously, and waits for the end; its instance keeps it.
  unowned(unsafe) var caller: GuestThread?

  init(_ function: LoweredFunction, slots: UnsafeMutablePointer<UInt64>) {
    self.function = function
    frame = slots
  }

  /// Copies the slots, of which there are at most 5, as the frame will be gone.
  func keepSlots(_ count: Int) {
    guard let frame else { return }
    self.frame = nil
    withUnsafeMutableBytes(of: &kept) { bytes in
      bytes.copyMemory(
        from: UnsafeRawBufferPointer(
          start: frame, count: min(count, 5) * MemoryLayout<UInt64>.stride))
    }
  }

  /// Calls `body` with the arguments and, if the call is synchronous, the place of its results.
  func withSlots(
    _ body: (UnsafeMutablePointer<UInt64>) throws(HostError) -> Void
  ) throws(HostError) {
    if let frame { return try body(frame) }
    let kept = kept
    try withTemporarySlots { (slots) throws(HostError) in
      (slots[0], slots[1], slots[2], slots[3], slots[4]) = kept
      try body(slots)
    }
  }

  var isResolved: Bool {
    switch state {
    case .starting, .started: false
    case .returned, .cancelledBeforeStarted, .cancelledBeforeReturned: true
    }
  }

  func start() {
    state = .started
    noticeProgress()
  }

  func resolve(_ state: State) {
    self.state = state
    callee = nil
    if let caller { caller.scheduler.wake(caller) }
    noticeProgress()
  }

  private func noticeProgress() {
    if index != 0 { setPendingEvent() }
  }

  func requestCancellation() { isCancellationRequested = true }

  func lend(_ handle: UInt32, in instance: ComponentInstanceState) throws(HostError) {
    guard case .resource(var resource) = instance.handles[handle] else {
      throw failure(.unknownHandle(handle))
    }
    resource.lendCount += 1
    instance.handles.update(handle, .resource(resource))
    lenders.append(handle)
  }

  /// Tells the caller that the call has ended: it gets back what it has lent.
  func deliverResolve() {
    isResolveDelivered = true
    let instance = function.instance
    for handle in lenders {
      // What is lent can't be removed.
      guard case .resource(var resource) = instance.handles[handle] else { continue }
      resource.lendCount -= 1
      instance.handles.update(handle, .resource(resource))
    }
    lenders = []
  }

  override func computeEvent() -> Event {
    if isResolved && !isResolveDelivered { deliverResolve() }
    return Event(code: .subtask, index: index, payload: state.rawValue)
  }
}
