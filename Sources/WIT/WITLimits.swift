/// How large a set of WIT files may be.
public struct WITLimits: Hashable, Sendable {
  /// How many type constructors may be inside of one another. 100 by default.
  public var typeDepth = 100
  /// How many items the worlds have together once everything that they include and need is listed.
  /// 100,000 by default.
  public var worldItems = 100_000
  /// How many types there are, those that `include` copies among them. 1,000,000 by default.
  public var types = 1_000_000

  public init() {}
}
