// WasmTypes: the types of the WebAssembly specification ("Structure: Types"), as plain Swift values.
//
// Depends on nothing. Nothing here decodes, validates, allocates beyond arrays, or knows of an engine.

/// An index into a module's type section.
public typealias TypeIndex = UInt32

/// The type of a value that a WebAssembly program computes with.
///
/// Specification: "Value Types".
public enum ValueType: Hashable, Sendable {
  /// An integer of 32 bits.
  case i32
  /// An integer of 64 bits.
  case i64
  /// A single-precision number.
  case f32
  /// A double-precision number.
  case f64
  /// A vector of 128 bits.
  case v128
  /// A reference.
  case reference(ReferenceType)

  /// A nullable reference to any function, `(ref null func)`.
  public static var funcref: ValueType { .reference(.funcref) }
  /// A nullable reference to any host value, `(ref null extern)`.
  public static var externref: ValueType { .reference(.externref) }

  /// Whether a local of this type has a default value, so that it may be read before it is written.
  public var isDefaultable: Bool {
    if case .reference(let type) = self { return type.isNullable }
    return true
  }

  /// Whether this is a reference type.
  public var isReference: Bool {
    if case .reference = self { return true }
    return false
  }
}

/// The type of a reference. Specification: "Reference Types".
public struct ReferenceType: Hashable, Sendable {
  /// Whether it may be null.
  public var isNullable: Bool
  /// What it refers to.
  public var heapType: HeapType

  /// A reference type.
  public init(isNullable: Bool, heapType: HeapType) {
    self.isNullable = isNullable
    self.heapType = heapType
  }

  /// A reference to a function, or null.
  public static var funcref: ReferenceType { .init(isNullable: true, heapType: .func) }
  /// A reference to something of the host, or null.
  public static var externref: ReferenceType { .init(isNullable: true, heapType: .extern) }
}

/// What a reference points to. Specification: "Heap Types".
public enum HeapType: Hashable, Sendable {
  /// Any function, and none.
  case `func`, noFunc
  /// Anything of the host, and nothing.
  case `extern`, noExtern
  /// The types of objects: all, those that can be compared, small integers, structures, arrays, and none.
  case any, eq, i31, `struct`, array, none
  /// Any exception, and none.
  case exception, noException
  /// A type defined by the module, by its index in the type section.
  case concrete(TypeIndex)
}
