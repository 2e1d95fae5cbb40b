import Testing

@testable import EscapementWASI

/// Making, removing and renaming files, with and without slashes at the end.
@Suite struct PathTests {
  let directory = TemporaryDirectory()
  let guest: Guest

  init() throws {
    guest = try Guest(directory)
  }

  private func rename(_ old: String, _ new: String) throws -> WASI.Errno {
    let (old, new) = (guest.place(old), guest.place(new))
    return try guest.call("path_rename", 3, old.0, old.1, 3, new.0, new.1)
  }

  private func link(_ old: String, _ new: String, flags: UInt64 = 0) throws -> WASI.Errno {
    let (old, new) = (guest.place(old), guest.place(new))
    return try guest.call("path_link", 3, flags, old.0, old.1, 3, new.0, new.1)
  }

  private func symbolicLink(_ target: String, _ name: String) throws -> WASI.Errno {
    let (target, name) = (guest.place(target), guest.place(name))
    return try guest.call("path_symlink", target.0, target.1, 3, name.0, name.1)
  }

  private func statusError(_ path: String, lookup: UInt64 = 0) throws -> WASI.Errno {
    let (address, length) = guest.place(path)
    return try guest.call("path_filestat_get", 3, lookup, address, length, guest.allocate(64))
  }

  @Test func `directories are made and removed`() throws {
    #expect(try guest.path("path_create_directory", "a") == .success)
    #expect(try guest.path("path_create_directory", "a/b/") == .success)
    #expect(try guest.path("path_create_directory", "a") == .exist)
    #expect(try guest.path("path_create_directory", "x/y") == .noent)
    #expect(try guest.path("path_create_directory", ".") == .exist)
    #expect(try guest.path("path_remove_directory", "a") == .notempty)
    #expect(try guest.path("path_remove_directory", "a/b/") == .success)
    #expect(try guest.path("path_remove_directory", "a") == .success)
    #expect(try guest.path("path_remove_directory", "a") == .noent)
    try directory.file("file")
    #expect(try guest.path("path_remove_directory", "file") == .notdir)
    #expect(try guest.path("path_remove_directory", "file/") == .notdir)
    directory.directory("kept")
    directory.symbolicLink("link", to: "kept")
    #expect(try guest.path("path_remove_directory", "link") == .notdir)
    #expect(try guest.path("path_remove_directory", "link/") == .notdir)
    #expect(try guest.status("kept").type == .directory)
  }

  @Test func `files are unlinked`() throws {
    try directory.file("file")
    directory.directory("dir")
    directory.symbolicLink("link", to: "file")
    #expect(try guest.path("path_unlink_file", "dir") == .isdir)
    #expect(try guest.path("path_unlink_file", "dir/") == .isdir)
    #expect(try guest.path("path_unlink_file", "file/") == .notdir)
    #expect(try guest.path("path_unlink_file", "link/") == .notdir)
    #expect(try guest.path("path_unlink_file", "none") == .noent)
    #expect(try guest.path("path_unlink_file", "link") == .success)
    #expect(directory.contents("file") == "")
    #expect(try guest.path("path_unlink_file", "file") == .success)
    #expect(directory.contents("file") == nil)
  }

  @Test func `an open file outlives its name`() throws {
    try directory.file("file", "contents")
    let file = try guest.open("file")
    #expect(try guest.path("path_unlink_file", "file") == .success)
    #expect(try guest.read(16, from: file) == "contents")
  }

  @Test func `renaming`() throws {
    try directory.file("file", "contents")
    directory.directory("dir")
    #expect(try rename("file", "dir/moved") == .success)
    #expect(directory.contents("dir/moved") == "contents")
    #expect(try rename("none", "other") == .noent)
    #expect(try rename("dir/", "renamed/") == .success)
    #expect(try rename("renamed/moved/", "x") == .notdir)
    #expect(try rename("renamed/moved", "x/") == .notdir)
    #expect(try rename("renamed", "renamed/inside") == .inval)
    directory.directory("empty")
    #expect(try rename("renamed/moved", "empty") == .isdir)
    #expect(try rename("empty", "renamed") == .notempty)
    #expect(try rename("renamed", "empty") == .success)
    directory.symbolicLink("link", to: "empty")
    #expect(try rename("link/", "x") == .notdir)
    #expect(try rename("link", "x") == .success)
    #expect(try guest.status("x").type == .symbolicLink)
  }

