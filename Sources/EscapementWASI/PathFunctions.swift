internal import CWASISupport

/// Names in directories. `path_open` has a file of its own.
extension WASI {
  func pathCreateDirectory(
    _ memory: GuestMemory, fd: UInt32, path: UInt32, pathLen: UInt32
  ) throws(Errno) {
    let place = try resolve(memory, fd, path, pathLen, rights: .pathCreateDirectory, changes: true)
    try place.parent.makeDirectory(place.name)
  }

  func pathFilestatGet(
    _ memory: GuestMemory, fd: UInt32, flags: UInt32, path: UInt32, pathLen: UInt32, stat: UInt32,
    snapshot: WASI.Snapshot
  ) throws(Errno) {
    let flags = try LookupFlags(guest: flags, all: .all)
    let place = try resolve(
      memory, fd, path, pathLen, rights: .pathFilestatGet, lastLink: LastLink(flags))
    let status = try place.status()
    try status.store(in: memory, at: stat, snapshot: snapshot)
  }

  func pathFilestatSetTimes(
    _ memory: GuestMemory, fd: UInt32, flags: UInt32, path: UInt32, pathLen: UInt32,
    access: UInt64, modification: UInt64, timeFlags: UInt32
  ) throws(Errno) {
    let flags = try LookupFlags(guest: flags, all: .all)
    let times = try Self.times(access: access, modification: modification, flags: timeFlags)
    let place = try resolve(
      memory, fd, path, pathLen, rights: .pathFilestatSetTimes, lastLink: LastLink(flags),
      changes: true)
    if place.requiresDirectory { _ = try place.status() }
    try place.parent.setTimes(
      of: place.name, access: times.access, modification: times.modification)
  }

  func pathLink(
    _ memory: GuestMemory, oldFD: UInt32, oldFlags: UInt32, oldPath: UInt32, oldPathLen: UInt32,
    newFD: UInt32, newPath: UInt32, newPathLen: UInt32
  ) throws(Errno) {
    let flags = try LookupFlags(guest: oldFlags, all: .all)
    let old = try resolve(
      memory, oldFD, oldPath, oldPathLen, rights: .pathLinkSource, lastLink: LastLink(flags),
      changes: true)
    let new = try resolve(
      memory, newFD, newPath, newPathLen, rights: .pathLinkTarget, changes: true)
    if old.requiresDirectory { _ = try old.status() }
    try new.requireFileName()
    try old.parent.link(old.name, to: new.parent, new.name)
  }

  /// The first `bufLen` bytes of a symbolic link's target, without a NUL.
  func pathReadlink(
    _ memory: GuestMemory, fd: UInt32, path: UInt32, pathLen: UInt32, buf: UInt32, bufLen: UInt32,
    bufused: UInt32
  ) throws(Errno) {
    let place = try resolve(
      memory, fd, path, pathLen, rights: .pathReadlink, lastLink: .followBeforeSlash)
    let buffer = try memory.region(buf, count: bufLen)
    try memory.checkStore(of: UInt32.self, at: bufused)
    if place.requiresDirectory { _ = try place.status() }
    let target = try place.parent.readLink(place.name).prefix(buffer.count)
    buffer.copyBytes(from: target)
    try memory.store(UInt32(target.count), at: bufused)
  }

  func pathRemoveDirectory(
    _ memory: GuestMemory, fd: UInt32, path: UInt32, pathLen: UInt32
  ) throws(Errno) {
    let place = try resolve(memory, fd, path, pathLen, rights: .pathRemoveDirectory, changes: true)
    try place.parent.removeDirectory(place.name)
  }

  func pathRename(
    _ memory: GuestMemory, fd: UInt32, oldPath: UInt32, oldPathLen: UInt32, newFD: UInt32,
    newPath: UInt32, newPathLen: UInt32
  ) throws(Errno) {
    let old = try resolve(
      memory, fd, oldPath, oldPathLen, rights: .pathRenameSource, changes: true)
    let new = try resolve(
      memory, newFD, newPath, newPathLen, rights: .pathRenameTarget, changes: true)
    if old.requiresDirectory || new.requiresDirectory {
      guard try old.parent.status(of: old.name).type == .directory else { throw .notdir }
    }
    try old.parent.rename(old.name, to: new.parent, new.name)
  }

  /// Makes a symbolic link; `notcapable` for an absolute target, which no guest could follow.
  func pathSymlink(
    _ memory: GuestMemory, oldPath: UInt32, oldPathLen: UInt32, fd: UInt32, newPath: UInt32,
    newPathLen: UInt32
  ) throws(Errno) {
    let target = try memory.path(at: oldPath, length: oldPathLen)
    let place = try resolve(
      memory, fd, newPath, newPathLen, rights: .pathSymlink, changes: true)
    guard !target.bytes.isEmpty else { throw .noent }
    guard !target.isAbsolute else { throw .notcapable }
    try place.requireFileName()
    try place.parent.makeSymbolicLink(place.name, to: target.characters)
  }

  func pathUnlinkFile(
    _ memory: GuestMemory, fd: UInt32, path: UInt32, pathLen: UInt32
  ) throws(Errno) {
    let place = try resolve(memory, fd, path, pathLen, rights: .pathUnlinkFile, changes: true)
    if place.requiresDirectory {
      throw try place.parent.status(of: place.name).type == .directory ? .isdir : .notdir
    }
    try place.parent.removeFile(place.name)
  }
}

extension WASI {
  /// A guest's directory, with the rights asked for.
  func directory(_ fd: UInt32, rights: Rights) throws(Errno) -> (Descriptor, HostDescriptor) {
    let descriptor = try descriptors[fd]
    guard case .directory(let directory) = descriptor.resource else { throw .notdir }
    try descriptor.require(rights)
    return (descriptor, directory.host)
  }

  /// The place that a path in the guest's memory names in a guest's directory.
  ///
  /// - Parameters:
  ///   - lastLink: where something is made, renamed or removed, a link in the last place stays.
  ///   - changes: whether the place is to be changed, which a read-only directory refuses.
  private func resolve(
    _ memory: GuestMemory, _ fd: UInt32, _ path: UInt32, _ pathLen: UInt32, rights: Rights,
    lastLink: LastLink = .keep, changes: Bool = false
  ) throws(Errno) -> ResolvedPath {
    let (descriptor, host) = try directory(fd, rights: rights)
    let path = try memory.path(at: path, length: pathLen)
    let place = try PathResolver.resolve(path, in: host, lastLink: lastLink)
    if changes { try descriptor.requireWritable() }
    return place
  }
}

extension LastLink {
  init(_ flags: LookupFlags) {
    self = flags.contains(.followSymbolicLinks) ? .follow : .followBeforeSlash
  }
}

extension ResolvedPath {
  /// The attributes of what is here; `notdir` when the path asked for a directory and it is none.
  func status() throws(WASI.Errno) -> FileStatus {
    let status = try parent.status(of: name)
    guard !requiresDirectory || status.type == .directory else { throw .notdir }
    return status
  }

  /// Fails for a path with a trailing slash, which cannot name a file to be made.
  func requireFileName() throws(WASI.Errno) {
    guard requiresDirectory else { return }
    throw try status().type == .directory ? .exist : .notdir
  }
}
