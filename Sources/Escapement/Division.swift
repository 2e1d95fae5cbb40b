internal import CPlatform

/// The numbers below a count, which several threads work off in batches.
///
/// Batches are taken in ascending order. When one fails, those before it still come to their end, so that the failure
/// that is reported is the same as that of a single thread.
final class Division: @unchecked Sendable {
  private let lock: OpaquePointer
  private let count: UInt32
  private let batch: UInt32
  private let body: (Range<UInt32>) throws(ModuleError) -> Void
  // All of these only with the lock.
  private var next: UInt32 = 0
  private var helpers = 0
  private var failure: (start: UInt32, error: ModuleError)?

  private init?(
    _ count: UInt32, batch: UInt32, _ body: @escaping (Range<UInt32>) throws(ModuleError) -> Void
  ) {
    guard let lock = platform_lock_create() else { return nil }
    self.lock = lock
    self.count = count
    self.batch = batch
    self.body = body
  }

  deinit { platform_lock_destroy(lock) }

  /// Calls `body` with ranges that together are `0..<count`, on up to `threads` threads, the calling one included.
  ///
  /// Where the system has no more threads, fewer do the work.
  static func run(
    _ count: UInt32, threads: UInt32,
    _ body: @escaping @Sendable (Range<UInt32>) throws(ModuleError) -> Void
  ) throws(ModuleError) {
    // Enough batches that no thread waits long for the others.
    let batch = max(count / max(threads &* 16, 1), 16)
    let useful = min(threads, count / batch)
    guard useful > 1, let division = Division(count, batch: batch, body) else {
      return try body(0..<count)
    }
    for _ in 1..<useful { division.startHelper() }
    division.work()
    try division.finish()
  }

  private func startHelper() {
    platform_lock_acquire(lock)
    helpers += 1
    platform_lock_release(lock)
    let isStarted = platform_thread_start(
      { argument in
        guard let argument else { return }
        let division = Unmanaged<Division>.fromOpaque(argument).takeRetainedValue()
        division.work()
        division.leave()
      }, Unmanaged.passRetained(self).toOpaque())
    if isStarted { return }
    Unmanaged.passUnretained(self).release()
    leave()
  }

  private func leave() {
    platform_lock_acquire(lock)
    helpers -= 1
    platform_lock_notify(lock)
    platform_lock_release(lock)
  }

  private func work() {
    while let range = take() {
      do throws(ModuleError) { try body(range) } catch { fail(at: range.lowerBound, error) }
    }
  }

  private func take() -> Range<UInt32>? {
    platform_lock_acquire(lock)
    defer { platform_lock_release(lock) }
    guard failure == nil, next < count else { return nil }
    let start = next
    next = start + min(batch, count - start)
    return start..<next
  }

  private func fail(at start: UInt32, _ error: ModuleError) {
    platform_lock_acquire(lock)
    if failure.map({ start < $0.start }) ?? true { failure = (start, error) }
    platform_lock_release(lock)
  }

  /// Waits for the helpers.
  private func finish() throws(ModuleError) {
    platform_lock_acquire(lock)
    while helpers > 0 { platform_lock_wait(lock, .max) }
    let failure = failure
    platform_lock_release(lock)
    if let failure { throw failure.error }
  }
}
