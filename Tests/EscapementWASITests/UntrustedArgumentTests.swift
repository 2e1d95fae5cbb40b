import RandomNumbers
import Testing

@testable import EscapementWASI

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#elseif canImport(Glibc)
  import Glibc
#endif

/// Whatever numbers a guest passes, it gets an error code and its host stays whole.
@Suite struct UntrustedArgumentTests {
  /// A call that succeeds, and which of its arguments are addresses of how many bytes.
  struct SampleCall {
    let arguments: [UInt64]
    /// Position and size of what each address argument must have room for.
    let addresses: [(index: Int, size: UInt32)]
    /// Positions of lengths in bytes, and of counts of elements.
    var lengths: [Int] = []
  }

  /// A guest with something open of each kind: 0 to 2 the standard streams, 3 a directory, 4 a
  /// listening socket, 5 a connected one, 6 an open file, 7 a second one.
  final class Fixture {
    let directory = TemporaryDirectory()
    let sockets: SocketFixture
    let guest: Guest

    init(snapshot: WASI.Snapshot = .preview1) throws {
      try directory.file("file", "contents")
      try directory.file("other", "contents")
      directory.directory("dir")
      directory.directory("empty")
      directory.symbolicLink("link", to: "file")
      sockets = try SocketFixture()
      var configuration = WASIConfiguration(arguments: ["program", "argument"])
      configuration.environment = ["NAME": "value"]
      configuration.standardInput = .bytes(Array("input".utf8))
      configuration.standardOutput = .buffer(WASIOutputBuffer(capacity: 1 << 20))
      configuration.directories = [.init(hostPath: directory.path, guestPath: "/")]
      configuration.sockets = [sockets.listener, sockets.guestEnd]
      configuration.clocks = .virtual()
      configuration.random = WASIConfiguration.seededRandom(1)
      // No call may wait in these tests.
      configuration.shouldInterrupt = { true }
      guest = try Guest(configuration, snapshot: snapshot)
      for name in ["file", "other"] {
        _ = try guest.open(
          name, rights: Rights.regularFile, inheriting: [])
      }
    }

    func path(_ string: String) -> [UInt64] {
      let (address, length) = guest.place(string)
      return [address, length]
    }

