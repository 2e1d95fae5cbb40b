internal import CInterp
internal import WasmTypes

// Accesses to any memory, and to objects of the heap. Allocations are left to their handlers.
extension FunctionWriter {
  mutating func writeFarAccess(_ instruction: CodeInstruction, _ number: Int) {
    // Without `far_`.
    let name = String(name(instruction).dropFirst(4))
    let memory = instruction.operand("m")
    let record = "running->instance->memories[\(memory)]"
    let place = memory == 0 ? "bytes, size" : "\(record)->base, \(record)->size"
    let address = types.read(instruction.source(), .i64)
    let offset = UInt64(instruction.operand("u")) << 32 | UInt64(instruction.operand("l"))
    let end = "UINT64_C(\(offset)), \(code.position(number)))"
    let head = "(\(name), \(place), \(address), "
    switch instruction.meaning {
    case .farLoad(let result):
      fail(types.write(instruction.target, result, "FAR_LOAD\(head)\(end)"))
    case .farStore(let kind):
      fail("FAR_STORE\(head)\(types.read(instruction.source(1), kind)), \(end);")
    case .farLoadLane:
      let others = types.read(instruction.source(1), .v128)
      fail(
        types.write(
          instruction.target, .v128,
          "FAR_LOAD_LANE\(head)\(others), \(instruction.operand("x")), \(end)"))
    default:
      let vector = types.read(instruction.source(1), .v128)
      fail("FAR_STORE_LANE\(head)\(vector), \(instruction.operand("x")), \(end);")
    }
  }

  mutating func writeObjectAccess(_ instruction: CodeInstruction, _ number: Int) {
    let target = instruction.target
    let position = code.position(number)
    let reference = types.bits(instruction.source())
    switch instruction.meaning {
    case .getField(let storage):
      fail(
        types.setBits(target, "GET_FIELD(\(storage), \(reference), \(ownCode), \(position))"))
    case .setField(let storage):
      let value = types.bits(instruction.source(1))
      fail("SET_FIELD(\(storage), \(reference), \(value), \(ownCode), \(position));")
    case .getElement(let storage):
      let index = types.read(instruction.source(1), .i32)
      fail(
        types.setBits(target, "GET_ELEMENT(\(storage), \(reference), \(index), \(position))"))
    case .setElement(let storage):
      let index = types.read(instruction.source(1), .i32)
      let value = types.bits(instruction.source(2))
      fail("SET_ELEMENT(\(storage), \(reference), \(index), \(value), \(position));")
    case .arrayLength:
      fail(types.write(target, .i32, "ARRAY_LENGTH(\(reference), \(position))"))
    case .makeI31:
      body.line(
        "  " + types.write(target, .i32, "\(types.read(instruction.source(), .i32)) << 1 | 1u"))
    case .getI31(let isSigned):
      let type = isSigned ? "int32_t" : "uint32_t"
      fail(types.write(target, .i32, "GET_I31(\(reference), \(type), \(position))"))
    case .test(let function, let hasType):
      body.line(
        "  " + types.write(target, .i32, match(function, reference, instruction, hasType)))
    case .cast(let function, let hasType):
      fail("CHECK_CAST(\(match(function, reference, instruction, hasType)), \(position));")
    default: break
    }
  }

  private func match(
    _ function: String, _ reference: String, _ instruction: CodeInstruction, _ hasType: Bool
  ) -> String {
    let selector = instruction.operand("w")
    return hasType
      ? "\(function)(running, \(reference), \(selector), \(instruction.operand("t")))"
      : "\(function)(running->heap->types, \(reference), \(selector))"
  }
}
