internal import CWASISupport

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#elseif canImport(Glibc)
  import Glibc
#endif

/// Descriptors and their attributes.
extension WASI {
  func fdClose(fd: UInt32) throws(Errno) {
    try descriptors.remove(fd)
  }

  func fdRenumber(fd: UInt32, to: UInt32) throws(Errno) {
    try descriptors.move(fd, to: to)
  }

  func fdFdstatGet(_ memory: GuestMemory, fd: UInt32, stat: UInt32) throws(Errno) {
    let descriptor = try descriptors[fd]
    let region = try memory.region(stat, count: 24)
    region.zero()
    region.store(descriptor.type.rawValue, at: 0)
    region.store(descriptor.flags.rawValue, at: 2)
    region.store(descriptor.rights.rawValue, at: 8)
    region.store(descriptor.inheritingRights.rawValue, at: 16)
  }

  /// Sets the append and non-blocking flags; `notsup` when the others would change.
  func fdFdstatSetFlags(fd: UInt32, flags: UInt32) throws(Errno) {
    let descriptor = try descriptors[fd]
    try descriptor.require(.fdFdstatSetFlags)
    let flags = try FileDescriptorFlags(guest: flags, all: .all)
    let fixed = FileDescriptorFlags.synchronized
    guard flags.intersection(fixed) == descriptor.flags.intersection(fixed) else { throw .notsup }
    switch descriptor.resource {
    case .file(let host), .socket(let host):
      // A borrowed descriptor shares its flags with the rest of the process.
      if host.isOwned { try host.setStatusFlags(flags) }
    case .directory, .input, .output:
      break
    }
    descriptor.flags = flags
  }

  /// Gives rights up; `notcapable` when one would be gained.
  func fdFdstatSetRights(fd: UInt32, base: UInt64, inheriting: UInt64) throws(Errno) {
    let descriptor = try descriptors[fd]
    let base = Rights(rawValue: base)
    let inheriting = Rights(rawValue: inheriting)
    guard descriptor.rights.isSuperset(of: base),
      descriptor.inheritingRights.isSuperset(of: inheriting)
    else { throw .notcapable }
    descriptor.rights = base
    descriptor.inheritingRights = inheriting
  }

  func fdFilestatGet(
    _ memory: GuestMemory, fd: UInt32, stat: UInt32, snapshot: WASI.Snapshot
  ) throws(Errno) {
    let descriptor = try descriptors[fd]
    try descriptor.require(.fdFilestatGet)
    try descriptor.status().store(in: memory, at: stat, snapshot: snapshot)
  }

  func fdFilestatSetSize(fd: UInt32, size: UInt64) throws(Errno) {
    let descriptor = try descriptors[fd]
    guard descriptor.type != .directory else { throw .isdir }
    guard descriptor.type == .regularFile, let host = descriptor.host else { throw .inval }
    try descriptor.require(.fdFilestatSetSize)
    try descriptor.requireWritable()
    guard let size = Int64(exactly: size), off_t(exactly: size) != nil else { throw .inval }
    _ = try checked { cwasi_truncate(host.rawValue, size) }
  }

  func fdFilestatSetTimes(
    fd: UInt32, access: UInt64, modification: UInt64, flags: UInt32
  ) throws(Errno) {
    let descriptor = try descriptors[fd]
    try descriptor.require(.fdFilestatSetTimes)
    let times = try Self.times(access: access, modification: modification, flags: flags)
    try descriptor.requireWritable()
    guard let host = descriptor.host else { throw .inval }
    try host.setTimes(of: nil, access: times.access, modification: times.modification)
  }

  /// What to set timestamps to; `inval` when one is to be set to two things.
  static func times(
    access: UInt64, modification: UInt64, flags: UInt32
  ) throws(Errno) -> (access: cwasi_time, modification: cwasi_time) {
    let flags = try TimestampFlags(guest: flags, all: .all)
    guard !flags.isSuperset(of: [.access, .accessNow]),
      !flags.isSuperset(of: [.modification, .modificationNow])
    else { throw .inval }
    return (
      time(access, isExplicit: flags.contains(.access), isNow: flags.contains(.accessNow)),
      time(
        modification, isExplicit: flags.contains(.modification),
        isNow: flags.contains(.modificationNow))
    )
  }

  private static func time(_ nanoseconds: UInt64, isExplicit: Bool, isNow: Bool) -> cwasi_time {
    let source =
      isExplicit ? CWASI_TIME_EXPLICIT : isNow ? CWASI_TIME_NOW : CWASI_TIME_OMIT
    // At most 2^64 / 10^9 seconds.
    return cwasi_time(
      source: source, seconds: Int64(nanoseconds / 1_000_000_000),
      nanoseconds: Int32(nanoseconds % 1_000_000_000))
  }

  func fdPrestatGet(_ memory: GuestMemory, fd: UInt32, prestat: UInt32) throws(Errno) {
    // C libraries look for pre-opened directories until `badf`.
    guard let name = try descriptors[fd].preopenName else { throw .badf }
    let region = try memory.region(prestat, count: 8)
    region.zero()  // the tag 0 is a directory's
    region.store(UInt32(clamping: name.count), at: 4)
  }

  func fdPrestatDirName(
    _ memory: GuestMemory, fd: UInt32, path: UInt32, pathLen: UInt32
  ) throws(Errno) {
    guard let name = try descriptors[fd].preopenName else { throw .badf }
    let region = try memory.region(path, count: pathLen)
    guard name.count <= region.count else { throw .nametoolong }
    region.copyBytes(from: name)
  }
}
