// Worlds: what they say, what they include, and what all that needs.

extension Resolver {
  mutating func resolve(_ syntax: WorldSyntax, _ scope: Scope) throws(SourceFailure) -> WorldID {
    let id = WorldID(rawValue: resolution.worlds.count)
    resolution.worlds.append(
      World(
        name: syntax.name.text, package: scope.package,
        documentation: syntax.attributes.documentation, stability: syntax.attributes.stability))
    var names = Names(owner: .world(id))
    try define(
      uses: syntax.items.compactMap(\.use), types: syntax.items.compactMap(\.type), &names, scope)
    var contents = WorldContents(range: syntax.name.range)
    for type in names.order {
      let definition = resolution[type]
      try contents.add(
        WorldItem(
          key: .name(definition.name ?? ""), content: .type(type),
          documentation: definition.documentation, stability: definition.stability,
          externalID: definition.externalID), isExport: false, at: syntax.name.range)
    }
    for item in syntax.items {
      switch item {
      case .use, .include: break
      case .type(let type):
        for function in try functions(of: type, names) {
          try contents.add(worldItem(function), isExport: false, at: type.name.range)
        }
      case .extern(let extern):
        try contents.add(
          try worldItem(extern, names, scope), isExport: extern.isExport, at: extern.range)
      }
    }
    for include in syntax.items.compactMap(\.include) {
      try self.include(include, in: id, &contents, scope)
    }
    try complete(contents, id)
    return id
  }

  private func worldItem(_ function: Function) -> WorldItem {
    WorldItem(
      key: .name(resolution.componentName(of: function)), content: .function(function),
      documentation: function.documentation, stability: function.stability,
      externalID: function.externalID)
  }

  private mutating func worldItem(
    _ extern: ExternSyntax, _ names: Names, _ scope: Scope
  ) throws(SourceFailure) -> WorldItem {
    let key: WorldItem.Key
    let interface: InterfaceID
    switch extern.content {
    case .function(let function):
      return worldItem(try self.function(function, .freestanding, names))
    case .interface(let syntax):
      interface = try resolve(syntax, name: nil, scope)
      key = .name(syntax.name.text)
    case .path(let path, let name):
      interface = try self.interface(at: path, scope)
      key = name.map { .name($0.text) } ?? .interface(interface)
    }
    return WorldItem(
      key: key, content: .interface(interface), documentation: extern.attributes.documentation,
      stability: extern.attributes.stability, externalID: extern.attributes.externalID)
  }

  // MARK: Include

  /// Adds all of another world. WIT: "Union of Worlds with `include`".
  private mutating func include(
    _ include: IncludeSyntax, in id: WorldID, _ contents: inout WorldContents, _ scope: Scope
  ) throws(SourceFailure) {
    let included = resolution[try world(at: include.path, scope)]
    var renamings: [String: Identifier] = [:]
    var unused: [String: Identifier] = [:]
    for renaming in include.names {
      renamings[renaming.name.text] = renaming.alias
      unused[renaming.name.text] = renaming.name
    }
    var copier = TypeCopier(owner: .world(id))
    let items = included.imports.map { ($0, false) } + included.exports.map { ($0, true) }
    for (item, isExport) in items {
      var key = item.key
      if case .name(let name) = key {
        unused[name] = nil
        if let alias = renamings[name] { key = .name(alias.text) }
      }
      var copy = copier.copy(item, key: key, in: &resolution)
      // Versions of another package say nothing here.
      if included.package != scope.package, case .stable = item.stability,
        case .interface = item.content
      {
        copy.stability = .unspecified
      }
      try contents.include(copy, isExport: isExport, at: include.path.range)
    }
    if resolution.types.count > limits.types {
      throw SourceFailure("there are more than \(limits.types) types", include.path.range)
    }
    if let name = include.names.first(where: { unused[$0.name.text] != nil })?.name {
      throw SourceFailure(
        "world `\(included.name)` has no import or export of the plain name `\(name.text)`",
        name.range)
    }
  }

  // MARK: Completion

  /// Lists also what the items of a world need, and puts everything in order.
  private mutating func complete(
    _ contents: WorldContents, _ id: WorldID
  ) throws(SourceFailure) {
    var imports = WorldContents.Items()
    for item in contents.imports.items.sorted(by: { rank($0) < rank($1) }) {
      switch item.content {
      case .interface(let interface):
        try addDependencies(of: interface, item.stability, to: &imports, at: contents.range)
      case .type(let type):
        if let interface = usedInterface(type) {
          try addDependencies(of: interface, item.stability, to: &imports, at: contents.range)
          imports.add(implied(interface, item.stability))
        }
      case .function: break
      }
      imports.add(item)
    }

    var exports = WorldContents.Items()
    var required: Set<InterfaceID> = []
    for item in contents.exports.items where item.interface == nil { exports.add(item) }
    for item in contents.exports.items {
      guard let interface = item.interface else { continue }
      for needed in exportsNeeded(by: item, interface, contents.exports, exports) {
        try addImports(
          neededBy: needed, item.stability, contents, known: &required, to: &imports)
        if needed == interface {
          exports.add(item)
        } else if let other = contents.exports[.interface(needed)] {
          exports.add(other)
        }
      }
    }
    worldItemCount += imports.items.count + exports.items.count
    if worldItemCount > limits.worldItems {
      throw SourceFailure(
        "worlds have more than \(limits.worldItems) items together", contents.range)
    }
    resolution.worlds[id.rawValue].imports = imports.items.sorted { rank($0) < rank($1) }
    resolution.worlds[id.rawValue].exports = exports.items
  }

  /// Where in the order of imports an item belongs; the sort is stable.
  private func rank(_ item: WorldItem) -> Int {
    switch item.content {
    case .interface: 0
    case .type(let type): usedInterface(type) == nil ? 2 : 1
    case .function(let function): function.kind.resource == nil ? 3 : 4
    }
  }

