import Escapement

/// An instance of a component at run time. CanonicalABI: "Component Instances".
///
/// It belongs to the scheduler of a store, which lives longer.
final class ComponentInstanceState {
  unowned(unsafe) let scheduler: Scheduler
  /// The types of the component, and how their values are moved.
  let types: PlannedTypes
  /// The resource types of this instance, by their numbers among the types.
  var resources: [UInt32: ResourceType] = [:]
  /// The instance whose component instantiated this one; it lives as long.
  let parent: ComponentInstanceState?
  /// How many instances are above.
  private let depth: UInt32
  var handles = HandleTable<Handle>()
  var threads = HandleTable<GuestThread>()
  private var mayEnter = true
  /// What has made it unusable.
  private(set) var causeOfFailure: HostError?
  var mayLeave = true
  var backpressure: UInt32 = 0
  var waitingToEnterCount: UInt32 = 0
  /// How many calls of synchronous functions have not returned.
  var synchronousCallCount: UInt32 = 0
  /// The thread that runs, or will go on to run, core code that must not be interleaved with other such code.
  private(set) unowned(unsafe) var exclusiveThread: GuestThread?
  /// Threads that could go on but for `exclusiveThread`.
  private var waitingForExclusive = Queue<GuestThread>()
  /// Threads whose tasks wait for the end of backpressure.
  private var waitingToEnter = Queue<GuestThread>()

  init(scheduler: Scheduler, parent: ComponentInstanceState?, types: PlannedTypes) {
    self.scheduler = scheduler
    self.types = types
    self.parent = parent
    depth = parent.map { $0.depth + 1 } ?? 0
  }
}

extension ComponentInstanceState {
  /// How deeply instances may be inside of one another.
  private static let deepest: UInt32 = 100

  /// The outermost instance around this one.
  var root: ComponentInstanceState {
    var instance = self
    while let parent = instance.parent { instance = parent }
    return instance
  }

  func checkDepth() throws(HostError) {
    guard depth <= Self.deepest else { throw failure(LinkingError.nestedTooDeeply) }
  }
}

// Entering and leaving. After a trap nothing leaves: what was entered stays closed.
extension ComponentInstanceState {
  /// Whether a caller may call into this instance: neither it nor an instance above may be entered already, but for
  /// those that it shares with the caller.
  func mayEnter(from caller: ComponentInstanceState?) -> Bool {
    var isOpen = true
    forEachEntered(from: caller) { if !$0.mayEnter { isOpen = false } }
    return isOpen
  }

  /// Whether one of this instance and a caller is inside of the other, so that no call between them is possible for now.
  func isAround(_ caller: ComponentInstanceState?) -> Bool {
    guard let caller else { return false }
    let (first, outer) = depth > caller.depth ? (self, caller) : (caller, self)
    var inner = first
    while inner.depth > outer.depth, let parent = inner.parent { inner = parent }
    return inner === outer
  }

  func enter(from caller: ComponentInstanceState?) {
    forEachEntered(from: caller) { $0.mayEnter = false }
  }

  func leave(to caller: ComponentInstanceState?) {
    forEachEntered(from: caller) { $0.mayEnter = true }
  }

  /// This instance and those above it, less the caller and those above that.
  private func forEachEntered(
    from caller: ComponentInstanceState?, _ body: (ComponentInstanceState) -> Void
  ) {
    var entered: ComponentInstanceState? = self
    var shared = caller
    while let instance = entered {
      while let other = shared, other.depth > instance.depth { shared = other.parent }
      if shared === instance { return }
      body(instance)
      entered = instance.parent
    }
  }
}

// Taking turns.
extension ComponentInstanceState {
  func takeExclusive(_ thread: GuestThread) { exclusiveThread = thread }

  func releaseExclusive() {
    exclusiveThread = nil
    wakeNext()
  }

  func waitForExclusive(_ thread: GuestThread) {
    thread.isKept = true
    waitingForExclusive.append(thread)
  }

  func waitToEnter(_ thread: GuestThread) {
    thread.isKept = true
    waitingToEnter.append(thread)
  }

  /// Lets one of the threads look whether it may go on that wait for this instance to become free.
  ///
  /// To be called whenever it becomes so, and whenever one of them has looked in vain or has left: as long as it is free,
  /// one of them is always on its way.
  func wakeNext() {
    let next =
      exclusiveThread == nil && !waitingForExclusive.isEmpty
      ? waitingForExclusive.popFirst() : backpressure == 0 ? waitingToEnter.popFirst() : nil
    guard let next else { return }
    next.isKept = false
    scheduler.wake(next)
  }

  /// Notes that a call into this instance has failed, which makes it unusable.
  func fail(_ error: HostError) {
    noteFailure(error)
    scheduler.failed.append(self)
  }

  /// Tells the calls into this instance which have not returned that they never will.
  func noteFailure(_ error: HostError) {
    if causeOfFailure == nil { causeOfFailure = error }
  }

  /// Forgets everything that waits here: no thread of a failed instance goes on.
  func close() {
    waitingForExclusive.removeAll()
    waitingToEnter.removeAll()
    for thread in threads.elements { thread.abandon() }
    threads.removeAll()
  }
}
