internal import CInterp
package import WasmBinary
internal import WasmTypes

/// Checks a code image that was not translated here: that running it can't leave its frame, its code or the index
/// spaces of its module.
///
/// It does not check types: an artifact must come from where its module would be trusted to be valid.
package struct ImageVerifier {
  private let module: DecodedModule
  private let headerSlot: UInt32
  private let image: FunctionImage
  private var reader: ImageReader
  /// The number of slots that the function's first instruction asks for.
  private var frameSize: UInt32 = 0
  /// Whether an instruction begins at each multiple of 4 bytes.
  private var isStart: [Bool]

  /// - Parameter function: The index among the functions that the module defines.
  package init(
    _ image: FunctionImage, function: UInt32, of module: DecodedModule, handlerFieldSize: Int
  ) {
    self.image = image
    self.module = module
    reader = ImageReader(code: image.code, handlerFieldSize: handlerFieldSize)
    isStart = Array(repeating: false, count: image.code.count / 4 + 1)
    let type = module.functionType(at: module.functions[Int(function)]) ?? FunctionType()
    headerSlot = FrameLayout.headerSlot(of: type)
  }

  /// Whether the image is sound.
  package mutating func isSound() -> Bool {
    guard image.headerSlot == headerSlot, image.code.count % 4 == 0, findStarts() else {
      return false
    }
    reader = reader.rewound()
    guard let first = reader.next(), isSoundEntry(first) else { return false }
    while let instruction = reader.next() {
      guard isSound(instruction) else { return false }
    }
    return image.references.isSound(frameSize: frameSize) && isSound(image.exceptions)
  }

  /// Notes where instructions begin. Gives false if there is anything else, or if the end can be run past.
  private mutating func findStarts() -> Bool {
    var last: ImageReader.Instruction?
    while !reader.isAtEnd {
      guard let instruction = reader.next() else { return false }
      isStart[instruction.position / 4] = true
      last = instruction
    }
    guard let last else { return false }
    switch operation(of: last) {
    case .branch, .branch_table, .trap, .return, .return_value, .return_float, .tail_call,
      .tail_call_import, .tail_call_indirect, .tail_call_reference, .throw, .throw_reference:
      return true
    default: return false
    }
  }

  private func operation(of instruction: ImageReader.Instruction) -> CInterp.Operation {
    handler_description(Handler(rawValue: instruction.handler)).operation
  }

  private func isTarget(_ position: Int) -> Bool {
    position >= 0 && position < image.code.count && position % 4 == 0 && isStart[position / 4]
  }

  /// The first instruction checks the stack, and zeroes a range that must lie in the frame.
  private mutating func isSoundEntry(_ instruction: ImageReader.Instruction) -> Bool {
    guard operation(of: instruction) == .enter else { return false }
    let operands = reader.operands(of: instruction)
    frameSize = operands[0].value
    return operands[1].value + operands[2].value <= frameSize
      && headerSlot + UInt32(frame_header_slots) <= frameSize
  }

  private func isSound(_ instruction: ImageReader.Instruction) -> Bool {
    let operation = operation(of: instruction)
    switch operation {
    // Entered only once, and the others stand in cells only.
    case .enter, .finish, .switch_instance, .host_call, .translate: return false
    case .runtime:
      guard isSoundRuntime(reader.operands(of: instruction)) else { return false }
    case .throw:
      guard isSoundThrow(reader.operands(of: instruction)) else { return false }
    case .new_structure, .new_default_structure, .new_array, .new_default_array, .new_fixed_array:
      guard isSoundAllocation(operation, reader.operands(of: instruction)) else { return false }
    case .tail_call, .tail_call_import, .tail_call_indirect, .tail_call_reference:
      guard isSoundTailCall(reader.operands(of: instruction)) else { return false }
    case .copy_range:
      let operands = reader.operands(of: instruction)
      return operands[0].value + operands[2].value <= frameSize
        && operands[1].value + operands[2].value <= frameSize
    default:
      let isSound = reader.forEachOperand(of: instruction) { index, operand in
        self.isSound(operand) && self.isSound(operand.value, at: index, of: operation)
          && (operand.kind != UInt8(ascii: "e") || operand.value >= UInt32(access_size(operation)))
      }
      guard isSound else { return false }
    }
    for entry in 0..<instruction.displacementCount {
      guard isTarget(reader.target(entry, of: instruction)) else { return false }
    }
    return true
  }

  /// What an operand's kind says of it.
  private func isSound(_ operand: ImageReader.Operand) -> Bool {
    let value = operand.value
    switch operand.kind {
    case UInt8(ascii: "d"), UInt8(ascii: "s"), UInt8(ascii: "r"): return value < frameSize
    case UInt8(ascii: "D"), UInt8(ascii: "S"): return value + 1 < frameSize
    case UInt8(ascii: "h"): return value + UInt32(frame_header_slots) <= frameSize
    case UInt8(ascii: "b"): return isTarget(operand.end &+ Int(Int32(bitPattern: value)))
    case UInt8(ascii: "f"): return value < UInt32(module.functions.count)
    case UInt8(ascii: "F"): return value < module.functionCount
    case UInt8(ascii: "t"): return value < UInt32(module.types.count)
    case UInt8(ascii: "g"): return value < module.globalCount
    case UInt8(ascii: "T"): return value < module.tableCount
    case UInt8(ascii: "y"): return value < UInt32(module.elements.count)
    case UInt8(ascii: "z"): return value < UInt32(module.data.count)
    case UInt8(ascii: "m"): return value < module.memoryCount
    default: return true
    }
  }

  /// What an operation asks of an operand beyond its kind.
  private func isSound(_ value: UInt32, at index: Int, of operation: CInterp.Operation) -> Bool {
    switch (operation, index) {
    case (.trap, 0): value <= WasmTrap.interrupted.rawValue
    case (.return, 0), (.return_value, 0), (.return_float, 0): value == headerSlot
    case (.memory_fill, 0), (.memory_copy, 0), (.memory_init, 0), (.table_init, 0),
      (.table_fill, 0), (.table_copy, 0):
      value + 3 <= frameSize
    case (.memory_size, 1), (.shared_memory_size, 1): value < 64
    case (.test_reference, 2), (.cast_reference, 1): value >> 1 < UInt32(cast_target_count)
    default: true
    }
  }

  private func isSoundTailCall(_ operands: [ImageReader.Operand]) -> Bool {
    // Without arguments, they may begin where the frame ends.
    for operand in operands where operand.kind != UInt8(ascii: "r") && !isSound(operand) {
      return false
    }
    // The arguments, and this function's own header.
    return operands[0].value + operands[1].value <= frameSize && operands[2].value == headerSlot
  }

  private func isSoundThrow(_ operands: [ImageReader.Operand]) -> Bool {
    guard let slots = slotCount(ofTag: operands[2].value) else { return false }
    // Without values, they may begin where the frame ends.
    return operands[0].value + slots <= frameSize
  }

  private func isSoundRuntime(_ operands: [ImageReader.Operand]) -> Bool {
    let operation = RuntimeOperation(rawValue: operands[0].value)
    guard let operation, operands[1].value + operation.slotCount <= frameSize else { return false }
    let first = operands[2].value
    let second = operands[3].value
    switch operation {
    case .memoryGrow: return first < module.memoryCount
    case .dataDrop: return first < UInt32(module.data.count)
    case .elementDrop: return first < UInt32(module.elements.count)
    case .tableGrow: return first < module.tableCount
    case .arrayFill: return isArray(first)
    case .arrayCopy: return isArray(first) && isArray(second)
    case .arrayNewData, .arrayInitData:
      return isArray(first) && second < UInt32(module.data.count)
    case .arrayNewElement, .arrayInitElement:
      return isArray(first) && second < UInt32(module.elements.count)
    case .atomicNotify, .atomicWait32, .atomicWait64: return first < module.memoryCount
    }
  }

  private func isArray(_ type: UInt32) -> Bool {
    guard type < UInt32(module.types.count), case .array = module.types[Int(type)].composite else {
      return false
    }
    return true
  }

  /// The operands are target, range, type and, of `new_fixed_array`, the number of elements.
  private func isSoundAllocation(
    _ operation: CInterp.Operation, _ operands: [ImageReader.Operand]
  ) -> Bool {
    for operand in operands where !isSound(operand) { return false }
    let slots: UInt64
    switch (operation, module.types[Int(operands[2].value)].composite) {
    case (.new_structure, .structure(let fields)):
      slots = fields.reduce(0) { $0 + Self.slotCount($1.storage) }
    case (.new_default_structure, .structure): slots = 0
    case (.new_array, .array(let field)): slots = Self.slotCount(field.storage) + 1
    case (.new_default_array, .array): slots = 1
    case (.new_fixed_array, .array(let field)):
      slots = Self.slotCount(field.storage) * UInt64(operands[3].value)
    default: return false
    }
    return UInt64(operands[1].value) + slots <= UInt64(frameSize)
  }

  private static func slotCount(_ type: StorageType) -> UInt64 { type == .value(.v128) ? 2 : 1 }
}

