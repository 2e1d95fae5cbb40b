/// An exception of WebAssembly on its way through the host. Specification: "Exception Instances".
///
/// A call into a guest throws it if nothing in the guest catches it. A host function may throw one, of its own or one
/// that it caught: guests that called the function can catch it by its tag. A guest never catches other errors of the
/// host, nor traps.
///
/// ```swift
/// do {
///   try parse(text)
/// } catch let exception as WasmException where exception.tag == syntaxError {
///   print("syntax error at", exception.values[0])
/// }
/// ```
///
/// The tag and the values belong to a store: like the store, they are used by one task or thread at a time. An
/// exception of another store passes through guests like an error that is none of WebAssembly's.
public struct WasmException: Error, @unchecked Sendable {
  public let store: Store
  let state: ExceptionState

  init(store: Store, state: ExceptionState) {
    self.store = store
    self.state = state
  }

  /// Makes an exception for a host function to throw.
  ///
  /// - Parameter values: One for each parameter of the tag's type.
  /// - Throws: ``CallError`` if the values do not have these types.
  public init(tag: Tag, values: [Value] = []) throws(CallError) {
    let types = tag.type.parameters
    guard values.count == types.count else {
      throw .argumentCountMismatch(expected: types.count, actual: values.count)
    }
    store = tag.store
    state = ExceptionState(tag: tag.state)
    var position = 0
    for (value, type) in zip(values, types) {
      try store.write(value, type: type, to: state.values + position)
      position += type.slotCount
    }
  }

  /// What the exception was thrown with.
  public var tag: Tag { Tag(store: store, state: state.tag) }

  /// The values that the exception carries: one for each parameter of the tag's type.
  public var values: [Value] { store.values(at: state.values, types: tag.type.parameters) }

  /// Where the guest was that threw the exception first; empty for an exception of the host that no guest let pass.
  public var backtrace: Backtrace { state.backtrace ?? Backtrace() }

  /// A reference to the exception, to be passed to a guest as an `exnref`.
  public var reference: ExceptionReference { ExceptionReference(store: store, state: state) }
}

extension WasmException: CustomStringConvertible {
  public var description: String {
    let reason = Trap.Reason.uncaughtException.description
    return backtrace.frames.isEmpty ? reason : "\(reason)\n\(backtrace)"
  }
}

/// A reference to an exception: a value of type `exnref` that is not null.
public struct ExceptionReference: Hashable {
  public let store: Store
  let state: ExceptionState

  init(store: Store, state: ExceptionState) {
    self.store = store
    self.state = state
  }

  /// The exception.
  public var exception: WasmException { WasmException(store: store, state: state) }

  public static func == (left: ExceptionReference, right: ExceptionReference) -> Bool {
    left.state === right.state
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(state)) }
}

/// An exception as an object: what a reference is to, and what leaves a guest.
///
/// An exception that a clause without reference catches never becomes one.
final class ExceptionState {
  let tag: TagState
  /// As many as the tag says.
  let values: Slots
  /// What stands for it in slots; 0 as long as no guest has had a reference.
  fileprivate(set) var handle: UInt = 0
  /// Where it was thrown, once it has left a guest.
  var backtrace: Backtrace?

  /// With values that are zero.
  init(tag: TagState) {
    self.tag = tag
    values = .allocate(capacity: tag.slotCount)
    values.initialize(repeating: 0, count: tag.slotCount)
    tag.add(self)
  }

  init(tag: TagState, copying values: UnsafePointer<UInt64>) {
    self.tag = tag
    self.values = .allocate(capacity: tag.slotCount)
    self.values.initialize(from: values, count: tag.slotCount)
    tag.add(self)
  }

  deinit {
    tag.remove(self)
    values.deallocate()
  }
}

/// The exceptions that guests of a store may refer to, by the handle that stands for them in slots.
struct ExceptionHandles {
  private var exceptions: [ExceptionState?] = []

  /// So that no handle is 0, which is null.
  private static let mark: UInt = 0b10

  /// The handle of an exception.
  ///
  /// - Parameter limit: How many exceptions may have one.
  mutating func handle(
    for exception: ExceptionState, limit: UInt32
  ) throws(ResourceError) -> UInt {
    if exception.handle != 0 { return exception.handle }
    guard UInt64(exceptions.count) < UInt64(limit) else {
      throw .limitExceeded(.exceptions, limit: UInt64(limit))
    }
    exception.handle = UInt(exceptions.count) << 2 | Self.mark
    exceptions.append(exception)
    return exception.handle
  }

  /// The exception that a slot refers to; nil for null.
  subscript(bits: UInt64) -> ExceptionState? {
    let index = Int(truncatingIfNeeded: bits >> 2)
    guard bits != 0, index >= 0, index < exceptions.count else { return nil }
    return exceptions[index]
  }
}
