internal import CInterp
internal import Translation
internal import WasmBinary
internal import WasmTypes

/// Writes the C of one function: as a handler, or as a native function with a handler that calls it.
struct FunctionWriter {
  let code: FunctionCode
  let effects: SlotEffects
  let types: SlotTypes
  let liveness: Liveness
  let names: FunctionNames
  let calls: CallGraph
  let isNative: Bool

  var body = TextBuffer()
  /// What the frame may lack at the instruction that is being written.
  private var dirty: SlotSet
  /// The instructions that begin with a label, because a branch or a point leads there.
  private var labels: Set<Int> = []
  /// Behind which instructions the function may go on; the number of a point is its index here, plus one.
  private(set) var points: [Int] = []
  /// The native functions that it calls.
  private(set) var nativeCallees: Set<UInt32> = []
  private var mayTrap = false
  /// Whether the function may be called through a table or by reference.
  private let mayBeCalledIndirectly: Bool

  init(_ code: FunctionCode, module: DecodedModule, names: FunctionNames, calls: CallGraph) {
    self.code = code
    self.names = names
    self.calls = calls
    isNative = calls.isNative[Int(code.index)]
    let declared = module.declaredFunctionReferences
    let indexInSpace = Int(names.indexInSpace(code.index))
    mayBeCalledIndirectly = indexInSpace < declared.count && declared[indexInSpace]
    effects = SlotEffects(code, module: module)
    types = SlotTypes(code, effects)
    liveness = Liveness(code, effects) {
      $0.operation == .call_indirect
        || $0.operation == .call && calls.isNative[Int($0.operand("f"))]
    }
    dirty = SlotSet(capacity: code.slotCount)
    findLabels()
  }

  private mutating func findLabels() {
    labels.formUnion(code.targets)
    guard !isNative else { return }
    for number in code.instructions.indices where code.mayStop(number) && code.continues(number) {
      points.append(number + 1)
    }
    for clause in code.image.exceptions.clauses {
      points.append(code.number(at: Int(clause.target)))
    }
    points = Set(points).sorted()
    labels.formUnion(points)
  }

  /// The whole function, with the table of its points.
  mutating func write() -> String {
    for block in code.blockStarts.indices { writeBlock(block) }
    var text = TextBuffer()
    text.line("// Function \(names.indexInSpace(code.index))\(names.comment(code.index))")
    if isNative {
      writeNative(into: &text)
    } else {
      writeHandler(into: &text)
    }
    writeTable(into: &text)
    return text.text
  }

  // Frames of the C functions ---------------------------------------------------------------------------------

  private func writeHandler(into text: inout TextBuffer) {
    let name = names.name(code.index)
    text.line("COMPILED_HANDLER(\(name)) {")
    text.line("  COMPILED_REGISTERS;")
    let live = points.map { liveness.live(at: $0).slots }
    let entry = parameterSlots
    declareVariables(into: &text, with: live.joined() + entry, initialized: [:])
    text.line("  switch (point) {")
    for (index, number) in points.enumerated() {
      let loads = live[index].map { types.setBits($0, "slots[\($0)]") }.joined(separator: " ")
      text.line("    case \(index + 1): \(loads) goto at_\(number);")
    }
    let loads = entry.map { types.setBits($0, "slots[\($0)]") }.joined(separator: " ")
    text.line("    default: \(loads) break;")
    text.line("  }")
    text.append(body)
    if mayTrap { text.line("  COMPILED_TRAP();") }
    text.line("}")
    text.line("COMPILED_POINT(\(name)_entry, 0, 0, \(name))")
    for (index, number) in points.enumerated() {
      text.line(
        "COMPILED_POINT(\(name)_\(index + 1), \(index + 1), \(code.position(number)), \(name))")
    }
  }

