internal import CWASISupport

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#elseif canImport(Glibc)
  import Glibc
#endif

/// The contents of files and streams.
extension WASI {
  func fdRead(
    _ memory: GuestMemory, fd: UInt32, iovs: UInt32, iovsLen: UInt32, nread: UInt32
  ) throws(Errno) {
    let descriptor = try descriptors[fd]
    guard descriptor.type != .directory else { throw .isdir }
    try descriptor.require(.fdRead)
    let buffers = try memory.buffers(at: iovs, count: iovsLen)
    try memory.checkStore(of: UInt32.self, at: nread)
    try memory.store(UInt32(try read(descriptor, into: buffers)), at: nread)
  }

  func fdWrite(
    _ memory: GuestMemory, fd: UInt32, iovs: UInt32, iovsLen: UInt32, nwritten: UInt32
  ) throws(Errno) {
    let descriptor = try descriptors[fd]
    guard descriptor.type != .directory else { throw .isdir }
    try descriptor.require(.fdWrite)
    let buffers = try memory.buffers(at: iovs, count: iovsLen)
    try memory.checkStore(of: UInt32.self, at: nwritten)
    try memory.store(UInt32(try write(descriptor, from: buffers)), at: nwritten)
  }

  func fdPread(
    _ memory: GuestMemory, fd: UInt32, iovs: UInt32, iovsLen: UInt32, offset: UInt64, nread: UInt32
  ) throws(Errno) {
    let host = try seekableFile(fd, rights: [.fdRead, .fdSeek])
    let buffers = try memory.buffers(at: iovs, count: iovsLen)
    try memory.checkStore(of: UInt32.self, at: nread)
    guard let offset = off_t(exactly: offset) else { throw .inval }
    let count = try inPieces(buffers) { (piece, done) throws(Errno) in
      try checked { preadv(host.rawValue, piece, CInt(piece.count), offset + off_t(done)) }
    }
    try memory.store(UInt32(count), at: nread)
  }

  func fdPwrite(
    _ memory: GuestMemory, fd: UInt32, iovs: UInt32, iovsLen: UInt32, offset: UInt64,
    nwritten: UInt32
  ) throws(Errno) {
    let host = try seekableFile(fd, rights: [.fdWrite, .fdSeek])
    let buffers = try memory.buffers(at: iovs, count: iovsLen)
    try memory.checkStore(of: UInt32.self, at: nwritten)
    guard let offset = off_t(exactly: offset) else { throw .inval }
    let count = try inPieces(buffers) { (piece, done) throws(Errno) in
      try checked {
        cwasi_write_file(host.rawValue, piece, CInt(piece.count), Int64(offset) + Int64(done))
      }
    }
    try memory.store(UInt32(count), at: nwritten)
  }

  func fdSeek(
    _ memory: GuestMemory, fd: UInt32, offset: Int64, whence: UInt32, newOffset: UInt32,
    snapshot: WASI.Snapshot
  ) throws(Errno) {
    let whence = try snapshot.whence(whence)
    // Not moving is telling.
    let isTell = whence == .current && offset == 0
    let host = try isTell ? tellableFile(fd) : seekableFile(fd, rights: .fdSeek)
    try memory.checkStore(of: UInt64.self, at: newOffset)
    guard let offset = off_t(exactly: offset) else { throw .overflow }
    let origin =
      switch whence {
      case .start: SEEK_SET
      case .current: SEEK_CUR
      case .end: SEEK_END
      }
    let position = try checked { lseek(host.rawValue, offset, origin) }
    try memory.store(UInt64(position), at: newOffset)
  }

  func fdTell(_ memory: GuestMemory, fd: UInt32, offset: UInt32) throws(Errno) {
    let host = try tellableFile(fd)
    try memory.checkStore(of: UInt64.self, at: offset)
    let position = try checked { lseek(host.rawValue, 0, SEEK_CUR) }
    try memory.store(UInt64(position), at: offset)
  }

  func fdSync(fd: UInt32) throws(Errno) {
    let descriptor = try descriptors[fd]
    try descriptor.require(.fdSync)
    try synchronize(descriptor, with: fsync)
  }

  func fdDatasync(fd: UInt32) throws(Errno) {
    let descriptor = try descriptors[fd]
    try descriptor.require(.fdDatasync)
    #if canImport(Darwin)
      try synchronize(descriptor, with: fsync)
    #else
      try synchronize(descriptor, with: fdatasync)
    #endif
  }