    /// A call of `name` that succeeds; nil for the functions that take no address.
    func sample(_ name: String) -> SampleCall? {
      let result = guest.allocate(64)
      let vector = guest.vector((guest.allocate(8), 8))
      let file = path("file")
      let fresh = path("fresh")
      switch name {
      case "args_get", "environ_get":
        let size: UInt32 = name == "args_get" ? 17 : 11
        let count: UInt32 = name == "args_get" ? 2 : 1
        return SampleCall(
          arguments: [guest.allocate(8), result], addresses: [(0, 4 * count), (1, size)])
      case "args_sizes_get", "environ_sizes_get":
        return SampleCall(arguments: [guest.allocate(4), result], addresses: [(0, 4), (1, 4)])
      case "clock_res_get": return SampleCall(arguments: [1, result], addresses: [(1, 8)])
      case "clock_time_get": return SampleCall(arguments: [1, 0, result], addresses: [(2, 8)])
      case "random_get":
        return SampleCall(arguments: [result, 16], addresses: [(0, 16)], lengths: [1])
      case "fd_fdstat_get": return SampleCall(arguments: [6, result], addresses: [(1, 24)])
      case "fd_filestat_get":
        return SampleCall(
          arguments: [6, result], addresses: [(1, guest.snapshot.fileStatusSize)])
      case "fd_prestat_get": return SampleCall(arguments: [3, result], addresses: [(1, 8)])
      case "fd_prestat_dir_name":
        return SampleCall(arguments: [3, result, 1], addresses: [(1, 1)], lengths: [2])
      case "fd_read", "fd_write":
        return SampleCall(
          arguments: [6, vector, 1, result], addresses: [(1, 8), (3, 4)], lengths: [2])
      case "fd_pread", "fd_pwrite":
        return SampleCall(
          arguments: [6, vector, 1, 0, result], addresses: [(1, 8), (4, 4)], lengths: [2])
      case "fd_seek": return SampleCall(arguments: [6, 0, 0, result], addresses: [(3, 8)])
      case "fd_tell": return SampleCall(arguments: [6, result], addresses: [(1, 8)])
      case "fd_readdir":
        return SampleCall(
          arguments: [3, result, 64, 0, guest.allocate(4)], addresses: [(1, 64), (4, 4)],
          lengths: [2])
      case "path_filestat_get":
        return SampleCall(
          arguments: [3, 0] + file + [result],
          addresses: [(2, 4), (4, guest.snapshot.fileStatusSize)], lengths: [3])
      case "path_filestat_set_times":
        return SampleCall(arguments: [3, 0] + file + [0, 0, 2], addresses: [(2, 4)], lengths: [3])
      case "path_create_directory":
        return SampleCall(arguments: [3] + fresh, addresses: [(1, 5)], lengths: [2])
      case "path_remove_directory":
        return SampleCall(arguments: [3] + path("empty"), addresses: [(1, 5)], lengths: [2])
      case "path_unlink_file":
        return SampleCall(arguments: [3] + path("link"), addresses: [(1, 4)], lengths: [2])
      case "path_link":
        return SampleCall(
          arguments: [3, 0] + file + [3] + fresh, addresses: [(2, 4), (5, 5)], lengths: [3, 6])
      case "path_rename":
        return SampleCall(
          arguments: [3] + file + [3] + fresh, addresses: [(1, 4), (4, 5)], lengths: [2, 5])
      case "path_symlink":
        return SampleCall(
          arguments: file + [3] + fresh, addresses: [(0, 4), (3, 5)], lengths: [1, 4])
      case "path_readlink":
        return SampleCall(
          arguments: [3] + path("link") + [result, 16, guest.allocate(4)],
          addresses: [(1, 4), (3, 16), (5, 4)], lengths: [2, 4])
      case "path_open":
        return SampleCall(
          arguments: [3, 0] + file + [0, 2, 0, 0, result], addresses: [(2, 4), (8, 4)],
          lengths: [3])
      case "poll_oneoff":
        let size = guest.snapshot.subscriptionSize
        let subscription = guest.allocate(size)
        return SampleCall(
          arguments: [subscription, guest.allocate(32), 1, result],
          addresses: [(0, size), (1, 32), (3, 4)], lengths: [2])
      case "sock_accept": return SampleCall(arguments: [4, 0, result], addresses: [(2, 4)])
      case "sock_recv":
        return SampleCall(
          arguments: [5, vector, 1, 0, result, guest.allocate(2)],
          addresses: [(1, 8), (4, 4), (5, 2)], lengths: [2])
      case "sock_send":
        return SampleCall(
          arguments: [5, vector, 1, 0, result], addresses: [(1, 8), (4, 4)], lengths: [2])
      default: return nil
      }
    }
  }

  static let withoutAddresses: Set<String> = [
    "proc_exit", "proc_raise", "sched_yield", "fd_close", "fd_renumber", "fd_fdstat_set_flags",
    "fd_fdstat_set_rights", "fd_filestat_set_size", "fd_filestat_set_times", "fd_advise",
    "fd_allocate", "fd_datasync", "fd_sync", "sock_shutdown",
  ]

  /// Calls that could not go on if they waited.
  static let waiting: Set<String> = ["sock_accept", "sock_recv", "sock_send", "poll_oneoff"]

