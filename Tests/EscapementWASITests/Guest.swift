@testable import EscapementWASI

/// A guest without a program: a memory, and calls of WASI's functions by name with raw arguments.
///
/// The memory lies between two guard areas, which ``guardsAreIntact`` compares with their pattern.
final class Guest {
  static let memorySize: UInt32 = 65536
  private static let guardSize = 4096
  private static let guardByte: UInt8 = 0xa5

  let wasi: WASI
  let snapshot: WASI.Snapshot
  private let functions: [String: HostFunction]
  private let allocation: UnsafeMutableRawBufferPointer
  private let bytes: UnsafeMutableRawBufferPointer
  /// Where the next string or result goes.
  private var next: UInt32 = 1024

  init(_ configuration: WASIConfiguration = .init(), snapshot: WASI.Snapshot = .preview1) throws {
    wasi = try WASI(configuration)
    self.snapshot = snapshot
    functions = Dictionary(uniqueKeysWithValues: snapshot.functions.map { ($0.name, $0) })
    let size = Int(Self.memorySize)
    allocation = .allocate(byteCount: size + 2 * Self.guardSize, alignment: 16)
    allocation.initializeMemory(as: UInt8.self, repeating: Self.guardByte)
    bytes = UnsafeMutableRawBufferPointer(
      rebasing: allocation[Self.guardSize..<(Self.guardSize + size)])
    bytes.initializeMemory(as: UInt8.self, repeating: 0)
  }

  /// A guest with `directory` as its descriptor 3.
  convenience init(
    _ directory: TemporaryDirectory, isReadOnly: Bool = false, snapshot: WASI.Snapshot = .preview1
  ) throws {
    var configuration = WASIConfiguration()
    configuration.directories = [
      .init(hostPath: directory.path, guestPath: "/", isReadOnly: isReadOnly)
    ]
    try self.init(configuration, snapshot: snapshot)
  }

  deinit {
    allocation.deallocate()
  }

  var memory: GuestMemory { GuestMemory(bytes) }

  var guardsAreIntact: Bool {
    allocation.prefix(Self.guardSize).allSatisfy { $0 == Self.guardByte }
      && allocation.suffix(Self.guardSize).allSatisfy { $0 == Self.guardByte }
  }

  func call(_ name: String, _ arguments: UInt64...) throws -> WASI.Errno {
    try call(name, arguments: arguments)
  }

  func call(_ name: String, arguments: [UInt64]) throws -> WASI.Errno {
    guard let function = functions[name] else { throw UnknownFunction(name: name) }
    precondition(arguments.count == function.parameters.count, "\(name) takes other arguments")
    return try arguments.withUnsafeBufferPointer { arguments throws(WASIExit) in
      try function.call(wasi, memory, Arguments(arguments))
    }
  }

  struct UnknownFunction: Error {
    let name: String
  }
}

// MARK: Memory

extension Guest {
  /// Room for `count` bytes, zeroed.
  func allocate(_ count: UInt32) -> UInt64 {
    if next + count > Self.memorySize { next = 1024 }
    let address = next
    next += (count + 15) & ~7
    UnsafeMutableRawBufferPointer(rebasing: bytes[Int(address)..<Int(address + count)]).zero()
    return UInt64(address)
  }

  /// Stores bytes; the arguments that name them are their address and number.
  func place(_ contents: [UInt8]) -> (UInt64, UInt64) {
    let address = allocate(UInt32(contents.count))
    UnsafeMutableRawBufferPointer(rebasing: bytes[Int(address)...]).copyBytes(from: contents)
    return (address, UInt64(contents.count))
  }

  func place(_ string: String) -> (UInt64, UInt64) {
    place(Array(string.utf8))
  }

  /// Stores one `iovec` for a buffer.
  func vector(_ buffer: (UInt64, UInt64)) -> UInt64 {
    let address = allocate(8)
    store(UInt32(buffer.0), at: address)
    store(UInt32(buffer.1), at: address + 4)
    return address
  }

  func store<Value: FixedWidthInteger & BitwiseCopyable>(_ value: Value, at address: UInt64) {
    bytes.store(value, at: Int(address))
  }

