import EscapementFFI
import WasmText

/// An instance of a module in the text format, with the C functions that it imports.
struct Guest {
  let store: Store
  let instance: Instance

  init(
    _ text: String, limits: ResourceLimits = ResourceLimits(),
    _ define: (Linker) throws -> Void = { _ in }
  ) throws {
    let engine = Engine()
    let module = try Module(engine: engine, bytes: try TextFormat.assemble(text))
    let linker = Linker(engine: engine)
    try define(linker)
    store = Store(engine: engine, limits: limits)
    instance = try linker.instantiate(module, in: store)
  }

  func call(_ name: String, _ arguments: Value...) throws -> [Value] {
    try instance.function(name).call(arguments)
  }

  var memory: Memory { get throws { try instance.memory("memory") } }
}

/// The error that `body` throws, if it is of C functions.
func functionError(_ body: () throws -> some Any) -> CFunctionError? {
  do {
    _ = try body()
    return nil
  } catch {
    return error as? CFunctionError
  }
}