  @Test(arguments: WASI.Snapshot.allCases) func `an address outside memory is a fault`(
    snapshot: WASI.Snapshot
  ) throws {
    var checked: Set<String> = []
    for function in snapshot.functions {
      guard try Fixture(snapshot: snapshot).sample(function.name) != nil else {
        #expect(Self.withoutAddresses.contains(function.name), "\(function.name) is not covered")
        continue
      }
      // The sample itself succeeds, so that a fault below is the address's.
      let fixture = try Fixture(snapshot: snapshot)
      if let sample = fixture.sample(function.name), !Self.waiting.contains(function.name) {
        let result = try fixture.guest.call(function.name, arguments: sample.arguments)
        #expect(result == .success, "\(function.name)")
      }
      try checkAddresses(of: function.name, snapshot)
      checked.insert(function.name)
    }
    #expect(checked.count + Self.withoutAddresses.count == snapshot.functions.count)
  }

  private func checkAddresses(of name: String, _ snapshot: WASI.Snapshot) throws {
    let fixture = try Fixture(snapshot: snapshot)
    guard let sample = fixture.sample(name) else { return }
    let end = UInt64(Guest.memorySize)
    for (index, size) in sample.addresses {
      for address in [end - UInt64(size) + 1, end, end + 1, 1 << 31, 0xffff_fffc, 0xffff_ffff] {
        var arguments = sample.arguments
        arguments[index] = address
        let result = try fixture.guest.call(name, arguments: arguments)
        #expect(result == .fault, "\(name), argument \(index) = \(address)")
      }
    }
    for index in sample.lengths {
      for length: UInt64 in [end, 0x7fff_ffff, 0xffff_ffff] {
        var arguments = sample.arguments
        arguments[index] = length
        let result = try fixture.guest.call(name, arguments: arguments)
        #expect([.fault, .inval].contains(result), "\(name), length \(index) = \(length)")
      }
    }
    #expect(fixture.guest.guardsAreIntact)
  }

  @Test func `the last bytes of memory can be used`() throws {
    let guest = try Guest()
    let end = UInt64(Guest.memorySize)
    #expect(try guest.call("random_get", end - 4, 4) == .success)
    #expect(try guest.call("random_get", end, 0) == .success)
    #expect(try guest.call("random_get", end + 1, 0) == .fault)
    #expect(try guest.call("random_get", end - 4, 5) == .fault)
    #expect(try guest.call("clock_res_get", 1, end - 8) == .success)
    #expect(guest.guardsAreIntact)
  }

