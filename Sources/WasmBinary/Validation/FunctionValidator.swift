internal import CInterp
package import WasmTypes

/// Validates function bodies and constant expressions, one after the other: the algorithm of the
/// specification's appendix "Validation Algorithm".
///
/// Methods that only look something up are mutating, too: the compiler would copy the whole
/// structure for others.
///
/// It owns the memory of the operand and control stacks and reuses it. Several may work on the same
/// `ModuleValidator` at once, on different threads.
package struct FunctionValidator: ~Copyable {
  let context: ValidationContext
  /// The context's tables, for access without reference counting.
  let tables: ValidationTables
  let effects: InstructionEffects

  var decoder: InstructionDecoder
  /// The instruction being validated.
  var instruction = Instruction(opcode: .nop, offset: 0)
  /// The index of the function being validated; nil for a constant expression.
  var function: UInt32?

  var operands: GrowingStack<PackedType>
  var frames: GrowingStack<ControlFrame>
  /// Those of the innermost frame.
  var frameHeight = 0
  var frameIsUnreachable = false

  var locals: LocalTypes

  private let interruption: InterruptionCheck
  /// How many instructions are left until the next look at `interruption`.
  private var instructionsLeft = FunctionValidator.instructionsPerCheck
  private static let instructionsPerCheck = 1_000

  init(_ context: ValidationContext, interruption: InterruptionCheck = InterruptionCheck()) {
    self.context = context
    self.interruption = interruption
    tables = context.tables
    effects = .shared
    decoder = InstructionDecoder(bytes: context.bytes, range: ByteRange(start: 0, end: 0))
    operands = GrowingStack(
      capacity: 256, limit: Int(truncatingIfNeeded: context.limits.operands))
    // One more for the function itself.
    frames = GrowingStack(
      capacity: 64, limit: Int(truncatingIfNeeded: min(context.limits.nesting, .max - 1)) + 1)
    locals = LocalTypes()
  }

  package init(
    _ validator: ModuleValidator, interruption: InterruptionCheck = InterruptionCheck()
  ) {
    self.init(validator.context, interruption: interruption)
  }

  deinit {
    operands.deallocate()
    frames.deallocate()
    locals.deallocate()
  }

  /// Validates the body of the defined function `index`: an index into `DecodedModule.code`.
  ///
  /// - Throws: `invalid`, `malformed`, `unsupportedFeature` or `limitExceeded`.
  package mutating func validate(_ index: UInt32) throws(ModuleError) {
    guard index < UInt32(context.module.code.count) else { return }
    let body = context.module.code[Int(index)]
    let number = UInt32(context.module.importedFunctions.count) + index
    let type = tables.definedTypes[
      Int(truncatingIfNeeded: tables.functions[Int(truncatingIfNeeded: number)])]
    function = number
    instruction = Instruction(opcode: .nop, offset: body.range.start)
    try checkLocals(body, type)
    locals.begin(body, parameters: type.parameters, runs: context.module.localRuns, tables: tables)
    try validateExpression(body.expression, results: type.results)
  }

  private mutating func checkLocals(
    _ body: DecodedModule.FunctionBody, _ type: DefinedType
  ) throws(ModuleError) {
    let limit = UInt64(context.limits.locals)
    guard UInt64(type.parameters.count) + UInt64(body.localCount) <= limit else {
      throw .limitExceeded(
        limit: "parameters and locals of a function", maximum: limit, offset: body.range.start)
    }
    for run in context.module.localRuns[body.localRuns] {
      if case .reference(let reference) = run.type,
        case .concrete(let index) = reference.heapType,
        index >= UInt32(tables.definedTypes.count)
      {
        throw invalid("unknown type \(index)")
      }
    }
  }

  /// Validates a constant expression that must give one value of the type `type`.
  ///
  /// - Parameter visibleGlobals: How many of the globals the expression may refer to.
  mutating func validateConstant(
    _ range: ByteRange, type: PackedType, visibleGlobals: UInt32
  ) throws(ModuleError) {
    function = nil
    begin(range, results: TypeList(type))
    while frames.count > 0 {
      try decoder.decode(into: &instruction)
      try checkConstant(visibleGlobals: visibleGlobals)
      try validateInstruction()
    }
  }

  private mutating func validateExpression(
    _ range: ByteRange, results: TypeList
  ) throws(ModuleError) {
    begin(range, results: results)
    while frames.count > 0 {
      try decoder.decode(into: &instruction)
      guard instruction.offset <= range.end else { throw sectionSizeMismatch(range) }
      instructionsLeft &-= 1
      if instructionsLeft == 0 { try checkInterruption() }
      try validateInstruction()
    }
    guard decoder.offset == range.end else { throw sectionSizeMismatch(range) }
  }

  @inline(never) private mutating func checkInterruption() throws(ModuleError) {
    instructionsLeft = Self.instructionsPerCheck
    if interruption.isInterrupted { throw .interrupted(offset: instruction.offset) }
  }

  private mutating func begin(_ range: ByteRange, results: TypeList) {
    decoder = InstructionDecoder(
      bytes: context.bytes, range: range, features: context.module.features)
    operands.count = 0
    frames.count = 0
    let frame = ControlFrame(
      opcode: .block, parameters: .empty, results: results, height: 0, initializedHeight: 0)
    frames.pushReserved(frame)
    frameHeight = 0
    frameIsUnreachable = false
  }

  @inline(never) private mutating func sectionSizeMismatch(_ range: ByteRange) -> ModuleError {
    .malformed(reason: "section size mismatch", offset: range.end)
  }

  private mutating func checkConstant(
    visibleGlobals: UInt32
  ) throws(ModuleError) {
    switch effects[instruction.opcode].constancy {
    case .always: break
    case .never: throw invalid("constant expression required")
    case .extended:
      guard context.module.features.contains(.extendedConstants) else {
        throw .unsupportedFeature(
          .extendedConstants,
          construct: "constant expression required: \(instruction.opcode.name)",
          offset: instruction.offset)
      }
    }
    guard instruction.opcode == .global_get else { return }
    guard instruction.index < visibleGlobals else {
      throw invalid("unknown global \(instruction.index)")
    }
    guard !tables.globals[Int(truncatingIfNeeded: instruction.index)].isMutable else {
      throw invalid("constant expression required: global \(instruction.index) is mutable")
    }
  }

  @inline(__always) private mutating func validateInstruction() throws(ModuleError) {
    let effect = effects[instruction.opcode]
    var popped = effect.operands
    var pushed = effect.results
    switch effect.check {
    case .nothing: break
    case .ownRule:
      try validateByOwnRule()
      return
    case .memoryArgument:
      guard instruction.alignment <= effect.alignment else { throw alignmentTooLarge() }
      if try memoryArgumentIs64() {
        popped &+= effect.operandsForAddress64
      }
    default:
      if try checkImmediates(effect) {
        popped &+= effect.operandsForAddress64
        pushed &+= effect.resultsForAddress64
      }
    }
    while popped != 0 {
      try pop(PackedType(bits: popped & 0xF))
      popped >>= 4
    }
    while pushed != 0 {
      try push(PackedType(bits: UInt32(pushed & 0xF)))
      pushed >>= 4
    }
  }
}

