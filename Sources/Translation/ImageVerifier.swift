internal import CInterp
package import WasmBinary
internal import WasmTypes

/// Checks a code image that was not translated here: that running it can't leave its frame, its code or the index
/// spaces of its module.
///
/// It does not check types: an artifact must come from where its module would be trusted to be valid.
package struct ImageVerifier {
  private let module: DecodedModule
  private let type: FunctionType
  private let image: FunctionImage
  private let handlerFieldSize: Int

  package init(
    _ image: FunctionImage, function: UInt32, of module: DecodedModule, handlerFieldSize: Int
  ) {
    self.image = image
    self.module = module
    self.handlerFieldSize = handlerFieldSize
    type =
      function < UInt32(module.functions.count)
      ? module.functionType(at: module.functions[Int(function)]) ?? FunctionType() : FunctionType()
  }

  /// Whether the image is sound.
  package func isSound() -> Bool {
    guard image.headerSlot == FrameLayout.headerSlot(of: type),
      let instructions = readInstructions(), let first = instructions.first,
      operation(of: first) == .enter, first.operands.count >= 3
    else { return false }
    let frameSize = first.operands[0].value
    // Entering zeroes a range that must lie in the frame.
    guard first.operands[1].value + first.operands[2].value <= frameSize,
      image.headerSlot + UInt32(frame_header_slots) <= frameSize,
      let last = instructions.last, endsCode(operation(of: last))
    else { return false }
    var starts = Set<Int>()
    for instruction in instructions { starts.insert(instruction.position) }
    for instruction in instructions.dropFirst() {
      guard isSound(instruction, frameSize: frameSize, starts: starts) else { return false }
    }
    return true
  }

  private func readInstructions() -> [ImageReader.Instruction]? {
    var reader = ImageReader(code: image.code, handlerFieldSize: handlerFieldSize)
    var instructions: [ImageReader.Instruction] = []
    while !reader.isAtEnd {
      guard let instruction = reader.next() else { return nil }
      instructions.append(instruction)
    }
    return instructions
  }

  private func operation(of instruction: ImageReader.Instruction) -> CInterp.Operation {
    handler_description(Handler(rawValue: instruction.handler)).pointee.operation
  }

  /// Whether nothing behind an instruction is executed because of it.
  private func endsCode(_ operation: CInterp.Operation) -> Bool {
    switch operation {
    case .branch, .branch_table, .trap, .return, .return_value, .return_float, .tail_call,
      .tail_call_import, .tail_call_indirect, .tail_call_reference:
      true
    default: false
    }
  }

  private func isSound(
    _ instruction: ImageReader.Instruction, frameSize: UInt32, starts: Set<Int>
  ) -> Bool {
    switch operation(of: instruction) {
    // Entered only once, and these only stand in cells.
    case .enter, .finish, .switch_instance, .host_call, .translate: return false
    case .trap:
      guard instruction.operands[0].value <= WasmTrap.interrupted.rawValue else { return false }
    case .runtime:
      guard isSoundRuntime(instruction, frameSize: frameSize) else { return false }
    case .memory_fill, .memory_copy:
      guard instruction.operands[0].value + 3 <= frameSize else { return false }
    case .memory_size:
      guard instruction.operands[1].value < 64 else { return false }
    case .tail_call, .tail_call_import, .tail_call_indirect, .tail_call_reference:
      guard instruction.operands[0].value + instruction.operands[1].value <= frameSize,
        instruction.operands[2].value == image.headerSlot
      else { return false }
    case .return, .return_value, .return_float:
      guard instruction.operands[0].value == image.headerSlot else { return false }
    default: break
    }
    for operand in instruction.operands {
      guard isSound(operand, frameSize: frameSize, starts: starts) else { return false }
    }
    for displacement in instruction.displacements {
      guard starts.contains(instruction.end &+ Int(displacement)) else { return false }
    }
    return true
  }

  private func isSound(
    _ operand: ImageReader.Operand, frameSize: UInt32, starts: Set<Int>
  ) -> Bool {
    let value = operand.value
    switch operand.kind {
    case UInt8(ascii: "d"), UInt8(ascii: "s"), UInt8(ascii: "r"): return value < frameSize
    case UInt8(ascii: "D"), UInt8(ascii: "S"): return value + 1 < frameSize
    case UInt8(ascii: "h"): return value + UInt32(frame_header_slots) <= frameSize
    case UInt8(ascii: "b"):
      return starts.contains(operand.end &+ Int(Int32(bitPattern: value)))
    case UInt8(ascii: "f"): return value < UInt32(module.functions.count)
    case UInt8(ascii: "F"): return value < module.functionCount
    case UInt8(ascii: "t"): return value < UInt32(module.types.count)
    case UInt8(ascii: "g"): return value < module.globalCount
    case UInt8(ascii: "T"): return value < module.tableCount
    case UInt8(ascii: "m"): return value < module.memoryCount
    default: return true
    }
  }

  private func isSoundRuntime(
    _ instruction: ImageReader.Instruction, frameSize: UInt32
  ) -> Bool {
    guard
      let operation = RuntimeOperation(
        rawValue: UInt16(truncatingIfNeeded: instruction.operands[0].value))
    else { return false }
    let first = instruction.operands[2].value
    let second = instruction.operands[3].value
    guard instruction.operands[1].value + operation.slotCount <= frameSize else { return false }
    switch operation {
    case .memoryGrow: return first < module.memoryCount
    case .memoryInit: return first < UInt32(module.data.count) && second < module.memoryCount
    case .dataDrop: return first < UInt32(module.data.count)
    case .tableInit: return first < UInt32(module.elements.count) && second < module.tableCount
    case .elementDrop: return first < UInt32(module.elements.count)
    case .tableCopy: return first < module.tableCount && second < module.tableCount
    case .tableGrow, .tableFill: return first < module.tableCount
    }
  }
}
