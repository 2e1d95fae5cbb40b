import Escapement
import WasmText

/// Many short uses of one module, from any thread: each finds an instance that is as good as new.
func templates() throws {
  let engine = Engine()
  let module = try Module(
    engine: engine,
    bytes: TextFormat.assemble(
      """
      (module
        (import "env" "rate" (func $rate (result i32)))
        (memory (export "memory") 16)
        (global $uses (mut i32) (i32.const 0))
        (func (export "price") (param $amount i32) (result i32)
          ;; What an earlier use has left would be seen.
          (global.set $uses (i32.add (global.get $uses) (i32.const 1)))
          (i32.mul (global.get $uses) (i32.mul (local.get $amount) (call $rate)))))
      """))
  let template = try InstanceTemplate(module: module, limits: .untrusted) { linker, _ in
    try linker.define("env", "rate") { () -> Int32 in 7 }
  }
  for amount in [2, 3] as [Int32] {
    let price = try template.withInstance { instance in
      try instance.call("price", as: ((Int32) -> Int32).self, amount)
    }
    print("  price(\(amount)) = \(price)")
  }
}
