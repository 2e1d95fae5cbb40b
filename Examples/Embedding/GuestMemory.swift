import Escapement
import WasmText

/// The host puts numbers into a guest's memory, and reads the result where it is.
func guestMemory() throws {
  let engine = Engine()
  let module = try Module(
    engine: engine,
    bytes: TextFormat.assemble(
      """
      (module
        (memory (export "memory") 1)
        (func (export "negate") (param $at i32) (param $count i32)
          (block $done
            (loop $again
              (br_if $done (i32.eqz (local.get $count)))
              (i32.store (local.get $at) (i32.sub (i32.const 0) (i32.load (local.get $at))))
              (local.set $at (i32.add (local.get $at) (i32.const 4)))
              (local.set $count (i32.sub (local.get $count) (i32.const 1)))
              (br $again)))))
      """))
  let instance = try Instance(store: Store(engine: engine), module: module)
  let memory = try instance.memory()
  let address: UInt64 = 1024
  for index in 0..<5 { try memory.write(Int32(index * index), at: address + 4 * UInt64(index)) }
  let negate = try instance.function("negate", as: ((UInt32, UInt32) -> Void).self)
  try negate(UInt32(address), 5)
  // A span shows the memory itself. It can't leave the closure, and the memory does not move meanwhile.
  let sum = memory.withSpan { bytes in
    (0..<5).reduce(0) { sum, index in
      sum + bytes.unsafeLoadUnaligned(fromByteOffset: Int(address) + 4 * index, as: Int32.self)
    }
  }
  print("  the sum of the negative squares is", sum)
  do {
    _ = try memory.read(Int32.self, at: 65534)
  } catch {
    print("  reading behind the end:", error)
  }
}
