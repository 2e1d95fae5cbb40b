/// A tag: what an exception is thrown with and caught by. Specification: "Tag Instances".
///
/// Two tags with the same type are different; a guest and its host agree on one by importing or exporting it:
///
/// ```swift
/// let tag = try Tag(store: store, parameters: [.i32])
/// try linker.define("env", "error", tag)
/// try linker.define("env", "fail") { (code: Int32) in
///   throw try WasmException(tag: tag, values: [.i32(code)])
/// }
/// ```
public struct Tag: Hashable {
  public let store: Store
  let state: TagState

  init(store: Store, state: TagState) {
    self.store = store
    self.state = state
  }

  /// Makes a tag of the host, to be imported by modules.
  ///
  /// - Parameter parameters: The types of the values that exceptions with this tag carry. They must not refer to
  ///   types by index.
  public init(store: Store, parameters: [ValueType]) throws(ResourceError) {
    guard let number = store.engine.number(of: FunctionType(parameters: parameters)) else {
      throw .outOfMemory(bytes: 0)
    }
    self.init(store: store, state: store.addTag(number))
  }

  /// The values that exceptions with this tag carry are the parameters.
  public var type: FunctionType { store.engine.functionType(state.type) }

  public static func == (left: Tag, right: Tag) -> Bool { left.state === right.state }

  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(state)) }
}

final class TagState {
  /// The canonical number of its type.
  let type: UInt32
  /// The slots of the values that exceptions with this tag carry.
  let slotCount: Int
  /// Those of the slots that hold references.
  private let referenceSlots: [Int]
  /// The exceptions with this tag, if they hold references. Not retained: they remove themselves.
  private var exceptions: [ObjectIdentifier: Slots] = [:]

  init(type: UInt32, parameters: [ValueType]) {
    self.type = type
    slotCount = parameters.slotCount
    var slots: [Int] = []
    var position = 0
    for parameter in parameters {
      if parameter.isReference { slots.append(position) }
      position += parameter.slotCount
    }
    referenceSlots = slots
  }

  /// Notes an exception whose values may have to be updated when objects move.
  func add(_ exception: ExceptionState) {
    if !referenceSlots.isEmpty { exceptions[ObjectIdentifier(exception)] = exception.values }
  }

  func remove(_ exception: ExceptionState) {
    if !referenceSlots.isEmpty { exceptions[ObjectIdentifier(exception)] = nil }
  }

  /// Calls `body` with each slot of an exception that holds a reference.
  func forEachReference(_ body: (Slots) -> Void) {
    for values in exceptions.values {
      for slot in referenceSlots { body(values + slot) }
    }
  }
}
