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

/// Expects `body` to trap for `reason`.
func expectTrap(
  _ reason: Trap.Reason, sourceLocation: SourceLocation = #_sourceLocation,
  _ body: () throws -> Void
) {
  let trap = #expect(throws: Trap.self, sourceLocation: sourceLocation) { try body() }
  #expect(trap?.reason == reason, sourceLocation: sourceLocation)
}

/// The bytes of a module, from its text.
func bytes(_ text: String) throws -> [UInt8] { try TextFormat.assemble("(module \(text))") }
