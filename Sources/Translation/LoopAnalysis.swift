internal import CInterp
internal import WasmBinary
internal import WasmTypes

/// A local that is in a register while a loop runs.
struct PinnedLocal {
  var local: UInt32
  /// `.pinned_p` or `.pinned_q`, of the registers that its class has.
  var place: Place
  var valueClass: ValueClass
  /// Whether the loop changes it, so that its slot must be written on the way out.
  var isSet: Bool
}

/// Reads a nest of loops ahead of its translation, and chooses which loops pin which locals.
///
/// A pinned local costs instructions where its loop is entered and left, and around every call in it. It is worth that
/// where it is used more often; how often is guessed from the nesting of loops. A loop either has pinned locals itself, or
/// leaves them to the loops inside.
struct LoopAnalysis {
  /// The loops with pinned locals, by the offset of the `loop` instruction.
  private(set) var pins: [UInt32: [PinnedLocal]] = [:]
  /// The offset behind the outermost loop.
  private(set) var end: UInt32 = 0

  private let locals: [FrameLayout.Local]
  private var open: [Loop] = []
  /// The locals that the open loops use: those of an inner loop behind those of the loop around it.
  private var usages: [Usage] = []
  /// For each local, where it is in `usages`, innermost loop first, or -1.
  private var positions: [Int32]
  private var hasExceptionHandlers = false

  /// How often a loop is guessed to run each time it is entered.
  private static let iterations: Int = 6
  /// What one dispatch costs. An operand that is pinned saves a part of that.
  private static let dispatchCost = 10
  private static let useGain = 3
  /// Loops that are nested deeper count as part of the one around them.
  private static let deepestNesting = 12

  private static let instructionsPerCheck: UInt32 = 1024

  private struct Usage {
    var local: UInt32
    var reads: Int
    var writes: Int
    /// Where the local is in `usages` besides, for the loops around this one, or -1.
    var outer: Int32
  }

  private struct Loop {
    var offset: UInt32
    /// Where its locals begin in `usages`.
    var firstUsage: Int
    var calls = 0
    /// What pinning in the loops inside gains each time this loop's body runs.
    var gainInside = 0
    var loopsInside: [UInt32] = []
  }

  /// - Parameter range: From the outermost `loop` instruction on.
  init(
    of range: ByteRange, in bytes: UnsafeRawBufferPointer, module: DecodedModule,
    locals: [FrameLayout.Local], inlinesCalls: Bool, interruption: InterruptionCheck,
    positions: inout [Int32]
  ) {
    self.locals = locals
    // Taken, not copied.
    self.positions = []
    swap(&self.positions, &positions)
    if self.positions.count < locals.count {
      self.positions += repeatElement(-1, count: locals.count - self.positions.count)
    }
    var decoder = InstructionDecoder(bytes: bytes, range: range, features: module.features)
    var instruction = Instruction(opcode: .nop, offset: 0)
    /// For each open block, whether it is a loop that counts.
    var blocks: [Bool] = []
    var instructionCount: UInt32 = 0
    repeat {
      instructionCount &+= 1
      if instructionCount % Self.instructionsPerCheck == 0, interruption.isInterrupted {
        // The translation is going to notice, too.
        pins = [:]
        break
      }
      // The validator has decoded all of this.
      guard (try? decoder.decode(into: &instruction)) != nil else { break }
      switch instruction.opcode {
      case .loop:
        let counts = open.count < Self.deepestNesting
        blocks.append(counts)
        if counts { open.append(Loop(offset: instruction.offset, firstUsage: usages.count)) }
      case .block, .if: blocks.append(false)
      case .try_table, .legacy_try:
        blocks.append(false)
        hasExceptionHandlers = true
      case .end, .legacy_delegate:
        if blocks.removeLast() { closeLoop() }
      case .call
      where inlinesCalls && isInlinable(instruction.index, of: module, bytes: bytes):
        break
      default: count(instruction)
      }
    } while !blocks.isEmpty
    end = decoder.offset
    // What a handler finds in the slots of locals must be what they were when the exception was thrown.
    if hasExceptionHandlers { pins = [:] }
    for usage in usages { self.positions[Int(usage.local)] = -1 }
    swap(&self.positions, &positions)
  }

