import CInterp
import Testing

/// What the translator relies on when it looks for handlers.
@Suite struct HandlerTableTests {
  @Test func everyHandlerIsFoundByItsPlaces() {
    for handler in allHandlers {
      let description = handler_description(handler)
      let found = handler_for(
        description.operation, place(description.left), place(description.right),
        variant(description.variant))
      #expect(found == Int32(handler.rawValue), "\(name(of: handler))")
    }
  }

  @Test func whatDoesNotExistIsNotFound() {
    #expect(handler_for(.i32_add, .constant, .constant, .slot) == -1)
    #expect(handler_for(.i32_div_s, .pinned_p, .pinned_q, .accumulator) == -1)
    #expect(handler_for(.f64_div, .slot, .slot, .pinned_p) == -1)
    #expect(handler_for(.finish, .accumulator, .slot, .slot) == -1)
    #expect(handler_for(.branch_if_f32_eq, .slot, .slot, variant_backward) == -1)
  }

  /// The translator begins with the accumulator and decides later that a slot is needed as well.
  @Test func whereAResultIsOnlyInTheAccumulatorItCanBeInASlotAsWell() {
    for handler in allHandlers where places(of: handler).variant == "a" {
      let description = handler_description(handler)
      let found = handler_for(
        description.operation, place(description.left), place(description.right), .slot)
      #expect(found >= 0, "\(name(of: handler))")
    }
  }

  /// Operands that no handler has in their places go to slots.
  @Test(arguments: OperationUnderTest.all(.unary, .binary, .load, .store))
  func allOperandsCanBeInSlots(_ operation: OperationUnderTest) {
    #expect(handler_for(operation.operation, .slot, .slot, .slot) >= 0)
  }

  /// Places are numbers there, and the place of an operand that is absent is that of a slot.
  private func place(_ letter: CChar) -> Place {
    switch UInt8(bitPattern: letter) {
    case UInt8(ascii: "k"): .constant
    case UInt8(ascii: "a"): .accumulator
    case UInt8(ascii: "p"): .pinned_p
    case UInt8(ascii: "q"): .pinned_q
    default: .slot
    }
  }

  private func variant(_ letter: CChar) -> Variant {
    switch UInt8(bitPattern: letter) {
    case UInt8(ascii: "a"): .accumulator
    case UInt8(ascii: "b"): variant_backward
    case UInt8(ascii: "p"): .pinned_p
    case UInt8(ascii: "q"): .pinned_q
    default: .slot
    }
  }
}
