import Escapement

/// Whether a thread can go on, and otherwise what is in its way.
enum Readiness {
  case ready
  /// Whoever makes it ready wakes it.
  case notYet
  /// Other core code of its instance that must not be interleaved with its own.
  case exclusive
  /// Its instance does not let new tasks in.
  case backpressure
}

/// What a thread waits for. CanonicalABI: the readiness predicates of "Threads".
enum WaitCondition {
  case nothing
  /// To enter its task's instance.
  case entry
  /// The end of a call that it has made.
  case resolution(Subtask)
  case event(of: Waitable)
  /// - Parameter exclusively: Whether its instance must be free as well.
  case eventIn(WaitableSet, exclusively: Bool)
  /// That its instance is free.
  case exclusive

  func readiness(of thread: GuestThread) -> Readiness {
    switch self {
    case .nothing: return .ready
    case .entry: return thread.task.obstacle
    case .resolution(let subtask): return subtask.isResolved ? .ready : .notYet
    case .event(let waitable): return waitable.hasPendingEvent ? .ready : .notYet
    case .eventIn(let set, let exclusively):
      guard set.hasPendingEvent else { return .notYet }
      return exclusively && thread.task.instance.exclusiveThread != nil ? .exclusive : .ready
    case .exclusive:
      return thread.task.instance.exclusiveThread != nil ? .exclusive : .ready
    }
  }
}

/// A line of execution of a task: core code of a guest, and what there is to do before and after. CanonicalABI:
/// "Threads".
///
/// It is running, ready, waiting or suspended. What it goes on with is in `stage` and, within a built-in,
/// `resumption`.
final class GuestThread {
  let task: GuestTask
  unowned(unsafe) let scheduler: Scheduler
  /// Its index in the instance's table, 0 while it has none.
  var index: UInt32 = 0
  /// Where it is in its task's list.
  var positionInTask = 0
  /// What `context.get` and `context.set` access.
  var storage: (UInt64, UInt64) = (0, 0)
  /// Whether it is in the scheduler's queue.
  var isQueued = false
  /// Whether it is in a queue of its instance.
  var isKept = false
  private(set) var isRunning = false
  private(set) var isWaiting = false
  private(set) var isCancellable = false
  private(set) var condition = WaitCondition.nothing
  var stage: ThreadStage
  /// The core code that it runs, suspended or not. Its execution is the store's, and needs no end when the store has.
  var call: SuspendableCall?
  /// What is left to do of the built-in that it is suspended in.
  var resumption = Resumption.none
  /// The thread that is to run when this one has stopped.
  private var successor: GuestThread?

  init(_ task: GuestTask, stage: ThreadStage = .start) {
    self.task = task
    scheduler = task.instance.scheduler
    self.stage = stage
  }

  /// Whether it must not run while other core code of its instance does.
  var needsExclusive: Bool {
    task.function.isAsync && task.function.needsExclusive && task.implicitThread === self
  }

  var isSuspended: Bool { !isRunning && !isWaiting }

  /// Whether it waits for something that has happened.
  var canGoOn: Bool { isWaiting && condition.readiness(of: self) == .ready }

  /// Whether it waits for something that has happened. If it hasn't, the thread is kept where it will be noticed.
  func isReady() -> Bool {
    guard isWaiting else { return false }
    switch condition.readiness(of: self) {
    case .ready: return true
    case .notYet: task.instance.wakeNext()
    case .exclusive where !isKept: task.instance.waitForExclusive(self)
    case .backpressure where !isKept: task.instance.waitToEnter(self)
    case .exclusive, .backpressure: break
    }
    return false
  }

  /// Begins to wait. The thread must stop now, by returning to the one who resumed it.
  func wait(for condition: WaitCondition, cancellable: Bool) {
    startWaiting(condition)
    isCancellable = cancellable
    isRunning = false
  }

  private func startWaiting(_ condition: WaitCondition) {
    self.condition = condition
    isWaiting = true
    scheduler.wake(self)
  }

  /// Begins to be suspended, until it is resumed explicitly.
  func suspend(cancellable: Bool) {
    isCancellable = cancellable
    isRunning = false
  }

  /// Lets `other` run when this one has stopped.
  func `switch`(to other: GuestThread) { successor = other }

  /// Makes a suspended thread ready.
  func resumeLater() { startWaiting(.nothing) }

  /// Makes a ready thread suspended.
  func stopWaiting() {
    isWaiting = false
    condition = .nothing
  }

  /// Lets the thread run until it stops, and then those that it switches to.
  func resume(cancelled: Bool) throws(HostError) {
    let scheduler = scheduler
    try scheduler.enterNested()
    let outer = scheduler.current
    defer {
      scheduler.current = outer
      scheduler.leaveNested()
    }
    var next: GuestThread? = self
    var cancelled = cancelled
    while let thread = next {
      thread.stopWaiting()
      thread.isRunning = true
      scheduler.current = thread
      try thread.run(cancelled: cancelled)
      next = thread.successor
      thread.successor = nil
      cancelled = false
    }
  }

  /// Says that it will never run again.
  func finish() {
    isRunning = false
    stage = .finished
  }

  /// Gives up what it has: its instance has trapped.
  func abandon() {
    guard !isRunning else { return }
    call?.end()
    call = nil
    stage = .finished
    resumption = .none
    stopWaiting()
  }
}
