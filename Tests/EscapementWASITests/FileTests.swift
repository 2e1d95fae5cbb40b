import SystemPackage
import Testing

@testable import EscapementWASI

/// What is done with an open file.
@Suite struct FileTests {
  let directory = TemporaryDirectory()
  let guest: Guest

  init() throws {
    guest = try Guest(directory)
  }

  private func seek(_ descriptor: UInt64, _ offset: Int64, _ whence: UInt64) throws -> UInt64 {
    let result = guest.allocate(8)
    try guest.succeed("fd_seek", descriptor, UInt64(bitPattern: offset), whence, result)
    return guest.load(at: result)
  }

  private func status(_ descriptor: UInt64) throws -> (type: UInt8, links: UInt64, size: UInt64) {
    let result = guest.allocate(64)
    try guest.succeed("fd_filestat_get", descriptor, result)
    return (guest.load(at: result + 16), guest.load(at: result + 24), guest.load(at: result + 32))
  }

  private func times(_ descriptor: UInt64) throws -> (access: UInt64, modification: UInt64) {
    let result = guest.allocate(64)
    try guest.succeed("fd_filestat_get", descriptor, result)
    return (guest.load(at: result + 40), guest.load(at: result + 48))
  }

  @Test func `writing, seeking, telling and reading`() throws {
    let file = try guest.open("file", flags: .create, rights: .regularFile)
    #expect(try guest.write("0123456789", to: file) == 10)
    #expect(try seek(file, 0, 1) == 10)
    #expect(try seek(file, 3, 0) == 3)
    #expect(try guest.read(4, from: file) == "3456")
    #expect(try seek(file, -2, 2) == 8)
    #expect(try guest.read(16, from: file) == "89")
    #expect(try guest.read(16, from: file) == "")
    let result = guest.allocate(8)
    try guest.succeed("fd_tell", file, result)
    #expect(guest.load(UInt64.self, at: result) == 10)
    #expect(try seek(file, 100, 2) == 110)
    #expect(try guest.call("fd_seek", file, UInt64(bitPattern: -200), 1, result) == .inval)
    #expect(try guest.call("fd_seek", file, 0, 3, result) == .inval)
    #expect(directory.contents("file") == "0123456789")
  }

  @Test func `several buffers in one call`() throws {
    let file = try guest.open("file", flags: .create, rights: .regularFile)
    let vectors = guest.allocate(24)
    for (index, text) in ["abc", "", "defg"].enumerated() {
      let (address, length) = guest.place(text)
      guest.store(UInt32(address), at: vectors + UInt64(index) * 8)
      guest.store(UInt32(length), at: vectors + UInt64(index) * 8 + 4)
    }
    let result = guest.allocate(4)
    try guest.succeed("fd_write", file, vectors, 3, result)
    #expect(guest.load(UInt32.self, at: result) == 7)
    #expect(directory.contents("file") == "abcdefg")
    try guest.succeed("fd_write", file, vectors, 0, result)
    #expect(guest.load(UInt32.self, at: result) == 0)
  }

  @Test func `reading and writing at an offset leaves the position alone`() throws {
    try directory.file("file", "0123456789")
    let file = try guest.open("file", rights: .regularFile)
    let buffer = guest.allocate(4)
    let result = guest.allocate(4)
    try guest.succeed("fd_pread", file, guest.vector((buffer, 4)), 1, 5, result)
    #expect(guest.string(at: buffer, count: 4) == "5678")
    try guest.succeed("fd_pwrite", file, guest.vector(guest.place("xy")), 1, 2, result)
    #expect(guest.load(UInt32.self, at: result) == 2)
    #expect(try seek(file, 0, 1) == 0)
    #expect(directory.contents("file") == "01xy456789")
    let vector = guest.vector((buffer, 4))
    #expect(try guest.call("fd_pread", file, vector, 1, 1 << 63, result) == .inval)
    #expect(try guest.call("fd_pwrite", file, vector, 1, 1 << 63, result) == .inval)
  }

