internal import ComponentBinary
internal import WasmTypes

/// A component or a type with declarations that is being read: its index spaces, and what has been
/// defined in it so far. Explainer: "Index Spaces".
struct TextScope {
  enum Kind {
    case component
    case componentType
    case instanceType
    case moduleType
  }

  let kind: Kind
  /// What aliases of what is defined here may call this scope.
  let identifier: Name?
  private var spaces: [IndexSpace]

  // What is defined; which of these grows depends on the kind.
  var definitions: [ComponentSyntax.Definition] = []
  var declarators: [Declarator] = []
  var moduleDeclarators: [ModuleDeclarator] = []
  var customSections: [ComponentSyntax.CustomSection] = []
  /// What inline exports export, after everything else.
  var inlineExports: [ComponentSyntax.Definition] = []

  init(_ kind: Kind, _ identifier: Name?) {
    self.kind = kind
    self.identifier = identifier
    spaces = []
    spaces.reserveCapacity(Sort.inNameSection.count)
    for sort in Sort.inNameSection { spaces.append(IndexSpace(sort.description)) }
  }

  subscript(sort: Sort) -> IndexSpace {
    get { spaces[sort.position] }
    set { spaces[sort.position] = newValue }
  }

  /// Adds a member to an index space, and returns its index.
  mutating func declare(
    _ declaration: ComponentDeclaration, _ sort: Sort, _ cursor: TokenCursor
  ) throws(TextError) -> UInt32 {
    let position = sort.position
    let index = spaces[position].count
    try spaces[position].declare(declaration.identifier, at: declaration.token, cursor)
    if let name = declaration.name { spaces[position].rename(index, to: name) }
    return index
  }

  /// Adds a member that the text does not declare, and returns its index.
  mutating func declareImplicitly(_ sort: Sort) -> UInt32 {
    let position = sort.position
    spaces[position].declareAnonymous(1)
    return spaces[position].count - 1
  }

  /// What the text calls the members, in the order of the name section.
  var names: [ComponentNames.SortNames] {
    var list: [ComponentNames.SortNames] = []
    for sort in Sort.inNameSection {
      let names = self[sort].names
      if names.isEmpty { continue }
      list.append(
        ComponentNames.SortNames(
          sort: sort,
          names: names.map {
            ComponentNames.Association(index: $0.index, name: $0.name.string)
          }))
    }
    return list
  }
}

/// What names a member where it is declared.
struct ComponentDeclaration {
  var identifier: Name?
  /// From an annotation: what the name section calls the member, whatever its identifier is.
  var name: Name?
  /// Where the identifier, if there is one, is written.
  var token: Token
}

extension Sort {
  /// All index spaces, in the order in which name sections list them.
  static let inNameSection: [Sort] = [
    .core(.function), .core(.table), .core(.memory), .core(.global), .core(.tag), .core(.type),
    .core(.module), .core(.instance), .function, .value, .type, .component, .instance,
  ]

  /// In `inNameSection`.
  var position: Int {
    switch self {
    case .core(.function): 0
    case .core(.table): 1
    case .core(.memory): 2
    case .core(.global): 3
    case .core(.tag): 4
    case .core(.type): 5
    case .core(.module): 6
    case .core(.instance): 7
    case .function: 8
    case .value: 9
    case .type: 10
    case .component: 11
    case .instance: 12
    }
  }

  /// Whether aliases may refer to members of outer scopes.
  var hasOuterAliases: Bool {
    switch self {
    case .core(.module), .core(.type), .component, .type: true
    default: false
    }
  }
}
