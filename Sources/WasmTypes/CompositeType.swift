/// The parameters and results of a function. Specification: "Function Types".
public struct FunctionType: Hashable, Sendable {
  public var parameters: [ValueType]
  public var results: [ValueType]

  public init(parameters: [ValueType] = [], results: [ValueType] = []) {
    self.parameters = parameters
    self.results = results
  }
}

/// What a field of a structure or an element of an array holds. Specification: "Field Types".
public enum StorageType: Hashable, Sendable {
  case value(ValueType)
  case i8
  case i16
}

/// A field of a structure, or the elements of an array.
public struct FieldType: Hashable, Sendable {
  public var storage: StorageType
  public var isMutable: Bool

  public init(storage: StorageType, isMutable: Bool) {
    self.storage = storage
    self.isMutable = isMutable
  }
}

/// Specification: "Composite Types".
public enum CompositeType: Hashable, Sendable {
  case function(FunctionType)
  case structure([FieldType])
  case array(FieldType)
}

/// A composite type with its declared supertypes. Specification: "Recursive Types".
public struct SubType: Hashable, Sendable {
  public var isFinal: Bool
  /// At most one in WebAssembly 3.0; the binary format allows a list.
  public var supertypes: [TypeIndex]
  public var composite: CompositeType

  public init(isFinal: Bool = true, supertypes: [TypeIndex] = [], composite: CompositeType) {
    self.isFinal = isFinal
    self.supertypes = supertypes
    self.composite = composite
  }
}

/// A group of mutually recursive types. A type outside of a `rec` form is a group of one.
public struct RecursiveGroup: Hashable, Sendable {
  public var types: [SubType]

  public init(types: [SubType]) { self.types = types }
}
