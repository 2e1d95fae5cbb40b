// Constant expressions. Specification: "Constant Expressions".
internal import CInterp
internal import WasmBinary

/// The result of a constant expression, as it lies in slots.
struct ConstantValue {
  var low: UInt64 = 0
  var high: UInt64 = 0
}

extension InstanceState {
  /// Evaluates a validated constant expression; it may refer to the globals added so far.
  ///
  /// - Throws: For instructions that this engine can't evaluate.
  func evaluate(_ expression: ByteRange) throws(ModuleError) -> ConstantValue {
    var decoder = InstructionDecoder(
      bytes: module.bytes.buffer, range: expression, features: module.decoded.features)
    var stack = ConstantStack()
    while !decoder.isAtEnd {
      let instruction = try decoder.next()
      switch instruction.opcode {
      case .end: return stack.pop()
      case .i32_const, .i64_const, .f32_const, .f64_const:
        stack.push(ConstantValue(low: instruction.bits))
      case .v128_const:
        stack.push(ConstantValue(low: instruction.bits, high: instruction.highBits))
      case .ref_null: stack.push(ConstantValue())
      case .ref_func:
        stack.push(ConstantValue(low: UInt64(UInt(bitPattern: function(instruction.index)))))
      case .global_get:
        let slots = globals[Int(instruction.index)].slots
        stack.push(ConstantValue(low: slots[0], high: slots[1]))
      case .i32_add: stack.combine32(&+)
      case .i32_sub: stack.combine32(&-)
      case .i32_mul: stack.combine32(&*)
      case .i64_add: stack.combine64(&+)
      case .i64_sub: stack.combine64(&-)
      case .i64_mul: stack.combine64(&*)
      default:
        throw .invalid(
          reason: "unsupported constant expression", function: nil, functionName: nil,
          instruction: String(cString: wasm_instruction(instruction.opcode).pointee.name),
          offset: instruction.offset)
      }
    }
    return stack.pop()
  }
}

/// The operand stack of a constant expression, which validation has checked not to underflow.
private struct ConstantStack {
  private var values: [ConstantValue] = []

  mutating func push(_ value: ConstantValue) { values.append(value) }

  mutating func pop() -> ConstantValue { values.popLast() ?? ConstantValue() }

  mutating func combine32(_ operation: (UInt32, UInt32) -> UInt32) {
    let right = UInt32(truncatingIfNeeded: pop().low)
    let left = UInt32(truncatingIfNeeded: pop().low)
    push(ConstantValue(low: UInt64(operation(left, right))))
  }

  mutating func combine64(_ operation: (UInt64, UInt64) -> UInt64) {
    let right = pop().low
    let left = pop().low
    push(ConstantValue(low: operation(left, right)))
  }
}
