internal import ArgumentParser

/// A number of bytes, such as `65536`, `64KiB` or `1.5GiB`.
struct ByteCount: Equatable {
  var bytes: UInt64

  /// Units are powers of 1024, with or without `iB`; those that end in `B` alone are powers of 1000.
  private static let units: [String: UInt64] = [
    "": 1, "b": 1,
    "k": 1 << 10, "m": 1 << 20, "g": 1 << 30,
    "kib": 1 << 10, "mib": 1 << 20, "gib": 1 << 30,
    "kb": 1_000, "mb": 1_000_000, "gb": 1_000_000_000,
  ]

  @Sendable static func parse(_ text: String) throws -> ByteCount {
    guard let quantity = Quantity(text), let unit = units[quantity.unit.lowercased()],
      let bytes = quantity.times(unit)
    else { throw ValidationError("expected a size, such as 65536 or 64MiB") }
    return ByteCount(bytes: bytes)
  }
}

/// A decimal number with a unit behind it.
struct Quantity {
  private var digits: UInt64
  /// `digits` counts units of one in `denominator`.
  private var denominator: UInt64
  var unit: Substring

  init?(_ text: String) {
    let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    unit = text.dropFirst(number.count)
    let parts = number.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 1 || parts.count == 2 && parts[1].count <= 9,
      let digits = UInt64(parts.joined())
    else { return nil }
    self.digits = digits
    denominator = parts.count == 2 ? parts[1].reduce(1) { product, _ in product * 10 } : 1
  }

  /// The quantity in the unit that `factor` is given in; nil if it does not fit.
  func times(_ factor: UInt64) -> UInt64? {
    let product = digits.multipliedFullWidth(by: factor)
    guard product.high < denominator else { return nil }
    return denominator.dividingFullWidth(product).quotient
  }
}
