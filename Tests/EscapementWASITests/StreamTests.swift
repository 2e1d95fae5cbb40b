import SystemPackage
import Testing

@testable import EscapementWASI

/// Standard streams as buffers, closures and descriptors; arguments, environment, random bytes.
@Suite struct StreamTests {
  @Test func `input from bytes`() throws {
    var configuration = WASIConfiguration()
    configuration.standardInput = .bytes(Array("some input".utf8))
    let guest = try Guest(configuration)
    #expect(try guest.read(4, from: 0) == "some")
    #expect(try guest.read(64, from: 0) == " input")
    #expect(try guest.read(64, from: 0) == "")
  }

  @Test func `input from a closure, one call a read`() throws {
    var lines = ["first", "second"]
    var configuration = WASIConfiguration()
    configuration.standardInput = .reader { buffer in
      guard !lines.isEmpty else { return 0 }
      let line = lines.removeFirst().utf8
      buffer.copyBytes(from: line)
      return line.count
    }
    let guest = try Guest(configuration)
    #expect(try guest.read(64, from: 0) == "first")
    #expect(try guest.read(64, from: 0) == "second")
    #expect(try guest.read(64, from: 0) == "")
  }

  @Test func `a closure's error reaches the guest, its nonsense does not`() throws {
    for count in [-1, 100, Int.max] {
      var configuration = WASIConfiguration()
      configuration.standardInput = .reader { _ in count }
      configuration.standardOutput = .writer { _ in count }
      configuration.standardError = .writer { _ throws(WASI.Errno) in throw .dquot }
      let guest = try Guest(configuration)
      let vector = guest.vector((guest.allocate(16), 16))
      #expect(try guest.call("fd_read", 0, vector, 1, guest.allocate(4)) == .io)
      #expect(try guest.call("fd_write", 1, vector, 1, guest.allocate(4)) == .io)
      #expect(try guest.call("fd_write", 2, vector, 1, guest.allocate(4)) == .dquot)
    }
  }

  @Test func `output to buffers`() throws {
    let (output, error) = (WASIOutputBuffer(), WASIOutputBuffer(capacity: 6))
    var configuration = WASIConfiguration()
    configuration.standardOutput = .buffer(output)
    configuration.standardError = .buffer(error)
    let guest = try Guest(configuration)
    #expect(try guest.write("Hello, ", to: 1) == 7)
    #expect(try guest.write("world", to: 1) == 5)
    #expect(output.text == "Hello, world")
    #expect(try guest.write("too long", to: 2) == 6)
    let vector = guest.vector(guest.place("more"))
    #expect(try guest.call("fd_write", 2, vector, 1, guest.allocate(4)) == .nospc)
    #expect(error.text == "too lo")
    error.removeAll()
    #expect(try guest.write("again", to: 2) == 5)
  }

  @Test func `output to a closure that takes its time`() throws {
    var taken: [UInt8] = []
    var configuration = WASIConfiguration()
    configuration.standardOutput = .writer { bytes in
      taken += bytes.prefix(3)
      return min(3, bytes.count)
    }
    let guest = try Guest(configuration)
    #expect(try guest.write("abcdef", to: 1) == 3)
    #expect(taken == Array("abc".utf8))
  }

  @Test func `streams have neither position nor size nor names`() throws {
    let guest = try Guest()
    let result = guest.allocate(64)
    let vector = guest.vector((result, 4))
    for descriptor: UInt64 in 0...2 {
      #expect(try guest.call("fd_seek", descriptor, 0, 0, result) == .spipe)
      #expect(try guest.call("fd_tell", descriptor, result) == .spipe)
      #expect(try guest.call("fd_pread", descriptor, vector, 1, 0, result) == .spipe)
      #expect(try guest.call("fd_allocate", descriptor, 0, 1) == .spipe)
      #expect(try guest.call("fd_filestat_set_size", descriptor, 0) == .inval)
      #expect(try guest.call("fd_readdir", descriptor, result, 64, 0, result) == .notdir)
      #expect(try guest.call("fd_filestat_get", descriptor, result) == .success)
    }
    #expect(try guest.call("fd_write", 0, vector, 1, result) == .notcapable)
    #expect(try guest.call("fd_read", 1, vector, 1, result) == .notcapable)
  }

  @Test func `streams from descriptors are shared, and stay open`() throws {
    let (input, inputEnd) = try FileDescriptor.pipe()
    let (outputEnd, output) = try FileDescriptor.pipe()
    defer { for end in [input, inputEnd, outputEnd, output] { try? end.close() } }
    do {
      var configuration = WASIConfiguration()
      configuration.standardInput = .descriptor(input)
      configuration.standardOutput = .descriptor(output)
      let guest = try Guest(configuration)
      _ = try inputEnd.writeAll("piped".utf8)
      #expect(try guest.read(64, from: 0) == "piped")
      #expect(try guest.write("through", to: 1) == 7)
      // Not waiting is the guest's own affair: the descriptor's flags are the process's.
      let nonblock = UInt64(FileDescriptorFlags.nonblock.rawValue)
      try guest.succeed("fd_fdstat_set_flags", 0, nonblock)
      #expect(try guest.descriptorStatus(0).flags == .nonblock)
      let vector = guest.vector((guest.allocate(4), 4))
      #expect(try guest.call("fd_read", 0, vector, 1, guest.allocate(4)) == .again)
      #expect(try HostDescriptor(borrowing: input).statusFlags() == [])
      try guest.close(0)
      try guest.close(1)
    }
    _ = try inputEnd.writeAll("open".utf8)
    var bytes = [UInt8](repeating: 0, count: 16)
    #expect(try bytes.withUnsafeMutableBytes { try input.read(into: $0) } == 4)
    #expect(try bytes.withUnsafeMutableBytes { try outputEnd.read(into: $0) } == 7)
  }

