internal import Escapement
internal import EscapementFFI

private let text = """
  (module
    (import "c" "strlen" (func $strlen (param i32) (result i32)))
    (import "c" "memcmp" (func $memcmp (param i32 i32 i32) (result i32)))
    (import "c" "qsort" (func $qsort (param i32 i32 i32 i32)))
    (import "c" "mix" (func $mix (param i32 i64 f32 f64) (result f64)))
    (import "c" "llabs" (func $llabs (param i64) (result i64)))
    (memory (export "memory") 1) (table 4 funcref) (elem (i32.const 1) $compare)
    (data (i32.const 16) "escapement\\00")
    (data (i32.const 64) "\\05\\00\\00\\00\\03\\00\\00\\00\\09\\00\\00\\00\\01\\00\\00\\00")
    (func $compare (param i32 i32) (result i32)
      (i32.sub (i32.load (local.get 0)) (i32.load (local.get 1))))
    (func (export "strlen") (param i32) (result i32) (call $strlen (local.get 0)))
    (func (export "memcmp") (param i32) (result i32)
      (call $memcmp (i32.const 16) (i32.const 16) (local.get 0)))
    (func (export "sort") (call $qsort (i32.const 64) (i32.const 4) (i32.const 4) (i32.const 1)))
    (func (export "mix") (result f64)
      (call $mix (i32.const -3) (i64.const 0x100000000) (f32.const 0.5) (f64.const 0.25)))
    (func (export "llabs") (param i64) (result i64) (call $llabs (local.get 0))))
  """

func checkCFunctions(_ checks: inout Checks) {
  checks.check("C functions") { (checks) throws(HostError) in
    let guest = try Guest(text) { (linker) throws(HostError) in try define(in: linker) }
    checks.expect(try guest.call("strlen", .i32(16)) == [.i32(10)], "strlen")
    checks.expectError("a string without end") { () throws(HostError) in
      // The last byte of the memory, set to something.
      let memory = try guest.memory()
      do throws(AccessError) {
        try memory.write(UInt8(1), at: 65_535)
      } catch {
        throw .access(error)
      }
      try guest.call("strlen", .i32(65_535))
    }
    checks.expect(try guest.call("memcmp", .i32(10)) == [.i32(0)], "memcmp")
    for count in [65_536, .max, .min, -1] as [Int32] {
      checks.expectError("memcmp of \(count) bytes") { () throws(HostError) in
        try guest.call("memcmp", .i32(count))
      }
    }
    try guest.call("sort")
    let memory = try guest.memory()
    var sorted: [UInt32] = []
    for index in UInt64(0)..<4 {
      do throws(AccessError) {
        sorted.append(try memory.read(UInt32.self, at: 64 + 4 * index))
      } catch {
        throw .access(error)
      }
    }
    checks.expect(sorted == [1, 3, 5, 9], "qsort calls the guest")
    checks.expect(try guest.call("mix") == [.f64(4_294_967_293.75)], "numbers of all types")
    checks.expect(
      try guest.call("llabs", .i64(-0x1_2345_6789)) == [.i64(0x1_2345_6789)], "64-bit integers")
  }
}

private func define(in linker: Linker) throws(HostError) {
  let bytes = CParameter.pointer(.bytes(count: .parameter(2)))
  let element = CParameter.pointer(.bytes(count: 4), alignment: 4)
  try linker.define(
    "c", "strlen", cSymbol: "strlen", as: CFunctionType([.pointer(.nulTerminated)], returns: .size))
  try linker.define(
    "c", "memcmp", cSymbol: "memcmp", as: CFunctionType([bytes, bytes, .size], returns: .int32))
  try linker.define(
    "c", "qsort", cSymbol: "qsort",
    as: CFunctionType([
      .pointer(.bytes(count: .parameter(1) * .parameter(2))), .size, .size,
      .function(CFunctionType([element, element], returns: .int32)),
    ]))
  try linker.define(
    "c", "mix", cSymbol: "process_mix",
    as: CFunctionType([.int32, .int64, .float, .double], returns: .double))
  try linker.define(
    "c", "llabs", cSymbol: "llabs", as: CFunctionType([.int64], returns: .int64))
}
