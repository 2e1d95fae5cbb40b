internal import CInterp

// The wide-arithmetic proposal: operands in slots, both halves of a result in adjacent ones.
extension FunctionTranslator {
  mutating func translateWideSum(_ row: InstructionShape) {
    let rightHigh = popOperand()
    let right = popOperand()
    let leftHigh = popOperand()
    let left = popOperand()
    let slots = [slotSource(left), slotSource(leftHigh), slotSource(right), slotSource(rightHigh)]
    emit(
      row.operation,
      with: operands_wide_sum(
        target: target, left: slots[0].field, left_high: slots[1].field, right: slots[2].field,
        right_high: slots[3].field, none: 0))
    pushWideResult()
  }

  mutating func translateWideProduct(_ row: InstructionShape) {
    let right = popOperand()
    let left = popOperand()
    let slots = [slotSource(left), slotSource(right)]
    emit(
      row.operation,
      with: operands_wide_product(
        target: target, left: slots[0].field, right: slots[1].field, none: 0))
    pushWideResult()
  }

  /// Pushes the two results of an instruction that leaves the accumulators alone.
  private mutating func pushWideResult() {
    let low = stack.push(.integer)
    let high = stack.push(.integer)
    wrote(low, .integer)
    wrote(high, .integer)
  }
}
