import Escapement
import RandomNumbers
import Testing
import WasmText

/// Modules that are broken on purpose: each ends in an error or runs within its limits.
@Suite struct HostileInputTests {
  private static let text = """
    (module
      (type $binary (func (param i32 i32) (result i32)))
      (memory (export "memory") 1 4) (table 4 funcref)
      (global $count (mut i32) (i32.const 3))
      (elem (i32.const 0) $sum $even $odd) (data $data "some data")
      (func $sum (type $binary) (i32.add (local.get 0) (local.get 1)))
      (func $even (param i32) (result i32)
        (if (result i32) (i32.eqz (local.get 0)) (then (i32.const 1))
          (else (call $odd (i32.sub (local.get 0) (i32.const 1))))))
      (func $odd (param i32) (result i32)
        (if (result i32) (i32.eqz (local.get 0)) (then (i32.const 0))
          (else (return_call $even (i32.sub (local.get 0) (i32.const 1))))))
      (func (export "run") (param i32) (result i32) (local i64 f64 i32)
        (memory.init $data (i32.const 16) (i32.const 0) (i32.const 9))
        (local.set 1 (i64.extend_i32_u (local.get 0)))
        (block $done
          (loop $again
            (br_if $done (i64.eqz (local.get 1)))
            (local.set 2 (f64.add (local.get 2) (f64.convert_i64_u (local.get 1))))
            (local.set 3 (i32.xor (local.get 3) (i32.load8_u offset=16 (local.get 0))))
            (i32.store offset=64 (local.get 3) (i32.wrap_i64 (local.get 1)))
            (local.set 1 (i64.shr_u (local.get 1) (i64.const 1)))
            (br $again)))
        (global.set $count (i32.add (global.get $count) (memory.grow (i32.const 1))))
        (block $b (block $a (br_table $a $b (local.get 0))) (local.set 3 (call $even (i32.const 9))))
        (call_indirect (type $binary) (local.get 3) (i32.trunc_sat_f64_s (local.get 2))
          (i32.and (global.get $count) (i32.const 3)))))
    """

  private func engine() -> Engine {
    var configuration = EngineConfiguration()
    configuration.metersFuel = true
    return Engine(configuration: configuration)
  }

  private func limits() -> ResourceLimits {
    var limits = ResourceLimits()
    limits.memoryBytes = 1 << 20
    limits.tableElements = 10_000
    limits.valueStackBytes = 64 << 10
    return limits
  }

  /// Loads, instantiates and runs whatever can be run, with little fuel.
  ///
  /// - Returns: Whether anything was run.
  private func exercise(_ bytes: [UInt8], _ engine: Engine) -> Bool {
    guard let module = try? Module(engine: engine, bytes: bytes) else { return false }
    let store = Store(engine: engine, limits: limits())
    store.fuel = 10_000
    guard let instance = try? Linker(engine: engine).instantiate(module, in: store) else {
      return false
    }
    var ran = false
    for export in instance.exports {
      guard case .function(let function) = export.value else { continue }
      let arguments = function.type.parameters.compactMap { Value(defaultOf: $0) }
      guard arguments.count == function.type.parameters.count else { continue }
      store.fuel = 10_000
      _ = try? function.call(arguments)
      ran = true
    }
    return ran
  }

  @Test func theModuleItselfRuns() throws {
    let engine = engine()
    let module = try Module(engine: engine, bytes: try TextFormat.assemble(Self.text))
    let store = Store(engine: engine, limits: limits())
    store.fuel = 10_000
    let instance = try Linker(engine: engine).instantiate(module, in: store)
    #expect(try instance.function("run").call([.i32(5)]).count == 1)
  }

  @Test func everyTruncation() throws {
    let bytes = try TextFormat.assemble(Self.text)
    let engine = engine()
    // Without the sections behind the code, a module may be whole: it must then load, and not crash.
    for count in 0..<bytes.count { _ = exercise(Array(bytes[..<count]), engine) }
  }

  @Test func everyFlippedBitOfCode() throws {
    let bytes = try TextFormat.assemble(Self.text)
    let engine = engine()
    var ran = 0
    for position in bytes.indices {
      for bit in 0..<8 {
        var flipped = bytes
        flipped[position] ^= 1 << UInt8(bit)
        if exercise(flipped, engine) { ran += 1 }
      }
    }
    // Many flips leave a valid module with another meaning, or this test would only test the validator.
    #expect(ran > 300)
  }

  @Test func randomChangesAndRandomBytes() throws {
    let bytes = try TextFormat.assemble(Self.text)
    let engine = engine()
    var random = Random(seed: 1)
    for _ in 0..<4_000 {
      var changed = bytes
      for _ in 0...random.below(3) {
        changed[random.below(changed.count)] = UInt8(truncatingIfNeeded: random.next())
      }
      _ = exercise(changed, engine)
    }
    for _ in 0..<2_000 {
      let header: [UInt8] = [0, 0x61, 0x73, 0x6D, 1, 0, 0, 0]
      let count = random.below(60)
      _ = exercise(
        header + (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }, engine)
    }
  }

  @Test func deepNesting() throws {
    let depth = 99_000
    var body: [UInt8] = [0]
    for _ in 0..<depth { body += [0x02, 0x40] }
    body += Array(repeating: 0x0B, count: depth + 1)
    let bytes = module(body: body)
    let engine = engine()
    #expect(exercise(bytes, engine))
  }

  /// A stack of local.get that a later local.set has to save, again and again: quadratic if done carelessly.
  @Test func manyOperandsThatAreALocal() throws {
    var body: [UInt8] = [1, 1, 0x7F]
    let count = 20_000
    for _ in 0..<count { body += [0x20, 0x00, 0x20, 0x00, 0x21, 0x00] }
    body += Array(repeating: 0x1A, count: count) + [0x0B]
    #expect(exercise(module(body: body), engine()))
  }

  @Test func framesThatAreTooLarge() throws {
    // Deeper than 65,535 operands: an error when the function is first called, not before.
    var body: [UInt8] = [1, 1, 0x7F]
    for _ in 0..<70_000 { body += [0x20, 0x00] }
    body += Array(repeating: 0x1A, count: 70_000) + [0x0B]
    let engine = engine()
    let loaded = try Module(engine: engine, bytes: module(body: body))
    let store = Store(engine: engine, limits: limits())
    store.fuel = 1_000_000
    let instance = try Linker(engine: engine).instantiate(loaded, in: store)
    #expect(throws: ModuleError.self) { try instance.function("f").call() }
  }

  /// A module with one function `f` of no parameters and results.
  private func module(body: [UInt8]) -> [UInt8] {
    func sized(_ contents: [UInt8]) -> [UInt8] { unsigned(contents.count) + contents }
    var bytes: [UInt8] = [0, 0x61, 0x73, 0x6D, 1, 0, 0, 0]
    bytes += [1] + sized([1, 0x60, 0, 0])
    bytes += [3] + sized([1, 0])
    bytes += [7] + sized([1, 1, UInt8(ascii: "f"), 0, 0])
    return bytes + [10] + sized([1] + sized(body))
  }

  private func unsigned(_ value: Int) -> [UInt8] {
    var rest = value
    var bytes: [UInt8] = []
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }
}