  func fdAdvise(fd: UInt32, offset: UInt64, len: UInt64, advice: UInt32) throws(Errno) {
    let descriptor = try descriptors[fd]
    guard descriptor.isSeekable || descriptor.type == .directory else { throw .spipe }
    try descriptor.require(.fdAdvise)
    guard advice < 6, let offset = Int64(exactly: offset), let length = Int64(exactly: len)
    else { throw .inval }
    guard descriptor.type == .regularFile, let host = descriptor.host else { return }
    _ = try checked { cwasi_advise(host.rawValue, offset, length, CInt(advice)) }
  }

  func fdAllocate(fd: UInt32, offset: UInt64, len: UInt64) throws(Errno) {
    let host = try seekableFile(fd, rights: .fdAllocate)
    try descriptors[fd].requireWritable()
    guard len > 0, let offset = Int64(exactly: offset), let length = Int64(exactly: len)
    else { throw .inval }
    guard !offset.addingReportingOverflow(length).overflow else { throw .fbig }
    _ = try checked { cwasi_allocate(host.rawValue, offset, length) }
  }
}

extension WASI {
  /// The host's descriptor of a file whose position can be set.
  private func seekableFile(_ fd: UInt32, rights: Rights) throws(Errno) -> HostDescriptor {
    let descriptor = try descriptors[fd]
    guard descriptor.type != .directory else { throw .isdir }
    guard descriptor.isSeekable, let host = descriptor.host else { throw .spipe }
    try descriptor.require(rights)
    return host
  }

  /// The same for asking for the position, which the right to seek includes.
  private func tellableFile(_ fd: UInt32) throws(Errno) -> HostDescriptor {
    let canSeek = try descriptors[fd].rights.contains(.fdSeek)
    return try seekableFile(fd, rights: canSeek ? .fdSeek : .fdTell)
  }

  private func synchronize(
    _ descriptor: Descriptor, with call: (CInt) -> CInt
  ) throws(Errno) {
    // A stream has nothing to write back, which some systems call an error.
    guard descriptor.isSeekable || descriptor.type == .directory, let host = descriptor.host
    else { return }
    _ = try checked { call(host.rawValue) }
  }

  private func read(_ descriptor: Descriptor, into buffers: [iovec]) throws(Errno) -> Int {
    guard !buffers.isEmpty else { return 0 }
    switch descriptor.resource {
    case .file(let host):
      if descriptor.type == .regularFile {
        return try inPieces(buffers) { (piece, _) throws(Errno) in
          try checked { readv(host.rawValue, piece, CInt(piece.count)) }
        }
      }
      try waitBeforeBlocking(descriptor, for: POLLIN)
      // What is there: reading on might have to wait.
      let piece = buffers.first(Self.pieceSize)
      let count = try checked { readv(host.rawValue, piece, CInt(piece.count)) }
      try proceed(bytes: count)
      return count
    case .socket:
      return try receive(descriptor, into: buffers, peek: false, waitAll: false).count
    case .input(let stream):
      // Only one buffer: a second call of the closure could block with data already there.
      return try stream.read(UnsafeMutableRawBufferPointer(buffers[0]))
    case .output: throw .badf
    case .directory: throw .isdir
    }
  }

  private func write(_ descriptor: Descriptor, from buffers: [iovec]) throws(Errno) -> Int {
    guard !buffers.isEmpty else { return 0 }
    switch descriptor.resource {
    case .file(let host):
      if descriptor.type == .regularFile {
        return try inPieces(buffers) { (piece, _) throws(Errno) in
          try checked { cwasi_write_file(host.rawValue, piece, CInt(piece.count), -1) }
        }
      }
      return try writeStream(descriptor, host, from: buffers)
    case .socket:
      return try send(descriptor, from: buffers)
    case .output(let stream):
      return try write(to: stream, from: buffers)
    case .input: throw .badf
    case .directory: throw .isdir
    }
  }

  /// Writes to a pipe, a terminal or another device, which may take less than there is.
  private func writeStream(
    _ descriptor: Descriptor, _ host: HostDescriptor, from buffers: [iovec]
  ) throws(Errno) -> Int {
    if !isInterruptible || descriptor.flags.contains(.nonblock) {
      try waitBeforeBlocking(descriptor, for: POLLOUT)
      try proceed(bytes: buffers.byteCount)
      return try checked { cwasi_write(host.rawValue, buffers, CInt(buffers.count)) }
    }
    // What is ready takes so much without waiting, and no more for certain.
    return try inPieces(buffers, of: Int(PIPE_BUF)) { (piece, _) throws(Errno) in
      try self.waitBeforeBlocking(descriptor, for: POLLOUT)
      return try checked { cwasi_write(host.rawValue, piece, CInt(piece.count)) }
    }
  }

