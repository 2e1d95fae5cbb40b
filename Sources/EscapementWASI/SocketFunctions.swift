internal import CWASISupport

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#elseif canImport(Glibc)
  import Glibc
#endif

/// Sockets that the embedder gave, and connections that they accept.
extension WASI {
  private static let receivePeek: UInt32 = 1 << 0
  private static let receiveWaitAll: UInt32 = 1 << 1
  private static let shutdownRead: UInt32 = 1 << 0
  private static let shutdownWrite: UInt32 = 1 << 1

  func sockAccept(
    _ memory: GuestMemory, fd: UInt32, flags: UInt32, connection: UInt32
  ) throws(Errno) {
    let (descriptor, host) = try socket(fd, rights: .sockAccept)
    let flags = try FileDescriptorFlags(guest: flags, all: .nonblock)
    try memory.checkStore(of: UInt32.self, at: connection)
    try descriptors.requireSpace()
    try waitBeforeBlocking(descriptor, for: POLLIN)
    let accepted = HostDescriptor(owning: try checked { cwasi_accept(host.rawValue) })
    try accepted.setStatusFlags(flags)
    let number = try descriptors.insert(
      Descriptor(
        .socket(accepted), type: .socketStream, rights: descriptor.inheritingRights, flags: flags))
    try memory.store(number, at: connection)
  }

  func sockRecv(
    _ memory: GuestMemory, fd: UInt32, data: UInt32, dataLen: UInt32, flags: UInt32,
    received: UInt32, resultFlags: UInt32
  ) throws(Errno) {
    let (descriptor, _) = try socket(fd, rights: .fdRead)
    guard flags & ~(Self.receivePeek | Self.receiveWaitAll) == 0 else { throw .inval }
    let buffers = try memory.buffers(at: data, count: dataLen)
    try memory.checkStore(of: UInt32.self, at: received)
    try memory.checkStore(of: UInt16.self, at: resultFlags)
    let result = try receive(
      descriptor, into: buffers, peek: flags & Self.receivePeek != 0,
      waitAll: flags & Self.receiveWaitAll != 0)
    try memory.store(UInt32(result.count), at: received)
    try memory.store(UInt16(result.isTruncated ? 1 : 0), at: resultFlags)
  }

  func sockSend(
    _ memory: GuestMemory, fd: UInt32, data: UInt32, dataLen: UInt32, flags: UInt32, sent: UInt32
  ) throws(Errno) {
    let (descriptor, _) = try socket(fd, rights: .fdWrite)
    guard flags == 0 else { throw .inval }
    let buffers = try memory.buffers(at: data, count: dataLen)
    try memory.checkStore(of: UInt32.self, at: sent)
    try memory.store(UInt32(try send(descriptor, from: buffers)), at: sent)
  }

  func sockShutdown(fd: UInt32, how: UInt32) throws(Errno) {
    let (_, host) = try socket(fd, rights: .sockShutdown)
    let direction =
      switch how {
      case Self.shutdownRead: SHUT_RD
      case Self.shutdownWrite: SHUT_WR
      case Self.shutdownRead | Self.shutdownWrite: SHUT_RDWR
      default: throw .inval
      }
    _ = try checked { shutdown(host.rawValue, CInt(direction)) }
  }
}

extension WASI {
  private func socket(
    _ fd: UInt32, rights: Rights
  ) throws(Errno) -> (Descriptor, HostDescriptor) {
    let descriptor = try descriptors[fd]
    guard case .socket(let host) = descriptor.resource else { throw .notsock }
    try descriptor.require(rights)
    return (descriptor, host)
  }

  func receive(
    _ descriptor: Descriptor, into buffers: [iovec], peek: Bool, waitAll: Bool
  ) throws(Errno) -> (count: Int, isTruncated: Bool) {
    guard let host = descriptor.host else { throw .notsock }
    let isStream = descriptor.type == .socketStream
    if waitAll && !peek && isStream && isInterruptible && !descriptor.flags.contains(.nonblock) {
      return (try receiveAll(descriptor, host, into: buffers), false)
    }
    try waitBeforeBlocking(descriptor, for: POLLIN)
    // A stream's bytes may come in parts, a datagram may not.
    var piece = isStream && !waitAll ? buffers.first(Self.pieceSize) : buffers
    // To peek at bytes that are not there yet could wait for ever.
    let waitsForAll = waitAll && !(peek && isInterruptible)
    var isTruncated: CInt = 0
    let count = try checked {
      cwasi_receive(
        host.rawValue, &piece, CInt(piece.count), peek ? 1 : 0,
        waitsForAll ? CWASI_WAIT_FOR_ALL : CWASI_WAIT_FOR_SOME, &isTruncated)
    }
    try proceed(bytes: count)
    return (count, isTruncated != 0)
  }

  /// Receives until the buffers are full or the peer has closed, and looks whether to stop while it waits.
  private func receiveAll(
    _ descriptor: Descriptor, _ host: HostDescriptor, into buffers: [iovec]
  ) throws(Errno) -> Int {
    try untilDone(buffers, descriptor, POLLIN) { (piece) throws(Errno) in
      var piece = piece
      var isTruncated: CInt = 0
      return try checked {
        cwasi_receive(
          host.rawValue, &piece, CInt(piece.count), 0, CWASI_WAIT_NEVER, &isTruncated)
      }
    }
  }

  /// Moves the bytes of buffers, and looks whether to stop while it waits.
  ///
  /// - Parameter move: Moves a part of a piece without waiting, and returns how many bytes it were; 0 at the end.
  private func untilDone(
    _ buffers: [iovec], _ descriptor: Descriptor, _ events: CInt,
    _ move: (_ piece: [iovec]) throws(Errno) -> Int
  ) throws(Errno) -> Int {
    let all = buffers.byteCount
    var total = 0
    while total < all {
      do throws(Errno) {
        try waitBeforeBlocking(descriptor, for: events)
        let piece = buffers.dropFirst(bytes: total).first(Self.pieceSize)
        try proceed(bytes: piece.byteCount)
        let count = try move(piece)
        if count == 0 { break }
        total += count
      } catch .again {
        continue
      } catch {
        guard total > 0 else { throw error }
        break
      }
    }
    return total
  }

  func send(_ descriptor: Descriptor, from buffers: [iovec]) throws(Errno) -> Int {
    guard let host = descriptor.host else { throw .notsock }
    let waits = !isInterruptible || descriptor.flags.contains(.nonblock)
    // A datagram is sent as a whole or not at all.
    if waits || descriptor.type != .socketStream {
      try waitBeforeBlocking(descriptor, for: POLLOUT)
      try proceed(bytes: buffers.byteCount)
      var buffers = buffers
      return try checked { cwasi_send(host.rawValue, &buffers, CInt(buffers.count), 1) }
    }
    return try untilDone(buffers, descriptor, POLLOUT) { (piece) throws(Errno) in
      var piece = piece
      return try checked { cwasi_send(host.rawValue, &piece, CInt(piece.count), 0) }
    }
  }
}
