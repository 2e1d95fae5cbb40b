// Deadlines: one thread for the process interrupts the calls that have run out of time.
#if !hasFeature(Embedded)
  internal import CInterp
  internal import CPlatform

  extension Store {
    /// Whether the deadline has passed, where its timer may not run.
    var isPastDeadline: Bool { deadline.map { ContinuousClock.now >= $0 } ?? false }

    /// Runs a top-level call, whose deadline calls nested in it share.
    func runUntilDeadline(_ call: PreparedCall) throws(HostError) {
      let timer = startDeadline(for: call)
      defer { endDeadline(timer) }
      enter(call)
      try resume(call.context)
    }

    /// Sets a timer for a top-level call if the store has a deadline.
    func startDeadline(for call: PreparedCall) -> DeadlineTimer.Token? {
      guard let deadline else { return nil }
      return DeadlineTimer.shared.add(
        InterruptibleContext(of: Execution.of(call.context)),
        in: ContinuousClock.now.duration(to: deadline))
    }

    func endDeadline(_ token: DeadlineTimer.Token?) {
      if let token { DeadlineTimer.shared.remove(token) }
    }
  }

  /// Interrupts contexts when their time has come.
  ///
  /// Its thread is started by the first deadline and then sleeps until the next one.
  final class DeadlineTimer: @unchecked Sendable {
    struct Token: Hashable {
      fileprivate var number: UInt64
    }

    private struct Entry {
      var token: Token
      /// By `platform_now`.
      var time: UInt64
      var context: InterruptibleContext
    }

    static let shared = DeadlineTimer()

    /// Guards everything below. The thread waits for its condition, which says that there is an earlier deadline.
    private let lock: OpaquePointer?
    private var entries: [Entry] = []
    private var nextToken = Token(number: 0)
    private var isRunning = false

    private init() { lock = platform_lock_create() }

    /// Interrupts `context` after `duration`; at once if that has passed, or if the system has no thread left.
    func add(_ context: InterruptibleContext, in duration: Duration) -> Token? {
      let nanoseconds = duration.nanoseconds
      guard nanoseconds > 0, let lock else {
        context.interrupt(.deadline)
        return nil
      }
      platform_lock_acquire(lock)
      defer { platform_lock_release(lock) }
      guard start() else {
        context.interrupt(.deadline)
        return nil
      }
      let token = nextToken
      nextToken.number += 1
      let time = platform_now().addingReportingOverflow(nanoseconds)
      entries.append(
        Entry(token: token, time: time.overflow ? .max : time.partialValue, context: context))
      platform_lock_notify(lock)
      return token
    }

    /// Afterwards the context is not touched any more.
    func remove(_ token: Token) {
      guard let lock else { return }
      platform_lock_acquire(lock)
      defer { platform_lock_release(lock) }
      entries.removeAll { $0.token == token }
    }

    /// To be called with the lock held.
    private func start() -> Bool {
      if isRunning { return true }
      // The timer lives as long as the process.
      isRunning = platform_thread_start(
        { argument in
          guard let argument else { return }
          Unmanaged<DeadlineTimer>.fromOpaque(argument).takeUnretainedValue().run()
        }, Unmanaged.passUnretained(self).toOpaque())
      return isRunning
    }

    private func run() -> Never {
      platform_lock_acquire(lock)
      while true {
        let now = platform_now()
        for entry in entries where entry.time <= now { entry.context.interrupt(.deadline) }
        entries.removeAll { $0.time <= now }
        let next = entries.map(\.time).min()
        platform_lock_wait(lock, next.map { $0 - now } ?? .max)
      }
    }
  }

  extension Duration {
    /// Clamped to what is representable; 0 for negative durations.
    fileprivate var nanoseconds: UInt64 {
      let (seconds, attoseconds) = components
      guard seconds >= 0, attoseconds >= 0 else { return 0 }
      let whole = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
      let sum = whole.partialValue.addingReportingOverflow(UInt64(attoseconds / 1_000_000_000))
      return whole.overflow || sum.overflow ? .max : sum.partialValue
    }
  }
#else
  extension Store {
    var isPastDeadline: Bool { false }
  }
#endif
