internal import CInterp
internal import WasmBinary
internal import WasmTypes

/// The state of one function's translation, and the loop over its instructions. What an instruction becomes is in the
/// extensions, by family.
struct FunctionTranslator: ~Copyable {
  let function: UInt32
  let module: DecodedModule
  let bytes: UnsafeRawBufferPointer
  let options: TranslationOptions
  let interruption: InterruptionCheck

  let type: FunctionType
  var frame: FrameLayout
  /// How many locals there are besides the temporary ones of inlined calls.
  let declaredLocalCount: Int
  var emitter: Emitter
  var stack: OperandStack
  var control: [ControlFrame] = []
  var references: ReferenceMapBuilder
  /// The layouts of structures that were needed so far, by type index.
  var objectLayouts: [TypeIndex: ObjectLayout] = [:]
  var exceptions = ExceptionTableBuilder()
  /// How many blocks around the instruction catch exceptions.
  var openTries = 0
  /// The loop around the instruction that has locals in registers.
  var region: PinnedRegion?
  /// What `LoopAnalysis` chose, for the loops before `analysedEnd`.
  var plannedPins: [UInt32: [PinnedLocal]] = [:]
  var analysedEnd: UInt32 = 0
  /// Memory that one analysis of loops leaves to the next.
  var analysisPositions: [Int32] = []

  /// The position behind the `enter` instruction.
  var bodyStart = 0
  /// Offset in the module of the instruction that is being translated.
  var offset: UInt32 = 0
  /// In code that can't be reached: how many blocks deep. Nothing is emitted there.
  var unreachableDepth = 0
  /// Whether the instruction being translated can be reached.
  var isReachable = true

  /// While the body of a function is translated instead of a call of it.
  var inlinedParameters: [InlinedParameter]?

  /// What the accumulators hold. See `Accumulator`.
  var accumulator = Accumulator()
  var floatAccumulator = Accumulator()
  /// Operands below this height are in slots or constants, and need no flushing.
  var flushedHeight = 0
  /// The last instruction, while another may still swallow it.
  var foldable: Foldable?
  /// The position of the `fuel` instruction that pays for the code being translated, or -1.
  var fuelInstruction = -1
  var fuelUnits: UInt32 = 0
  /// How many instructions are left until what grows is checked again.
  private var instructionsLeft = FunctionTranslator.instructionsPerCheck

  /// An instruction makes at most some 100 bytes of code, or for each label of a table.
  private static let instructionsPerCheck = 64

  init(
    function: UInt32, of module: DecodedModule, bytes: UnsafeRawBufferPointer,
    options: TranslationOptions, interruption: InterruptionCheck
  ) {
    self.function = function
    self.module = module
    self.bytes = bytes
    self.options = options
    self.interruption = interruption
    let body = module.code[Int(function)]
    type = module.functionType(at: module.functions[Int(function)]) ?? FunctionType()
    frame = FrameLayout(type: type, locals: module.locals(of: body), count: body.localCount)
    declaredLocalCount = frame.locals.count
    emitter = Emitter(
      expectedCount: Int(body.expression.count) * 4, handlerFieldSize: options.handlerFieldSize)
    stack = OperandStack(localCount: frame.locals.count, firstSlot: frame.firstOperandSlot)
    references = ReferenceMapBuilder(locals: frame.locals)
  }

  mutating func translate() throws(TranslationError) -> FunctionImage {
    emitEnter()
    bodyStart = emitter.count
    beginFuel()
    chargeFrame()
    control.append(ControlFrame(kind: .function, blockType: type, height: 0, slot: 0))
    var decoder = InstructionDecoder(
      bytes: bytes, range: module.code[Int(function)].expression, features: module.features)
    var instruction = Instruction(opcode: .nop, offset: 0)
    while !control.isEmpty {
      // The body was decoded by the validator: it has an `end` for every block, and no malformed instruction.
      guard (try? decoder.decode(into: &instruction)) != nil else { break }
      offset = instruction.offset
      instructionsLeft -= 1
      if instructionsLeft == 0 { try checkGrowth() }
      if isReachable {
        fuelUnits &+= 1
        if options.notesOrigins { emitter.beginOrigin(offset) }
        try translate(instruction)
      } else {
        try skip(instruction)
      }
    }
    endFuel()
    return try finish()
  }

