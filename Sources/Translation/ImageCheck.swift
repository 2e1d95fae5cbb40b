internal import CInterp
internal import WasmBinary
internal import WasmTypes

/// The check of one image by `ImageVerifier`.
struct ImageCheck {
  let module: DecodedModule
  let types: TypeFacts
  private let image: FunctionImage
  private let usesBaseHandlersOnly: Bool
  private let headerSlot: UInt32
  private var reader: ImageReader
  /// The number of slots that the function's first instruction asks for.
  private var frameSize: UInt32 = 0
  /// Whether a branch may lead to each multiple of 4 bytes.
  private var isTarget: [Bool]

  init(
    _ image: FunctionImage, of type: FunctionType, module: DecodedModule, types: TypeFacts,
    handlerFieldSize: Int, usesBaseHandlersOnly: Bool
  ) {
    self.image = image
    self.usesBaseHandlersOnly = usesBaseHandlersOnly
    self.module = module
    self.types = types
    reader = ImageReader(code: image.code, handlerFieldSize: handlerFieldSize)
    isTarget = Array(repeating: false, count: image.code.count / 4 + 1)
    headerSlot = FrameLayout.headerSlot(of: type)
  }

  mutating func isSound() -> Bool {
    guard image.headerSlot == headerSlot, image.code.count % 4 == 0, findTargets() else {
      return false
    }
    reader = reader.rewound()
    guard let first = reader.next(), isSoundEntry(first) else { return false }
    while let instruction = reader.next() {
      guard isSound(instruction) else { return false }
    }
    return isSound(image.references) && isSound(image.exceptions)
  }

  // The whole code --------------------------------------------------------------------------------------------

