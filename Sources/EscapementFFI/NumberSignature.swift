#if FFI
  /// How the arguments and the result of a C function that has numbers only go to C and back, worked out in advance.
  struct NumberSignature {
    /// Their cells are on the stack. Functions with more parameters are called like all others.
    static let mostParameters = 8

    let parameters: [NumberPassage]
    /// Nil for void.
    let result: NumberPassage?

    /// Nil if the type has something else, or too many parameters.
    init?(_ type: CFunctionType) {
      guard type.parameters.count <= Self.mostParameters else { return nil }
      var parameters: [NumberPassage] = []
      for parameter in type.parameters {
        guard case .number(let number) = parameter else { return nil }
        parameters.append(NumberPassage(number, type.addressType))
      }
      self.parameters = parameters
      switch type.result {
      case .void: result = nil
      case .number(let number): result = NumberPassage(number, type.addressType)
      case .pointer, .handle: return nil
      }
    }
  }

  /// What `CNumber.cell(fromSlot:_:)`, `loadCell(_:)` and `slot(fromCell:_:)` do for one type, without asking for it.
  struct NumberPassage {
    private let isSigned: Bool
    /// The bits of a slot, and of a register of C, that are above the number.
    private let slotShift: UInt64
    private let hostShift: UInt64
    /// Whether a slot that is not the number as it is in C is an error.
    private let mustFit: Bool
    /// Whether the guest has an i32.
    private let isNarrow: Bool

    init(_ number: CNumber, _ addressType: AddressType) {
      isSigned = number.isSigned
      isNarrow = number.guestType(addressType) == .i32
      hostShift = Self.shift(number.hostSize)
      switch number {
      case .long where addressType == .i32:
        slotShift = Self.shift(4)
        mustFit = false
      case .long, .unsignedLong, .size:
        slotShift = hostShift
        mustFit = true
      default:
        slotShift = hostShift
        mustFit = false
      }
    }

    private static func shift(_ bytes: Int) -> UInt64 { UInt64(64 - 8 * bytes) }

    /// What a slot becomes in C; nil if it does not fit.
    func cell(fromSlot slot: UInt64) -> UInt64? {
      let cell = extended(slot, above: slotShift)
      return mustFit && cell != slot ? nil : cell
    }

    /// What a result becomes in a guest; nil if it does not fit.
    ///
    /// - Parameter bits: With the result in its lowest bytes, as libffi leaves it.
    func slot(fromResult bits: UInt64) -> UInt64? {
      let cell = extended(bits, above: hostShift)
      guard isNarrow else { return cell }
      return extended(cell, above: Self.shift(4)) == cell ? cell & 0xFFFF_FFFF : nil
    }

    private func extended(_ value: UInt64, above shift: UInt64) -> UInt64 {
      let bits = value &<< shift
      return isSigned
        ? UInt64(bitPattern: Int64(bitPattern: bits) &>> Int64(shift)) : bits &>> shift
    }
  }
#endif