  /// Refuses a function that outgrows its limits before it has taken much more than them.
  private mutating func checkGrowth() throws(TranslationError) {
    instructionsLeft = Self.instructionsPerCheck
    if interruption.isInterrupted { throw .interrupted(function: function, offset: offset) }
    if emitter.hasFailed { throw .outOfMemory(function: function) }
    let slots = UInt64(stack.highestSlot)
    guard slots <= UInt64(UInt16.max) else {
      throw .frameTooLarge(function: function, slots: slots)
    }
    let limit = min(options.largestFunction, UInt32(Int32.max))
    let bytes = emitter.byteCount + references.byteCount + exceptions.byteCount
    guard bytes <= Int(limit) else { throw .codeTooLarge(function: function, limit: limit) }
  }

  private mutating func finish() throws(TranslationError) -> FunctionImage {
    try checkGrowth()
    emitter.setOperands(at: 0, enterOperands(size: stack.highestSlot))
    return FunctionImage(
      code: emitter.code(), headerSlot: frame.headerSlot, locations: emitter.codeLocations(),
      references: references.maps(), exceptions: exceptions.finish(),
      origins: options.notesOrigins ? emitter.origins() : nil)
  }

  /// Emits the function's first instruction. The size of the frame is known at the end.
  private mutating func emitEnter() {
    emitter.addLocation(module.code[Int(function)].expression.start)
    emit(.enter, with: enterOperands(size: 0))
    stack.reserve(upTo: frame.firstOperandSlot)
  }

  private func enterOperands(size: UInt32) -> operands_enter {
    operands_enter(
      size: size.field, first_zero: frame.firstLocalSlot.field,
      zeros: (frame.firstOperandSlot - frame.firstLocalSlot).field, none: 0)
  }

  mutating func translate(_ instruction: Instruction) throws(TranslationError) {
    let row = instruction_shape(instruction.opcode).pointee
    if !translatesEveryInstruction, hasVectors(row) || isAtomic(row) {
      throw unsupported(instruction)
    }
    if stack.sumCount > 0 { settleSums(for: instruction, row) }
    switch row.shape {
    case .unary: translateUnary(row)
    case .binary, .commutative: translateBinary(row)
    case .integer_comparison, .float_comparison: translateComparison(row)
    case .load: translateLoad(row, instruction)
    case .store: translateStore(row, instruction)
    case .ternary: translateTernary(row)
    case .shift: translateShift(row)
    case .extract_lane: translateExtractLane(row, instruction)
    case .replace_lane: translateReplaceLane(row, instruction)
    case .load_lane: translateLoadLane(row, instruction)
    case .store_lane: translateStoreLane(row, instruction)
    case .wide_sum: translateWideSum(row)
    case .wide_product: translateWideProduct(row)
    case .atomic_load: translateAtomicLoad(row, instruction)
    case .atomic_store: translateAtomicStore(row, instruction)
    case .atomic_update: translateAtomicUpdate(row, instruction)
    case .atomic_compare_exchange: translateCompareExchange(row, instruction)
    case .special: try translateSpecial(instruction)
    }
  }

  private mutating func translateSpecial(_ instruction: Instruction) throws(TranslationError) {
    if try translateCall(instruction) { return }
    if translateControl(instruction) || translateVariable(instruction)
      || translateBulk(instruction) || translateException(instruction)
    {
      return
    }
    // Base handlers are for numbers and plain references only.
    if translatesEveryInstruction {
      if translateObject(instruction) || translateVector(instruction)
        || translateAtomic(instruction)
      {
        return
      }
    }
    throw unsupported(instruction)
  }

  private var translatesEveryInstruction: Bool {
    !options.usesBaseHandlersOnly || options.includesEveryInstruction
  }

  private func unsupported(_ instruction: Instruction) -> TranslationError {
    .unsupportedInstruction(
      function: function, name: instruction.opcode.name, offset: instruction.offset)
  }

  /// Notes that the instruction emitted next may trap or call.
  mutating func recordLocation() {
    // The start of an inlined body is also the position of its call; else what was noted before has no code.
    if inlinedParameters != nil {
      emitter.addLocation(offset)
    } else {
      emitter.setLocation(offset)
    }
  }
}

