// WasmTypes: the types of the WebAssembly specification ("Structure: Types"), as plain Swift values.
//
// Depends on nothing. Nothing here decodes, validates, allocates beyond arrays, or knows of an engine.

/// An index into a module's type section.
public typealias TypeIndex = UInt32

/// The type of a value that a WebAssembly program computes with.
///
/// Specification: "Value Types".
public enum ValueType: Hashable, Sendable {
  case i32
  case i64
  case f32
  case f64
  case v128
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
  public var isNullable: Bool
  public var heapType: HeapType

  public init(isNullable: Bool, heapType: HeapType) {
    self.isNullable = isNullable
    self.heapType = heapType
  }

  public static var funcref: ReferenceType { .init(isNullable: true, heapType: .func) }
  public static var externref: ReferenceType { .init(isNullable: true, heapType: .extern) }
}

/// What a reference points to. Specification: "Heap Types".
public enum HeapType: Hashable, Sendable {
  case `func`, noFunc
  case `extern`, noExtern
  case any, eq, i31, `struct`, array, none
  case exception, noException
  /// A type defined by the module, by its index in the type section.
  case concrete(TypeIndex)
}
