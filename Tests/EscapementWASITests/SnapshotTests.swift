import Testing

@testable import EscapementWASI

/// The two generations of the interface.
@Suite struct SnapshotTests {
  @Test func `the functions of each generation`() {
    #expect(WASI.Snapshot.preview1.functions.count == 46)
    #expect(WASI.Snapshot.unstable.functions.count == 45)
    let new = Set(WASI.Snapshot.preview1.functions.map(\.name))
    let old = Set(WASI.Snapshot.unstable.functions.map(\.name))
    #expect(new.count == 46)
    #expect(new.subtracting(old) == ["sock_accept"])
    #expect(old.subtracting(new).isEmpty)
    #expect(WASI.Snapshot.preview1.moduleName == "wasi_snapshot_preview1")
    #expect(WASI.Snapshot.unstable.moduleName == "wasi_unstable")
  }

  @Test(arguments: [
    (WASI.Snapshot.preview1, [0, 1, 2] as [UInt64]), (.unstable, [2, 0, 1]),
  ])
  func `the order of what an offset counts from`(snapshot: WASI.Snapshot, codes: [UInt64]) throws {
    let directory = TemporaryDirectory()
    try directory.file("file", "0123456789")
    let guest = try Guest(directory, snapshot: snapshot)
    let file = try guest.open("file", rights: .regularFile)
    let result = guest.allocate(8)
    for (code, expected) in zip(codes, [4, 8, 14] as [UInt64]) {
      try guest.succeed("fd_seek", file, 4, code, result)
      #expect(guest.load(UInt64.self, at: result) == expected)
    }
  }

  @Test func `the layouts of a file's attributes`() throws {
    let directory = TemporaryDirectory()
    try directory.file("file", "0123456789")
    let new = try Guest(directory)
    let old = try Guest(directory, snapshot: .unstable)
    let results = try [new, old].map { guest in
      let (address, length) = guest.place("file")
      let result = guest.allocate(72)
      for offset: UInt64 in 0..<9 { guest.store(UInt64.max, at: result + offset * 8) }
      try guest.succeed("path_filestat_get", 3, 0, address, length, result)
      return result
    }
    let (a, b) = (results[0], results[1])
    for offset: UInt64 in [0, 8] {
      #expect(new.load(UInt64.self, at: a + offset) == old.load(UInt64.self, at: b + offset))
    }
    #expect(new.load(UInt64.self, at: a + 16) == 4)  // the type, and zeros
    #expect(old.load(UInt32.self, at: b + 16) == 4)
    #expect(new.load(UInt64.self, at: a + 24) == 1)  // links
    #expect(old.load(UInt32.self, at: b + 20) == 1)
    #expect(new.load(UInt64.self, at: a + 32) == 10)  // size
    for offset: UInt64 in [24, 32, 40, 48] {
      let value = old.load(UInt64.self, at: b + offset)
      #expect(value == new.load(UInt64.self, at: a + offset + 8))
    }
    // What lies behind stays untouched.
    #expect(new.load(UInt64.self, at: a + 64) == .max)
    #expect(old.load(UInt64.self, at: b + 56) == .max)
  }

  @Test func `error numbers are the specification's`() {
    #expect(WASI.Errno.tooBig.rawValue == 1)
    #expect(WASI.Errno.badf.rawValue == 8)
    #expect(WASI.Errno.exist.rawValue == 20)
    #expect(WASI.Errno.inval.rawValue == 28)
    #expect(WASI.Errno.noent.rawValue == 44)
    #expect(WASI.Errno.nosys.rawValue == 52)
    #expect(WASI.Errno.notdir.rawValue == 54)
    #expect(WASI.Errno.perm.rawValue == 63)
    #expect(WASI.Errno.spipe.rawValue == 70)
    #expect(WASI.Errno.notcapable.rawValue == 76)
    #expect(WASI.Errno.allCases.count == 77)
  }
}
