import SystemPackage

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#elseif canImport(Glibc)
  import Glibc
#endif

/// The type of a file or descriptor (`filetype`).
enum FileType: UInt8, Sendable {
  case unknown = 0
  case blockDevice
  case characterDevice
  case directory
  case regularFile
  case socketDgram
  case socketStream
  case symbolicLink

  /// The type in a host's mode bits. A socket is taken for a stream socket; a pipe has no type.
  init(mode: UInt32) {
    switch mode & UInt32(S_IFMT) {
    case UInt32(S_IFBLK): self = .blockDevice
    case UInt32(S_IFCHR): self = .characterDevice
    case UInt32(S_IFDIR): self = .directory
    case UInt32(S_IFREG): self = .regularFile
    case UInt32(S_IFSOCK): self = .socketStream
    case UInt32(S_IFLNK): self = .symbolicLink
    default: self = .unknown
    }
  }

  /// The type in a directory entry (the `DT_` constants); nil when the file system does not tell.
  init?(directoryEntryType: UInt8) {
    switch Int(directoryEntryType) {
    case 0: return nil
    case 2: self = .characterDevice
    case 4: self = .directory
    case 6: self = .blockDevice
    case 8: self = .regularFile
    case 10: self = .symbolicLink
    case 12: self = .socketStream
    default: self = .unknown
    }
  }
}

/// Descriptor flags (`fdflags`).
struct FileDescriptorFlags: OptionSet, Sendable {
  let rawValue: UInt16

  static let append = FileDescriptorFlags(rawValue: 1 << 0)
  static let dsync = FileDescriptorFlags(rawValue: 1 << 1)
  static let nonblock = FileDescriptorFlags(rawValue: 1 << 2)
  static let rsync = FileDescriptorFlags(rawValue: 1 << 3)
  static let sync = FileDescriptorFlags(rawValue: 1 << 4)

  /// The flags that are fixed when a file is opened.
  static let synchronized: FileDescriptorFlags = [.dsync, .rsync, .sync]
  static let all: FileDescriptorFlags = [.append, .dsync, .nonblock, .rsync, .sync]
}

/// Flags of `path_open` (`oflags`).
struct OpenFlags: OptionSet, Sendable {
  let rawValue: UInt16

  static let create = OpenFlags(rawValue: 1 << 0)
  static let directory = OpenFlags(rawValue: 1 << 1)
  static let exclusive = OpenFlags(rawValue: 1 << 2)
  static let truncate = OpenFlags(rawValue: 1 << 3)
  static let all: OpenFlags = [.create, .directory, .exclusive, .truncate]
}

/// How the last component of a path is resolved (`lookupflags`).
struct LookupFlags: OptionSet, Sendable {
  let rawValue: UInt32

  static let followSymbolicLinks = LookupFlags(rawValue: 1 << 0)
  static let all: LookupFlags = [.followSymbolicLinks]
}

/// Which timestamps to set, and to what (`fstflags`).
struct TimestampFlags: OptionSet, Sendable {
  let rawValue: UInt16

  static let access = TimestampFlags(rawValue: 1 << 0)
  static let accessNow = TimestampFlags(rawValue: 1 << 1)
  static let modification = TimestampFlags(rawValue: 1 << 2)
  static let modificationNow = TimestampFlags(rawValue: 1 << 3)
  static let all: TimestampFlags = [.access, .accessNow, .modification, .modificationNow]
}

extension OptionSet where RawValue: FixedWidthInteger, Element == Self {
  /// The flags in a guest's argument; `inval` when it has bits outside `all`.
  init(guest argument: UInt32, all: Self) throws(WASI.Errno) {
    guard let rawValue = RawValue(exactly: argument) else { throw .inval }
    self.init(rawValue: rawValue)
    guard all.isSuperset(of: self) else { throw .inval }
  }
}

/// The attributes of a file (`filestat`). Times are nanoseconds since 1970.
struct FileStatus {
  var device: UInt64 = 0
  var inode: UInt64 = 0
  var type: FileType
  var linkCount: UInt64 = 1
  var size: UInt64 = 0
  var accessTime: UInt64 = 0
  var modificationTime: UInt64 = 0
  var changeTime: UInt64 = 0

  init(type: FileType) {
    self.type = type
  }

  init(_ host: Stat) {
    device = UInt64(truncatingIfNeeded: host.rawValue.st_dev)
    inode = UInt64(truncatingIfNeeded: host.rawValue.st_ino)
    type = FileType(mode: UInt32(host.rawValue.st_mode))
    linkCount = UInt64(truncatingIfNeeded: host.rawValue.st_nlink)
    size = UInt64(clamping: host.rawValue.st_size)
    accessTime = nanoseconds(host.st_atim)
    modificationTime = nanoseconds(host.st_mtim)
    changeTime = nanoseconds(host.st_ctim)
  }

  /// Writes the structure in the layout of `snapshot`.
  func store(
    in memory: GuestMemory, at address: UInt32, snapshot: WASI.Snapshot
  ) throws(WASI.Errno) {
    let region = try memory.region(address, count: snapshot.fileStatusSize)
    region.zero()
    region.store(device, at: 0)
    region.store(inode, at: 8)
    region.store(type.rawValue, at: 16)
    let rest: Int
    switch snapshot {
    case .unstable:
      region.store(UInt32(clamping: linkCount), at: 20)
      rest = 24
    case .preview1:
      region.store(linkCount, at: 24)
      rest = 32
    }
    region.store(size, at: rest)
    region.store(accessTime, at: rest + 8)
    region.store(modificationTime, at: rest + 16)
    region.store(changeTime, at: rest + 24)
  }
}

/// Nanoseconds since 1970, or since a clock's start: 0 for times before, the largest value for times
/// beyond what 64 bits hold (the year 2554).
func nanoseconds(_ time: timespec) -> UInt64 {
  guard time.tv_sec >= 0 else { return 0 }
  let (product, overflow) = UInt64(time.tv_sec).multipliedReportingOverflow(by: 1_000_000_000)
  let (sum, carry) = product.addingReportingOverflow(UInt64(clamping: time.tv_nsec))
  return overflow || carry ? .max : sum
}
