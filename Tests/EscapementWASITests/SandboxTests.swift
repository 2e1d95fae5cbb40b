import Synchronization
import SystemPackage
import Testing

@testable import EscapementWASI

/// Nothing outside a pre-opened directory can be reached.
@Suite struct SandboxTests {
  /// `outside/secret` beside `root`, which is what the guest gets; `root` has ways out.
  let base = TemporaryDirectory()

  init() throws {
    base.directory("outside")
    try base.file("outside/secret", "outside")
    base.directory("root")
    base.directory("root/dir")
    base.directory("root/dir/nested")
    try base.file("root/dir/file", "inside")
    base.symbolicLink("root/up", to: "..")
    base.symbolicLink("root/out", to: "../outside")
    base.symbolicLink("root/secret", to: "../outside/secret")
    base.symbolicLink("root/absolute", to: base.path.appending("outside").string)
    base.symbolicLink("root/slash", to: "/")
    base.symbolicLink("root/dir/climb", to: "../../outside")
    base.symbolicLink("root/dir/twice", to: "../out")
    base.symbolicLink("root/new", to: "../outside/new")
    base.symbolicLink("root/loop", to: "loop")
    base.symbolicLink("root/ping", to: "pong")
    base.symbolicLink("root/pong", to: "ping/x")
  }

  func guest() throws -> Guest {
    var configuration = WASIConfiguration()
    configuration.directories = [.init(hostPath: base.path.appending("root"), guestPath: "/")]
    return try Guest(configuration)
  }

  static let waysOut = [
    "..", "../", "../outside/secret", "./../outside/secret", "dir/../../outside/secret",
    "dir/nested/../../../outside/secret", "/", "/etc/passwd", "//etc/passwd", "up", "up/",
    "up/outside/secret", "out/secret", "secret", "absolute/secret", "slash/etc/passwd", "slash",
    "dir/climb/secret", "dir/twice/secret", "dir/nested/../climb/secret", "dir/../out/secret",
    "dir/nested/../twice/../outside/secret",
  ]

  @Test(arguments: waysOut) func `a path that leaves fails for every function`(
    path: String
  ) throws {
    let guest = try guest()
    let all: Rights = [.fdRead]
    let opened = try guest.tryOpen(path, lookup: Guest.followsLinks, rights: all)
    #expect(opened == .failure(.notcapable))

    let (address, length) = guest.place(path)
    let (file, fileLength) = guest.place("dir/file")
    let result = guest.allocate(64)
    // With links followed, all of these leave.
    let status = try guest.call("path_filestat_get", 3, 1, address, length, result)
    #expect(status == .notcapable)
    let times = try guest.call("path_filestat_set_times", 3, 1, address, length, 0, 0, 2)
    #expect(times == .notcapable)
    let linked = try guest.call("path_link", 3, 1, address, length, 3, file, fileLength)
    #expect(linked == .notcapable)
  }

