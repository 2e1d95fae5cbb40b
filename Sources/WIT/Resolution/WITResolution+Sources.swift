/// The files of a package and of what it may depend on. WIT: "Filesystem structure".
public struct WITSources: Sendable {
  /// The files of the package itself.
  public var root: [SourceFile]
  /// What is in the folder `deps`: of each package in it the files.
  public var dependencies: [[SourceFile]]

  public init(root: [SourceFile], dependencies: [[SourceFile]] = []) {
    self.root = root
    self.dependencies = dependencies
  }
}

/// Which of what is gated by `@unstable` exists. WIT: "Feature Gates".
public enum WITFeatures: Hashable, Sendable {
  case only(Set<String>)
  case all

  func contains(_ feature: String) -> Bool {
    switch self {
    case .only(let features): features.contains(feature)
    case .all: true
    }
  }
}

extension WITResolution {
  /// Reads files and looks up all that they name.
  ///
  /// - Parameter features: Unstable features that are wanted; none by default.
  /// - Returns: The packages, and which of them the root's files are. Without a `package` of their
  ///   own, these may hold one package in braces.
  public static func resolve(
    _ sources: WITSources, features: WITFeatures = .only([]), limits: WITLimits = WITLimits()
  ) throws(WITError) -> (resolution: WITResolution, root: PackageID) {
    let files = sources.root + sources.dependencies.joined()
    do throws(SourceFailure) {
      var number = 0
      var groups: [[Document]] = []
      for group in [sources.root] + sources.dependencies {
        var documents: [Document] = []
        for file in group {
          documents.append(try Parser.document(file, number: number, limits: limits))
          number += 1
        }
        groups.append(documents)
      }
      let packages = try PackageSyntax.packages(in: groups)
      var resolver = Resolver(features: features, limits: limits)
      let root = try resolver.resolve(packages)
      return (resolver.resolution, root)
    } catch {
      throw WITError(error, in: files)
    }
  }
}

/// A package as its files have it.
struct PackageSyntax {
  var name: PackageName
  /// Where the package is declared.
  var range: SourceRange
  var documentation: String?
  /// The items of each file.
  var files: [[PackageItem]]

  /// The packages of the root's files, and of each dependency's; that of the root comes first.
  static func packages(in groups: [[Document]]) throws(SourceFailure) -> [PackageSyntax] {
    var packages: [PackageSyntax] = []
    var names: Set<PackageName> = []
    func add(_ package: PackageSyntax) throws(SourceFailure) {
      guard names.insert(package.name).inserted else {
        throw SourceFailure("package `\(package.name)` is defined more than once", package.range)
      }
      packages.append(package)
    }
    for documents in groups {
      if let package = try merged(documents) { try add(package) }
      for nested in documents.flatMap(\.nested) {
        try add(
          PackageSyntax(
            name: nested.package.name, range: nested.package.range,
            documentation: nested.package.documentation, files: [nested.items]))
      }
    }
    return packages
  }

  /// What the files of one package say together; nil if they hold only packages in braces.
  private static func merged(_ documents: [Document]) throws(SourceFailure) -> PackageSyntax? {
    var package: PackageSyntax?
    for declaration in documents.compactMap(\.package) {
      if let first = package, first.name != declaration.name {
        throw SourceFailure(
          "package `\(declaration.name)` in the folder of package `\(first.name)`",
          declaration.range)
      }
      if package?.documentation != nil, declaration.documentation != nil {
        throw SourceFailure("the package is documented more than once", declaration.range)
      }
      package = PackageSyntax(
        name: declaration.name, range: package?.range ?? declaration.range,
        documentation: package?.documentation ?? declaration.documentation, files: [])
    }
    package?.files = documents.map(\.items)
    if package == nil, let item = documents.lazy.flatMap(\.items).first {
      throw SourceFailure("none of the files declares its package", item.range)
    }
    return package
  }
}

extension PackageItem {
  var range: SourceRange {
    switch self {
    case .use(let use): use.path.range
    case .interface(let interface): interface.name.range
    case .world(let world): world.name.range
    }
  }
}
