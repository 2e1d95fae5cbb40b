internal import CInterp
internal import WasmBinary
internal import WasmTypes

/// An instruction whose result is only in the accumulator, as long as it is the last one: a branch may swallow a
/// comparison, a load or store an addition.
struct Foldable {
  var row: InstructionShape
  var left: FunctionTranslator.Source
  /// For `eqz`, which compares with zero, nil.
  var right: FunctionTranslator.Source?
}

// Numeric instructions, loads and stores.
extension FunctionTranslator {
  mutating func translateUnary(_ row: InstructionShape) {
    if mayTrap(row.operation) { recordLocation() }
    let left = emitUnary(row.operation, ValueClass(letter: row.result_type), popOperand())
    if row.operation == .i32_eqz || row.operation == .i64_eqz {
      noteFoldable(Foldable(row: row, left: left, right: nil))
    }
  }

  @discardableResult
  private mutating func emitUnary(
    _ operation: CInterp.Operation, _ resultClass: ValueClass, _ operand: Operand
  ) -> Source {
    var left = source(operand, mayBePinned: true)
    if !hasHandler(operation, left.place, .slot) {
      left = Source(place: .slot, slot: slotSource(operand))
    }
    emitResult(
      operation, resultClass, left.place,
      with: operands_unary(target: target, left: left.slot.field))
    return left
  }

  mutating func translateBinary(_ row: InstructionShape) {
    var right = popOperand()
    var left = popOperand()
    if row.operation == .i32_add || row.operation == .i32_sub,
      pushSum(left, right, isDifference: row.operation == .i32_sub)
    {
      return
    }
    if row.operation == .i64_and, right.location == .constant, right.bits == 0xFFFF_FFFF {
      emitUnary(.i64_extend_i32_u, .integer, left)
      return
    }
    if row.shape == .commutative, rank(right) > rank(left) { swap(&left, &right) }
    let sources = emitBinary(row, left, right)
    if row.operation == .i32_add {
      noteFoldable(Foldable(row: row, left: sources.left, right: sources.right))
    }
  }

  mutating func translateComparison(_ row: InstructionShape) {
    var row = row
    var right = popOperand()
    var left = popOperand()
    if rank(right) > rank(left) {
      swap(&left, &right)
      row.operation = row.operation.withOperandsSwapped
    }
    if right.location == .constant, let operation = row.operation.withSuccessor,
      right.bits != row.operation.largestOperand
    {
      row.operation = operation
      right.bits &+= 1
      if row.operand_type == letterI32 { right.bits &= 0xFFFF_FFFF }
    }
    let sources = emitBinary(row, left, right)
    noteFoldable(Foldable(row: row, left: sources.left, right: sources.right))
  }

  @discardableResult
  private mutating func emitBinary(
    _ row: InstructionShape, _ leftOperand: Operand, _ rightOperand: Operand
  ) -> (left: Source, right: Source) {
    let (left, right) = binarySources(
      leftOperand, rightOperand, row.operand_type, for: row.operation)
    if mayTrap(row.operation) { recordLocation() }
    emitBinary(
      row.operation, ValueClass(letter: row.result_type), left, right, isWide: row.hasWideOperand)
    return (left, right)
  }

  /// Finds places for two popped operands that some handler combines: at most one constant, at most one accumulator.
  mutating func binarySources(
    _ leftOperand: Operand, _ rightOperand: Operand, _ type: CChar,
    for operation: CInterp.Operation
  ) -> (Source, Source) {
    // An operand that is only in the accumulator needs it more than one that is in a slot as well.
    var left = source(leftOperand, constantOf: type, mayBePinned: true)
    var right = source(rightOperand, constantOf: type, mayBePinned: true)
    if left.place == .constant, right.place == .constant {
      left = Source(place: .slot, slot: slotSource(leftOperand))
    }
    if left.place == .accumulator, right.place == .accumulator {
      if slot(of: rightOperand) != nil {
        right.place = .slot
      } else {
        left.place = .slot
      }
    }
    if hasHandler(operation, left.place, right.place) { return (left, right) }
    // What is in the accumulator goes to its slot at the least cost.
    let movesLeft =
      left.place == .accumulator && hasHandler(operation, .slot, right.place)
      || !hasHandler(operation, left.place, .slot)
    if movesLeft { left = Source(place: .slot, slot: slotSource(leftOperand)) }
    if !hasHandler(operation, left.place, right.place) {
      right = Source(place: .slot, slot: slotSource(rightOperand))
    }
    return (left, right)
  }

