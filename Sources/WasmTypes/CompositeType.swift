/// The parameters and results of a function. Specification: "Function Types".
public struct FunctionType: Hashable, Sendable {
  /// The types of the parameters.
  public var parameters: [ValueType]
  /// The types of the results.
  public var results: [ValueType]

  /// A function type, without parameters and results by default.
  public init(parameters: [ValueType] = [], results: [ValueType] = []) {
    self.parameters = parameters
    self.results = results
  }
}

/// What a field of a structure or an element of an array holds. Specification: "Field Types".
public enum StorageType: Hashable, Sendable {
  /// A value of a type.
  case value(ValueType)
  /// 8 bits.
  case i8
  /// 16 bits.
  case i16
}

/// A field of a structure, or the elements of an array.
public struct FieldType: Hashable, Sendable {
  /// What the field holds.
  public var storage: StorageType
  /// Whether it can be assigned.
  public var isMutable: Bool

  /// A field or an array's elements.
  public init(storage: StorageType, isMutable: Bool) {
    self.storage = storage
    self.isMutable = isMutable
  }
}

/// Specification: "Composite Types".
public enum CompositeType: Hashable, Sendable {
  /// A function.
  case function(FunctionType)
  /// A structure of fields.
  case structure([FieldType])
  /// An array, of elements that are alike.
  case array(FieldType)
}

/// A composite type with its declared supertypes. Specification: "Recursive Types".
public struct SubType: Hashable, Sendable {
  /// Whether it can have no subtypes.
  public var isFinal: Bool
  /// At most one in WebAssembly 3.0; the binary format allows a list.
  public var supertypes: [TypeIndex]
  /// What values of the type are made of.
  public var composite: CompositeType

  /// A type, final and without supertypes by default.
  public init(isFinal: Bool = true, supertypes: [TypeIndex] = [], composite: CompositeType) {
    self.isFinal = isFinal
    self.supertypes = supertypes
    self.composite = composite
  }
}

/// A group of mutually recursive types. A type outside of a `rec` form is a group of one.
public struct RecursiveGroup: Hashable, Sendable {
  /// The types, in the order of their indices.
  public var types: [SubType]

  /// A group of types that may refer to each other.
  public init(types: [SubType]) { self.types = types }
}
