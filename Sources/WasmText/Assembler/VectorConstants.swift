/// How a vector is divided into lanes.
enum VectorShape {
  case i8x16, i16x8, i32x4, i64x2, f32x4, f64x2

  init?(_ keyword: Keyword?) {
    switch keyword {
    case .i8x16: self = .i8x16
    case .i16x8: self = .i16x8
    case .i32x4: self = .i32x4
    case .i64x2: self = .i64x2
    case .f32x4: self = .f32x4
    case .f64x2: self = .f64x2
    default: return nil
    }
  }

  /// In bits.
  var laneWidth: UInt64 {
    switch self {
    case .i8x16: 8
    case .i16x8: 16
    case .i32x4, .f32x4: 32
    case .i64x2, .f64x2: 64
    }
  }

  var laneCount: Int { Int(128 / laneWidth) }

  var floatFormat: FloatFormat? {
    switch self {
    case .f32x4: .f32
    case .f64x2: .f64
    default: nil
    }
  }
}

extension TokenCursor {
  /// A shape and its lanes, as the 16 bytes of the vector.
  mutating func vectorConstant() throws(TextError) -> [UInt8] {
    guard let shape = VectorShape(token.keyword) else { throw unexpected() }
    advance()
    try expectNumbers(shape.laneCount, otherwise: "wrong number of lane literals")
    var bytes: [UInt8] = []
    for _ in 0..<shape.laneCount {
      let bits = try laneBits(shape)
      for shift in stride(from: UInt64(0), to: shape.laneWidth, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: bits >> shift))
      }
    }
    return bytes
  }

  mutating func laneBits(_ shape: VectorShape) throws(TextError) -> UInt64 {
    if let format = shape.floatFormat { return try float(format) }
    return try integer(width: shape.laneWidth)
  }

  /// The 16 lanes that `i8x16.shuffle` selects.
  mutating func shuffleLanes() throws(TextError) -> [UInt8] {
    try expectNumbers(16, otherwise: "invalid lane length")
    var lanes: [UInt8] = []
    for _ in 0..<16 {
      let token = token
      guard token.kind == .natural else { throw error("i8 constant out of range", at: token) }
      lanes.append(UInt8(truncatingIfNeeded: try natural(width: 8)))
    }
    return lanes
  }

  /// Checks that exactly `count` numbers follow.
  private func expectNumbers(_ count: Int, otherwise message: String) throws(TextError) {
    for distance in 0..<count where !token(after: distance).isNumber {
      let next = token(after: distance)
      throw next.kind == .reserved ? unexpected(next) : error(message, at: next)
    }
    if token(after: count).isNumber { throw error(message, at: token(after: count)) }
  }
}
