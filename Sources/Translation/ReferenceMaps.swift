/// Which slots of a function's frames hold references while the heap may be collected.
///
/// That can happen at *safepoints*: while a call is in progress, and at instructions that allocate. The slots of
/// parameters and locals are references at all of them, those of operands at some.
///
/// Stored as unsigned LEB128 numbers, because there are many: the number of locals and their slots, each as the
/// difference from the one before; then for each safepoint with operands the difference of its key, how many slots
/// it shares with the safepoint before, how many follow, and those as differences.
package struct ReferenceMaps: Hashable, Sendable {
  package let bytes: [UInt8]

  /// What was stored of `bytes`.
  package init(bytes: [UInt8] = []) { self.bytes = bytes }

  /// The key of a call, from the position behind it: its last byte.
  static func key(returningTo position: UInt32) -> UInt32 { position &- 1 }

  /// All slots that hold references at a safepoint.
  ///
  /// - Parameter key: The position of an instruction that allocates, or of the last byte of a call.
  package func slots(at key: UInt32) -> [UInt32] {
    var reader = Reader(bytes: bytes)
    let locals = reader.slots(count: reader.next(), after: [])
    var operands: [UInt32] = []
    var current: UInt32 = 0
    while !reader.isAtEnd {
      current &+= reader.next()
      if current > key { return locals }
      operands = reader.operands(after: operands)
      if current == key { return locals + operands }
    }
    return locals
  }

  /// Whether all slots are below `frameSize`.
  package func isSound(frameSize: UInt32) -> Bool {
    var reader = Reader(bytes: bytes)
    var slots = reader.slots(count: reader.next(), after: [])
    if let last = slots.last, last >= frameSize { return false }
    slots = []
    while !reader.isAtEnd {
      _ = reader.next()
      slots = reader.operands(after: slots)
      if let last = slots.last, last >= frameSize { return false }
    }
    return true
  }

  private struct Reader {
    let bytes: [UInt8]
    var position = 0

    var isAtEnd: Bool { position >= bytes.count }

    mutating func next() -> UInt32 {
      var value: UInt32 = 0
      var shift: UInt32 = 0
      while position < bytes.count {
        let byte = bytes[position]
        position += 1
        value |= UInt32(byte & 0x7F) << shift
        if byte < 0x80 { break }
        shift += 7
      }
      return value
    }

    mutating func operands(after previous: [UInt32]) -> [UInt32] {
      let kept = next()
      let count = next()
      return slots(count: count, after: Array(previous.prefix(Int(clamping: kept))))
    }

    /// Each slot is stored as the distance from the one below it.
    mutating func slots(count: UInt32, after slots: [UInt32]) -> [UInt32] {
      var slots = slots
      for _ in 0..<count {
        if isAtEnd { break }
        let (slot, overflow) = (slots.last ?? 0).addingReportingOverflow(next())
        slots.append(overflow ? .max : slot)
      }
      return slots
    }
  }
}

/// Collects the reference maps of a function while it is translated.
///
/// Only what has changed on the operand stack since the last safepoint is looked at.
struct ReferenceMapBuilder {
  private var bytes: [UInt8] = []
  /// The operands that are references in slots: where they are on the stack, and their slots.
  private var operands: [(index: Int, slot: UInt32)] = []
  /// How many of `operands` the last stored safepoint has as well.
  private var sharedCount = 0
  private var lastKey: UInt32 = 0
  private var hasSlots = false

  init(locals: [FrameLayout.Local]) {
    let slots = locals.filter { $0.valueClass == .reference }.map { $0.slot }
    hasSlots = !slots.isEmpty
    append(UInt32(slots.count))
    append(differences: slots[...], after: 0)
  }

  /// Notes a safepoint at which the operands below `height` are alive.
  mutating func note(key: UInt32, stack: inout OperandStack, height: Int) {
    let unchanged = min(stack.unchangedHeight, height)
    while let last = operands.last, last.index >= unchanged { operands.removeLast() }
    sharedCount = min(sharedCount, operands.count)
    for index in unchanged..<height {
      let operand = stack[index]
      if operand.valueClass == .reference, operand.location == .slot {
        operands.append((index, operand.slot))
      }
    }
    stack.unchangedHeight = height
    guard !operands.isEmpty else { return }
    hasSlots = true
    append(key &- lastKey)
    lastKey = key
    append(UInt32(sharedCount))
    append(UInt32(operands.count - sharedCount))
    let previous = sharedCount > 0 ? operands[sharedCount - 1].slot : 0
    append(differences: operands[sharedCount...].map { $0.slot }[...], after: previous)
    sharedCount = operands.count
  }

  var byteCount: Int { bytes.count }

  /// Only code that was made to be hard has more.
  static let largestByteCount = 16 << 20

  func maps() -> ReferenceMaps { ReferenceMaps(bytes: hasSlots ? bytes : []) }

  private mutating func append(differences slots: ArraySlice<UInt32>, after first: UInt32) {
    var previous = first
    for slot in slots {
      append(slot &- previous)
      previous = slot
    }
  }

  private mutating func append(_ value: UInt32) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }
}
