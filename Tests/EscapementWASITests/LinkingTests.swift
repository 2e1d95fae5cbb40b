import Escapement
import Testing
import WasmText

@testable import EscapementWASI

/// Guests with code, in the engine.
@Suite struct LinkingTests {
  /// Instantiates a module that is written as text, with WASI.
  private func instantiate(
    _ text: String, _ configuration: WASIConfiguration = .init()
  ) throws -> (wasi: WASI, instance: Instance) {
    let engine = Engine()
    let linker = Linker(engine: engine)
    let wasi = try WASI(configuration)
    try wasi.add(to: linker)
    let module = try Module(engine: engine, bytes: TextFormat.assemble(text))
    return (wasi, try linker.instantiate(module, in: Store(engine: engine)))
  }

  @Test(arguments: WASI.Snapshot.allCases) func `a guest writes and returns`(
    snapshot: WASI.Snapshot
  ) throws {
    let output = WASIOutputBuffer()
    var configuration = WASIConfiguration()
    configuration.standardOutput = .buffer(output)
    let (wasi, instance) = try instantiate(
      """
      (module
        (import "\(snapshot.moduleName)" "fd_write"
          (func $fd_write (param i32 i32 i32 i32) (result i32)))
        (memory (export "memory") 1)
        (data (i32.const 0) "\\10\\00\\00\\00\\06\\00\\00\\00")
        (data (i32.const 16) "Hello\\0a")
        (func (export "_start")
          (if (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))
            (then unreachable))))
      """, configuration)
    #expect(try wasi.start(instance) == 0)
    #expect(output.text == "Hello\n")
  }

  @Test func `a guest gets error codes`() throws {
    let (_, instance) = try instantiate(
      """
      (module
        (import "wasi_snapshot_preview1" "fd_seek"
          (func $fd_seek (param i32 i64 i32 i32) (result i32)))
        (memory 1)
        (func (export "seek") (param i32 i64 i32 i32) (result i32)
          (call $fd_seek (local.get 0) (local.get 1) (local.get 2) (local.get 3))))
      """)
    let seek = try instance.function("seek")
    func errno(_ fd: Int32, _ address: Int32) throws -> Int32? {
      try seek.call([.i32(fd), .i64(-1), .i32(0), .i32(address)]).first?.i32
    }
    #expect(try errno(-1, 0) == Int32(WASI.Errno.badf.rawValue))
    #expect(try errno(1, 0) == Int32(WASI.Errno.spipe.rawValue))
  }

  @Test func `a guest ends with a code`() throws {
    let (wasi, instance) = try instantiate(
      """
      (module
        (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
        (memory 1)
        (func (export "_start") (call $proc_exit (i32.const -3)) unreachable)
        (func (export "other") (call $proc_exit (i32.const 7)) unreachable))
      """)
    #expect(try wasi.start(instance) == 0xffff_fffd)
    #expect(throws: WASIExit(code: 7)) { try instance.function("other").call() }
  }

  @Test func `a signal ends a guest`() throws {
    let (wasi, instance) = try instantiate(
      """
      (module
        (import "wasi_snapshot_preview1" "proc_raise" (func $proc_raise (param i32) (result i32)))
        (func (export "_start") (drop (call $proc_raise (i32.const 6)))))
      """)
    #expect(try wasi.start(instance) == 134)
  }

  @Test func `a trap is no exit`() throws {
    let (wasi, instance) = try instantiate("(module (func (export \"_start\") unreachable))")
    #expect(throws: Trap.self) { try wasi.start(instance) }
  }

  @Test func `a reactor is initialized`() throws {
    let (wasi, instance) = try instantiate(
      """
      (module
        (global $ready (mut i32) (i32.const 0))
        (func (export "_initialize") (global.set $ready (i32.const 1)))
        (func (export "ready") (result i32) (global.get $ready)))
      """)
    try wasi.initialize(instance)
    #expect(try instance.function("ready").call() == [.i32(1)])
    #expect(throws: CallError.self) { try wasi.start(instance) }
  }

  @Test func `a guest without memory is told so`() throws {
    let (_, instance) = try instantiate(
      """
      (module
        (import "wasi_snapshot_preview1" "random_get"
          (func $random_get (param i32 i32) (result i32)))
        (func (export "random") (result i32) (call $random_get (i32.const 0) (i32.const 8))))
      """)
    let result = try instance.function("random").call()
    #expect(result == [.i32(Int32(WASI.Errno.fault.rawValue))])
  }

  @Test func `two hosts do not share a linker`() throws {
    let linker = Linker(engine: Engine())
    try WASI(WASIConfiguration()).add(to: linker)
    #expect(throws: LinkError.self) { try WASI(WASIConfiguration()).add(to: linker) }
  }
}
