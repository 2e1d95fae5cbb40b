import Escapement
import Testing
import WasmText

/// The garbage collector: what must survive does, and what nobody uses is freed.
@Suite struct CollectorTests {
  private let list = """
    (type $node (struct (field (mut (ref null $node))) (field (mut i64))))
    (global $head (mut (ref null $node)) (ref.null $node))
    (func (export "grow") (param i32)
      (loop $again
        (global.set $head (struct.new $node (global.get $head) (i64.const 1)))
        (br_if $again (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))
    (func (export "length") (result i64)
      (local $node (ref null $node)) (local $length i64)
      (local.set $node (global.get $head))
      (block $end
        (loop $next
          (br_if $end (ref.is_null (local.get $node)))
          (local.set $length (i64.add (local.get $length) (struct.get $node 1 (local.get $node))))
          (local.set $node (struct.get $node 0 (local.get $node)))
          (br $next)))
      (local.get $length))
    (func (export "drop") (global.set $head (ref.null $node)))
    (func (export "churn") (param i32)
      (local $node (ref null $node))
      (loop $again
        (local.set $node (struct.new $node (ref.null $node) (i64.const 1)))
        ;; A cycle.
        (struct.set $node 0 (local.get $node) (local.get $node))
        (br_if $again (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))
    """

  private func instance(_ text: String, heapBytes: UInt64) throws -> Instance {
    var limits = ResourceLimits()
    limits.heapBytes = heapBytes
    let module = try module(text)
    return try Instance(store: Store(engine: module.engine, limits: limits), module: module)
  }

  @Test func allocationIsNotBoundedByTheLimitButLifeIs() throws {
    let instance = try instance(list, heapBytes: 2 << 20)
    // 24 bytes each.
    try instance.function("churn").call([.i32(1_000_000)])
    let statistics = instance.store.heapStatistics
    #expect(statistics.collections > 5)
    #expect(statistics.allocatedBytes > 20 << 20)
    instance.store.collectGarbage()
    #expect(instance.store.heapStatistics.liveBytes == 0)
  }

  @Test func fullHeapTrapsAndStaysUsable() throws {
    let instance = try instance(list, heapBytes: 1 << 20)
    expectTrap(.heapExhausted) { try instance.function("grow").call([.i32(1_000_000)]) }
    let length = try instance.function("length").call()[0].i64 ?? 0
    #expect(length > 35_000 && length < 44_000)
    expectTrap(.heapExhausted) { try instance.function("grow").call([.i32(10_000)]) }
    try instance.function("drop").call()
    try instance.function("grow").call([.i32(20_000)])
    #expect(try instance.function("length").call() == [.i64(20_000)])
  }

