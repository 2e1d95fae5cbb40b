import Escapement
import Testing

/// Calls that leave an instance and come back, each with its own memory and globals.
@Suite struct CrossInstanceTests {
  let store: Store
  let linker: Linker

  init() throws {
    var limits = ResourceLimits()
    limits.valueStackBytes = 64 << 10
    store = Store(engine: Engine(), limits: limits)
    linker = Linker(engine: store.engine)
  }

  func add(_ name: String, _ text: String) throws -> Instance {
    let instance = try linker.instantiate(module(text, engine: store.engine), in: store)
    try linker.define(name, instance)
    return instance
  }

  @Test func memoriesAreSwitchedThereAndBack() throws {
    _ = try add(
      "other",
      """
      (memory 1) (data (i32.const 0) "\\02")
      (func (export "load") (result i32) (i32.load8_u (i32.const 0)))
      """)
    let instance = try add(
      "one",
      """
      (import "other" "load" (func $load (result i32)))
      (memory 1) (data (i32.const 0) "\\01")
      (func (export "run") (result i32)
        (i32.add
          (i32.mul (i32.load8_u (i32.const 0)) (i32.const 100))
          (i32.add
            (i32.mul (call $load) (i32.const 10))
            (i32.load8_u (i32.const 0)))))
      """)
    #expect(try instance.function("run").call() == [.i32(121)])
  }

  @Test func trapsInAnotherInstanceLeaveTheStoreUsable() throws {
    _ = try add("other", #"(func (export "fail") unreachable)"#)
    let instance = try add(
      "one",
      """
      (import "other" "fail" (func $fail))
      (memory 1) (data (i32.const 0) "\\07")
      (func (export "run") call $fail)
      (func (export "load") (result i32) (i32.load8_u (i32.const 0)))
      """)
    for _ in 0..<3 {
      expectTrap(.unreachable) { try instance.function("run").call() }
      #expect(try instance.function("load").call() == [.i32(7)])
    }
  }

  @Test func tailCallsBetweenInstancesTakeConstantStack() throws {
    // Two instances call each other's function through a shared table, as tail calls, on a small stack.
    let table = try Table(
      store: store, type: TableType(element: .funcref, limits: Limits(minimum: 2)))
    try linker.define("env", "table", table)
    func player(_ index: Int, _ step: Int) -> String {
      """
      (import "env" "table" (table 2 funcref))
      (type $play (func (param i32 i32) (result i32)))
      (global $step i32 (i32.const \(step)))
      (func $play (export "play") (type $play)
        (if (i32.eqz (local.get 0)) (then (return (local.get 1))))
        (return_call_indirect (type $play)
          (i32.sub (local.get 0) (i32.const 1))
          (i32.add (local.get 1) (global.get $step))
          (i32.const \(1 - index))))
      (elem (i32.const \(index)) $play)
      """
    }
    let first = try add("first", player(0, 1))
    _ = try add("second", player(1, 3))
    let play = try first.function("play", as: ((Int32, Int32) -> Int32).self)
    #expect(try play(100_000, 0) == 200_000)
  }

  @Test func tailCallsThroughReferencesTakeConstantStack() throws {
    // Within an instance, and between two that pass each other's functions on.
    func player(_ step: Int) -> String {
      """
      (rec (type $play (func (param i32 i32 (ref null $play) (ref null $play)) (result i32))))
      (global $step i32 (i32.const \(step)))
      (func $play (export "play") (type $play)
        (if (i32.eqz (local.get 0)) (then (return (local.get 1))))
        (return_call_ref $play
          (i32.sub (local.get 0) (i32.const 1))
          (i32.add (local.get 1) (global.get $step))
          (local.get 3) (local.get 2) (local.get 2)))
      """
    }
    let first = try add("first", player(1)).function("play")
    let second = try add("second", player(3)).function("play")
    let count = Value.i32(100_000)
    #expect(
      try first.call([count, .i32(0), .funcref(first), .funcref(first)]) == [.i32(100_000)])
    #expect(
      try first.call([count, .i32(0), .funcref(second), .funcref(first)]) == [.i32(200_000)])
  }

  @Test func tailCallBackIntoTheCallersInstance() throws {
    _ = try add(
      "other",
      """
      (type $f (func (param i32) (result i32)))
      (global $mine i32 (i32.const 1000))
      (func (export "bounce") (param (ref $f) i32) (result i32)
        (return_call_ref $f (i32.add (local.get 1) (global.get $mine)) (local.get 0)))
      """)
    let instance = try add(
      "one",
      """
      (type $f (func (param i32) (result i32)))
      (import "other" "bounce" (func $bounce (param (ref $f) i32) (result i32)))
      (global $mine i32 (i32.const 5))
      (func $target (type $f) (i32.add (local.get 0) (global.get $mine)))
      (elem declare func $target)
      (func (export "run") (result i32)
        (i32.add (call $bounce (ref.func $target) (i32.const 100)) (global.get $mine)))
      """)
    #expect(try instance.function("run").call() == [.i32(1110)])
  }

  @Test func instancesOfOneModuleAreSeparate() throws {
    let counter = try module(
      """
      (global $g (mut i32) (i32.const 0))
      (func (export "next") (result i32)
        (global.set $g (i32.add (global.get $g) (i32.const 1))) (global.get $g))
      """, engine: store.engine)
    let one = try Instance(store: store, module: counter)
    let other = try Instance(store: store, module: counter)
    #expect(try one.function("next").call() == [.i32(1)])
    #expect(try one.function("next").call() == [.i32(2)])
    #expect(try other.function("next").call() == [.i32(1)])
  }
}
