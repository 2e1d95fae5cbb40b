/// Which slots of a function's frames hold references while the heap may be collected.
///
/// That can happen at *safepoints*: while a call is in progress, and at instructions that allocate. The slots of
/// parameters and locals are references at all of them, those of operands at some.
///
/// Stored as unsigned LEB128 numbers, because there are many: the number of locals and their slots, each as the
/// difference from the one before; then a record for each safepoint with operands. A record says what has changed since
/// the one before it: the difference of its key, the slot below which operands stay, the number of operands that are new
/// and their slots, ascending, as differences. A record at which no operand stays is complete. There is one at least
/// every so many bytes, so that finding a safepoint takes no longer than listing its slots.
package struct ReferenceMaps: Hashable, Sendable {
  package let bytes: [UInt8]
  /// Complete records, by ascending key.
  private let landmarks: [Landmark]

  private struct Landmark: Hashable {
    var key: UInt32
    /// Where the record goes on behind its key.
    var position: Int
  }

  /// Complete records that are closer together than this many bytes share a landmark.
  private static let landmarkDistance = 64

  /// What was stored of `bytes`.
  package init(bytes: [UInt8] = []) {
    self.bytes = bytes
    var landmarks: [Landmark] = []
    var reader = Reader(bytes: bytes)
    reader.skipLocals()
    var current: UInt32 = 0
    while !reader.isAtEnd {
      current &+= reader.next()
      let record = Landmark(key: current, position: reader.position)
      let isFar = record.position - (landmarks.last?.position ?? 0) >= Self.landmarkDistance
      if reader.skipRecord(), isFar { landmarks.append(record) }
    }
    self.landmarks = landmarks
  }

  /// The key of a call, from the position behind it: its last byte.
  static func key(returningTo position: UInt32) -> UInt32 { position &- 1 }

  /// All slots that hold references at a safepoint.
  ///
  /// - Parameter key: The position of an instruction that allocates, or of the last byte of a call.
  package func slots(at key: UInt32) -> [UInt32] {
    var reader = Reader(bytes: bytes)
    let locals = reader.locals()
    var operands = SlotSet()
    var current: UInt32 = 0
    if let landmark = lastLandmark(notBehind: key) {
      current = landmark.key
      reader.position = landmark.position
    } else {
      guard !reader.isAtEnd else { return locals }
      current = reader.next()
    }
    while current <= key {
      reader.readRecord(into: &operands)
      if current == key { return locals + operands.slots }
      guard !reader.isAtEnd else { break }
      current &+= reader.next()
    }
    return locals
  }

  private func lastLandmark(notBehind key: UInt32) -> Landmark? {
    var low = 0
    var high = landmarks.count
    while low < high {
      let middle = (low + high) / 2
      if landmarks[middle].key <= key { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? landmarks[low - 1] : nil
  }

  /// Whether all slots, at whatever safepoint, pass `isSound`.
  package func allSlots(_ isSound: (UInt32) -> Bool) -> Bool {
    var reader = Reader(bytes: bytes)
    var areSound = reader.areSlots(reader.next(), isSound)
    while areSound, !reader.isAtEnd {
      _ = reader.next()
      _ = reader.next()
      areSound = reader.areSlots(reader.next(), isSound)
    }
    return areSound
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
        shift &+= 7
      }
      return value
    }

    mutating func locals() -> [UInt32] {
      var slots: [UInt32] = []
      forEachSlot(next()) { slots.append($0) }
      return slots
    }

    mutating func skipLocals() { forEachSlot(next()) { _ in } }

    /// Whether the record is complete.
    mutating func skipRecord() -> Bool {
      let kept = next()
      forEachSlot(next()) { _ in }
      return kept == 0
    }

    mutating func readRecord(into operands: inout SlotSet) {
      operands.removeAll(from: next())
      forEachSlot(next()) { operands.insert($0) }
    }

    /// Whether all of the next `count` slots are sound.
    mutating func areSlots(_ count: UInt32, _ isSound: (UInt32) -> Bool) -> Bool {
      var areSound = true
      forEachSlot(count) { if !isSound($0) { areSound = false } }
      return areSound
    }

    /// Each slot is stored as the distance from the one below it.
    private mutating func forEachSlot(_ count: UInt32, _ body: (UInt32) -> Void) {
      var slot: UInt32 = 0
      for _ in 0..<count {
        if isAtEnd { break }
        let (sum, overflow) = slot.addingReportingOverflow(next())
        slot = overflow ? .max : sum
        body(slot)
      }
    }
  }
}