  func load<Value: FixedWidthInteger & BitwiseCopyable>(
    _ type: Value.Type = Value.self, at address: UInt64
  ) -> Value {
    bytes.load(type, at: Int(address))
  }

  func bytes(at address: UInt64, count: some BinaryInteger) -> [UInt8] {
    Array(bytes[Int(address)..<(Int(address) + Int(count))])
  }

  func string(at address: UInt64, count: some BinaryInteger) -> String {
    String(decoding: bytes(at: address, count: count), as: UTF8.self)
  }
}

// MARK: Calls that tests make often

/// An error code where a test needed a success.
struct Unsuccessful: Error {
  let function: String
  let errno: WASI.Errno
}

extension Guest {
  static let followsLinks: UInt64 = 1

  /// Calls a function that must succeed.
  func succeed(_ name: String, _ arguments: UInt64...) throws {
    let result = try call(name, arguments: arguments)
    if result != .success { throw Unsuccessful(function: name, errno: result) }
  }

  /// The error of opening `path`, or its descriptor.
  func tryOpen(
    _ path: String, in directory: UInt64 = 3, lookup: UInt64 = 0, flags: OpenFlags = [],
    rights: Rights = [.fdRead], inheriting: Rights = [], descriptorFlags: FileDescriptorFlags = []
  ) throws -> Result<UInt64, WASI.Errno> {
    let (address, length) = place(path)
    let result = allocate(4)
    let errno = try call(
      "path_open", directory, lookup, address, length, UInt64(flags.rawValue), rights.rawValue,
      inheriting.rawValue, UInt64(descriptorFlags.rawValue), result)
    return errno == .success ? .success(UInt64(load(UInt32.self, at: result))) : .failure(errno)
  }

  func open(
    _ path: String, in directory: UInt64 = 3, lookup: UInt64 = 0, flags: OpenFlags = [],
    rights: Rights = [.fdRead], inheriting: Rights = [], descriptorFlags: FileDescriptorFlags = []
  ) throws -> UInt64 {
    try tryOpen(
      path, in: directory, lookup: lookup, flags: flags, rights: rights, inheriting: inheriting,
      descriptorFlags: descriptorFlags
    ).get()
  }

  func close(_ descriptor: UInt64) throws {
    try succeed("fd_close", descriptor)
  }

  /// Calls a function that takes a directory and a path.
  func path(_ name: String, _ path: String, in directory: UInt64 = 3) throws -> WASI.Errno {
    let (address, length) = place(path)
    return try call(name, directory, address, length)
  }

  func write(_ contents: String, to descriptor: UInt64) throws -> UInt32 {
    let result = allocate(4)
    try succeed("fd_write", descriptor, vector(place(contents)), 1, result)
    return load(at: result)
  }

  func read(_ count: UInt32, from descriptor: UInt64) throws -> String {
    let buffer = allocate(count)
    let result = allocate(4)
    try succeed("fd_read", descriptor, vector((buffer, UInt64(count))), 1, result)
    return string(at: buffer, count: load(UInt32.self, at: result))
  }

  /// The file type and size at a path.
  func status(
    _ path: String, in directory: UInt64 = 3, lookup: UInt64 = 0
  ) throws -> (type: FileType, size: UInt64) {
    let (address, length) = place(path)
    let result = allocate(64)
    try succeed("path_filestat_get", directory, lookup, address, length, result)
    let type = FileType(rawValue: load(at: result + 16)) ?? .unknown
    return (type, load(at: result + 32))
  }

  /// The rights and flags of a descriptor.
  func descriptorStatus(
    _ descriptor: UInt64
  ) throws -> (type: FileType, flags: FileDescriptorFlags, rights: Rights, inheriting: Rights) {
    let result = allocate(24)
    try succeed("fd_fdstat_get", descriptor, result)
    return (
      FileType(rawValue: load(at: result)) ?? .unknown,
      FileDescriptorFlags(rawValue: load(at: result + 2)),
      Rights(rawValue: load(at: result + 8)), Rights(rawValue: load(at: result + 16))
    )
  }
}