  private func writeNative(into text: inout TextBuffer) {
    text.line(names.nativeDeclaration(code.index, code.type, calls) + " {")
    text.line("  NATIVE_VARIABLES;")
    var initialized: [UInt32: String] = [:]
    for (number, (slot, kind)) in parameters.enumerated() {
      if case .value(let own) = types[slot], own == kind { initialized[slot] = "p\(number)" }
    }
    declareVariables(into: &text, with: parameterSlots, initialized: initialized)
    for (number, (slot, kind)) in parameters.enumerated() where initialized[slot] == nil {
      text.line("  " + types.write(slot, kind, "p\(number)"))
    }
    if calls.mayLeave[Int(code.index)] {
      text.line("  if (NATIVE_STACK_IS_SHORT()) {")
      for slot in parameterSlots { text.line("    slots[\(slot)] = \(types.bits(slot));") }
      text.line("    save_native(running, NATIVE_CODE(\(code.index)), slots);")
      text.line("    return (\(resultType)){.outcome = NativeOutcome_left};")
      text.line("  }")
    }
    text.append(body)
    if mayTrap { text.line("  NATIVE_TRAP(\(names.resultKind(code.type)), \(code.index));") }
    text.line("}")
    if mayBeCalledIndirectly { writeIndirectForm(into: &text) }
    writeEntryOfNative(into: &text)
  }

  /// What calls through tables call: the native function, with the memory whether it needs it or not.
  private func writeIndirectForm(into text: inout TextBuffer) {
    let name = names.name(code.index)
    var parameters = ""
    var arguments = ["running", "slots"]
    if calls.needsMemory[Int(code.index)] { arguments += ["bytes", "size"] }
    for (number, parameter) in self.parameters.enumerated() {
      parameters += ", wasm_\(parameter.kind.name) p\(number)"
      arguments.append("p\(number)")
    }
    text.line(
      "static \(resultType) \(name)_indirect(Context *running, Slot *slots, uint8_t *bytes, uint64_t size\(parameters)) {"
    )
    text.line("  (void)bytes, (void)size;")
    text.line("  return \(name)(\(arguments.joined(separator: ", ")));")
    text.line("}")
  }

  /// The handler that is the entry of a native function.
  private func writeEntryOfNative(into text: inout TextBuffer) {
    let name = names.name(code.index)
    text.line("HANDLER(\(name)_entry) {")
    text.line("  UNUSED_REGISTERS;")
    if calls.mayLeave[Int(code.index)] { text.line("  BEGIN_NATIVE_STACK();") }
    var arguments = ["context", "frame"]
    if calls.needsMemory[Int(code.index)] { arguments += ["memory", "memory_size"] }
    arguments += parameters.map { Self.fromFrame($0.slot, $0.kind, "frame") }
    text.line("  \(resultType) result = \(name)(\(arguments.joined(separator: ", ")));")
    text.line("  if (UNLIKELY(result.outcome)) GO_ON_AFTER_NATIVE(result.outcome);")
    if let kind = names.singleResult(code.type) {
      text.line("  frame[0] = accumulator = \(Self.bits(of: "result.value", kind));")
    } else if !code.type.results.isEmpty {
      text.line("  accumulator = frame[0];")
    }
    text.line("  Slot *const slots = frame;")
    text.line("  RETURN_COMPILED(\(code.headerSlot));")
    text.line("}")
  }

  private var resultType: String { "Native_" + names.resultKind(code.type) }
  private var parameters: [(slot: UInt32, kind: ValueKind)] {
    SlotEffects.slots(code.type.parameters, from: 0)
  }
  private var parameterSlots: [UInt32] { Array(0..<SlotEffects.slotCount(code.type.parameters)) }

  private func declareVariables(
    into text: inout TextBuffer, with others: some Sequence<UInt32>,
    initialized: [UInt32: String]
  ) {
    var used = SlotSet(capacity: code.slotCount)
    for slot in others { used.insert(slot) }
    for slot in body.variables { used.insert(slot) }
    for slot in used.slots {
      guard let declaration = types.declaration(slot) else {
        continue
      }
      if let value = initialized[slot] {
        text.line("  \(declaration.type) s\(slot) = \(value);")
      } else {
        text.line("  \(declaration.type) \(declaration.name);")
      }
    }
  }

