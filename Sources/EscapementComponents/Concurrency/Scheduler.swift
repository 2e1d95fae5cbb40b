import Escapement

/// Which of several threads that could go on does so.
enum SchedulingPolicy {
  /// Always the one that has waited longest.
  case firstComeFirstServed
  /// One at random, the same in each run with the same seed.
  case random(seed: UInt64)
}

/// What the component instances of a store have in common: which thread runs, and which could.
///
/// It is synchronous: whoever wants progress calls ``tick()``. CanonicalABI: "Embedding API".
final class Scheduler: StoreAttachment {
  unowned(unsafe) let store: Store
  /// The thread whose guest code runs now.
  var current: GuestThread?
  /// Threads that can go on, and some that have done so or find out that they can't yet.
  private var ready = Queue<GuestThread>()
  var policy = SchedulingPolicy.firstComeFirstServed
  /// How many runs of guest code are nested in one another, on the native stack.
  private(set) var nestingDepth: UInt32 = 0
  /// The most handles, and the most threads, of an instance.
  var handleLimit: UInt32 = 1_000_000
  /// The most bytes that values of the host may take which a guest passes in one call.
  var valueByteLimit: UInt64 = 256 << 20
  private var instances: [ComponentInstanceState] = []
  /// Those that have failed since guest code runs.
  var failed: [ComponentInstanceState] = []
  private var hostTypes: [ObjectIdentifier: ResourceType] = [:]
  /// How many ends of streams and futures the host has, which may make progress at any time.
  var hostEndCount = 0
  /// How many functions of the host run.
  var hostTaskCount = 0
  #if !hasFeature(Embedded)
    /// What the tasks of the host have done, to be told to the guests.
    let mailbox = Mailbox()
    /// How many wait asynchronously for what guests do.
    var driverCount = 0
  #endif
  private var resourceTypeCount: UInt32 = 0
  var elementTypes = ElementTypeNumbers()

  init(store: Store) { self.store = store }

  /// The scheduler of a store, made on first use.
  static func of(_ store: Store) -> Scheduler {
    if let attachment = store.attachment { return unsafeDowncast(attachment, to: Scheduler.self) }
    let scheduler = Scheduler(store: store)
    store.attachment = scheduler
    return scheduler
  }

  /// Lets a thread look whether it can go on.
  func wake(_ thread: GuestThread) {
    guard !thread.isQueued else { return }
    thread.isQueued = true
    ready.append(thread)
  }

  /// Resumes one thread that can go on.
  ///
  /// - Returns: Whether there was one.
  func tick() throws(HostError) -> Bool {
    guard let thread = next() else { return false }
    let instance = thread.task.instance
    instance.enter(from: nil)
    do throws(HostError) {
      try thread.resume(cancelled: false)
    } catch {
      failAll(with: instance, error)
      throw error
    }
    instance.leave(to: nil)
    return true
  }

  /// Notes that an instance has failed on its own, and with it all calls into those that were instantiated with it.
  func failAll(with instance: ComponentInstanceState, _ error: HostError) {
    instance.fail(error)
    closeFailed()
    let root = instance.root
    for other in instances where other.root === root { other.noteFailure(error) }
    noticeHost()
  }

  /// Gives up the threads of instances that have failed, once none of them runs any more.
  func closeFailed() {
    guard nestingDepth == 0 else { return }
    for instance in failed { instance.close() }
    failed = []
  }

  /// Takes the next thread that can go on.
  private func next() -> GuestThread? {
    while !ready.isEmpty {
      if case .random(let seed) = policy {
        var generator = SplitMix(state: seed)
        ready.bringForward(Int(truncatingIfNeeded: generator.next() % UInt64(ready.count)))
        policy = .random(seed: generator.state)
      }
      guard let thread = ready.popFirst() else { return nil }
      thread.isQueued = false
      if thread.isReady(), thread.task.instance.mayEnter(from: nil) { return thread }
    }
    return nil
  }

  /// Resumes one thread of an instance that can go on while a synchronous call into it is in progress.
  ///
  /// - Returns: Whether there was one.
  func tick(within instance: ComponentInstanceState) throws(HostError) -> Bool {
    while true {
      let position = ready.firstPosition { thread in
        thread.task.instance === instance && thread.index != 0
          && thread !== instance.exclusiveThread && !thread.needsExclusive
          && thread.canGoOn
      }
      guard let position else { return false }
      ready.bringForward(position)
      guard let thread = ready.popFirst() else { return false }
      thread.isQueued = false
      try thread.resume(cancelled: false)
      return true
    }
  }

  /// Whether any thread of an instance or of those that were instantiated with it can go on.
  private func hasReadyThread(around instance: ComponentInstanceState) -> Bool {
    let root = instance.root
    return ready.firstPosition { $0.canGoOn && $0.task.instance.root === root } != nil
  }

  /// Makes sure that code of an instance may block: it must not while a synchronous call into the instance has not
  /// returned, unless other threads can go on meanwhile.
  func checkMayBlock(in instance: ComponentInstanceState) throws(HostError) {
    try trap(
      if: instance.synchronousCallCount > 0 && !hasReadyThread(around: instance), .cannotBlock)
  }

  /// Lets those look who wait for progress.
  func noticeHost() {
    #if !hasFeature(Embedded)
      if driverCount > 0 { mailbox.wakeAll() }
    #endif
  }

  func enterNested() throws(HostError) {
    guard nestingDepth < store.limits.hostCallDepth else { throw failure(.callStackExhausted) }
    nestingDepth += 1
  }

  func leaveNested() { nestingDepth -= 1 }

  /// Keeps an instance as long as the store.
  func keep(_ instance: ComponentInstanceState) throws(HostError) {
    guard UInt64(instances.count) < UInt64(store.limits.instances) else {
      throw failure(
        LinkingError.resource(.limitExceeded(.instances, limit: UInt64(store.limits.instances))))
    }
    try instance.checkDepth()
    instances.append(instance)
  }

  /// The type of resources of the host, made on first use.
  func type(of resources: HostResources) -> ResourceType {
    if let type = hostTypes[ObjectIdentifier(resources)] { return type }
    let type = makeResourceType(.host(resources))
    hostTypes[ObjectIdentifier(resources)] = type
    return type
  }

  func makeResourceType(_ definition: ResourceType.Definition) -> ResourceType {
    resourceTypeCount += 1
    return ResourceType(definition, number: resourceTypeCount)
  }
}

/// Random numbers from a seed.
private struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