/// A set of slots of one frame.
struct SlotSet {
  /// A bit for each slot, up to the highest one.
  private var words: [UInt64] = []
  private(set) var count = 0

  /// No frame has more.
  private static let largestSlot: UInt32 = 0xFFFF

  var isEmpty: Bool { count == 0 }

  mutating func insert(_ slot: UInt32) {
    guard slot <= Self.largestSlot else { return }
    let word = Int(slot / 64)
    if word >= words.count {
      words.append(contentsOf: repeatElement(0, count: word + 1 - words.count))
    }
    let bit: UInt64 = 1 << UInt64(slot % 64)
    if words[word] & bit == 0 { count += 1 }
    words[word] |= bit
  }

  /// Removes all slots that are not below `limit`.
  mutating func removeAll(from limit: UInt32) {
    let whole = Int(min(limit, Self.largestSlot + 1) / 64)
    while words.count > whole + 1 { count -= words.removeLast().nonzeroBitCount }
    guard words.count == whole + 1 else { return }
    let kept = words[whole] & ((1 << UInt64(limit % 64)) - 1)
    count -= (words[whole] ^ kept).nonzeroBitCount
    words[whole] = kept
  }

  /// Ascending.
  var slots: [UInt32] {
    var slots: [UInt32] = []
    slots.reserveCapacity(count)
    for (index, word) in words.enumerated() {
      var rest = word
      while rest != 0 {
        slots.append(UInt32(index * 64 + rest.trailingZeroBitCount))
        rest &= rest - 1
      }
    }
    return slots
  }
}

/// Collects the reference maps of a function while it is translated.
///
/// Only what has changed on the operand stack since the last safepoint is looked at.
struct ReferenceMapBuilder {
  private var bytes: [UInt8] = []
  /// The slots of the operands that are references in slots.
  private var operands = SlotSet()
  private var lastKey: UInt32 = 0
  private var hasSlots = false
  /// Whether the next record has to be complete, because the last safepoint had no operands and no record.
  private var mustBeComplete = true
  /// The size of `bytes` when the last complete record began, and that of this record.
  private var lastComplete = 0
  private var sizeOfLastComplete = 0

  init(locals: [FrameLayout.Local]) {
    let slots = locals.filter { $0.valueClass == .reference }.map { $0.slot }
    hasSlots = !slots.isEmpty
    append(slots)
  }

  /// Notes a safepoint at which the operands below `height` are alive.
  mutating func note(key: UInt32, stack: inout OperandStack, height: Int) {
    let changes = stack.takeChanges(below: height)
    var kept = stack.slot(at: changes.height)
    operands.removeAll(from: kept)
    var new: [UInt32] = []
    for index in changes.referencesInSlots where index < changes.height {
      new.append(stack[index].slot)
    }
    new.sort()
    for index in changes.height..<height {
      let operand = stack[index]
      if operand.valueClass == .reference, operand.location == .slot { new.append(operand.slot) }
    }
    for slot in new { operands.insert(slot) }
    guard !operands.isEmpty else {
      mustBeComplete = true
      return
    }
    hasSlots = true
    if mustBeComplete || bytes.count - lastComplete > 2 * sizeOfLastComplete + 64 {
      new = operands.slots
      kept = 0
    }
    mustBeComplete = false
    let start = bytes.count
    append(key &- lastKey)
    lastKey = key
    append(kept)
    append(new)
    if kept == 0 {
      lastComplete = start
      sizeOfLastComplete = bytes.count - start
    }
  }

  var byteCount: Int { bytes.count }

  func maps() -> ReferenceMaps { ReferenceMaps(bytes: hasSlots ? bytes : []) }

  /// The number of slots and each one's difference from the one before.
  private mutating func append(_ slots: [UInt32]) {
    append(UInt32(slots.count))
    var previous: UInt32 = 0
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
