// Constant expressions. Specification: "Constant Expressions".
internal import CInterp
internal import WasmBinary

/// The result of a constant expression, as it lies in slots.
struct ConstantValue {
  var low: UInt64 = 0
  var high: UInt64 = 0
  /// Whether it is a reference, which changes when the heap is collected.
  var isReference = false
}

extension InstanceState {
  /// Evaluates a validated constant expression; it may refer to the globals added so far.
  ///
  /// - Throws: For instructions that this engine can't evaluate, and if the heap has no room for an object.
  func evaluate(_ expression: ByteRange, in store: Store) throws(HostError) -> ConstantValue {
    var decoder = InstructionDecoder(
      bytes: module.bytes.buffer, range: expression, features: module.decoded.features)
    if let number = try attempt({ () throws(ModuleError) in try number(expression, decoder) }) {
      return number
    }
    let stack = ConstantStack()
    store.heap.constantStacks.append(stack)
    defer { store.heap.constantStacks.removeLast() }
    while !decoder.isAtEnd {
      let instruction = try attempt { () throws(ModuleError) in try decoder.next() }
      if instruction.opcode == .end { break }
      if evaluateNumber(instruction, stack) { continue }
      guard let isAllocated = evaluateObject(instruction, stack, in: store) else {
        throw failure(
          ModuleError.invalid(
            reason: "unsupported constant expression", function: nil, functionName: nil,
            instruction: String(cString: wasm_instruction(instruction.opcode).pointee.name),
            offset: instruction.offset))
      }
      guard isAllocated else { throw failure(Trap(.heapExhausted, backtrace: Backtrace())) }
    }
    return stack.pop()
  }

  /// The value of an expression that is one number, as those of segments nearly always are: there may be very many.
  private func number(
    _ expression: ByteRange, _ decoder: InstructionDecoder
  ) throws(ModuleError) -> ConstantValue? {
    var decoder = decoder
    let instruction = try decoder.next()
    // Nothing but the `end` is left.
    guard decoder.offset + 1 == expression.end else { return nil }
    switch instruction.opcode {
    case .i32_const, .i64_const, .f32_const, .f64_const:
      return ConstantValue(low: instruction.bits)
    default: return nil
    }
  }

  /// - Returns: Whether it was an instruction that allocates nothing.
  private func evaluateNumber(_ instruction: Instruction, _ stack: ConstantStack) -> Bool {
    switch instruction.opcode {
    case .i32_const, .i64_const, .f32_const, .f64_const:
      stack.push(ConstantValue(low: instruction.bits))
    case .v128_const:
      stack.push(ConstantValue(low: instruction.bits, high: instruction.highBits))
    case .ref_null: stack.push(ConstantValue(isReference: true))
    case .ref_func: stack.push(reference: UInt(bitPattern: function(instruction.index)))
    case .ref_i31:
      stack.push(reference: UInt(UInt32(truncatingIfNeeded: stack.pop().low) << 1 | 1))
    // References of both hierarchies look alike.
    case .any_convert_extern, .extern_convert_any: break
    case .global_get:
      let global = globals[Int(instruction.index)]
      stack.push(
        ConstantValue(
          low: global.slots[0], high: global.slots[1],
          isReference: global.type.value.isReference))
    case .i32_add: stack.combine32(&+)
    case .i32_sub: stack.combine32(&-)
    case .i32_mul: stack.combine32(&*)
    case .i64_add: stack.combine64(&+)
    case .i64_sub: stack.combine64(&-)
    case .i64_mul: stack.combine64(&*)
    default: return false
    }
    return true
  }

  /// - Returns: Whether there was room for the object; nil if the instruction is none that makes one.
  private func evaluateObject(
    _ instruction: Instruction, _ stack: ConstantStack, in store: Store
  ) -> Bool? {
    guard
      [.struct_new, .struct_new_default, .array_new, .array_new_default, .array_new_fixed]
        .contains(instruction.opcode)
    else { return nil }
    let type = module.number(of: instruction.index)
    let object: UnsafeMutablePointer<Object>?
    switch instruction.opcode {
    case .struct_new:
      let count = store.heap.record.pointee.types[Int(type)].field_count
      object = store.allocate(type, takingFrom: stack, count: Int(count))
    case .array_new_fixed:
      object = store.allocate(type, takingFrom: stack, count: Int(instruction.secondIndex))
    case .array_new:
      let length = UInt32(truncatingIfNeeded: stack.pop().low)
      object = store.allocateArray(type, length: length, fillingFrom: stack)
    case .array_new_default:
      object = store.allocateDefault(type, length: UInt32(truncatingIfNeeded: stack.pop().low))
    default: object = store.allocateDefault(type)
    }
    guard let object else { return false }
    stack.push(reference: UInt(bitPattern: object))
    return true
  }
}

/// The operand stack of a constant expression, which validation has checked not to underflow.
final class ConstantStack {
  private var values: [ConstantValue] = []

  func push(_ value: ConstantValue) { values.append(value) }

  func push(reference: UInt) {
    values.append(ConstantValue(low: UInt64(reference), isReference: true))
  }

  func pop() -> ConstantValue { values.popLast() ?? ConstantValue() }

  func moveReferences(_ collection: UnsafeMutablePointer<HeapCollection>) {
    for index in values.indices where values[index].isReference {
      collection_move_slots(collection, &values[index].low, 1)
    }
  }

  func combine32(_ operation: (UInt32, UInt32) -> UInt32) {
    let right = UInt32(truncatingIfNeeded: pop().low)
    let left = UInt32(truncatingIfNeeded: pop().low)
    push(ConstantValue(low: UInt64(operation(left, right))))
  }

  func combine64(_ operation: (UInt64, UInt64) -> UInt64) {
    let right = pop().low
    let left = pop().low
    push(ConstantValue(low: operation(left, right)))
  }
}
