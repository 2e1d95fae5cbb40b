internal import CInterp

// The shapes of numeric instructions: operands from slots, through an operation, to a slot. The
// operations are the standard library's where it means the same, and those of the other Numeric
// files where not.

extension Registers {
  @inline(__always)
  mutating func unary<Value: SlotValue, Result: SlotValue, Failure: Error>(
    _: Value.Type, _ operation: (Value) throws(Failure) -> Result
  ) throws(Failure) {
    let operands = operands(operands_unary.self)
    let value = Value(slot: frame[operands.pointee.left])
    frame[operands.pointee.target] = try operation(value).slot
    advance(past: operands_unary.self)
  }

  @inline(__always)
  mutating func binary<Value: SlotValue, Result: SlotValue, Failure: Error>(
    _: Value.Type, _ operation: (Value, Value) throws(Failure) -> Result
  ) throws(Failure) {
    let operands = operands(operands_binary_slots.self)
    let left = Value(slot: frame[operands.pointee.left])
    let right = Value(slot: frame[operands.pointee.right])
    frame[operands.pointee.target] = try operation(left, right).slot
    advance(past: operands_binary_slots.self)
  }

  @inline(__always)
  mutating func compare<Value: SlotValue>(
    _ type: Value.Type, _ holds: (Value, Value) -> Bool
  ) {
    binary(type) { left, right in UInt32(holds(left, right) ? 1 : 0) }
  }

  /// The integer of a truncated number, which `exactly` gives if there is one.
  @inline(__always)
  mutating func truncate<Value: FloatFormat & SlotValue, Result: FixedWidthInteger & SlotValue>(
    _ type: Value.Type, _ exactly: (Value) -> Result?
  ) throws(Trap) {
    try unary(type) { value throws(Trap) in try truncated(value, exactly) }
  }

  @inline(__always)
  mutating func saturate<Value: FloatFormat & SlotValue, Result: FixedWidthInteger & SlotValue>(
    _ type: Value.Type, _ exactly: (Value) -> Result?
  ) {
    unary(type) { value in saturated(value, exactly) }
  }
}