  @Test func `hard links`() throws {
    try directory.file("file", "contents")
    directory.directory("dir")
    directory.symbolicLink("symlink", to: "file")
    directory.symbolicLink("dangling", to: "none")
    #expect(try link("file", "dir/link") == .success)
    #expect(directory.contents("dir/link") == "contents")
    #expect(try link("file", "dir/link") == .exist)
    #expect(try link("file", "file") == .exist)
    #expect(try link("file", "dir") == .exist)
    #expect(try link("file", "dangling") == .exist)
    #expect(try [.perm, .acces].contains(link("dir", "other")))
    #expect(try link("file", "new/") == .noent)
    #expect(try link("file/", "new") == .notdir)
    #expect(try link("none", "new") == .noent)
    // A symbolic link is linked itself, unless it is to be followed.
    #expect(try link("symlink", "same") == .success)
    #expect(try guest.status("same").type == .symbolicLink)
    #expect(try link("symlink", "followed", flags: 1) == .success)
    #expect(try guest.status("followed").type == .regularFile)
    #expect(try link("dangling", "followed2", flags: 1) == .noent)
    #expect(try link("file", "x", flags: 2) == .inval)
  }

  @Test func `symbolic links`() throws {
    directory.directory("dir")
    try directory.file("file", "contents")
    #expect(try symbolicLink("file", "link") == .success)
    #expect(try symbolicLink("file", "link") == .exist)
    #expect(try symbolicLink("file", "dir/") == .exist)
    #expect(try symbolicLink("file", "file/") == .notdir)
    #expect(try symbolicLink("file", "new/") == .noent)
    #expect(try symbolicLink("", "new") == .noent)
    #expect(try symbolicLink("anything/../at all", "odd") == .success)

    let (address, length) = guest.place("odd")
    let buffer = guest.allocate(64)
    let result = guest.allocate(4)
    try guest.succeed("path_readlink", 3, address, length, buffer, 64, result)
    let count = guest.load(UInt32.self, at: result)
    #expect(guest.string(at: buffer, count: count) == "anything/../at all")
    try guest.succeed("path_readlink", 3, address, length, buffer, 5, result)
    #expect(guest.load(UInt32.self, at: result) == 5)
    try guest.succeed("path_readlink", 3, address, length, buffer, 0, result)
    #expect(guest.load(UInt32.self, at: result) == 0)
    for (path, expected): (String, WASI.Errno) in [
      ("file", .inval), ("dir", .inval), ("none", .noent), ("link/", .notdir),
    ] {
      let (address, length) = guest.place(path)
      #expect(
        try guest.call("path_readlink", 3, address, length, buffer, 64, result) == expected)
    }
  }

  @Test func `attributes of links and of what they lead to`() throws {
    try directory.file("file", "contents")
    directory.directory("dir")
    directory.symbolicLink("link", to: "file")
    directory.symbolicLink("dirlink", to: "dir")
    #expect(try guest.status("link").type == .symbolicLink)
    #expect(try guest.status("link", lookup: Guest.followsLinks) == (.regularFile, 8))
    #expect(try guest.status("dirlink").type == .symbolicLink)
    #expect(try guest.status("dirlink/").type == .directory)
    #expect(try guest.status("dir/.").type == .directory)
    #expect(try guest.status(".").type == .directory)
    #expect(try statusError("file/") == .notdir)
    #expect(try statusError("file/.") == .notdir)
    #expect(try statusError("file/x") == .notdir)
    #expect(try statusError("link/", lookup: 1) == .notdir)
    #expect(try statusError("none") == .noent)
    #expect(try statusError("file", lookup: 2) == .inval)
  }

  @Test func `timestamps of links and of what they lead to`() throws {
    try directory.file("file")
    directory.symbolicLink("link", to: "file")
    let (address, length) = guest.place("link")
    let result = guest.allocate(64)
    func modification(_ lookup: UInt64) throws -> UInt64 {
      try guest.succeed("path_filestat_get", 3, lookup, address, length, result)
      return guest.load(at: result + 48)
    }
    try guest.succeed("path_filestat_set_times", 3, 0, address, length, 0, 5_000_000_001, 4)
    #expect(try modification(0) == 5_000_000_001)
    #expect(try modification(1) != 5_000_000_001)
    try guest.succeed("path_filestat_set_times", 3, 1, address, length, 0, 7_000_000_009, 4)
    #expect(try modification(0) == 5_000_000_001)
    #expect(try modification(1) == 7_000_000_009)
    #expect(
      try guest.call("path_filestat_set_times", 3, 0, address, length, 0, 0, 0b1100) == .inval)
  }

  @Test func `files are opened, made and emptied`() throws {
    #expect(try guest.tryOpen("file") == .failure(.noent))
    try guest.close(try guest.open("file", flags: .create, rights: .fdWrite))
    #expect(try guest.tryOpen("file", flags: [.create, .exclusive]) == .failure(.exist))
    try guest.close(try guest.open("file", flags: .create))
    try directory.file("file", "contents")
    // Emptying needs no right to write through the descriptor.
    try guest.close(try guest.open("file", flags: .truncate, rights: []))
    #expect(directory.contents("file") == "")
    #expect(try guest.tryOpen("file/") == .failure(.notdir))
    #expect(try guest.tryOpen("file", flags: .directory) == .failure(.notdir))
    #expect(try guest.tryOpen("new/", flags: .create) == .failure(.isdir))
    #expect(try guest.tryOpen("file", flags: [.create, .directory]) == .failure(.inval))
    #expect(
      try guest.tryOpen("file", flags: OpenFlags(rawValue: 16)) == .failure(.inval))
  }

  @Test func `directories are opened, but not for writing`() throws {
    directory.directory("dir")
    directory.symbolicLink("link", to: "dir")
    for path in ["dir", "dir/", "dir///", "link/", "."] {
      let descriptor = try guest.open(path, flags: .directory)
      #expect(try guest.descriptorStatus(descriptor).type == .directory)
    }
    #expect(try guest.tryOpen("dir", rights: [.fdRead, .fdWrite]) == .failure(.isdir))
    #expect(try guest.tryOpen("dir", flags: .truncate) == .failure(.isdir))
    #expect(try guest.tryOpen("link", flags: .directory) == .failure(.notdir))
    #expect(try guest.tryOpen("link") == .failure(.loop))
    let followed = try guest.open("link", lookup: Guest.followsLinks, flags: .directory)
    #expect(try guest.descriptorStatus(followed).type == .directory)
  }

  @Test func `creating through a link makes what it leads to`() throws {
    directory.symbolicLink("link", to: "target")
    let file = try guest.open(
      "link", lookup: Guest.followsLinks, flags: .create, rights: .fdWrite)
    _ = try guest.write("made", to: file)
    #expect(directory.contents("target") == "made")
    let exclusive = try guest.tryOpen(
      "link", lookup: Guest.followsLinks, flags: [.create, .exclusive])
    #expect(exclusive == .failure(.exist))
  }

  @Test func `a file is no directory to look in`() throws {
    try directory.file("file")
    let file = try guest.open("file", rights: .regularFile)
    #expect(try guest.tryOpen("x", in: file) == .failure(.notdir))
    #expect(try guest.path("path_create_directory", "x", in: file) == .notdir)
    #expect(try guest.path("path_create_directory", "x", in: 1) == .notdir)
  }

  @Test func `names may be anything in UTF-8`() throws {
    for name in ["é", "日本", "a b", "...", "\u{1F600}", "-", "a\nb", "\\"] {
      #expect(try guest.path("path_create_directory", name) == .success)
      #expect(try guest.status(name).type == .directory)
      #expect(try guest.path("path_remove_directory", name) == .success)
    }
  }
}
