internal import Escapement

private let text = """
  (module
    (import "host" "sum" (func $sum (param i32 i64 f32 f64) (result f64)))
    (import "host" "vector" (func $vector (param v128) (result v128)))
    (import "host" "object" (func $object (param externref) (result externref)))
    (import "host" "raw" (func $raw (param i32 i32) (result i32)))
    (import "host" "back" (func $back (param i32) (result i32)))
    (import "host" "fail" (func $fail))
    (memory (export "memory") 1)
    (func (export "sum") (result f64)
      (call $sum (i32.const -1) (i64.const 0x100000000) (f32.const 0.5) (f64.const 0.25)))
    (func (export "bits") (param f64) (result i64)
      (i64.reinterpret_f64 (call $sum (i32.const 0) (i64.const 0) (f32.const 0) (local.get 0))))
    (func (export "vector") (result i32)
      (i32x4.extract_lane 3 (call $vector (v128.const i32x4 1 2 3 4))))
    (func (export "object") (param externref) (result externref) (call $object (local.get 0)))
    (func (export "raw") (result i32) (call $raw (i32.const 40) (i32.const 2)))
    (func (export "back") (param i32) (result i32) (call $back (local.get 0)))
    (func (export "half") (param i32) (result i32) (i32.shr_u (local.get 0) (i32.const 1)))
    (func (export "fail") (call $fail)))
  """

private final class Token {}

func checkHostFunctions(_ checks: inout Checks) {
  checks.check("host functions") { (checks) throws(HostError) in
    let guest = try Guest(text) { (linker) throws(HostError) in try define(in: linker) }
    checks.expect(
      try guest.call("sum") == [.f64(4_294_967_295.75)], "numbers arrive and return")
    // A signalling NaN keeps its bits through the host, whatever the registers of floats do.
    let quiet: UInt64 = 0x7FF8_0000_0000_1234
    checks.expect(
      try guest.call("bits", .f64(bitPattern: quiet)) == [.i64(Int64(bitPattern: quiet))],
      "the bits of a NaN")
    checks.expect(try guest.call("vector") == [.i32(5)], "a vector")
    let token = ExternReference(Token())
    checks.expect(
      try guest.call("object", .externref(token)) == [.externref(token)], "an object")
    checks.expect(try guest.call("object", .externref(nil)) == [.externref(nil)], "null")
    checks.expect(try guest.call("raw") == [.i32(42)], "slots")
    checks.expect(try guest.call("back", .i32(20)) == [.i32(11)], "a call back into the guest")
    do throws(HostError) {
      try guest.call("fail")
      checks.expect(false, "a host function's error arrives")
    } catch {
      guard case .host(7) = error else { return checks.expect(false, "\(error)") }
      checks.expect(true, "a host function's error arrives")
    }
  }
}

private func define(in linker: Linker) throws(HostError) {
  let numbers = FunctionType(parameters: [.i32, .i64, .f32, .f64], results: [.f64])
  try linker.define("host", "sum", type: numbers) { (_, arguments) throws(HostError) in
    guard let narrow = arguments[0].i32, let wide = arguments[1].i64, let single = arguments[2].f32
    else { throw .host(1) }
    // A NaN must not pass through floating-point registers here.
    if narrow == 0 && wide == 0 { return [arguments[3]] }
    guard let double = arguments[3].f64 else { throw .host(1) }
    return [.f64(Double(narrow) + Double(wide) + Double(single) + double)]
  }
  let vectors = FunctionType(parameters: [.v128], results: [.v128])
  try linker.define("host", "vector", type: vectors) { (_, arguments) throws(HostError) in
    guard let vector = arguments[0].v128 else { throw .host(1) }
    return [.v128(V128(low: vector.low, high: vector.high + (1 << 32)))]
  }
  let objects = FunctionType(parameters: [.externref], results: [.externref])
  try linker.define("host", "object", type: objects) { (_, arguments) throws(HostError) in
    arguments
  }
  let binary = FunctionType(parameters: [.i32, .i32], results: [.i32])
  try linker.defineRaw("host", "raw", type: binary) { (_, slots) throws(HostError) in
    slots[0] = (slots[0] + slots[1]) & 0xFFFF_FFFF
  }
  let unary = FunctionType(parameters: [.i32], results: [.i32])
  try linker.define("host", "back", type: unary) { (caller, arguments) throws(HostError) in
    guard case .function(let half) = caller.export("half") else { throw .host(2) }
    guard let result = try half.call(arguments).first?.i32 else { throw .host(3) }
    return [.i32(result + 1)]
  }
  try linker.define("host", "fail", type: FunctionType()) { (_, _) throws(HostError) in
    throw .host(7)
  }
}
