/// The parts of WebAssembly beyond the first version, each with a switch.
///
/// A module that uses a feature that is off is refused with an error that names the feature.
public struct Features: OptionSet, Hashable, Sendable {
  public let rawValue: UInt32

  public init(rawValue: UInt32) { self.rawValue = rawValue }

  // WebAssembly 2.0.
  public static let mutableGlobals = Features(rawValue: 1 << 0)
  public static let signExtension = Features(rawValue: 1 << 1)
  public static let saturatingConversion = Features(rawValue: 1 << 2)
  public static let multiValue = Features(rawValue: 1 << 3)
  public static let bulkMemory = Features(rawValue: 1 << 4)
  public static let referenceTypes = Features(rawValue: 1 << 5)
  public static let simd = Features(rawValue: 1 << 6)
  // WebAssembly 3.0.
  public static let tailCalls = Features(rawValue: 1 << 7)
  public static let extendedConstants = Features(rawValue: 1 << 8)
  public static let multiMemory = Features(rawValue: 1 << 9)
  public static let memory64 = Features(rawValue: 1 << 10)
  public static let functionReferences = Features(rawValue: 1 << 11)
  public static let garbageCollection = Features(rawValue: 1 << 12)
  public static let exceptions = Features(rawValue: 1 << 13)
  public static let relaxedSIMD = Features(rawValue: 1 << 14)
  // Outside of the 3.0 specification.
  public static let legacyExceptions = Features(rawValue: 1 << 15)
  public static let threads = Features(rawValue: 1 << 16)
  public static let wideArithmetic = Features(rawValue: 1 << 17)
  public static let customPageSizes = Features(rawValue: 1 << 18)

  /// WebAssembly 2.0.
  public static let version2: Features = [
    .mutableGlobals, .signExtension, .saturatingConversion, .multiValue, .bulkMemory,
    .referenceTypes, .simd,
  ]

  /// WebAssembly 3.0.
  public static let version3: Features = [
    .version2, .tailCalls, .extendedConstants, .multiMemory, .memory64, .functionReferences,
    .garbageCollection, .exceptions, .relaxedSIMD,
  ]

  /// Every feature that has a switch.
  public static let all: Features = [
    .version3, .legacyExceptions, .threads, .wideArithmetic, .customPageSizes,
  ]

  /// Each single feature with the name that error messages use.
  public static let names: [(feature: Features, name: String)] = [
    (.mutableGlobals, "mutable globals"), (.signExtension, "sign extension"),
    (.saturatingConversion, "saturating conversion"), (.multiValue, "multi-value"),
    (.bulkMemory, "bulk memory"), (.referenceTypes, "reference types"), (.simd, "SIMD"),
    (.tailCalls, "tail calls"), (.extendedConstants, "extended constant expressions"),
    (.multiMemory, "multi-memory"), (.memory64, "memory64"),
    (.functionReferences, "typed function references"),
    (.garbageCollection, "garbage collection"), (.exceptions, "exceptions"),
    (.relaxedSIMD, "relaxed SIMD"), (.legacyExceptions, "legacy exceptions"),
    (.threads, "threads"), (.wideArithmetic, "wide arithmetic"),
    (.customPageSizes, "custom page sizes"),
  ]
}
