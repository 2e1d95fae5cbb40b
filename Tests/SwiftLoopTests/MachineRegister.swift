import CInterp

/// What the C loop keeps outside of the frame, in the order in which programs show it.
enum MachineRegister: Int, CaseIterable {
  case accumulator, floatAccumulator, pinnedP, pinnedQ, pinnedFloatP, pinnedFloatQ

  /// The register that a place or a variant means for a value of a type, if it means one.
  init?(place: Character, type: Character) {
    switch (place, isFloat(type)) {
    case ("a", false): self = .accumulator
    case ("a", true): self = .floatAccumulator
    case ("p", false): self = .pinnedP
    case ("p", true): self = .pinnedFloatP
    case ("q", false): self = .pinnedQ
    case ("q", true): self = .pinnedFloatQ
    default: return nil
    }
  }

  /// What the register holds before a program runs: another value in each.
  var untouched: UInt64 { World.untouched &+ UInt64(rawValue + 1) << 40 }
}

extension World {
  /// Sets what a register starts with. The context has no place for the floating-point accumulator, which a program
  /// must load itself: `emitFloatAccumulator`.
  func set(_ register: MachineRegister, to value: UInt64) {
    switch register {
    case .accumulator: context.pointee.saved_accumulator = value
    case .floatAccumulator: break
    case .pinnedP: context.pointee.saved_pinned.0 = value
    case .pinnedQ: context.pointee.saved_pinned.1 = value
    case .pinnedFloatP: context.pointee.saved_pinned.2 = value
    case .pinnedFloatQ: context.pointee.saved_pinned.3 = value
    }
  }
}

extension Assembler {
  /// Loads the floating-point accumulator from a slot.
  mutating func emitFloatAccumulator(from slot: UInt64) {
    // The target is not written.
    emit(Handler_f64_reinterpret_i64_sn_a, 0, .value(slot))
  }

  /// Copies the registers to slots, one after the other.
  mutating func emitRegisters(to first: UInt64) {
    for register in MachineRegister.allCases {
      let slot = Operand.value(first + UInt64(register.rawValue))
      switch register {
      case .accumulator: emit(Handler_keep_an_n, slot)
      case .floatAccumulator: emit(Handler_keep_float_an_n, slot)
      case .pinnedP: emit(Handler_unpin_pn_s, slot)
      case .pinnedQ: emit(Handler_unpin_qn_s, slot)
      case .pinnedFloatP: emit(Handler_unpin_float_pn_s, slot)
      case .pinnedFloatQ: emit(Handler_unpin_float_qn_s, slot)
      }
    }
  }
}
