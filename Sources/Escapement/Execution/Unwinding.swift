// From where an exception is thrown to where it is caught. Specification: "Throwing an exception".
//
// The frames on the value stack are left as they are: execution goes on in the frame of the function that catches.
internal import CInterp
internal import Translation

/// An exception that is being thrown.
struct ThrownException {
  let tag: TagState
  /// As many as the tag says, in a frame of the guest or in `state`.
  let values: UnsafePointer<UInt64>
  /// The exception as an object, where it is one already.
  var state: ExceptionState?

  init(tag: TagState, values: Slots) {
    self.tag = tag
    self.values = UnsafePointer(values)
  }

  init(_ state: ExceptionState) {
    tag = state.tag
    values = UnsafePointer(state.values)
    self.state = state
  }

  /// The exception as an object, with a copy of its values.
  mutating func object() -> ExceptionState {
    if let state { return state }
    let made = ExceptionState(tag: tag, copying: values)
    state = made
    return made
  }
}

extension Store {
  /// Goes on where an exception is caught that is thrown at the instruction where the loop has stopped.
  ///
  /// - Throws: The exception as a ``WasmException`` if it leaves the activation.
  func `throw`(_ exception: ThrownException, on execution: Execution) throws(HostError) {
    var exception = exception
    let position = FramePosition(stoppedIn: execution.context)
    if let handler = handler(of: exception, from: position) {
      return try `catch`(&exception, at: handler, on: execution)
    }
    let state = exception.object()
    if state.backtrace == nil { state.backtrace = guestBacktrace(of: execution) }
    throw failure(WasmException(store: self, state: state))
  }

  /// Goes on where the exception is caught that a host function threw, which is still among the running ones.
  ///
  /// - Throws: The error if the guest that called the function does not catch it.
  func `catch`(_ error: HostError, thrownBy call: HostCall) throws(HostError) {
    guard let exception = exception(in: error), exception.store === self else { throw error }
    var thrown = ThrownException(exception.state)
    guard let handler = handler(of: thrown, from: call.caller) else {
      if exception.state.backtrace == nil {
        exception.state.backtrace = hostBacktrace(of: call.execution)
      }
      throw error
    }
    try `catch`(&thrown, at: handler, on: call.execution)
  }

  private struct Handler {
    var frame: GuestFrames.Frame
    var clause: ExceptionTable.Clause
  }

  /// The innermost clause that catches an exception; nil if it leaves the activation.
  private func handler(of exception: ThrownException, from position: FramePosition) -> Handler? {
    var frames = GuestFrames(from: position, cells: engine.constants.cells)
    while let frame = frames.next() {
      let table = frame.function.exceptions
      if table.isEmpty { continue }
      guard let instance = InstanceState.of(frame.instance) else { return nil }
      let clause = table.clause(at: frame.codeOffset) { tag in
        instance.tags[Int(tag)] === exception.tag
      }
      if let clause { return Handler(frame: frame, clause: clause) }
    }
    return nil
  }

  /// Passes the values to the clause's label, and sets the registers to go on there.
  private func `catch`(
    _ exception: inout ThrownException, at handler: Handler, on execution: Execution
  ) throws(HostError) {
    let context = execution.context
    let (frame, clause) = (handler.frame, handler.clause)
    var reference: UInt64 = 0
    if clause.needsReference {
      // Makes a copy of the values, which may lie where they go to.
      let state = exception.object()
      reference = UInt64(
        try attempt { () throws(ResourceError) in
          try exceptions.handle(for: state, limit: limits.exceptions)
        })
    }
    if clause.tag != nil {
      (frame.slots + Int(clause.slot)).update(
        from: exception.values, count: exception.tag.slotCount)
    }
    if let slot = clause.referenceSlot { frame.slots[Int(slot)] = reference }
    context.pointee.saved_pc = frame.function.start + Int(truncatingIfNeeded: clause.target)
    context.pointee.saved_frame = frame.slots
    context.pointee.instance = frame.instance
    context.pointee.codes = frame.instance?.pointee.codes
    // A loop may go through here instead of a backward branch.
    if context_is_interrupted(context) {
      context.pointee.trap = .interrupted
      throw failure(trap(on: execution))
    }
  }
}