  private func writeTable(into text: inout TextBuffer) {
    let name = names.name(code.index)
    text.line("static const CompiledPoint \(name)_points[] = {")
    text.line("    {0, 0, (CompiledHandler *)\(name)_entry},")
    for (index, number) in points.enumerated() {
      let bytes =
        number < code.instructions.count
        ? code.instructions[number].operandBytes : code.operandBytes
      text.line("    {\(number), \(bytes), (CompiledHandler *)\(name)_\(index + 1)},")
    }
    text.line("};")
    let callees = nativeCallees.sorted().map(String.init).joined(separator: ", ")
    if !callees.isEmpty {
      text.line("static const uint32_t \(name)_callees[] = {\(callees)};")
    }
    text.line("const CompiledFunction \(name)_compiled = {")
    text.line("    .index = \(code.index),")
    text.line("    .instructions = \(code.instructions.count),")
    text.line("    .operand_bytes = \(code.operandBytes),")
    text.line("    .point_count = \(points.count + 1),")
    text.line("    .points = \(name)_points,")
    if isNative, mayBeCalledIndirectly {
      text.line("    .native = (CompiledHandler *)\(name)_indirect,")
    }
    text.line("    .native_callee_count = \(nativeCallees.count),")
    text.line("    .native_callees = \(callees.isEmpty ? "NULL" : name + "_callees"),")
    text.line("};")
    text.line("")
  }

  // Blocks ----------------------------------------------------------------------------------------------------

  private mutating func writeBlock(_ block: Int) {
    let start = code.blockStarts[block]
    dirty = liveness.dirty(atBlock: block)
    if labels.contains(start) { body.line("at_\(start):;") }
    for number in start..<code.end(ofBlock: block) {
      let instruction = code.instructions[number]
      write(instruction, number)
      liveness.update(&dirty, number)
    }
  }

  private mutating func write(_ instruction: CodeInstruction, _ number: Int) {
    switch instruction.meaning {
    case .numeric, .extractLane, .replaceLane, .vectorConstant, .shuffle, .copy, .constant,
      .wideConstant, .select:
      writeComputation(instruction, number)
    case .farLoad, .farStore, .farLoadLane, .farStoreLane: writeFarAccess(instruction, number)
    case .getField, .setField, .getElement, .setElement, .arrayLength, .makeI31, .getI31, .test,
      .cast:
      writeObjectAccess(instruction, number)
    case .load, .store, .loadLane, .storeLane, .memorySize, .memoryFill, .memoryCopy, .tableSize,
      .tableGet, .tableSet, .getGlobal, .setGlobal, .getFunction:
      writeAccess(instruction, number)
    case .branch, .branchIf, .branchTable: writeBranch(instruction, number)
    case .enter: writeEnter(instruction)
    case .returnNone, .returnValue: writeReturn(instruction)
    case .call: writeCall(instruction, number)
    case .callIndirect: writeIndirectCall(instruction, number)
    case .trap: fail("FAIL(\(instruction.operand("w")), \(code.position(number)));")
    case .fuel: fail("PAY(\(instruction.operand("i")), \(code.position(number)));")
    case .trapIfNull:
      fail("CHECK_NULL(\(types.bits(instruction.source())), \(code.position(number)));")
    case .handler, .lastHandler: leaveToHandler(instruction, number)
    }
  }

  /// Where the function's code is, as C has it.
  var ownCode: String { isNative ? "NATIVE_CODE(\(code.index))" : "code" }

  /// Writes a statement that may trap.
  mutating func fail(_ statement: String) {
    mayTrap = true
    body.line("  " + statement)
  }

  func name(_ instruction: CodeInstruction) -> String {
    String(cString: operation_name(instruction.operation))
  }

  // Control ---------------------------------------------------------------------------------------------------

