import Escapement
import WasmText

/// Two instances use one memory, one table and one global, which the host has made; all three may grow or change them.
func sharing() throws {
  let engine = Engine()
  let store = Store(engine: engine)
  let memory = try Memory(store: store, type: MemoryType(limits: Limits(minimum: 1, maximum: 4)))
  let table = try Table(
    store: store, type: TableType(element: .funcref, limits: Limits(minimum: 1, maximum: 4)))
  let counter = try Global(
    store: store, type: GlobalType(value: .i32, isMutable: true), value: .i32(0))
  let linker = Linker(engine: engine)
  try linker.define("env", "memory", memory)
  try linker.define("env", "table", table)
  try linker.define("env", "counter", counter)
  let module = try Module(
    engine: engine,
    bytes: TextFormat.assemble(
      """
      (module
        (import "env" "memory" (memory 1 4))
        (import "env" "table" (table 1 4 funcref))
        (import "env" "counter" (global $counter (mut i32)))
        (type $number (func (result i32)))
        (elem declare func $count)
        (func $count (type $number)
          (global.set $counter (i32.add (global.get $counter) (i32.const 1)))
          (global.get $counter))
        ;; Grows what is shared, and puts a function of this instance into the last element of the table.
        (func (export "grow")
          (drop (memory.grow (i32.const 1)))
          (drop (table.grow (ref.func $count) (i32.const 1))))
        (func (export "last") (result i32)
          (call_indirect (type $number) (i32.sub (table.size) (i32.const 1)))))
      """))
  let first = try linker.instantiate(module, in: store)
  let second = try linker.instantiate(module, in: store)

  try first.function("grow").call()
  memory.grow(by: 1)
  print("  \(memory.pageCount) pages, \(table.count) elements")
  // The second instance calls a function of the first through the table.
  let last = try second.function("last", as: (() -> Int32).self)
  print("  last() =", try last(), "counter =", counter.value)
  try counter.set(.i32(41))
  try table.grow(by: 1, value: table.get(1))
  print("  last() =", try last(), "counter =", counter.value)
}
