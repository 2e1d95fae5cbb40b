internal import Escapement

/// A component broke a rule of the canonical ABI. CanonicalABI: each `trap_if`.
///
/// The instance that trapped, and those above it, can't be entered any more.
public enum ComponentTrap: Error, Hashable, Sendable {
  // Entering and leaving.
  case cannotEnter
  case cannotLeave
  case cannotBlock
  case deadlock
  case unsupportedCallbackCode
  /// A core function threw an exception to the outside of its component.
  case uncaughtException
  case callStackExhausted
  // Values.
  case unalignedPointer
  case stringOutOfBounds
  case listOutOfBounds
  case valueOutOfBounds
  case invalidUTF8
  case incompleteUTF8
  case invalidUTF16
  case invalidCharacter
  case invalidDiscriminant
  case listTooLong
  case stringTooLong
  case reallocOutOfBounds
  case reallocUnaligned
  case stringContentOutOfBounds
  // Handles.
  case unknownHandle(UInt32)
  case wrongHandleKind(UInt32)
  case wrongResourceType(UInt32)
  case notOwned(UInt32)
  case handleIsLent
  case tooManyHandles
  case borrowsRemain
  // Tasks.
  case taskReturnedTwice
  case taskNotReturned
  case taskReturnTypeMismatch
  case taskIsSynchronous
  case taskNotCancelled
  case subtaskUnresolved
  case subtaskAlreadyResolved
  case subtaskAlreadyCancelled
  case backpressureOverflow
  // Waitables.
  case waitableInSet
  case waitableSetInUse
  case waitableSetNotEmpty
  // Streams and futures.
  case copyInProgress
  case removeInProgress
  case dropInProgress
  case noCopyInProgress
  case streamTypeMismatch
  case readAfterDrop
  case writeAfterDrop
  case readAfterRead
  case writeAfterWrite
  case writeAfterWriteOrDrop
  case liftAfterDrop
  case liftAfterRead
  case liftStreamInSet
  case liftFutureInSet
  case futureNotWritten
  case copyWithinComponent(isFuture: Bool)
  case bufferTooLong
  // Threads.
  case threadNotSuspended
  case threadFunctionMissing
  // The host.
  /// More than the host is willing to allocate for values of the guest.
  case valueBudgetExceeded
  /// The value that the host gave does not have the type it should have.
  case hostValueMismatch
}

extension ComponentTrap: CustomStringConvertible {
  public var description: String {
    switch self {
    case .cannotEnter: "cannot enter component instance"
    case .cannotLeave: "cannot leave component instance"
    case .cannotBlock: "cannot block a synchronous task before returning"
    case .deadlock: "deadlock detected: event loop cannot make further progress"
    case .unsupportedCallbackCode: "unsupported callback code"
    case .uncaughtException: "uncaught exception of a core function"
    case .callStackExhausted: "call stack exhausted"
    case .unalignedPointer: "unaligned pointer"
    case .stringOutOfBounds: "string pointer/length out of bounds of memory"
    case .listOutOfBounds: "list content out-of-bounds"
    case .valueOutOfBounds: "pointer out of bounds of memory"
    case .invalidUTF8: "invalid utf-8"
    case .incompleteUTF8: "incomplete utf-8 byte sequence"
    case .invalidUTF16: "invalid utf-16"
    case .invalidCharacter: "invalid `char` bit pattern"
    case .invalidDiscriminant: "invalid variant discriminant"
    case .listTooLong: "list exceeds maximum byte size"
    case .stringTooLong, .stringContentOutOfBounds: "string content out-of-bounds"
    case .reallocUnaligned: "realloc return: result not aligned"
    case .reallocOutOfBounds: "realloc return: beyond end of memory"
    case .unknownHandle(let index): "unknown handle index \(index)"
    case .wrongHandleKind(let index): "handle index \(index) used with the wrong type"
    case .wrongResourceType(let index):
      "handle index \(index) used with the wrong type, expected guest-defined resource but found a different guest-defined resource"
    case .notOwned(let index): "handle index \(index) is borrowed, but has to be owned"
    case .handleIsLent: "cannot remove owned resource while borrowed"
    case .tooManyHandles: "resource table has no free keys"
    case .borrowsRemain: "borrow handles still remain at the end of the call"
    case .taskReturnedTwice: "`task.return` or `task.cancel` called more than once for current task"
    case .taskNotReturned: "async-lifted export failed to produce a result"
    case .taskReturnTypeMismatch: "invalid `task.return` signature and/or options for current task"
    case .taskIsSynchronous: "`task.return` or `task.cancel` called by a synchronous task"
    case .taskNotCancelled: "`task.cancel` called by task which has not been cancelled"
    case .subtaskUnresolved: "cannot drop a subtask which has not yet resolved"
    case .subtaskAlreadyResolved:
      "`subtask.cancel` called after terminal status delivered"
    case .subtaskAlreadyCancelled: "`subtask.cancel` called twice"
    case .backpressureOverflow: "backpressure counter out of range"
    case .waitableInSet:
      "waitable cannot be used synchronously while added to a waitable set"
    case .waitableSetInUse: "cannot drop waitable set with waiters"
    case .waitableSetNotEmpty: "cannot drop waitable set with waitables in it"
    case .copyInProgress: "cannot have concurrent operations active on a future/stream"
    case .dropInProgress: "cannot drop busy stream"
    case .removeInProgress: "cannot remove busy stream"
    case .noCopyInProgress: "no read or write to cancel is in progress"
    case .streamTypeMismatch: "the stream or future has another type"
    case .readAfterDrop:
      "cannot read from stream after being notified that the writable end dropped"
    case .writeAfterDrop:
      "cannot write to stream after being notified that the readable end dropped"
    case .readAfterRead: "cannot read from future after previous read succeeded"
    case .writeAfterWrite, .writeAfterWriteOrDrop:
      "cannot write to future after previous write succeeded or readable end dropped"
    case .liftAfterDrop:
      "cannot lift stream after being notified that the writable end dropped"
    case .liftAfterRead: "cannot lift future after previous read succeeded"
    case .liftStreamInSet: "cannot lift stream while it's in a waitable set"
    case .liftFutureInSet: "cannot lift future while it's in a waitable set"
    case .futureNotWritten: "cannot drop future write end without first writing a value"
    case .copyWithinComponent(let isFuture):
      "cannot read from and write to intra-component \(isFuture ? "future" : "stream")"
    case .bufferTooLong: "the buffer of a stream is too long"
    case .threadNotSuspended: "the thread is not suspended"
    case .threadFunctionMissing: "the table has no function of the type at the index"
    case .valueBudgetExceeded: "values take more memory of the host than its budget allows"
    case .hostValueMismatch: "a value of the host does not have the expected type"
    }
  }
}

#if hasFeature(Embedded)
  func failure(_ trap: ComponentTrap) -> HostError { .host(trap.code) }

  extension ComponentTrap {
    /// What stands for a trap where errors have no types: negative, as codes of host functions are not.
    var code: Int32 { -1 }
  }
#else
  func failure(_ trap: ComponentTrap) -> HostError { trap }
#endif

/// Throws the trap if `condition` holds.
@inline(__always) func trap(
  if condition: Bool, _ reason: @autoclosure () -> ComponentTrap
) throws(HostError) {
  if condition { throw failure(reason()) }
}
