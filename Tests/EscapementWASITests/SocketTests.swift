import SystemPackage
import Testing

@testable import EscapementWASI

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#elseif canImport(Glibc)
  import Glibc
#endif

#if canImport(Glibc)
  private let streamSocket = CInt(SOCK_STREAM.rawValue)
  private let datagramSocket = CInt(SOCK_DGRAM.rawValue)
#else
  private let streamSocket = SOCK_STREAM
  private let datagramSocket = SOCK_DGRAM
#endif

/// A listening socket in the file system, and a connected pair.
final class SocketFixture {
  let directory = TemporaryDirectory()
  let listener: FileDescriptor
  let guestEnd: FileDescriptor
  let hostEnd: FileDescriptor
  private var address = sockaddr_un()

  init() throws {
    (guestEnd, hostEnd) = try Self.pair(streamSocket)
    listener = FileDescriptor(rawValue: socket(AF_UNIX, streamSocket, 0))
    address.sun_family = sa_family_t(AF_UNIX)
    let path = directory.path.appending("socket").string.utf8
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
    let result = withAddress { bind(listener.rawValue, $0, $1) }
    guard result == 0, listen(listener.rawValue, 4) == 0 else { throw Failure() }
  }

  deinit {
    for descriptor in [listener, guestEnd, hostEnd] { try? descriptor.close() }
  }

  struct Failure: Error {}

  static func pair(_ type: CInt) throws -> (FileDescriptor, FileDescriptor) {
    var pair: [CInt] = [-1, -1]
    guard socketpair(AF_UNIX, type, 0, &pair) == 0 else { throw Failure() }
    return (FileDescriptor(rawValue: pair[0]), FileDescriptor(rawValue: pair[1]))
  }

  private func withAddress(_ body: (UnsafePointer<sockaddr>, socklen_t) -> CInt) -> CInt {
    withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }

  /// A new connection to the listener.
  func connectToListener() throws -> FileDescriptor {
    let client = FileDescriptor(rawValue: socket(AF_UNIX, streamSocket, 0))
    guard withAddress({ connect(client.rawValue, $0, $1) }) == 0 else { throw Failure() }
    return client
  }
}

@Suite struct SocketTests {
  let sockets: SocketFixture
  let guest: Guest
  static let listener: UInt64 = 3
  static let connection: UInt64 = 4

  init() throws {
    sockets = try SocketFixture()
    var configuration = WASIConfiguration()
    configuration.sockets = [sockets.listener, sockets.guestEnd]
    guest = try Guest(configuration)
  }

  private func receive(
    _ count: UInt32, flags: UInt64 = 0, from descriptor: UInt64 = connection
  ) throws -> (text: String, flags: UInt16) {
    let buffer = guest.allocate(count)
    let result = guest.allocate(16)
    let vector = guest.vector((buffer, UInt64(count)))
    try guest.succeed("sock_recv", descriptor, vector, 1, flags, result, result + 8)
    let text = guest.string(at: buffer, count: guest.load(UInt32.self, at: result))
    return (text, guest.load(at: result + 8))
  }

  @Test func `bytes go both ways`() throws {
    let result = guest.allocate(4)
    let vector = guest.vector(guest.place("question"))
    try guest.succeed("sock_send", Self.connection, vector, 1, 0, result)
    var bytes = [UInt8](repeating: 0, count: 16)
    let count = try bytes.withUnsafeMutableBytes { try sockets.hostEnd.read(into: $0) }
    #expect(String(decoding: bytes.prefix(count), as: UTF8.self) == "question")

    _ = try sockets.hostEnd.writeAll("answer".utf8)
    #expect(try receive(3, flags: 1).text == "ans")
    #expect(try receive(3).text == "ans")
    #expect(try guest.read(16, from: Self.connection) == "wer")
  }

