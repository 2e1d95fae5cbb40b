/// A module as a script or a file gives it, not yet translated.
public struct ModuleSource: Sendable {
  enum Form: Sendable {
    /// The tokens between `(module` and its closing parenthesis.
    case text(TokenizedText, Range<Int>)
    case binary([UInt8])
    case quote([UInt8])
  }

  let form: Form

  /// A module in the text format that has not been looked at: it may be malformed.
  static func quote(_ text: [UInt8]) -> ModuleSource { ModuleSource(form: .quote(text)) }

  /// The module in the binary format.
  ///
  /// - Throws: `TextError` if a module in the text format is malformed.
  public func binary() throws(TextError) -> [UInt8] {
    switch form {
    case .binary(let bytes): return bytes
    case .text(let text, let range): return try ModuleAssembler.assemble(contents: range, of: text)
    case .quote(let bytes): return try ModuleAssembler.assemble(try TokenizedText(bytes))
    }
  }
}

extension ModuleSource {
  /// Whether the module is given in the text format, quoted or not.
  public var isText: Bool {
    if case .binary = form { return false }
    return true
  }
}
