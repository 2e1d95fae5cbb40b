// Threads that wait at an address of a shared memory. Specification: the threads proposal, "Wait and Notify".
internal import CInterp
internal import CPlatform

/// The threads that wait for one memory: by address, in the order in which they came.
struct WaiterQueues {
  private var places: [UInt64: [WaitingPlace]] = [:]

  mutating func append(_ place: WaitingPlace, at address: UInt64) {
    places[address, default: []].append(place)
  }

  /// Takes a place back. Gives false if it was notified before.
  mutating func remove(_ place: WaitingPlace, at address: UInt64) -> Bool {
    guard let index = places[address]?.firstIndex(where: { $0 === place }) else { return false }
    places[address]?.remove(at: index)
    if places[address]?.isEmpty ?? false { places[address] = nil }
    return true
  }

  /// Notifies up to `count` of the places and gives how many it were.
  mutating func notify(at address: UInt64, count: UInt32) -> UInt32 {
    guard var waiting = places.removeValue(forKey: address) else { return 0 }
    let woken = min(UInt64(waiting.count), UInt64(count))
    for place in waiting.prefix(Int(woken)) { place.notify() }
    waiting.removeFirst(Int(woken))
    if !waiting.isEmpty { places[address] = waiting }
    return UInt32(woken)
  }
}

/// Where the thread of an execution sleeps while its guest waits.
///
/// Locks are always taken in the same order: that of the queues before that of a place.
final class WaitingPlace: @unchecked Sendable {
  /// Guards `isNotified`, and has the condition that is slept for.
  private let lock: OpaquePointer
  private var isNotified = false

  enum End {
    case notified, timedOut, interrupted
  }

  init?() {
    guard let lock = platform_lock_create() else { return nil }
    self.lock = lock
  }

  deinit { platform_lock_destroy(lock) }

  /// To be called before the place is in a queue.
  func prepare() {
    platform_lock_acquire(lock)
    isNotified = false
    platform_lock_release(lock)
  }

  func notify() {
    platform_lock_acquire(lock)
    isNotified = true
    platform_lock_notify(lock)
    platform_lock_release(lock)
  }

  /// Lets a sleeping thread look for an interruption, which must have been requested before.
  func wake() {
    platform_lock_acquire(lock)
    platform_lock_notify(lock)
    platform_lock_release(lock)
  }

  /// - Parameter end: By `platform_now`; nil for never.
  func sleep(until end: UInt64?, unless isInterrupted: () -> Bool) -> End {
    platform_lock_acquire(lock)
    defer { platform_lock_release(lock) }
    while true {
      if isNotified { return .notified }
      if isInterrupted() { return .interrupted }
      let now = platform_now()
      if let end, now >= end { return .timedOut }
      platform_lock_wait(lock, end.map { $0 - now } ?? .max)
    }
  }
}

extension SharedMemory {
  /// Wakes threads whose guests wait at an address, those first that have waited longest.
  ///
  /// - Returns: How many there were, at most `count`.
  @discardableResult
  public func notify(at address: UInt64, count: UInt32 = .max) -> UInt32 {
    waiters.withLock { $0.notify(at: address, count: count) }
  }
}

extension Store {
  /// `memory.atomic.notify`. Arguments: the checked address, how many to wake.
  func notify(_ memory: MemoryState, _ arguments: Slots) {
    let count = UInt32(truncatingIfNeeded: arguments[1])
    arguments[0] = UInt64(memory.shared?.notify(at: arguments[0], count: count) ?? 0)
  }

  /// `memory.atomic.wait32` and `wait64`. Arguments: the checked address, the expected value, the timeout.
  func wait(
    for memory: MemoryState, bytes: UInt64, _ arguments: Slots, on execution: Execution
  ) -> WasmTrap {
    guard let shared = memory.shared else { return .expected_shared_memory }
    let address = arguments[0]
    // Code that was translated elsewhere may have skipped the check.
    guard address % bytes == 0, shared.byteCount >= bytes, address <= shared.byteCount - bytes,
      let base = shared.base
    else { return .memory_out_of_bounds }
    let cell = UnsafeRawPointer(base + Int(truncatingIfNeeded: address))
    let expected = arguments[1]
    let place = execution.waitingPlace
    let waits = shared.waiters.withLock { queues in
      let value = bytes == 4 ? UInt64(shared_load_32(cell)) : shared_load_64(cell)
      guard value == expected else { return false }
      place.prepare()
      queues.append(place, at: address)
      return true
    }
    guard waits else {
      arguments[0] = WaitResult.notEqual.rawValue
      return .none
    }
    let context = execution.context
    let end = place.sleep(until: Self.end(of: Int64(bitPattern: arguments[2]))) {
      context_is_interrupted(context)
    }
    // A notification may have come in the last moment.
    let isNotified = end == .notified || !shared.waiters.withLock { $0.remove(place, at: address) }
    if end == .interrupted { return .interrupted }
    arguments[0] = (isNotified ? WaitResult.ok : .timedOut).rawValue
    return .none
  }

  /// When a wait of so many nanoseconds ends. A negative number of them is forever.
  private static func end(of timeout: Int64) -> UInt64? {
    guard timeout >= 0 else { return nil }
    let (end, overflow) = platform_now().addingReportingOverflow(UInt64(timeout))
    return overflow ? nil : end
  }
}

/// What the wait instructions give.
private enum WaitResult: UInt64 {
  case ok, notEqual, timedOut
}
