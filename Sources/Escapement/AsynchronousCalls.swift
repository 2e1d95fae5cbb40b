// Calls that may be suspended: host functions that are `async`, without a thread that waits for them.
#if !hasFeature(Embedded)
  internal import CInterp

  extension Func {
    /// Calls the function, and lets asynchronous host functions suspend it.
    ///
    /// While a host function is suspended no thread is blocked, and other calls into the same store may be made by
    /// whoever it is isolated to. When the task is cancelled, the guest traps with
    /// ``Trap/Reason-swift.enum/interrupted``; a host function notices the cancellation by itself. A guest that waits
    /// for a shared memory does block its thread: see ``SharedMemory``.
    ///
    /// - Parameter arguments: One for each parameter, of its type.
    /// - Returns: One value for each result.
    /// - Throws: What ``call(_:)`` throws.
    @discardableResult
    public func callAsync(_ arguments: [Value] = []) async throws -> [Value] {
      let type = type
      let call = try prepare(arguments, type: type, asynchronously: true)
      defer { store.end(call) }
      try await store.runAsync(call)
      return results(of: call, type: type)
    }

    /// Calls the function with Swift's own types, and lets asynchronous host functions suspend it.
    ///
    /// - Parameters:
    ///   - signature: Parameters and results, each a ``WasmValue``.
    ///   - name: For the error message, where the function has no name of its own.
    /// - Throws: What ``call(_:)`` throws, and ``CallError`` if the function's type is another one.
    public func callAsync<each Parameter: WasmValue, each Result: WasmValue>(
      as signature: ((repeat each Parameter) -> (repeat each Result)).Type, name: String? = nil,
      _ arguments: repeat each Parameter
    ) async throws -> (repeat each Result) {
      let slots = try check(
        FunctionType(
          parameters: valueTypes(repeat (each Parameter).self),
          results: valueTypes(repeat (each Result).self)), name: name)
      let call = try store.beginTopLevel(record, slots: slots)
      defer { store.end(call) }
      var position = call.frame
      repeat try (each arguments).put(to: &position, store: store)
      try await store.runAsync(call)
      position = call.frame
      return (repeat (each Result).take(from: &position, store: store))
    }
  }

  extension Instance {
    /// Calls the exported function named `name`, and lets asynchronous host functions suspend it.
    ///
    /// ```swift
    /// let result = try await instance.callAsync("run", as: ((Int32) -> Int32).self, 5)
    /// ```
    ///
    /// - Parameter signature: Parameters and results, each a ``WasmValue``.
    /// - Throws: What ``Func/call(_:)`` throws, and ``CallError`` if there is no such function or its type is another
    ///   one.
    public func callAsync<each Parameter: WasmValue, each Result: WasmValue>(
      _ name: String, as signature: ((repeat each Parameter) -> (repeat each Result)).Type,
      _ arguments: repeat each Parameter
    ) async throws -> (repeat each Result) {
      try await function(name).callAsync(as: signature, name: name, repeat each arguments)
    }
  }

  extension Store {
    /// Runs a top-level call whose arguments are written.
    func runAsync(_ call: PreparedCall) async throws {
      let execution = Execution.of(call.context)
      let interruptible = InterruptibleContext(of: execution)
      try await withTaskCancellationHandler {
        let timer = startDeadline(for: call)
        defer { endDeadline(timer) }
        enter(call)
        while try await advance(execution) {}
      } onCancel: {
        interruptible.interrupt()
      }
    }

    /// Runs up to the next asynchronous host function, and that.
    ///
    /// - Returns: Whether there is more to do.
    private func advance(_ execution: Execution) async throws -> Bool {
      guard let body = try resumeUpToAsynchronousCall(execution) else { return false }
      let call = HostCall(on: execution)
      call.begin()
      defer { call.end() }
      do {
        let caller = Caller(store: self, record: execution.context.pointee.instance)
        try await body(caller, call.frame)
      } catch {
        try `catch`(error, thrownOn: execution)
        return true
      }
      call.return()
      return true
    }

    /// Runs until the entered function returns, or an asynchronous host function is called.
    ///
    /// - Returns: The asynchronous function; nil if the entered function has returned.
    private func resumeUpToAsynchronousCall(
      _ execution: Execution
    ) throws -> HostFunction.AsynchronousBody? {
      let outer = active
      active = execution.context
      defer { active = outer }
      while true {
        let exit = step(execution.context)
        if exit == .finished { break }
        if exit == .host_call, let body = HostCall.function(on: execution).asynchronousBody {
          return body
        }
        try serve(exit, of: execution.context)
      }
      isExchangingValues = true
      return nil
    }
  }
#endif
