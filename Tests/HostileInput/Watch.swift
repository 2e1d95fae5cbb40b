import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#elseif canImport(Glibc)
  import Glibc
#endif

/// Knows what each worker is doing, and says so when the process crashes or a worker hangs.
///
/// Signal handlers read it, so that it is plain memory that is never freed.
enum Watch {
  static let workers = 2
  /// A case that takes longer has hung.
  private static let patienceSeconds: UInt32 = 30
  private static let textSize = 256

  private struct Seat {
    /// The group of the case at hand, which ends with NUL, and the case's number in it.
    var text: UnsafeMutablePointer<CChar>
    var number = 0
    /// Cases begun so far, and what that was at the last tick.
    var begun: UInt64 = 0
    var seen: UInt64 = .max
  }

  private nonisolated(unsafe) static let seats: UnsafeMutablePointer<Seat> = {
    let seats = UnsafeMutablePointer<Seat>.allocate(capacity: workers)
    for worker in 0..<workers {
      let text = UnsafeMutablePointer<CChar>.allocate(capacity: textSize)
      text.initialize(repeating: 0, count: textSize)
      (seats + worker).initialize(to: Seat(text: text))
    }
    return seats
  }()

  /// Notes that a worker begins a group of cases. An empty name says that it is done.
  static func begin(_ worker: Int, _ name: String) {
    let text = UnsafeMutableRawBufferPointer(start: seats[worker].text, count: textSize)
    var copy = name
    copy.withUTF8 { bytes in
      let count = min(bytes.count, textSize - 1)
      text.copyBytes(from: bytes.prefix(count))
      text[count] = 0
    }
    next(worker, 0)
  }

  /// Notes that a worker begins a case of its group.
  static func next(_ worker: Int, _ number: Int) {
    seats[worker].number = number
    seats[worker].begun &+= 1
  }

  /// Watches from now on.
  static func start() {
    _ = seats
    for number in [SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE] {
      signal(number) { _ in Watch.stop("crashed") }
    }
    signal(SIGALRM) { _ in Watch.tick() }
    alarm(patienceSeconds)
  }

  private static func tick() {
    for worker in 0..<workers {
      let seat = seats + worker
      if seat.pointee.text.pointee != 0, seat.pointee.begun == seat.pointee.seen { stop("hung") }
      seat.pointee.seen = seat.pointee.begun
    }
    alarm(patienceSeconds)
  }

  private static func stop(_ what: StaticString) -> Never {
    write("hostile-input ")
    write(what)
    write(" at one of:\n")
    for worker in 0..<workers {
      let seat = seats[worker]
      write("  ")
      _ = systemWrite(seat.text, strlen(seat.text))
      write(", case ")
      write(seat.number)
      write("\n")
    }
    _exit(1)
  }

  private static func write(_ number: Int) {
    if number >= 10 { write(number / 10) }
    var digit = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number % 10)
    _ = systemWrite(&digit, 1)
  }

  private static func write(_ text: StaticString) {
    _ = systemWrite(text.utf8Start, text.utf8CodeUnitCount)
  }

  private static func systemWrite(_ bytes: UnsafeRawPointer, _ count: Int) -> Int {
    #if canImport(Darwin)
      Darwin.write(2, bytes, count)
    #elseif canImport(Musl)
      Musl.write(2, bytes, count)
    #else
      Glibc.write(2, bytes, count)
    #endif
  }
}
