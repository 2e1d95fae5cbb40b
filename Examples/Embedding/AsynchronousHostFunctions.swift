import Escapement
import WasmText

/// A guest waits for an `async` host function: its task is suspended, no thread is blocked.
func asynchronousHostFunctions() async throws {
  let engine = Engine()
  let linker = Linker(engine: engine)
  try linker.defineAsync("env", "fetch") { (number: Int32) async throws -> Int32 in
    try await Task.sleep(for: .milliseconds(1))
    return number * 100
  }
  let module = try Module(
    engine: engine,
    bytes: TextFormat.assemble(
      """
      (module
        (import "env" "fetch" (func $fetch (param i32) (result i32)))
        (func (export "run") (param i32) (result i32)
          (i32.add (call $fetch (local.get 0)) (call $fetch (i32.const 1))))
        (func (export "endless") (loop $again (br $again))))
      """))
  let instance = try linker.instantiate(module, in: Store(engine: engine))
  let result = try await instance.callAsync("run", as: ((Int32) -> Int32).self, 7)
  print("  run(7) =", result)

  // A guest that computes for ever ends when its task is cancelled. Store and instance belong to the task.
  let task = Task {
    let linker = Linker(engine: engine)
    try linker.defineAsync("env", "fetch") { (number: Int32) async throws -> Int32 in number }
    let instance = try linker.instantiate(module, in: Store(engine: engine))
    try await instance.callAsync("endless", as: (() -> Void).self)
  }
  task.cancel()
  do {
    try await task.value
  } catch is CancellationError {
    print("  a cancelled task's guest: CancellationError")
  }
}