  private mutating func writeBranch(_ instruction: CodeInstruction, _ number: Int) {
    let targets = code.targets[instruction.targets]
    // An interruption is noticed where the loop begins, as by the handlers.
    let back = targets.first { $0 <= number }
    if back != nil { mayTrap = true }
    let poll = back.map { "POLL_INTERRUPT(\(code.position($0))); " } ?? ""
    switch instruction.meaning {
    case .branchIf(let kind, let isTrueBranch):
      let value = types.read(instruction.source(), kind)
      let comparison = isTrueBranch ? "!=" : "=="
      body.line(
        "  if (\(value) \(comparison) 0) { \(poll)goto at_\(targets[targets.startIndex]); }")
    case .branchTable:
      if back != nil { body.line("  " + poll) }
      body.line("  switch (\(types.read(instruction.source(), .i32))) {")
      for (entry, target) in targets.dropLast().enumerated() where target != targets.last {
        body.line("    case \(entry): goto at_\(target);")
      }
      body.line("    default: goto at_\(targets[targets.endIndex - 1]);")
      body.line("  }")
    default: body.line("  \(poll)goto at_\(targets[targets.startIndex]);")
    }
  }

  private mutating func writeEnter(_ instruction: CodeInstruction) {
    if !isNative {
      body.line("  ENTER_COMPILED(\(code.slotCount));")
    } else if !code.callees.isEmpty {
      mayTrap = true
      body.line("  ENTER_NATIVE(\(code.slotCount));")
    }
  }

  private mutating func writeReturn(_ instruction: CodeInstruction) {
    let results = SlotEffects.slots(code.type.results, from: 0)
    var value: String?
    if case .returnValue = instruction.meaning, let kind = results.first?.kind {
      let isConstant = instruction.letters[1] == UInt8(ascii: "_")
      if isConstant {
        let bits = "\(instruction.operand("k"))u"
        value =
          switch kind {
          case .f32: "F32(\(bits))"
          case .f64: "F64(\(bits))"
          default: bits
          }
      } else {
        value = types.read(instruction.source(), kind)
      }
    }
    let resultKind = names.resultKind(code.type)
    if isNative {
      if let value {
        body.line("  return (Native_\(resultKind)){.value = \(value)};")
      } else {
        for slot in 0..<SlotEffects.slotCount(code.type.results) {
          body.line("  slots[\(slot)] = \(types.bits(slot));")
        }
        body.line("  return (Native_frame){.outcome = NativeOutcome_returned};")
      }
      return
    }
    if let value, let kind = results.first?.kind {
      body.line("  slots[0] = accumulator = \(Self.bits(of: value, kind));")
    } else {
      for slot in 0..<SlotEffects.slotCount(code.type.results) where dirty.contains(slot) {
        body.line("  slots[\(slot)] = \(types.bits(slot));")
      }
    }
    body.line("  RETURN_COMPILED(\(code.headerSlot));")
  }

  // Stopping --------------------------------------------------------------------------------------------------

  /// Writes what the frame needs while an instruction runs that may stop the loop.
  private func spills(_ instruction: CodeInstruction, _ number: Int, reads: Bool) -> [String] {
    var needed = liveness.neededInFrame(during: number)
    if reads { effects.forEachRead(instruction) { needed.insert($0) } }
    if !isNative { needed.formIntersection(dirty) }
    return needed.slots.map { "slots[\($0)] = \(types.bits($0));" }
  }

  private mutating func leaveToHandler(_ instruction: CodeInstruction, _ number: Int) {
    for spill in spills(instruction, number, reads: true) { body.line("  " + spill) }
    let description = handler_description(Handler(rawValue: instruction.handler))
    var handler = name(instruction) + "_"
    for letter in [description.left, description.right] {
      handler.unicodeScalars.append(Unicode.Scalar(UInt8(bitPattern: letter)))
    }
    handler += "_"
    handler.unicodeScalars.append(Unicode.Scalar(UInt8(bitPattern: description.variant)))
    body.line("  LEAVE_TO(\(handler), \(code.position(number)));")
  }

