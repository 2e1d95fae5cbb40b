// From a call of a host function to its closure. The loop calls here and goes on behind the call; only for asynchronous
// functions, and in the Swift loop, it stops first. Nothing on this way counts references: what it uses belongs to the
// store, which lives longer than any call.
internal import CInterp

extension HostFunction {
  /// What `HostFunctionRecord.call` is: runs the closure.
  typealias Call =
    @convention(c) (
      UnsafeMutablePointer<ContextRecord>?, UnsafePointer<HostFunctionRecord>?, Slots?
    ) -> HostOutcome

  /// The function of a record.
  static func of(_ record: UnsafePointer<HostFunctionRecord>) -> HostFunction {
    // It is set in every record.
    let owner = record.pointee.owner.unsafelyUnwrapped
    return Unmanaged<HostFunction>.fromOpaque(owner).takeUnretainedValue()
  }

  /// A record of this function for `store`, which has to keep both.
  func makeRecord(index: UInt32, for store: Store) -> UnsafeMutablePointer<HostFunctionRecord> {
    let constants = store.engine.constants
    let code = stopsLoop ? constants.hostCode : constants.directHostCode
    let call: Call =
      store.engine.configuration.metersFuel
      ? { context, record, frame in
        callMeteringFuel(
          context.unsafelyUnwrapped, record.unsafelyUnwrapped, frame.unsafelyUnwrapped)
      }
      : { context, record, frame in
        Escapement.call(
          context.unsafelyUnwrapped, record.unsafelyUnwrapped, frame.unsafelyUnwrapped)
      }
    let record = UnsafeMutablePointer<HostFunctionRecord>.allocate(capacity: 1)
    record.initialize(
      to: HostFunctionRecord(
        function: FunctionRecord(code: code, instance: nil, type: typeNumber, index: index),
        header: headerSlot, call: call,
        owner: UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque()),
        store: UnsafeRawPointer(Unmanaged.passUnretained(store).toOpaque())))
    return record
  }
}

/// Calls `body` with the store of a record, which is alive while its functions run.
@inline(__always) private func withStore<Result>(
  of record: UnsafePointer<HostFunctionRecord>, _ body: (Store) -> Result
) -> Result {
  // It is set in every record.
  Unmanaged<Store>.fromOpaque(record.pointee.store.unsafelyUnwrapped)
    ._withUnsafeGuaranteedRef(body)
}

/// Runs a host function whose arguments are in `frame`, and which is in the list of running ones.
@inline(__always) private func call(
  _ context: UnsafeMutablePointer<ContextRecord>, _ record: UnsafePointer<HostFunctionRecord>,
  _ frame: Slots
) -> HostOutcome {
  withStore(of: record) { store in
    let function = Unmanaged<HostFunction>.fromOpaque(record.pointee.owner.unsafelyUnwrapped)
    return function._withUnsafeGuaranteedRef { function in
      do throws(HostError) {
        try function.body(Caller(store: store, record: context.pointee.instance), frame)
      } catch {
        return store.outcome(of: error, thrownIn: context)
      }
      store.isExchangingValues = false
      return .returned
    }
  }
}

/// The same where the store has fuel, which the function may spend or refill.
private func callMeteringFuel(
  _ context: UnsafeMutablePointer<ContextRecord>, _ record: UnsafePointer<HostFunctionRecord>,
  _ frame: Slots
) -> HostOutcome {
  withStore(of: record) { $0.takeFuel(from: context) }
  let outcome = call(context, record, frame)
  withStore(of: record) { $0.giveFuel(to: context) }
  return outcome
}

extension Store {
  /// Finds out where to go on after a host function threw, which is still among the running ones.
  @inline(never) fileprivate func outcome(
    of error: HostError, thrownIn context: UnsafeMutablePointer<ContextRecord>
  ) -> HostOutcome {
    isExchangingValues = false
    let execution = Execution.of(context)
    do throws(HostError) {
      try `catch`(error, thrownOn: execution)
      return .caught
    } catch {
      execution.error = error
      return .failed
    }
  }

  /// Runs the host function that the loop has stopped for, and returns from it or goes on where the exception that it
  /// throws is caught.
  func callHostFunction(on execution: Execution) throws(HostError) {
    let call = HostCall(on: execution)
    call.begin()
    defer { call.end() }
    // It is set in every record.
    switch call.record.pointee.call.unsafelyUnwrapped(execution.context, call.record, call.frame) {
    case .returned:
      call.return()
      try serveRequests(behind: call.record, call.frame, on: execution)
    case .caught: break
    case .failed: throw execution.takeError()
    }
  }

