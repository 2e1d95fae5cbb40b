internal import CInterp
internal import Translation

/// A reference to a structure in a store's heap, which it keeps alive.
///
/// ```swift
/// let point = try StructReference(store: store, type: pointType, fields: [.f64(1), .f64(2)])
/// try point.set(0, .f64(3))
/// try instance.function("draw").call([.anyref(point.reference)])
/// ```
public struct StructReference: Hashable {
  let held: HeldReference

  init(held: HeldReference) { self.held = held }

  /// Makes a structure.
  ///
  /// - Parameters:
  ///   - type: A structure type.
  ///   - fields: One value for each field, of its type. Packed fields take the low bits of an `i32`.
  /// - Throws: ``CallError`` if the values do not fit the type, ``ResourceError`` if the heap is full.
  public init(store: Store, type: DefinedType, fields: [Value]) throws(HostError) {
    guard type.engine === store.engine else { throw failure(CallError.foreignStore) }
    guard case .structure(let types) = type.composite else {
      throw failure(CallError.typeMismatch(expected: .structure([]), actual: type.composite))
    }
    guard fields.count == types.count else {
      throw failure(
        CallError.argumentCountMismatch(expected: types.count, actual: fields.count))
    }
    held = try store.hold(type.number, length: 0)
    for (index, value) in fields.enumerated() {
      try attempt { () throws(CallError) in
        try store.write(value, types[index].storage, to: held.field(index))
      }
    }
  }

  /// The store that the object belongs to.
  public var store: Store { held.store }

  /// The type that the object was made with.
  public var type: DefinedType {
    DefinedType(engine: store.engine, number: held.object.pointee.type)
  }

  /// The same reference as a value of the `any` hierarchy.
  public var reference: AnyReference { AnyReference(held) }

  private var fields: [FieldType] {
    if case .structure(let fields) = type.composite { fields } else { [] }
  }

  /// The number of fields.
  public var count: Int { fields.count }

  /// The value of a field. Packed fields are zero-extended.
  public func get(_ index: Int) throws(AccessError) -> Value {
    let fields = fields
    guard fields.indices.contains(index) else { throw outOfBounds(index, fields.count) }
    return store.read(fields[index].storage, from: held.field(index))
  }

  /// Assigns to a field.
  ///
  /// - Throws: ``AccessError`` if there is no such field, ``CallError`` if it is immutable or the value does not have
  ///   its type.
  public func set(_ index: Int, _ value: Value) throws(HostError) {
    let fields = fields
    guard fields.indices.contains(index) else { throw failure(outOfBounds(index, fields.count)) }
    guard fields[index].isMutable else { throw failure(CallError.immutableField) }
    try attempt { () throws(CallError) in
      try store.write(value, fields[index].storage, to: held.field(index))
    }
  }

  public static func == (left: StructReference, right: StructReference) -> Bool {
    left.reference == right.reference
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(reference) }
}

/// A reference to an array in a store's heap, which it keeps alive.
///
/// ```swift
/// let bytes = try ArrayReference(store: store, type: bytesType, repeating: .i32(0), count: 100)
/// try bytes.set(7, .i32(255))
/// ```
public struct ArrayReference: Hashable {
  let held: HeldReference

  init(held: HeldReference) { self.held = held }

  /// Makes an array of equal elements.
  ///
  /// - Parameters:
  ///   - type: An array type.
  ///   - value: Of the type of elements. Packed elements take the low bits of an `i32`.
  /// - Throws: ``CallError`` if the value does not fit the type, ``ResourceError`` if the heap is full.
  public init(
    store: Store, type: DefinedType, repeating value: Value, count: UInt32
  ) throws(HostError) {
    held = try store.holdArray(type, count: count)
    for index in 0..<count { try write(value, at: index) }
  }

  /// Makes an array of the given elements.
  ///
  /// - Throws: ``CallError`` if the values do not fit the type, ``ResourceError`` if the heap is full.
  public init(store: Store, type: DefinedType, elements: [Value]) throws(HostError) {
    guard let count = UInt32(exactly: elements.count) else {
      throw failure(ResourceError.outOfMemory(bytes: UInt64(elements.count)))
    }
    held = try store.holdArray(type, count: count)
    for index in 0..<count { try write(elements[Int(index)], at: index) }
  }

  /// The store that the object belongs to.
  public var store: Store { held.store }

  /// The type that the object was made with.
  public var type: DefinedType {
    DefinedType(engine: store.engine, number: held.object.pointee.type)
  }

  /// The same reference as a value of the `any` hierarchy.
  public var reference: AnyReference { AnyReference(held) }

  /// The number of elements.
  public var count: UInt32 { held.object.pointee.length }

  private var element: FieldType {
    if case .array(let field) = type.composite { return field }
    return FieldType(storage: .i8, isMutable: false)
  }

  private func address(_ index: UInt32) -> UnsafeMutablePointer<UInt8> {
    let object = held.object
    let storage = store.heap.record.pointee.types[Int(object.pointee.type)].storage
    // Less than the size of the object.
    return object_contents(object)
      + Int(truncatingIfNeeded: UInt64(index) * UInt64(storage_size(storage)))
  }

