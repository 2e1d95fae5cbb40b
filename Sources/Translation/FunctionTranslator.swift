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
  var code: CodeBuffer
  var stack: OperandStack
  var control: [ControlFrame] = []
  var fixups = BranchFixups()
  var locations = GrowingBuffer<CodeLocations.Entry>()
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
  /// The position of the last instruction, if nothing branches to what follows it; else -1.
  var lastInstruction = -1
  /// The operand of the `fuel` instruction that pays for the code being translated, or -1.
  var fuelOperand = -1
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
    code = CodeBuffer(
      expectedCount: Int(body.expression.count) * 4, handlerFieldSize: options.handlerFieldSize)
    stack = OperandStack(localCount: frame.locals.count, firstSlot: frame.firstOperandSlot)
    references = ReferenceMapBuilder(locals: frame.locals)
  }

  mutating func translate() throws(TranslationError) -> FunctionImage {
    let sizeOperand = emitEnter()
    bodyStart = code.count
    beginFuel()
    control.append(ControlFrame(kind: .function, blockType: type, height: 0, slot: 0))
    var decoder = InstructionDecoder(
      bytes: bytes, range: module.code[Int(function)].expression, features: module.features)
    while !control.isEmpty {
      // The body was decoded by the validator: it has an `end` for every block, and no malformed instruction.
      guard let instruction = try? decoder.next() else { break }
      offset = instruction.offset
      instructionsLeft -= 1
      if instructionsLeft == 0 { try checkGrowth() }
      if isReachable {
        fuelUnits &+= 1
        if options.locatesEveryInstruction { recordLocation() }
        try translate(instruction)
      } else {
        try skip(instruction)
      }
    }
    endFuel()
    return try finish(sizeOperand: sizeOperand)
  }

  /// Refuses a function that outgrows its limits before it has taken much more than them.
  private mutating func checkGrowth() throws(TranslationError) {
    instructionsLeft = Self.instructionsPerCheck
    if interruption.isInterrupted { throw .interrupted(function: function, offset: offset) }
    if code.hasFailed || locations.hasFailed || fixups.hasFailed {
      throw .outOfMemory(function: function)
    }
    let slots = UInt64(stack.highestSlot)
    guard slots <= UInt64(UInt16.max) else {
      throw .frameTooLarge(function: function, slots: slots)
    }
    let limit = min(options.largestFunction, UInt32(Int32.max))
    let bytes =
      code.count + references.byteCount + exceptions.byteCount + fixups.byteCount
      + locations.count * MemoryLayout<CodeLocations.Entry>.stride
    guard bytes <= Int(limit) else { throw .codeTooLarge(function: function, limit: limit) }
  }

  private mutating func finish(sizeOperand: Int) throws(TranslationError) -> FunctionImage {
    try checkGrowth()
    code.set(UInt16(truncatingIfNeeded: stack.highestSlot), at: sizeOperand)
    return FunctionImage(
      code: code.bytes(), headerSlot: frame.headerSlot,
      locations: CodeLocations(entries: locations),
      references: references.maps(), exceptions: exceptions.finish())
  }

  /// Emits the function's first instruction and gives the position of the frame size, which is known at the end.
  private mutating func emitEnter() -> Int {
    let position = begin(.enter)
    code.append(UInt16(0))
    code.append(slot: frame.firstLocalSlot)
    code.append(slot: frame.firstOperandSlot - frame.firstLocalSlot)
    code.append(UInt16(0))
    locations.append(
      CodeLocations.Entry(
        code: UInt32(truncatingIfNeeded: position),
        module: module.code[Int(function)].expression.start))
    stack.reserve(upTo: frame.firstOperandSlot)
    return position + code.handlerFieldSize
  }

  mutating func translate(_ instruction: Instruction) throws(TranslationError) {
    let row = instruction_shape(instruction.opcode).pointee
    if options.usesBaseHandlersOnly, hasVectors(row) || isAtomic(row) {
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
    if !options.usesBaseHandlersOnly {
      if translateObject(instruction) || translateVector(instruction)
        || translateAtomic(instruction)
      {
        return
      }
    }
    throw unsupported(instruction)
  }

  private func unsupported(_ instruction: Instruction) -> TranslationError {
    .unsupportedInstruction(
      function: function, name: instruction.opcode.name, offset: instruction.offset)
  }

  /// Notes that the instruction emitted next may trap or call.
  mutating func recordLocation() {
    let entry = CodeLocations.Entry(code: UInt32(truncatingIfNeeded: code.count), module: offset)
    guard let last = locations.last, last.code == entry.code else {
      return locations.append(entry)
    }
    if inlinedParameters != nil {
      // The start of the inlined body is also the position of its call.
      if last.module != entry.module { locations.append(entry) }
    } else if !options.locatesEveryInstruction {
      // What was noted before has no code.
      locations[locations.count - 1] = entry
    }
  }
}

// Emission.
extension FunctionTranslator {
  /// Begins the instruction of an operation with one handler, or the one for `left`, `right` and `variant`.
  @discardableResult
  mutating func begin(
    _ operation: CInterp.Operation, _ left: Place = .slot, _ right: Place = .slot,
    variant: Variant = .slot
  ) -> Int {
    let handler = handler_for(operation, left, right, variant)
    assert(handler >= 0, "no handler for these places")
    foldable = nil
    lastInstruction = code.begin(Handler(rawValue: UInt32(bitPattern: handler)))
    return lastInstruction
  }

  /// Takes back the last instruction.
  mutating func removeLastInstruction() {
    code.truncate(to: lastInstruction)
    while let last = locations.last, Int(last.code) > lastInstruction { locations.removeLast() }
    lastInstruction = -1
    foldable = nil
  }

  /// Says that code may be entered here from elsewhere: nothing is known of the accumulators, and what was emitted
  /// is settled.
  mutating func beginRegion() {
    accumulator.forget()
    floatAccumulator.forget()
    lastInstruction = -1
    foldable = nil
  }

  mutating func emitCopy(from source: UInt32, to target: UInt32, _ valueClass: ValueClass) {
    if valueClass != .vector, let previous = lastCopy() {
      removeLastInstruction()
      begin(.copy_pair)
      code.append(slot: previous.target)
      code.append(slot: previous.source)
    } else {
      begin(valueClass == .vector ? .copy_wide : .copy)
    }
    code.append(slot: target)
    code.append(slot: source)
    wrote(target, valueClass)
  }

  /// The operands of the last instruction if it is a copy that another one may join.
  private func lastCopy() -> (target: UInt32, source: UInt32)? {
    guard lastInstruction >= 0, !options.usesBaseHandlersOnly,
      code.handler(at: lastInstruction) == Handler_copy_sn_n,
      // The next instruction's location may have been noted already.
      locations.last.map({ Int($0.code) <= lastInstruction }) ?? true
    else { return nil }
    let operands = lastInstruction + code.handlerFieldSize
    return (code.slot(at: operands), code.slot(at: operands + 2))
  }

  mutating func emitConstant(_ bits: UInt64, to target: UInt32) {
    if let narrow = UInt32(exactly: bits) {
      begin(.constant, .constant)
      code.append(slot: target)
      code.append(UInt16(0))
      code.append(narrow)
    } else {
      begin(.wide_constant, .constant)
      code.append(slot: target)
      code.append(UInt16(0))
      code.append(wide: bits)
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
    fuelOperand = begin(.fuel) + code.handlerFieldSize
    code.append(UInt32(0))
    lastInstruction = -1
  }

  mutating func endFuel() {
    if fuelOperand >= 0 { code.set(fuelUnits, at: fuelOperand) }
    fuelOperand = -1
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
