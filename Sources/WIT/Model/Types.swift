/// The types without parts.
public enum PrimitiveType: String, Hashable, CaseIterable, Sendable {
  case bool, s8, u8, s16, u16, s32, u32, s64, u64, f32, f64, char, string
  case errorContext = "error-context"
}

/// A type where it is used.
public enum TypeReference: Hashable, Sendable {
  case primitive(PrimitiveType)
  case defined(TypeID)
}

/// A type with a name, or one that is made where it is used.
public struct TypeDefinition: Sendable {
  /// nil for a type that is made where it is used.
  public let name: String?
  public let owner: Owner?
  public let content: Content
  public let documentation: String?
  public let stability: Stability
  /// The host's own name for it.
  public let externalID: String?

  /// Where the type has its name.
  public enum Owner: Hashable, Sendable {
    case interface(InterfaceID)
    case world(WorldID)
  }

  public enum Content: Hashable, Sendable {
    /// Another name for a type; one that has its name somewhere else was brought here by `use`.
    case alias(TypeReference)
    case record([Field])
    case flags([Label])
    case variant([Case])
    case enumeration([Label])
    case resource
    case tuple([TypeReference])
    case list(TypeReference)
    case fixedLengthList(TypeReference, count: UInt32)
    case option(TypeReference)
    case result(success: TypeReference?, error: TypeReference?)
    case map(key: TypeReference, value: TypeReference)
    /// A handle that owns the resource.
    case own(TypeID)
    case borrow(TypeID)
    case future(TypeReference?)
    case stream(TypeReference?)
  }

  /// A field of a record.
  public struct Field: Hashable, Sendable {
    public let name: String
    public let type: TypeReference
    public let documentation: String?
  }

  /// A case of a variant, with the type of what it carries.
  public struct Case: Hashable, Sendable {
    public let name: String
    public let type: TypeReference?
    public let documentation: String?
  }

  /// A flag, or a case of an enum.
  public struct Label: Hashable, Sendable {
    public let name: String
    public let documentation: String?
  }
}

/// A function of an interface, a world or a resource.
public struct Function: Hashable, Sendable {
  /// As it is written, without the resource. Empty for a constructor.
  public let name: String
  public let kind: Kind
  public let isAsync: Bool
  /// The first one of a method is the resource, named "self".
  public let parameters: [Parameter]
  public let result: TypeReference?
  public let documentation: String?
  public let stability: Stability
  public let externalID: String?

  public enum Kind: Hashable, Sendable {
    case freestanding
    case method(TypeID)
    case `static`(TypeID)
    case constructor(TypeID)

    /// The resource that the function belongs to.
    public var resource: TypeID? {
      switch self {
      case .freestanding: nil
      case .method(let resource), .static(let resource), .constructor(let resource): resource
      }
    }
  }

  public struct Parameter: Hashable, Sendable {
    public let name: String
    public let type: TypeReference
  }
}

/// Packages with all that they refer to, by number.
public struct WITResolution: Sendable {
  public internal(set) var packages: [Package] = []
  public internal(set) var interfaces: [Interface] = []
  public internal(set) var worlds: [World] = []
  public internal(set) var types: [TypeDefinition] = []

  public subscript(id: PackageID) -> Package { packages[id.rawValue] }
  public subscript(id: InterfaceID) -> Interface { interfaces[id.rawValue] }
  public subscript(id: WorldID) -> World { worlds[id.rawValue] }
  public subscript(id: TypeID) -> TypeDefinition { types[id.rawValue] }
}

extension WITResolution {
  /// The interface's full name: "wasi:io/streams@0.2.12"; nil for one that has no name.
  public func qualifiedName(of id: InterfaceID) -> String? {
    self[id].name.map { self[self[id].package].name.qualified($0) }
  }

  /// The name of a function as components have it: "[method]blob.read".
  public func componentName(of function: Function) -> String {
    let resource = function.kind.resource.flatMap { self[$0].name } ?? ""
    return switch function.kind {
    case .freestanding: function.name
    case .method: "[method]\(resource).\(function.name)"
    case .static: "[static]\(resource).\(function.name)"
    case .constructor: "[constructor]\(resource)"
    }
  }
}
