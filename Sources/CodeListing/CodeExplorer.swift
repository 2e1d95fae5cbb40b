// CodeListing: the translated code of functions in words, beside the instructions that it comes from.
//
// May depend on everything below Escapement. It shows exactly the code that runs, and changes nothing.

package import Translation
internal import WasmBinary
internal import WasmText
package import WasmTypes

/// Translates functions of a module, and lists their code beside the instructions that it comes from.
package struct CodeExplorer {
  private let bytes: UnsafeRawBufferPointer
  private let module: DecodedModule
  private var options: TranslationOptions
  private let names: [UInt32: String]

  /// - Parameter bytes: A binary module. They must stay as they are while the explorer is in use.
  package init(
    _ bytes: UnsafeRawBufferPointer, options: TranslationOptions
  ) throws(ModuleError) {
    self.bytes = bytes
    self.options = options
    self.options.notesOrigins = true
    module = try decode(bytes, features: .all)
    try validate(module, bytes: bytes)
    names = module.names(bytes: bytes).functionNames()
  }

  /// The indices of the functions that the module defines.
  package var definedFunctions: Range<UInt32> {
    UInt32(module.importedFunctions.count)..<module.functionCount
  }

  /// The defined functions that a user may mean by a name or an index.
  package func functions(named name: String) -> [UInt32] {
    if let index = UInt32(name) { return definedFunctions.contains(index) ? [index] : [] }
    let exported = module.exports.filter { $0.kind == .function && $0.name == name }.map(\.index)
    return definedFunctions.filter { names[$0] == name || exported.contains($0) }
  }

  /// The listing of a defined function.
  package func text(ofFunction index: UInt32) -> String {
    let body = module.code[Int(index - definedFunctions.lowerBound)]
    var text = heading(index, body)
    do throws(TranslationError) {
      let image = try translate(
        function: index - definedFunctions.lowerBound, of: module, bytes: bytes, options: options)
      text += table(of: image, lines: lines(ofFunction: index))
    } catch {
      text += "  not translated: \(error)\n\n"
    }
    return text
  }

  private func heading(_ index: UInt32, _ body: DecodedModule.FunctionBody) -> String {
    let name = names[index].map { " \($0.printable)" } ?? ""
    let type = module.functionType(of: index) ?? FunctionType()
    return "function \(index)\(name) \(type), \(body.range.count) bytes\n"
  }

  private func lines(ofFunction index: UInt32) -> [InstructionLine] {
    var listing = FunctionListing(module, bytes: bytes)
    // The module is valid, so that every instruction can be decoded.
    do throws(ModuleError) { return try listing.lines(ofFunction: index) } catch { return [] }
  }

  private func table(of image: FunctionImage, lines: [InstructionLine]) -> String {
    // What belongs to no instruction, such as the entry of the function, goes to the first one.
    let code = codeByOrigin(image, first: lines.first?.offset ?? 0)
    var text = ""
    for line in lines {
      let left = "0x" + String(line.offset, radix: 16) + "  " + line.text
      let instructions = code[line.offset] ?? []
      text += Self.row(left, instructions.first)
      for instruction in instructions.dropFirst() { text += Self.row("", instruction) }
    }
    return text + "  \(image.code.count) bytes of code\n\n"
  }

  /// The instructions of the code, by the position of the WebAssembly instruction that they come from.
  private func codeByOrigin(
    _ image: FunctionImage, first: UInt32
  ) -> [UInt32: [DisassembledInstruction]] {
    var entries: [CodeLocations.Entry] = []
    image.origins?.forEach({ entry in
      entries.append(entry)
      return true
    })
    var code: [UInt32: [DisassembledInstruction]] = [:]
    var origin = first
    var next = 0
    for var instruction in image.disassembly(handlerFieldSize: options.handlerFieldSize) {
      // The loop in Swift knows no sequences.
      if options.usesBaseHandlersOnly { instruction.beginsFusedSequence = false }
      while next < entries.count, Int(entries[next].code) <= instruction.position {
        origin = max(entries[next].module, first)
        next += 1
      }
      code[origin, default: []].append(instruction)
    }
    return code
  }

  /// Where the right column begins.
  private static let column = 44
  private static let positionWidth = 5
  private static let nameWidth = 26

  private static func row(_ left: String, _ instruction: DisassembledInstruction?) -> String {
    guard let instruction else { return "  \(left)\n" }
    let position = String(instruction.position)
    let indent = String(repeating: " ", count: max(0, positionWidth - position.count))
    let name = instruction.name + (instruction.beginsFusedSequence ? "+" : "")
    let right = padded(name, nameWidth) + instruction.operands
    return "  " + padded(left, column) + indent + position + "  " + right + "\n"
  }

  /// At least one space behind the text.
  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }
}