  @Test(arguments: [
    "..", "../outside", "../outside/new", "/tmp/new", "out/new", "up/outside/new",
    "absolute/new", "dir/climb/new", "dir/twice/new", "slash/tmp/new", "dir/../../outside/new",
  ])
  func `nothing is made, removed or renamed outside`(path: String) throws {
    let guest = try guest()
    let (address, length) = guest.place(path)
    let (file, fileLength) = guest.place("dir/file")
    let buffer = guest.allocate(64)
    for name in ["path_create_directory", "path_remove_directory", "path_unlink_file"] {
      let result = try guest.path(name, path)
      // The directory above the root is the root's own parent and never resolved to.
      #expect(result == .notcapable, "\(name)")
    }
    #expect(
      try guest.call("path_rename", 3, file, fileLength, 3, address, length) == .notcapable)
    #expect(
      try guest.call("path_rename", 3, address, length, 3, file, fileLength) == .notcapable)
    #expect(
      try guest.call("path_link", 3, 0, file, fileLength, 3, address, length) == .notcapable)
    #expect(
      try guest.call("path_symlink", file, fileLength, 3, address, length) == .notcapable)
    #expect(
      try guest.call("path_readlink", 3, address, length, buffer, 64, buffer) == .notcapable)
    let created = try guest.tryOpen(
      path, lookup: Guest.followsLinks, flags: .create, rights: [.fdRead, .fdWrite])
    #expect(created == .failure(.notcapable))
    #expect(base.contents("outside/new") == nil)
    #expect(base.contents("outside/secret") == "outside")
    #expect(base.contents("root/dir/file") == "inside")
  }

  @Test func `a dangling link to outside is not created through`() throws {
    let guest = try guest()
    let opened = try guest.tryOpen(
      "new", lookup: Guest.followsLinks, flags: .create, rights: [.fdWrite])
    #expect(opened == .failure(.notcapable))
    #expect(try guest.tryOpen("new", flags: .create, rights: [.fdWrite]) == .failure(.loop))
    #expect(base.contents("outside/new") == nil)
  }

  @Test func `a link in the last place is opened only where it stays inside`() throws {
    let guest = try guest()
    #expect(try guest.tryOpen("secret") == .failure(.loop))
    #expect(try guest.status("secret").type == .symbolicLink)
  }

  @Test func `paths may climb inside`() throws {
    let guest = try guest()
    for path in [
      "dir/file", "./dir//./file", "dir/nested/../file", "dir/nested/../../dir/file",
    ] {
      let descriptor = try guest.open(path)
      #expect(try guest.read(16, from: descriptor) == "inside", "\(path)")
      try guest.close(descriptor)
    }
  }

  @Test func `links inside are followed wherever they stand`() throws {
    base.symbolicLink("root/dir/nested/back", to: "../../dir/./nested/../file")
    base.symbolicLink("root/shortcut", to: "dir/nested/")
    base.symbolicLink("root/chain", to: "shortcut/back")
    let guest = try guest()
    for path in ["chain", "shortcut/back", "dir/nested/back", "shortcut/../nested/back"] {
      let descriptor = try guest.open(path, lookup: Guest.followsLinks)
      #expect(try guest.read(16, from: descriptor) == "inside", "\(path)")
    }
    // `..` after a link is the parent of the link's target.
    #expect(try guest.status("shortcut/../file").type == .regularFile)
  }

  @Test(arguments: ["loop", "loop/", "loop/x", "ping", "ping/y", "pong"])
  func `symbolic links that go in circles end`(path: String) throws {
    let guest = try guest()
    #expect(try guest.tryOpen(path, lookup: Guest.followsLinks) == .failure(.loop))
  }

  @Test func `only so many links are followed`() throws {
    try base.file("root/link0", "end")
    for number in 1...60 {
      base.symbolicLink("root/link\(number)", to: "link\(number - 1)")
    }
    let guest = try guest()
    #expect(throws: Never.self) { try guest.open("link40", lookup: Guest.followsLinks) }
    #expect(try guest.tryOpen("link41", lookup: Guest.followsLinks) == .failure(.loop))
  }

  @Test func `a directory opened below is a root of its own`() throws {
    let guest = try guest()
    let nested = try guest.open(
      "dir/nested", flags: .directory, rights: [.pathOpen, .pathFilestatGet],
      inheriting: [.fdRead])
    #expect(try guest.tryOpen("../file", in: nested) == .failure(.notcapable))
    #expect(try guest.tryOpen("..", in: nested) == .failure(.notcapable))
    #expect(throws: Never.self) { try guest.open(".", in: nested) }
  }

  @Test func `guests cannot make absolute links`() throws {
    let guest = try guest()
    let (target, targetLength) = guest.place("/etc")
    let (name, nameLength) = guest.place("mine")
    #expect(
      try guest.call("path_symlink", target, targetLength, 3, name, nameLength) == .notcapable)
  }

  @Test(arguments: [
    ([0x64, 0x00], WASI.Errno.inval), ([0x64, 0x69, 0x72, 0x00, 0x2f], .inval),
    ([0xff], .ilseq), ([0xc0, 0xaf], .ilseq), ([0xed, 0xa0, 0x80], .ilseq), ([], .noent),
    (Array(repeating: 0x61, count: 4097), .nametoolong),
    (Array(repeating: 0x61, count: 300), .nametoolong),
  ])
  func `paths that are none are refused`(bytes: [UInt8], expected: WASI.Errno) throws {
    let guest = try guest()
    let (address, length) = guest.place(bytes)
    let result = guest.allocate(64)
    #expect(try guest.call("path_filestat_get", 3, 0, address, length, result) == expected)
    #expect(try guest.call("path_create_directory", 3, address, length) == expected)
  }

  /// While one thread swaps a directory and a link to outside, a guest opens files through the
  /// name. What it reads is always the inside's.
  @Test func `swapping a directory and a link gives no way out`() async throws {
    base.directory("root/swap")
    try base.file("root/swap/secret", "inside")
    base.directory("root/swap/deep")
    try base.file("root/swap/deep/secret", "inside")
    base.directory("outside/deep")
    try base.file("outside/deep/secret", "outside")
    base.symbolicLink("root/other", to: "../outside")
    try base.file("root/entry", "inside")
    base.symbolicLink("root/link", to: "../outside/secret")

    let isDone = Flag()
    let base = base
    await withTaskGroup(of: Void.self) { group in
      group.addTask {
        while !isDone.isSet {
          base.rename("root/swap", "root/kept")
          base.rename("root/other", "root/swap")
          base.rename("root/swap", "root/other")
          base.rename("root/kept", "root/swap")
          base.rename("root/entry", "root/kept")
          base.rename("root/link", "root/entry")
          base.rename("root/entry", "root/link")
          base.rename("root/kept", "root/entry")
        }
      }
      group.addTask {
        defer { isDone.set() }
        do {
          try raceOpens(base)
        } catch {
          Issue.record(error)
        }
      }
    }
  }
}

private final class Flag: Sendable {
  private let value = Atomic(false)

  var isSet: Bool { value.load(ordering: .relaxed) }

  func set() {
    value.store(true, ordering: .relaxed)
  }
}

/// Opens files through the name that is being swapped until both kinds of outcome were seen often.
private func raceOpens(_ base: TemporaryDirectory) throws {
  var configuration = WASIConfiguration()
  configuration.directories = [.init(hostPath: base.path.appending("root"), guestPath: "/")]
  let guest = try Guest(configuration)
  let paths = ["entry", "swap/secret", "swap/deep/secret", "dir/../swap/deep/secret"]
  var successes = 0
  var refusals = 0
  var attempts = 0
  while attempts < 30_000 && (attempts < 6_000 || successes < 100 || refusals < 100) {
    attempts += 1
    let result = try guest.tryOpen(
      paths[attempts % paths.count], lookup: Guest.followsLinks)
    switch result {
    case .success(let descriptor):
      successes += 1
      #expect(try guest.read(16, from: descriptor) == "inside")
      try guest.close(descriptor)
    case .failure(let error):
      refusals += 1
      #expect([.notcapable, .noent, .loop, .notdir].contains(error))
    }
  }
  #expect(successes > 0 && refusals > 0)
}
