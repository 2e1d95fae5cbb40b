internal import CInterp

// Branches, and what ends the loop besides calls.

extension Registers {
  /// Branches by `displacement`, which counts from the end of its field: here, of the instruction.
  ///
  /// Every loop takes a backward branch, so that is where an interrupt is noticed, at the target.
  @inline(__always)
  private mutating func branch<Operands: BitwiseCopyable>(
    from operands: Operands.Type, by displacement: Int32
  ) throws(Trap) {
    pc = end(of: operands) + Int(displacement)
    if displacement < 0 { try poll() }
  }

  @inline(__always)
  func poll() throws(Trap) {
    guard !context_polls_interrupt(context) else { throw Trap(.interrupted) }
  }

  @inline(__always)
  mutating func branch() throws(Trap) {
    let operands = operands(operands_branch.self)
    try branch(from: operands_branch.self, by: operands.pointee.displacement)
  }

  @inline(__always)
  mutating func branch<Value: SlotValue>(
    _: Value.Type, if holds: (Value) -> Bool
  ) throws(Trap) {
    let operands = operands(operands_branch_one.self)
    if holds(Value(slot: frame[operands.pointee.left])) {
      try branch(from: operands_branch_one.self, by: operands.pointee.displacement)
    } else {
      advance(past: operands_branch_one.self)
    }
  }

  @inline(__always)
  mutating func branch<Value: SlotValue>(
    _: Value.Type, if holds: (Value, Value) -> Bool
  ) throws(Trap) {
    let operands = operands(operands_branch_slots.self)
    let left = Value(slot: frame[operands.pointee.left])
    let right = Value(slot: frame[operands.pointee.right])
    if holds(left, right) {
      try branch(from: operands_branch_slots.self, by: operands.pointee.displacement)
    } else {
      advance(past: operands_branch_slots.self)
    }
  }

  /// The displacements follow the instruction, the default last; they count from the end of all of
  /// them.
  @inline(__always)
  mutating func branchTable() throws(Trap) {
    let operands = operands(operands_branch_table.self)
    let count = operands.pointee.count
    let index = min(UInt32(slot: frame[operands.pointee.left]), count)
    let table = end(of: operands_branch_table.self).assumingMemoryBound(to: Int32.self)
    let displacement = table[index: index]
    pc = UnsafeRawPointer(table + Int(truncatingIfNeeded: count) + 1) + Int(displacement)
    try poll()
  }

  /// Charged before what it pays for; a trap leaves the rest of the fuel untouched.
  @inline(__always)
  mutating func consumeFuel() throws(Trap) {
    let units = Int64(operands(operands_fuel.self).pointee.units)
    guard context.pointee.fuel >= units else { throw Trap(.out_of_fuel) }
    context.pointee.fuel -= units
    advance(past: operands_fuel.self)
  }

  /// The trap of an instruction that always traps.
  @inline(__always)
  var namedTrap: Trap {
    let reason = UInt32(operands(operands_trap.self).pointee.trap)
    return Trap(WasmTrap(rawValue: reason).unsafelyUnwrapped)
  }
}
