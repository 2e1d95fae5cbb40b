internal import WasmBinary
internal import WasmTypes

/// What C functions are called, and how they are declared.
struct FunctionNames {
  let symbol: String
  private let importedCount: UInt32
  private let names: [UInt32: String]

  private static let longestName = 80

  init(_ module: DecodedModule, bytes: UnsafeRawBufferPointer, symbol: String) {
    self.symbol = symbol
    importedCount = UInt32(module.importedFunctions.count)
    var names = module.names(bytes: bytes).functionNames()
    for export in module.exports where export.kind == .function && names[export.index] == nil {
      names[export.index] = export.name
    }
    self.names = names
  }

  func indexInSpace(_ index: UInt32) -> UInt32 { importedCount + index }

  /// The C name of a function by its index among those that the module defines: with its index, so that it is unique, and
  /// as much of its name as C allows.
  func name(_ index: UInt32) -> String {
    let number = indexInSpace(index)
    guard let name = names[number] else { return "\(symbol)_f\(number)" }
    var text = "\(symbol)_f\(number)_"
    for scalar in name.unicodeScalars.prefix(Self.longestName) {
      let isAllowed =
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
        || ("0"..."9").contains(scalar)
      text.unicodeScalars.append(isAllowed ? scalar : "_")
    }
    return text
  }

  /// The name as the module has it, for a comment.
  func comment(_ index: UInt32) -> String {
    guard let name = names[indexInSpace(index)] else { return "" }
    var text = ": "
    // Nothing that ends the comment, or goes on with it on the next line.
    for scalar in name.unicodeScalars.prefix(Self.longestName) {
      let isPlain = scalar.value >= 0x20 && scalar.value < 0x7F && scalar != "\\" && scalar != "?"
      text.unicodeScalars.append(isPlain ? scalar : "_")
    }
    return text
  }

  /// The kind of a function's result if that is the only one and no vector: what a native function returns.
  func singleResult(_ type: FunctionType) -> ValueKind? {
    guard type.results.count == 1, let result = type.results.first else { return nil }
    let kind = ValueKind(result)
    return kind == .v128 ? nil : kind
  }

  func resultKind(_ type: FunctionType) -> String { singleResult(type)?.name ?? "frame" }

  /// The head of a native function.
  func nativeDeclaration(_ index: UInt32, _ type: FunctionType, _ calls: CallGraph) -> String {
    var parameters = ["Context *running", "Slot *slots"]
    if calls.needsMemory[Int(index)] { parameters += ["uint8_t *bytes", "uint64_t size"] }
    for (number, parameter) in type.parameters.enumerated() {
      parameters.append("wasm_\(ValueKind(parameter).name) p\(number)")
    }
    return "Native_\(resultKind(type)) \(name(index))(\(parameters.joined(separator: ", ")))"
  }
}
