internal import CInterp

/// One instruction of an image in words.
package struct DisassembledInstruction: Sendable {
  package var position: Int
  /// The operation, with the places of its operands as in handlers.h: `i32_add.sk.a`.
  package var name: String
  /// `s3` a slot, `#5` a constant, `-> 42` a position to go to.
  package var operands: String
  /// Whether a sequence of instructions begins here that shares a handler where sequences are fused.
  package var beginsFusedSequence: Bool
}

extension FunctionImage {
  /// Every instruction in words, in the order of the code.
  package func disassembly(handlerFieldSize: Int) -> [DisassembledInstruction] {
    var reader = ImageReader(code: code, handlerFieldSize: handlerFieldSize)
    var instructions: [ImageReader.Instruction] = []
    while let instruction = reader.next() { instructions.append(instruction) }
    return instructions.indices.map { index in
      let instruction = instructions[index]
      return DisassembledInstruction(
        position: instruction.position, name: name(of: instruction.handler),
        operands: operands(of: instruction, in: reader),
        beginsFusedSequence: beginsFusedSequence(instructions[index...]))
    }
  }

  private func beginsFusedSequence(_ instructions: ArraySlice<ImageReader.Instruction>) -> Bool {
    // `machine_resolve` sees a `finish` behind the end, too.
    var handlers = instructions.prefix(3).map { Handler(rawValue: $0.handler) }
    while handlers.count < 3 { handlers.append(Handler_finish_nn_n) }
    return fused_sequence_at(handlers[0], handlers[1], handlers[2]) >= 0
  }

  private func name(of handler: UInt32) -> String {
    let description = handler_description(Handler(rawValue: handler))
    var name = String(cString: operation_name(description.operation))
    var places = ""
    for letter in [description.left, description.right] where letter != CChar(UInt8(ascii: "n")) {
      places.unicodeScalars.append(Unicode.Scalar(UInt8(bitPattern: letter)))
    }
    if !places.isEmpty { name += "." + places }
    let hasVariant = [CChar(UInt8(ascii: "a")), CChar(UInt8(ascii: "p")), CChar(UInt8(ascii: "q"))]
      .contains(description.variant)
    if hasVariant {
      name += "."
      name.unicodeScalars.append(Unicode.Scalar(UInt8(bitPattern: description.variant)))
    }
    return name
  }

  private func operands(of instruction: ImageReader.Instruction, in reader: ImageReader) -> String {
    var texts: [String] = []
    reader.forEachOperand(of: instruction) { _, operand in
      if let text = Self.text(of: operand) { texts.append(text) }
      return true
    }
    for entry in 0..<instruction.displacementCount {
      texts.append("-> \(reader.target(entry, of: instruction))")
    }
    var text = ""
    for (index, operand) in texts.enumerated() { text += (index == 0 ? "" : ", ") + operand }
    return text
  }

  private static func text(of operand: ImageReader.Operand) -> String? {
    let value = operand.value
    switch operand.kind {
    case .target, .source, .wide_target, .wide_source, .range: return "s\(value)"
    case .unused, .displacement_count: return nil
    case .header: return "header s\(value)"
    case .count: return "count \(value)"
    case .constant: return "#\(Int32(bitPattern: value))"
    case .constant_low: return "#low 0x" + String(value, radix: 16)
    case .constant_high: return "#high 0x" + String(value, radix: 16)
    case .offset: return "+\(value)"
    case .end_offset: return "end +\(value)"
    case .displacement: return "-> \(operand.end + Int(Int32(bitPattern: value)))"
    case .function: return "code \(value)"
    case .any_function: return "function \(value)"
    case .type: return "type \(value)"
    case .global: return "global \(value)"
    case .table: return "table \(value)"
    case .element: return "elements \(value)"
    case .data: return "data \(value)"
    case .memory: return "memory \(value)"
    case .tag: return "tag \(value)"
    case .lane: return "lane \(value)"
    case .lanes: return "lanes 0x" + String(value, radix: 16)
    case .selector, .immediate: return "\(value)"
    }
  }
}
