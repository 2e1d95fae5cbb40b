/// The name of an import or export with its attributes (`nameattributes`). Explainer: "Import and
/// Export Definitions".
package struct ExternName: Hashable, Sendable {
  /// The `externname`: a plain name or an interface name.
  package var name: String
  package var attributes: [Attribute]

  package init(_ name: String, attributes: [Attribute] = []) {
    self.name = name
    self.attributes = attributes
  }

  /// What hosts and tools may interpret; names and types are compared without.
  package enum Attribute: Hashable, Sendable {
    /// 🏷️ The interface that an instance with a plain name implements.
    case implements(String)
    /// 🔗 What a canonical version leaves out of the full one.
    case versionSuffix(String)
    /// 🏷️ The host's own name for the import or export.
    case externalID(String)
  }
}
