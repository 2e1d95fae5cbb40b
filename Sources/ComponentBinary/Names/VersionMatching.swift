// Which export can stand in for an import of another version. Explainer: "Canonical Interface Name".

/// Finds what an import refers to among named definitions, where names of interfaces match if their
/// versions are compatible.
///
/// A definition of the very name wins; otherwise it is the one of the highest version among those whose
/// canonical version is that of the import: "a:b/c@0.2.1" is satisfied by "a:b/c@0.2.6", by "a:b/c@0.2.0"
/// and by "a:b/c@0.2", but not by "a:b/c@0.3.0". Whether types match is checked afterwards as always.
package struct VersionedNames<Value> {
  private struct Candidate {
    var version: SemanticVersion?
    var value: Value
  }

  private var exact: [Key: Value] = [:]
  private var compatible: [Key: Candidate] = [:]

  /// Names are compared by their bytes, not by Unicode's rules.
  private struct Key: Hashable {
    let bytes: [UInt8]
    init(_ text: String) { bytes = Array(text.utf8) }
  }

  package init() {}

  /// A later definition of the same name replaces the earlier one.
  package mutating func define(_ name: String, _ value: Value) {
    exact[Key(name)] = value
    guard let (key, version) = Self.compatibility(of: name) else { return }
    if let known = compatible[key]?.version, let version, version < known { return }
    if version == nil, compatible[key]?.version != nil { return }
    compatible[key] = Candidate(version: version, value: value)
  }

  /// The definition that an import of `name` refers to.
  package subscript(name: String) -> Value? {
    if let value = exact[Key(name)] { return value }
    guard let (key, _) = Self.compatibility(of: name) else { return nil }
    return compatible[key]?.value
  }

  /// The name with its canonical version, and the version if it is a whole one; nil for a name without
  /// a version. A prerelease is compatible with nothing but itself.
  private static func compatibility(of name: String) -> (Key, SemanticVersion?)? {
    guard let parsed = try? ParsedName(name, features: .all),
      case .interface(let interface) = parsed, let text = interface.version
    else { return nil }
    guard let version = SemanticVersion(text) else {
      return (Key(interface.unversioned + "@" + text), nil)
    }
    guard version.prerelease.isEmpty else { return nil }
    return (Key(interface.unversioned + "@" + version.canonical), version)
  }
}
