import Escapement
import WasmText

/// What can go wrong, and what the host learns of it.
func errors() throws {
  struct OutOfCoffee: Error {}
  let engine = Engine()
  let linker = Linker(engine: engine)
  try linker.define("env", "brew") { () throws -> Void in throw OutOfCoffee() }
  func module(_ text: String) throws -> Module {
    try Module(engine: engine, bytes: TextFormat.assemble(text))
  }
  let instance = try linker.instantiate(
    module(
      """
      (module $kitchen
        (import "env" "brew" (func $brew))
        (func $divide (param i32 i32) (result i32) (i32.div_s (local.get 0) (local.get 1)))
        (func $share (export "share") (param i32) (result i32)
          (call $divide (i32.const 12) (local.get 0)))
        (func (export "breakfast") (call $brew)))
      """), in: Store(engine: engine))
  // A trap has a reason in the specification's words, and where it happened.
  do {
    _ = try instance.function("share").call([.i32(0)])
  } catch let trap as Trap {
    for line in "\(trap)".split(separator: "\n") { print("  \(line)") }
  }
  // An error that a host function throws arrives as it is.
  do { try instance.function("breakfast").call() } catch is OutOfCoffee { print("  out of coffee") }
  // Modules that are broken, functions that are not there or have another type.
  do {
    _ = try module("(module (func (result i32) (i64.const 1)))")
  } catch {
    print("  \(error)")
  }
  do {
    _ = try instance.function("share", as: ((Double) -> Double).self)
  } catch {
    print("  \(error)")
  }
  do { _ = try instance.function("shar") } catch { print("  \(error)") }
  do {
    _ = try linker.instantiate(
      module("(module (import \"env\" \"tea\" (func)))"), in: instance.store)
  } catch {
    print("  \(error)")
  }
}
