internal import CInterp

/// Walks the instructions of a code image, trusting nothing: an image may come from a damaged artifact.
package struct ImageReader {
  /// One operand as it is in the image.
  package struct Operand: Hashable, Sendable {
    /// The letter of its kind: see OPERAND_KINDS in handlers.h.
    package var kind: UInt8
    package var value: UInt32
    /// The position behind it, from which displacements count.
    package var end: Int
  }

  package struct Instruction: Sendable {
    package var position: Int
    /// The handler's number, which exists.
    package var handler: UInt32
    package var operands: [Operand]
    /// The displacements of a branch table, the default last; they count from the end of the instruction.
    package var displacements: [Int32]
    package var end: Int
  }

  private let code: [UInt8]
  private let handlerFieldSize: Int
  private(set) package var position = 0

  package init(code: [UInt8], handlerFieldSize: Int) {
    self.code = code
    self.handlerFieldSize = handlerFieldSize
  }

  package var isAtEnd: Bool { position >= code.count }

  /// The next instruction, or nil if there is none or what is there is not one.
  package mutating func next() -> Instruction? {
    let start = position
    guard let handler = handlerNumber() else { return nil }
    let description = handler_description(Handler(rawValue: handler)).pointee
    var operands: [Operand] = []
    var letters = description.format!
    while letters.pointee != 0 {
      let width = Int(operand_width(letters.pointee))
      guard let value = integer(width) else { return nil }
      operands.append(
        Operand(kind: UInt8(bitPattern: letters.pointee), value: value, end: position))
      letters += 1
    }
    var displacements: [Int32] = []
    if let count = operands.last, count.kind == UInt8(ascii: "N") {
      guard UInt64(count.value) < UInt64(code.count) else { return nil }
      for _ in 0...count.value {
        guard let displacement = integer(4) else { return nil }
        displacements.append(Int32(bitPattern: displacement))
      }
    }
    return Instruction(
      position: start, handler: handler, operands: operands, displacements: displacements,
      end: position)
  }

  private mutating func handlerNumber() -> UInt32? {
    guard let number = integer(4) else { return nil }
    if handlerFieldSize == 8 {
      guard let high = integer(4), high == 0 else { return nil }
    }
    return number < UInt32(handler_count.rawValue) ? number : nil
  }

  private mutating func integer(_ width: Int) -> UInt32? {
    guard code.count - position >= width else { return nil }
    var value: UInt32 = 0
    for index in 0..<width { value |= UInt32(code[position + index]) << UInt32(8 * index) }
    position += width
    return value
  }
}