  @Test func `a memory without pages has no addresses`() throws {
    let wasi = try WASI(WASIConfiguration())
    let memory = GuestMemory(UnsafeMutableRawBufferPointer(start: nil, count: 0))
    for function in WASI.Snapshot.preview1.functions where function.returnsErrno {
      let arguments = [UInt64](repeating: 0, count: function.parameters.count)
      let result = try arguments.withUnsafeBufferPointer {
        try function.call(wasi, memory, Arguments($0))
      }
      if function.name == "sched_yield" { #expect(result == .success) }
    }
  }

  @Test(arguments: WASI.Snapshot.allCases) func `a buffer outside memory is a fault`(
    snapshot: WASI.Snapshot
  ) throws {
    let fixture = try Fixture(snapshot: snapshot)
    let guest = fixture.guest
    let result = guest.allocate(16)
    let bad: [(UInt64, UInt64)] = [
      (UInt64(Guest.memorySize), 1), (0, UInt64(Guest.memorySize) + 1), (0xffff_ffff, 0xffff_ffff),
      (1, 0xffff_ffff), (0xffff_fff0, 0x20),
    ]
    for buffer in bad {
      let vector = guest.vector(buffer)
      #expect(try guest.call("fd_read", 6, vector, 1, result) == .fault)
      #expect(try guest.call("fd_write", 6, vector, 1, result) == .fault)
      #expect(try guest.call("fd_pread", 6, vector, 1, 0, result) == .fault)
      #expect(try guest.call("fd_pwrite", 6, vector, 1, 0, result) == .fault)
      #expect(try guest.call("sock_recv", 5, vector, 1, 0, result, result + 8) == .fault)
      #expect(try guest.call("sock_send", 5, vector, 1, 0, result) == .fault)
    }
    #expect(fixture.directory.contents("file") == "contents")
    #expect(guest.guardsAreIntact)
  }

  @Test func `too many buffers are refused, many are used`() throws {
    let fixture = try Fixture()
    let guest = fixture.guest
    let vectors = guest.allocate(1025 * 8)
    let byte = guest.place("x")
    for index in 0..<1025 {
      guest.store(UInt32(byte.0), at: vectors + UInt64(index) * 8)
      guest.store(UInt32(1), at: vectors + UInt64(index) * 8 + 4)
    }
    let result = guest.allocate(4)
    #expect(try guest.call("fd_write", 6, vectors, 1025, result) == .inval)
    #expect(try guest.call("fd_write", 6, vectors, 1024, result) == .success)
    #expect(guest.load(UInt32.self, at: result) == 1024)
  }

  @Test(arguments: WASI.Snapshot.allCases) func `unknown descriptors are refused`(
    snapshot: WASI.Snapshot
  ) throws {
    let fixture = try Fixture(snapshot: snapshot)
    for function in snapshot.functions {
      // Functions with a descriptor take it first, but for path_symlink.
      guard
        function.name.hasPrefix("fd_") || function.name.hasPrefix("path_")
          || function.name.hasPrefix("sock_")
      else { continue }
      var arguments =
        fixture.sample(function.name)?.arguments
        ?? [UInt64](repeating: 0, count: function.parameters.count)
      let position = function.name == "path_symlink" ? 2 : 0
      for descriptor: UInt64 in [8, 1024, 1 << 31, 0xffff_ffff] {
        arguments[position] = descriptor
        let result = try fixture.guest.call(function.name, arguments: arguments)
        #expect(result == .badf, "\(function.name)(\(descriptor))")
      }
    }
  }

  /// Random calls from a fixed seed, with many of the numbers that are likely to go wrong.
  @Test(arguments: WASI.Snapshot.allCases) func `random calls do no harm`(
    snapshot: WASI.Snapshot
  ) throws {
    var generator = Generator(seed: snapshot == .preview1 ? 1 : 2)
    var fixture = try Fixture(snapshot: snapshot)
    let functions = snapshot.functions.filter { $0.returnsErrno && $0.name != "proc_raise" }
    for round in 0..<8_000 {
      if round % 500 == 0 { fixture = try Fixture(snapshot: snapshot) }
      let function = functions[generator.next(below: functions.count)]
      var arguments =
        fixture.sample(function.name)?.arguments
        ?? function.parameters.map { _ in UInt64(generator.next(below: 9)) }
      for _ in 0...generator.next(below: 3) where !arguments.isEmpty {
        let index = generator.next(below: arguments.count)
        let value = generator.interestingValue()
        arguments[index] =
          function.parameters[index] == .i32 ? UInt64(UInt32(truncatingIfNeeded: value)) : value
      }
      // Filling the disk, a sleep of centuries or a huge sparse file are no crashes, but slow.
      if function.name == "fd_allocate" { arguments[2] %= 65536 }
      _ = try fixture.guest.call(function.name, arguments: arguments)
      if round % 100 == 0 { #expect(fixture.guest.guardsAreIntact) }
    }
    #expect(fixture.guest.guardsAreIntact)
  }

  private struct Generator {
    private var random: Random

    init(seed: UInt64) { random = Random(seed: seed) }

    mutating func next(below bound: Int) -> Int { random.below(bound) }

    mutating func interestingValue() -> UInt64 {
      let values: [UInt64] = [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 16, 255, 256, 1023, 1024, 4096, 65528, 65535, 65536, 65537,
        0x7fff_ffff, 0x8000_0000, 0x8000_0001, 0xffff_fff8, 0xffff_ffff, 1 << 32,
        0x7fff_ffff_ffff_ffff, 1 << 63, .max - 1, .max,
      ]
      if next(below: 4) == 0 { return random.next() >> (random.next() % 64) }
      return values[next(below: values.count)]
    }
  }
}
