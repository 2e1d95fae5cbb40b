import Testing

@testable import EscapementWASI

/// Reading directories, and what is found open at the start.
@Suite struct DirectoryTests {
  let directory = TemporaryDirectory()
  let guest: Guest

  init() throws {
    guest = try Guest(directory)
  }

  struct Entry: Equatable {
    let next: UInt64
    let inode: UInt64
    let type: FileType
    let name: String
  }

  /// The whole entries in one buffer, and whether the buffer was full.
  private func read(
    _ descriptor: UInt64 = 3, size: UInt32, cookie: UInt64
  ) throws -> (entries: [Entry], isFull: Bool) {
    let buffer = guest.allocate(size)
    let result = guest.allocate(4)
    try guest.succeed("fd_readdir", descriptor, buffer, UInt64(size), cookie, result)
    let used = UInt64(guest.load(UInt32.self, at: result))
    var entries: [Entry] = []
    var offset: UInt64 = 0
    while offset + 24 <= used {
      let length = UInt64(guest.load(UInt32.self, at: buffer + offset + 16))
      guard offset + 24 + length <= used else { break }
      entries.append(
        Entry(
          next: guest.load(at: buffer + offset), inode: guest.load(at: buffer + offset + 8),
          type: FileType(rawValue: guest.load(at: buffer + offset + 20)) ?? .unknown,
          name: guest.string(at: buffer + offset + 24, count: length)))
      offset += 24 + length
    }
    return (entries, used == UInt64(size))
  }

  private func readAll(_ descriptor: UInt64 = 3, size: UInt32) throws -> [Entry] {
    var result: [Entry] = []
    while true {
      let (entries, isFull) = try read(descriptor, size: size, cookie: result.last?.next ?? 0)
      result += entries
      if !isFull { return result }
      if entries.isEmpty { throw Unsuccessful(function: "fd_readdir", errno: .overflow) }
    }
  }

  @Test(arguments: [64, 100, 257, 4096] as [UInt32])
  func `every entry is found once, whatever the buffer's size`(size: UInt32) throws {
    for number in 0..<100 { try directory.file("file.\(number)") }
    directory.directory("subdirectory")
    directory.symbolicLink("link", to: "file.0")
    let entries = try readAll(size: size)
    #expect(entries.count == 104)
    #expect(Set(entries.map(\.name)).count == 104)
    #expect(Set(entries.map(\.next)).count == 104)
    let types = Dictionary(uniqueKeysWithValues: entries.map { ($0.name, $0.type) })
    #expect(types["."] == .directory)
    #expect(types[".."] == .directory)
    #expect(types["subdirectory"] == .directory)
    #expect(types["link"] == .symbolicLink)
    #expect(types["file.99"] == .regularFile)
  }

  @Test func `a cookie finds the entries after it, in any order`() throws {
    for number in 0..<20 { try directory.file("file.\(number)") }
    let all = try readAll(size: 4096)
    for index in [10, 3, 15, 0, 21] {
      let rest = try read(size: 4096, cookie: all[index].next).entries
      #expect(rest == Array(all[(index + 1)...]))
    }
    for cookie: UInt64 in [1000, .max] {
      #expect(try read(size: 4096, cookie: cookie).entries.isEmpty)
    }
  }

  @Test func `removing what was read does not hide what follows`() throws {
    for number in 0..<50 { try directory.file("file.\(number)") }
    var removed = 0
    var cookie: UInt64 = 0
    while true {
      let (entries, isFull) = try read(size: 100, cookie: cookie)
      for entry in entries where entry.type == .regularFile {
        #expect(try guest.path("path_unlink_file", entry.name) == .success)
        removed += 1
      }
      cookie = entries.last?.next ?? cookie
      if !isFull { break }
    }
    #expect(removed == 50)
  }

  @Test func `the start is read anew`() throws {
    #expect(try readAll(size: 4096).count == 2)
    try directory.file("new")
    #expect(try readAll(size: 4096).count == 3)
    #expect(try guest.path("path_unlink_file", "new") == .success)
    #expect(try readAll(size: 4096).count == 2)
  }

  @Test func `an entry is cut off at the buffer's end`() throws {
    try directory.file("a-long-name")
    let buffer = guest.allocate(300)
    let result = guest.allocate(4)
    let whole: UInt64 = 24 + 1 + 24 + 2 + 24 + 11
    for size: UInt64 in 0...110 {
      try guest.succeed("fd_readdir", 3, buffer, size, 0, result)
      let used = UInt64(guest.load(UInt32.self, at: result))
      #expect(used == min(size, whole))
    }
  }

  @Test func `inodes agree with the files' attributes`() throws {
    try directory.file("file")
    let entries = try readAll(size: 4096)
    for entry in entries where entry.name != ".." {
      let (address, length) = guest.place(entry.name)
      let result = guest.allocate(64)
      try guest.succeed("path_filestat_get", 3, 0, address, length, result)
      #expect(guest.load(UInt64.self, at: result + 8) == entry.inode)
    }
  }

  @Test func `only directories are read, with the right to`() throws {
    try directory.file("file")
    let file = try guest.open("file", rights: .regularFile)
    let result = guest.allocate(64)
    #expect(try guest.call("fd_readdir", file, result, 64, 0, result) == .notdir)
    let other = try guest.open(".", rights: [.pathOpen])
    #expect(try guest.call("fd_readdir", other, result, 64, 0, result) == .notcapable)
  }

  @Test func `pre-opened directories have names`() throws {
    var configuration = WASIConfiguration()
    configuration.directories = [
      .init(hostPath: directory.path, guestPath: "/"),
      .init(hostPath: directory.path, guestPath: "/data/é"),
    ]
    let guest = try Guest(configuration)
    for (descriptor, name): (UInt64, String) in [(3, "/"), (4, "/data/é")] {
      let result = guest.allocate(8)
      try guest.succeed("fd_prestat_get", descriptor, result)
      let length = guest.load(UInt32.self, at: result + 4)
      #expect(guest.load(UInt8.self, at: result) == 0)
      #expect(length == UInt32(name.utf8.count))
      let buffer = guest.allocate(length + 4)
      try guest.succeed("fd_prestat_dir_name", descriptor, buffer, UInt64(length) + 4)
      #expect(guest.string(at: buffer, count: length) == name)
      let short = UInt64(length) - 1
      #expect(try guest.call("fd_prestat_dir_name", descriptor, buffer, short) == .nametoolong)
    }
    let result = guest.allocate(8)
    // C libraries count the directories by this error.
    #expect(try guest.call("fd_prestat_get", 5, result) == .badf)
    #expect(try guest.call("fd_prestat_get", 1, result) == .badf)
    let opened = try guest.open(".", rights: .directory)
    #expect(try guest.call("fd_prestat_get", opened, result) == .badf)
  }

  @Test func `a pre-opened directory can be closed and replaced`() throws {
    directory.directory("inner")
    try directory.file("inner/file", "inner")
    let inner = try guest.open(
      "inner", flags: .directory, rights: .directory, inheriting: .inheritable)
    try guest.succeed("fd_renumber", inner, 3)
    #expect(try guest.read(16, from: try guest.open("file")) == "inner")
    try guest.close(3)
    #expect(try guest.tryOpen("file") == .failure(.badf))
  }
}
