import Escapement

/// The callee's half of a call of a component's function. CanonicalABI: "Tasks".
final class GuestTask {
  enum State {
    case initial, started, pendingCancel, cancelDelivered, resolved
  }

  let function: LiftedFunction
  private(set) var state = State.initial
  /// The caller's half, until it has its result.
  private var caller: Caller?
  /// How many borrowed handles the task has to drop before it returns.
  var borrowCount: UInt32 = 0
  /// The instance or a queue of it keeps it as long as it is there.
  private(set) unowned(unsafe) var implicitThread: GuestThread?
  /// The threads that are registered. Mostly, this is the implicit one alone.
  private var threads: [GuestThread] = []

  init(_ function: LiftedFunction, caller: Caller) {
    self.function = function
    self.caller = caller
  }

  var instance: ComponentInstanceState { function.instance }
  var isResolved: Bool { state == .resolved }

  /// Whether its core code must not be interleaved with that of other such tasks.
  private var needsExclusive: Bool { function.needsExclusive }

  private var hasBackpressure: Bool {
    instance.backpressure > 0 || needsExclusive && instance.exclusiveThread != nil
  }

  /// What keeps the task from entering its instance.
  var obstacle: Readiness {
    if instance.backpressure > 0 { return .backpressure }
    return needsExclusive && instance.exclusiveThread != nil ? .exclusive : .ready
  }

  /// Begins the task on its first thread.
  ///
  /// - Returns: Whether the thread may go on; otherwise it has to wait until `obstacle` is gone.
  func beginEntering(_ thread: GuestThread) -> Bool {
    implicitThread = thread
    guard function.isAsync else { return true }
    guard hasBackpressure || instance.waitingToEnterCount > 0 else { return true }
    instance.waitingToEnterCount += 1
    return false
  }

  /// To be called when the thread has waited to enter.
  ///
  /// - Returns: Whether it may go on.
  func endWaitingToEnter(cancelled: Bool) throws(HostError) -> Bool {
    instance.waitingToEnterCount -= 1
    guard cancelled else { return true }
    try cancel()
    instance.wakeNext()
    return false
  }

  func enter(_ thread: GuestThread) throws(HostError) {
    if function.isAsync, needsExclusive {
      instance.takeExclusive(thread)
    } else if function.isAsync {
      // The next one may be able to enter as well.
      instance.wakeNext()
    }
    try register(thread)
  }

  func register(_ thread: GuestThread) throws(HostError) {
    guard let index = instance.threads.add(thread, limit: instance.scheduler.handleLimit) else {
      throw failure(.tooManyHandles)
    }
    thread.index = index
    thread.positionInTask = threads.count
    threads.append(thread)
  }

  func exitImplicitThread(_ thread: GuestThread) throws(HostError) {
    try unregister(thread)
    implicitThread = nil
    if function.isAsync, needsExclusive { instance.releaseExclusive() }
  }

  func unregister(_ thread: GuestThread) throws(HostError) {
    let position = thread.positionInTask
    if position < threads.count, threads[position] === thread {
      threads.swapAt(position, threads.count - 1)
      threads[position].positionInTask = position
      threads.removeLast()
    }
    if threads.isEmpty { try trap(if: state != .resolved, .taskNotReturned) }
    _ = instance.threads.remove(thread.index)
  }

  func requestCancellation(from caller: ComponentInstanceState?) throws(HostError) {
    if state == .initial {
      state = .cancelDelivered
      try implicitThread?.resume(cancelled: true)
      return
    }
    guard state == .started else { return }
    let candidate = instance.mayEnter(from: caller) ? cancellableThread : nil
    guard let candidate else {
      state = .pendingCancel
      return
    }
    state = .cancelDelivered
    instance.enter(from: caller)
    try candidate.resume(cancelled: true)
    instance.leave(to: caller)
  }

  /// One of the threads that want to be told of cancellation, if it can be.
  private var cancellableThread: GuestThread? {
    let holder = instance.exclusiveThread
    let excludesImplicit = needsExclusive && holder != nil && holder !== implicitThread
    return threads.first {
      $0.isCancellable && !$0.isRunning && !(excludesImplicit && $0 === implicitThread)
    }
  }

  /// Whether a thread that may be cancelled is to be told now.
  func deliverPendingCancel(_ cancellable: Bool) -> Bool {
    guard cancellable, state == .pendingCancel else { return false }
    state = .cancelDelivered
    return true
  }

  /// Takes the arguments.
  func start(_ target: inout LiftedArguments) throws(HostError) {
    state = .started
    try caller?.start(self, &target)
  }

  func `return`(_ source: LiftedResults) throws(HostError) {
    try trap(if: state == .resolved, .taskReturnedTwice)
    try trap(if: borrowCount > 0, .borrowsRemain)
    let caller = caller
    self.caller = nil
    try caller?.return(source, of: self)
    state = .resolved
  }

  func cancel() throws(HostError) {
    try trap(
      if: state != .cancelDelivered, state == .resolved ? .taskReturnedTwice : .taskNotCancelled)
    try trap(if: borrowCount > 0, .borrowsRemain)
    let caller = caller
    self.caller = nil
    state = .resolved
    caller?.cancel()
    instance.scheduler.noticeHost()
  }
}
