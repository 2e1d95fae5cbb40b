internal import CInterp

/// A table of references.
///
/// ```swift
/// let table = try instance.table("callbacks")
/// if case .funcref(let function?) = try table.get(3) { try function.call() }
/// ```
public struct Table: Hashable {
  /// The store that it belongs to.
  public let store: Store
  let state: TableState

  init(store: Store, state: TableState) {
    self.store = store
    self.state = state
  }

  /// Makes a table of the host, to be imported by modules.
  ///
  /// - Parameters:
  ///   - type: A concrete heap type in it is a number of the engine.
  ///   - value: What all elements are at first; without one, null.
  /// - Throws: ``ResourceError`` if the limits or the system refuse the minimal size or the engine has no such type, ``CallError`` if the value
  ///   does not have the element type.
  public init(store: Store, type: TableType, value: Value? = nil) throws(HostError) {
    try attempt { () throws(ResourceError) in try store.engine.check(type.element) }
    guard value != nil || type.element.isNullable else {
      throw failure(
        CallError.valueMismatch(
          expected: .reference(type.element),
          actual: .reference(type.element.withNullability(true))))
    }
    let bits = try attempt { () throws(CallError) in
      try value.map { (value) throws(CallError) in try store.bits(of: value, type: type.element) }
    }
    self.store = store
    state = try attempt { () throws(ResourceError) in try store.addTable(type, value: bits ?? 0) }
  }

  /// The type, with the current size as the minimum.
  public var type: TableType {
    var type = state.type
    type.limits.minimum = count
    return type
  }

  /// The number of elements.
  public var count: UInt64 { state.record.pointee.size }

  /// The element at `index`.
  public func get(_ index: UInt64) throws(AccessError) -> Value {
    guard index < count else { throw outOfBounds(index) }
    // The index is below the size, which is an Int.
    let bits = state.record.pointee.elements[Int(truncatingIfNeeded: index)]
    return store.reference(bits, in: store.engine.hierarchy(of: state.type.element))
  }

  /// Replaces the element at `index`.
  ///
  /// - Throws: ``AccessError`` behind the end, ``CallError`` if the value does not have the element type.
  public func set(_ index: UInt64, _ value: Value) throws(HostError) {
    let bits = try attempt { () throws(CallError) in
      try store.bits(of: value, type: state.type.element)
    }
    guard index < count else { throw failure(outOfBounds(index)) }
    state.record.pointee.elements[Int(truncatingIfNeeded: index)] = bits
  }

  /// Grows the table by `count` elements with the given value.
  ///
  /// - Returns: The number of elements before, or nil if the maximum, the store's limits or the system forbid it.
  /// - Throws: ``CallError`` if the value does not have the element type.
  @discardableResult
  public func grow(by count: UInt64, value: Value) throws(CallError) -> UInt64? {
    let bits = try store.bits(of: value, type: state.type.element)
    return state.grow(by: count, value: bits, limits: store.limits, usage: &store.usage)
  }

  private func outOfBounds(_ index: UInt64) -> AccessError {
    .outOfBounds(address: index, count: 1, size: count)
  }

  public static func == (left: Table, right: Table) -> Bool { left.state === right.state }

  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(state)) }
}

extension ReferenceType {
  func withNullability(_ isNullable: Bool) -> ReferenceType {
    ReferenceType(isNullable: isNullable, heapType: heapType)
  }
}
