internal import CInterp
internal import WasmBinary

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
  /// The store that it belongs to.
  public let store: Store
  let state: TagState

  init(store: Store, state: TagState) {
    self.store = store
    self.state = state
  }

  /// Makes a tag of the host, to be imported by modules.
  ///
  /// - Parameter parameters: The types of the values that exceptions with this tag carry. Concrete heap types in
  ///   them are numbers of the engine.
  public init(store: Store, parameters: [ValueType]) throws(ResourceError) {
    let number = try store.engine.number(of: FunctionType(parameters: parameters))
    self.init(store: store, state: try store.addTag(number))
  }

  /// The values that exceptions with this tag carry are the parameters.
  public var type: FunctionType { store.engine.functionType(state.type) }

  public static func == (left: Tag, right: Tag) -> Bool { left.state === right.state }

  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(state)) }
}

final class TagState {
  let record: UnsafeMutablePointer<TagRecord>

  /// - Parameters:
  ///   - type: The canonical number of the tag's type.
  ///   - exceptionType: That of the structures that its exceptions are: see unwinding.h.
  ///   - slotCount: The slots of the values that an exception carries.
  init(type: UInt32, exceptionType: UInt32, slotCount: Int) {
    record = .allocate(capacity: 1)
    record.initialize(
      to: TagRecord(
        type: type, exception_type: exceptionType, slot_count: UInt32(slotCount), owner: nil))
    record.pointee.owner = UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque())
  }

  deinit { record.deallocate() }

  /// The canonical number of its type.
  var type: UInt32 { record.pointee.type }

  /// The state that a record belongs to.
  static func of(_ record: UnsafePointer<TagRecord>) -> TagState {
    Unmanaged<TagState>.fromOpaque(record.pointee.owner.unsafelyUnwrapped).takeUnretainedValue()
  }
}

extension Engine {
  /// The number of the structures that exceptions are which carry values of the given types.
  func exceptionType(carrying parameters: [ValueType]) -> UInt32? {
    // Only how fields are stored matters, and that is the same for all references.
    let reference = ValueType.reference(ReferenceType(isNullable: true, heapType: .any))
    let fields = [.i64] + parameters.map { $0.isReference ? reference : $0 }
    let structure = fields.map { FieldType(storage: .value($0), isMutable: true) }
    return types.withLock { registry in
      registry.register(
        [SubType(composite: .structure(structure))][...], firstIndex: 0, numbers: [])
    }
  }
}
