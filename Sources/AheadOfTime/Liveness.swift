internal import CInterp

/// A set of slots.
struct SlotSet {
  private var words: [UInt64]

  init(capacity: Int) { words = Array(repeating: 0, count: (capacity + 63) / 64) }

  func contains(_ slot: UInt32) -> Bool {
    let word = Int(slot / 64)
    return word < words.count && words[word] >> UInt64(slot % 64) & 1 != 0
  }

  mutating func insert(_ slot: UInt32) {
    if Int(slot / 64) < words.count { words[Int(slot / 64)] |= 1 << UInt64(slot % 64) }
  }

  mutating func remove(_ slot: UInt32) {
    if Int(slot / 64) < words.count { words[Int(slot / 64)] &= ~(1 << UInt64(slot % 64)) }
  }

  /// - Returns: Whether the set has become larger.
  @discardableResult
  mutating func formUnion(_ other: SlotSet) -> Bool {
    var grew = false
    for index in words.indices {
      let union = words[index] | other.words[index]
      if union != words[index] { grew = true }
      words[index] = union
    }
    return grew
  }

  mutating func formIntersection(_ other: SlotSet) {
    for index in words.indices { words[index] &= other.words[index] }
  }

  mutating func removeAll() {
    for index in words.indices { words[index] = 0 }
  }

  /// In ascending order.
  var slots: [UInt32] {
    var slots: [UInt32] = []
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

/// Which slots have a value that is still needed, and of which the frame does not have it.
struct Liveness {
  private let code: FunctionCode
  private let effects: SlotEffects
  private var blockOf: [Int]
  /// By block.
  private var liveIn: [SlotSet]
  private var dirtyIn: [SlotSet]
  private let empty: SlotSet

  /// - Parameter isNativeCall: Whether compiled code goes on behind an instruction that is a call, because a native function
  ///   is called.
  init(_ code: FunctionCode, _ effects: SlotEffects, isNativeCall: (CodeInstruction) -> Bool) {
    self.code = code
    self.effects = effects
    empty = SlotSet(capacity: code.slotCount)
    liveIn = Array(repeating: empty, count: code.blockStarts.count)
    dirtyIn = liveIn
    blockOf = Array(repeating: 0, count: code.instructions.count)
    for (block, start) in code.blockStarts.enumerated() {
      for number in start..<code.end(ofBlock: block) { blockOf[number] = block }
    }
    findLive()
    findDirty(isNativeCall: isNativeCall)
  }

  /// The slots that are needed from an instruction on that begins a block.
  func live(at number: Int) -> SlotSet {
    number < blockOf.count ? liveIn[blockOf[number]] : empty
  }

  /// The slots whose value may be only in a variable at the start of a block.
  func dirty(atBlock block: Int) -> SlotSet { dirtyIn[block] }

  /// What the frame must hold while an instruction runs that ends a block: what it reads itself aside, what is needed
  /// later, and what the collector looks at.
  func neededInFrame(during number: Int) -> SlotSet {
    var needed = live(at: number + 1)
    effects.forEachWritten(code.instructions[number]) { needed.remove($0) }
    for target in code.catchTargets(of: number) { needed.formUnion(live(at: target)) }
    for slot in effects.references(at: number) { needed.insert(slot) }
    return needed
  }

  private mutating func findLive() {
    var changed = true
    while changed {
      changed = false
      for block in code.blockStarts.indices.reversed() {
        let end = code.end(ofBlock: block)
        let last = code.instructions[end - 1]
        var live = empty
        if code.continues(end - 1) { live.formUnion(self.live(at: end)) }
        for target in code.targets[last.targets] { live.formUnion(self.live(at: target)) }
        for number in (code.blockStarts[block]..<end).reversed() {
          let instruction = code.instructions[number]
          effects.forEachWritten(instruction) { live.remove($0) }
          if number == end - 1, code.mayStop(number) {
            for target in code.catchTargets(of: number) { live.formUnion(self.live(at: target)) }
            for slot in effects.references(at: number) { live.insert(slot) }
          }
          effects.forEachRead(instruction) { live.insert($0) }
        }
        if liveIn[block].formUnion(live) { changed = true }
      }
    }
  }

  private mutating func findDirty(isNativeCall: (CodeInstruction) -> Bool) {
    var pending = Array(code.blockStarts.indices)
    while let block = pending.popLast() {
      let end = code.end(ofBlock: block)
      let last = code.instructions[end - 1]
      if code.mayStop(end - 1), !isNativeCall(last) { continue }
      var dirty = dirtyIn[block]
      for number in code.blockStarts[block]..<end { update(&dirty, number) }
      var following = code.targets[last.targets].map { $0 }
      if code.continues(end - 1) { following.append(end) }
      for target in following where target < blockOf.count {
        if dirtyIn[blockOf[target]].formUnion(dirty) { pending.append(blockOf[target]) }
      }
    }
  }

  /// Adds what an instruction writes. Parameters are in the frame at first.
  func update(_ dirty: inout SlotSet, _ number: Int) {
    let instruction = code.instructions[number]
    if instruction.operation == .enter {
      for slot in effects.zeros(of: instruction) { dirty.insert(slot) }
    } else {
      effects.forEachWritten(instruction) { dirty.insert($0) }
    }
  }
}

extension FunctionCode {
  /// The number of the instruction behind a block.
  func end(ofBlock block: Int) -> Int {
    block + 1 < blockStarts.count ? blockStarts[block + 1] : instructions.count
  }

  /// Whether the instruction behind this one may be next.
  func continues(_ number: Int) -> Bool {
    switch instructions[number].meaning {
    case .branch, .branchTable, .returnNone, .returnValue, .trap, .lastHandler: false
    default: true
    }
  }

  /// Whether the loop may stop at an instruction and go on later.
  func mayStop(_ number: Int) -> Bool {
    switch instructions[number].meaning {
    case .handler, .lastHandler, .call, .callIndirect: true
    default: false
    }
  }
}