  @Test func hostileLengthsTrap() throws {
    let instance = try instance(
      """
      (type $wide (array (mut v128))) (type $bytes (array (mut i8))) (data $data "abc")
      (func (export "zeros") (param i32) (drop (array.new_default $wide (local.get 0))))
      (func (export "fill") (param i32)
        (drop (array.new $bytes (i32.const 1) (local.get 0))))
      (func (export "data") (param i32)
        (drop (array.new_data $wide $data (i32.const 0) (local.get 0))))
      """, heapBytes: 1 << 20)
    for length: Int32 in [-1, .min, .max, 1 << 20] {
      expectTrap(.heapExhausted) { try instance.function("zeros").call([.i32(length)]) }
      expectTrap(.memoryOutOfBounds) { try instance.function("data").call([.i32(length)]) }
    }
    expectTrap(.heapExhausted) { try instance.function("fill").call([.i32(-1)]) }
    try instance.function("fill").call([.i32(900_000)])
    try instance.function("fill").call([.i32(900_000)])
    let array = try DefinedType(
      engine: instance.store.engine, array: FieldType(storage: .i8, isMutable: false))
    #expect(throws: ResourceError.self) {
      try ArrayReference(store: instance.store, type: array, repeating: .i32(0), count: .max)
    }
  }

  @Test func theHostKeepsWhatItHolds() throws {
    let module = try module(list)
    let instance = try Instance(store: Store(engine: module.engine), module: module)
    let store = instance.store
    var nodes: [StructReference] = []
    for number in 0..<100 {
      nodes.append(
        try StructReference(
          store: store, type: module.definedTypes[0],
          fields: [.anyref(nodes.last?.reference), .i64(Int64(number))]))
    }
    let last = try #require(nodes.last)
    nodes = []
    store.collectGarbage()
    try instance.function("churn").call([.i32(100_000)])
    store.collectGarbage()
    #expect(store.heapStatistics.liveBytes == 100 * 24)
    var sum: Int64 = 0
    var node: StructReference? = last
    while let current = node {
      sum += try current.get(1).i64 ?? 0
      guard case .anyref(let next) = try current.get(0) else { return }
      node = next?.structure
    }
    #expect(sum == 4950)
    #expect(last == last.reference.structure)
  }

  /// Every allocation moves every object: whatever the collector does not know of is lost.
  @Test func rootsAreEverywhere() throws {
    let text = """
      (type $box (struct (field i32)))
      (type $boxes (array (mut (ref null $box))))
      (global $global (mut (ref null $box)) (ref.null $box))
      (global $made (ref $box) (struct.new $box (i32.const 1)))
      (table $table 3 (ref null $box))
      (elem $segment (ref null $box)
        (item (struct.new $box (i32.const 2))) (item (struct.new $box (i32.const 3))))
      (tag $tag (param (ref $box) i32))
      (func $box (param i32) (result (ref $box)) (struct.new $box (local.get 0)))
      (func $unbox (param (ref null $box)) (result i32) (struct.get $box 0 (local.get 0)))
      (func $pair (param i32 i32) (result (ref $box) i32 (ref $box))
        (call $box (local.get 0)) (i32.const 7) (call $box (local.get 1)))
      (func $throw (param i32)
        (throw $tag (call $box (local.get 0)) (i32.const 5)))
      (func (export "run") (param $n i32) (result i32)
        (local $local (ref null $box)) (local $array (ref null $boxes)) (local $sum i32)
        ;; Operands below a call, a local, a global, a table, a segment, an array, and a caught exception.
        (global.set $global (call $box (i32.const 10)))
        (local.set $local (call $box (i32.const 20)))
        (table.set $table (i32.const 1) (call $box (i32.const 30)))
        (table.init $table $segment (i32.const 2) (i32.const 1) (i32.const 1))
        (local.set $array
          (array.new_fixed $boxes 2 (call $box (i32.const 40)) (call $box (i32.const 50))))
        (call $box (i32.const 100))
        (call $pair (i32.const 200) (i32.const 300))
        (local.set $sum (call $unbox))
        (local.set $sum (i32.add (local.get $sum)))
        (local.set $sum (i32.add (call $unbox) (local.get $sum)))
        (drop (call $box (i32.const 0)))
        (local.set $sum (i32.add (call $unbox) (local.get $sum)))
        (block $caught (result (ref $box) i32)
          (try_table (catch $tag $caught) (call $throw (i32.const 1000)))
          (unreachable))
        (local.set $sum (i32.add (local.get $sum)))
        (drop (call $box (i32.const 0)))
        (local.set $sum (i32.add (call $unbox) (local.get $sum)))
        (local.get $sum)
        (i32.add (call $unbox (global.get $global)))
        (i32.add (call $unbox (global.get $made)))
        (i32.add (call $unbox (local.get $local)))
        (i32.add (call $unbox (table.get $table (i32.const 1))))
        (i32.add (call $unbox (table.get $table (i32.const 2))))
        (i32.add (call $unbox (array.get $boxes (local.get $array) (i32.const 0))))
        (i32.add (call $unbox (array.get $boxes (local.get $array) (i32.const 1))))
        (i32.add (call $unbox
          (array.get $boxes (array.new_elem $boxes $segment (i32.const 0) (i32.const 1))
            (i32.const 0)))))
      """
    let module = try module(text)
    for module in [module, try Module(engine: module.engine, deserializing: module.serialize())] {
      let store = Store(engine: module.engine)
      store.collectAtEveryAllocation()
      let run = try Instance(store: store, module: module).function("run")
      let expected: Int32 = 600 + 7 + 1000 + 5 + 10 + 1 + 20 + 30 + 3 + 40 + 50 + 2
      #expect(try run.call([.i32(1)]) == [.i32(expected)])
      // Each of them moved everything.
      #expect(store.heapStatistics.collections >= 15)
    }
  }

  /// Frames of two instances, and of host functions between them.
  @Test func framesAcrossInstancesAndHostFunctionsAreRoots() throws {
    let shared = "(type $box (struct (field i32)))"
    let callee = try module(
      shared + """
        (import "env" "back" (func $back (param anyref) (result anyref)))
        (func (export "make") (param $box (ref $box)) (result (ref $box))
          (drop (struct.new $box (i32.const 0)))
          (drop (call $back (struct.new $box (i32.const 9))))
          (struct.new $box (i32.add (i32.const 1) (struct.get $box 0 (local.get $box)))))
        """)
    let engine = callee.engine
    let caller = try module(
      shared + """
        (import "callee" "make" (func $make (param (ref $box)) (result (ref $box))))
        (func (export "run") (result i32) (local $box (ref null $box))
          (local.set $box (struct.new $box (i32.const 10)))
          (struct.new $box (i32.const 100))
          (call $make (ref.as_non_null (local.get $box)))
          (i32.add (struct.get $box 0) (struct.get $box 0 (local.get $box)))
          (local.set $box (struct.new $box))
          (i32.add (struct.get $box 0) (struct.get $box 0 (local.get $box))))
        (func (export "spin") (drop (struct.new $box (i32.const 0))))
        """, engine: engine)
    let store = Store(engine: engine)
    store.collectAtEveryAllocation()
    let linker = Linker(engine: engine)
    var inner: Func?
    try linker.define("env", "back") { (caller: Caller, value: AnyReference?) -> AnyReference? in
      try inner?.call()
      caller.store.collectGarbage()
      #expect(try value?.structure?.get(0) == .i32(9))
      return value
    }
    try linker.define("callee", linker.instantiate(callee, in: store))
    let instance = try linker.instantiate(caller, in: store)
    inner = try instance.function("spin")
    // 100 + (11 + 10).
    #expect(try instance.function("run").call() == [.i32(121)])
  }

  @Test func deepStacksAreWalked() throws {
    let instance = try instance(
      """
      (type $box (struct (field i32)))
      (func $sum (export "sum") (param i32) (result i32) (local $box (ref null $box))
        (if (i32.eqz (local.get 0)) (then (return (i32.const 0))))
        (local.set $box (struct.new $box (local.get 0)))
        (i32.add
          (call $sum (i32.sub (local.get 0) (i32.const 1)))
          (struct.get $box 0 (local.get $box))))
      """, heapBytes: 64 << 20)
    let sum = try instance.function("sum")
    #expect(try sum.call([.i32(20_000)]) == [.i32(200_010_000)])
    let small = try self.instance(list, heapBytes: 1 << 20)
    small.store.collectAtEveryAllocation()
    try small.function("grow").call([.i32(300)])
    #expect(try small.function("length").call() == [.i64(300)])
  }
}
