internal import CInterp

/// Growing code of one function.
///
/// Positions are byte offsets. An instruction is appended by `begin` and its operands in the order of its layout.
struct CodeBuffer: ~Copyable {
  private var base: UnsafeMutableRawPointer
  private var capacity: Int
  private(set) var count = 0
  let handlerFieldSize: Int

  /// No instruction is larger than this, displacements of a table aside.
  private static let largestInstruction = 64

  init(capacity: Int, handlerFieldSize: Int) {
    self.capacity = max(capacity, Self.largestInstruction)
    self.handlerFieldSize = handlerFieldSize
    base = .allocate(byteCount: self.capacity, alignment: 8)
  }

  deinit { base.deallocate() }

  /// Begins an instruction and gives its position.
  mutating func begin(_ handler: Handler) -> Int {
    reserve(Self.largestInstruction)
    let position = count
    setHandler(handler, at: position)
    count += handlerFieldSize
    return position
  }

  mutating func append(_ value: UInt16) {
    base.storeBytes(of: value, toByteOffset: count, as: UInt16.self)
    count += 2
  }

  mutating func append(_ value: UInt32) {
    base.storeBytes(of: value, toByteOffset: count, as: UInt32.self)
    count += 4
  }

  /// A slot. Slots past 65,535 are cut off here; such a function is refused when its translation ends.
  mutating func append(slot: UInt32) { append(UInt16(truncatingIfNeeded: slot)) }

  /// A 64-bit constant, in two halves.
  mutating func append(wide value: UInt64) {
    append(UInt32(truncatingIfNeeded: value))
    append(UInt32(truncatingIfNeeded: value >> 32))
  }

  /// One displacement of a branch table, filled in later.
  mutating func appendTableEntry() {
    reserve(4)
    append(UInt32(0))
  }

  func handler(at position: Int) -> Handler {
    if handlerFieldSize == 8 {
      let number = base.loadUnaligned(fromByteOffset: position, as: UInt64.self)
      return Handler(rawValue: UInt32(truncatingIfNeeded: number))
    }
    return Handler(rawValue: base.loadUnaligned(fromByteOffset: position, as: UInt32.self))
  }

  func setHandler(_ handler: Handler, at position: Int) {
    if handlerFieldSize == 8 {
      base.storeBytes(of: UInt64(handler.rawValue), toByteOffset: position, as: UInt64.self)
    } else {
      base.storeBytes(of: handler.rawValue, toByteOffset: position, as: UInt32.self)
    }
  }

  /// Sets the first operand of the instruction at `position`, a slot.
  func setTarget(_ slot: UInt32, at position: Int) {
    base.storeBytes(
      of: UInt16(truncatingIfNeeded: slot), toByteOffset: position + handlerFieldSize,
      as: UInt16.self)
  }

  func slot(at position: Int) -> UInt32 {
    UInt32(base.loadUnaligned(fromByteOffset: position, as: UInt16.self))
  }

  func set(_ value: UInt32, at position: Int) {
    base.storeBytes(of: value, toByteOffset: position, as: UInt32.self)
  }

  func set(_ value: UInt16, at position: Int) {
    base.storeBytes(of: value, toByteOffset: position, as: UInt16.self)
  }

  /// Takes back everything from `position` on.
  mutating func truncate(to position: Int) { count = position }

  func bytes() -> [UInt8] {
    [UInt8](UnsafeRawBufferPointer(start: base, count: count))
  }

  private mutating func reserve(_ size: Int) {
    guard capacity - count < size else { return }
    let grown = UnsafeMutableRawPointer.allocate(byteCount: capacity * 2, alignment: 8)
    grown.copyMemory(from: base, byteCount: count)
    base.deallocate()
    base = grown
    capacity *= 2
  }
}
