import Escapement
import EscapementFoundation
import Foundation
import Testing
import WasmText

@Suite struct LocalizedErrorTests {
  @Test func errorsSayWhatTheyAre() throws {
    let engine = Engine()
    let store = Store(engine: engine)
    let module = try Module(
      engine: engine, bytes: TextFormat.assemble("(module (func (export \"f\") unreachable))"))
    let instance = try Instance(store: store, module: module)
    let trap = #expect(throws: Trap.self) { try instance.function("f").call() }
    #expect((trap as (any Error)?)?.localizedDescription == "the guest trapped: unreachable")
    let call = #expect(throws: CallError.self) { try instance.function("g").call() }
    #expect((call as (any Error)?)?.localizedDescription == call?.description)
    let text = #expect(throws: ModuleError.self) {
      _ = try Module(engine: engine, bytes: Data("(module)".utf8))
    }
    #expect((text as (any Error)?)?.localizedDescription == text?.description)
  }
}
