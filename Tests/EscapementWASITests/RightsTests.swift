import Testing

@testable import EscapementWASI

/// Rights of descriptors, and directories that must not be changed.
@Suite struct RightsTests {
  let directory = TemporaryDirectory()

  init() throws {
    try directory.file("file", "contents")
    directory.directory("dir")
    try directory.file("dir/inner", "inner")
    directory.symbolicLink("link", to: "file")
  }

  /// One call that each right on a file or directory allows. Descriptor 3 is the directory.
  private func call(_ right: Rights, _ guest: Guest, _ descriptor: UInt64) throws -> WASI.Errno {
    let result = guest.allocate(64)
    let vector = guest.vector((guest.allocate(4), 4))
    let (file, fileLength) = guest.place("file")
    let (new, newLength) = guest.place("new")
    switch right {
    case .fdRead: return try guest.call("fd_read", descriptor, vector, 1, result)
    case .fdWrite: return try guest.call("fd_write", descriptor, vector, 1, result)
    case .fdSeek: return try guest.call("fd_seek", descriptor, 1, 0, result)
    case .fdTell: return try guest.call("fd_tell", descriptor, result)
    case .fdSync: return try guest.call("fd_sync", descriptor)
    case .fdDatasync: return try guest.call("fd_datasync", descriptor)
    case .fdFdstatSetFlags: return try guest.call("fd_fdstat_set_flags", descriptor, 0)
    case .fdAdvise: return try guest.call("fd_advise", descriptor, 0, 1, 0)
    case .fdAllocate: return try guest.call("fd_allocate", descriptor, 0, 1)
    case .fdFilestatGet: return try guest.call("fd_filestat_get", descriptor, result)
    case .fdFilestatSetSize: return try guest.call("fd_filestat_set_size", descriptor, 1)
    case .fdFilestatSetTimes:
      return try guest.call("fd_filestat_set_times", descriptor, 0, 0, 0)
    case .fdReaddir: return try guest.call("fd_readdir", descriptor, result, 64, 0, result)
    case .pathCreateDirectory:
      return try guest.path("path_create_directory", "new", in: descriptor)
    case .pathRemoveDirectory:
      return try guest.path("path_remove_directory", "none", in: descriptor)
    case .pathUnlinkFile: return try guest.path("path_unlink_file", "none", in: descriptor)
    case .pathOpen, .pathCreateFile, .pathFilestatSetSize:
      let flags: OpenFlags =
        right == .pathCreateFile ? .create : right == .pathFilestatSetSize ? .truncate : []
      switch try guest.tryOpen("file", in: descriptor, flags: flags, rights: []) {
      case .success: return .success
      case .failure(let error): return error
      }
    case .pathReadlink:
      return try guest.call("path_readlink", descriptor, file, fileLength, result, 64, result)
    case .pathFilestatGet:
      return try guest.call("path_filestat_get", descriptor, 0, file, fileLength, result)
    case .pathFilestatSetTimes:
      return try guest.call(
        "path_filestat_set_times", descriptor, 0, file, fileLength, 0, 0, 0)
    case .pathSymlink:
      return try guest.call("path_symlink", file, fileLength, descriptor, new, newLength)
    case .pathLinkSource:
      return try guest.call("path_link", descriptor, 0, file, fileLength, 3, new, newLength)
    case .pathLinkTarget:
      return try guest.call("path_link", 3, 0, file, fileLength, descriptor, new, newLength)
    case .pathRenameSource:
      return try guest.call("path_rename", descriptor, file, fileLength, 3, new, newLength)
    case .pathRenameTarget:
      return try guest.call("path_rename", 3, file, fileLength, descriptor, new, newLength)
    default: return .nosys
    }
  }

  private static func individual(_ rights: Rights) -> [Rights] {
    (0..<64).map { Rights(rawValue: 1 << $0) }.filter { rights.contains($0) }
  }

  @Test(arguments: individual(.regularFile.subtracting(.pollFdReadwrite)))
  func `a call on a file needs its right`(right: Rights) throws {
    let guest = try Guest(directory)
    let with = try guest.open("file", rights: .regularFile)
    #expect(try call(right, guest, with) != .notcapable)
    var rights = Rights.regularFile.subtracting(right)
    // Seeking includes telling.
    if right == .fdTell { rights.remove(.fdSeek) }
    let without = try guest.open("file", rights: rights)
    #expect(try call(right, guest, without) == .notcapable)
  }

  @Test(arguments: individual(.directory.subtracting([.fdAdvise, .fdDatasync])))
  func `a call on a directory needs its right`(right: Rights) throws {
    let guest = try Guest(directory)
    let with = try guest.open(".", rights: .directory, inheriting: .inheritable)
    #expect(try call(right, guest, with) != .notcapable)
    let without = try guest.open(
      ".", rights: Rights.directory.subtracting(right), inheriting: .inheritable)
    #expect(try call(right, guest, without) == .notcapable)
  }

  @Test func `rights are given up and never regained`() throws {
    let guest = try Guest(directory)
    let file = try guest.open("file", rights: [.fdRead, .fdSeek])
    let (read, seek) = (Rights.fdRead.rawValue, Rights.fdSeek.rawValue)
    #expect(try guest.call("fd_fdstat_set_rights", file, seek, 0) == .success)
    #expect(try guest.descriptorStatus(file).rights == .fdSeek)
    #expect(try call(.fdRead, guest, file) == .notcapable)
    #expect(try guest.call("fd_fdstat_set_rights", file, read | seek, 0) == .notcapable)
    #expect(try guest.call("fd_fdstat_set_rights", file, .max, 0) == .notcapable)
    #expect(try guest.call("fd_fdstat_set_rights", file, seek, 1) == .notcapable)
    #expect(try guest.descriptorStatus(file).rights == .fdSeek)
  }

