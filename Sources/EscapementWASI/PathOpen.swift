#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#elseif canImport(Glibc)
  import Glibc
#endif

/// Opening files.
extension WASI {
  func pathOpen(
    _ memory: GuestMemory, fd: UInt32, dirflags: UInt32, path: UInt32, pathLen: UInt32,
    oflags: UInt32, base: UInt64, inheriting: UInt64, fdflags: UInt32, openedFD: UInt32
  ) throws(Errno) {
    let lookup = try LookupFlags(guest: dirflags, all: .all)
    let request = OpenRequest(
      flags: try OpenFlags(guest: oflags, all: .all),
      descriptorFlags: try FileDescriptorFlags(guest: fdflags, all: .all),
      rights: Rights(rawValue: base), inheritingRights: Rights(rawValue: inheriting))
    let (parent, host) = try directory(fd, rights: request.neededRights)
    try request.check(against: parent)
    let path = try memory.path(at: path, length: pathLen)
    try memory.checkStore(of: UInt32.self, at: openedFD)
    try descriptors.requireSpace()

    let lastLink: LastLink =
      request.flags.contains(.exclusive) && request.flags.contains(.create)
      ? .keep : LastLink(lookup)
    let place = try PathResolver.resolve(path, in: host, lastLink: lastLink)
    let opened = try request.open(place, parent: parent)
    try memory.store(try descriptors.insert(opened), at: openedFD)
  }
}

/// What a guest asks `path_open` for.
private struct OpenRequest {
  let flags: OpenFlags
  let descriptorFlags: FileDescriptorFlags
  let rights: Rights
  let inheritingRights: Rights

  /// The rights that the directory must have.
  var neededRights: Rights {
    var needed: Rights = .pathOpen
    if flags.contains(.create) { needed.insert(.pathCreateFile) }
    if flags.contains(.truncate) { needed.insert(.pathFilestatSetSize) }
    return needed
  }

  /// Whether opening has an effect beyond the descriptor.
  private var changesFiles: Bool {
    rights.contains(.fdWrite) || flags.contains(.create) || flags.contains(.truncate)
  }

  /// Refuses what the directory does not hand on, as far as that does not depend on the file.
  func check(against parent: Descriptor) throws(WASI.Errno) {
    guard !flags.contains(.directory) || flags == .directory else { throw .inval }
    var needed = inheritingRights.intersection(.inheritable)
    if descriptorFlags.contains(.dsync) { needed.insert(.fdDatasync) }
    if descriptorFlags.contains(.rsync) || descriptorFlags.contains(.sync) {
      needed.insert(.fdSync)
    }
    if changesFiles { needed.formUnion(rights.intersection(.regularFile)) }
    guard parent.inheritingRights.isSuperset(of: needed) else { throw .notcapable }
    if parent.isReadOnly && (rights.contains(.fdWrite) || flags.contains(.truncate)) {
      throw .rofs
    }
  }

  func open(_ place: ResolvedPath, parent: Descriptor) throws(WASI.Errno) -> Descriptor {
    if place.requiresDirectory && flags.contains(.create) { throw .isdir }
    let host = try openHost(place, isReadOnly: parent.isReadOnly)
    let type = try Descriptor.type(of: host)
    let isDirectory = type == .directory
    if place.requiresDirectory && !isDirectory { throw .notdir }

    // Rights that mean nothing on such a file are left out; the others must be there to hand on.
    let isSeekable = Descriptor.isSeekable(host, type: type)
    let granted = rights.intersection(
      Descriptor.applicableRights(type: type, isSeekable: isSeekable))
    guard parent.inheritingRights.isSuperset(of: granted) else { throw .notcapable }

    var effectiveFlags = descriptorFlags
    if isDirectory {
      effectiveFlags = []
    } else if type != .regularFile && !descriptorFlags.contains(.nonblock) {
      // It was opened without waiting; using it may wait.
      try host.setStatusFlags(descriptorFlags)
    }
    return Descriptor(
      isDirectory ? .directory(Directory(host)) : .file(host), type: type,
      isSeekable: isSeekable, rights: granted,
      inheritingRights: isDirectory ? inheritingRights.intersection(.inheritable) : [],
      flags: effectiveFlags, isReadOnly: parent.isReadOnly)
  }

  private func openHost(
    _ place: ResolvedPath, isReadOnly: Bool
  ) throws(WASI.Errno) -> HostDescriptor {
    guard isReadOnly && flags.contains(.create) else {
      return try place.parent.open(place.name, flags: hostFlags)
    }
    // Only an existing file can be opened, and only if it need not be new.
    do throws(WASI.Errno) {
      if flags.contains(.exclusive) {
        _ = try place.parent.status(of: place.name)
        throw .exist
      }
      return try place.parent.open(place.name, flags: hostFlags & ~O_CREAT)
    } catch .noent {
      throw .rofs
    }
  }

  /// The host's flags. Truncating needs a descriptor for writing, whatever the rights are.
  private var hostFlags: CInt {
    let writes = rights.contains(.fdWrite) || flags.contains(.truncate)
    let reads = rights.contains(.fdRead)
    var result = writes ? (reads ? O_RDWR : O_WRONLY) : O_RDONLY
    if flags.contains(.create) { result |= O_CREAT }
    if flags.contains(.exclusive) { result |= O_EXCL }
    if flags.contains(.truncate) { result |= O_TRUNC }
    if flags.contains(.directory) { result |= O_DIRECTORY }
    if descriptorFlags.contains(.append) { result |= O_APPEND }
    if descriptorFlags.contains(.dsync) { result |= O_DSYNC }
    if descriptorFlags.contains(.rsync) || descriptorFlags.contains(.sync) { result |= O_SYNC }
    return result
  }
}
