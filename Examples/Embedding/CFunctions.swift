import Escapement
import EscapementFFI
import WasmText

/// Links a guest to functions of the C library, without glue code: by name and type.
func cFunctions() throws {
  let engine = Engine()
  let linker = Linker(engine: engine)
  try linker.define(
    "env", "pow", cSymbol: "pow", as: FunctionType(parameters: [.f64, .f64], results: [.f64]))
  // Pointers are checked against the memory of the guest: here up to the NUL, and count × size bytes.
  try linker.define(
    "env", "strlen", cSymbol: "strlen",
    as: CFunctionType([.pointer(.nulTerminated)], returns: .size))
  // C calls the guest back: an index of the guest's table becomes a C function pointer.
  let element = CParameter.pointer(.bytes(count: 4), alignment: 4)
  try linker.define(
    "env", "qsort", cSymbol: "qsort",
    as: CFunctionType([
      .pointer(.bytes(count: .parameter(1) * .parameter(2))), .size, .size,
      .function(CFunctionType([element, element], returns: .int32)),
    ]))
  let module = try Module(
    engine: engine,
    bytes: TextFormat.assemble(
      """
      (module
        (import "env" "pow" (func $pow (param f64 f64) (result f64)))
        (import "env" "strlen" (func $strlen (param i32) (result i32)))
        (import "env" "qsort" (func $qsort (param i32 i32 i32 i32)))
        (memory (export "memory") 1)
        (data (i32.const 0) "escapement\\00")
        (data (i32.const 16) "\\05\\00\\00\\00\\03\\00\\00\\00\\04\\00\\00\\00")
        (table 2 funcref)
        (elem (i32.const 1) $compare)
        (func $compare (param i32 i32) (result i32)
          (i32.sub (i32.load (local.get 0)) (i32.load (local.get 1))))
        (func (export "run") (result f64 i32)
          (call $qsort (i32.const 16) (i32.const 3) (i32.const 4) (i32.const 1))
          (call $pow (f64.const 2) (f64.const 10))
          (call $strlen (i32.const 0))))
      """))
  let instance = try linker.instantiate(module, in: Store(engine: engine))
  let run = try instance.function("run", as: (() -> (Double, Int32)).self)
  let (power, length) = try run()
  print("  pow(2, 10) = \(power), strlen = \(length)")
  let memory = try instance.memory()
  print("  sorted:", try (0..<3).map { try memory.read(Int32.self, at: 16 + 4 * $0) })
}
