internal import Escapement

// Values as they are written on the command line.

extension Value {
  /// Reads an argument of a function that is invoked; nil if it is not a value of the type.
  init?(argument text: String, type: ValueType) {
    switch type {
    case .i32:
      guard let number = Self.integer(text, UInt32.self) else { return nil }
      self = .i32(Int32(bitPattern: number))
    case .i64:
      guard let number = Self.integer(text, UInt64.self) else { return nil }
      self = .i64(Int64(bitPattern: number))
    case .f32:
      guard let number = Float(text) else { return nil }
      self = .f32(number)
    case .f64:
      guard let number = Double(text) else { return nil }
      self = .f64(number)
    case .v128:
      guard let vector = V128(argument: text) else { return nil }
      self = .v128(vector)
    case .reference:
      guard text == "null", let null = Value(defaultOf: type) else { return nil }
      self = null
    }
  }

  /// Signed or unsigned: both name the same bits.
  private static func integer<Number: FixedWidthInteger & UnsignedInteger>(
    _ text: String, _ type: Number.Type
  ) -> Number? {
    let isNegative = text.hasPrefix("-")
    let digits = isNegative || text.hasPrefix("+") ? text.dropFirst() : text[...]
    let isHexadecimal = digits.hasPrefix("0x") || digits.hasPrefix("0X")
    // A second sign would be accepted by the initializer below.
    let number = isHexadecimal ? digits.dropFirst(2) : digits
    guard let first = number.first, first.isHexDigit,
      let magnitude = Number(number, radix: isHexadecimal ? 16 : 10)
    else { return nil }
    guard isNegative else { return magnitude }
    let lowest: Number = 1 << (Number.bitWidth - 1)
    return magnitude <= lowest ? 0 &- magnitude : nil
  }

  /// The text that `init(argument:type:)` reads; references other than null can't be written.
  var argument: String {
    switch self {
    case .i32(let number): String(number)
    case .i64(let number): String(number)
    case .f32(let bits): Float(bitPattern: bits).description
    case .f64(let bits): Double(bitPattern: bits).description
    case .v128(let vector): vector.argument
    case .funcref(let function): function.map { $0.name ?? "function" } ?? "null"
    case .externref(let reference): reference == nil ? "null" : "externref"
    case .anyref(let reference): reference == nil ? "null" : "anyref"
    case .exnref(let reference): reference == nil ? "null" : "exnref"
    }
  }
}

extension V128 {
  private static let digits = 16

  /// `0x` and 32 digits, the most significant one first.
  fileprivate init?(argument text: String) {
    let number = text.dropFirst(2)
    guard text.hasPrefix("0x"), number.count == 2 * Self.digits, number.allSatisfy(\.isHexDigit),
      let high = UInt64(number.prefix(Self.digits), radix: 16),
      let low = UInt64(number.suffix(Self.digits), radix: 16)
    else { return nil }
    self.init(low: low, high: high)
  }

  fileprivate var argument: String {
    func text(_ half: UInt64) -> String {
      let digits = String(half, radix: 16)
      return String(repeating: "0", count: Self.digits - digits.count) + digits
    }
    return "0x" + text(high) + text(low)
  }
}
