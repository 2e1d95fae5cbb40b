internal import CInterp

// Integer operations that the standard library does not have with WebAssembly's meaning. The
// specification, "Numerics: Integer Operations".

/// `div_s` or `div_u`.
@inline(__always)
func quotient<Value: FixedWidthInteger>(_ left: Value, _ right: Value) throws(Trap) -> Value {
  let (result, isUndefined) = left.dividedReportingOverflow(by: right)
  guard isUndefined else { return result }
  throw Trap(right == 0 ? .integer_divide_by_zero : .integer_overflow)
}

/// `rem_s` or `rem_u`. Unlike the quotient, the remainder of the smallest integer and -1 is
/// defined: it is 0.
@inline(__always)
func remainder<Value: FixedWidthInteger>(_ left: Value, _ right: Value) throws(Trap) -> Value {
  guard right != 0 else { throw Trap(.integer_divide_by_zero) }
  return left.remainderReportingOverflow(dividingBy: right).partialValue
}

@inline(__always)
func rotateLeft<Value: FixedWidthInteger & UnsignedInteger>(
  _ value: Value, _ count: Value
) -> Value {
  (value &<< count) | (value &>> (0 &- count))
}

@inline(__always)
func rotateRight<Value: FixedWidthInteger & UnsignedInteger>(
  _ value: Value, _ count: Value
) -> Value {
  (value &>> count) | (value &<< (0 &- count))
}

/// `clz`; the width where no bit is set.
@inline(__always)
func leadingZeros<Value: FixedWidthInteger>(_ value: Value) -> Value {
  Value(truncatingIfNeeded: value.leadingZeroBitCount)
}

/// `ctz`; the width where no bit is set.
@inline(__always)
func trailingZeros<Value: FixedWidthInteger>(_ value: Value) -> Value {
  Value(truncatingIfNeeded: value.trailingZeroBitCount)
}

/// `popcnt`.
@inline(__always)
func setBits<Value: FixedWidthInteger>(_ value: Value) -> Value {
  Value(truncatingIfNeeded: value.nonzeroBitCount)
}