  /// Writes one buffer after the other, until one is not taken in full. An error after the first
  /// byte is left for the next call to meet again.
  private func write(to stream: OutputStream, from buffers: [iovec]) throws(Errno) -> Int {
    var total = 0
    for buffer in buffers {
      let bytes = UnsafeRawBufferPointer(UnsafeMutableRawBufferPointer(buffer))
      do throws(Errno) {
        let count = try stream.write(bytes)
        total += count
        if count < bytes.count { break }
      } catch {
        guard total > 0 else { throw error }
        break
      }
    }
    return total
  }
}

extension GuestMemory {
  /// Buffers per call, as in POSIX systems.
  private static let maximumBuffers: UInt32 = 1024
  /// Bytes per call, which leaves every count representable.
  private static let maximumBytes = Int(Int32.max)

  /// The buffers that an array of `iovec` or `ciovec` describes, without empty ones.
  ///
  /// - Throws: `inval` for more than 1024 buffers, `fault` for one outside memory.
  func buffers(at address: UInt32, count: UInt32) throws(WASI.Errno) -> [iovec] {
    guard count <= Self.maximumBuffers else { throw .inval }
    let array = try region(address, count: count, stride: 8)
    var result: [iovec] = []
    result.reserveCapacity(Int(count))
    var total = 0
    for index in 0..<Int(count) {
      let start = array.load(UInt32.self, at: index * 8)
      let length = array.load(UInt32.self, at: index * 8 + 4)
      let bytes = try region(start, count: length)
      let taken = min(bytes.count, Self.maximumBytes - total)
      if taken > 0 {
        result.append(iovec(iov_base: bytes.baseAddress, iov_len: taken))
        total += taken
      }
    }
    return result
  }
}

extension UnsafeMutableRawBufferPointer {
  init(_ buffer: iovec) {
    self.init(start: buffer.iov_base, count: Int(buffer.iov_len))
  }
}

extension WASI {
  /// Moves the bytes of buffers piece by piece, until a piece is not moved in full. What happens after the first bytes
  /// is left for the next call to meet again.
  ///
  /// - Parameter move: Moves a piece, behind as many bytes as were moved before, and returns how many it moved.
  /// - Returns: How many bytes were moved.
  func inPieces(
    _ buffers: [iovec], of size: Int = WASI.pieceSize,
    _ move: (_ piece: [iovec], _ done: Int) throws(Errno) -> Int
  ) throws(Errno) -> Int {
    var rest = buffers[...]
    var done = 0
    while !rest.isEmpty {
      let piece = rest.first(size)
      do throws(Errno) {
        if done > 0 { try checkInterruption() }
        try proceed(bytes: piece.byteCount)
        let count = try move(piece, done)
        done += count
        if count < piece.byteCount { break }
      } catch {
        guard done > 0 else { throw error }
        break
      }
      rest.removeFirst(bytes: piece.byteCount)
    }
    return done
  }
}

extension Collection<iovec> {
  var byteCount: Int { reduce(0) { $0 + Int($1.iov_len) } }

  /// The first `count` bytes, or all.
  func first(_ count: Int) -> [iovec] {
    var result: [iovec] = []
    var rest = count
    for buffer in self where rest > 0 {
      let taken = Swift.min(Int(buffer.iov_len), rest)
      result.append(iovec(iov_base: buffer.iov_base, iov_len: taken))
      rest -= taken
    }
    return result
  }
}

extension [iovec] {
  /// All but the first `count` bytes, which there are.
  func dropFirst(bytes count: Int) -> [iovec] {
    var rest = self[...]
    rest.removeFirst(bytes: count)
    return Array(rest)
  }
}

extension ArraySlice<iovec> {
  /// Takes `count` bytes away, which there are.
  fileprivate mutating func removeFirst(bytes count: Int) {
    var rest = count
    while rest > 0, let buffer = first {
      let taken = Swift.min(Int(buffer.iov_len), rest)
      rest -= taken
      if taken == Int(buffer.iov_len) {
        removeFirst()
      } else {
        self[startIndex] = iovec(
          iov_base: buffer.iov_base.map { $0 + taken }, iov_len: Int(buffer.iov_len) - taken)
      }
    }
  }
}