  @Test func `a broken pipe is an error and no signal`() throws {
    let (input, output) = try FileDescriptor.pipe()
    try input.close()
    defer { try? output.close() }
    var configuration = WASIConfiguration()
    configuration.standardOutput = .descriptor(output)
    let guest = try Guest(configuration)
    let vector = guest.vector(guest.place("lost"))
    #expect(try guest.call("fd_write", 1, vector, 1, guest.allocate(4)) == .pipe)
  }

  @Test func `a wait for input can be interrupted`() throws {
    let (input, inputEnd) = try FileDescriptor.pipe()
    defer {
      try? input.close()
      try? inputEnd.close()
    }
    var asked = 0
    var configuration = WASIConfiguration()
    configuration.standardInput = .descriptor(input)
    configuration.shouldInterrupt = {
      asked += 1
      return asked > 2
    }
    let guest = try Guest(configuration)
    let vector = guest.vector((guest.allocate(4), 4))
    #expect(try guest.call("fd_read", 0, vector, 1, guest.allocate(4)) == .canceled)
    #expect(asked == 3)
  }

  @Test func `arguments and environment`() throws {
    var configuration = WASIConfiguration(arguments: ["program", "", "with space", "é"])
    configuration.environment = ["B": "2=two", "A": "", "C": "three"]
    let guest = try Guest(configuration)
    let sizes = guest.allocate(8)
    func strings(_ name: String) throws -> [String] {
      try guest.succeed("\(name)_sizes_get", sizes, sizes + 4)
      let count = guest.load(UInt32.self, at: sizes)
      let size = guest.load(UInt32.self, at: sizes + 4)
      let (pointers, characters) = (guest.allocate(count * 4), guest.allocate(size))
      try guest.succeed("\(name)_get", pointers, characters)
      let last = guest.bytes(at: characters, count: size).last
      #expect(last == 0)
      return (0..<UInt64(count)).map { index in
        let start = UInt64(guest.load(UInt32.self, at: pointers + index * 4))
        let rest = guest.bytes(at: start, count: characters + UInt64(size) - start)
        return String(decoding: rest.prefix { $0 != 0 }, as: UTF8.self)
      }
    }
    #expect(try strings("args") == ["program", "", "with space", "é"])
    #expect(try strings("environ") == ["A=", "B=2=two", "C=three"])
  }

  @Test func `a configuration's mistakes are told`() {
    func failure(_ change: (inout WASIConfiguration) -> Void) -> WASIConfiguration.Failure? {
      var configuration = WASIConfiguration()
      change(&configuration)
      do throws(WASIConfiguration.Failure) {
        _ = try WASI(configuration)
        return nil
      } catch {
        return error
      }
    }
    #expect(failure { $0.arguments = ["a\0b"] } == .containsNUL("a\0b"))
    #expect(failure { $0.environment = ["": "x"] } == .invalidVariableName(""))
    #expect(failure { $0.environment = ["a=b": "x"] } == .invalidVariableName("a=b"))
    #expect(failure { $0.environment = ["a": "x\0"] } == .containsNUL("a=x\0"))
    #expect(
      failure { $0.directories = [.init(hostPath: "/none/such", guestPath: "/")] }
        == .directory("/none/such", .noent))
    #expect(
      failure { $0.directories = [.init(hostPath: "/dev/null", guestPath: "/")] }
        == .directory("/dev/null", .notdir))
    #expect(
      failure { $0.standardInput = .descriptor(FileDescriptor(rawValue: 9999)) }
        == .descriptor(FileDescriptor(rawValue: 9999), .badf))
    #expect(failure { $0.maximumDescriptors = 2 } == .tooManyDescriptors)
    #expect(failure { _ in } == nil)
  }

  @Test func `random bytes fill large buffers, and repeat when seeded`() throws {
    let guest = try Guest()
    let buffer = guest.allocate(20_000)
    try guest.succeed("random_get", buffer, 20_000)
    let bytes = guest.bytes(at: buffer, count: 20_000)
    // Each chunk of the system call has been filled.
    for start in stride(from: 0, to: 19_744, by: 256) {
      #expect(bytes[start..<(start + 256)].contains { $0 != 0 })
    }
    func seeded(_ seed: UInt64) throws -> [UInt8] {
      var configuration = WASIConfiguration()
      configuration.random = WASIConfiguration.seededRandom(seed)
      let guest = try Guest(configuration)
      let buffer = guest.allocate(100)
      try guest.succeed("random_get", buffer, 100)
      return guest.bytes(at: buffer, count: 100)
    }
    #expect(try seeded(1) == seeded(1))
    #expect(try seeded(1) != seeded(2))
  }

  @Test func `a guest ends itself`() throws {
    let guest = try Guest()
    #expect(throws: WASIExit(code: 3)) { try guest.call("proc_exit", 3) }
    #expect(throws: WASIExit(code: .max)) { try guest.call("proc_exit", UInt64(UInt32.max)) }
    #expect(throws: WASIExit(code: 134, signal: 6)) { try guest.call("proc_raise", 6) }
    for signal: UInt64 in [0, 13, 16, 17, 22, 27] {
      #expect(try guest.call("proc_raise", signal) == .success)
    }
    #expect(try guest.call("proc_raise", 18) == .notsup)
    #expect(try guest.call("proc_raise", 31) == .inval)
    #expect(try guest.call("proc_raise", UInt64(UInt32.max)) == .inval)
    #expect(try guest.call("sched_yield") == .success)
  }
}
