import Escapement
import Testing

@Suite struct LimitTests {
  let engine = Engine()

  func store(_ change: (inout ResourceLimits) -> Void) -> Store {
    var limits = ResourceLimits()
    change(&limits)
    return Store(engine: engine, limits: limits)
  }

  @Test func stackIsBoundedAndUsableAfterwards() throws {
    let store = store { $0.valueStackBytes = 64 << 10 }
    let instance = try Instance(
      store: store,
      module: module(
        """
        (func $endless (export "endless") (param i32) (result i32)
          (i32.add (call $endless (i32.add (local.get 0) (i32.const 1))) (i32.const 1)))
        (func $count (export "count") (param i32) (result i32)
          (if (result i32) (i32.eqz (local.get 0)) (then (i32.const 0))
            (else (i32.add (i32.const 1)
              (call $count (i32.sub (local.get 0) (i32.const 1)))))))
        """, engine: engine))
    for _ in 0..<3 {
      expectTrap(.callStackExhausted) { try instance.function("endless").call([.i32(0)]) }
      #expect(try instance.function("count").call([.i32(500)]) == [.i32(500)])
    }
  }

  @Test func deepRecursionTakesNoNativeStack() throws {
    let store = store { $0.valueStackBytes = 64 << 20 }
    let instance = try Instance(
      store: store,
      module: module(
        """
        (func $count (export "count") (param i32) (result i32)
          (if (result i32) (i32.eqz (local.get 0)) (then (i32.const 0))
            (else (i32.add (i32.const 1)
              (call $count (i32.sub (local.get 0) (i32.const 1)))))))
        """, engine: engine))
    #expect(try instance.function("count").call([.i32(200_000)]) == [.i32(200_000)])
  }

  @Test func memoryBytes() throws {
    let store = store { $0.memoryBytes = 3 * 65536 }
    let text = """
      (memory (export "memory") 1)
      (func (export "grow") (param i32) (result i32) local.get 0 memory.grow)
      """
    let one = try Instance(store: store, module: module(text, engine: engine))
    let other = try Instance(store: store, module: module(text, engine: engine))
    #expect(try one.function("grow").call([.i32(2)]) == [.i32(-1)])
    #expect(try one.function("grow").call([.i32(1)]) == [.i32(1)])
    #expect(try other.function("grow").call([.i32(1)]) == [.i32(-1)])
    #expect(try other.memory().grow(by: 1) == nil)
    #expect(throws: ResourceError.limitExceeded(.memoryBytes, limit: 3 * 65536)) {
      _ = try Instance(store: store, module: module(text, engine: engine))
    }
  }

  @Test func hugeMinimumIsAnErrorNotACrash() throws {
    let store = store { $0.memoryBytes = .max }
    for pages in [1 << 47, 1 << 46, 1 << 45] as [UInt64] {
      #expect(throws: (any Error).self) {
        _ = try Memory(
          store: store,
          type: MemoryType(limits: Limits(minimum: pages), addressType: .i64))
      }
    }
    #expect(throws: ResourceError.self) {
      _ = try Memory(
        store: store, type: MemoryType(limits: Limits(minimum: .max), addressType: .i64))
    }
  }

  @Test func tableElements() throws {
    let store = store { $0.tableElements = 10 }
    let instance = try Instance(
      store: store,
      module: module(
        """
        (table (export "table") 6 funcref)
        (func (export "grow") (param i32) (result i32)
          (table.grow (ref.null func) (local.get 0)))
        """, engine: engine))
    #expect(try instance.function("grow").call([.i32(5)]) == [.i32(-1)])
    #expect(try instance.function("grow").call([.i32(4)]) == [.i32(6)])
    #expect(throws: (any Error).self) {
      _ = try Table(
        store: store, type: TableType(element: .funcref, limits: Limits(minimum: 1)))
    }
    #expect(throws: (any Error).self) {
      _ = try Table(
        store: store,
        type: TableType(element: .funcref, limits: Limits(minimum: .max), addressType: .i64))
    }
  }

  @Test func counts() throws {
    let store = store {
      $0.instances = 2
      $0.memories = 1
      $0.tables = 1
    }
    let empty = try module("", engine: engine)
    let withMemory = try module("(memory 0)", engine: engine)
    _ = try Instance(store: store, module: withMemory)
    #expect(throws: ResourceError.limitExceeded(.memories, limit: 1)) {
      _ = try Instance(store: store, module: withMemory)
    }
    #expect(throws: ResourceError.limitExceeded(.instances, limit: 2)) {
      _ = try Instance(store: store, module: empty)
    }
  }

  @Test func manyParametersOnASmallStack() throws {
    let store = store { $0.valueStackBytes = 0 }
    let parameters = String(repeating: " v128", count: 1_000)
    let gets = (0..<1_000).map { "local.get \($0)" }.joined(separator: " ")
    let instance = try Instance(
      store: store,
      module: module(
        """
        (func (export "f") (param\(parameters)) (result\(parameters)) \(gets))
        """, engine: engine))
    let arguments = (0..<1_000).map { Value.v128(V128(low: UInt64($0), high: 1)) }
    #expect(try instance.function("f").call(arguments) == arguments)
  }

  @Test(.enabled(if: MemoryLayout<UInt>.size == 8))
  func `there is room for more memories than address space to grow into`() throws {
    let count: UInt32 = 40_000
    let store = store {
      $0.memories = count
      $0.memoryBytes = UInt64(count + 100) << 16
    }
    for _ in 0..<count - 1 {
      _ = try Memory(store: store, type: MemoryType(limits: Limits(minimum: 1)))
    }
    // The last one moves when it grows.
    let memory = try Memory(store: store, type: MemoryType(limits: Limits(minimum: 1)))
    try memory.write(UInt32(7), at: 100)
    for size in 1...20 as ClosedRange<UInt64> { #expect(try memory.grow(by: 1) == size) }
    #expect(try memory.read(UInt32.self, at: 100) == 7)
    #expect(try memory.read(UInt32.self, at: 20 << 16) == 0)
  }
}
