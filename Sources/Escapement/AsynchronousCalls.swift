// Calls that may be suspended: host functions that are `async`, without a thread that waits for them.
//
// Between its awaits a call is on the isolation of whoever made it. It is passed along as a parameter and not inherited:
// closures, and functions that were compiled without `NonisolatedNonsendingByDefault`, may return elsewhere.
#if !hasFeature(Embedded)
  internal import CInterp

  extension Func {
    /// Calls the function, and lets asynchronous host functions suspend it.
    ///
    /// The guest and its host functions run on the isolation of the caller: on the actor that makes the call if there
    /// is one. The closure of an asynchronous host function runs where Swift's rules say.
    ///
    /// While a host function is suspended no thread is blocked, and other calls into the same store may be made by
    /// whoever it is isolated to, the suspended host function included: these are calls of their own, beside the one
    /// that waits. A guest that waits for a shared memory does block its thread: see ``SharedMemory``.
    ///
    /// When the task is cancelled, the call throws `CancellationError`. A host function notices the cancellation by
    /// itself, and what it throws then arrives unchanged: `CancellationError` as well, if it calls
    /// `Task.checkCancellation()` or sleeps. If it returns, its guest is stopped.
    ///
    /// - Parameters:
    ///   - arguments: One for each parameter, of its type.
    ///   - isolation: Where the call runs: leave it to be the caller's.
    /// - Returns: One value for each result.
    /// - Throws: What ``call(_:)`` throws, and `CancellationError`.
    @discardableResult
    public func callAsync(
      _ arguments: [Value] = [], isolation: isolated (any Actor)? = #isolation
    ) async throws -> [Value] {
      let type = type
      let slots = try slotCount(for: arguments, type: type)
      return try await store.callAsync(
        record, slots: slots, isolation: isolation,
        writingArguments: { try store.write(arguments, types: type.parameters, to: $0) },
        readingResults: { store.values(at: $0, types: type.results) })
    }

    /// Calls the function with Swift's own types, and lets asynchronous host functions suspend it.
    ///
    /// - Parameters:
    ///   - signature: Parameters and results, each a ``WasmValue``.
    ///   - name: For the error message, where the function has no name of its own.
    ///   - isolation: Where the call runs: leave it to be the caller's.
    /// - Throws: What ``callAsync(_:isolation:)`` throws, and ``CallError`` if the function's type is another one.
    public func callAsync<each Parameter: WasmValue, each Result: WasmValue>(
      as signature: ((repeat each Parameter) -> (repeat each Result)).Type, name: String? = nil,
      _ arguments: repeat each Parameter, isolation: isolated (any Actor)? = #isolation
    ) async throws -> (repeat each Result) {
      let slots = try check(
        FunctionType(
          parameters: valueTypes(repeat (each Parameter).self),
          results: valueTypes(repeat (each Result).self)), name: name)
      return try await store.callAsync(
        record, slots: slots, isolation: isolation,
        writingArguments: { slots in
          var position = slots
          repeat try (each arguments).put(to: &position, store: store)
        },
        readingResults: { slots in
          var position = slots
          return (repeat (each Result).take(from: &position, store: store))
        })
    }
  }

  extension Instance {
    /// Calls the exported function named `name`, and lets asynchronous host functions suspend it.
    ///
    /// ```swift
    /// let result = try await instance.callAsync("run", as: ((Int32) -> Int32).self, 5)
    /// ```
    ///
    /// - Parameters:
    ///   - signature: Parameters and results, each a ``WasmValue``.
    ///   - isolation: Where the call runs: leave it to be the caller's.
    /// - Throws: What ``Func/callAsync(_:isolation:)`` throws, and ``CallError`` if there is no such function or its
    ///   type is another one.
    public func callAsync<each Parameter: WasmValue, each Result: WasmValue>(
      _ name: String, as signature: ((repeat each Parameter) -> (repeat each Result)).Type,
      _ arguments: repeat each Parameter, isolation: isolated (any Actor)? = #isolation
    ) async throws -> (repeat each Result) {
      try await function(name).callAsync(
        as: signature, name: name, repeat each arguments, isolation: isolation)
    }
  }

  /// An asynchronous host function that has been called, and what is left to do of it.
  private struct SuspendedCall {
    let host: HostCall
    let pending: HostFunction.PendingCall
  }

  /// How far a call has come.
  private enum Progress<Result> {
    case finished(Result)
    case waiting(SuspendedCall)
  }

  extension Store {
    /// Makes a top-level call, whose parameters and results take up to `slots` slots each.
    fileprivate func callAsync<Result>(
      _ function: UnsafeMutablePointer<FunctionRecord>, slots: Int,
      isolation: isolated (any Actor)?,
      writingArguments write: (Slots) throws -> Void, readingResults read: (Slots) -> Result
    ) async throws -> Result {
      let call = try occupied {
        defer { isExchangingValues = false }
        return try beginTopLevel(function, slots: slots)
      }
      let interruptible = InterruptibleContext(of: Execution.of(call.context))
      mayBeInterrupted = true
      return try await withTaskCancellationHandler {
        try await run(call, isolation: isolation, writingArguments: write, readingResults: read)
      } onCancel: {
        interruptible.interrupt(.cancellation)
      }
    }

    private func run<Result>(
      _ call: PreparedCall, isolation: isolated (any Actor)?,
      writingArguments write: (Slots) throws -> Void, readingResults read: (Slots) -> Result
    ) async throws -> Result {
      let timer = startDeadline(for: call)
      defer { endDeadline(timer) }
      var progress = try advance(call, readingResults: read) {
        isExchangingValues = true
        try write(call.frame)
        enter(call)
      }
      while true {
        switch progress {
        case .finished(let result): return result
        case .waiting(let suspended):
          let writer: Swift.Result<HostFunction.ResultWriter, any Error>
          do { writer = .success(try await suspended.pending()) } catch { writer = .failure(error) }
          progress = try advance(call, readingResults: read) { try end(suspended.host, writer) }
        }
      }
    }

    /// Goes on with a call, from what `resume` prepares up to the next asynchronous host function or the end.
    ///
    /// If somebody is in the store who is not on the caller's isolation, nothing of it can be touched, and the call's
    /// place on its stack is lost until the store is gone.
    private func advance<Result>(
      _ call: PreparedCall, readingResults read: (Slots) -> Result, _ resume: () throws -> Void
    ) throws -> Progress<Result> {
      try occupied {
        var isWaiting = false
        defer { if !isWaiting { end(call) } }
        do {
          try resume()
          if let suspended = try runUpToAsynchronousCall(Execution.of(call.context)) {
            isWaiting = true
            return .waiting(suspended)
          }
        } catch let trap as Trap where [.interrupted, .deadlineExceeded].contains(trap.reason) {
          if context_is_interrupted_by(call.context, .cancellation) { throw CancellationError() }
          throw trap
        }
        return .finished(read(call.frame))
      }
    }

    /// Returns from an asynchronous host function, or goes on where the exception that it threw is caught.
    private func end(
      _ host: HostCall, _ writer: Swift.Result<HostFunction.ResultWriter, any Error>
    ) throws {
      defer { host.end() }
      do {
        isExchangingValues = true
        defer { isExchangingValues = false }
        try writer.get()(host.frame)
      } catch {
        return try `catch`(error, thrownOn: host.execution)
      }
      host.return()
    }

    /// Runs until the entered function returns, or an asynchronous host function is called.
    ///
    /// - Returns: The call of that function; nil if the entered function has returned.
    private func runUpToAsynchronousCall(_ execution: Execution) throws -> SuspendedCall? {
      settleHeap()
      let outer = active
      active = execution.context
      defer { active = outer }
      while true {
        let exit = step(execution.context)
        if exit == .finished { break }
        if exit == .host_call, let body = HostCall.function(on: execution).asynchronousBody {
          if let suspended = try begin(body, on: execution) { return suspended }
        } else {
          try serve(exit, of: execution.context)
        }
      }
      isExchangingValues = true
      return nil
    }

    /// Calls an asynchronous host function that the loop has stopped for.
    ///
    /// - Returns: Nil if it threw an exception that the guest catches.
    private func begin(
      _ body: HostFunction.AsynchronousBody, on execution: Execution
    ) throws -> SuspendedCall? {
      let host = HostCall(on: execution)
      host.begin()
      do {
        let caller = Caller(store: self, record: execution.context.pointee.instance)
        return SuspendedCall(host: host, pending: try body(caller, host.frame))
      } catch {
        defer { host.end() }
        try `catch`(error, thrownOn: execution)
        return nil
      }
    }
  }
#endif
