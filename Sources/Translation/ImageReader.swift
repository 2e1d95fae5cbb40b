package import CInterp

/// Walks the instructions of a code image, trusting nothing: an image may come from a damaged artifact.
package struct ImageReader {
  /// One operand as it is in the image.
  package struct Operand: Hashable, Sendable {
    package var kind: OperandKind
    package var value: UInt32
    /// The position behind it, from which displacements count.
    package var end: Int
  }

  package struct Instruction: Sendable {
    package var position: Int
    /// The handler's number, which exists.
    package var handler: UInt32
    fileprivate var firstOperand: Int
    /// Where the displacements of a branch table begin, the default last; they count from `end`.
    fileprivate var firstDisplacement: Int
    package var displacementCount: Int
    package var end: Int
  }

  private let code: [UInt8]
  private let handlerFieldSize: Int
  private(set) package var position = 0

  package init(code: [UInt8], handlerFieldSize: Int) {
    self.code = code
    self.handlerFieldSize = handlerFieldSize
  }

  /// A reader of the same code from its start.
  package func rewound() -> ImageReader {
    ImageReader(code: code, handlerFieldSize: handlerFieldSize)
  }

  package var isAtEnd: Bool { position >= code.count }

  /// The next instruction, or nil if there is none or what is there is not one.
  package mutating func next() -> Instruction? {
    let start = position
    guard let handler = handlerNumber() else { return nil }
    let description = handler_description(Handler(rawValue: handler))
    var instruction = Instruction(
      position: start, handler: handler, firstOperand: position,
      firstDisplacement: position + Int(description.operand_size), displacementCount: 0,
      end: position + Int(description.operand_size))
    guard instruction.end <= code.count else { return nil }
    if description.operation == .branch_table {
      let count = integer(4, at: instruction.end - 4)
      guard UInt64(count) < UInt64((code.count - instruction.end) / 4) else { return nil }
      instruction.displacementCount = Int(truncatingIfNeeded: count) + 1
      instruction.end += instruction.displacementCount * 4
    }
    position = instruction.end
    return instruction
  }

  /// Calls `body` with each operand until it returns false; gives false then.
  @discardableResult
  package func forEachOperand(
    of instruction: Instruction, _ body: (_ index: Int, Operand) -> Bool
  ) -> Bool {
    var position = instruction.firstOperand
    var index = 0
    var letter = handler_description(Handler(rawValue: instruction.handler)).format!
    while letter.pointee != 0 {
      let width = Int(operand_width(letter.pointee))
      // Every letter of a format is one of these.
      let kind = OperandKind(rawValue: UInt32(UInt8(bitPattern: letter.pointee))).unsafelyUnwrapped
      let operand = Operand(
        kind: kind, value: integer(width, at: position), end: position + width)
      if !body(index, operand) { return false }
      position += width
      index += 1
      letter += 1
    }
    return true
  }

  /// The values of the operands, for tools.
  package func operands(of instruction: Instruction) -> [Operand] {
    var operands: [Operand] = []
    forEachOperand(of: instruction) { _, operand in
      operands.append(operand)
      return true
    }
    return operands
  }

  /// The position that an entry of a branch table leads to.
  package func target(_ entry: Int, of instruction: Instruction) -> Int {
    let displacement = integer(4, at: instruction.firstDisplacement + entry * 4)
    return instruction.end &+ Int(Int32(bitPattern: displacement))
  }

  private mutating func handlerNumber() -> UInt32? {
    guard code.count - position >= handlerFieldSize else { return nil }
    let number = integer(4, at: position)
    if handlerFieldSize == 8, integer(4, at: position + 4) != 0 { return nil }
    position += handlerFieldSize
    return number < UInt32(handler_count.rawValue) ? number : nil
  }

  /// - Precondition: the bytes are there.
  private func integer(_ width: Int, at position: Int) -> UInt32 {
    code.withUnsafeBytes { bytes in
      width == 4
        ? UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt32.self))
        : UInt32(
          UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt16.self)))
    }
  }
}