  @Test func `appending can be switched off`() throws {
    try directory.file("file", "head-")
    let file = try guest.open("file", rights: .regularFile, descriptorFlags: .append)
    #expect(try guest.descriptorStatus(file).flags == .append)
    _ = try guest.write("tail", to: file)
    #expect(directory.contents("file") == "head-tail")
    try guest.succeed("fd_fdstat_set_flags", file, 0)
    #expect(try guest.descriptorStatus(file).flags == [])
    #expect(try seek(file, 0, 0) == 0)
    _ = try guest.write("HEAD", to: file)
    #expect(directory.contents("file") == "HEAD-tail")
  }

  @Test func `synchronised writing is fixed at opening`() throws {
    let rights = Rights.regularFile
    let file = try guest.open(
      "file", flags: .create, rights: rights, descriptorFlags: [.append, .sync])
    #expect(try guest.descriptorStatus(file).flags == [.append, .sync])
    let sync = UInt64(FileDescriptorFlags.sync.rawValue)
    #expect(try guest.call("fd_fdstat_set_flags", file, sync) == .success)
    #expect(try guest.call("fd_fdstat_set_flags", file, 0) == .notsup)
    #expect(try guest.call("fd_fdstat_set_flags", file, sync | 32) == .inval)
    #expect(try guest.call("fd_fdstat_set_flags", file, 1 << 16) == .inval)
  }

