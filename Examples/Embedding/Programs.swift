import Escapement
import EscapementWASI
import WasmText

/// A program for WASI, whose streams, arguments and environment are the host's to give. It sees nothing else.
func programs() throws {
  let engine = Engine()
  let module = try Module(
    engine: engine,
    bytes: TextFormat.assemble(
      """
      (module
        (import "wasi_snapshot_preview1" "fd_write"
          (func $write (param i32 i32 i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
        (memory (export "memory") 1)
        (data (i32.const 8) "hello from a program")
        (func (export "_start")
          (i32.store (i32.const 0) (i32.const 8))
          (i32.store (i32.const 4) (i32.const 20))
          (call $exit (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 100)))))
      """))
  let output = WASIOutputBuffer()
  var configuration = WASIConfiguration(arguments: ["program", "--verbose"])
  configuration.environment["LANG"] = "C"
  configuration.standardOutput = .buffer(output)
  let wasi = try WASI(configuration)
  let linker = Linker(engine: engine)
  try wasi.add(to: linker)
  let code = try wasi.start(linker.instantiate(module, in: Store(engine: engine)))
  print("  it ended with \(code) and wrote: \(output.text)")
}
