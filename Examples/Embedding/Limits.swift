import Escapement
import WasmText

/// What a guest may take of the host: each limit ends in an error, and the store stays usable.
func limits() async throws {
  var configuration = EngineConfiguration()
  // Only code that is translated for it counts instructions.
  configuration.metersFuel = true
  let engine = Engine(configuration: configuration)
  var limits = ResourceLimits()
  limits.memoryBytes = 1 << 20
  limits.valueStackBytes = 256 << 10
  let module = try Module(
    engine: engine,
    bytes: TextFormat.assemble(
      """
      (module
        (memory 1)
        (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
        (func $deep (export "deep") (call $deep))
        (func (export "endless") (loop $again (br $again))))
      """))
  let store = Store(engine: engine, limits: limits)
  let instance = try Instance(store: store, module: module)
  func attempt(_ name: String) throws {
    do { try instance.function(name).call() } catch let trap as Trap {
      print("  \(name):", trap.reason)
    }
  }
  store.fuel = 1_000_000
  let grow = try instance.function("grow", as: ((Int32) -> Int32).self)
  print("  grow(15) = \(try grow(15)), grow(1) = \(try grow(1))")
  try attempt("deep")
  store.fuel = 10_000
  try attempt("endless")
  store.fuel = .max
  store.deadline = .now + .milliseconds(10)
  try attempt("endless")
  store.deadline = nil
  // From any thread or task.
  let handle = store.interruptHandle
  let other = Task.detached {
    try await Task.sleep(for: .milliseconds(10))
    handle.interrupt()
  }
  try attempt("endless")
  try await other.value
}
