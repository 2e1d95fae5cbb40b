/// A Swift type whose values cross the boundary as one WebAssembly value.
///
/// Conforming types: `Int32`, `UInt32`, `Int64`, `UInt64`, `Float`, `Double`, ``V128``, ``Func``, `Func?`,
/// ``ExternReference``, ``AnyReference``, ``StructReference``, ``ArrayReference``, and optionals of references. A type of
/// your own conforms by converting to one of them:
///
/// ```swift
/// extension Handle: WasmValue {
///   static var valueType: ValueType { .i32 }
///   static func read(from slots: UnsafeMutablePointer<UInt64>, store: Store) -> Handle {
///     Handle(UInt32.read(from: slots, store: store))
///   }
///   func write(to slots: UnsafeMutablePointer<UInt64>, store: Store) throws(CallError) {
///     try rawValue.write(to: slots, store: store)
///   }
/// }
/// ```
public protocol WasmValue {
  /// The WebAssembly type.
  static var valueType: ValueType { get }

  /// How many 8-byte slots a value takes: 2 for `v128`, 1 for everything else.
  static var slotCount: Int { get }

  /// Reads a value of ``valueType`` from `slots`.
  static func read(from slots: UnsafeMutablePointer<UInt64>, store: Store) -> Self

  /// Writes this value to ``slotCount`` slots. 32-bit values are zero-extended.
  ///
  /// - Throws: ``CallError/foreignStore`` if the value belongs to another store.
  func write(to slots: UnsafeMutablePointer<UInt64>, store: Store) throws(CallError)
}

extension WasmValue {
  @inlinable public static var slotCount: Int { 1 }
}

extension Int32: WasmValue {
  @inlinable public static var valueType: ValueType { .i32 }

  @inlinable public static func read(
    from slots: UnsafeMutablePointer<UInt64>, store: Store
  ) -> Int32 {
    Int32(truncatingIfNeeded: slots[0])
  }

  @inlinable public func write(
    to slots: UnsafeMutablePointer<UInt64>, store: Store
  ) throws(CallError) {
    slots[0] = UInt64(UInt32(bitPattern: self))
  }
}

extension UInt32: WasmValue {
  @inlinable public static var valueType: ValueType { .i32 }

  @inlinable public static func read(
    from slots: UnsafeMutablePointer<UInt64>, store: Store
  ) -> UInt32 {
    UInt32(truncatingIfNeeded: slots[0])
  }

  @inlinable public func write(
    to slots: UnsafeMutablePointer<UInt64>, store: Store
  ) throws(CallError) {
    slots[0] = UInt64(self)
  }
}

extension Int64: WasmValue {
  @inlinable public static var valueType: ValueType { .i64 }

  @inlinable public static func read(
    from slots: UnsafeMutablePointer<UInt64>, store: Store
  ) -> Int64 {
    Int64(bitPattern: slots[0])
  }

  @inlinable public func write(
    to slots: UnsafeMutablePointer<UInt64>, store: Store
  ) throws(CallError) {
    slots[0] = UInt64(bitPattern: self)
  }
}

extension UInt64: WasmValue {
  @inlinable public static var valueType: ValueType { .i64 }

  @inlinable public static func read(
    from slots: UnsafeMutablePointer<UInt64>, store: Store
  ) -> UInt64 {
    slots[0]
  }

  @inlinable public func write(
    to slots: UnsafeMutablePointer<UInt64>, store: Store
  ) throws(CallError) {
    slots[0] = self
  }
}

extension Float: WasmValue {
  @inlinable public static var valueType: ValueType { .f32 }

  @inlinable public static func read(
    from slots: UnsafeMutablePointer<UInt64>, store: Store
  ) -> Float {
    Float(bitPattern: UInt32(truncatingIfNeeded: slots[0]))
  }

  @inlinable public func write(
    to slots: UnsafeMutablePointer<UInt64>, store: Store
  ) throws(CallError) {
    slots[0] = UInt64(bitPattern)
  }
}

extension Double: WasmValue {
  @inlinable public static var valueType: ValueType { .f64 }

  @inlinable public static func read(
    from slots: UnsafeMutablePointer<UInt64>, store: Store
  ) -> Double {
    Double(bitPattern: slots[0])
  }

  @inlinable public func write(
    to slots: UnsafeMutablePointer<UInt64>, store: Store
  ) throws(CallError) {
    slots[0] = bitPattern
  }
}

extension V128: WasmValue {
  @inlinable public static var valueType: ValueType { .v128 }
  @inlinable public static var slotCount: Int { 2 }

  @inlinable public static func read(
    from slots: UnsafeMutablePointer<UInt64>, store: Store
  ) -> V128 {
    V128(low: slots[0], high: slots[1])
  }

  @inlinable public func write(
    to slots: UnsafeMutablePointer<UInt64>, store: Store
  ) throws(CallError) {
    slots[0] = low
    slots[1] = high
  }
}

/// A Swift type that is a reference to guests, and whose optional is the nullable reference.
public protocol WasmReference: WasmValue {
  /// The heap type that references of this type are to.
  static var heapType: HeapType { get }

  /// Reads a nullable reference.
  static func readNullable(
    from slots: UnsafeMutablePointer<UInt64>, store: Store
  ) -> Self?
}

extension WasmReference {
  public static var valueType: ValueType {
    .reference(ReferenceType(isNullable: false, heapType: heapType))
  }
}

extension Optional: WasmValue where Wrapped: WasmReference {
  public static var valueType: ValueType {
    .reference(ReferenceType(isNullable: true, heapType: Wrapped.heapType))
  }

  public static func read(
    from slots: UnsafeMutablePointer<UInt64>, store: Store
  ) -> Wrapped? {
    Wrapped.readNullable(from: slots, store: store)
  }

  public func write(
    to slots: UnsafeMutablePointer<UInt64>, store: Store
  ) throws(CallError) {
    guard let self else {
      slots[0] = 0
      return
    }
    try self.write(to: slots, store: store)
  }
}

extension Func: WasmReference {
  public static var heapType: HeapType { .func }

  public static func readNullable(
    from slots: UnsafeMutablePointer<UInt64>, store: Store
  ) -> Func? {
    store.function(at: UInt(truncatingIfNeeded: slots[0]))
  }

  public static func read(from slots: UnsafeMutablePointer<UInt64>, store: Store) -> Func {
    guard let function = readNullable(from: slots, store: store) else {
      preconditionFailure("null in a slot of a non-nullable type")
    }
    return function
  }

  public func write(
    to slots: UnsafeMutablePointer<UInt64>, store: Store
  ) throws(CallError) {
    guard store === self.store else { throw .foreignStore }
    slots[0] = UInt64(UInt(bitPattern: record))
  }
}

extension ExternReference: WasmReference {
  public static var heapType: HeapType { .extern }

  public static func readNullable(
    from slots: UnsafeMutablePointer<UInt64>, store: Store
  ) -> ExternReference? {
    store.externReference(UInt(truncatingIfNeeded: slots[0]))
  }

  public static func read(
    from slots: UnsafeMutablePointer<UInt64>, store: Store
  ) -> ExternReference {
    guard let reference = readNullable(from: slots, store: store) else {
      preconditionFailure("null in a slot of a non-nullable type")
    }
    return reference
  }

  public func write(
    to slots: UnsafeMutablePointer<UInt64>, store: Store
  ) throws(CallError) {
    slots[0] = UInt64(try store.handle(for: self))
  }
}
