package import WasmBinary
package import WasmTypes

/// One instruction in the text format.
package struct InstructionLine: Hashable, Sendable {
  /// The position of the instruction in the module's bytes.
  package var offset: UInt32
  /// Indented by two spaces for each block that it is in.
  package var text: String
}

/// Lists the instructions of a module's functions with their positions.
package struct FunctionListing {
  private var printer: ModulePrinter

  /// - Parameters:
  ///   - module: Decoded from `bytes` and valid.
  ///   - bytes: Must stay as they are while the listing is in use.
  package init(_ module: DecodedModule, bytes: UnsafeRawBufferPointer) {
    let outline = SectionOutline(module, bytes)
    printer = ModulePrinter(module, bytes, outline, keepsNameSection: true)
  }

  /// The instructions of the defined function with the given index in the function index space.
  package mutating func lines(ofFunction index: UInt32) throws(ModuleError) -> [InstructionLine] {
    let module = printer.module
    let imported = UInt32(truncatingIfNeeded: module.importedFunctions.count)
    guard index >= imported, index - imported < UInt32(truncatingIfNeeded: module.code.count)
    else { return [] }
    let body = module.code[Int(index - imported)]
    printer.out = TextBuffer()
    printer.enterFunction(index)
    try printer.writeBody(body, function: index)

    // The printer writes an instruction per line, in order; the first line is what precedes the first line end.
    var texts = printer.out.utf8.split(separator: UInt8(ascii: "\n"))[...]
    var decoder = InstructionDecoder(bytes: printer.bytes, range: body.expression)
    var lines: [InstructionLine] = []
    while !decoder.isAtEnd {
      let offset = decoder.offset
      _ = try decoder.next()
      // The printer leaves the last `end` out, and indents a body by two levels.
      let text = texts.popFirst().map { String(decoding: $0.dropFirst(4), as: UTF8.self) }
      lines.append(InstructionLine(offset: offset, text: text ?? "end"))
    }
    return lines
  }
}
