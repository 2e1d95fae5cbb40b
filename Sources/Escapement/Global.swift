internal import CInterp

/// A global variable.
///
/// ```swift
/// let counter = try instance.global("counter")
/// try counter.set(.i32(0))
/// ```
public struct Global: Hashable {
  /// The store that it belongs to.
  public let store: Store
  let state: GlobalState

  init(store: Store, state: GlobalState) {
    self.store = store
    self.state = state
  }

  /// Makes a global of the host, to be imported by modules.
  ///
  /// - Parameter type: A concrete heap type in it is a number of the engine.
  /// - Throws: ``CallError`` if `value` does not have the type.
  public init(store: Store, type: GlobalType, value: Value) throws(CallError) {
    if case .reference(let type) = type.value {
      do throws(ResourceError) { try store.engine.check(type) } catch { throw .resource(error) }
    }
    let slots = Slots.allocate(capacity: 2)
    defer { slots.deallocate() }
    slots.initialize(repeating: 0, count: 2)
    try store.write(value, type: type.value, to: slots)
    self.store = store
    state = store.addGlobal(type)
    state.slots.update(from: slots, count: 2)
  }

  /// The type. Concrete heap types in it are numbers of the engine.
  public var type: GlobalType { state.type }

  /// The value that it has now.
  public var value: Value { store.value(at: state.slots, type: state.type.value) }

  /// Assigns a value.
  ///
  /// - Throws: ``CallError`` if the global is immutable or the value does not have its type.
  public func set(_ value: Value) throws(CallError) {
    guard state.type.isMutable else { throw .immutableGlobal }
    try store.write(value, type: state.type.value, to: state.slots)
  }

  public static func == (left: Global, right: Global) -> Bool { left.state === right.state }

  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(state)) }
}

/// A global with its value.
final class GlobalState {
  /// Two, of which all types but v128 use the first.
  let slots: Slots
  /// With canonical numbers in place of type indices.
  let type: GlobalType

  init(_ type: GlobalType) {
    self.type = type
    slots = .allocate(capacity: 2)
    slots.initialize(repeating: 0, count: 2)
  }

  deinit { slots.deallocate() }
}
