/// How large a component this implementation is willing to handle.
///
/// They keep a small hostile file from asking for much memory or time. Where other implementations
/// have published limits, these are no lower.
public struct ComponentLimits: Hashable, Sendable {
  /// Bytes of a binary component. Positions are 32-bit, so that this cannot be raised.
  public var componentBytes: UInt32 = .max - 1
  /// Components, component types and instance types inside of one another.
  public var nesting: UInt32 = 100
  /// Entries of each index space of one component or type.
  public var definitions: UInt32 = 1_000_000
  /// Core modules and components, instances of each, in one component.
  public var modules: UInt32 = 1_000
  public var components: UInt32 = 1_000
  public var instances: UInt32 = 1_000
  /// Parameters of a function.
  public var parameters: UInt32 = 1_000
  /// Fields of a record, cases of a variant or an enumeration, types of a tuple.
  public var parts: UInt32 = 10_000
  /// Bytes of the name of an import or export.
  public var nameBytes: UInt32 = 100_000
  /// Value types inside of one another.
  public var typeDepth: UInt32 = 100
  /// Value types, functions, imports and exports that a type consists of, where what is referred to
  /// counts each time.
  public var typeSize: UInt32 = 1_000_000
  /// Steps of comparing types and of making them anew for each instance, in the whole component.
  public var typeChecks: UInt32 = 5_000_000

  public init() {}
}
