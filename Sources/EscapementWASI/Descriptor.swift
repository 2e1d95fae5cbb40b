internal import CWASISupport
import SystemPackage

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#elseif canImport(Glibc)
  import Glibc
#endif

/// What a guest's descriptor stands for, and what the guest may do with it.
final class Descriptor {
  enum Resource {
    case directory(Directory)
    /// A file, device, pipe or terminal of the host.
    case file(HostDescriptor)
    case socket(HostDescriptor)
    case input(InputStream)
    case output(OutputStream)
  }

  let resource: Resource
  let type: FileType
  /// Whether the descriptor has a position that can be set.
  let isSeekable: Bool
  /// The rights to use the descriptor itself, which only ever shrink.
  var rights: Rights
  /// The rights that descriptors opened through this one can have.
  var inheritingRights: Rights
  var flags: FileDescriptorFlags
  /// Whether everything reached through this descriptor is protected from changes.
  let isReadOnly: Bool
  /// The guest's name of a pre-opened directory.
  let preopenName: [UInt8]?

  init(
    _ resource: Resource, type: FileType, isSeekable: Bool = false, rights: Rights,
    inheritingRights: Rights = [], flags: FileDescriptorFlags = [], isReadOnly: Bool = false,
    preopenName: [UInt8]? = nil
  ) {
    self.resource = resource
    self.type = type
    self.isSeekable = isSeekable
    self.rights = rights
    self.inheritingRights = inheritingRights
    self.flags = flags
    self.isReadOnly = isReadOnly
    self.preopenName = preopenName
  }

  /// A descriptor of the host that was opened outside: a standard stream or a socket.
  ///
  /// - Parameter rights: the rights to leave of those that the file's type allows.
  convenience init(
    borrowing descriptor: FileDescriptor, rights: Rights
  ) throws(WASI.Errno) {
    let host = HostDescriptor(borrowing: descriptor)
    let type = try Self.type(of: host)
    let isSeekable = Self.isSeekable(host, type: type)
    let isSocket = type == .socketStream || type == .socketDgram
    self.init(
      isSocket ? .socket(host) : .file(host), type: type, isSeekable: isSeekable,
      rights: Self.applicableRights(type: type, isSeekable: isSeekable).intersection(rights),
      inheritingRights: isSocket ? Rights.socket.subtracting(.sockAccept) : [],
      flags: try host.statusFlags())
  }

  /// The host's descriptor, where there is one.
  var host: HostDescriptor? {
    switch resource {
    case .directory(let directory): directory.host
    case .file(let host), .socket(let host): host
    case .input, .output: nil
    }
  }

  /// Whether a call on this descriptor must not wait, although the host's descriptor would: its
  /// flags are shared with the rest of the process and so left alone.
  var mustEmulateNonblocking: Bool {
    guard let host else { return false }
    return flags.contains(.nonblock) && !host.isOwned
  }

  func status() throws(WASI.Errno) -> FileStatus {
    guard let host else { return FileStatus(type: type) }
    var status = try host.status()
    status.type = type
    return status
  }

  func require(_ needed: Rights) throws(WASI.Errno) {
    guard rights.isSuperset(of: needed) else { throw .notcapable }
  }

  func requireWritable() throws(WASI.Errno) {
    guard !isReadOnly else { throw .rofs }
  }
}

extension Descriptor {
  static func type(of host: HostDescriptor) throws(WASI.Errno) -> FileType {
    let type = try host.status().type
    guard type == .socketStream else { return type }
    return cwasi_socket_is_stream(host.rawValue) == 1 ? .socketStream : .socketDgram
  }

  static func isSeekable(_ host: HostDescriptor, type: FileType) -> Bool {
    switch type {
    case .regularFile, .blockDevice: true
    case .characterDevice: isatty(host.rawValue) == 0
    default: false
    }
  }

  /// The rights that mean something on a descriptor.
  ///
  /// C libraries take a character device without the rights to seek for a terminal, so the null
  /// device has them.
  static func applicableRights(type: FileType, isSeekable: Bool) -> Rights {
    let rights = Rights.applicable(to: type)
    return isSeekable ? rights.union([.fdSeek, .fdTell]) : rights
  }
}

/// An open directory and, once it has been read, its entries.
final class Directory {
  let host: HostDescriptor
  private var stream: DirectoryStream?

  init(_ host: HostDescriptor) {
    self.host = host
  }

  func entries() throws(WASI.Errno) -> DirectoryStream {
    if let stream { return stream }
    let opened = try DirectoryStream(host)
    stream = opened
    return opened
  }
}

/// A guest's descriptors by number.
struct DescriptorTable {
  private var entries: [Descriptor?] = []
  /// How many descriptors a guest can have open.
  let limit: Int

  init(limit: Int) {
    self.limit = limit
  }

  /// The open descriptor `number`; `badf` when there is none.
  subscript(number: UInt32) -> Descriptor {
    get throws(WASI.Errno) {
      guard number < UInt32(clamping: entries.count),
        let descriptor = entries[Int(truncatingIfNeeded: number)]
      else { throw .badf }
      return descriptor
    }
  }

  /// Gives `descriptor` the lowest free number; `mfile` when there are too many.
  mutating func insert(_ descriptor: Descriptor) throws(WASI.Errno) -> UInt32 {
    if let free = entries.firstIndex(where: { $0 == nil }) {
      entries[free] = descriptor
      return UInt32(free)
    }
    guard entries.count < limit else { throw .mfile }
    entries.append(descriptor)
    return UInt32(entries.count - 1)
  }

  /// Whether one more descriptor can be opened.
  func requireSpace() throws(WASI.Errno) {
    guard entries.count < limit || entries.contains(where: { $0 == nil }) else { throw .mfile }
  }

  /// Takes an open descriptor out, which closes it when nothing else holds it.
  mutating func remove(_ number: UInt32) throws(WASI.Errno) {
    _ = try self[number]
    entries[Int(number)] = nil
  }

  /// Moves an open descriptor to the number of another open one, which is closed.
  mutating func move(_ from: UInt32, to: UInt32) throws(WASI.Errno) {
    let descriptor = try self[from]
    _ = try self[to]
    guard from != to else { return }
    entries[Int(to)] = descriptor
    entries[Int(from)] = nil
  }
}
