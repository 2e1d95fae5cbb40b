/// A module or a component as a script or a file gives it, not yet translated.
public struct ModuleSource: Sendable {
  /// What is given. Specification of the component model: "Component Definitions".
  public enum Layer: Sendable {
    case module
    case component
  }

  enum Form: Sendable {
    /// The tokens between `(module` or `(component` and its closing parenthesis.
    case text(TokenizedText, Range<Int>)
    case binary([UInt8])
    case quote([UInt8])
  }

  /// Whether the script calls it a module or a component; the bytes may say something else.
  public let layer: Layer
  let form: Form

  init(_ layer: Layer, _ form: Form) {
    self.layer = layer
    self.form = form
  }

  /// The module or component in the binary format.
  ///
  /// - Throws: `TextError` if it is in the text format and malformed.
  public func binary() throws(TextError) -> [UInt8] {
    switch (form, layer) {
    case (.binary(let bytes), _): return bytes
    case (.quote(let bytes), _): return try TextFormat.assemble(utf8: bytes)
    case (.text(let text, let range), .module):
      return try ModuleAssembler.assemble(contents: range, of: text)
    case (.text(let text, let range), .component):
      return try ComponentAssembler.assemble(contents: range, of: text)
    }
  }
}

extension ModuleSource {
  /// Whether it is given in the text format, quoted or not.
  public var isText: Bool {
    if case .binary = form { return false }
    return true
  }
}
