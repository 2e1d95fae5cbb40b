internal import CInterp

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
  let state: ExceptionState

  init(_ state: ExceptionState) { self.state = state }

  /// Makes an exception for a host function to throw.
  ///
  /// - Parameter values: One for each parameter of the tag's type.
  /// - Throws: ``CallError`` if the values do not have these types, or the store's heap is full.
  public init(tag: Tag, values: [Value] = []) throws(CallError) {
    let types = tag.type.parameters
    guard values.count == types.count else {
      throw .argumentCountMismatch(expected: types.count, actual: values.count)
    }
    let store = tag.store
    let held = try store.holdException(tag.state)
    for (index, type) in types.enumerated() {
      try store.write(values[index], .value(type), to: held.exceptionValue(index))
    }
    state = ExceptionState(held)
  }

  /// The store whose guest threw it.
  public var store: Store { state.held.store }

  /// What the exception was thrown with.
  public var tag: Tag { Tag(store: store, state: state.held.exceptionTag) }

  /// The values that the exception carries: one for each parameter of the tag's type.
  public var values: [Value] {
    tag.type.parameters.enumerated().map { index, type in
      store.read(.value(type), from: state.held.exceptionValue(index))
    }
  }

  /// Where the guest was that threw the exception first; empty for an exception of the host that no guest let pass.
  public var backtrace: Backtrace { state.backtrace ?? Backtrace() }

  /// A reference to the exception, to be passed to a guest as an `exnref`.
  public var reference: ExceptionReference { ExceptionReference(held: state.held) }
}

extension WasmException: CustomStringConvertible {
  public var description: String {
    let reason = Trap.Reason.uncaughtException.description
    return backtrace.frames.isEmpty ? reason : "\(reason)\n\(backtrace)"
  }
}

/// A reference to an exception: a value of type `exnref` that is not null.
///
/// Hash values only depend on the tag.
public struct ExceptionReference: Hashable {
  let held: HeldReference

  /// The store whose heap it is in.
  public var store: Store { held.store }

  /// The exception.
  public var exception: WasmException { WasmException(ExceptionState(held)) }

  public static func == (left: ExceptionReference, right: ExceptionReference) -> Bool {
    left.held.bits == right.held.bits
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(held.object.pointee.type)
  }
}

/// An exception on its way through the host.
final class ExceptionState {
  /// An object of the store's heap, as unwinding.h describes it.
  let held: HeldReference
  /// Where it was thrown, once it has left a guest.
  var backtrace: Backtrace?

  init(_ held: HeldReference) { self.held = held }
}

// Exceptions as objects.
extension HeldReference {
  /// The tag of an exception.
  fileprivate var exceptionTag: TagState {
    TagState.of(exception_at(store.heap.record, bits).tag.unsafelyUnwrapped)
  }

  /// Where a value of an exception is, until objects are moved the next time.
  ///
  /// The first field is the tag, the others are the values.
  fileprivate func exceptionValue(_ index: Int) -> UnsafeMutablePointer<UInt8> {
    field(index + 1)
  }
}

extension Store {
  /// Makes an exception whose values are zero.
  fileprivate func holdException(_ tag: TagState) throws(CallError) -> HeldReference {
    guard let object = allocateDefault(tag.record.pointee.exception_type) else {
      throw .resource(.limitExceeded(.heapBytes, limit: limits.heapBytes))
    }
    let held = HeldReference(UInt(bitPattern: object), store: self)
    try write(
      .i64(Int64(Int(bitPattern: tag.record))), .value(.i64), to: held.field(0))
    return held
  }
}