  /// Whether there is a handler with a result for operands in these places.
  func hasHandler(_ operation: CInterp.Operation, _ left: Place, _ right: Place) -> Bool {
    handler_for(operation, left, right, .slot) >= 0
  }

  /// Orders operands by which of them belongs on the left where that does not matter to the operation: `p`, then `q`,
  /// then what is in the accumulator; a constant belongs on the right.
  private func rank(_ operand: Operand) -> Int {
    switch operand.location {
    case .local where place(of: operand.local).isPinned: pinnedRank(place(of: operand.local)) + 1
    case .constant: -1
    default: isInAccumulator(operand) ? 1 : 0
    }
  }

  private func pinnedRank(_ place: Place) -> Int {
    switch place {
    case .pinned_p: 2
    case .pinned_q: 1
    default: 0
    }
  }

  /// Emits an instruction of two operands. Those of vectors are laid out like those of numbers.
  private mutating func emitBinary(
    _ operation: CInterp.Operation, _ resultClass: ValueClass, _ left: Source, _ right: Source,
    isWide: Bool
  ) {
    let (first, second) = slotFields(left, right)
    let places = (left.place, right.place)
    if places == (.slot, .slot) {
      emitResult(
        operation, resultClass, left.place, right.place,
        with: operands_binary_slots(target: target, left: first, right: second, none: 0))
    } else if let bits = constant(of: left, right) {
      if isWide {
        emitResult(
          operation, resultClass, left.place, right.place,
          with: operands_binary_wide_constant(
            target: target, left: first, constant: bits.low, constant_high: bits.high))
      } else {
        emitResult(
          operation, resultClass, left.place, right.place,
          with: operands_binary_constant(target: target, left: first, constant: bits.low))
      }
    } else {
      emitResult(
        operation, resultClass, left.place, right.place,
        with: operands_binary_slot(target: target, left: first))
    }
  }

  /// A branch or load that comes next may swallow a sum that was just computed.
  mutating func noteSum(_ operand: Operand) {
    noteFoldable(
      Foldable(
        row: instruction_shape(.i32_add).pointee, left: sumTerm(operand),
        right: Source(place: .constant, bits: operand.bits)))
  }

  private mutating func noteFoldable(_ instruction: Foldable) {
    if !options.usesBaseHandlersOnly { foldable = instruction }
  }

  /// The instruction that computed a popped operand, if it may be swallowed.
  func foldable(for operand: Operand) -> Foldable? {
    guard operand.location == .accumulator, operand.producer == emitter.lastInstruction else {
      return nil
    }
    return foldable
  }

  private func mayTrap(_ operation: CInterp.Operation) -> Bool {
    switch operation {
    case .i32_div_s, .i32_div_u, .i32_rem_s, .i32_rem_u, .i64_div_s, .i64_div_u, .i64_rem_s,
      .i64_rem_u, .i32_trunc_f32_s, .i32_trunc_f32_u, .i32_trunc_f64_s, .i32_trunc_f64_u,
      .i64_trunc_f32_s, .i64_trunc_f32_u, .i64_trunc_f64_s, .i64_trunc_f64_u:
      true
    default: false
    }
  }

  // Memory ----------------------------------------------------------------------------------------------------

  /// Whether a memory argument reaches the first memory with 32-bit addresses, which has handlers of its own.
  func isNear(_ instruction: Instruction) -> Bool {
    instruction.index == 0 && module.memoryType(0)?.addressType == .i32
      && instruction.bits <= UInt64(UInt32.max) - instruction.accessSize
  }

  /// Whether it reaches the first memory with 64-bit addresses, which has handlers of its own for numbers.
  private func isLong(_ row: InstructionShape, _ instruction: Instruction) -> Bool {
    instruction.index == 0 && module.memoryType(0)?.addressType == .i64
      && instruction.bits <= UInt64(UInt32.max) - instruction.accessSize
      && !options.usesBaseHandlersOnly && !hasVectors(row)
      && hasHandler(row.operation.long, .slot, .slot)
  }

