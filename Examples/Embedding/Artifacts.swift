import Escapement
import WasmText

/// A module is translated once, and loaded later without validation or translation.
func artifacts() throws {
  let engine = Engine()
  let module = try Module(
    engine: engine,
    bytes: TextFormat.assemble(
      """
      (module (func (export "square") (param i64) (result i64)
        (i64.mul (local.get 0) (local.get 0))))
      """))
  let artifact = try module.serialize()
  let loaded = try Module(engine: engine, deserializing: artifact)
  let instance = try Instance(store: Store(engine: engine), module: loaded)
  let square = try instance.function("square", as: ((Int64) -> Int64).self)
  print("  square(12) =", try square(12))
  var damaged = artifact
  damaged[damaged.count / 2] ^= 4
  do { _ = try Module(engine: engine, deserializing: damaged) } catch { print("  \(error)") }
}
