internal import CInterp

// Linear memory. Floating-point numbers move as bits, so that no NaN changes on its way.

// MARK: - The first memory, with 32-bit addresses

extension Registers {
  /// Loads a `Stored` and extends it to a `Value`, by its sign if it has one.
  @inline(__always)
  mutating func load<
    Stored: FixedWidthInteger & BitwiseCopyable, Value: FixedWidthInteger & SlotValue
  >(
    _: Stored.Type, as _: Value.Type
  ) throws(Trap) {
    let operands = operands(operands_load.self)
    let bytes = try bytes(
      of: Stored.self, at: frame[operands.pointee.left], end: operands.pointee.end)
    let value = bytes.loadUnaligned(as: Stored.self)
    frame[operands.pointee.target] = Value(truncatingIfNeeded: value).slot
    advance(past: operands_load.self)
  }

  /// Stores the low bits of a slot.
  @inline(__always)
  mutating func store<Stored: FixedWidthInteger & BitwiseCopyable>(
    _: Stored.Type
  ) throws(Trap) {
    let operands = operands(operands_store.self)
    let bytes = try bytes(
      of: Stored.self, at: frame[operands.pointee.left], end: operands.pointee.end)
    let value = Stored(truncatingIfNeeded: frame[operands.pointee.right])
    bytes.storeBytes(of: value, as: Stored.self)
    advance(past: operands_store.self)
  }

  /// The sum of a 32-bit address and an offset does not overflow 64 bits, and no `end` is smaller than the access.
  @inline(__always)
  private func bytes<Stored>(
    of _: Stored.Type, at address: Slot, end offset: UInt32
  ) throws(Trap) -> UnsafeMutableRawPointer {
    let end = UInt64(UInt32(truncatingIfNeeded: address)) + UInt64(offset)
    guard end <= memorySize else { throw Trap(.memory_out_of_bounds) }
    return pointer(memory, plus: end - UInt64(MemoryLayout<Stored>.size))
  }
}

/// The byte `offset`, which is inside the memory; that is why it fits an address even where those
/// have 32 bits.
@inline(__always)
private func pointer(
  _ base: UnsafeMutablePointer<UInt8>?, plus offset: UInt64
) -> UnsafeMutableRawPointer {
  UnsafeMutableRawPointer(base.unsafelyUnwrapped + Int(truncatingIfNeeded: offset))
}

// MARK: - Any memory, with addresses of any width

extension Registers {
  @inline(__always)
  mutating func farLoad<
    Stored: FixedWidthInteger & BitwiseCopyable, Value: FixedWidthInteger & SlotValue
  >(
    _: Stored.Type, as _: Value.Type
  ) throws(Trap) {
    let operands = operands(operands_far_load.self).pointee
    let bytes = try farBytes(
      of: Stored.self, in: operands.memory_operand, at: frame[operands.left],
      offset: UInt64(low: operands.offset, high: operands.offset_high))
    let value = bytes.loadUnaligned(as: Stored.self)
    frame[operands.target] = Value(truncatingIfNeeded: value).slot
    advance(past: operands_far_load.self)
  }

  @inline(__always)
  mutating func farStore<Stored: FixedWidthInteger & BitwiseCopyable>(
    _: Stored.Type
  ) throws(Trap) {
    let operands = operands(operands_far_store.self).pointee
    let bytes = try farBytes(
      of: Stored.self, in: operands.memory_operand, at: frame[operands.left],
      offset: UInt64(low: operands.offset, high: operands.offset_high))
    let value = Stored(truncatingIfNeeded: frame[operands.right])
    bytes.storeBytes(of: value, as: Stored.self)
    advance(past: operands_far_store.self)
  }

  @inline(__always)
  private func farBytes<Stored>(
    of _: Stored.Type, in index: UInt32, at address: Slot, offset: UInt64
  ) throws(Trap) -> UnsafeMutableRawPointer {
    let memory = memory(at: index).pointee
    let (start, overflow) = address.addingReportingOverflow(offset)
    guard !overflow else { throw Trap(.memory_out_of_bounds) }
    try checkRange(in: memory, from: start, count: UInt64(MemoryLayout<Stored>.size))
    return pointer(memory.base, plus: start)
  }
}

@inline(__always)
private func checkRange(in memory: Memory, from start: UInt64, count: UInt64) throws(Trap) {
  let (end, overflow) = start.addingReportingOverflow(count)
  guard !overflow, end <= memory.size else { throw Trap(.memory_out_of_bounds) }
}

