import Testing

@testable import EscapementWASI

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#elseif canImport(Glibc)
  import Glibc
#endif

/// Files beyond what the process may write.
@Suite struct FileSizeLimitTests {
  #if canImport(Glibc)
    private static let resource = CInt(RLIMIT_FSIZE.rawValue)
  #else
    private static let resource = CInt(RLIMIT_FSIZE)
  #endif

  @Test func `what is too large for the process is an error and no signal`() throws {
    var old = rlimit()
    try #require(getrlimit(Self.resource, &old) == 0)
    // More than other tests write meanwhile.
    var limited = old
    limited.rlim_cur = 1 << 30
    try #require(setrlimit(Self.resource, &limited) == 0)
    defer { setrlimit(Self.resource, &old) }

    let directory = TemporaryDirectory()
    let guest = try Guest(directory)
    let file = try guest.open("file", flags: .create, rights: .regularFile)
    let vector = guest.vector(guest.place("beyond"))
    let count = guest.allocate(4)
    #expect(try guest.call("fd_pwrite", file, vector, 1, 1 << 30, count) == .fbig)
    #expect(try guest.call("fd_filestat_set_size", file, 1 << 31) == .fbig)
    #expect(try guest.call("fd_allocate", file, 0, 1 << 31) != .success)
    try guest.succeed("fd_pwrite", file, vector, 1, 1 << 20, count)
    try guest.succeed("fd_seek", file, 1 << 30, 0, guest.allocate(8))
    #expect(try guest.call("fd_write", file, vector, 1, count) == .fbig)
  }
}
