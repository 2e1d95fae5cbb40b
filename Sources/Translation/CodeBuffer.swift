internal import CInterp
internal import CPlatform

/// Growing code of one function.
///
/// Positions are byte offsets. An instruction is a handler and the structure of its operands.
///
/// Where the system has no memory left, further instructions overwrite each other behind the last that had room, and
/// `hasFailed` says that the code is of no use. What was emitted before stays as it is.
struct CodeBuffer: ~Copyable {
  private var base: UnsafeMutableRawPointer
  /// Without the room for one more instruction behind it.
  private var capacity: Int
  private(set) var count = 0
  private(set) var hasFailed = false
  let handlerFieldSize: Int

  /// No instruction is larger than this, displacements of a table aside.
  private static let largestInstruction = 64

  /// - Parameter expectedCount: How many bytes there may be, as far as one can tell.
  init(expectedCount: Int, handlerFieldSize: Int) {
    self.handlerFieldSize = handlerFieldSize
    capacity = max(expectedCount, Self.largestInstruction)
    if let memory = platform_reallocate(nil, capacity + Self.largestInstruction, 1) {
      base = memory
      return
    }
    hasFailed = true
    capacity = 0
    // Not a size that a module decides.
    base = .allocate(byteCount: Self.largestInstruction, alignment: 8)
  }

  deinit { platform_free(base) }

  /// Appends an instruction and gives its position.
  mutating func append<Operands: BitwiseCopyable>(_ handler: Handler, _ operands: Operands) -> Int {
    reserve(Self.largestInstruction)
    let position = count
    setHandler(handler, at: position)
    base.storeBytes(of: operands, toByteOffset: position + handlerFieldSize, as: Operands.self)
    count += handlerFieldSize + MemoryLayout<Operands>.size
    return position
  }

  /// The displacements of a branch table, filled in later.
  ///
  /// - Returns: Where they begin; nil if there is no memory.
  mutating func appendTable(_ entries: Int) -> Int? {
    reserve(entries * 4)
    if hasFailed { return nil }
    let start = count
    (base + start).initializeMemory(as: UInt8.self, repeating: 0, count: entries * 4)
    count += entries * 4
    return start
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

  func operands<Operands: BitwiseCopyable>(at position: Int) -> Operands {
    base.loadUnaligned(fromByteOffset: position + handlerFieldSize, as: Operands.self)
  }

  func setOperands<Operands: BitwiseCopyable>(at position: Int, _ operands: Operands) {
    base.storeBytes(of: operands, toByteOffset: position + handlerFieldSize, as: Operands.self)
  }

  /// Sets the first operand of the instruction at `position`, a slot.
  func setTarget(_ slot: UInt16, at position: Int) {
    base.storeBytes(of: slot, toByteOffset: position + handlerFieldSize, as: UInt16.self)
  }

  func set(_ value: UInt32, at position: Int) {
    base.storeBytes(of: value, toByteOffset: position, as: UInt32.self)
  }

  /// Takes back everything from `position` on.
  mutating func truncate(to position: Int) { count = position }

  func bytes() -> [UInt8] {
    [UInt8](UnsafeRawBufferPointer(start: base, count: count))
  }

  private mutating func reserve(_ size: Int) {
    if capacity - count < size { grow(by: size) }
  }

  @inline(never) private mutating func grow(by size: Int) {
    let grownCapacity = max(capacity * 2, count + size)
    if !hasFailed,
      let grown = platform_reallocate(base, grownCapacity + Self.largestInstruction, 1)
    {
      base = grown
      capacity = grownCapacity
    } else {
      hasFailed = true
      count = capacity
    }
  }
}