  private func write(_ value: Value, at index: UInt32) throws(HostError) {
    let storage = element.storage
    try attempt { () throws(CallError) in try store.write(value, storage, to: address(index)) }
  }

  /// The element at `index`. Packed elements are zero-extended.
  public func get(_ index: UInt32) throws(AccessError) -> Value {
    guard index < count else { throw outOfBounds(index, count) }
    return store.read(element.storage, from: address(index))
  }

  /// Assigns to an element.
  ///
  /// - Throws: ``AccessError`` behind the end, ``CallError`` if elements are immutable or the value does not have
  ///   their type.
  public func set(_ index: UInt32, _ value: Value) throws(HostError) {
    guard index < count else { throw failure(outOfBounds(index, count)) }
    guard element.isMutable else { throw failure(CallError.immutableField) }
    try write(value, at: index)
  }

  public static func == (left: ArrayReference, right: ArrayReference) -> Bool {
    left.reference == right.reference
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(reference) }
}

private func outOfBounds(_ index: some BinaryInteger, _ count: some BinaryInteger) -> AccessError {
  .outOfBounds(
    address: UInt64(truncatingIfNeeded: index), count: 1, size: UInt64(truncatingIfNeeded: count))
}

extension Store {
  fileprivate func hold(_ type: UInt32, length: UInt32) throws(HostError) -> HeldReference {
    heap.record.pointee.types = engine.definedTypeRecords()
    guard let object = allocateDefault(type, length: length) else {
      throw failure(ResourceError.limitExceeded(.heapBytes, limit: limits.heapBytes))
    }
    return HeldReference(UInt(bitPattern: object), store: self)
  }

  fileprivate func holdArray(_ type: DefinedType, count: UInt32) throws(HostError) -> HeldReference
  {
    guard type.engine === engine else { throw failure(CallError.foreignStore) }
    guard case .array = type.composite else {
      throw failure(
        CallError.typeMismatch(
          expected: .array(FieldType(storage: .i8, isMutable: true)), actual: type.composite))
    }
    return try hold(type.number, length: count)
  }

  func write(
    _ value: Value, _ type: StorageType, to target: UnsafeMutablePointer<UInt8>
  ) throws(CallError) {
    let valueType: ValueType = if case .value(let type) = type { type } else { .i32 }
    let slots = Slots.allocate(capacity: 2)
    defer { slots.deallocate() }
    try write(value, type: valueType, to: slots)
    storage_write(Storage(type), target, slots)
  }

  func read(_ type: StorageType, from source: UnsafeMutablePointer<UInt8>) -> Value {
    let valueType: ValueType = if case .value(let type) = type { type } else { .i32 }
    let slots = Slots.allocate(capacity: 2)
    defer { slots.deallocate() }
    storage_read(Storage(type), source, slots)
    return value(at: slots, type: valueType)
  }
}

// As arguments and results of typed calls.

extension AnyReference: WasmReference {
  public static var heapType: HeapType { .any }

  public static func readNullable(
    from slots: UnsafeMutablePointer<UInt64>, store: Store
  ) -> AnyReference? {
    let bits = UInt(truncatingIfNeeded: slots[0])
    return bits == 0 ? nil : AnyReference(bits: bits, store: store)
  }

  public static func read(
    from slots: UnsafeMutablePointer<UInt64>, store: Store
  ) -> AnyReference {
    guard let reference = readNullable(from: slots, store: store) else {
      preconditionFailure("null in a slot of a non-nullable type")
    }
    return reference
  }

  public func write(
    to slots: UnsafeMutablePointer<UInt64>, store: Store
  ) throws(CallError) {
    slots[0] = UInt64(try bits(in: store))
  }
}

extension StructReference: WasmReference {
  public static var heapType: HeapType { .struct }

  public static func readNullable(
    from slots: UnsafeMutablePointer<UInt64>, store: Store
  ) -> StructReference? {
    AnyReference.readNullable(from: slots, store: store)?.structure
  }

  public static func read(
    from slots: UnsafeMutablePointer<UInt64>, store: Store
  ) -> StructReference {
    guard let reference = readNullable(from: slots, store: store) else {
      preconditionFailure("null in a slot of a non-nullable type")
    }
    return reference
  }

  public func write(
    to slots: UnsafeMutablePointer<UInt64>, store: Store
  ) throws(CallError) {
    try reference.write(to: slots, store: store)
  }
}

extension ArrayReference: WasmReference {
  public static var heapType: HeapType { .array }

  public static func readNullable(
    from slots: UnsafeMutablePointer<UInt64>, store: Store
  ) -> ArrayReference? {
    AnyReference.readNullable(from: slots, store: store)?.array
  }

  public static func read(
    from slots: UnsafeMutablePointer<UInt64>, store: Store
  ) -> ArrayReference {
    guard let reference = readNullable(from: slots, store: store) else {
      preconditionFailure("null in a slot of a non-nullable type")
    }
    return reference
  }

  public func write(
    to slots: UnsafeMutablePointer<UInt64>, store: Store
  ) throws(CallError) {
    try reference.write(to: slots, store: store)
  }
}
