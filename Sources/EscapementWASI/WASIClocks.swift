#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#elseif canImport(Glibc)
  import Glibc
#endif

/// The clocks that a guest sees, in nanoseconds.
///
/// ``host`` has the machine's. For runs that must repeat exactly, ``virtual(realtime:tick:)`` has
/// clocks that only move when they are read or waited for.
public struct WASIClocks {
  /// WASI's clocks (`clockid`).
  public enum Identifier: UInt32, CaseIterable, Sendable {
    case realtime = 0
    case monotonic
    case processCPUTime
    case threadCPUTime
  }

  /// A clock's time. Realtime counts from 1970-01-01T00:00:00Z, the others from anywhere.
  public var now: (Identifier) throws(WASI.Errno) -> UInt64
  /// The smallest step of a clock.
  public var resolution: (Identifier) throws(WASI.Errno) -> UInt64
  /// Lets this many nanoseconds pass; nil to let them pass in fact.
  ///
  /// With a closure `poll_oneoff` never waits: it asks once what is ready, then calls the closure.
  public var sleep: ((UInt64) -> Void)?

  /// Makes clocks from closures.
  public init(
    now: @escaping (Identifier) throws(WASI.Errno) -> UInt64,
    resolution: @escaping (Identifier) throws(WASI.Errno) -> UInt64,
    sleep: ((UInt64) -> Void)? = nil
  ) {
    self.now = now
    self.resolution = resolution
    self.sleep = sleep
  }

  /// The machine's clocks.
  public static var host: WASIClocks {
    WASIClocks(
      now: { identifier throws(WASI.Errno) in
        var time = timespec()
        _ = try checked { clock_gettime(identifier.host, &time) }
        return nanoseconds(time)
      },
      resolution: { identifier throws(WASI.Errno) in
        var time = timespec()
        _ = try checked { clock_getres(identifier.host, &time) }
        return nanoseconds(time)
      })
  }

  /// Clocks that advance by `tick` nanoseconds whenever one is read, and by the time waited for.
  ///
  /// - Parameter realtime: what the realtime clock shows at first; the other clocks start at 0.
  public static func virtual(realtime: UInt64 = 0, tick: UInt64 = 1_000) -> WASIClocks {
    let elapsed = Counter()
    return WASIClocks(
      now: { identifier in
        let time = elapsed.nanoseconds
        elapsed.advance(by: tick)
        return identifier == .realtime ? realtime &+ time : time
      },
      resolution: { _ in max(tick, 1) },
      sleep: { elapsed.advance(by: $0) })
  }

  private final class Counter {
    private(set) var nanoseconds: UInt64 = 0

    func advance(by step: UInt64) {
      let (sum, overflow) = nanoseconds.addingReportingOverflow(step)
      nanoseconds = overflow ? .max : sum
    }
  }
}

extension WASIClocks.Identifier {
  #if canImport(Darwin)
    fileprivate typealias HostIdentifier = clockid_t
  #else
    fileprivate typealias HostIdentifier = CInt
  #endif

  fileprivate var host: HostIdentifier {
    switch self {
    case .realtime: CLOCK_REALTIME
    case .monotonic: CLOCK_MONOTONIC
    case .processCPUTime: CLOCK_PROCESS_CPUTIME_ID
    case .threadCPUTime: CLOCK_THREAD_CPUTIME_ID
    }
  }
}
