// Calls that a host function may suspend in the middle, and that go on when somebody says so. The stopped guest is only
// data, an execution of its own: no native stack is kept for it, and the store may have as many of them as its limits
// allow. What is scheduled when is decided above the engine.
internal import CInterp

/// What a suspending host function has done.
package enum HostCompletion {
  /// Its results are in its frame.
  case returned
  /// The guest that called it stops here, until its ``SuspendableCall`` is resumed.
  case suspended
}

extension Func {
  /// Makes a function of the host that may suspend the guest which calls it.
  ///
  /// - Parameter body: Reads its arguments from consecutive slots and replaces them by its results, as
  ///   ``Linker/defineRaw(_:_:type:_:)`` describes. A call that can't be suspended, because it isn't a
  ///   ``SuspendableCall`` or is nested in one, fails with `unsuspendable`.
  package init(
    store: Store, name: String, type: FunctionType, unsuspendable: HostError,
    suspending body:
      @escaping (Caller, UnsafeMutablePointer<UInt64>) throws(HostError) -> HostCompletion
  ) throws(ResourceError) {
    let function = try HostFunction(
      name: name, type: type, engine: store.engine, unsuspendable: unsuspendable,
      suspendingBody: body)
    self.init(store: store, record: store.record(of: function))
  }

  /// Makes a function of the host that works on slots, as ``Linker/defineRaw(_:_:type:_:)`` describes them.
  package init(
    store: Store, name: String, type: FunctionType,
    slots body: @escaping (Caller, UnsafeMutablePointer<UInt64>) throws(HostError) -> Void
  ) throws(ResourceError) {
    let function = try HostFunction(name: name, type: type, engine: store.engine, body: body)
    self.init(store: store, record: store.record(of: function))
  }
}

/// A top-level call on an execution of its own that suspending host functions may stop.
///
/// ``end()`` must be called once, whether the call has finished, failed, or is given up while it is suspended.
package struct SuspendableCall {
  private let store: Unmanaged<Store>
  private let call: PreparedCall
  /// The host function that has suspended it.
  private var pending: HostCall?

  package init(of function: StoredFunction, in store: Store) throws(HostError) {
    self.store = .passUnretained(store)
    call = try store.beginTopLevel(function.record, slots: function.slotCount)
    store.isExchangingValues = false
    // Who has interrupted the caller means this as well.
    if let caller = store.active { context_inherit_interrupt(call.context, caller) }
  }

  /// The arguments before ``start()``, the results when it or ``resume()`` has given `returned`.
  package var frame: UnsafeMutablePointer<UInt64> { call.frame }

  /// The frame of the host function that has suspended the call: its arguments, to be replaced by its results. Nil if the
  /// call is not suspended.
  package var suspendedFrame: UnsafeMutablePointer<UInt64>? { pending?.frame }

  /// Runs until the function returns or a host function suspends it.
  package mutating func start() throws(HostError) -> HostCompletion {
    let store = store.takeUnretainedValue()
    let isOutermost = try store.occupy()
    defer { if isOutermost { store.leave() } }
    store.enter(call)
    return try run(in: store)
  }

  /// Goes on behind the host function that has suspended the call, whose results are in ``suspendedFrame``.
  package mutating func resume() throws(HostError) -> HostCompletion {
    let store = store.takeUnretainedValue()
    let isOutermost = try store.occupy()
    defer { if isOutermost { store.leave() } }
    if let pending {
      pending.end()
      pending.return()
      self.pending = nil
    }
    return try run(in: store)
  }

  private mutating func run(in store: Store) throws(HostError) -> HostCompletion {
    #if !hasFeature(Embedded)
      let timer = store.hasDeadline ? store.startDeadline(for: call) : nil
      defer { if store.hasDeadline { store.endDeadline(timer) } }
    #endif
    pending = try store.resumeUntilSuspended(call.context)
    store.isExchangingValues = false
    return pending == nil ? .returned : .suspended
  }

  /// Gives the execution back.
  package mutating func end() {
    pending?.end()
    pending = nil
    store._withUnsafeGuaranteedRef { $0.end(call) }
  }

  /// Where a suspended call is.
  package var backtrace: Backtrace {
    store._withUnsafeGuaranteedRef { $0.hostBacktrace(of: Execution.of(call.context)) }
  }
}

extension Store {
  /// Runs until the function that was entered last returns, or a host function suspends it.
  ///
  /// - Returns: The host function that is suspended; nil if the entered function has returned.
  fileprivate func resumeUntilSuspended(
    _ context: UnsafeMutablePointer<ContextRecord>
  ) throws(HostError) -> HostCall? {
    let outer = active
    active = context
    defer { active = outer }
    while true {
      let exit = step(context)
      if exit == .finished { return nil }
      if exit == .host_call {
        let execution = Execution.of(context)
        if let body = HostCall.function(on: execution).suspendingBody {
          if let call = try callSuspending(body, on: execution) { return call }
          continue
        }
      }
      try serve(exit, of: context)
    }
  }

  /// Calls the suspending host function that the loop has stopped for.
  ///
  /// - Returns: The call, if it is suspended.
  private func callSuspending(
    _ body: HostFunction.SuspendingBody, on execution: Execution
  ) throws(HostError) -> HostCall? {
    let call = HostCall(on: execution, running: execution.suspension)
    call.begin()
    let caller = Caller(store: self, record: execution.context.pointee.instance)
    do throws(HostError) {
      if case .suspended = try body(caller, call.frame) { return call }
      call.end()
      call.return()
    } catch {
      defer { call.end() }
      try `catch`(error, thrownOn: execution)
    }
    return nil
  }
}
