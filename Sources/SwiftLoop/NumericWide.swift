internal import CInterp

// The wide-arithmetic proposal: 128-bit integers in two slots, the low half first.

/// The halves of a 128-bit integer.
struct WideInteger {
  var low: UInt64
  var high: UInt64

  @inline(__always)
  init(low: UInt64, high: UInt64) {
    self.low = low
    self.high = high
  }

  @inline(__always)
  init(productOf left: UInt64, _ right: UInt64) {
    let product = left.multipliedFullWidth(by: right)
    self.init(low: product.low, high: product.high)
  }

  @inline(__always)
  init(signedProductOf left: UInt64, _ right: UInt64) {
    let product = Int64(bitPattern: left).multipliedFullWidth(by: Int64(bitPattern: right))
    self.init(low: product.low, high: UInt64(bitPattern: product.high))
  }

  @inline(__always)
  func adding(_ other: WideInteger) -> WideInteger {
    let (low, carries) = low.addingReportingOverflow(other.low)
    return WideInteger(low: low, high: high &+ other.high &+ (carries ? 1 : 0))
  }

  @inline(__always)
  func subtracting(_ other: WideInteger) -> WideInteger {
    let (low, borrows) = low.subtractingReportingOverflow(other.low)
    return WideInteger(low: low, high: high &- other.high &- (borrows ? 1 : 0))
  }
}

extension Registers {
  @inline(__always)
  mutating func wideSum(_ operation: (WideInteger, WideInteger) -> WideInteger) {
    let operands = operands(operands_wide_sum.self).pointee
    let left = WideInteger(low: frame[operands.left], high: frame[operands.left_high])
    let right = WideInteger(low: frame[operands.right], high: frame[operands.right_high])
    write(operation(left, right), to: operands.target)
    advance(past: operands_wide_sum.self)
  }

  @inline(__always)
  mutating func wideProduct(_ operation: (UInt64, UInt64) -> WideInteger) {
    let operands = operands(operands_wide_product.self).pointee
    write(operation(frame[operands.left], frame[operands.right]), to: operands.target)
    advance(past: operands_wide_product.self)
  }

  @inline(__always)
  private func write(_ value: WideInteger, to slot: UInt16) {
    frame[slot] = value.low
    frame[Int(slot) + 1] = value.high
  }
}
