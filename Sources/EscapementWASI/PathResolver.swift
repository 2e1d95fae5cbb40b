/// A path as a guest gave it: UTF-8 without NUL, of bounded length.
struct GuestPath {
  let bytes: [UInt8]

  var isAbsolute: Bool { bytes.first == UInt8(ascii: "/") }

  /// Whether the path asks for a directory by ending with a slash.
  var hasTrailingSlash: Bool { bytes.last == UInt8(ascii: "/") }

  /// The names between the slashes, of which neither number nor place matters.
  var components: [PathComponent] {
    bytes.split(separator: UInt8(ascii: "/")).map { PathComponent(bytes: $0) }
  }

  /// The path as a C string.
  var characters: [CChar] { bytes.map { CChar(bitPattern: $0) } + [0] }

  static func isUTF8(_ bytes: [UInt8]) -> Bool {
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    while true {
      switch decoder.decode(&iterator) {
      case .scalarValue: continue
      case .emptyInput: return true
      case .error: return false
      }
    }
  }
}

/// One name of a path, without slashes.
struct PathComponent: Equatable {
  /// The name as a C string.
  let characters: [CChar]

  init(bytes: some Sequence<UInt8>) {
    characters = bytes.map { CChar(bitPattern: $0) } + [0]
  }

  static let current = PathComponent(bytes: ".".utf8)
  static let parent = PathComponent(bytes: "..".utf8)
}

/// The place that a path names: a name in an open directory. The name may not exist.
struct ResolvedPath {
  let parent: HostDescriptor
  /// Never `..` and never with a slash; `.` when the path names the directory itself. It may be a
  /// symbolic link, which nothing done with it follows.
  let name: PathComponent
  /// Whether the path says, by a trailing slash, that the name is a directory's.
  let requiresDirectory: Bool
}

/// What becomes of a symbolic link in the last place of a path.
enum LastLink {
  /// It is followed.
  case follow
  /// It is followed if a slash comes after it.
  case followBeforeSlash
  /// It stays, whatever comes after it.
  case keep
}

/// Resolves guests' paths without ever leaving a directory.
///
/// The walk goes component by component, opens each directory relative to the one before and never
/// follows a symbolic link in a system call: it reads links and walks their targets itself. `..`
/// returns to the directory that the walk came from and fails at the start; so does a link to an
/// absolute path. A file tree that changes during the walk can only make it fail or end elsewhere
/// in the same directory.
struct PathResolver {
  /// Bytes of a path, and of a symbolic link's target.
  static let maximumPathLength = 4096
  /// Symbolic links expanded for one path.
  static let maximumSymbolicLinks = 40
  /// Directories below the start that a walk may be in; it keeps them all open.
  static let maximumDepth = 200

  /// The directories from the start to the current one.
  private var directories: [HostDescriptor]
  /// What remains to be walked, the next component last.
  private var pending: [PathComponent]
  private var requiresDirectory: Bool
  private let lastLink: LastLink
  private var expandedLinks = 0

  /// Resolves `path` from `directory`.
  ///
  /// - Throws: `notcapable` for an absolute path and for one that leaves the directory, `loop`
  ///   for too many symbolic links, `noent` for an empty path, and the host's errors.
  static func resolve(
    _ path: GuestPath, in directory: HostDescriptor, lastLink: LastLink
  ) throws(WASI.Errno) -> ResolvedPath {
    guard !path.bytes.isEmpty else { throw .noent }
    guard !path.isAbsolute else { throw .notcapable }
    var resolver = PathResolver(path, in: directory, lastLink: lastLink)
    if let resolved = resolver.resolveBeneath(path.components) { return resolved }
    return try resolver.walk()
  }

  /// The same in one system call for the directories, on systems that have one. Nil when it did
  /// not work out for any reason; the walk then finds the answer or the error.
  private func resolveBeneath(_ components: [PathComponent]) -> ResolvedPath? {
    guard components.count > 2, let name = components.last, name != .current, name != .parent
    else { return nil }
    let slash = CChar(bitPattern: UInt8(ascii: "/"))
    let path = components.dropLast().map { $0.characters.dropLast() }.joined(separator: [slash])
    guard let parent = currentDirectory.openSearchDirectory(beneath: path + [0])
    else { return nil }
    if followsLast {
      // A link's target may climb, for which the walk needs the directories in between.
      do throws(WASI.Errno) {
        guard try parent.symbolicLinkTarget(name) == nil else { return nil }
      } catch {
        return nil
      }
    }
    return ResolvedPath(parent: parent, name: name, requiresDirectory: requiresDirectory)
  }

  private init(_ path: GuestPath, in directory: HostDescriptor, lastLink: LastLink) {
    directories = [directory]
    pending = path.components.reversed()
    requiresDirectory = path.hasTrailingSlash
    self.lastLink = lastLink
  }

  private var currentDirectory: HostDescriptor { directories[directories.count - 1] }

  private var followsLast: Bool {
    switch lastLink {
    case .follow: true
    case .followBeforeSlash: requiresDirectory
    case .keep: false
    }
  }

  private mutating func walk() throws(WASI.Errno) -> ResolvedPath {
    while let component = pending.popLast() {
      if component == .current { continue }
      if component == .parent {
        guard directories.count > 1 else { throw .notcapable }
        directories.removeLast()
        continue
      }
      if !pending.isEmpty {
        try enter(component)
        continue
      }
      if followsLast,
        let target = try currentDirectory.symbolicLinkTarget(component)
      {
        try expand(target)
        continue
      }
      return ResolvedPath(
        parent: currentDirectory, name: component, requiresDirectory: requiresDirectory)
    }
    return ResolvedPath(parent: currentDirectory, name: .current, requiresDirectory: true)
  }

  private mutating func enter(_ component: PathComponent) throws(WASI.Errno) {
    guard directories.count <= Self.maximumDepth else { throw .nametoolong }
    do throws(WASI.Errno) {
      directories.append(try currentDirectory.openSearchDirectory(component))
    } catch {
      // What says "a symbolic link" depends on the system: `loop`, `notdir` or `mlink`.
      guard error == .loop || error == .notdir || error == .mlink,
        let target = try currentDirectory.symbolicLinkTarget(component)
      else { throw error }
      try expand(target)
    }
  }

  private mutating func expand(_ target: [UInt8]) throws(WASI.Errno) {
    expandedLinks += 1
    guard expandedLinks <= Self.maximumSymbolicLinks else { throw .loop }
    let path = GuestPath(bytes: target)
    guard !path.bytes.isEmpty else { throw .noent }
    guard !path.isAbsolute else { throw .notcapable }
    if pending.isEmpty && path.hasTrailingSlash { requiresDirectory = true }
    pending.append(contentsOf: path.components.reversed())
  }
}
