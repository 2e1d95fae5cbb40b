// WasmText: the text format of WebAssembly 3.0 (`.wat`) and the test scripts written in it
// (`.wast`).
//
//   TextFormat.assemble(_:)      text → binary module
//   TextFormat.disassemble(_:)   binary module → text that assembles to the same bytes
//   Script                       the commands of a `.wast` file
//
// Inside, text flows one way: Lexer → TokenizedText → ModuleAssembler, which encodes function
// bodies straight from their tokens and keeps no syntax tree.
//
// Depends on WasmTypes, on WasmBinary for reading and writing the binary format, and on CInterp for
// the names of the instructions. What never happens here: validation (a text that follows the
// grammar is encoded even if the module is invalid), recursion driven by input, or a Swift trap on
// any input.

public import WasmTypes

/// The text format of WebAssembly. Specification: "Text Format".
public enum TextFormat {
  /// Translates one module from the text format to the binary format.
  ///
  /// Identifiers and `@name` annotations are kept in a name section, `@custom` annotations become
  /// custom sections. The module is not validated.
  ///
  /// - Throws: `TextError` at the first place that does not follow the grammar, that refers to an
  ///   unknown identifier, or that holds a number out of its range.
  public static func assemble(_ text: String) throws(TextError) -> [UInt8] {
    try assemble(utf8: Array(text.utf8))
  }

  /// Translates one module from the text format, given as UTF-8, to the binary format.
  ///
  /// - Throws: `TextError`, also where the bytes are not well-formed UTF-8.
  public static func assemble(utf8 text: [UInt8]) throws(TextError) -> [UInt8] {
    try ModuleSource.quote(text).binary()
  }

  /// Translates a binary module to the text format, in which instructions are not folded.
  ///
  /// What the module's name section says becomes identifiers, or `@name` annotations for names that
  /// cannot be identifiers; custom sections become `@custom` annotations. Assembling the text gives
  /// the same bytes again if the module was encoded as shortly as possible. The module is not
  /// validated.
  ///
  /// - Throws: `ModuleError` if the bytes are no WebAssembly module.
  public static func disassemble(_ binary: [UInt8]) throws(ModuleError) -> String {
    let text = try binary.withUnsafeBufferPointer { (bytes) throws(ModuleError) in
      try ModulePrinter.text(of: UnsafeRawBufferPointer(bytes))
    }
    return String(decoding: text, as: UTF8.self)
  }
}
