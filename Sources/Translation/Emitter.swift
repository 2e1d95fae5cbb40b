internal import CInterp

/// Writes the code of one function: instructions with their operands, displacements that wait for their targets, and where
/// each instruction comes from.
///
/// It knows how instructions are laid out, and nothing of what they mean. Operands are the structures that handlers.h
/// declares for layouts: `operands_unary`, `operands_call` and so on. Positions are byte offsets.
struct Emitter: ~Copyable {
  private var buffer: CodeBuffer
  private var fixups = BranchFixups()
  private var locations = GrowingBuffer<CodeLocations.Entry>()
  /// For tools: the instruction of the body that is being translated, and where each one's code begins.
  private var origin: UInt32?
  private var instructionOrigins = GrowingBuffer<CodeLocations.Entry>()
  /// The position of the last instruction, if nothing branches to what follows it; else -1. It may be taken back or
  /// changed.
  private(set) var lastInstruction = -1

  /// - Parameter expectedCount: How many bytes there may be, as far as one can tell.
  init(expectedCount: Int, handlerFieldSize: Int) {
    buffer = CodeBuffer(expectedCount: expectedCount, handlerFieldSize: handlerFieldSize)
  }

  /// The bytes of the code so far: the position of the next instruction.
  var count: Int { buffer.count }
  var position: UInt32 { UInt32(truncatingIfNeeded: buffer.count) }

  /// The bytes that all of this takes.
  var byteCount: Int {
    buffer.count + fixups.byteCount + locations.count * MemoryLayout<CodeLocations.Entry>.stride
  }

  /// Whether the system had no memory left, so that this is of no use.
  var hasFailed: Bool {
    buffer.hasFailed || fixups.hasFailed || locations.hasFailed || instructionOrigins.hasFailed
  }

  func code() -> [UInt8] { buffer.bytes() }
  func codeLocations() -> CodeLocations { CodeLocations(entries: locations) }
  func origins() -> CodeLocations { CodeLocations(entries: instructionOrigins) }

  // Instructions ----------------------------------------------------------------------------------------------

  /// Appends an instruction and gives its position.
  mutating func emit<Operands: BitwiseCopyable>(
    _ operation: CInterp.Operation, _ left: Place, _ right: Place, _ variant: Variant,
    _ operands: Operands
  ) -> Int {
    let number = handler_for(operation, left, right, variant)
    assert(number >= 0, "no handler for these places")
    let handler = Handler(rawValue: UInt32(bitPattern: number))
    assert(
      MemoryLayout<Operands>.size == Int(handler_description(handler).operand_size),
      "operands of another layout")
    lastInstruction = buffer.append(handler, operands)
    return lastInstruction
  }

  /// Makes the code emitted so far final: code may be entered here from elsewhere.
  mutating func settle() { lastInstruction = -1 }

  /// Takes back the last instruction.
  mutating func removeLastInstruction() {
    buffer.truncate(to: lastInstruction)
    while let last = locations.last, Int(last.code) > lastInstruction { locations.removeLast() }
    while let last = instructionOrigins.last, Int(last.code) > lastInstruction {
      instructionOrigins.removeLast()
    }
    lastInstruction = -1
  }

  /// The handler of the last instruction, as long as that may be changed.
  var lastHandler: Handler? {
    lastInstruction >= 0 ? buffer.handler(at: lastInstruction) : nil
  }

  /// The operands of the instruction at `position`, which has this layout.
  func operands<Operands: BitwiseCopyable>(at position: Int) -> Operands {
    buffer.operands(at: position)
  }

  func setOperands<Operands: BitwiseCopyable>(at position: Int, _ operands: Operands) {
    buffer.setOperands(at: position, operands)
  }

  /// Gives an instruction the handler of another variant.
  ///
  /// - Returns: Whether there is one.
  func changeVariant(to variant: Variant, at position: Int) -> Bool {
    let description = handler_description(buffer.handler(at: position))
    let handler = handler_for(
      description.operation, description.left_place, description.right_place, variant)
    guard handler >= 0 else { return false }
    buffer.setHandler(Handler(rawValue: UInt32(bitPattern: handler)), at: position)
    return true
  }