  /// A call of what a table has: if that is native and of this instance, as a call of it; else left to the handler.
  private mutating func writeIndirectCall(_ instruction: CodeInstruction, _ number: Int) {
    guard let type = effects.calleeType(of: instruction), !isNative else {
      return leaveToHandler(instruction, number)
    }
    let range = instruction.operand("r")
    let parameters = SlotEffects.slots(type.parameters, from: range)
    let kinds = parameters.map { ", wasm_" + $0.kind.name }.joined()
    let result = "Native_" + names.resultKind(type)
    body.line("  {")
    body.line(
      "    CompiledHandler *native = native_element(running, \(instruction.operand("T")), \(types.read(instruction.source(), .i64)), \(instruction.operand("t")));"
    )
    body.line("    if (LIKELY(native)) {")
    body.line("      BEGIN_NATIVE_STACK();")
    body.line(
      "      const \(result) result = ((\(result)(*)(Context *, Slot *, uint8_t *, uint64_t\(kinds)))native)("
    )
    let arguments =
      ["running", "slots + \(range)", "bytes", "size"]
      + parameters.map { types.read($0.slot, $0.kind) }
    body.line("          \(arguments.joined(separator: ", ")));")
    body.line("      if (UNLIKELY(result.outcome)) {")
    body.line(
      "        WRITE_HEADER(\(instruction.operand("h")), code, \(code.position(number + 1)));")
    for spill in spills(instruction, number, reads: false) { body.line("        " + spill) }
    body.line("        GO_ON_AFTER_NATIVE(result.outcome);")
    body.line("      }")
    writeResults(of: type, at: range)
    body.line("      goto at_\(number + 1);")
    body.line("    }")
    body.line("  }")
    leaveToHandler(instruction, number)
  }

  /// After the call of a native function.
  private mutating func writeResults(of type: FunctionType, at range: UInt32) {
    if let kind = names.singleResult(type) {
      body.line("    " + types.write(range, kind, "result.value"))
    } else {
      for slot in range..<range + SlotEffects.slotCount(type.results) {
        body.line("    " + types.setBits(slot, "slots[\(slot)]"))
      }
    }
  }

  private mutating func writeCall(_ instruction: CodeInstruction, _ number: Int) {
    let callee = instruction.operand("f")
    guard calls.isNative[Int(callee)], let type = effects.calleeType(of: instruction) else {
      return leaveToHandler(instruction, number)
    }
    nativeCallees.insert(callee)
    let range = instruction.operand("r")
    let mayLeave = calls.mayLeave[Int(callee)]
    var arguments = ["running", "slots + \(range)"]
    if calls.needsMemory[Int(callee)] { arguments += ["bytes", "size"] }
    arguments += SlotEffects.slots(type.parameters, from: range).map {
      types.read($0.slot, $0.kind)
    }
    body.line("  {")
    if mayLeave, !isNative { body.line("    BEGIN_NATIVE_STACK();") }
    let resultKind = names.resultKind(type)
    body.line(
      "    const Native_\(resultKind) result = \(names.name(callee))(\(arguments.joined(separator: ", ")));"
    )
    body.line("    if (UNLIKELY(result.outcome)) {")
    body.line(
      "      WRITE_HEADER(\(instruction.operand("h")), \(ownCode), \(code.position(number + 1)));")
    if mayLeave {
      for spill in spills(instruction, number, reads: false) { body.line("      " + spill) }
    }
    if isNative {
      body.line("      return (\(resultType)){.outcome = result.outcome};")
    } else {
      body.line("      GO_ON_AFTER_NATIVE(result.outcome);")
    }
    body.line("    }")
    writeResults(of: type, at: range)
    body.line("  }")
  }

  // Expressions -----------------------------------------------------------------------------------------------

  static func bits(of value: String, _ kind: ValueKind) -> String {
    switch kind {
    case .i32: "(wasm_i32)(\(value))"
    case .f32: "F32_BITS(\(value))"
    case .f64: "F64_BITS(\(value))"
    default: value
    }
  }

  private static func fromFrame(_ slot: UInt32, _ kind: ValueKind, _ frame: String) -> String {
    switch kind {
    case .i32: "(wasm_i32)\(frame)[\(slot)]"
    case .i64: "\(frame)[\(slot)]"
    case .f32: "F32(\(frame)[\(slot)])"
    case .f64: "F64(\(frame)[\(slot)])"
    case .v128: "VECTOR(\(frame)[\(slot)], \(frame)[\(slot + 1)])"
    }
  }
}