// Emission.
extension FunctionTranslator {
  /// Emits the instruction of an operation with one handler, or of the one for `left`, `right` and `variant`.
  ///
  /// - Returns: Its position.
  @discardableResult
  mutating func emit<Operands: BitwiseCopyable>(
    _ operation: CInterp.Operation, _ left: Place = .slot, _ right: Place = .slot,
    variant: Variant = .slot, with operands: Operands
  ) -> Int {
    foldable = nil
    return emitter.emit(operation, left, right, variant, operands)
  }

  /// Takes back the last instruction.
  mutating func removeLastInstruction() {
    emitter.removeLastInstruction()
    foldable = nil
  }

  /// Says that code may be entered here from elsewhere: nothing is known of the accumulators, and what was emitted
  /// is settled.
  mutating func beginRegion() {
    accumulator.forget()
    floatAccumulator.forget()
    emitter.settle()
    foldable = nil
  }

  mutating func emitCopy(from source: UInt32, to target: UInt32, _ valueClass: ValueClass) {
    if valueClass != .vector, let previous = lastCopy() {
      removeLastInstruction()
      emit(
        .copy_pair,
        with: operands_copy_pair(
          target: previous.target, left: previous.left, second_target: target.field,
          second_left: source.field))
    } else {
      // That of a vector is laid out alike.
      emit(
        valueClass == .vector ? .copy_wide : .copy,
        with: operands_unary(target: target.field, left: source.field))
    }
    wrote(target, valueClass)
  }

  /// The operands of the last instruction if it is a copy that another one may join.
  private func lastCopy() -> operands_unary? {
    guard !options.usesBaseHandlersOnly, emitter.lastHandler == Handler_copy_sn_n,
      // The next instruction's location may have been noted already.
      !emitter.hasLocationHere
    else { return nil }
    // Its own type, not that of the result: it says what is read.
    let operands: operands_unary = emitter.operands(at: emitter.lastInstruction)
    return operands
  }

  mutating func emitConstant(_ bits: UInt64, to target: UInt32) {
    if let narrow = UInt32(exactly: bits) {
      emit(
        .constant, .constant,
        with: operands_constant(target: target.field, none: 0, constant: narrow))
    } else {
      emit(
        .wide_constant, .constant,
        with: operands_wide_constant(
          target: target.field, none: 0, constant: bits.low, constant_high: bits.high))
    }
    wrote(target, .integer)
  }

  /// Says that a slot has a new value, which no accumulator has.
  mutating func wrote(_ slot: UInt32, _ valueClass: ValueClass) {
    accumulator.slotChanged(slot)
    floatAccumulator.slotChanged(slot)
    if valueClass == .vector {
      accumulator.slotChanged(slot + 1)
      floatAccumulator.slotChanged(slot + 1)
    }
  }
}

// Fuel: one unit for each instruction of WebAssembly, paid at the start of each stretch of code without branches.
extension FunctionTranslator {
  mutating func beginFuel() {
    guard options.metersFuel else { return }
    endFuel()
    recordLocation()
    fuelInstruction = emit(.fuel, with: operands_fuel(units: 0))
    emitter.settle()
  }

  /// Charges the zeros of a large frame as bulk.h charges other bytes.
  private mutating func chargeFrame() {
    let bytes = UInt32(MemoryLayout<Slot>.size) * frame.firstOperandSlot
    if bytes > UInt32(bulk_free_bytes) { fuelUnits &+= bytes / UInt32(bulk_bytes_per_unit) }
  }

  mutating func endFuel() {
    if fuelInstruction >= 0 {
      emitter.setOperands(at: fuelInstruction, operands_fuel(units: fuelUnits))
    }
    fuelInstruction = -1
    fuelUnits = 0
  }
}

/// What an accumulator holds, as far as the translator knows.
struct Accumulator {
  /// The operand that is only there, by its index on the stack, or -1.
  var owner = -1
  /// A slot with the same value, or -1.
  private var slot: Int64 = -1

  /// The value is not needed any more, and in no slot.
  mutating func forget() { self = Accumulator() }

  mutating func hold(_ owner: Int) {
    self.owner = owner
    slot = -1
  }

  mutating func equal(_ slot: UInt32) {
    owner = -1
    self.slot = Int64(slot)
  }

  func equals(_ slot: UInt32) -> Bool { self.slot == Int64(slot) }

  mutating func slotsChanged(from slot: UInt32) {
    if self.slot >= Int64(slot) { self.slot = -1 }
  }

  mutating func slotChanged(_ slot: UInt32) {
    if self.slot == Int64(slot) { self.slot = -1 }
  }
}
