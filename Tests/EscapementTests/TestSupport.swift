import Escapement
import Testing
import WasmText

/// A module from its text.
func module(_ text: String, engine: Engine = Engine()) throws -> Module {
  try Module(engine: engine, bytes: TextFormat.assemble("(module \(text))"))
}

/// An instance of a module without imports, in a store of its own.
func instance(_ text: String, engine: Engine = Engine()) throws -> Instance {
  try Instance(store: Store(engine: engine), module: module(text, engine: engine))
}
