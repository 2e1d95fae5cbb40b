/// The parts of the component model beyond its first release (WASI 0.2), each with a switch.
///
/// A component that uses a feature that is off is refused with an error that names the feature.
/// Explainer: "Gated Features", whose symbols are given here.
public struct ComponentFeatures: OptionSet, Hashable, Sendable {
  public let rawValue: UInt32

  public init(rawValue: UInt32) { self.rawValue = rawValue }

  // Released with WASI 0.3.
  /// 🔀 Asynchronous functions, streams and futures.
  public static let async = ComponentFeatures(rawValue: 1 << 0)
  /// 🗺️ The `map` type.
  public static let maps = ComponentFeatures(rawValue: 1 << 1)
  /// 🏷️ The attributes `implements` and `external-id` of imports and exports.
  public static let attributes = ComponentFeatures(rawValue: 1 << 2)
  // Not released.
  /// 🪙 Values as imports and exports, and start functions.
  public static let values = ComponentFeatures(rawValue: 1 << 3)
  /// 🪺 Nested namespaces and packages in names.
  public static let nestedNames = ComponentFeatures(rawValue: 1 << 4)
  /// 🚝 More options on asynchronous built-ins.
  public static let moreAsyncOptions = ComponentFeatures(rawValue: 1 << 5)
  /// 🚟 Asynchronous exports without a callback.
  public static let stackfulLift = ComponentFeatures(rawValue: 1 << 6)
  /// 🧵 Built-ins for cooperative threads.
  public static let threads = ComponentFeatures(rawValue: 1 << 7)
  /// 🧵② Built-ins for threads that run in parallel.
  public static let sharedThreads = ComponentFeatures(rawValue: 1 << 8)
  /// 🔧 Lists of a fixed length.
  public static let fixedLengthLists = ComponentFeatures(rawValue: 1 << 9)
  /// 📝 The `error-context` type.
  public static let errorContexts = ComponentFeatures(rawValue: 1 << 10)
  /// 🔗 Canonical interface names, with the attribute `versionsuffix`.
  public static let canonicalVersions = ComponentFeatures(rawValue: 1 << 11)
  /// 🐘 64-bit memories, and resources that 64-bit numbers represent.
  public static let memory64 = ComponentFeatures(rawValue: 1 << 12)

  /// What has been released.
  public static let released: ComponentFeatures = [.async, .maps, .attributes]

  /// Every feature that has a switch.
  public static let all: ComponentFeatures = [
    .released, .values, .nestedNames, .moreAsyncOptions, .stackfulLift, .threads, .sharedThreads,
    .fixedLengthLists, .errorContexts, .canonicalVersions, .memory64,
  ]

  /// Each single feature with the name that error messages use.
  public static let names: [(feature: ComponentFeatures, name: String)] = [
    (.async, "async functions, streams and futures"), (.maps, "maps"),
    (.attributes, "attributes of names"), (.values, "values"),
    (.nestedNames, "nested names"), (.moreAsyncOptions, "more options on asynchronous built-ins"),
    (.stackfulLift, "stackful asynchronous exports"), (.threads, "cooperative threads"),
    (.sharedThreads, "shared threads"), (.fixedLengthLists, "fixed-length lists"),
    (.errorContexts, "error contexts"), (.canonicalVersions, "canonical interface names"),
    (.memory64, "64-bit memories"),
  ]
}
