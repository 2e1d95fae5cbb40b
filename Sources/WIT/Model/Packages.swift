/// The name of a package: "wasi:http@0.2.12".
public struct PackageName: Hashable, Sendable {
  public var namespace: String
  public var name: String
  public var version: SemanticVersion?

  public init(namespace: String, name: String, version: SemanticVersion? = nil) {
    self.namespace = namespace
    self.name = name
    self.version = version
  }

  /// The full name of something in the package: "wasi:http/types@0.2.12".
  public func qualified(_ item: String) -> String {
    "\(namespace):\(name)/\(item)" + (version.map { "@\($0)" } ?? "")
  }
}

extension PackageName: CustomStringConvertible {
  public var description: String { "\(namespace):\(name)" + (version.map { "@\($0)" } ?? "") }
}

extension PackageName: Comparable {
  public static func < (a: PackageName, b: PackageName) -> Bool {
    if (a.namespace, a.name) != (b.namespace, b.name) {
      return (a.namespace, a.name) < (b.namespace, b.name)
    }
    guard let left = a.version, let right = b.version else {
      return a.version == nil && b.version != nil
    }
    return left < right
  }
}

/// Whether an item is for everyone. WIT: "Feature Gates".
public enum Stability: Hashable, Sendable {
  case unspecified
  /// `@since`
  case stable(since: SemanticVersion, deprecated: SemanticVersion?)
  /// `@unstable`
  case unstable(feature: String, deprecated: SemanticVersion?)
}

/// The number of a package in a `WITResolution`, and so on for what is in packages. The numbers of one
/// resolution are meaningless to another.
public struct PackageID: Hashable, Sendable {
  public let rawValue: Int
}

public struct InterfaceID: Hashable, Sendable {
  public let rawValue: Int
}

public struct WorldID: Hashable, Sendable {
  public let rawValue: Int
}

public struct TypeID: Hashable, Sendable {
  public let rawValue: Int
}

/// Interfaces and worlds that are published together. WIT: "Package declaration".
public struct Package: Sendable {
  public let name: PackageName
  public internal(set) var documentation: String?
  /// In an order in which each uses only earlier ones.
  public internal(set) var interfaces: [InterfaceID] = []
  /// In an order in which each includes only earlier ones.
  public internal(set) var worlds: [WorldID] = []
}

/// Types and functions. WIT: "Item: `interface`".
public struct Interface: Sendable {
  /// nil for one that a world declares in place.
  public let name: String?
  public let package: PackageID
  public let documentation: String?
  public let stability: Stability
  /// In an order in which each refers only to earlier ones.
  public internal(set) var types: [TypeID] = []
  /// In the order of the text, with those of resources where the resource stands.
  public internal(set) var functions: [Function] = []
}

/// What a component may import and must export. WIT: "Item: `world`".
public struct World: Sendable {
  public let name: String
  public let package: PackageID
  public let documentation: String?
  public let stability: Stability
  /// Everything that the world's items need is listed, and interfaces come first, then types, then
  /// functions: each item needs only earlier ones.
  public internal(set) var imports: [WorldItem] = []
  /// Functions, then interfaces.
  public internal(set) var exports: [WorldItem] = []
}

/// An import or export of a world.
public struct WorldItem: Sendable {
  public let key: Key
  public let content: Content
  public let documentation: String?
  public internal(set) var stability: Stability
  /// The host's own name for it.
  public let externalID: String?

  /// What it is called.
  public enum Key: Hashable, Sendable {
    case name(String)
    /// The full name of the interface.
    case interface(InterfaceID)
  }

  public enum Content: Hashable, Sendable {
    case interface(InterfaceID)
    case function(Function)
    /// Of imports only.
    case type(TypeID)
  }
}
