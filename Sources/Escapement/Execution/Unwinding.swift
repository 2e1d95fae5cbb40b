// Exceptions between guests and the host; within guests, unwinding.h says what catches them.
// Specification: "Throwing an exception".
internal import CInterp

extension Store {
  /// What the guest has thrown that no guest function of the activation catches, as an error.
  func uncaughtException(on execution: Execution) -> HostError {
    let context = execution.context
    if exception_reference(heap.record, &context.pointee.thrown) == 0 {
      let reason = collect(for: execution)
      if reason != .none || exception_reference(heap.record, &context.pointee.thrown) == 0 {
        context.pointee.trap = reason == .none ? .heap_exhausted : reason
        return failure(trap(on: execution))
      }
    }
    let state = ExceptionState(HeldReference(context.pointee.thrown.reference, store: self))
    state.backtrace = guestBacktrace(of: execution)
    return failure(WasmException(state))
  }

  /// Goes on where the exception is caught that the innermost running host function threw.
  ///
  /// - Throws: The error if the guest that called the function does not catch it.
  func `catch`(_ error: HostError, thrownOn execution: Execution) throws(HostError) {
    let context = execution.context
    guard let exception = exception(in: error), exception.store === self,
      let host = context.pointee.host_frames?.pointee, let header = host.header
    else { throw error }
    var thrown = exception_at(heap.record, exception.state.held.bits)
    let caller = frame_position_of_return(header, host.instance)
    if engine.configuration.metersFuel { giveFuel(to: context) }
    let outcome = catch_exception(context, caller, &thrown)
    if engine.configuration.metersFuel { takeFuel(from: context) }
    switch outcome {
    case .caught: break
    case .stopped:
      let reason = execution.reason(context.pointee.trap)
      throw failure(Trap(reason, backtrace: hostBacktrace(of: execution)))
    // No collection is needed: the exception is an object.
    case .uncaught, .collect:
      if exception.state.backtrace == nil {
        exception.state.backtrace = hostBacktrace(of: execution)
      }
      throw error
    }
    // A loop may go through here instead of a backward branch.
    if context_is_interrupted(context) {
      context.pointee.trap = .interrupted
      throw failure(trap(on: execution))
    }
  }
}
