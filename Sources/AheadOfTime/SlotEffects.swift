internal import CInterp
internal import Translation
internal import WasmBinary
internal import WasmTypes

/// Which slots instructions read and write, and as what.
struct SlotEffects {
  private let module: DecodedModule
  private let code: FunctionCode

  init(_ code: FunctionCode, module: DecodedModule) {
    self.code = code
    self.module = module
  }

  /// The type of the function that a call calls; nil where only its space in the frame is known.
  func calleeType(of instruction: CodeInstruction) -> FunctionType? {
    switch instruction.operation {
    case .call:
      module.functionType(at: module.functions[Int(instruction.operand("f"))])
    case .call_import: module.functionType(of: instruction.operand("F"))
    case .call_indirect: module.functionType(at: instruction.operand("t"))
    default: nil
    }
  }

  /// Calls `body` with each slot that the instruction reads.
  func forEachRead(_ instruction: CodeInstruction, _ body: (UInt32) -> Void) {
    for index in 0..<instruction.operandCount {
      let slot = instruction.operands[index]
      switch instruction.letters[index] {
      case UInt8(ascii: "s"): body(slot)
      case UInt8(ascii: "S"):
        body(slot)
        body(slot + 1)
      default: break
      }
    }
    for slot in rangeRead(instruction) { body(slot) }
  }

  /// The slots of a range that the instruction reads. It may be larger than it is: whatever lies above the operands of an
  /// instruction is not in use.
  private func rangeRead(_ instruction: CodeInstruction) -> Range<UInt32> {
    let all = UInt32(code.slotCount)
    func range(_ count: UInt32) -> Range<UInt32> {
      let start = min(instruction.operand("r"), all)
      return start..<min(start + count, all)
    }
    switch instruction.operation {
    case .call, .call_import, .call_indirect:
      return range(Self.slotCount(calleeType(of: instruction)?.parameters ?? []))
    case .call_reference: return range(instruction.operand("h") - instruction.operand("r"))
    case .tail_call, .tail_call_import, .tail_call_indirect, .tail_call_reference:
      return range(instruction.operand("n"))
    case .memory_fill, .memory_copy: return range(3)
    case .return: return 0..<min(Self.slotCount(code.type.results), all)
    default:
      let hasRange = (0..<instruction.operandCount).contains {
        instruction.letters[$0] == UInt8(ascii: "r")
      }
      return hasRange && instruction.operation != .enter ? range(all) : 0..<0
    }
  }

  /// Calls `body` with each slot that the instruction writes for certain.
  func forEachWritten(_ instruction: CodeInstruction, _ body: (UInt32) -> Void) {
    for index in 0..<instruction.operandCount {
      let slot = instruction.operands[index]
      switch instruction.letters[index] {
      case UInt8(ascii: "d"): body(slot)
      case UInt8(ascii: "D"):
        body(slot)
        body(slot + 1)
      default: break
      }
    }
    switch instruction.operation {
    case .enter:
      for slot in 0..<Self.slotCount(code.type.parameters) { body(slot) }
      for slot in zeros(of: instruction) { body(slot) }
    case .call, .call_import, .call_indirect:
      let start = instruction.operand("r")
      let count = Self.slotCount(calleeType(of: instruction)?.results ?? [])
      for slot in start..<start + count { body(slot) }
    default: break
    }
  }

  /// The slots of a range that an instruction may write whose results are not known by a type: it is not known how many.
  func rangeWritten(_ instruction: CodeInstruction) -> Range<UInt32> {
    switch instruction.operation {
    case .call_reference: rangeRead(instruction)
    case .runtime:
      instruction.operand("r")..<min(instruction.operand("r") + 1, UInt32(code.slotCount))
    default: 0..<0
    }
  }

  /// The slots that get the values of caught exceptions, and references to them.
  var caughtValues: [(slot: UInt32, kind: ValueKind)] {
    code.image.exceptions.clauses.flatMap { clause in
      let tag = clause.tag.flatMap { module.tagTypeIndex(of: $0) }
      let types = tag.flatMap { module.functionType(at: $0) }?.parameters ?? []
      return Self.slots(types, from: clause.slot)
        + (clause.referenceSlot.map { [($0, .i64)] } ?? [])
    }
  }

  func kind(ofGlobal index: UInt32) -> ValueKind {
    module.globalType(index).map { ValueKind($0.value) } ?? .i64
  }

  /// The locals that `enter` makes zero.
  func zeros(of enter: CodeInstruction) -> Range<UInt32> {
    let start = enter.operand("r")
    return start..<start + enter.operand("n", 1)
  }

  /// The slots that hold references while an instruction runs that may collect, or calls.
  func references(at number: Int) -> [UInt32] {
    let maps = code.image.references
    if maps.bytes.isEmpty { return [] }
    let start = UInt32(code.instructions[number].position)
    let isLast = number + 1 == code.instructions.count
    let end = UInt32(isLast ? code.image.code.count : code.instructions[number + 1].position)
    return maps.slots(at: start) + maps.slots(at: end - 1)
  }

  static func slotCount(_ types: [ValueType]) -> UInt32 {
    types.reduce(0) { $0 + ValueKind($1).slotCount }
  }

  /// The slots of values that lie one after the other.
  static func slots(_ types: [ValueType], from start: UInt32) -> [(slot: UInt32, kind: ValueKind)] {
    var slot = start
    return types.map {
      let kind = ValueKind($0)
      defer { slot += kind.slotCount }
      return (slot, kind)
    }
  }
}
