/// Reading directories.
extension WASI {
  /// Bytes of a `dirent`, which the entry's name follows.
  private static let entryHeaderSize = 24
  /// What reading an entry takes, in bytes that could be moved meanwhile.
  private static let entryCost = 4096

  /// Fills the buffer with entries from the one with the number `cookie` on. The last may be cut
  /// off; a buffer that is not full says that there are no more.
  func fdReaddir(
    _ memory: GuestMemory, fd: UInt32, buf: UInt32, bufLen: UInt32, cookie: UInt64, bufused: UInt32
  ) throws(Errno) {
    let descriptor = try descriptors[fd]
    guard case .directory(let directory) = descriptor.resource else { throw .notdir }
    try descriptor.require(.fdReaddir)
    let buffer = try memory.region(buf, count: bufLen)
    try memory.checkStore(of: UInt32.self, at: bufused)

    let entries = try directory.entries()
    let proceed = { () throws(Errno) in try self.proceed(bytes: Self.entryCost) }
    try entries.seek(to: cookie, proceed)
    var used = 0
    var index = 0
    while used < buffer.count, let entry = try entries.entry(index) {
      index += 1
      try proceed()
      var header = [UInt8](repeating: 0, count: Self.entryHeaderSize)
      header.withUnsafeMutableBytes { header in
        header.store(cookie &+ UInt64(index), at: 0)
        header.store(entry.inode, at: 8)
        header.store(UInt32(clamping: entry.name.count), at: 16)
        header.store(entry.type.rawValue, at: 20)
      }
      for part in [header, entry.name] {
        let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[used...])
        let count = min(part.count, rest.count)
        rest.copyBytes(from: part.prefix(count))
        used += count
      }
    }
    try memory.store(UInt32(used), at: bufused)
  }
}