  private func isInlinable(
    _ function: UInt32, of module: DecodedModule, bytes: UnsafeRawBufferPointer
  ) -> Bool {
    let imported = UInt32(module.importedFunctions.count)
    return function >= imported
      && InlinableFunction(function - imported, of: module, bytes: bytes) != nil
  }

  private mutating func count(_ instruction: Instruction) {
    let last = open.count - 1
    switch instruction.opcode {
    case .local_get: use(instruction.index, reads: 1, writes: 0)
    case .local_set: use(instruction.index, reads: 0, writes: 1)
    case .local_tee: use(instruction.index, reads: 1, writes: 1)
    case .call, .call_indirect, .call_ref: open[last].calls += 1
    default: break
    }
  }

  /// Counts uses of a local by the innermost open loop.
  private mutating func use(_ local: UInt32, reads: Int, writes: Int) {
    let position = positions[Int(local)]
    if position >= open[open.count - 1].firstUsage {
      usages[Int(position)].reads += reads
      usages[Int(position)].writes += writes
    } else {
      positions[Int(local)] = Int32(truncatingIfNeeded: usages.count)
      usages.append(Usage(local: local, reads: reads, writes: writes, outer: position))
    }
  }

  /// The usages of a loop, which are the last and are taken away.
  private mutating func takeUsages(of loop: Loop) -> [Usage] {
    let taken = Array(usages[loop.firstUsage...])
    usages.removeLast(taken.count)
    for usage in taken { positions[Int(usage.local)] = usage.outer }
    return taken
  }

  /// Decides for the innermost open loop.
  private mutating func closeLoop() {
    let loop = open.removeLast()
    let used = takeUsages(of: loop)
    let (chosen, gainOfBody) = choosePins(loop, used)
    let entryCost = chosen.reduce(0) { $0 + cost(of: $1) }
    let gain = clamped(gainOfBody, times: Self.iterations) - entryCost
    let gainOfInside = clamped(loop.gainInside, times: Self.iterations)
    let isChosen = gain > gainOfInside && !chosen.isEmpty
    if isChosen {
      for offset in loop.loopsInside { pins[offset] = nil }
      pins[loop.offset] = chosen
    }
    guard !open.isEmpty else { return }
    let outer = open.count - 1
    open[outer].gainInside += max(gain, gainOfInside, 0)
    open[outer].loopsInside += isChosen ? [loop.offset] : loop.loopsInside
    open[outer].calls += clamped(loop.calls, times: Self.iterations)
    for usage in used {
      use(
        usage.local, reads: clamped(usage.reads, times: Self.iterations),
        writes: clamped(usage.writes, times: Self.iterations))
    }
  }

  /// What entering and leaving a loop costs for one local, and so does a call.
  private func cost(of pin: PinnedLocal) -> Int {
    pin.isSet ? 2 * Self.dispatchCost : Self.dispatchCost
  }

  /// The locals that are worth most, two of each class, and what they gain in one run of the loop's body.
  private func choosePins(_ loop: Loop, _ used: [Usage]) -> (pins: [PinnedLocal], gain: Int) {
    var best: [(gain: Int, local: UInt32, isSet: Bool)] = []
    for usage in used {
      let isSet = usage.writes > 0
      let pin = PinnedLocal(
        local: usage.local, place: .pinned_p, valueClass: .integer, isSet: isSet)
      let gain =
        (usage.reads + usage.writes) * Self.useGain - clamped(loop.calls, times: cost(of: pin))
      if gain > 0 { best.append((gain, usage.local, isSet)) }
    }
    best.sort { ($0.gain, $1.local) > ($1.gain, $0.local) }
    var pins: [PinnedLocal] = []
    var total = 0
    var integers = 0
    var floats = 0
    for candidate in best {
      let valueClass = locals[Int(candidate.local)].valueClass
      switch valueClass {
      case .integer where integers < 2: integers += 1
      case .float where floats < 2: floats += 1
      default: continue
      }
      let isFirst = (valueClass == .integer ? integers : floats) == 1
      pins.append(
        PinnedLocal(
          local: candidate.local, place: isFirst ? .pinned_p : .pinned_q, valueClass: valueClass,
          isSet: candidate.isSet))
      total += candidate.gain
      if integers + floats == 4 { break }
    }
    return (pins, total)
  }

  /// Products of guesses stay small enough to add up.
  private func clamped(_ value: Int, times factor: Int) -> Int {
    min(value, 1 << 20) * factor
  }
}
