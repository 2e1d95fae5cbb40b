import Dispatch
import Escapement
import SystemPackage
import Testing
import WasmText

@testable import EscapementWASI

/// Calls that take as long as the guest says, or as others let them, can be stopped.
@Suite(.timeLimit(.minutes(2))) struct InterruptionTests {
  /// A guest whose calls are stopped when they have asked so often.
  private func guest(
    stoppedAfter count: Int, _ configure: (inout WASIConfiguration) -> Void
  ) throws -> Guest {
    var asked = 0
    var configuration = WASIConfiguration()
    configuration.shouldInterrupt = {
      asked += 1
      return asked > count
    }
    configure(&configuration)
    return try Guest(configuration)
  }

  @Test func `random bytes come in pieces`() throws {
    var made = 0
    let guest = try guest(stoppedAfter: 1) {
      $0.random = { buffer in made += buffer.count }
    }
    #expect(try guest.call("random_get", 0, UInt64(Guest.memorySize)) == .canceled)
    #expect(made > 0 && made < Guest.memorySize)
  }

  @Test func `writing to a pipe that nobody reads ends`() throws {
    let (input, output) = try FileDescriptor.pipe()
    defer {
      try? input.close()
      try? output.close()
    }
    let guest = try guest(stoppedAfter: 100) { $0.standardOutput = .descriptor(output) }
    let vector = guest.vector(guest.place([UInt8](repeating: 1, count: 50_000)))
    var written = 0
    var result = WASI.Errno.success
    for _ in 0..<100 where result == .success {
      let count = guest.allocate(4)
      result = try guest.call("fd_write", 1, vector, 1, count)
      if result == .success { written += Int(guest.load(UInt32.self, at: count)) }
    }
    #expect(result == .canceled)
    // What was said to be written is there.
    try output.close()
    var found = 0
    var bytes = [UInt8](repeating: 0, count: 10_000)
    while case let count = try bytes.withUnsafeMutableBytes({ try input.read(into: $0) }), count > 0
    {
      found += count
    }
    #expect(found == written && found > 0)
  }

  @Test func `sending to a peer that does not receive ends`() throws {
    let sockets = try SocketFixture()
    let guest = try guest(stoppedAfter: 100) { $0.sockets = [sockets.guestEnd] }
    let vector = guest.vector(guest.place([UInt8](repeating: 1, count: 50_000)))
    var result = WASI.Errno.success
    for _ in 0..<1000 where result == .success {
      result = try guest.call("sock_send", 3, vector, 1, 0, guest.allocate(4))
    }
    #expect(result == .canceled)
  }

  @Test func `receiving more than is sent ends`() throws {
    let sockets = try SocketFixture()
    _ = try sockets.hostEnd.writeAll("four".utf8)
    let guest = try guest(stoppedAfter: 3) { $0.sockets = [sockets.guestEnd] }
    let vector = guest.vector((guest.allocate(8), 8))
    let (count, flags) = (guest.allocate(4), guest.allocate(4))
    // What came is not lost.
    #expect(try guest.call("sock_recv", 3, vector, 1, 2, count, flags) == .success)
    #expect(guest.load(UInt32.self, at: count) == 4)
    #expect(try guest.call("sock_recv", 3, vector, 1, 2, count, flags) == .canceled)
  }

  @Test func `what is sent in parts is received as a whole`() throws {
    let sockets = try SocketFixture()
    let guest = try guest(stoppedAfter: .max) { $0.sockets = [sockets.guestEnd] }
    let buffer = guest.allocate(8)
    let vector = guest.vector((buffer, 8))
    _ = try sockets.hostEnd.writeAll("1234".utf8)
    let end = sockets.hostEnd
    // On a thread of its own: the receiver blocks one of those that tasks share.
    DispatchQueue(label: "sender").asyncAfter(deadline: .now() + .milliseconds(30)) {
      #expect(throws: Never.self) { try end.writeAll("5678".utf8) }
    }
    let (count, flags) = (guest.allocate(4), guest.allocate(4))
    #expect(try guest.call("sock_recv", 3, vector, 1, 2, count, flags) == .success)
    #expect(guest.load(UInt32.self, at: count) == 8)
    #expect(guest.bytes(at: buffer, count: 8) == Array("12345678".utf8))
  }

  private static let program = """
    (module
      (import "wasi_snapshot_preview1" "poll_oneoff"
        (func $poll (param i32 i32 i32 i32) (result i32)))
      (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
      (memory (export "memory") 32)
      (func (export "wait")
        (i32.store (i32.const 16) (i32.const 1))
        (i64.store (i32.const 24) (i64.const -1))
        (drop (call $poll (i32.const 0) (i32.const 64) (i32.const 1) (i32.const 128))))
      (func (export "random") (param i32)
        (drop (call $random (i32.const 0) (local.get 0)))))
    """

  private func instance(metersFuel: Bool = false) throws -> Instance {
    var configuration = EngineConfiguration()
    configuration.metersFuel = metersFuel
    let engine = Engine(configuration: configuration)
    let linker = Linker(engine: engine)
    try WASI(WASIConfiguration()).add(to: linker)
    let module = try Module(engine: engine, bytes: TextFormat.assemble(Self.program))
    return try linker.instantiate(module, in: Store(engine: engine))
  }

  @Test func `the store's deadline ends a wait`() throws {
    let instance = try instance()
    instance.store.deadline = .now + .milliseconds(20)
    let trap = #expect(throws: Trap.self) { try instance.function("wait").call() }
    #expect(trap?.reason == .deadlineExceeded)
  }

  @Test func `work for the guest takes its fuel`() throws {
    let instance = try instance(metersFuel: true)
    let (store, random) = (instance.store, try instance.function("random"))
    func fuel(_ count: Int32) throws -> UInt64 {
      store.fuel = 1_000_000_000
      let before = store.consumedFuel
      try random.call([.i32(count)])
      return store.consumedFuel - before
    }
    let (small, large) = (try fuel(100_000), try fuel(1_000_000))
    #expect(large > 8 * small && large < 12 * small)
    store.fuel = 10_000
    _ = try? random.call([.i32(1_000_000)])
    #expect(store.fuel == 0)
    let trap = #expect(throws: Trap.self) { try random.call([.i32(1)]) }
    #expect(trap?.reason == .outOfFuel)
  }
}
