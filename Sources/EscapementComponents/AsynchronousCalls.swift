// Asynchronous calls in both directions, and streams and futures as Swift has them.
#if !hasFeature(Embedded)
  internal import Escapement

  extension ComponentFunction {
    /// Calls the function, and lets it wait for functions, streams and futures of the host.
    ///
    /// While it waits no thread is blocked, and other calls into the same store may be made by whoever it is isolated
    /// to. When the task is cancelled, the component's task is asked to cancel itself; if it does not do so at once,
    /// it is left alone, and the call throws `CancellationError`.
    ///
    /// - Parameters:
    ///   - arguments: One for each parameter, of its type.
    ///   - isolation: Where the call runs: leave it to be the caller's.
    /// - Returns: The result, nil if the function has none.
    /// - Throws: What ``call(_:)`` throws.
    @discardableResult
    public func callAsync(
      _ arguments: [ComponentValue] = [], isolation: isolated (any Actor)? = #isolation
    ) async throws -> ComponentValue? {
      let call = HostCall(arguments: arguments)
      let task = try store.whileInside { try begin(call, argumentCount: arguments.count) }
      return try await finish(call, task, isolation: isolation)
    }

    func runAsync(
      _ call: HostCall, _ lifted: LiftedFunction, isolation: isolated (any Actor)?
    ) async throws {
      let task = try store.whileInside { Callee.task(try lifted.call(.host(call), from: nil)) }
      _ = try await finish(call, task, isolation: isolation)
    }

    private func finish(
      _ call: HostCall, _ task: Callee?, isolation: isolated (any Actor)?
    ) async throws -> ComponentValue? {
      try await Scheduler.of(store).drive(isolation: isolation) {
        if !call.isResolved { try task?.requestCancellation(from: nil) }
      } until: { () -> ComponentValue?? in
        switch call.state {
        case .starting, .started:
          // Another call may have made the instance fail.
          if case .task(let task) = task, let error = task.instance.causeOfFailure { throw error }
          return nil
        case .returned(let value): return .some(value)
        case .cancelled: throw CancellationError()
        }
      }
    }
  }

  extension ComponentLinker {
    /// Defines an asynchronous function that components import by itself. See
    /// ``HostInstance/defineAsync(_:_:)``.
    public func defineAsync(
      _ name: String,
      _ body: @escaping @Sendable ([ComponentValue]) async throws -> ComponentValue?
    ) {
      definitions.defineAsync(name, body)
    }
  }

  extension HostInstance {
    /// Defines an asynchronous function. Its type must be that of an asynchronous function in the component.
    ///
    /// Each call runs as a task of its own, which is cancelled when the guest cancels the call. Only
    /// ``ComponentFunction/callAsync(_:isolation:)`` and what else waits for a component runs such calls to their end.
    ///
    /// - Parameter body: Gets the arguments, and returns the result, or nil if the function has none. What it throws
    ///   arrives unchanged at whoever waits for the component.
    public func defineAsync(
      _ name: String,
      _ body: @escaping @Sendable ([ComponentValue]) async throws -> ComponentValue?
    ) {
      add(name, .function(HostFunctionInstance(name: name, asynchronous: body)))
    }
  }

  extension HostFunctionInstance {
    typealias AsynchronousBody = @Sendable ([ComponentValue]) async throws -> ComponentValue?

    /// Begins a call, whose end is posted.
    func begin(_ subtask: Subtask, _ body: @escaping AsynchronousBody) throws -> HostTask {
      let arguments = try subtask.liftArguments()
      let scheduler = subtask.function.instance.scheduler
      let mailbox = scheduler.mailbox
      let task = HostTask(subtask)
      scheduler.hostTaskCount += 1
      let transferred = Transferred(task)
      task.running = Task {
        let result: Result<ComponentValue?, any Error>
        do { result = .success(try await body(arguments)) } catch { result = .failure(error) }
        mailbox.post { scheduler in try transferred.value.finish(result, scheduler) }
      }
      return task
    }
  }

  /// Something that only the driver touches, on its way there.
  private struct Transferred<Value>: @unchecked Sendable {
    let value: Value

    init(_ value: Value) { self.value = value }
  }

  extension HostTask {
    fileprivate func finish(
      _ result: Result<ComponentValue?, any Error>, _ scheduler: Scheduler
    ) throws {
      scheduler.hostTaskCount -= 1
      guard let subtask else { return }
      self.subtask = nil
      if isCancellationRequested, case .failure(let error) = result, error is CancellationError {
        return subtask.resolve(.cancelledBeforeReturned)
      }
      do {
        try subtask.return(try result.get())
      } catch {
        scheduler.failAll(with: subtask.function.instance, error)
      }
    }
  }

  extension ComponentStreamReader: AsyncSequence, AsyncIteratorProtocol {
    public typealias Element = ComponentValue

    /// How many elements are read at once when they are asked for one by one.
    private static let chunk: UInt32 = 1_024

    public func makeAsyncIterator() -> ComponentStreamReader { self }

    /// Reads one element; nil at the end.
    public func next() async throws -> ComponentValue? { try await next(isolation: nil) }

    /// Reads one element; nil at the end.
    public func next(isolation: isolated (any Actor)?) async throws -> ComponentValue? {
      if let value = takeBuffered() { return value }
      guard let chunk = try await read(upTo: Self.chunk, isolation: isolation) else { return nil }
      buffered = chunk
      position = 0
      return takeBuffered()
    }

    private func takeBuffered() -> ComponentValue? {
      switch buffered {
      case .bytes(let bytes) where position < bytes.count:
        defer { position += 1 }
        return .u8(bytes[position])
      case .list(let values) where position < values.count:
        defer { position += 1 }
        return values[position]
      default: return nil
      }
    }

    /// Reads as many elements as there are, one at least.
    ///
    /// - Parameter count: How many elements are read at most.
    /// - Returns: `bytes` if they are, otherwise a `list`; nil at the end.
    public func read(
      upTo count: UInt32, isolation: isolated (any Actor)? = #isolation
    ) async throws -> ComponentValue? {
      let scheduler = end.scheduler
      while true {
        let sink = Buffer.HostSink()
        let isOpen = try scheduler.store.whileInside {
          if end.end.state == .done { return false }
          try end.begin(Buffer(.sink(sink), length: Swift.min(count, UInt32(Buffer.longest))))
          return true
        }
        guard isOpen else { return nil }
        let result = try await scheduler.drive(isolation: isolation) {
          end.cancel()
        } until: {
          end.outcome()
        }
        if let value = sink.value { return value }
        if result == .dropped { return nil }
        if result == .cancelled { throw CancellationError() }
      }
    }
  }

  extension ComponentStreamWriter {
    /// Writes elements, and waits until all are read.
    ///
    /// - Parameter values: A list, or bytes.
    /// - Returns: Whether more can be written: false if the reader is gone.
    @discardableResult
    public func write(
      _ values: ComponentValue, isolation: isolated (any Actor)? = #isolation
    ) async throws -> Bool {
      guard let buffer = Buffer(values) else { throw ComponentTrap.hostValueMismatch }
      return try await end.write(buffer, isolation: isolation)
    }

    /// Writes all that a sequence gives, and ends the stream.
    public func write<Values: AsyncSequence>(
      contentsOf values: Values, isolation: isolated (any Actor)? = #isolation
    ) async throws where Values.Element == ComponentValue {
      defer { drop() }
      for try await value in values {
        if try await !write(.list([value]), isolation: isolation) { return }
      }
    }
  }

  extension ComponentFutureReader {
    /// Waits for the value.
    public func value(isolation: isolated (any Actor)? = #isolation) async throws -> ComponentValue
    {
      let sink = Buffer.HostSink()
      let scheduler = end.scheduler
      try scheduler.store.whileInside { try end.begin(Buffer(.sink(sink), length: 1)) }
      _ = try await scheduler.drive(isolation: isolation) {
        end.cancel()
      } until: {
        end.outcome()
      }
      guard let value = sink.first else { throw CancellationError() }
      return value
    }
  }

  extension ComponentFutureWriter {
    /// Writes the value, and waits until it is read.
    ///
    /// - Returns: Whether it was read: false if the reader is gone.
    @discardableResult
    public func write(
      _ value: ComponentValue, isolation: isolated (any Actor)? = #isolation
    ) async throws -> Bool {
      try await end.write(Buffer(.values([value]), length: 1), isolation: isolation)
    }
  }

  extension HostEnd {
    /// Writes until all is read.
    fileprivate func write(
      _ buffer: Buffer, isolation: isolated (any Actor)?
    ) async throws -> Bool {
      while buffer.remaining > 0 {
        try scheduler.store.whileInside { try begin(buffer) }
        scheduler.noticeHost()
        let result = try await scheduler.drive(isolation: isolation) {
          cancel()
        } until: {
          outcome()
        }
        if result == .dropped { return false }
        if result == .cancelled { throw CancellationError() }
      }
      return true
    }
  }
#endif
