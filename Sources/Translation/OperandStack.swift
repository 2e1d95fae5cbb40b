internal import WasmTypes

/// What the machine must know of a value's type: which accumulator it can be in, and how many slots it takes.
enum ValueClass: UInt8 {
  /// i32 and i64.
  case integer
  /// References: like integers, but a collection of the heap must find them.
  case reference
  /// f32 and f64.
  case float
  /// v128.
  case vector

  init(_ type: ValueType) {
    switch type {
    case .i32, .i64: self = .integer
    case .reference: self = .reference
    case .f32, .f64: self = .float
    case .v128: self = .vector
    }
  }

  var slotCount: UInt32 { self == .vector ? 2 : 1 }

  /// Whether values of this class use the integer accumulator.
  var isInteger: Bool { self == .integer || self == .reference }
}

/// A value on the operand stack, and where it is at this point of the code.
struct Operand {
  enum Location: UInt8 {
    /// In its own slot.
    case slot
    /// In the slot of a local that still has the value of the `local.get`.
    case local
    /// Nowhere: known.
    case constant
    /// Only in the accumulator of its class.
    case accumulator
    /// Nowhere yet: an i32 local that still has the value of the `local.get`, plus a constant (`bits`).
    case sum
  }

  var location: Location
  var valueClass: ValueClass
  /// The slot that the value has by its position on the stack, whether it is there or not.
  var slot: UInt32
  /// Constants and sums: the bits.
  var bits: UInt64 = 0
  /// Locals and sums: the local's index.
  var local: UInt32 = 0
  /// Accumulator, and slots: the position of the instruction that computed it, or -1.
  var producer = -1
  /// Locals and sums: the next operand further down that is the same local, or -1.
  var nextAlias = -1
}

/// The symbolic operand stack.
///
/// Operands that are the same local form a list from the top down, so that writing a local costs time only for the
/// operands that it saves.
struct OperandStack {
  private(set) var operands: [Operand] = []
  /// For each local, the topmost operand that is this local, or -1.
  private var topAlias: [Int]
  /// The first slot of operands.
  let firstSlot: UInt32
  /// The slot of the next operand.
  private(set) var nextSlot: UInt32
  /// The largest `nextSlot` so far.
  private(set) var highestSlot: UInt32
  /// What has changed since the last safepoint.
  private(set) var changes = Changes()
  /// How many operands are sums.
  private(set) var sumCount = 0
  /// Where sums were pushed, ascending; some have been computed since.
  private var sums: [Int] = []

  /// Which operands are not where they were when a safepoint was last noted.
  struct Changes {
    /// Operands from this height on may all be others.
    var height = 0
    /// References below it that have gone to their slots.
    var referencesInSlots: [Int] = []
  }

  init(localCount: Int, firstSlot: UInt32) {
    topAlias = [Int](repeating: -1, count: localCount)
    self.firstSlot = firstSlot
    nextSlot = firstSlot
    highestSlot = firstSlot
  }

  /// Makes room for one more local.
  mutating func addLocal() { topAlias.append(-1) }

  var count: Int { operands.count }

  subscript(index: Int) -> Operand { operands[index] }

  /// Pushes a value that is, or will be, in its own slot, and gives that slot.
  @discardableResult
  mutating func push(_ valueClass: ValueClass, producer: Int = -1) -> UInt32 {
    append(
      Operand(location: .slot, valueClass: valueClass, slot: nextSlot, producer: producer))
  }

  mutating func pushAccumulator(_ valueClass: ValueClass, producer: Int) {
    append(
      Operand(
        location: .accumulator, valueClass: valueClass, slot: nextSlot, producer: producer))
  }

  mutating func pushConstant(_ bits: UInt64, _ valueClass: ValueClass) {
    append(Operand(location: .constant, valueClass: valueClass, slot: nextSlot, bits: bits))
  }

  mutating func pushLocal(_ local: UInt32, _ valueClass: ValueClass) {
    append(
      Operand(
        location: .local, valueClass: valueClass, slot: nextSlot, local: local,
        nextAlias: topAlias[Int(local)]))
    topAlias[Int(local)] = operands.count - 1
  }

  /// Pushes the sum of an i32 local and a constant.
  mutating func pushSum(_ local: UInt32, _ bits: UInt64) {
    append(
      Operand(
        location: .sum, valueClass: .integer, slot: nextSlot, bits: bits, local: local,
        nextAlias: topAlias[Int(local)]))
    topAlias[Int(local)] = operands.count - 1
    sumCount += 1
    sums.append(operands.count - 1)
  }

  /// The places of the sums from `index` on, ascending. All of them are going to be computed now.
  mutating func takeSums(from index: Int) -> [Int] {
    var taken: [Int] = []
    while let last = sums.last, last >= index {
      taken.append(last)
      sums.removeLast()
    }
    taken.reverse()
    return taken
  }

  mutating func pop() -> Operand {
    let operand = operands.removeLast()
    forgetAlias(operand)
    nextSlot = operand.slot
    if operands.count < changes.height { changes.height = operands.count }
    if let last = sums.last, last >= operands.count { sums.removeLast() }
    return operand
  }

  mutating func truncate(to count: Int) {
    while operands.count > count { _ = pop() }
  }

  /// Says that the operand at `index` is now in its own slot. If it was a local, it must have been the topmost
  /// operand with this local.
  mutating func setInSlot(at index: Int) {
    forgetAlias(operands[index])
    operands[index].location = .slot
    operands[index].producer = -1
    if index < changes.height, operands[index].valueClass == .reference {
      changes.referencesInSlots.append(index)
    }
  }

  /// What has changed since this was last called. From now on, changes to the operands below `height` count.
  mutating func takeChanges(below height: Int) -> Changes {
    var taken = Changes()
    swap(&taken, &changes)
    changes.height = height
    taken.height = min(taken.height, height)
    return taken
  }

  /// The slot of the operand at `index`, or of the next one that is pushed.
  func slot(at index: Int) -> UInt32 {
    index < operands.count ? operands[index].slot : nextSlot
  }

  /// Says that the topmost operand, a sum, is now in the accumulator.
  mutating func setTopInAccumulator(producer: Int) {
    let index = operands.count - 1
    forgetAlias(operands[index])
    operands[index].location = .accumulator
    operands[index].producer = producer
  }

  private mutating func forgetAlias(_ operand: Operand) {
    switch operand.location {
    case .sum:
      sumCount -= 1
      fallthrough
    case .local: topAlias[Int(operand.local)] = operand.nextAlias
    case .slot, .constant, .accumulator: break
    }
  }

  /// The topmost operand that is `local`, or a sum with it, or -1.
  func topAlias(of local: UInt32) -> Int { topAlias[Int(local)] }

  @discardableResult
  private mutating func append(_ operand: Operand) -> UInt32 {
    operands.append(operand)
    nextSlot += operand.valueClass.slotCount
    if nextSlot > highestSlot { highestSlot = nextSlot }
    return operand.slot
  }

  /// Makes room for `slots` from `slot` on: arguments and headers of callees.
  mutating func reserve(upTo slot: UInt32) {
    if slot > highestSlot { highestSlot = slot }
  }
}