  @Test func `a directory hands on no more than its inheriting rights`() throws {
    let guest = try Guest(directory)
    let reader = try guest.open(
      "dir", flags: .directory, rights: .directory, inheriting: [.fdRead, .fdSeek])
    #expect(throws: Never.self) { try guest.open("inner", in: reader, rights: .fdRead) }
    #expect(try guest.tryOpen("inner", in: reader, rights: .fdWrite) == .failure(.notcapable))
    #expect(
      try guest.tryOpen("inner", in: reader, inheriting: .fdWrite) == .failure(.notcapable))
    #expect(
      try guest.tryOpen("inner", in: reader, descriptorFlags: .sync) == .failure(.notcapable))
    #expect(
      try guest.tryOpen("inner", in: reader, descriptorFlags: .dsync) == .failure(.notcapable))
    // Nothing is made or emptied before the refusal.
    _ = try guest.tryOpen("made", in: reader, flags: .create, rights: .fdWrite)
    _ = try guest.tryOpen("inner", in: reader, flags: .truncate, rights: .fdAllocate)
    #expect(directory.contents("dir/made") == nil)
    #expect(directory.contents("dir/inner") == "inner")
  }

  @Test func `rights that mean nothing for the file are left out`() throws {
    let guest = try Guest(directory)
    let all = Rights(rawValue: .max)
    let dir = try guest.open("dir", rights: all.subtracting(.fdWrite), inheriting: all)
    #expect(try guest.descriptorStatus(dir).rights == .directory)
    #expect(try guest.descriptorStatus(dir).inheriting == .inheritable)
    let file = try guest.open("file", rights: all, inheriting: all)
    #expect(try guest.descriptorStatus(file).rights == .regularFile)
    #expect(try guest.descriptorStatus(file).inheriting == [])
  }

  @Test func `a read-only directory is read`() throws {
    let guest = try Guest(directory, isReadOnly: true)
    // Languages' libraries ask for all rights that go with reading.
    let rights = Rights.regularFile.subtracting(.fdWrite)
    let file = try guest.open("file", lookup: Guest.followsLinks, rights: rights)
    #expect(try guest.read(16, from: file) == "contents")
    let dir = try guest.open("dir", rights: .directory, inheriting: .inheritable)
    #expect(try guest.read(16, from: try guest.open("inner", in: dir)) == "inner")
    #expect(try guest.status("dir/inner", lookup: 1).size == 5)
    try guest.close(try guest.open("file", flags: .create))
    let result = guest.allocate(64)
    #expect(try guest.call("fd_readdir", 3, result, 64, 0, result) == .success)
  }

  @Test func `a read-only directory is not changed`() throws {
    let guest = try Guest(directory, isReadOnly: true)
    let dir = try guest.open("dir", rights: .directory, inheriting: .inheritable)
    for (parent, name): (UInt64, String) in [(3, "file"), (dir, "inner")] {
      #expect(try guest.tryOpen(name, in: parent, rights: .fdWrite) == .failure(.rofs))
      #expect(try guest.tryOpen(name, in: parent, flags: .truncate) == .failure(.rofs))
      #expect(try guest.tryOpen("new", in: parent, flags: .create) == .failure(.rofs))
      #expect(
        try guest.tryOpen(name, in: parent, flags: [.create, .exclusive]) == .failure(.exist))
      #expect(
        try guest.tryOpen("new", in: parent, flags: [.create, .exclusive]) == .failure(.rofs))
      #expect(try guest.path("path_create_directory", "new", in: parent) == .rofs)
      #expect(try guest.path("path_remove_directory", "new", in: parent) == .rofs)
      #expect(try guest.path("path_unlink_file", name, in: parent) == .rofs)
      let (old, oldLength) = guest.place(name)
      let (new, newLength) = guest.place("new")
      #expect(try guest.call("path_rename", parent, old, oldLength, 3, new, newLength) == .rofs)
      #expect(try guest.call("path_link", parent, 0, old, oldLength, 3, new, newLength) == .rofs)
      #expect(try guest.call("path_symlink", old, oldLength, parent, new, newLength) == .rofs)
      #expect(
        try guest.call("path_filestat_set_times", parent, 0, old, oldLength, 0, 0, 5) == .rofs)
      let file = try guest.open(name, in: parent, rights: Rights.regularFile.subtracting(.fdWrite))
      #expect(try guest.call("fd_filestat_set_size", file, 0) == .rofs)
      #expect(try guest.call("fd_allocate", file, 0, 100) == .rofs)
      #expect(try guest.call("fd_filestat_set_times", file, 0, 0, 5) == .rofs)
    }
    #expect(directory.contents("file") == "contents")
    #expect(directory.contents("dir/inner") == "inner")
    #expect(directory.contents("new") == nil)
  }

  /// A link out of a read-only directory would let its file be written elsewhere.
  @Test func `files do not leave a read-only directory`() throws {
    let other = TemporaryDirectory()
    var configuration = WASIConfiguration()
    configuration.directories = [
      .init(hostPath: directory.path, guestPath: "/protected", isReadOnly: true),
      .init(hostPath: other.path, guestPath: "/scratch"),
    ]
    let guest = try Guest(configuration)
    let (old, oldLength) = guest.place("file")
    #expect(try guest.call("path_link", 3, 0, old, oldLength, 4, old, oldLength) == .rofs)
    #expect(try guest.call("path_rename", 3, old, oldLength, 4, old, oldLength) == .rofs)
    #expect(try guest.call("path_rename", 4, old, oldLength, 3, old, oldLength) == .rofs)
  }
}
