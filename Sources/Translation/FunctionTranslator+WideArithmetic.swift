internal import CInterp

// The wide-arithmetic proposal: operands in slots, both halves of a result in adjacent ones.
extension FunctionTranslator {
  mutating func translateWideSum(_ row: InstructionShape) {
    let rightHigh = popOperand()
    let right = popOperand()
    let leftHigh = popOperand()
    let left = popOperand()
    let slots = [slotSource(left), slotSource(leftHigh), slotSource(right), slotSource(rightHigh)]
    beginWithWideResult(row.operation)
    for slot in slots { code.append(slot: slot) }
    code.append(UInt16(0))
  }

  mutating func translateWideProduct(_ row: InstructionShape) {
    let right = popOperand()
    let left = popOperand()
    let slots = [slotSource(left), slotSource(right)]
    beginWithWideResult(row.operation)
    for slot in slots { code.append(slot: slot) }
    code.append(UInt16(0))
  }

  /// Begins an instruction with two results, and appends its target. It leaves the accumulators alone.
  private mutating func beginWithWideResult(_ operation: CInterp.Operation) {
    begin(operation)
    let low = stack.push(.integer)
    let high = stack.push(.integer)
    code.append(slot: low)
    wrote(low, .integer)
    wrote(high, .integer)
  }
}