  /// Notes where instructions begin. Gives false if there is anything else, or if the end can be run past.
  private mutating func findTargets() -> Bool {
    var last: ImageReader.Instruction?
    while !reader.isAtEnd {
      guard let instruction = reader.next(),
        !usesBaseHandlersOnly || handler_is_base(Handler(rawValue: instruction.handler))
      else { return false }
      // The first one is run when the function is entered, and then only.
      isTarget[instruction.position / 4] = instruction.position > 0
      last = instruction
    }
    switch last.map(operation) {
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
    position >= 0 && position < image.code.count && position % 4 == 0 && isTarget[position / 4]
  }

  /// The first instruction checks the stack, and zeroes a range of the frame.
  private mutating func isSoundEntry(_ instruction: ImageReader.Instruction) -> Bool {
    guard operation(of: instruction) == .enter else { return false }
    let operands = reader.operands(of: instruction)
    frameSize = operands[0].value
    return headerEnd <= frameSize && isFree(operands[1].value, operands[2].value)
  }

  // Slots -----------------------------------------------------------------------------------------------------

  private var headerEnd: UInt32 { headerSlot + UInt32(frame_header_slots) }

  /// Whether slots are in the frame.
  private func isInFrame(_ slot: UInt32, _ count: UInt32 = 1) -> Bool {
    UInt64(slot) + UInt64(count) <= UInt64(frameSize)
  }

  /// Whether slots may be written: they are in the frame, and not in its header.
  private func isFree(_ slot: UInt32, _ count: UInt32 = 1) -> Bool {
    isInFrame(slot, count)
      && (count == 0 || slot + count <= headerSlot || slot >= headerEnd)
  }

  /// Whether a callee's frame may begin at `slot` and have its return header at `header`: above this frame's own.
  private func isCalleeFrame(_ slot: UInt32, header: UInt32) -> Bool {
    slot >= headerEnd && header >= slot && isInFrame(header, UInt32(frame_header_slots))
  }

  // Instructions ----------------------------------------------------------------------------------------------

  private func isSound(_ instruction: ImageReader.Instruction) -> Bool {
    let operation = operation(of: instruction)
    let isSound = reader.forEachOperand(of: instruction) { index, operand in
      self.isSound(operand) && self.isSound(operand.value, at: index, of: operation)
        && (operand.kind != .end_offset || operand.value >= UInt32(access_size(operation)))
    }
    guard isSound, isSoundTogether(operation, instruction) else { return false }
    for entry in 0..<instruction.displacementCount {
      guard isTarget(reader.target(entry, of: instruction)) else { return false }
    }
    return true
  }

  /// What an operand's kind says of it.
  private func isSound(_ operand: ImageReader.Operand) -> Bool {
    let value = operand.value
    switch operand.kind {
    case .target: return isFree(value)
    case .wide_target: return isFree(value, 2)
    case .source: return isInFrame(value)
    case .wide_source: return isInFrame(value, 2)
    case .header: return isInFrame(value, UInt32(frame_header_slots))
    // Without arguments, it may begin where the frame ends.
    case .range: return value <= frameSize
    case .unused: return value == 0
    case .displacement: return isTarget(operand.end &+ Int(Int32(bitPattern: value)))
    case .function: return value < UInt32(module.functions.count)
    case .any_function: return value < module.functionCount
    case .type: return value < UInt32(module.types.count)
    case .global: return value < module.globalCount
    case .table: return value < module.tableCount
    case .element: return value < UInt32(module.elements.count)
    case .data: return value < UInt32(module.data.count)
    case .memory: return value < module.memoryCount
    case .tag: return value < module.tagCount
    // Numbers that the guest computes with. Lanes are taken modulo their number.
    case .constant, .constant_low, .constant_high, .lane, .lanes: return true
    // Their operations say what they may be.
    case .count, .selector, .offset, .end_offset, .immediate, .displacement_count: return true
    }
  }

  /// What an operation asks of an operand beyond its kind.
  private func isSound(_ value: UInt32, at index: Int, of operation: CInterp.Operation) -> Bool {
    switch (operation, index) {
    case (.trap, 0): 1..<UInt32(wasm_trap_count) ~= value
    case (.return, 0), (.return_value, 0), (.return_float, 0): value == headerSlot
    case (.memory_fill, 0), (.memory_copy, 0), (.memory_init, 0), (.table_init, 0),
      (.table_fill, 0), (.table_copy, 0):
      isInFrame(value, 3)
    case (.test_reference, 2), (.cast_reference, 1): value >> 1 < UInt32(cast_target_count)
    case (.test_object, 2), (.test_function, 2), (.cast_object, 1), (.cast_function, 1): value <= 1
    case (.test_object, 4), (.cast_object, 2): !isFunction(type: value)
    case (.test_function, 4), (.cast_function, 2): isFunction(type: value)
    case (.get_global, 2), (.set_global, 2): !isWide(global: value)
    case (.get_wide_global, 2), (.set_wide_global, 2): isWide(global: value)
    default: operation.fieldStorage.map { index < 2 || types.haveField($0, at: value) } ?? true
    }
  }

  /// What an operation asks of its operands together.
  private func isSoundTogether(
    _ operation: CInterp.Operation, _ instruction: ImageReader.Instruction
  ) -> Bool {
    var operands: [UInt32] { reader.operands(of: instruction).map { $0.value } }
    switch operation {
    // Entered only once, and the others stand in cells only.
    case .enter, .finish, .switch_instance, .host_call, .translate: return false
    case .memory_size, .shared_memory_size: return isSoundMemorySize(operands)
    case .copy_range: return isInFrame(operands[1], operands[2]) && isFree(operands[0], operands[2])
    case .set_global, .set_wide_global: return module.globalType(operands[2])?.isMutable ?? false
    case .runtime: return isSoundRuntime(operands)
    case .throw:
      return slotCount(ofTag: operands[2]).map { isInFrame(operands[0], $0) } ?? false
    case .new_structure, .new_default_structure, .new_array, .new_default_array, .new_fixed_array:
      return isSoundAllocation(operation, operands)
    case .call, .call_import, .call_indirect, .call_reference:
      return isSoundCall(operation, operands)
    case .tail_call, .tail_call_import, .tail_call_indirect, .tail_call_reference:
      return isSoundTailCall(operation, operands)
    default: return true
    }
  }

  private func isSoundMemorySize(_ operands: [UInt32]) -> Bool {
    module.memoryType(operands[2]).map { UInt32($0.pageSizeLog2) == operands[1] } ?? false
  }

  private func isWide(global: UInt32) -> Bool { module.globalType(global)?.value == .v128 }

  private func isFunction(type: UInt32) -> Bool { module.functionType(at: type) != nil }

  // Calls -----------------------------------------------------------------------------------------------------

  /// The type of what an instruction calls; nil if it does not say, or if there is no such type.
  private func calleeType(
    _ operation: CInterp.Operation, function: UInt32, type: UInt32
  ) -> FunctionType? {
    switch operation {
    case .call, .tail_call:
      return module.functionType(
        of: function + UInt32(truncatingIfNeeded: module.importedFunctions.count))
    case .call_import, .tail_call_import: return module.functionType(of: function)
    default: return module.functionType(at: type)
    }
  }

  private func isTableOfFunctions(_ table: UInt32) -> Bool {
    guard let type = module.tableType(table)?.element else { return false }
    switch type.heapType {
    case .func, .noFunc: return true
    case .concrete(let index): return isFunction(type: index)
    default: return false
    }
  }

  /// The operands are the callee's frame, its header, and what is called.
  private func isSoundCall(_ operation: CInterp.Operation, _ operands: [UInt32]) -> Bool {
    let (callee, header) = (operands[0], operands[1])
    guard isCalleeFrame(callee, header: header) else { return false }
    if operation == .call_reference { return types.haveHeader(at: header - callee) }
    let isIndirect = operation == .call_indirect
    if isIndirect, !isTableOfFunctions(operands[5]) { return false }
    let type = calleeType(operation, function: operands[2], type: isIndirect ? operands[4] : 0)
    return type.map { FrameLayout.headerSlot(of: $0) == header - callee } ?? false
  }

  /// The operands are the arguments, the number of their slots, this function's header, the callee's, and what is
  /// called. No slots are moved where the arguments are in place.
  private func isSoundTailCall(_ operation: CInterp.Operation, _ operands: [UInt32]) -> Bool {
    let (arguments, count, header) = (operands[0], operands[1], operands[3])
    guard operands[2] == headerSlot, isInFrame(arguments, count),
      arguments >= headerEnd || count == 0
    else { return false }
    if operation == .tail_call_reference {
      return types.haveFrame(parameterSlots: count, headerSlot: header)
    }
    let isIndirect = operation == .tail_call_indirect
    if isIndirect, !isTableOfFunctions(operands[7]) { return false }
    guard
      let type = calleeType(operation, function: operands[4], type: isIndirect ? operands[6] : 0)
    else { return false }
    return FrameLayout.headerSlot(of: type) == header
      && (count == FrameLayout.slotCount(of: type.parameters)
        || count == 0 && header == headerSlot)
  }

  // Operations of Swift, and allocation -----------------------------------------------------------------------

  private func isSoundRuntime(_ operands: [UInt32]) -> Bool {
    guard let operation = RuntimeOperation(rawValue: operands[0]),
      isFree(operands[1], operation.slotCount)
    else { return false }
    let first = operands[2]
    let second = operands[3]
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
  private func isSoundAllocation(_ operation: CInterp.Operation, _ operands: [UInt32]) -> Bool {
    let slots: UInt64
    switch (operation, module.types[Int(operands[2])].composite) {
    case (.new_structure, .structure(let fields)):
      slots = fields.reduce(0) { $0 + Self.slotCount($1.storage) }
    case (.new_default_structure, .structure): slots = 0
    case (.new_array, .array(let field)): slots = Self.slotCount(field.storage) + 1
    case (.new_default_array, .array): slots = 1
    case (.new_fixed_array, .array(let field)):
      slots = Self.slotCount(field.storage) * UInt64(operands[3])
    default: return false
    }
    return UInt64(operands[1]) + slots <= UInt64(frameSize)
  }

  private static func slotCount(_ type: StorageType) -> UInt64 { type == .value(.v128) ? 2 : 1 }

  // Maps and exceptions ---------------------------------------------------------------------------------------

  private func isSound(_ references: ReferenceMaps) -> Bool {
    references.allSlots { isFree($0) }
  }

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
    return isFree(clause.slot, count) && clause.referenceSlot.map { isFree($0) } ?? true
  }
}

extension CInterp.Operation {
  /// Of an operation on a field of a structure, how the field is stored.
  fileprivate var fieldStorage: Storage? {
    switch self {
    case .get_field_i8_s, .get_field_i8_u, .set_field_i8: .i8
    case .get_field_i16_s, .get_field_i16_u, .set_field_i16: .i16
    case .get_field_i32, .set_field_i32: .i32
    case .get_field_i64, .set_field_i64: .i64
    case .get_field_v128, .set_field_v128: .v128
    case .get_field_reference, .set_field_reference: .reference
    default: nil
    }
  }
}
