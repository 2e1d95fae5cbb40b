internal import CWASISupport
import SystemPackage

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#elseif canImport(Glibc)
  import Glibc
#endif

/// A descriptor of the host, closed with the last reference to it unless it is only borrowed.
///
/// The calls that take a name take a single path component, and none of them follows a symbolic
/// link in that place. That is what keeps a guest inside its directories whatever happens to the
/// file tree at the same time.
final class HostDescriptor {
  let descriptor: FileDescriptor
  private(set) var isOwned: Bool

  init(owning descriptor: CInt) {
    self.descriptor = FileDescriptor(rawValue: descriptor)
    isOwned = true
  }

  init(borrowing descriptor: FileDescriptor) {
    self.descriptor = descriptor
    isOwned = false
  }

  deinit {
    if isOwned { try? descriptor.close() }
  }

  var rawValue: CInt { descriptor.rawValue }

  /// The descriptor, whose closing is now the caller's.
  func relinquish() -> CInt {
    isOwned = false
    return rawValue
  }
}

/// The result of a host call, repeated when a signal interrupted it; -1 becomes the thrown error.
func checked<Result: SignedInteger>(_ call: () -> Result) throws(WASI.Errno) -> Result {
  while true {
    let result = call()
    if result != -1 { return result }
    let code = errno
    if code != EINTR { throw WASI.Errno(host: code) }
  }
}

// MARK: Opening

extension HostDescriptor {
  /// Opens the directory `name`, to look further names up in.
  func openSearchDirectory(_ name: PathComponent) throws(WASI.Errno) -> HostDescriptor {
    HostDescriptor(
      owning: try checked { cwasi_open_search_directory(rawValue, name.characters) })
  }

  /// Opens the directory `path` in one call that cannot leave this directory; nil when that failed
  /// for whatever reason, or the system has no such call.
  func openSearchDirectory(beneath path: [CChar]) -> HostDescriptor? {
    let result = cwasi_open_search_directory_beneath(rawValue, path)
    return result < 0 ? nil : HostDescriptor(owning: result)
  }

  /// Opens the file `name`; `flags` are the host's. Waits for nothing: neither for a terminal's
  /// carrier nor for the other end of a named pipe.
  func open(_ name: PathComponent, flags: CInt) throws(WASI.Errno) -> HostDescriptor {
    let all = flags | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY | O_NONBLOCK
    let permissions: mode_t = 0o666
    return HostDescriptor(
      owning: try checked { cwasi_open(rawValue, name.characters, all, permissions) })
  }

  /// A second descriptor of this directory, with its own reading position.
  func openDirectoryForReading() throws(WASI.Errno) -> HostDescriptor {
    try open(.current, flags: O_RDONLY | O_DIRECTORY)
  }
}

// MARK: Attributes

extension HostDescriptor {
  func status() throws(WASI.Errno) -> FileStatus {
    do {
      return FileStatus(try Stat(descriptor))
    } catch {
      throw WASI.Errno(host: error.rawValue)
    }
  }

  func status(of name: PathComponent) throws(WASI.Errno) -> FileStatus {
    do {
      return FileStatus(
        try Stat(name.characters, relativeTo: descriptor, flags: .symlinkNoFollow))
    } catch {
      throw WASI.Errno(host: error.rawValue)
    }
  }

  func setTimes(
    of name: PathComponent?, access: cwasi_time, modification: cwasi_time
  ) throws(WASI.Errno) {
    _ = try checked {
      guard let name else { return cwasi_set_times(rawValue, nil, access, modification) }
      return cwasi_set_times(rawValue, name.characters, access, modification)
    }
  }

  /// The WASI flags among the host's status flags.
  func statusFlags() throws(WASI.Errno) -> FileDescriptorFlags {
    let host = try checked { cwasi_get_status_flags(rawValue) }
    var flags: FileDescriptorFlags = []
    if host & O_APPEND != 0 { flags.insert(.append) }
    if host & O_NONBLOCK != 0 { flags.insert(.nonblock) }
    // O_SYNC includes the bit of O_DSYNC on some systems.
    if host & O_SYNC == O_SYNC {
      flags.insert(.sync)
    } else if host & O_DSYNC != 0 {
      flags.insert(.dsync)
    }
    return flags
  }

  /// Changes the host's append and non-blocking flags to those of `flags`.
  func setStatusFlags(_ flags: FileDescriptorFlags) throws(WASI.Errno) {
    var host = try checked { cwasi_get_status_flags(rawValue) } & ~(O_APPEND | O_NONBLOCK)
    if flags.contains(.append) { host |= O_APPEND }
    if flags.contains(.nonblock) { host |= O_NONBLOCK }
    _ = try checked { cwasi_set_status_flags(rawValue, host) }
  }

  /// The number of bytes that can be read without blocking; 0 where the system does not tell.
  func availableBytes() -> UInt64 {
    var count: CInt = 0
    return cwasi_available_bytes(rawValue, &count) == 0 ? UInt64(clamping: count) : 0
  }
}

// MARK: Names

extension HostDescriptor {
  /// The target of the symbolic link `name`, or nil when it is no symbolic link or does not exist.
  func symbolicLinkTarget(_ name: PathComponent) throws(WASI.Errno) -> [UInt8]? {
    var buffer = [CChar](repeating: 0, count: PathResolver.maximumPathLength + 1)
    let count: Int
    do throws(WASI.Errno) {
      count = try checked { readlinkat(rawValue, name.characters, &buffer, buffer.count) }
    } catch .inval, .noent {
      return nil
    }
    guard count <= PathResolver.maximumPathLength else { throw .nametoolong }
    return buffer[..<count].map { UInt8(bitPattern: $0) }
  }

  /// The target of the symbolic link `name`; `inval` when it is none.
  func readLink(_ name: PathComponent) throws(WASI.Errno) -> [UInt8] {
    if let target = try symbolicLinkTarget(name) { return target }
    _ = try status(of: name)
    throw .inval
  }

  func makeDirectory(_ name: PathComponent) throws(WASI.Errno) {
    _ = try checked { mkdirat(rawValue, name.characters, 0o777) }
  }

  func removeDirectory(_ name: PathComponent) throws(WASI.Errno) {
    do throws(WASI.Errno) {
      _ = try checked { unlinkat(rawValue, name.characters, AT_REMOVEDIR) }
    } catch .exist {
      throw .notempty  // POSIX lets systems choose.
    }
  }

  func removeFile(_ name: PathComponent) throws(WASI.Errno) {
    do throws(WASI.Errno) {
      _ = try checked { unlinkat(rawValue, name.characters, 0) }
    } catch .perm {
      // POSIX's error for a directory; Linux has the clearer one.
      throw try status(of: name).type == .directory ? .isdir : .perm
    }
  }

  func makeSymbolicLink(_ name: PathComponent, to target: [CChar]) throws(WASI.Errno) {
    _ = try checked { symlinkat(target, rawValue, name.characters) }
  }

  func link(
    _ name: PathComponent, to directory: HostDescriptor, _ newName: PathComponent
  ) throws(WASI.Errno) {
    _ = try checked {
      linkat(rawValue, name.characters, directory.rawValue, newName.characters, 0)
    }
  }

  func rename(
    _ name: PathComponent, to directory: HostDescriptor, _ newName: PathComponent
  ) throws(WASI.Errno) {
    do throws(WASI.Errno) {
      _ = try checked {
        renameat(rawValue, name.characters, directory.rawValue, newName.characters)
      }
    } catch .exist {
      throw .notempty  // POSIX lets systems choose.
    }
  }
}
