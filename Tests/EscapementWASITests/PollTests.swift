import SystemPackage
import Testing

@testable import EscapementWASI

/// Clocks, and waiting for them and for descriptors.
@Suite struct PollTests {
  struct Event: Equatable {
    var userData: UInt64
    var error: WASI.Errno = .success
    var type: UInt8
    var bytes: UInt64 = 0
    var isHangup = false
  }

  enum Subscription {
    case clock(UInt32, timeout: UInt64, isAbsolute: Bool = false)
    case read(UInt32)
    case write(UInt32)
  }

  /// Polls with the subscriptions' positions as user data.
  private func poll(_ guest: Guest, _ subscriptions: Subscription...) throws -> [Event] {
    let size = UInt64(guest.snapshot.subscriptionSize)
    let count = UInt64(subscriptions.count)
    let source = guest.allocate(UInt32(size * count))
    let target = guest.allocate(UInt32(32 * count))
    let result = guest.allocate(4)
    for (index, subscription) in subscriptions.enumerated() {
      let start = source + UInt64(index) * size
      guest.store(UInt64(index), at: start)
      switch subscription {
      case .clock(let identifier, let timeout, let isAbsolute):
        let clock = start + UInt64(guest.snapshot.clockSubscriptionOffset)
        guest.store(identifier, at: clock)
        guest.store(timeout, at: clock + 8)
        guest.store(UInt16(isAbsolute ? 1 : 0), at: clock + 24)
      case .read(let descriptor):
        guest.store(UInt8(1), at: start + 8)
        guest.store(descriptor, at: start + 16)
      case .write(let descriptor):
        guest.store(UInt8(2), at: start + 8)
        guest.store(descriptor, at: start + 16)
      }
    }
    try guest.succeed("poll_oneoff", source, target, count, result)
    return (0..<UInt64(guest.load(UInt32.self, at: result))).map { index in
      let start = target + index * 32
      return Event(
        userData: guest.load(at: start),
        error: WASI.Errno(rawValue: guest.load(at: start + 8)) ?? .proto,
        type: guest.load(at: start + 10), bytes: guest.load(at: start + 16),
        isHangup: guest.load(UInt16.self, at: start + 24) != 0)
    }
  }

  private func now(_ guest: Guest, _ clock: UInt64) throws -> UInt64 {
    let result = guest.allocate(8)
    try guest.succeed("clock_time_get", clock, 0, result)
    return guest.load(at: result)
  }

  @Test func `all clocks run`() throws {
    let guest = try Guest()
    let result = guest.allocate(8)
    for clock: UInt64 in 0...3 {
      try guest.succeed("clock_res_get", clock, result)
      #expect((1...1_000_000_000).contains(guest.load(UInt64.self, at: result)))
      let (first, second) = (try now(guest, clock), try now(guest, clock))
      #expect(first <= second)
    }
    // 2020 to 2500
    #expect((1_577_836_800_000_000_000..<16_725_225_600_000_000_000).contains(try now(guest, 0)))
    for clock: UInt64 in [4, 1 << 31, UInt64(UInt32.max)] {
      #expect(try guest.call("clock_res_get", clock, result) == .inval)
      #expect(try guest.call("clock_time_get", clock, 0, result) == .inval)
    }
  }

  @Test(arguments: [0, 1] as [UInt32]) func `a relative timeout passes`(clock: UInt32) throws {
    let guest = try Guest()
    let start = try now(guest, 1)
    let events = try poll(guest, .clock(clock, timeout: 5_300_000))
    #expect(events == [Event(userData: 0, type: 0)])
    let elapsed = try now(guest, 1) - start
    #expect(elapsed >= 5_300_000)
    #expect(elapsed < 2_000_000_000)
  }

  @Test(arguments: [0, 1] as [UInt64]) func `an absolute timeout passes`(clock: UInt64) throws {
    let guest = try Guest()
    let deadline = try now(guest, clock) + 5_000_000
    let identifier = UInt32(clock)
    let events = try poll(guest, .clock(identifier, timeout: deadline, isAbsolute: true))
    #expect(events == [Event(userData: 0, type: 0)])
    #expect(try now(guest, clock) >= deadline)
    // One that has passed already is no wait.
    let past = try poll(guest, .clock(identifier, timeout: 1, isAbsolute: true))
    #expect(past == [Event(userData: 0, type: 0)])
  }

  @Test func `the first of several clocks ends the wait`() throws {
    let guest = try Guest()
    let events = try poll(
      guest, .clock(1, timeout: .max), .clock(1, timeout: 2_000_000), .clock(0, timeout: .max))
    #expect(events == [Event(userData: 1, type: 0)])
  }

