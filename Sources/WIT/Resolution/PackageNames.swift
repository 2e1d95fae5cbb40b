/// The interfaces and worlds of a package by name, before they are resolved.
struct PackageNames {
  /// In the order of the text, file by file; without uses.
  private var items: [Item] = []
  /// The position of each name's item.
  private var positions: [String: Int] = [:]
  /// Of each file what its top-level uses name.
  private(set) var aliases: [[String: UsePath]] = []

  struct Item {
    var file: Int
    var content: PackageItem
  }

  init(_ package: PackageSyntax) throws(SourceFailure) {
    for (file, content) in package.files.enumerated() {
      for item in content {
        guard let name = item.name else { continue }
        guard positions.updateValue(items.count, forKey: name.text) == nil else {
          throw SourceFailure("`\(name.text)` is defined more than once", name.range)
        }
        items.append(Item(file: file, content: item))
      }
    }
    for (file, content) in package.files.enumerated() {
      var names: [String: UsePath] = [:]
      for use in content.compactMap(\.topLevelUse) {
        let name = use.alias ?? use.path.name
        let isTaken = positions[name.text].map { items[$0].file == file } ?? false
        guard !isTaken, names.updateValue(use.path, forKey: name.text) == nil else {
          throw SourceFailure("`\(name.text)` is defined more than once in this file", name.range)
        }
      }
      aliases.append(names)
    }
  }

  /// Interfaces, each behind those that it uses, then worlds, each behind those that it includes.
  func order() throws(SourceFailure) -> [Item] {
    let paths = items.map { item in
      item.content.paths.compactMap { path -> (position: Int, path: UsePath)? in
        let target = path.package == nil ? aliases[item.file][path.name.text] ?? path : path
        guard target.package == nil, let position = positions[target.name.text],
          items[position].content.isWorld == item.content.isWorld
        else { return nil }
        return (position, path)
      }
    }
    do throws(DependencyCycle) {
      let order = try dependencyOrder(paths.map { $0.map(\.position) }).map { items[$0] }
      return order.filter { !$0.content.isWorld } + order.filter(\.content.isWorld)
    } catch {
      let path = paths[error.node][error.dependency].path
      throw SourceFailure("`\(path.name.text)` depends on itself", path.range)
    }
  }
}

extension PackageItem {
  var topLevelUse: TopLevelUse? { if case .use(let use) = self { use } else { nil } }

  /// nil for a use.
  var name: Identifier? {
    switch self {
    case .use: nil
    case .interface(let interface): interface.name
    case .world(let world): world.name
    }
  }

  var attributes: Attributes {
    switch self {
    case .use: Attributes()
    case .interface(let interface): interface.attributes
    case .world(let world): world.attributes
    }
  }

  var isWorld: Bool { if case .world = self { true } else { false } }

  /// All paths to interfaces and worlds; those of a world's exports last.
  var paths: [UsePath] {
    switch self {
    case .use(let use): [use.path]
    case .interface(let interface): interface.items.compactMap(\.use?.path)
    case .world(let world):
      world.items.compactMap { $0.use?.path ?? $0.include?.path }
        + world.items.compactMap(\.extern).filter { !$0.isExport }.flatMap(\.paths)
        + world.items.compactMap(\.extern).filter(\.isExport).flatMap(\.paths)
    }
  }
}

extension ExternSyntax {
  var paths: [UsePath] {
    switch content {
    case .function: []
    case .interface(let interface): interface.items.compactMap(\.use?.path)
    case .path(let path, _): [path]
    }
  }
}

extension InterfaceItem {
  var use: UseSyntax? { if case .use(let use) = self { use } else { nil } }
  var type: TypeSyntax? { if case .type(let type) = self { type } else { nil } }

  var attributes: Attributes {
    switch self {
    case .use(let use): use.attributes
    case .type(let type): type.attributes
    case .function(let function): function.attributes
    }
  }
}

extension InterfaceItem {
  var range: SourceRange {
    switch self {
    case .use(let use): use.path.range
    case .type(let type): type.name.range
    case .function(let function): function.name.range
    }
  }
}

extension WorldItemSyntax {
  var range: SourceRange {
    switch self {
    case .use(let use): use.path.range
    case .type(let type): type.name.range
    case .include(let include): include.path.range
    case .extern(let extern): extern.range
    }
  }

  var use: UseSyntax? { if case .use(let use) = self { use } else { nil } }
  var type: TypeSyntax? { if case .type(let type) = self { type } else { nil } }
  var include: IncludeSyntax? { if case .include(let include) = self { include } else { nil } }
  var extern: ExternSyntax? { if case .extern(let extern) = self { extern } else { nil } }

  var attributes: Attributes {
    switch self {
    case .use(let use): use.attributes
    case .type(let type): type.attributes
    case .include(let include): include.attributes
    case .extern(let extern): extern.attributes
    }
  }
}

extension PackageSyntax {
  var paths: [UsePath] { files.joined().flatMap(\.paths) }
}
