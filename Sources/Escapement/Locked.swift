internal import CPlatform

/// A value that threads take turns with.
package final class Locked<State>: @unchecked Sendable {
  private let lock: OpaquePointer
  private var state: State

  package init(_ state: sending State) {
    self.state = state
    guard let lock = platform_lock_create() else {
      // No engine without a lock, and no way to tell: a hundred bytes were refused.
      fatalError("out of memory")
    }
    self.lock = lock
  }

  deinit { platform_lock_destroy(lock) }

  /// Runs `body` while no other thread does. Not reentrant.
  package func withLock<Result, Failure>(
    _ body: (inout State) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    platform_lock_acquire(lock)
    defer { platform_lock_release(lock) }
    return try body(&state)
  }
}
