import Escapement

/// What an index in a component instance's handle table refers to. CanonicalABI: "Table State".
enum Handle {
  case resource(ResourceHandle)
  case subtask(Subtask)
  /// The readable or the writable end of a stream or a future.
  case end(CopyEnd)
  case waitableSet(WaitableSet)
  case errorContext(ErrorContext)

  var waitable: Waitable? {
    switch self {
    case .subtask(let subtask): subtask
    case .end(let end): end
    case .resource, .waitableSet, .errorContext: nil
    }
  }
}

/// CanonicalABI: "Resource State".
struct ResourceHandle {
  let type: ResourceType
  let representation: UInt64
  let isOwned: Bool
  /// Of a borrowed handle, the task that has to drop it before it returns.
  let scope: GuestTask?
  /// How often an owned handle is lent at the moment.
  var lendCount: UInt32 = 0

  init(_ type: ResourceType, _ representation: UInt64, isOwned: Bool, scope: GuestTask? = nil) {
    self.type = type
    self.representation = representation
    self.isOwned = isOwned
    self.scope = scope
  }
}

/// 📝 What a guest knows of an error.
final class ErrorContext: Sendable {
  let message: String

  init(message: String) { self.message = message }
}

extension ComponentInstanceState {
  /// The resource handle at an index, which must be of the type.
  func resource(at index: UInt32, _ type: ResourceType) throws(HostError) -> ResourceHandle {
    guard let handle = handles[index] else { throw failure(.unknownHandle(index)) }
    guard case .resource(let resource) = handle else { throw failure(.wrongHandleKind(index)) }
    try trap(if: resource.type !== type, .wrongResourceType(index))
    return resource
  }

  func subtask(at index: UInt32) throws(HostError) -> Subtask {
    guard let handle = handles[index] else { throw failure(.unknownHandle(index)) }
    guard case .subtask(let subtask) = handle else { throw failure(.wrongHandleKind(index)) }
    return subtask
  }

  func waitableSet(at index: UInt32) throws(HostError) -> WaitableSet {
    guard let handle = handles[index] else { throw failure(.unknownHandle(index)) }
    guard case .waitableSet(let set) = handle else { throw failure(.wrongHandleKind(index)) }
    return set
  }

  func waitable(at index: UInt32) throws(HostError) -> Waitable {
    guard let handle = handles[index] else { throw failure(.unknownHandle(index)) }
    guard let waitable = handle.waitable else { throw failure(.wrongHandleKind(index)) }
    return waitable
  }

  func errorContext(at index: UInt32) throws(HostError) -> ErrorContext {
    guard let handle = handles[index] else { throw failure(.unknownHandle(index)) }
    guard case .errorContext(let context) = handle else { throw failure(.wrongHandleKind(index)) }
    return context
  }

  /// The end of a stream or future at an index, which must be of the kind and have the element type.
  func end(
    at index: UInt32, _ kind: CopyEnd.Kind, _ type: StreamElementType
  ) throws(HostError) -> CopyEnd {
    guard let handle = handles[index] else { throw failure(.unknownHandle(index)) }
    guard case .end(let end) = handle, end.kind == kind else {
      throw failure(.wrongHandleKind(index))
    }
    try trap(if: !end.shared.carries(type), .streamTypeMismatch)
    return end
  }

  func add(_ handle: Handle) throws(HostError) -> UInt32 {
    guard let index = handles.add(handle, limit: scheduler.handleLimit) else {
      throw failure(.tooManyHandles)
    }
    return index
  }
}