  @Test func `the size can be set and storage reserved`() throws {
    let file = try guest.open("file", flags: .create, rights: .regularFile)
    try guest.succeed("fd_filestat_set_size", file, 100)
    #expect(try status(file).size == 100)
    try guest.succeed("fd_filestat_set_size", file, 10)
    #expect(try status(file).size == 10)
    #expect(try guest.call("fd_filestat_set_size", file, 1 << 63) == .inval)
    let allocated = try guest.call("fd_allocate", file, 5, 45)
    #expect([.success, .notsup].contains(allocated))
    if allocated == .success { #expect(try status(file).size == 50) }
    #expect(try guest.call("fd_allocate", file, 0, 0) == .inval)
    #expect(try guest.call("fd_allocate", file, 1 << 63, 1) == .inval)
    #expect(try guest.call("fd_allocate", file, (1 << 63) - 1, 1) == .fbig)
  }

  @Test func `advice is taken or ignored, nonsense is refused`() throws {
    try directory.file("file", "contents")
    let file = try guest.open("file", rights: .regularFile)
    for advice: UInt64 in 0...5 {
      #expect(try guest.call("fd_advise", file, 0, 8, advice) == .success)
    }
    #expect(try guest.call("fd_advise", file, 0, 8, 6) == .inval)
    #expect(try guest.call("fd_advise", file, 1 << 63, 8, 0) == .inval)
    #expect(try guest.call("fd_advise", file, 0, 1 << 63, 0) == .inval)
    #expect(try guest.call("fd_advise", 0, 0, 1, 0) == .spipe)
  }

  @Test func `timestamps are set to values, to now, or not at all`() throws {
    let file = try guest.open("file", flags: .create, rights: .regularFile)
    let time: UInt64 = 1_234_567_890_123_456_789
    try guest.succeed("fd_filestat_set_times", file, time, time + 1, 0b0101)
    #expect(try times(file) == (time, time + 1))
    try guest.succeed("fd_filestat_set_times", file, 7, 8, 0b0100)
    #expect(try times(file) == (time, 8))
    try guest.succeed("fd_filestat_set_times", file, 7, 8, 0)
    #expect(try times(file) == (time, 8))
    try guest.succeed("fd_filestat_set_times", file, 7, 8, 0b1010)
    #expect(try times(file).access > time && times(file).modification > time)
    for flags: UInt64 in [0b0011, 0b1100, 0b1111, 1 << 4, 1 << 16] {
      #expect(try guest.call("fd_filestat_set_times", file, 7, 8, flags) == .inval)
    }
    // No file system holds this; what it makes of it is its own, but it must not trap.
    _ = try guest.call("fd_filestat_set_times", file, .max, .max, 0b0101)
  }

  @Test func `files and directories are synchronised`() throws {
    let file = try guest.open("file", flags: .create, rights: .regularFile)
    #expect(try guest.call("fd_sync", file) == .success)
    #expect(try guest.call("fd_datasync", file) == .success)
    #expect(try guest.call("fd_sync", 3) == .success)
    #expect(try guest.call("fd_sync", 1) == .success)
  }

  @Test func `a directory has no contents`() throws {
    let vector = guest.vector((guest.allocate(4), 4))
    let result = guest.allocate(8)
    #expect(try guest.call("fd_read", 3, vector, 1, result) == .isdir)
    #expect(try guest.call("fd_write", 3, vector, 1, result) == .isdir)
    #expect(try guest.call("fd_pread", 3, vector, 1, 0, result) == .isdir)
    #expect(try guest.call("fd_pwrite", 3, vector, 1, 0, result) == .isdir)
    #expect(try guest.call("fd_seek", 3, 0, 0, result) == .isdir)
    #expect(try guest.call("fd_tell", 3, result) == .isdir)
    #expect(try guest.call("fd_allocate", 3, 0, 1) == .isdir)
    #expect(try guest.call("fd_filestat_set_size", 3, 0) == .isdir)
  }

  @Test func `a descriptor moves over another one`() throws {
    try directory.file("a", "A")
    try directory.file("b", "B")
    let (a, b) = (try guest.open("a"), try guest.open("b"))
    try guest.succeed("fd_renumber", a, b)
    #expect(try guest.read(4, from: b) == "A")
    #expect(try guest.call("fd_close", a) == .badf)
    #expect(try guest.call("fd_renumber", b, a) == .badf)
    #expect(try guest.call("fd_renumber", b, b) == .success)
    #expect(try guest.call("fd_renumber", b, .init(UInt32.max)) == .badf)
    try guest.close(b)
    #expect(try guest.call("fd_renumber", b, b) == .badf)
  }

  @Test func `free numbers are used again, up to a limit`() throws {
    var configuration = WASIConfiguration()
    configuration.directories = [.init(hostPath: directory.path, guestPath: "/")]
    configuration.maximumDescriptors = 6
    try directory.file("file")
    let guest = try Guest(configuration)
    #expect(try guest.open("file") == 4)
    #expect(try guest.open("file") == 5)
    #expect(try guest.tryOpen("file") == .failure(.mfile))
    // Nothing is made that cannot be opened.
    #expect(try guest.tryOpen("new", flags: .create) == .failure(.mfile))
    #expect(directory.contents("new") == nil)
    try guest.close(4)
    #expect(try guest.open("file") == 4)
  }

  @Test func `a file type is told`() throws {
    try directory.file("file")
    let file = try guest.open("file", rights: .fdFilestatGet)
    #expect(try status(file).type == FileType.regularFile.rawValue)
    #expect(try status(3).type == FileType.directory.rawValue)
  }

  @Test func `opening a named pipe does not wait for its other end`() throws {
    directory.namedPipe("pipe")
    let reader = try guest.open("pipe", rights: .stream.subtracting(.fdWrite))
    let writer = try guest.open("pipe", rights: .stream.subtracting(.fdRead))
    #expect(try guest.descriptorStatus(reader).type == .unknown)
    #expect(try guest.write("through", to: writer) == 7)
    #expect(try guest.read(16, from: reader) == "through")
    try guest.close(reader)
    let vector = guest.vector(guest.place("lost"))
    #expect(try guest.call("fd_write", writer, vector, 1, guest.allocate(4)) == .pipe)
    #expect(try guest.tryOpen("pipe", rights: .fdWrite) == .failure(.nxio))
  }

  @Test func `the null device is no terminal`() throws {
    var configuration = WASIConfiguration()
    configuration.directories = [.init(hostPath: "/dev", guestPath: "/dev")]
    let guest = try Guest(configuration)
    let device = try guest.open("null", rights: .regularFile)
    let status = try guest.descriptorStatus(device)
    #expect(status.type == .characterDevice)
    #expect(status.rights.contains([.fdSeek, .fdTell]))
    #expect(try guest.write("gone", to: device) == 4)
    #expect(try guest.read(4, from: device) == "")
  }
}