  /// Returns from the host function that the loop has called while there were requests.
  func returnFromHostFunction(on execution: Execution) throws(HostError) {
    let frame = execution.context.pointee.saved_frame.unsafelyUnwrapped
    let record = HostCall.record(on: execution)
    HostCall.return(on: execution)
    try serveRequests(behind: record, frame, on: execution)
  }

  /// Does what was requested while a host function ran whose results are in `frame`.
  private func serveRequests(
    behind record: UnsafePointer<HostFunctionRecord>, _ frame: Slots, on execution: Execution
  ) throws(HostError) {
    let context = execution.context
    guard context_has_requests(context) else { return }
    // Code without loops may call functions that take long, one after the other.
    if context_is_interrupted(context) { throw interruption(of: execution) }
    guard context_take_collection_request(context) else { return }
    let header = frame + Int(record.pointee.header)
    let results = engine.functionType(record.pointee.function.type).results
    let outcome = collectGarbage(
      CollectionRequest(
        position: frame_position_of_return(header, context.pointee.instance), payer: execution,
        exchanged: (frame, results)))
    if case .stopped(let reason) = outcome, heap.isCollecting {
      context.pointee.trap = reason
      throw failure(trap(on: execution))
    }
    context.pointee.saved_accumulator = frame[0]
  }
}

extension Execution {
  /// The error that a host function left.
  func takeError() -> HostError {
    defer { error = nil }
    // There is one where the outcome says so.
    return error.unsafelyUnwrapped
  }
}

/// The call of a host function that the loop has stopped for.
struct HostCall {
  let execution: Execution
  let record: UnsafePointer<HostFunctionRecord>
  let frame: Slots
  private let running: UnsafeMutablePointer<HostFrameRecord>
  private let isOwner: Bool
  private let header: Slots
  private let previousTop: Slots?

  /// - Parameter running: Where the frame's record is; allocated if there is none.
  init(on execution: Execution, running: UnsafeMutablePointer<HostFrameRecord>? = nil) {
    let context = execution.context
    self.execution = execution
    record = Self.record(on: execution)
    frame = context.pointee.saved_frame.unsafelyUnwrapped
    header = frame + Int(record.pointee.header)
    previousTop = context.pointee.top
    isOwner = running == nil
    self.running = running ?? .allocate(capacity: 1)
  }

  /// The function that the loop has stopped for.
  static func function(on execution: Execution) -> HostFunction { .of(record(on: execution)) }

  static func record(on execution: Execution) -> UnsafePointer<HostFunctionRecord> {
    // The exit says that there is a callee and that it is a host function.
    UnsafeRawPointer(execution.context.pointee.callee.unsafelyUnwrapped)
      .assumingMemoryBound(to: HostFunctionRecord.self)
  }

  func begin() {
    running.initialize(to: HostFrameRecord())
    host_frame_push(execution.context, running, record, header)
    running.pointee.native_stack = nativeStackPosition()
  }

  func end() {
    execution.context.pointee.host_frames = running.pointee.outer
    execution.context.pointee.top = previousTop
    if isOwner { running.deallocate() }
  }

  /// Sets the registers to go on behind the call, with the results that are in the frame.
  func `return`() { execution.context.pointee.goOn(behind: header, frame) }

  /// The same for a call that is no longer in the list of running ones.
  static func `return`(on execution: Execution) {
    let frame = execution.context.pointee.saved_frame.unsafelyUnwrapped
    execution.context.pointee.goOn(
      behind: frame + Int(record(on: execution).pointee.header), frame)
  }
}

extension ContextRecord {
  fileprivate mutating func goOn(behind header: Slots, _ frame: Slots) {
    saved_accumulator = frame[0]
    saved_pc = UnsafePointer(bitPattern: UInt(truncatingIfNeeded: header[0]))
    saved_frame = Slots(bitPattern: UInt(truncatingIfNeeded: header[1]))
  }
}

/// An address on the native stack about where it is in use now.
@inline(__always) private func nativeStackPosition() -> UInt {
  var local: UInt8 = 0
  return withUnsafeMutablePointer(to: &local) { UInt(bitPattern: $0) }
}
