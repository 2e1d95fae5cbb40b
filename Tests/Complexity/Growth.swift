#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How what a phase takes grows with the size of its input.
struct Growth: CustomStringConvertible {
  struct Point {
    var bytes: Int
    /// In seconds of CPU.
    var time: Double
    /// In bytes, above what there was before.
    var memory: Int
  }

  private(set) var points: [Point] = []

  /// Each size is twice the one before.
  private static let doublings = 3
  private static let runs = 3
  private static let attempts = 4
  /// Twice the input may take this much more: n log n is 2.1 to 2.2, caches do the rest, and n² is 4.
  private static let steepest = 3.0
  /// Less is not measured well enough to be judged.
  private static let leastTime = 0.004
  private static let leastMemory = 16 << 20

  /// Measures until the growth is in proportion, or clearly is not.
  static func measure(_ shape: Shape, _ phase: Phase) -> Growth {
    var growth = Growth()
    for _ in 0..<attempts {
      let next = Growth(shape, phase)
      growth = growth.points.isEmpty ? next : growth.leastOf(next)
      if growth.isInProportion { break }
    }
    return growth
  }

  private init() {}

  private init(_ shape: Shape, _ phase: Phase) {
    for doubling in 0...Self.doublings {
      let bytes = shape.module(shape.size << doubling)
      guard let body = phase.prepare(bytes) else { return }
      var time = Double.infinity
      var memory = Int.max
      for _ in 0..<Self.runs {
        let peak = PeakMemory()
        let start = Self.cpuTime()
        body()
        time = min(time, Self.cpuTime() - start)
        memory = min(memory, peak.growth())
      }
      points.append(Point(bytes: bytes.count, time: time, memory: memory))
    }
  }

  private func leastOf(_ other: Growth) -> Growth {
    var least = self
    for (index, point) in other.points.enumerated() where index < points.count {
      least.points[index].time = min(least.points[index].time, point.time)
      least.points[index].memory = min(least.points[index].memory, point.memory)
    }
    return least
  }

  var isInProportion: Bool {
    isInProportion(points.map(\.time), least: Self.leastTime)
      && isInProportion(points.map { Double($0.memory) }, least: Double(Self.leastMemory))
  }

  /// Judges the last two doublings together, so that one odd measurement decides nothing.
  private func isInProportion(_ values: [Double], least: Double) -> Bool {
    guard let last = values.last, last >= least, values.count > 2 else { return true }
    let before = max(values[values.count - 3], least / (Self.steepest * Self.steepest))
    return last / before <= Self.steepest * Self.steepest
  }

  var description: String {
    points.map { point in
      let milliseconds = (point.time * 100_000).rounded() / 100
      return "\(point.bytes >> 10) KB: \(milliseconds) ms, \(point.memory >> 10) KB"
    }.joined(separator: "; ")
  }

  private static func cpuTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}

/// How much more memory the process has had at once since this was made. Known on Linux only; 0 elsewhere.
private struct PeakMemory {
  private let before: Int

  init() {
    #if os(Linux)
      Self.trim()
      // Makes the highest value the present one.
      if let file = fopen("/proc/self/clear_refs", "w") {
        fputs("5", file)
        fclose(file)
      }
    #endif
    before = Self.highest()
  }

  #if os(Linux)
    /// Gives memory that is free back to the system. Glibc's module does not have this function.
    private static func trim() {
      guard let symbol = dlsym(nil, "malloc_trim") else { return }
      _ = unsafeBitCast(symbol, to: (@convention(c) (Int) -> Int32).self)(0)
    }
  #endif

  func growth() -> Int { max(0, Self.highest() - before) }

  private static func highest() -> Int {
    guard let file = fopen("/proc/self/status", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    while fgets(&line, Int32(line.count), file) != nil {
      let text = String(
        decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      guard text.hasPrefix("VmHWM:") else { continue }
      let digits = text.filter(\.isNumber)
      return (Int(digits) ?? 0) << 10
    }
    return 0
  }
}
