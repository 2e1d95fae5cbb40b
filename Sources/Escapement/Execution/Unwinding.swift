// Exceptions between guests and the host; within guests, unwinding.h says what catches them.
// Specification: "Throwing an exception".
internal import CInterp

extension Store {
  /// What the guest has thrown that no guest function of the activation catches, as an error.
  func uncaughtException(on execution: Execution) -> HostError {
    let context = execution.context
    if exception_reference(heap.record, &context.pointee.thrown) == 0 {
      guard collect(for: execution),
        exception_reference(heap.record, &context.pointee.thrown) != 0
      else {
        context.pointee.trap = .heap_exhausted
        return failure(trap(on: execution))
      }
    }
    let state = ExceptionState(HeldReference(context.pointee.thrown.reference, store: self))
    state.backtrace = guestBacktrace(of: execution)
    return failure(WasmException(state))
  }

  /// Goes on where the exception is caught that a host function threw, which is still among the running ones.
  ///
  /// - Throws: The error if the guest that called the function does not catch it.
  func `catch`(_ error: HostError, thrownBy call: HostCall) throws(HostError) {
    guard let exception = exception(in: error), exception.store === self else { throw error }
    let context = call.execution.context
    var thrown = exception_at(heap.record, exception.state.held.bits)
    // No collection is needed: the exception is an object.
    guard catch_exception(context, call.caller, &thrown) == .caught else {
      if exception.state.backtrace == nil {
        exception.state.backtrace = hostBacktrace(of: call.execution)
      }
      throw error
    }
    // A loop may go through here instead of a backward branch.
    if context_is_interrupted(context) {
      context.pointee.trap = .interrupted
      throw failure(trap(on: call.execution))
    }
  }
}
