#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#elseif canImport(Glibc)
  import Glibc
#endif

/// Waiting for clocks and descriptors.
extension WASI {
  /// Subscriptions of one call.
  private static let maximumSubscriptions: UInt32 = 4096
  private static let eventSize: UInt32 = 32
  /// What one takes, in bytes that could be moved meanwhile.
  private static let subscriptionCost = 4096

  func pollOneoff(
    _ memory: GuestMemory, subscriptions: UInt32, events: UInt32, count: UInt32, stored: UInt32,
    snapshot: WASI.Snapshot
  ) throws(Errno) {
    guard count > 0 else { throw .inval }
    let source = try memory.region(
      subscriptions, count: count, stride: snapshot.subscriptionSize)
    let target = try memory.region(events, count: count, stride: Self.eventSize)
    try memory.checkStore(of: UInt32.self, at: stored)
    guard count <= Self.maximumSubscriptions else { throw .inval }
    try proceed(bytes: Self.subscriptionCost * Int(count))

    var poll = Poll()
    for index in 0..<Int(count) {
      let size = Int(snapshot.subscriptionSize)
      let bytes = UnsafeMutableRawBufferPointer(
        rebasing: source[(index * size)..<((index + 1) * size)])
      try add(try Subscription(bytes, snapshot: snapshot), to: &poll)
    }
    let occurred = try wait(for: &poll)
    for (index, event) in occurred.enumerated() {
      let size = Int(Self.eventSize)
      event.store(
        in: UnsafeMutableRawBufferPointer(
          rebasing: target[(index * size)..<((index + 1) * size)]))
    }
    try memory.store(UInt32(occurred.count), at: stored)
  }
}

/// One `subscription`.
private struct Subscription {
  enum Kind {
    case clock(identifier: UInt32, timeout: UInt64, isAbsolute: Bool)
    case read(UInt32)
    case write(UInt32)
  }

  let userData: UInt64
  let kind: Kind

  init(_ bytes: UnsafeMutableRawBufferPointer, snapshot: WASI.Snapshot) throws(WASI.Errno) {
    userData = bytes.load(at: 0)
    switch bytes.load(UInt8.self, at: 8) {
    case 0:
      let clock = snapshot.clockSubscriptionOffset
      let flags = bytes.load(UInt16.self, at: clock + 24)
      guard flags & ~1 == 0 else { throw .inval }
      kind = .clock(
        identifier: bytes.load(at: clock), timeout: bytes.load(at: clock + 8),
        isAbsolute: flags & 1 != 0)
    case 1: kind = .read(bytes.load(at: 16))
    case 2: kind = .write(bytes.load(at: 16))
    default: throw .inval
    }
  }

  /// The event's type.
  var type: UInt8 {
    switch kind {
    case .clock: 0
    case .read: 1
    case .write: 2
    }
  }

  func event(
    error: WASI.Errno = .success, bytes: UInt64 = 0, isHangup: Bool = false
  ) -> Event {
    Event(userData: userData, error: error, type: type, bytes: bytes, isHangup: isHangup)
  }
}

/// One `event`.
private struct Event {
  let userData: UInt64
  let error: WASI.Errno
  let type: UInt8
  let bytes: UInt64
  let isHangup: Bool

  func store(in region: UnsafeMutableRawBufferPointer) {
    region.zero()
    region.store(userData, at: 0)
    region.store(error.rawValue, at: 8)
    region.store(type, at: 10)
    region.store(bytes, at: 16)
    region.store(UInt16(isHangup ? 1 : 0), at: 24)
  }
}

/// What one call waits for.
private struct Poll {
  /// Events that need no waiting.
  var ready: [Event] = []
  var clocks: [(subscription: Subscription, clock: WASIClocks.Identifier, deadline: UInt64)] = []
  var files: [(subscription: Subscription, descriptor: Descriptor)] = []
  var requests: [pollfd] = []
}

extension WASI {
  private func add(_ subscription: Subscription, to poll: inout Poll) throws(Errno) {
    do throws(Errno) {
      switch subscription.kind {
      case .clock(let identifier, let timeout, let isAbsolute):
        let clock = try Self.clock(identifier)
        guard clock == .realtime || clock == .monotonic else { throw .notsup }
        let start = isAbsolute ? 0 : try clocks.now(clock)
        let (sum, overflow) = start.addingReportingOverflow(timeout)
        poll.clocks.append((subscription, clock, overflow ? .max : sum))
      case .read(let fd):
        try addFile(subscription, try descriptors[fd], right: .fdRead, POLLIN, to: &poll)
      case .write(let fd):
        try addFile(subscription, try descriptors[fd], right: .fdWrite, POLLOUT, to: &poll)
      }
    } catch {
      // The guest learns of it from this subscription's event.
      poll.ready.append(subscription.event(error: error))
    }
  }