  mutating func translateLoad(_ row: InstructionShape, _ instruction: Instruction) {
    let address = popOperand()
    let resultClass = ValueClass(letter: row.result_type)
    if isLong(row, instruction) {
      let left = source(address, mayBePinned: true)
      recordLocation()
      emitResult(
        row.operation.long, resultClass, left.place,
        with: operands_load(target: target, left: left.slot.field, end: instruction.endOffset))
      return
    }
    guard isNear(instruction) else {
      let slot = slotSource(address)
      releaseAccumulator(resultClass)
      recordLocation()
      let position = emit(
        row.operation.far,
        with: operands_far_load(
          target: target, left: slot.field, memory_operand: instruction.index,
          offset: instruction.bits.low, offset_high: instruction.bits.high))
      let target = stack.push(resultClass, producer: position)
      wrote(target, resultClass)
      return
    }
    if let sum = foldSum(of: address, for: row.operation) {
      emitIndexedLoad(row.operation.indexed, resultClass, sum, end: instruction.endOffset)
      return
    }
    let (left, end) = nearAddress(address, instruction, for: row.operation)
    recordLocation()
    emitResult(
      row.operation, resultClass, left.place,
      with: operands_load(target: target, left: left.slot.field, end: end))
  }

  private mutating func emitIndexedLoad(
    _ operation: CInterp.Operation, _ resultClass: ValueClass, _ sum: (left: Source, right: Source),
    end: UInt32
  ) {
    recordLocation()
    let (first, second) = slotFields(sum.left, sum.right)
    if sum.right.place == .constant {
      emitResult(
        operation, resultClass, sum.left.place, sum.right.place,
        with: operands_indexed_load_constant(
          target: target, left: first, constant: sum.right.bits.low, end: end))
    } else if (sum.left.place, sum.right.place) == (.slot, .slot) {
      emitResult(
        operation, resultClass, sum.left.place, sum.right.place,
        with: operands_indexed_load(target: target, left: first, right: second, none: 0, end: end))
    } else {
      emitResult(
        operation, resultClass, sum.left.place, sum.right.place,
        with: operands_load(target: target, left: first, end: end))
    }
  }

  /// Where a popped address is, and the offset behind the access. A constant address becomes part of the offset where
  /// that fits.
  private mutating func nearAddress(
    _ address: Operand, _ instruction: Instruction, for operation: CInterp.Operation
  ) -> (Source, end: UInt32) {
    if address.location == .constant, !options.usesBaseHandlersOnly,
      hasHandler(operation, .constant, .slot),
      let end = UInt32(exactly: address.bits + UInt64(instruction.endOffset))
    {
      return (Source(place: .constant), end)
    }
    let source = source(address, mayBePinned: true)
    if hasHandler(operation, source.place, .slot) { return (source, instruction.endOffset) }
    return (Source(place: .slot, slot: slotSource(address)), instruction.endOffset)
  }

  /// Takes back the addition that computed a popped address, if it was the last instruction.
  ///
  /// - Parameter operation: The load or store, which must have a handler for these operands.
  /// - Returns: Its operands: a pinned local on the left if there is one, else a constant or slot on the right.
  private mutating func foldSum(
    of address: Operand, for operation: CInterp.Operation
  ) -> (left: Source, right: Source)? {
    if address.location == .sum {
      let term = sumTerm(address)
      guard hasHandler(operation.indexed, term.place, .constant) else { return nil }
      return (term, Source(place: .constant, bits: address.bits))
    }
    guard let sum = foldable(for: address), sum.row.operation == .i32_add, var right = sum.right
    else { return nil }
    var left = sum.left
    let isPinned = left.place.isPinned || right.place.isPinned
    if left.place == .constant || pinnedRank(right.place) > pinnedRank(left.place)
      || !isPinned && right.place == .accumulator
    {
      swap(&left, &right)
    }
    guard hasHandler(operation.indexed, left.place, right.place) else { return nil }
    removeLastInstruction()
    return (left, right)
  }

