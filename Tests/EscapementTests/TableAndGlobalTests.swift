import Escapement
import Testing

@Suite struct TableAndGlobalTests {
  let engine = Engine()

  @Test func tables() throws {
    let instance = try instance(
      """
      (table $t (export "table") 2 4 funcref)
      (func $f (export "f"))
      (func (export "grow") (param i32) (result i32)
        (table.grow $t (ref.func $f) (local.get 0)))
      (func (export "fill") (param i32 i32)
        (table.fill $t (local.get 0) (ref.func $f) (local.get 1)))
      (func (export "copy") (param i32 i32 i32)
        (table.copy $t $t (local.get 0) (local.get 1) (local.get 2)))
      (func (export "size") (result i32) table.size $t)
      """, engine: engine)
    let table = try instance.table("table")
    let function = Value.funcref(try instance.function("f"))
    #expect(table.count == 2)
    #expect(try instance.function("grow").call([.i32(1)]) == [.i32(2)])
    #expect(try table.get(2) == function)
    #expect(try table.grow(by: 2, value: .funcref(nil)) == nil)
    #expect(try table.grow(by: 1, value: .funcref(nil)) == 3)
    #expect(try instance.function("size").call() == [.i32(4)])
    #expect(try instance.function("grow").call([.i32(1)]) == [.i32(-1)])
    #expect(try instance.function("grow").call([.i32(-1)]) == [.i32(-1)])
    try instance.function("fill").call([.i32(0), .i32(1)])
    try instance.function("copy").call([.i32(3), .i32(0), .i32(1)])
    #expect(try (0..<4).map { try table.get($0) } == [function, .funcref(nil), function, function])
    expectTrap(.tableOutOfBounds) { try instance.function("fill").call([.i32(4), .i32(1)]) }
    expectTrap(.tableOutOfBounds) {
      try instance.function("copy").call([.i32(0), .i32(2), .i32(3)])
    }
    #expect(throws: AccessError.self) { try table.get(4) }
    #expect(throws: AccessError.self) { try table.set(.max, .funcref(nil)) }
    #expect(throws: CallError.self) { try table.set(0, .i32(1)) }
    #expect(throws: CallError.self) { try table.set(0, .externref(nil)) }
  }

  @Test func overlappingCopies() throws {
    let store = Store(engine: engine)
    final class Object {}
    let objects = (0..<5).map { _ in Value.externref(ExternReference(Object())) }
    let table = try Table(
      store: store, type: TableType(element: .externref, limits: Limits(minimum: 5)))
    for (index, object) in objects.enumerated() { try table.set(UInt64(index), object) }
    let linker = Linker(engine: engine)
    try linker.define("env", "table", table)
    let instance = try linker.instantiate(
      module(
        """
        (import "env" "table" (table 5 externref))
        (func (export "copy") (param i32 i32 i32)
          (table.copy (local.get 0) (local.get 1) (local.get 2)))
        """, engine: engine), in: store)
    try instance.function("copy").call([.i32(1), .i32(0), .i32(4)])
    let order = try (0..<5).map { try table.get($0) }
    #expect(order == [objects[0], objects[0], objects[1], objects[2], objects[3]])
  }

  @Test func hostTableWithFunctionsOfSeveralInstances() throws {
    let store = Store(engine: engine)
    let table = try Table(
      store: store, type: TableType(element: .funcref, limits: Limits(minimum: 2)))
    let linker = Linker(engine: engine)
    try linker.define("env", "table", table)
    for number in 0..<2 {
      // Each instance has a global of its own, which its function in the shared table uses.
      _ = try linker.instantiate(
        module(
          """
          (import "env" "table" (table 2 funcref))
          (global $g (mut i32) (i32.const \((number + 1) * 10)))
          (func $f (result i32)
            (global.set $g (i32.add (global.get $g) (i32.const 1))) (global.get $g))
          (elem (i32.const \(number)) $f)
          """, engine: engine), in: store)
    }
    let caller = try linker.instantiate(
      module(
        """
        (import "env" "table" (table 2 funcref))
        (global $mine (mut i32) (i32.const 1000))
        (type $f (func (result i32)))
        (func (export "run") (result i32)
          (i32.add (i32.add
            (call_indirect (type $f) (i32.const 0)) (call_indirect (type $f) (i32.const 1)))
            (global.get $mine)))
        """, engine: engine), in: store)
    #expect(try caller.function("run").call() == [.i32(11 + 21 + 1000)])
    #expect(try caller.function("run").call() == [.i32(12 + 22 + 1000)])
  }

  @Test func globals() throws {
    let store = Store(engine: engine)
    let counter = try Global(
      store: store, type: GlobalType(value: .i64, isMutable: true), value: .i64(1))
    let vector = try Global(
      store: store, type: GlobalType(value: .v128, isMutable: true),
      value: .v128(V128(low: 1, high: 2)))
    let linker = Linker(engine: engine)
    try linker.define("env", "counter", counter)
    try linker.define("env", "vector", vector)
    let instance = try linker.instantiate(
      module(
        """
        (import "env" "counter" (global $counter (mut i64)))
        (import "env" "vector" (global $vector (mut v128)))
        (global (export "constant") f64 (f64.const 0.5))
        (export "counter" (global $counter))
        (func (export "run") (result v128)
          (global.set $counter (i64.add (global.get $counter) (i64.const 1)))
          (global.get $vector)
          (global.set $vector (v128.const i64x2 7 8)))
        """, engine: engine), in: store)
    #expect(try instance.function("run").call() == [.v128(V128(low: 1, high: 2))])
    #expect(counter.value == .i64(2))
    #expect(vector.value == .v128(V128(low: 7, high: 8)))
    try counter.set(.i64(-5))
    #expect(try instance.global("counter") == counter)
    #expect(throws: CallError.self) { try counter.set(.i32(1)) }
    let constant = try instance.global("constant")
    #expect(constant.value == .f64(0.5))
    #expect(throws: CallError.self) { try constant.set(.f64(1)) }
  }
}
