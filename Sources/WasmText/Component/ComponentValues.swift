internal import ComponentBinary
internal import WasmTypes

// Value definitions. Explainer: "Value Definitions".
extension ComponentAssembler {
  /// `value id? t (binary "..."*)`. Values in words are not supported, here as in other tools.
  mutating func valueField(_ token: Token) throws(TextError) {
    let declaration = try declaration()
    if cursor.acceptForm(.alias) { return try invertedAlias(.value, declaration, at: token) }
    let type = try typePart()
    guard cursor.acceptForm(.binary) else {
      throw cursor.error("values other than (binary ...) are not supported")
    }
    let bytes = try keep(try cursor.strings())
    try cursor.expectClose()
    let value = ComponentSyntax.Value(type: try resolve(type), bytes: bytes)
    _ = try define(.value(value), declaration, .value, at: token)
  }
}