  @Test func `a connection is accepted with the listener's inheriting rights`() throws {
    let client = try sockets.connectToListener()
    let result = guest.allocate(4)
    try guest.succeed("sock_accept", Self.listener, 4, result)
    let accepted = UInt64(guest.load(UInt32.self, at: result))
    let status = try guest.descriptorStatus(accepted)
    #expect(status.type == .socketStream)
    #expect(status.flags == .nonblock)
    #expect(status.rights.contains([.fdRead, .fdWrite, .sockShutdown, .pollFdReadwrite]))
    #expect(!status.rights.contains(.sockAccept))
    // It was asked not to wait.
    let vector = guest.vector((guest.allocate(4), 4))
    #expect(try guest.call("sock_recv", accepted, vector, 1, 0, result, result) == .again)
    _ = try client.writeAll("hello".utf8)
    #expect(try receive(16, from: accepted).text == "hello")
    try client.close()
    #expect(try receive(16, from: accepted).text == "")
  }

  @Test func `a closed connection is an error and no signal`() throws {
    let (guestEnd, hostEnd) = try SocketFixture.pair(streamSocket)
    defer { try? guestEnd.close() }
    var configuration = WASIConfiguration()
    configuration.sockets = [guestEnd]
    let guest = try Guest(configuration)
    try hostEnd.close()
    let vector = guest.vector(guest.place("lost"))
    #expect(try guest.call("sock_send", 3, vector, 1, 0, guest.allocate(4)) == .pipe)
    #expect(try guest.call("fd_write", 3, vector, 1, guest.allocate(4)) == .pipe)
  }

  @Test func `a datagram that does not fit is reported`() throws {
    let (guestEnd, hostEnd) = try SocketFixture.pair(datagramSocket)
    defer {
      try? guestEnd.close()
      try? hostEnd.close()
    }
    var configuration = WASIConfiguration()
    configuration.sockets = [guestEnd]
    let guest = try Guest(configuration)
    #expect(try guest.descriptorStatus(3).type == .socketDgram)
    _ = try hostEnd.writeAll("datagram".utf8)
    let result = guest.allocate(16)
    let vector = guest.vector((guest.allocate(4), 4))
    try guest.succeed("sock_recv", 3, vector, 1, 0, result, result + 8)
    #expect(guest.load(UInt32.self, at: result) == 4)
    #expect(guest.load(UInt16.self, at: result + 8) == 1)
  }

  @Test func `shutting down`() throws {
    #expect(try guest.call("sock_shutdown", Self.connection, 0) == .inval)
    #expect(try guest.call("sock_shutdown", Self.connection, 4) == .inval)
    #expect(try guest.call("sock_shutdown", Self.connection, 2) == .success)
    var byte: UInt8 = 0
    let count = try withUnsafeMutableBytes(of: &byte) { try sockets.hostEnd.read(into: $0) }
    #expect(count == 0)
    _ = try sockets.hostEnd.writeAll("still".utf8)
    #expect(try receive(16).text == "still")
  }

  @Test func `only sockets are sockets`() throws {
    let result = guest.allocate(8)
    let vector = guest.vector((guest.allocate(4), 4))
    for descriptor: UInt64 in [0, 1, 2] {
      #expect(try guest.call("sock_accept", descriptor, 0, result) == .notsock)
      #expect(try guest.call("sock_recv", descriptor, vector, 1, 0, result, result) == .notsock)
      #expect(try guest.call("sock_send", descriptor, vector, 1, 0, result) == .notsock)
      #expect(try guest.call("sock_shutdown", descriptor, 1) == .notsock)
    }
    #expect(try guest.call("sock_send", Self.connection, vector, 1, 1, result) == .inval)
    #expect(
      try guest.call("sock_recv", Self.connection, vector, 1, 4, result, result) == .inval)
  }

  @Test func `what is no socket cannot be given as one`() {
    var configuration = WASIConfiguration()
    configuration.sockets = [.standardInput]
    #expect(throws: WASIConfiguration.Failure.self) { try WASI(configuration) }
  }
}