// The immediates of instructions whose type the signature gives.
extension FunctionValidator {
  /// Whether addresses of the memory are 64-bit.
  @inline(__always) private mutating func memoryIs64(_ index: UInt32) throws(ModuleError) -> Bool {
    guard index < UInt32(truncatingIfNeeded: tables.memories.count) else {
      throw invalid("unknown memory \(index)")
    }
    return tables.memories[Int(truncatingIfNeeded: index)] == .i64
  }

  @inline(__always) private mutating func memoryArgumentIs64() throws(ModuleError) -> Bool {
    if try memoryIs64(instruction.index) { return true }
    guard instruction.bits <= UInt64(UInt32.max) else { throw invalid("offset out of range") }
    return false
  }

  @inline(never) private mutating func alignmentTooLarge() -> ModuleError {
    invalid("alignment must not be larger than natural")
  }

  /// Checks what an instruction refers to. Returns whether the addresses in its signature are
  /// 64-bit.
  @inline(never) private mutating func checkImmediates(
    _ effect: InstructionEffect
  ) throws(ModuleError) -> Bool {
    if effect.laneCount > 0, instruction.lane >= effect.laneCount {
      throw invalid("invalid lane index \(instruction.lane)")
    }
    switch effect.check {
    case .nothing, .ownRule, .memoryArgument, .lane: return false
    case .atomicMemoryArgument, .memoryArgumentAndLane:
      guard instruction.alignment <= effect.alignment else { throw alignmentTooLarge() }
      if effect.check == .atomicMemoryArgument, instruction.alignment < effect.alignment {
        throw invalid("atomic alignment must be natural")
      }
      return try memoryArgumentIs64()
    case .memory: return try memoryIs64(instruction.index)
    case .dataAndMemory:
      let is64 = try memoryIs64(instruction.secondIndex)
      try checkDataSegment(instruction.index)
      return is64
    case .data:
      try checkDataSegment(instruction.index)
      return false
    case .element:
      _ = try elementSegmentType(instruction.index)
      return false
    case .shuffleLanes:
      // Lanes go up to 31, so that no byte may have one of the high three bits.
      guard (instruction.bits | instruction.highBits) & 0xE0E0_E0E0_E0E0_E0E0 == 0 else {
        throw invalid("invalid lane index")
      }
      return false
    }
  }

  mutating func checkDataSegment(_ index: UInt32) throws(ModuleError) {
    guard let count = context.module.dataCount else {
      throw .malformed(reason: "data count section required", offset: instruction.offset)
    }
    guard index < count else { throw invalid("unknown data segment \(index)") }
  }

  mutating func elementSegmentType(_ index: UInt32) throws(ModuleError) -> PackedType {
    guard index < UInt32(truncatingIfNeeded: tables.elements.count) else {
      throw invalid("unknown elem segment \(index)")
    }
    return tables.elements[Int(truncatingIfNeeded: index)]
  }
}