  /// Makes the instruction at `position`, which has a result, write it to `slot`, also if it left it in an accumulator
  /// only.
  func writeToSlot(_ slot: UInt32, at position: Int) {
    let description = handler_description(buffer.handler(at: position))
    if description.result == .accumulator { _ = changeVariant(to: .slot, at: position) }
    buffer.setTarget(slot.field, at: position)
  }

  // Branches --------------------------------------------------------------------------------------------------

  // The displacement of a branch ends its instruction, and counts from there.

  /// Adds the branch that was emitted last to a list of those that wait for their target.
  mutating func addLastBranch(to list: inout Int) {
    fixups.add(field: buffer.count - 4, base: buffer.count, to: &list)
  }

  func resolveLastBranch(to target: Int) {
    setDisplacement(at: buffer.count - 4, from: buffer.count, to: target)
  }

  /// Lets the branch that ends at `end` lead to the next instruction.
  func resolveHere(branchBefore end: Int) {
    setDisplacement(at: end - 4, from: end, to: buffer.count)
  }

  /// Lets all branches of a list lead to the next instruction.
  func resolveHere(_ list: Int) { fixups.resolve(list, to: buffer.count, in: buffer) }

  /// The displacements behind a `branch_table`, which count from their end.
  ///
  /// - Returns: Where they begin; nil if there is no memory.
  mutating func appendTable(_ entries: Int) -> Int? { buffer.appendTable(entries) }

  mutating func addDisplacement(at field: Int, from base: Int, to list: inout Int) {
    fixups.add(field: field, base: base, to: &list)
  }

  func setDisplacement(at field: Int, from base: Int, to target: Int) {
    buffer.set(UInt32(bitPattern: Int32(truncatingIfNeeded: target - base)), at: field)
  }

  // Locations -------------------------------------------------------------------------------------------------

  /// Whether the next instruction has a location.
  var hasLocationHere: Bool {
    // What was emitted last has one at most at its own position.
    locations.last.map { Int($0.code) > lastInstruction } ?? false
  }

  /// Says that the next instruction comes from `offset` in the module, besides where it was said to come from before.
  ///
  mutating func addLocation(_ offset: UInt32, evenIfKnown isForced: Bool = false) {
    noteOrigin(evenIfKnown: isForced)
    let entry = CodeLocations.Entry(code: position, module: offset)
    if !isForced, locations.last == entry { return }
    locations.append(entry)
  }

  /// Says that the next instruction comes from `offset` in the module, and not from where it was said to come before.
  mutating func setLocation(_ offset: UInt32) {
    noteOrigin()
    if let last = locations.last, last.code == position { locations.removeLast() }
    locations.append(CodeLocations.Entry(code: position, module: offset))
  }

  /// Says that an instruction of the body begins here, or becomes a part of one that did. This changes no code.
  mutating func beginOrigin(_ offset: UInt32) {
    origin = offset
    noteOrigin()
  }

  private mutating func noteOrigin(evenIfKnown isForced: Bool = false) {
    guard let origin else { return }
    if !isForced, let last = instructionOrigins.last, last.code == position { return }
    instructionOrigins.append(CodeLocations.Entry(code: position, module: origin))
  }
}

/// For layouts without fields, which have no structure that could be imported.
struct NoOperands: BitwiseCopyable {}

extension UInt32 {
  /// A slot as an instruction has it. Slots past 65,535 are cut off here; such a function is refused.
  var field: UInt16 { UInt16(truncatingIfNeeded: self) }
}

extension UInt64 {
  var low: UInt32 { UInt32(truncatingIfNeeded: self) }
  var high: UInt32 { UInt32(truncatingIfNeeded: self >> 32) }
}

extension InstructionShape {
  /// Whether constants among the operands take 64 bits.
  var hasWideOperand: Bool { operand_type == letterI64 || operand_type == letterF64 }
}