  private func addFile(
    _ subscription: Subscription, _ descriptor: Descriptor, right: Rights, _ events: CInt,
    to poll: inout Poll
  ) throws(Errno) {
    guard descriptor.type != .directory else { throw .isdir }
    try descriptor.require([.pollFdReadwrite, right])
    switch descriptor.resource {
    case .input(let stream):
      // A closure cannot be asked, so it counts as ready; reading may wait.
      let bytes = stream.availableBytes
      poll.ready.append(
        subscription.event(bytes: UInt64(bytes ?? 1), isHangup: bytes == 0))
    case .output:
      poll.ready.append(subscription.event(bytes: 1))
    case .file(let host), .socket(let host):
      poll.files.append((subscription, descriptor))
      poll.requests.append(
        pollfd(fd: host.rawValue, events: Int16(events), revents: 0))
    case .directory:
      throw .isdir
    }
  }

  /// Waits until something has occurred, and returns all that has.
  private func wait(for poll: inout Poll) throws(Errno) -> [Event] {
    while true {
      let remaining = try remainingTime(poll.clocks)
      let isDue = !poll.ready.isEmpty || remaining == 0
      let hasVirtualTime = clocks.sleep != nil && remaining != nil
      try block(&poll.requests, nanoseconds: isDue || hasVirtualTime ? 0 : remaining)
      var events = poll.ready
      for (request, file) in zip(poll.requests, poll.files) where request.revents != 0 {
        events.append(Self.event(file.subscription, file.descriptor, request))
      }
      for (subscription, clock, deadline) in poll.clocks where try clocks.now(clock) >= deadline {
        events.append(subscription.event())
      }
      if !events.isEmpty { return events }
      if let remaining { clocks.sleep?(remaining) }
    }
  }

  /// Nanoseconds until the first deadline; nil without one.
  private func remainingTime(
    _ deadlines: [(subscription: Subscription, clock: WASIClocks.Identifier, deadline: UInt64)]
  ) throws(Errno) -> UInt64? {
    var result: UInt64?
    for (_, clock, deadline) in deadlines {
      let now = try clocks.now(clock)
      result = min(result ?? .max, deadline > now ? deadline - now : 0)
    }
    return result
  }

  private static func event(
    _ subscription: Subscription, _ descriptor: Descriptor, _ request: pollfd
  ) -> Event {
    let outcome = CInt(request.revents)
    if outcome & POLLNVAL != 0 { return subscription.event(error: .badf) }
    // Of an error the guest hears when it reads or writes.
    let isHangup = outcome & (POLLHUP | POLLERR) != 0
    guard case .read = subscription.kind, let host = descriptor.host else {
      return subscription.event(bytes: 1, isHangup: isHangup)
    }
    guard descriptor.type == .regularFile else {
      return subscription.event(bytes: host.availableBytes(), isHangup: isHangup)
    }
    let position = UInt64(clamping: lseek(host.rawValue, 0, SEEK_CUR))
    let size = (try? host.status().size) ?? 0
    return subscription.event(bytes: size > position ? size - position : 0, isHangup: isHangup)
  }
}

extension WASI {
  /// How long a wait goes on before it asks whether to stop: 20 ms.
  private static let interruptionInterval: UInt64 = 20_000_000

  /// Waits for one of `requests`, at most for `nanoseconds`; nil waits for ever.
  ///
  /// It may return early with nothing ready.
  private func block(_ requests: inout [pollfd], nanoseconds: UInt64?) throws(Errno) {
    var limit = nanoseconds
    if isInterruptible {
      try checkInterruption()
      limit = min(nanoseconds ?? .max, Self.interruptionInterval)
    }
    // poll(2) has no finer unit, so the last millisecond is slept.
    let isSleep = requests.isEmpty || limit.map { $0 > 0 && $0 < 1_000_000 } ?? false
    var milliseconds: CInt = -1
    if let limit { milliseconds = isSleep ? 0 : CInt(clamping: limit / 1_000_000) }
    if !(isSleep && requests.isEmpty) {
      let ready = poll(&requests, nfds_t(requests.count), milliseconds)
      if ready < 0 && errno != EINTR { throw .lastHostError }
      if ready != 0 { return }
    }
    if isSleep, let limit, limit > 0 {
      // At most an hour at a time, which every time type holds.
      let nanoseconds = min(limit, 3_600_000_000_000)
      var time = timespec(
        tv_sec: time_t(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
      nanosleep(&time, nil)
    }
  }

  /// To be called before a host call on `descriptor` that may wait: waits in its place where that
  /// wait must be interruptible, and throws `again` where the guest must not wait.
  func waitBeforeBlocking(_ descriptor: Descriptor, for events: CInt) throws(Errno) {
    guard descriptor.type != .regularFile, let host = descriptor.host else { return }
    let mustNotWait = descriptor.mustEmulateNonblocking
    guard mustNotWait || isInterruptible && !descriptor.flags.contains(.nonblock) else { return }
    var requests = [pollfd(fd: host.rawValue, events: Int16(events), revents: 0)]
    repeat {
      try block(&requests, nanoseconds: mustNotWait ? 0 : nil)
      if requests[0].revents != 0 { return }
    } while !mustNotWait
    throw .again
  }
}
