internal import Escapement
internal import WasmText

// Modules and texts that are broken on purpose: each ends in an error or runs within its limits. What must never
// happen, a Swift trap or a signal, ends the process.

/// A bit of everything: numbers, memory, tables, calls; objects, exceptions, vectors and 64-bit addresses.
private let seeds = [
  """
  (module
    (type $binary (func (param i32 i32) (result i32)))
    (memory (export "memory") 1 4) (table 4 funcref)
    (global $count (mut i32) (i32.const 3))
    (elem (i32.const 0) $sum $even) (data $data "some data")
    (func $sum (type $binary) (i32.add (local.get 0) (local.get 1)))
    (func $even (param i32) (result i32)
      (if (result i32) (i32.eqz (local.get 0)) (then (i32.const 1))
        (else (return_call $even (i32.sub (local.get 0) (i32.const 1))))))
    (func (export "run") (param i32) (result i32) (local i64 f64 i32)
      (memory.init $data (i32.const 16) (i32.const 0) (i32.const 9))
      (local.set 1 (i64.const 0x123456789))
      (block $done
        (loop $again
          (br_if $done (i64.eqz (local.get 1)))
          (local.set 2 (f64.add (local.get 2) (f64.convert_i64_u (local.get 1))))
          (local.set 3 (i32.xor (local.get 3) (i32.load8_u offset=16 (local.get 0))))
          (i32.store offset=64 (local.get 3) (i32.wrap_i64 (local.get 1)))
          (local.set 1 (i64.shr_u (local.get 1) (i64.const 1)))
          (br $again)))
      (memory.fill (i32.const 100) (local.get 3) (i32.const 50))
      (global.set $count (i32.add (global.get $count) (memory.grow (i32.const 1))))
      (block $b (block $a (br_table $a $b (local.get 0))) (local.set 3 (call $even (i32.const 9))))
      (call_indirect (type $binary) (local.get 3) (i32.trunc_sat_f64_s (local.get 2))
        (i32.and (global.get $count) (i32.const 3)))))
  """,
  """
  (module
    (type $pair (struct (field (mut i32)) (field (ref null $pair))))
    (type $list (array (mut i64)))
    (memory i64 1) (table i64 2 externref)
    (tag $error (param i32))
    (func $thrower (param i32) (throw $error (local.get 0)))
    (func (export "run") (param i64) (result i32) (local (ref null $pair)) (local (ref null $list))
      (local.set 1 (struct.new $pair (i32.const 7) (ref.null $pair)))
      (local.set 1 (struct.new $pair (i32.const 8) (local.get 1)))
      (local.set 2 (array.new $list (local.get 0) (i32.const 10)))
      (array.fill $list (local.get 2) (i32.const 2) (i64.const 5) (i32.const 3))
      (v128.store offset=32 (local.get 0)
        (i32x4.add (v128.const i32x4 1 2 3 4) (i32x4.splat (array.len (local.get 2)))))
      (drop (table.grow (ref.null extern) (i64.const 1)))
      (block $caught (result i32)
        (try_table (catch $error $caught) (call $thrower (struct.get $pair 0 (local.get 1))))
        (i32.const 0))
      (i32.add (ref.test (ref $pair) (local.get 1)))
      (i32.add (i32x4.extract_lane 2 (v128.load offset=32 (local.get 0))))))
  """,
]

func checkHostileInput(_ checks: inout Checks) {
  let engine = makeEngine { $0.metersFuel = true }
  for text in seeds {
    let bytes = assemble(text)
    checks.expect(exercise(bytes, engine), "a seed runs")
    for count in 0..<bytes.count { _ = exercise(Array(bytes[..<count]), engine) }
    var ran = 0
    for position in bytes.indices {
      for bit in UInt8(0)..<8 {
        var flipped = bytes
        flipped[position] ^= 1 << bit
        if exercise(flipped, engine) { ran += 1 }
      }
    }
    // Many flips leave a valid module with another meaning, or this would only test the validator.
    checks.expect(ran > bytes.count / 2, "modules with a flipped bit run (\(ran))")
    mutate(bytes, engine)
    mutateText(Array(text.utf8))
  }
  exerciseRandomBytes(engine)
  exerciseHugeCounts(engine)
  checks.expect(true, "the process is still here")
}

/// Loads, instantiates and runs whatever can be run, with little fuel.
///
/// - Returns: Whether anything was run.
private func exercise(_ bytes: [UInt8], _ engine: Engine) -> Bool {
  var limits = ResourceLimits()
  limits.memoryBytes = 1 << 20
  limits.tableElements = 10_000
  limits.valueStackBytes = 64 << 10
  limits.heapBytes = 1 << 20
  do throws(HostError) {
    let module = try loadModule(bytes, engine)
    let store = Store(engine: engine, limits: limits)
    store.fuel = 10_000
    let instance = try Linker(engine: engine).instantiate(module, in: store)
    var ran = false
    for export in instance.exports {
      guard case .function(let function) = export.value else { continue }
      let arguments = function.type.parameters.compactMap { Value(defaultOf: $0) }
      guard arguments.count == function.type.parameters.count else { continue }
      store.fuel = 10_000
      ran = true
      _ = try function.call(arguments)
    }
    return ran
  } catch {
    if case .trap = error { return true }
    return false
  }
}

private func mutate(_ bytes: [UInt8], _ engine: Engine) {
  var random = Random(seed: 1)
  for _ in 0..<2_000 {
    var changed = bytes
    for _ in 0...random.below(3) { changed[random.below(changed.count)] = random.byte() }
    _ = exercise(changed, engine)
  }
}

private func exerciseRandomBytes(_ engine: Engine) {
  var random = Random(seed: 2)
  for _ in 0..<2_000 {
    var bytes: [UInt8] = [0, 0x61, 0x73, 0x6D, 1, 0, 0, 0]
    for _ in 0..<random.below(60) { bytes.append(random.byte()) }
    _ = exercise(bytes, engine)
  }
}

/// Sections, vectors and bodies that claim to have 2³¹ or more elements or bytes.
private func exerciseHugeCounts(_ engine: Engine) {
  for id in UInt8(0)...13 {
    for count in [0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF] as [UInt32] {
      let number = unsigned(count)
      for contents in [number, number + number, [1] + number, [1, 0] + number] {
        let section = [id, UInt8(truncatingIfNeeded: contents.count)] + contents
        _ = exercise([0, 0x61, 0x73, 0x6D, 1, 0, 0, 0] + section, engine)
      }
      _ = exercise([0, 0x61, 0x73, 0x6D, 1, 0, 0, 0, id] + number + [0], engine)
    }
  }
}

func unsigned(_ value: UInt32) -> [UInt8] {
  var rest = value
  var bytes: [UInt8] = []
  while rest >= 0x80 {
    bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
    rest >>= 7
  }
  return bytes + [UInt8(truncatingIfNeeded: rest)]
}

private func mutateText(_ text: [UInt8]) {
  var random = Random(seed: 3)
  for round in 0..<1_000 {
    var changed = text
    if round % 4 == 0 {
      changed = Array(text[..<random.below(text.count)])
    } else {
      for _ in 0...random.below(3) { changed[random.below(changed.count)] = random.byte() }
    }
    do throws(TextError) {
      _ = try TextFormat.assemble(utf8: changed)
    } catch {
      _ = error.rendered(inUTF8: changed)
    }
  }
}
