// Gates: what of a package exists. WIT: "Feature Gates".

extension Resolver {
  /// The package without what belongs to features that are not wanted.
  func included(_ package: PackageSyntax) -> PackageSyntax {
    var package = package
    package.files = package.files.map { items in
      items.compactMap { item in
        guard isIncluded(item.attributes) else { return nil }
        switch item {
        case .use: return item
        case .interface(let interface): return .interface(included(interface))
        case .world(let world): return .world(included(world))
        }
      }
    }
    return package
  }

  private func isIncluded(_ attributes: Attributes) -> Bool {
    if case .unstable(let feature, _) = attributes.stability {
      features.contains(feature)
    } else {
      true
    }
  }

  private func included(_ interface: InterfaceSyntax) -> InterfaceSyntax {
    var interface = interface
    interface.items = interface.items.compactMap { item in
      guard isIncluded(item.attributes) else { return nil }
      return item.type.map { .type(included($0)) } ?? item
    }
    return interface
  }

  private func included(_ type: TypeSyntax) -> TypeSyntax {
    guard case .resource(let functions) = type.content else { return type }
    var type = type
    type.content = .resource(functions.filter { isIncluded($0.function.attributes) })
    return type
  }

  private func included(_ world: WorldSyntax) -> WorldSyntax {
    var world = world
    world.items = world.items.compactMap { item in
      guard isIncluded(item.attributes) else { return nil }
      switch item {
      case .use, .include: return item
      case .type(let type): return .type(included(type))
      case .extern(var extern):
        if case .interface(let interface) = extern.content {
          extern.content = .interface(included(interface))
        }
        return .extern(extern)
      }
    }
    return world
  }

  /// Gates by version make sense only up to the version of the package, and what is inside of an
  /// unstable item is unstable itself.
  func checkGates(of package: PackageSyntax) throws(SourceFailure) {
    for item in package.files.joined() {
      try check(item.attributes, item.range, package.name)
      let container = item.attributes.stability
      switch item {
      case .use: break
      case .interface(let interface): try check(interface, in: container, package.name)
      case .world(let world):
        for item in world.items {
          try check(item.attributes, item.range, package.name, in: container)
          if let type = item.type { try check(type, package.name) }
          if case .interface(let interface) = item.extern?.content {
            try check(interface, in: .unspecified, package.name)
          }
        }
      }
    }
  }

  private func check(
    _ interface: InterfaceSyntax, in container: Stability, _ package: PackageName
  ) throws(SourceFailure) {
    for item in interface.items {
      try check(item.attributes, item.range, package, in: container)
      if let type = item.type { try check(type, package) }
    }
  }

  private func check(_ type: TypeSyntax, _ package: PackageName) throws(SourceFailure) {
    guard case .resource(let members) = type.content else { return }
    for function in members.map(\.function) {
      try check(function.attributes, function.name.range, package, in: type.attributes.stability)
    }
  }

  private func check(
    _ attributes: Attributes, _ range: SourceRange, _ package: PackageName,
    in container: Stability = .unspecified
  ) throws(SourceFailure) {
    if case .unstable = container, attributes.stability == .unspecified {
      throw SourceFailure("this is inside of an unstable item, and needs a gate as well", range)
    }
    guard case .stable(let since, _) = attributes.stability else { return }
    let range = attributes.range ?? range
    guard let version = package.version else {
      throw SourceFailure("package `\(package)` has gates by version, but no version", range)
    }
    guard since <= version else {
      throw SourceFailure("version \(since) is behind that of package `\(package)`", range)
    }
  }
}