  mutating func translateStore(_ row: InstructionShape, _ instruction: Instruction) {
    let value = popOperand()
    let address = popOperand()
    if isLong(row, instruction) {
      var right = source(value)
      var left = source(address, mayBePinned: true)
      separate(&left, address, &right, value)
      if !hasHandler(row.operation.long, left.place, right.place) {
        right = Source(place: .slot, slot: slotSource(value))
      }
      recordLocation()
      emit(
        row.operation.long, left.place, right.place,
        with: operands_store(
          left: left.slot.field, right: right.slot.field, end: instruction.endOffset))
      return
    }
    guard isNear(instruction) else {
      let valueSlot = slotSource(value)
      let addressSlot = slotSource(address)
      recordLocation()
      emit(row.operation.far, with: farStore(addressSlot, valueSlot, instruction))
      return
    }
    // A value that is only in the accumulator was computed after its address, unless that has waited.
    let isStored = slot(of: value) != nil || value.location == .local || address.location == .sum
    if isStored, let sum = foldSum(of: address, for: row.operation) {
      var source = source(value, mayBePinned: true, mayBeAccumulator: address.location == .sum)
      let operation = row.operation.indexed
      if handler_for(operation, sum.left.place, sum.right.place, Variant(source.place)) < 0 {
        source = Source(place: .slot, slot: slotSource(value))
      }
      emitIndexedStore(operation, sum, source, end: instruction.endOffset)
      return
    }
    var right = source(value, constantOf: row.operand_type, mayBePinned: true)
    var (left, end) = nearAddress(address, instruction, for: row.operation)
    if value.valueClass != .vector { separate(&left, address, &right, value) }
    if !hasHandler(row.operation, left.place, right.place) {
      right = Source(place: .slot, slot: slotSource(value))
    }
    recordLocation()
    emitStore(row, left, right, end: end)
  }

  private mutating func emitStore(
    _ row: InstructionShape, _ left: Source, _ right: Source, end: UInt32
  ) {
    let (first, bits) = (left.slot.field, right.bits)
    if right.place != .constant {
      emit(
        row.operation, left.place, right.place,
        with: operands_store(left: first, right: right.slot.field, end: end))
    } else if row.hasWideOperand {
      emit(
        row.operation, left.place, right.place,
        with: operands_store_wide_constant(
          left: first, none: 0, end: end, constant: bits.low, constant_high: bits.high))
    } else {
      emit(
        row.operation, left.place, right.place,
        with: operands_store_constant(left: first, none: 0, end: end, constant: bits.low))
    }
  }

  private mutating func emitIndexedStore(
    _ operation: CInterp.Operation, _ sum: (left: Source, right: Source), _ value: Source,
    end: UInt32
  ) {
    recordLocation()
    let (first, second) = slotFields(sum.left, sum.right)
    let variant = Variant(value.place)
    if sum.right.place == .constant {
      emit(
        operation, sum.left.place, sum.right.place, variant: variant,
        with: operands_indexed_store_constant(
          left: first, value: value.inSlot.field, constant: sum.right.bits.low, end: end))
    } else {
      emit(
        operation, sum.left.place, sum.right.place, variant: variant,
        with: operands_indexed_store(
          left: first, right: second, value: value.inSlot.field, none: 0, end: end))
    }
  }

  /// Brings one of two operands to its slot if both are in an accumulator.
  private mutating func separate(
    _ left: inout Source, _ leftOperand: Operand, _ right: inout Source, _ rightOperand: Operand
  ) {
    guard left.place == .accumulator, right.place == .accumulator else { return }
    // Only one of them can be nowhere else, or the two are different accumulators.
    if let slot = slot(of: rightOperand) {
      right = Source(place: .slot, slot: slot)
    } else if let slot = slot(of: leftOperand) {
      left = Source(place: .slot, slot: slot)
    } else {
      right = Source(place: .slot, slot: slotSource(rightOperand))
    }
  }

  /// What a store to any memory says.
  func farStore(
    _ address: UInt32, _ value: UInt32, _ instruction: Instruction
  ) -> operands_far_store {
    operands_far_store(
      left: address.field, right: value.field, memory_operand: instruction.index,
      offset: instruction.bits.low, offset_high: instruction.bits.high)
  }
}

extension FunctionTranslator.Source {
  /// The slot, or 0 where the operand is elsewhere and the field is not read.
  var inSlot: UInt32 { place == .slot ? slot : 0 }
}

extension Variant {
  /// The variant of an indexed store whose value is in this place.
  init(_ place: Place) {
    self =
      switch place {
      case .accumulator: .accumulator
      case .pinned_p: .pinned_p
      case .pinned_q: .pinned_q
      case .slot, .constant: .slot
      }
  }
}

extension Instruction {
  /// Of a load or store: the bytes that it touches.
  var accessSize: UInt64 { 1 << UInt64(wasm_instruction(opcode).pointee.alignment) }