extension UInt64 {
  @inline(__always)
  init(low: UInt32, high: UInt32) { self = UInt64(high) << 32 | UInt64(low) }
}

// MARK: - Whole memories and ranges

extension Registers {
  @inline(__always)
  mutating func memorySizeInPages() {
    let operands = operands(operands_memory_size.self).pointee
    frame[operands.target] =
      memory(at: operands.memory_operand).pointee.size >> UInt64(operands.page_shift)
    advance(past: operands_memory_size.self)
  }

  /// Three slots: address, value, count.
  @inline(__always)
  mutating func memoryFill() throws(Trap) {
    let operands = operands(operands_memory_fill.self).pointee
    let arguments = frame + Int(operands.range)
    let memory = memory(at: operands.memory_operand).pointee
    let count = arguments[2]
    try checkRange(in: memory, from: arguments[0], count: count)
    if count != 0 {
      try fill(
        pointer(memory.base, plus: arguments[0]), with: UInt8(truncatingIfNeeded: arguments[1]),
        count: count)
    }
    advance(past: operands_memory_fill.self)
  }

  /// Three slots: address, offset in the segment, count.
  @inline(__always)
  mutating func memoryInit() throws(Trap) {
    let operands = operands(operands_memory_init.self).pointee
    let arguments = frame + Int(operands.range)
    let memory = memory(at: operands.memory_operand).pointee
    let segment = (context.pointee.instance.pointee.data_segments + Int(operands.segment)).pointee
    let count = arguments[2]
    guard count <= segment.size, arguments[1] <= segment.size - count else {
      throw Trap(.memory_out_of_bounds)
    }
    try checkRange(in: memory, from: arguments[0], count: count)
    if count != 0, let bytes = segment.bytes {
      try move(
        UnsafeRawPointer(bytes) + Int(truncatingIfNeeded: arguments[1]),
        to: pointer(memory.base, plus: arguments[0]), count: count)
    }
    advance(past: operands_memory_init.self)
  }

  /// Three slots: target address, source address, count.
  @inline(__always)
  mutating func memoryCopy() throws(Trap) {
    let operands = operands(operands_memory_copy.self).pointee
    let arguments = frame + Int(operands.range)
    let target = memory(at: operands.memory_operand).pointee
    let source = memory(at: operands.source_memory).pointee
    let count = arguments[2]
    try checkRange(in: target, from: arguments[0], count: count)
    try checkRange(in: source, from: arguments[1], count: count)
    if count != 0 {
      try move(
        UnsafeRawPointer(pointer(source.base, plus: arguments[1])),
        to: pointer(target.base, plus: arguments[0]), count: count)
    }
    advance(past: operands_memory_copy.self)
  }
}

// MARK: - Work on as many bytes as a guest says

extension Registers {
  /// What is done between two looks at the flag.
  private static var pieceSize: UInt64 { 1 << 20 }
  /// What a unit of fuel pays for, and what is free.
  private static var bytesPerUnit: UInt64 { 64 }
  private static var freeBytes: UInt64 { 1024 }

  /// Charges work on many bytes by their number.
  func pay(forBytes count: UInt64) throws(Trap) {
    guard context.pointee.meters_fuel, count > Self.freeBytes else { return }
    let units = count / Self.bytesPerUnit
    guard units <= UInt64(max(context.pointee.fuel, 0)) else { throw Trap(.out_of_fuel) }
    context.pointee.fuel -= Int64(units)
  }

  private func fill(
    _ target: UnsafeMutableRawPointer, with byte: UInt8, count: UInt64
  ) throws(Trap) {
    try pay(forBytes: count)
    var target = target
    var rest = count
    while rest > 0 {
      try poll()
      let size = Int(truncatingIfNeeded: min(rest, Self.pieceSize))
      target.initializeMemory(as: UInt8.self, repeating: byte, count: size)
      target += size
      rest -= UInt64(size)
    }
  }

  /// The ranges may overlap: a move to a higher address starts at the end.
  func move(
    _ source: UnsafeRawPointer, to target: UnsafeMutableRawPointer, count: UInt64
  ) throws(Trap) {
    try pay(forBytes: count)
    let isDescending = UnsafeRawPointer(target) > source
    var done: UInt64 = 0
    while done < count {
      try poll()
      let size = min(count - done, Self.pieceSize)
      let offset = Int(truncatingIfNeeded: isDescending ? count - done - size : done)
      (target + offset).copyMemory(from: source + offset, byteCount: Int(truncatingIfNeeded: size))
      done += size
    }
  }
}
