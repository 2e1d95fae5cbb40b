// What other modules of the package may ask of the engine, but embedders need not know.
internal import WasmBinary

extension Module {
  /// Whether instantiating the module runs a function of it.
  package var hasStartFunction: Bool { decoded.start != nil }
}