  /// The interface that a type of a world was brought from.
  private func usedInterface(_ type: TypeID) -> InterfaceID? {
    guard case .alias(.defined(let other)) = resolution[type].content,
      resolution[other].owner != resolution[type].owner,
      case .interface(let interface)? = resolution[other].owner
    else { return nil }
    return interface
  }

  private func implied(_ interface: InterfaceID, _ stability: Stability) -> WorldItem {
    WorldItem(
      key: .interface(interface), content: .interface(interface), documentation: nil,
      stability: stability, externalID: nil)
  }

  private func addDependencies(
    of interface: InterfaceID, _ stability: Stability, to imports: inout WorldContents.Items,
    at range: SourceRange
  ) throws(SourceFailure) {
    visitInPostOrder(interface) {
      $0 == interface || imports[.interface($0)] == nil
    } edges: {
      dependencies[$0.rawValue]
    } visit: {
      if $0 != interface { imports.add(implied($0, stability)) }
    }
    if imports.items.count > limits.worldItems {
      throw SourceFailure("a world has more than \(limits.worldItems) items", range)
    }
  }

  /// Exported interfaces that an exported one uses, by way of exported ones, as far as they are not
  /// listed, and itself at the end.
  private func exportsNeeded(
    by item: WorldItem, _ interface: InterfaceID, _ all: WorldContents.Items,
    _ listed: WorldContents.Items
  ) -> [InterfaceID] {
    guard listed[item.key] == nil else { return [] }
    var needed: [InterfaceID] = []
    var known: Set<InterfaceID> = []
    visitInPostOrder(interface) {
      !known.contains($0) && ($0 == interface || listed[.interface($0)] == nil)
    } edges: {
      dependencies[$0.rawValue].filter { all[.interface($0)] != nil }
    } visit: {
      known.insert($0)
      needed.append($0)
    }
    return needed
  }

  /// What an exported interface uses of interfaces that are not exported is imported; and so is what
  /// these use, which must not be exported then: there would be two of its types.
  private func addImports(
    neededBy interface: InterfaceID, _ stability: Stability, _ contents: WorldContents,
    known: inout Set<InterfaceID>, to imports: inout WorldContents.Items
  ) throws(SourceFailure) {
    for dependency in dependencies[interface.rawValue]
    where contents.exports[.interface(dependency)] == nil {
      var list: [InterfaceID] = []
      visitInPostOrder(dependency) {
        !known.contains($0)
      } edges: {
        dependencies[$0.rawValue]
      } visit: {
        known.insert($0)
        list.append($0)
      }
      for needed in list {
        if contents.exports[.interface(needed)] != nil {
          let names = [interface, dependency, needed].map { resolution.qualifiedName(of: $0) ?? "" }
          throw SourceFailure(
            "`\(names[0])` is exported and uses `\(names[1])`, which is imported, but depends on "
              + "`\(names[2])`, which is exported; export `\(names[1])` as well",
            contents.range)
        }
        imports.add(implied(needed, stability))
      }
    }
  }
}

/// What a world says, before all that it needs is listed.
struct WorldContents {
  var imports = Items()
  var exports = Items()
  /// Where the world has its name.
  let range: SourceRange

  init(range: SourceRange) { self.range = range }

  /// Items by key, in order.
  struct Items {
    private(set) var items: [WorldItem] = []
    private var positions: [WorldItem.Key: Int] = [:]
    /// Plain names that are taken; they differ by more than their case.
    private var plainNames: Set<String> = []

    /// Whether an item with the key can't be added.
    func isTaken(_ key: WorldItem.Key) -> Bool {
      switch key {
      case .name(let name): plainNames.contains(name.lowercased())
      case .interface: positions[key] != nil
      }
    }

    subscript(key: WorldItem.Key) -> WorldItem? { positions[key].map { items[$0] } }

    /// Adds an item unless there is one with its key.
    mutating func add(_ item: WorldItem) {
      guard positions[item.key] == nil else { return }
      positions[item.key] = items.count
      if case .name(let name) = item.key { plainNames.insert(name.lowercased()) }
      items.append(item)
    }

    mutating func setStability(_ stability: Stability, of key: WorldItem.Key) {
      if let position = positions[key] { items[position].stability = stability }
    }
  }

  private subscript(isExport isExport: Bool) -> Items {
    get { isExport ? exports : imports }
    _modify { if isExport { yield &exports } else { yield &imports } }
  }

  /// Adds what the world itself says.
  mutating func add(
    _ item: WorldItem, isExport: Bool, at range: SourceRange
  ) throws(SourceFailure) {
    guard !self[isExport: isExport].isTaken(item.key) else {
      let name = if case .name(let name) = item.key { "`\(name)`" } else { "the interface" }
      throw SourceFailure("\(name) is \(isExport ? "exported" : "imported") more than once", range)
    }
    self[isExport: isExport].add(item)
  }

  /// Adds what an included world has. An interface by its own name may be there already.
  mutating func include(
    _ item: WorldItem, isExport: Bool, at range: SourceRange
  ) throws(SourceFailure) {
    guard case .interface = item.key, let present = self[isExport: isExport][item.key] else {
      return try add(item, isExport: isExport, at: range)
    }
    switch (present.stability, item.stability) {
    case (_, .unspecified): break
    case (.unspecified, let stability):
      self[isExport: isExport].setStability(stability, of: item.key)
    case (let one, let other):
      if one != other { throw SourceFailure("gates of the included world are different", range) }
    }
  }
}

extension WorldItem {
  var interface: InterfaceID? {
    if case .interface(let interface) = content { interface } else { nil }
  }
}
