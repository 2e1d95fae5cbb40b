// A file as its author wrote it. The names of the productions of WIT.md are in comments.

/// `wit-file`
struct Document: Sendable {
  var package: PackageDeclaration?
  var items: [PackageItem] = []
  /// `nested-package-definition`
  var nested: [NestedPackage] = []
}

struct NestedPackage: Sendable {
  var package: PackageDeclaration
  var items: [PackageItem]
}

/// `package-decl`
struct PackageDeclaration: Sendable {
  var name: PackageName
  var range: SourceRange
  var documentation: String?
}

/// `package-items`
enum PackageItem: Sendable {
  case use(TopLevelUse)
  case interface(InterfaceSyntax)
  case world(WorldSyntax)
}

/// `id`
struct Identifier: Hashable, Sendable {
  var text: String
  var range: SourceRange
}

/// `use-path`
struct UsePath: Hashable, Sendable {
  /// nil for something in this package, or in this file under this name.
  var package: PackageName?
  var name: Identifier
  /// All of the path.
  var range: SourceRange
}

/// `toplevel-use-item`
struct TopLevelUse: Sendable {
  var path: UsePath
  var alias: Identifier?
}

/// What stands before an item: comments, gates and the host's own name.
struct Attributes: Sendable {
  var documentation: String?
  var stability: Stability = .unspecified
  var externalID: String?
  /// Where the gates are, if there are any.
  var range: SourceRange?
}

/// `interface-item`, also one that a world declares in place
struct InterfaceSyntax: Sendable {
  var name: Identifier
  var attributes: Attributes
  var items: [InterfaceItem]
}

/// `interface-items`
enum InterfaceItem: Sendable {
  case use(UseSyntax)
  case type(TypeSyntax)
  case function(FunctionSyntax)
}

/// `use-item`
struct UseSyntax: Sendable {
  var path: UsePath
  var names: [Renaming]
  var attributes: Attributes
}

/// `id` or `id 'as' id`
struct Renaming: Sendable {
  var name: Identifier
  var alias: Identifier?

  /// What it is called here.
  var local: Identifier { alias ?? name }
}

/// `func-item`, or a function of a resource
struct FunctionSyntax: Sendable {
  var name: Identifier
  var attributes: Attributes
  var isAsync: Bool
  var parameters: [(name: Identifier, type: TypeExpression)]
  var result: TypeExpression?
}

/// `world-item`
struct WorldSyntax: Sendable {
  var name: Identifier
  var attributes: Attributes
  var items: [WorldItemSyntax]
}

/// `world-items`
enum WorldItemSyntax: Sendable {
  case use(UseSyntax)
  case type(TypeSyntax)
  case include(IncludeSyntax)
  case extern(ExternSyntax)
}

/// `include-item`
struct IncludeSyntax: Sendable {
  var path: UsePath
  var names: [Renaming]
  var attributes: Attributes
}

/// `import-item` or `export-item`
struct ExternSyntax: Sendable {
  var isExport: Bool
  var attributes: Attributes
  var content: Content

  enum Content: Sendable {
    case function(FunctionSyntax)
    case interface(InterfaceSyntax)
    /// By its own name where there is no other.
    case path(UsePath, name: Identifier?)
  }

  var range: SourceRange {
    switch content {
    case .function(let function): function.name.range
    case .interface(let interface): interface.name.range
    case .path(let path, let name): name?.range ?? path.range
    }
  }
}
