internal import CInterp
internal import WasmBinary

/// A type that a module defines, or the host: of functions, structures or arrays.
///
/// Types are equal across modules of an engine if they are defined alike. Specification: "Type Equivalence".
public struct DefinedType: Hashable {
  /// The engine that it is a type of.
  public let engine: Engine
  /// What the engine calls the type: concrete heap types in types that the engine gives are such numbers.
  public let number: UInt32

  init(engine: Engine, number: UInt32) {
    self.engine = engine
    self.number = number
  }

  /// A final structure type without a supertype.
  ///
  /// - Parameter fields: Concrete heap types in them are numbers of the engine.
  /// - Throws: `limitExceeded` if the engine has too many types.
  public init(engine: Engine, structure fields: [FieldType]) throws(ResourceError) {
    try self.init(engine: engine, .structure(fields))
  }

  /// A final array type without a supertype.
  ///
  /// - Parameter element: A concrete heap type in it is a number of the engine.
  /// - Throws: `limitExceeded` if the engine has too many types.
  public init(engine: Engine, array element: FieldType) throws(ResourceError) {
    try self.init(engine: engine, .array(element))
  }

  private init(engine: Engine, _ composite: CompositeType) throws(ResourceError) {
    self.init(engine: engine, number: try engine.number(of: composite))
  }

  /// The parameters and results, fields or elements. Concrete heap types in it are numbers of the engine.
  public var composite: CompositeType {
    engine.types.withLock { $0.types[Int(number)].composite }
  }

  /// Whether this is `other`, or declared to be below it.
  public func isSubtype(of other: DefinedType) -> Bool {
    engine === other.engine && engine.isSubtype(number, of: other.number)
  }

  public static func == (left: DefinedType, right: DefinedType) -> Bool {
    left.engine === right.engine && left.number == right.number
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(number) }
}

extension Module {
  /// The types that the module defines, by type index.
  public var definedTypes: [DefinedType] {
    typeNumbers.map { DefinedType(engine: engine, number: $0) }
  }
}