  @Test func `virtual clocks do not wait`() throws {
    var configuration = WASIConfiguration()
    configuration.clocks = .virtual(realtime: 1_000_000_000, tick: 1)
    let guest = try Guest(configuration)
    #expect(try now(guest, 0) == 1_000_000_000)
    let century: UInt64 = 3_155_760_000_000_000_000
    #expect(try poll(guest, .clock(1, timeout: century)) == [Event(userData: 0, type: 0)])
    #expect(try now(guest, 1) >= century)
  }

  @Test func `pipes are waited for`() throws {
    let (input, inputEnd) = try FileDescriptor.pipe()
    defer { try? input.close() }
    var configuration = WASIConfiguration()
    configuration.standardInput = .descriptor(input)
    let guest = try Guest(configuration)
    let early = try poll(guest, .read(0), .clock(1, timeout: 3_000_000))
    #expect(early == [Event(userData: 1, type: 0)])
    _ = try inputEnd.writeAll("12345".utf8)
    let ready = try poll(guest, .clock(1, timeout: .max), .read(0))
    #expect(ready == [Event(userData: 1, type: 1, bytes: 5)])
    _ = try guest.read(64, from: 0)
    try inputEnd.close()
    let closed = try poll(guest, .read(0))
    #expect(closed == [Event(userData: 0, type: 1, bytes: 0, isHangup: true)])
  }

  @Test func `streams in memory are ready`() throws {
    var configuration = WASIConfiguration()
    configuration.standardInput = .bytes([1, 2, 3])
    let guest = try Guest(configuration)
    #expect(
      try poll(guest, .read(0), .write(1), .write(2), .clock(1, timeout: .max)) == [
        Event(userData: 0, type: 1, bytes: 3), Event(userData: 1, type: 2, bytes: 1),
        Event(userData: 2, type: 2, bytes: 1),
      ])
  }

  @Test func `files are ready, with what is left of them`() throws {
    let directory = TemporaryDirectory()
    try directory.file("file", "0123456789")
    let guest = try Guest(directory)
    let file = UInt32(try guest.open("file", rights: .regularFile))
    _ = try guest.read(4, from: UInt64(file))
    #expect(
      try poll(guest, .read(file), .write(file)) == [
        Event(userData: 0, type: 1, bytes: 6), Event(userData: 1, type: 2, bytes: 1),
      ])
  }

  @Test func `what is wrong with one subscription is its own event`() throws {
    let directory = TemporaryDirectory()
    let guest = try Guest(directory)
    let events = try poll(
      guest, .read(77), .read(3), .read(1), .clock(9, timeout: 0), .clock(2, timeout: 0),
      .clock(1, timeout: .max), .write(UInt32.max))
    #expect(
      events == [
        Event(userData: 0, error: .badf, type: 1), Event(userData: 1, error: .isdir, type: 1),
        Event(userData: 2, error: .notcapable, type: 1),
        Event(userData: 3, error: .inval, type: 0), Event(userData: 4, error: .notsup, type: 0),
        Event(userData: 6, error: .badf, type: 2),
      ])
  }

  @Test func `calls that make no sense are refused`() throws {
    let guest = try Guest()
    let buffer = guest.allocate(64)
    #expect(try guest.call("poll_oneoff", buffer, buffer, 0, buffer) == .inval)
    guest.store(UInt8(3), at: buffer + 8)
    #expect(try guest.call("poll_oneoff", buffer, buffer, 1, buffer) == .inval)
    guest.store(UInt8(0), at: buffer + 8)
    guest.store(UInt16(2), at: buffer + 40)
    #expect(try guest.call("poll_oneoff", buffer, buffer, 1, buffer) == .inval)
  }

  @Test func `a wait can be interrupted`() throws {
    var asked = 0
    var configuration = WASIConfiguration()
    configuration.shouldInterrupt = {
      asked += 1
      return asked > 2
    }
    let guest = try Guest(configuration)
    let subscription = guest.allocate(48)
    guest.store(UInt32(1), at: subscription + 16)
    guest.store(UInt64.max, at: subscription + 24)
    let result = guest.allocate(32)
    #expect(try guest.call("poll_oneoff", subscription, result, 1, result) == .canceled)
    #expect(asked == 3)
  }

  @Test func `the old layout of subscriptions`() throws {
    let guest = try Guest(snapshot: .unstable)
    let events = try poll(guest, .clock(1, timeout: .max), .write(1))
    #expect(events == [Event(userData: 1, type: 2, bytes: 1)])
    #expect(try poll(guest, .clock(1, timeout: 1_000)) == [Event(userData: 0, type: 0)])
  }
}
