internal import CInterp
internal import WasmBinary

/// The loop that is being translated with locals in registers.
struct PinnedRegion {
  /// Of the loop, in `control`.
  let frame: Int
  let pins: [PinnedLocal]
}

// Pinned locals. Between the start and the end of a region, their registers have their values and their slots do not; so
// the registers are loaded at the start, and the slots written wherever the region is left. A return leaves nothing behind.
// Calls use the registers for themselves.
extension FunctionTranslator {
  /// Where a local is now: `.slot`, or in a register.
  func place(of local: UInt32) -> Place { frame.locals[Int(local)].place }

  /// Before the body of a loop, whose frame is the last of `control`.
  mutating func beginRegion(of loop: Instruction) {
    guard options.pinsLocals, !options.usesBaseHandlersOnly, region == nil else { return }
    if loop.offset >= analysedEnd { analyse(loop) }
    guard let pins = plannedPins[loop.offset] else { return }
    loadPins(pins)
    for pin in pins { frame.locals[Int(pin.local)].place = pin.place }
    region = PinnedRegion(frame: control.count - 1, pins: pins)
  }

  private mutating func analyse(_ loop: Instruction) {
    let expression = module.code[Int(function)].expression
    let analysis = LoopAnalysis(
      of: ByteRange(start: loop.offset, end: expression.end), in: bytes, module: module,
      locals: frame.locals, inlinesCalls: options.inlinesCalls, interruption: interruption,
      positions: &analysisPositions)
    analysedEnd = analysis.end
    plannedPins = openTries > 0 ? [:] : analysis.pins
  }

  /// At the end of a loop, whose frame was the last of `control`.
  mutating func endRegion(isReachable: Bool) {
    guard let current = region, current.frame == control.count else { return }
    if isReachable { writePins() }
    for pin in current.pins { frame.locals[Int(pin.local)].place = .slot }
    region = nil
  }

  /// Whether a branch to a frame leaves slots behind that must be written.
  func mustWritePins(toLeaveFor frame: Int) -> Bool {
    guard let region, frame < region.frame else { return false }
    return region.pins.contains { $0.isSet }
  }

  mutating func writePins(toLeaveFor frame: Int) {
    if mustWritePins(toLeaveFor: frame) { writePins() }
  }

  /// Writes the slots of the pinned locals that the region changes.
  mutating func writePins() {
    guard let region else { return }
    for pin in region.pins where pin.isSet {
      emitUnpin(pin.place, pin.valueClass, to: frame.locals[Int(pin.local)].slot)
    }
  }

  mutating func loadPins() {
    if let region { loadPins(region.pins) }
  }

  private mutating func loadPins(_ pins: [PinnedLocal]) {
    for pin in pins {
      emit(
        Self.pin(pin.valueClass), .slot, variant: Self.variant(pin.place),
        with: operands_source_only(left: frame.locals[Int(pin.local)].slot.field, none: 0))
    }
  }

  mutating func emitUnpin(_ place: Place, _ valueClass: ValueClass, to slot: UInt32) {
    emit(
      valueClass == .float ? .unpin_float : .unpin, place,
      with: operands_target_only(target: slot.field, none: 0))
    wrote(slot, valueClass)
  }

  private static func pin(_ valueClass: ValueClass) -> CInterp.Operation {
    valueClass == .float ? .pin_float : .pin
  }

  /// The variant of the instructions whose result goes to a pinned local.
  static func variant(_ place: Place) -> Variant {
    place == .pinned_q ? .pinned_q : .pinned_p
  }

  /// Gives a pinned local the value of an operand that was popped last.
  ///
  /// - Parameter mayRetarget: Whether nothing was emitted since.
  mutating func setPinned(_ place: Place, to value: Operand, mayRetarget: Bool) {
    let variant = Self.variant(place)
    if mayRetarget, retarget(value, to: variant) { return }
    let operation = Self.pin(value.valueClass)
    if value.location == .constant {
      emit(
        operation, .constant, variant: variant,
        with: operands_wide_constant(
          target: 0, none: 0, constant: value.bits.low, constant_high: value.bits.high))
      return
    }
    let source = source(value, mayBePinned: true)
    if source.place == place { return }
    emit(
      operation, source.place, variant: variant,
      with: operands_source_only(left: source.inSlot.field, none: 0))
  }

  /// Makes the last instruction leave its result, which was just popped, in a pinned local instead.
  private mutating func retarget(_ value: Operand, to variant: Variant) -> Bool {
    guard value.producer >= 0, value.producer == emitter.lastInstruction,
      value.location == .accumulator || value.location == .slot
    else { return false }
    guard emitter.changeVariant(to: variant, at: value.producer) else { return false }
    foldable = nil
    if value.valueClass.isInteger { accumulator.forget() } else { floatAccumulator.forget() }
    return true
  }
}

extension Place {
  var isPinned: Bool { self == .pinned_p || self == .pinned_q }
}
