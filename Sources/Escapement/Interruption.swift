internal import CInterp

/// Stops guests from outside of the thread that runs them.
///
/// Three things stop a guest, each with an error of its own:
///
/// | what | the call throws |
/// |---|---|
/// | ``interrupt()`` | ``Trap`` with ``Trap/Reason-swift.enum/interrupted`` |
/// | ``Store/deadline`` | ``Trap`` with ``Trap/Reason-swift.enum/deadlineExceeded`` |
/// | cancellation of the task of an asynchronous call | `CancellationError` |
///
/// Where several come together, the last in this list is told. None of them stops a host function; its caller ends when
/// it returns. What a host function throws arrives unchanged.
///
/// ```swift
/// let handle = store.interruptHandle
/// button.onPress { handle.interrupt() }
/// ```
public final class InterruptHandle: Sendable {
  private let contexts = Locked([InterruptibleContext]())

  init() {}

  /// Makes every call that is in progress in the store trap with ``Trap/Reason-swift.enum/interrupted``.
  ///
  /// The guest stops at its next call or backward branch; a host function that is running is not stopped, but its
  /// caller is. Calls that begin later are not affected. May be called from any thread, and after the store is gone.
  public func interrupt() {
    contexts.withLock { contexts in
      for context in contexts { context.interrupt(.request) }
    }
  }

  func add(_ execution: Execution) {
    let added = InterruptibleContext(of: execution)
    contexts.withLock { $0.append(added) }
  }

  /// To be called before the contexts are freed.
  func forgetAll() { contexts.withLock { $0 = [] } }
}

/// An execution's context in its role of something that other threads may interrupt, as long as it exists.
struct InterruptibleContext: @unchecked Sendable {
  private let pointer: UnsafeMutablePointer<ContextRecord>
  private let waitingPlace: WaitingPlace

  init(of execution: Execution) {
    pointer = execution.context
    waitingPlace = execution.waitingPlace
  }

  func interrupt(_ cause: InterruptCause) {
    context_request_interrupt(pointer, cause)
    waitingPlace.wake()
  }

  static func == (left: InterruptibleContext, right: InterruptibleContext) -> Bool {
    left.pointer == right.pointer
  }
}
