// Instances for many short uses: a request, an event, a policy decision.
#if !hasFeature(Embedded)
  /// Makes instances of a module that are as good as new, in a fraction of the time that instantiation takes.
  ///
  /// Each instance is linked once, in a store of its own, and then used again and again, by one thread or task at a time:
  /// after each use, memories, tables, globals and segments become what they were, by copying only what instantiation
  /// had written and giving all other pages back to the system. So no use sees anything of another one.
  ///
  /// ```swift
  /// let template = try InstanceTemplate(module: module) { linker, _ in
  ///   try linker.define("env", "score") { (a: Int32, b: Int32) -> Int32 in a &* b }
  /// }
  /// // From any thread, any number of times:
  /// let answer = try template.withInstance { instance in
  ///   try instance.call("decide", as: ((Int32) -> Int32).self, 5)
  /// }
  /// ```
  ///
  /// An instance is not used again, but released, if something of it is still in use when `body` returns (an
  /// ``Instance``, a ``Memory``, a ``Value`` that refers to one of its objects: what is copied out of it does no harm),
  /// or if something was added to its store. It isn't either if instantiation made objects of the guest's heap, if it
  /// has a shared memory, or if host functions keep something about their guest, as WASI does. Then each use
  /// instantiates anew; ``isReusing`` tells.
  public final class InstanceTemplate: Sendable {
    /// What the instances are of.
    public let module: Module
    /// Of each instance's store.
    public let limits: ResourceLimits
    /// How many instances are kept while they are not used. More may be in use at once; they are released afterwards.
    public let capacity: Int
    /// Whether instances can be used again.
    public let isReusing: Bool

    /// Defines the imports for one instance.
    public typealias Linking = @Sendable (Linker, Store) throws -> Void

    private let linking: Linking
    private let idle: Locked<[PooledInstance]>

    /// Links and makes the first instance.
    ///
    /// - Parameters:
    ///   - limits: Of each instance's store: ``ResourceLimits/untrusted`` by default.
    ///   - capacity: How many instances are kept while they are not used; 64 by default.
    ///   - linking: Defines the imports in a linker, and prepares the store, say with fuel for a start function. Called
    ///     once for each instance that is made. What its closures capture is each instance's own, and what they keep
    ///     about a guest they keep for the next one, unless the store's ``Store/onReset(_:)`` makes them forget it.
    /// - Throws: What ``Linker/instantiate(_:in:)`` and `linking` throw.
    public init(
      module: Module, limits: ResourceLimits = .untrusted, capacity: Int = 64,
      linking: @escaping Linking = { _, _ in }
    ) throws {
      self.module = module
      self.limits = limits
      self.capacity = capacity
      self.linking = linking
      let first = try PooledInstance(of: module, limits: limits, linking: linking)
      isReusing = first.isReusable
      idle = Locked(first.isReusable && capacity > 0 ? [first] : [])
    }

    /// Calls `body` with an instance that is as good as new, and that nobody else uses.
    ///
    /// - Throws: What ``Linker/instantiate(_:in:)`` throws, if an instance has to be made, and what `body` throws.
    public func withInstance<Result>(_ body: (Instance) throws -> Result) throws -> Result {
      let pooled = try take()
      defer { giveBack(pooled) }
      return try body(pooled.instance)
    }

    /// Calls `body` with an instance that is as good as new, and that nobody else uses.
    ///
    /// - Parameters:
    ///   - isolation: Where `body` runs: leave it to be the caller's.
    ///   - body: May make asynchronous calls.
    /// - Throws: What ``Linker/instantiate(_:in:)`` throws, if an instance has to be made, and what `body` throws.
    public func withInstance<Result>(
      isolation: isolated (any Actor)? = #isolation, _ body: (Instance) async throws -> Result
    ) async throws -> Result {
      let pooled = try take()
      defer { giveBack(pooled) }
      return try await body(pooled.instance)
    }

    private func take() throws -> PooledInstance {
      if let pooled = idle.withLock({ $0.popLast() }) { return pooled }
      return try PooledInstance(of: module, limits: limits, linking: linking)
    }

    private func giveBack(_ pooled: PooledInstance) {
      guard isReusing, pooled.reset() else { return }
      idle.withLock { if $0.count < capacity { $0.append(pooled) } }
    }
  }

  /// An instance with a store of its own. Whoever has it is the only one.
  private final class PooledInstance: @unchecked Sendable {
    private var store: Store
    private let state: InstanceState
    private let image: StoreImage?

    init(
      of module: Module, limits: ResourceLimits, linking: InstanceTemplate.Linking
    ) throws {
      store = Store(engine: module.engine, limits: limits)
      let linker = Linker(engine: module.engine)
      try linking(linker, store)
      state = try linker.instantiate(module, in: store).state
      image = linker.keepsGuestState ? nil : StoreImage(of: store)
    }

    var isReusable: Bool { image != nil }

    var instance: Instance { Instance(store: store, state: state) }

    /// Makes the instance what it was. Gives false if it can't be, or if somebody else still has something of it.
    func reset() -> Bool {
      guard let image, isKnownUniquelyReferenced(&store), image.restore(store) else { return false }
      store.forgetUse()
      return true
    }
  }

  extension Store {
    /// Adds what is to be done before instances of this store are used again by an ``InstanceTemplate``: the place to
    /// forget what host functions keep about a guest.
    public func onReset(_ handler: @escaping () -> Void) { resetHandlers.append(handler) }

    /// Sets everything to what it is in a new store that a host sets for each use, or hands out.
    fileprivate func forgetUse() {
      deadline = nil
      remainingFuel = 0
      consumedFuel = 0
      if !isKnownUniquelyReferenced(&handle) {
        handle.forgetAll()
        handle = InterruptHandle()
        for execution in executions { handle.add(execution) }
      }
      for handler in resetHandlers { handler() }
    }
  }
#endif