// The exception table.
extension ImageVerifier {
  /// The slots of the values that exceptions with a tag carry; nil if there is no such tag.
  private func slotCount(ofTag tag: UInt32) -> UInt32? {
    module.tagTypeIndex(of: tag).flatMap { module.functionType(at: $0) }
      .map { FrameLayout.slotCount(of: $0.parameters) }
  }

  /// Regions begin one after the other, and searching leads to earlier ones only, so that it ends.
  private func isSound(_ table: ExceptionTable) -> Bool {
    var previousStart: UInt32 = 0
    for (index, region) in table.regions.enumerated() {
      guard region.start >= previousStart, region.start <= region.end,
        UInt64(region.end) <= UInt64(image.code.count),
        region.parent.map({ 0..<index ~= $0 }) ?? true,
        region.next.map({ 0..<index ~= $0 }) ?? true
      else { return false }
      previousStart = region.start
    }
    for clause in table.clauses {
      guard isSound(clause) else { return false }
    }
    return true
  }

  private func isSound(_ clause: ExceptionTable.Clause) -> Bool {
    guard let target = Int(exactly: clause.target), isTarget(target),
      let count = clause.tag.map({ slotCount(ofTag: $0) }) ?? 0
    else { return false }
    return UInt64(clause.slot) + UInt64(count) <= UInt64(frameSize)
      && clause.referenceSlot ?? 0 < frameSize
  }
}