  /// Of a load or store of the first memory: the offset behind the bytes that it touches.
  var endOffset: UInt32 { UInt32(truncatingIfNeeded: bits &+ accessSize) }
}

extension CInterp.Operation {
  /// The operation behind this one in the table: see `Shape`.
  private func following(_ count: UInt32) -> CInterp.Operation {
    unsafeBitCast(rawValue + count, to: CInterp.Operation.self)
  }

  /// Of a load or store, the one that reaches any memory.
  var far: CInterp.Operation { following(1) }
  /// Of a load or store, the one whose address is a sum.
  var indexed: CInterp.Operation { following(2) }
  /// Of a load or store of a number, the one for 64-bit addresses of the first memory.
  var long: CInterp.Operation { following(3) }
  /// Of a comparison, the branch that is taken where it holds.
  var branchIf: CInterp.Operation { following(1) }
  /// Of a comparison of floats, the branch that is taken where it does not hold.
  var branchUnless: CInterp.Operation { following(2) }

  /// The comparison that says the same with left and right exchanged.
  var withOperandsSwapped: CInterp.Operation {
    switch self {
    case .i32_lt_s: .i32_gt_s
    case .i32_lt_u: .i32_gt_u
    case .i32_gt_s: .i32_lt_s
    case .i32_gt_u: .i32_lt_u
    case .i32_le_s: .i32_ge_s
    case .i32_le_u: .i32_ge_u
    case .i32_ge_s: .i32_le_s
    case .i32_ge_u: .i32_le_u
    case .i64_lt_s: .i64_gt_s
    case .i64_lt_u: .i64_gt_u
    case .i64_gt_s: .i64_lt_s
    case .i64_gt_u: .i64_lt_u
    case .i64_le_s: .i64_ge_s
    case .i64_le_u: .i64_ge_u
    case .i64_ge_s: .i64_le_s
    case .i64_ge_u: .i64_le_u
    case .f32_lt: .f32_gt
    case .f32_gt: .f32_lt
    case .f32_le: .f32_ge
    case .f32_ge: .f32_le
    case .f64_lt: .f64_gt
    case .f64_gt: .f64_lt
    case .f64_le: .f64_ge
    case .f64_ge: .f64_le
    default: self
    }
  }

  /// Of a comparison of integers that has no handlers for constants, the one that says the same of the constant's
  /// successor: x > 5 is x >= 6.
  var withSuccessor: CInterp.Operation? {
    switch self {
    case .i32_gt_s: .i32_ge_s
    case .i32_gt_u: .i32_ge_u
    case .i32_le_s: .i32_lt_s
    case .i32_le_u: .i32_lt_u
    case .i64_gt_s: .i64_ge_s
    case .i64_gt_u: .i64_ge_u
    case .i64_le_s: .i64_lt_s
    case .i64_le_u: .i64_lt_u
    default: nil
    }
  }

  /// Of such a comparison, the bits of the number that has no successor.
  fileprivate var largestOperand: UInt64 {
    switch self {
    case .i32_gt_s, .i32_le_s: UInt64(Int32.max)
    case .i32_gt_u, .i32_le_u: UInt64(UInt32.max)
    case .i64_gt_s, .i64_le_s: UInt64(Int64.max)
    default: UInt64.max
    }
  }

  /// Of a comparison of integers, the opposite one.
  var opposite: CInterp.Operation {
    switch self {
    case .i32_eq: .i32_ne
    case .i32_ne: .i32_eq
    case .i32_lt_s: .i32_ge_s
    case .i32_lt_u: .i32_ge_u
    case .i32_gt_s: .i32_le_s
    case .i32_gt_u: .i32_le_u
    case .i32_le_s: .i32_gt_s
    case .i32_le_u: .i32_gt_u
    case .i32_ge_s: .i32_lt_s
    case .i32_ge_u: .i32_lt_u
    case .i64_eq: .i64_ne
    case .i64_ne: .i64_eq
    case .i64_lt_s: .i64_ge_s
    case .i64_lt_u: .i64_ge_u
    case .i64_gt_s: .i64_le_s
    case .i64_gt_u: .i64_le_u
    case .i64_le_s: .i64_gt_s
    case .i64_le_u: .i64_gt_u
    case .i64_ge_s: .i64_lt_s
    case .i64_ge_u: .i64_lt_u
    default: self
    }
  }
}
