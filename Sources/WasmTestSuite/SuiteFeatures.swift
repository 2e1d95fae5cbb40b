public import Escapement

/// What the scripts of each directory of the test suite were written for.
public enum SuiteFeatures {
  /// The features that are on for a script, by the directory that it is in.
  ///
  /// Files outside of a proposal's directory, such as `binary.wast`, rely on it that proposals are off.
  public static func features(ofScript path: String) -> Features {
    let directory = path.split(separator: "/", omittingEmptySubsequences: true).dropLast().last
    switch directory {
    case "legacy": return [.version3, .legacyExceptions]
    case "wide-arithmetic": return [.version3, .wideArithmetic]
    case "custom-page-sizes": return [.version3, .customPageSizes]
    // Copies of files as they were before there could be two tables or memories, or 64-bit limits.
    case "threads":
      return [
        .mutableGlobals, .signExtension, .saturatingConversion, .multiValue, .bulkMemory, .threads,
      ]
    // Scripts of components, which have core types of every kind.
    case "async", "binary", "linking", "resources", "validation", "values":
      return [.version3, .threads]
    default: return .version3
    }
  }
}
