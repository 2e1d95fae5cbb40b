import Escapement
import WasmText

/// A guest calls Swift closures, and Swift calls the guest.
func hostFunctions() throws {
  let engine = Engine()
  let linker = Linker(engine: engine)
  // Parameters and results are Swift's own types. A first parameter of type Caller knows who calls.
  try linker.define("env", "log") { (caller: Caller, address: UInt32, count: UInt32) in
    print(
      "  the guest says:",
      try caller.memory?.string(at: UInt64(address), count: UInt64(count)) ?? "")
  }
  // A host function may call the guest again, which may call the host again.
  try linker.define("env", "twice") { (caller: Caller, number: Int32) throws -> Int32 in
    guard let instance = caller.instance else { return 0 }
    let next = try instance.function("next", as: ((Int32) -> Int32).self)
    return 2 * (try next(number))
  }
  let module = try Module(
    engine: engine,
    bytes: TextFormat.assemble(
      """
      (module
        (import "env" "log" (func $log (param i32 i32)))
        (import "env" "twice" (func $twice (param i32) (result i32)))
        (memory (export "memory") 1)
        (data (i32.const 16) "good day")
        (func (export "next") (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))
        (func (export "run") (param i32) (result i32)
          (call $log (i32.const 16) (i32.const 8))
          (call $twice (local.get 0))))
      """))
  for wanted in module.imports { print("  needs", wanted.module, wanted.name, wanted.type) }
  for offered in module.exports { print("  has", offered.name, offered.type) }

  let instance = try linker.instantiate(module, in: Store(engine: engine))
  let run = try instance.function("run", as: ((Int32) -> Int32).self)
  print("  run(20) =", try run(20))
  // Where types are only known at run time, arguments and results are of type Value.
  print("  run(30) =", try instance.function("run").call([.i32(30)]))
}
