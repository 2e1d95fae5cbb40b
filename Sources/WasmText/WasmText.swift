// WasmText: the text format of WebAssembly 3.0 and of components (`.wat`), and the test scripts
// written in it (`.wast`).
//
//   TextFormat.assemble(_:)      text → binary module or component
//   TextFormat.disassemble(_:)   binary module or component → text that assembles to the same bytes
//   Script                       the commands of a `.wast` file
//
// Inside, text flows one way: Lexer → TokenizedText → ModuleAssembler, which encodes function
// bodies straight from their tokens and keeps no syntax tree; or → ComponentAssembler, which reads
// definitions one after the other and leaves modules to the former.
//
// Depends on WasmTypes, on WasmBinary and ComponentBinary for reading and writing the binary
// formats, and on CInterp for the names of the instructions. What never happens here: validation (a
// text that follows the grammar is encoded even if the module is invalid), recursion driven by
// input (but for components, types and values inside of one another, to a fixed depth), or a Swift
// trap on any input.

public import ComponentBinary
public import WasmTypes

/// The text format of WebAssembly. Specification: "Text Format".
public enum TextFormat {
  /// Translates one module or component from the text format to the binary format.
  ///
  /// A text that begins with `(component` is a component, any other one a module. Identifiers and `@name` annotations are kept in a name section, `@custom` annotations become
  /// custom sections. Nothing is validated.
  ///
  /// - Throws: `TextError` at the first place that does not follow the grammar, that refers to an
  ///   unknown identifier, or that holds a number out of its range.
  public static func assemble(_ text: String) throws(TextError) -> [UInt8] {
    try assemble(utf8: Array(text.utf8))
  }

  /// Translates one module or component from the text format, given as UTF-8, to the binary format.
  ///
  /// - Throws: `TextError`, also where the bytes are not well-formed UTF-8.
  public static func assemble(utf8 text: [UInt8]) throws(TextError) -> [UInt8] {
    let tokens = try TokenizedText(text)
    return TokenCursor(tokens).isAtForm(.component)
      ? try ComponentAssembler.assemble(tokens) : try ModuleAssembler.assemble(tokens)
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

  /// Translates a binary component to the text format, in which nothing is abbreviated.
  ///
  /// What the component's name section says becomes identifiers and `@name` annotations; custom
  /// sections become `@custom` annotations. Assembling the text gives the same bytes again if the
  /// component was encoded as shortly as possible, with neighbours of a kind in one section, and
  /// with its name section last. The component is not validated.
  ///
  /// - Throws: `ComponentError` if the bytes are no component, or if one of its modules is none.
  public static func disassemble(component binary: [UInt8]) throws(ComponentError) -> String {
    let text = try binary.withUnsafeBufferPointer { (bytes) throws(ComponentError) in
      let bytes = UnsafeRawBufferPointer(bytes)
      return try ComponentPrinter.text(of: try decodeComponent(bytes, features: .all), bytes)
    }
    return String(decoding: text, as: UTF8.self)
  }
}
