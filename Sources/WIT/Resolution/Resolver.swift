/// Looks up the names of packages, in an order in which each is behind what it needs.
struct Resolver {
  let features: WITFeatures
  let limits: WITLimits
  var resolution = WITResolution()
  /// Of each interface those whose types it uses, in order.
  var dependencies: [[InterfaceID]] = []
  /// Of each interface the types that have a name there.
  var typeNames: [[String: TypeID]] = []
  /// Types that hold borrowed handles.
  var lendingTypes: Set<TypeID> = []
  /// How many items all worlds have so far.
  var worldItemCount = 0
  private var items: [PackageName: [String: Item]] = [:]

  /// What a path may lead to.
  enum Item {
    case interface(InterfaceID)
    case world(WorldID)
  }

  /// Where names of interfaces and worlds are looked up.
  struct Scope {
    let package: PackageID
    /// What the top-level `use`s of the file name.
    let aliases: [String: UsePath]
  }

  init(features: WITFeatures, limits: WITLimits) {
    self.features = features
    self.limits = limits
  }

  // MARK: Packages

  /// Resolves packages, of which the first one is the root.
  mutating func resolve(_ packages: [PackageSyntax]) throws(SourceFailure) -> PackageID {
    guard let root = packages.first else {
      throw SourceFailure("no file declares a package", SourceRange(file: 0, start: 0, end: 0))
    }
    for package in packages { try checkGates(of: package) }
    let packages = packages.map { included($0) }
    for number in try order(packages) { try resolve(packages[number]) }
    let position = resolution.packages.firstIndex { $0.name == root.name }
    return PackageID(rawValue: position ?? 0)
  }

  /// Packages by their names, but each behind its dependencies.
  private func order(_ packages: [PackageSyntax]) throws(SourceFailure) -> [Int] {
    var numbers: [PackageName: Int] = [:]
    for (number, package) in packages.enumerated() { numbers[package.name] = number }
    var paths: [[(package: Int, range: SourceRange)]] = []
    for package in packages {
      var list: [(package: Int, range: SourceRange)] = []
      for path in package.paths {
        guard let name = path.package, name != package.name else { continue }
        guard let number = numbers[name] else {
          throw SourceFailure(Self.missing(name, among: packages.map(\.name)), path.range)
        }
        list.append((number, path.range))
      }
      paths.append(list)
    }
    do throws(DependencyCycle) {
      _ = try dependencyOrder(paths.map { $0.map(\.package) })
    } catch {
      let (package, range) = paths[error.node][error.dependency]
      throw SourceFailure("package `\(packages[package].name)` depends on itself", range)
    }
    var order: [Int] = []
    var visited: Set<Int> = []
    let sorted = packages.indices.sorted { packages[$0].name < packages[$1].name }
    for number in sorted {
      visitInPostOrder(number) {
        !visited.contains($0)
      } edges: {
        paths[$0].map(\.package)
      } visit: {
        visited.insert($0)
        order.append($0)
      }
    }
    return order
  }

  private static func missing(_ name: PackageName, among known: [PackageName]) -> String {
    let similar = known.filter { $0.namespace == name.namespace && $0.name == name.name }
    let hint = similar.isEmpty ? "" : ", but `\(similar[0])` is there"
    return "package `\(name)` was not found\(hint)"
  }

  private mutating func resolve(_ package: PackageSyntax) throws(SourceFailure) {
    let id = PackageID(rawValue: resolution.packages.count)
    resolution.packages.append(Package(name: package.name, documentation: package.documentation))
    items[package.name] = [:]
    let names = try PackageNames(package)
    for item in try names.order() {
      let scope = Scope(package: id, aliases: names.aliases[item.file])
      switch item.content {
      case .use: break
      case .interface(let interface):
        let interfaceID = try resolve(interface, name: interface.name.text, scope)
        items[package.name]?[interface.name.text] = .interface(interfaceID)
        resolution.packages[id.rawValue].interfaces.append(interfaceID)
      case .world(let world):
        let worldID = try resolve(world, scope)
        items[package.name]?[world.name.text] = .world(worldID)
        resolution.packages[id.rawValue].worlds.append(worldID)
      }
    }
    for (file, aliases) in names.aliases.enumerated() {
      let scope = Scope(package: id, aliases: aliases)
      for use in package.files[file].compactMap(\.topLevelUse) { _ = try item(at: use.path, scope) }
    }
  }

  // MARK: Paths

  /// What a path leads to, among packages and items that are resolved.
  private func item(at path: UsePath, _ scope: Scope) throws(SourceFailure) -> Item {
    var path = path
    if path.package == nil, let alias = scope.aliases[path.name.text] {
      path = UsePath(package: alias.package, name: alias.name, range: path.range)
    }
    let package = path.package ?? resolution[scope.package].name
    guard let item = items[package]?[path.name.text] else {
      throw SourceFailure(
        "`\(path.name.text)` is no interface or world of package `\(package)`", path.range)
    }
    return item
  }

  func interface(at path: UsePath, _ scope: Scope) throws(SourceFailure) -> InterfaceID {
    guard case .interface(let interface) = try item(at: path, scope) else {
      throw SourceFailure("`\(path.name.text)` is a world, not an interface", path.range)
    }
    return interface
  }

  func world(at path: UsePath, _ scope: Scope) throws(SourceFailure) -> WorldID {
    guard case .world(let world) = try item(at: path, scope) else {
      throw SourceFailure("`\(path.name.text)` is an interface, not a world", path.range)
    }
    return world
  }
}
