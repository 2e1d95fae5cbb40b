internal import ArgumentParser

/// A time span, such as `2s`, `500ms` or `1.5m`.
struct TimeSpan: Equatable {
  var nanoseconds: UInt64
  /// As the user wrote it.
  var text: String

  private static let units: [String: UInt64] = [
    "ns": 1, "us": 1_000, "ms": 1_000_000, "": 1_000_000_000, "s": 1_000_000_000,
    "m": 60_000_000_000, "min": 60_000_000_000, "h": 3_600_000_000_000,
  ]

  /// About 30 years: what is longer can't be told from never, and would overflow the clock.
  private static let longest: UInt64 = 1_000_000_000_000_000_000

  @Sendable static func parse(_ text: String) throws -> TimeSpan {
    guard let quantity = Quantity(text), let unit = units[String(quantity.unit)],
      let nanoseconds = quantity.times(unit)
    else { throw ValidationError("expected a time, such as 2s or 500ms") }
    return TimeSpan(nanoseconds: min(nanoseconds, longest), text: text)
  }

  var duration: Duration { .nanoseconds(Int64(nanoseconds)) }
}
