import Escapement
import Testing

/// What collections cost, and that they can be stopped.
@Suite struct CollectionLimitTests {
  /// An array of references to structures, `length` of them, each with its index in it; and garbage.
  static let text = """
    (type $item (struct (field (mut i64))))
    (type $items (array (mut (ref null $item))))
    (type $bytes (array (mut i8)))
    (global $items (mut (ref null $items)) (ref.null $items))
    (func (export "fill") (param $count i32)
      (global.set $items (array.new_default $items (local.get $count)))
      (loop $again
        (local.set $count (i32.sub (local.get $count) (i32.const 1)))
        (array.set $items (global.get $items) (local.get $count)
          (struct.new $item (i64.extend_i32_u (local.get $count))))
        (br_if $again (local.get $count))))
    (func $sum (export "sum") (result i64)
      (local $index i32) (local $sum i64)
      (local.set $index (array.len (global.get $items)))
      (loop $again
        (local.set $index (i32.sub (local.get $index) (i32.const 1)))
        (local.set $sum (i64.add (local.get $sum)
          (struct.get $item 0 (array.get $items (global.get $items) (local.get $index)))))
        (br_if $again (local.get $index)))
      (local.get $sum))
    (func (export "waste") (param $count i32) (param $size i32)
      (loop $again
        (drop (array.new_default $bytes (local.get $size)))
        (local.set $count (i32.sub (local.get $count) (i32.const 1)))
        (br_if $again (local.get $count))))
    (func $spend (export "spend") (drop (array.new_default $bytes (i32.const 1000))))
    """

  private func instance(heapBytes: UInt64 = 64 << 20, metersFuel: Bool = true) throws -> Instance {
    var configuration = EngineConfiguration()
    configuration.metersFuel = metersFuel
    var limits = ResourceLimits()
    limits.heapBytes = heapBytes
    let module = try module(Self.text, engine: Engine(configuration: configuration))
    let store = Store(engine: module.engine, limits: limits)
    store.fuel = 1_000_000_000
    return try Instance(store: store, module: module)
  }

  @Test func `collections are charged by what lives`() throws {
    let instance = try instance()
    let store = instance.store
    try instance.function("fill").call([.i32(100_000)])
    store.collectGarbage()
    let live = store.heapStatistics.liveBytes
    #expect(live > 100_000 * 24)
    let (fuel, collections) = (store.consumedFuel, store.heapStatistics.collections)
    try instance.function("waste").call([.i32(30_000), .i32(1000)])
    let made = store.heapStatistics.collections - collections
    #expect(made > 1)
    #expect(store.consumedFuel - fuel > made * live / 64)
  }

  @Test func `a heap that is almost full does not collect for every allocation`() throws {
    let instance = try instance(heapBytes: 16 << 20)
    let store = instance.store
    // A little less than what is left after that leaves no room to work with.
    for size in [14 << 20, 15 << 20, 61 << 18] as [Int32] {
      _ = try? instance.function("fill").call([.i32(size / 24)])
      _ = try? instance.function("waste").call([.i32(2_000), .i32(60_000)])
      let statistics = store.heapStatistics
      #expect(statistics.collections * 16 << 20 < 20 * (statistics.allocatedBytes + 64 << 20))
    }
  }

  @Test func `a collection that can't be paid for goes on with the next call`() throws {
    let instance = try instance()
    let store = instance.store
    let count: Int32 = 200_000
    let sum = Int64(count) * Int64(count - 1) / 2
    try instance.function("fill").call([.i32(count)])
    for fuel in [1_000, 20_000, 40_000, 70_000] as [UInt64] {
      // Until a collection begins, and can't be paid for.
      store.fuel = 1_000_000_000
      let collections = store.heapStatistics.collections
      while store.heapStatistics.collections == collections {
        try instance.function("waste").call([.i32(100), .i32(1000)])
      }
      var failures = 0
      for _ in 0..<100_000 {
        store.fuel = fuel
        do {
          try instance.function("spend").call()
        } catch let trap as Trap {
          #expect(trap.reason == .outOfFuel)
          failures += 1
          if failures > 2 { break }
        }
      }
      #expect(failures > 0)
      store.fuel = 1_000_000_000
      #expect(try instance.function("sum").call() == [.i64(sum)])
    }
  }

  @Test func `what the host does in the middle of a collection finishes it`() throws {
    let instance = try instance()
    let store = instance.store
    let count: Int32 = 200_000
    try instance.function("fill").call([.i32(count)])
    func stopInTheMiddle() {
      for _ in 0..<100_000 {
        store.fuel = 2_000
        do { try instance.function("spend").call() } catch { return }
      }
      Issue.record("no collection was stopped")
    }
    let type = try DefinedType(
      engine: store.engine, array: FieldType(storage: .value(.i64), isMutable: true))
    let held = try ArrayReference(store: store, type: type, repeating: .i64(7), count: 10_000)
    stopInTheMiddle()
    #expect(try held.get(9_999) == .i64(7))
    stopInTheMiddle()
    let other = try ArrayReference(store: store, type: type, repeating: .i64(8), count: 10)
    stopInTheMiddle()
    store.collectGarbage()
    #expect(try held.get(0) == .i64(7) && other.get(9) == .i64(8))
    stopInTheMiddle()
    store.fuel = 1_000_000_000
    let sum = Int64(count) * Int64(count - 1) / 2
    #expect(try instance.function("sum").call() == [.i64(sum)])
  }
}

/// Objects of the host that guests hold.
@Suite struct ExternalReferenceTests {
  private final class Counter {
    var alive = 0
    var most = 0
  }

  private final class Item {
    let counter: Counter
    init(_ counter: Counter) {
      self.counter = counter
      counter.alive += 1
      counter.most = max(counter.most, counter.alive)
    }
    deinit { counter.alive -= 1 }
  }

  private func instance(
    _ counter: Counter, _ dispatch: LongWorkTests.Dispatch, limit: UInt32 = 1_000_000
  ) throws -> Instance {
    let engine = Engine(configuration: dispatch.configuration)
    let linker = Linker(engine: engine)
    try linker.define("env", "make") { () -> ExternReference? in
      ExternReference(Item(counter))
    }
    var limits = ResourceLimits()
    limits.externalReferences = limit
    let module = try module(
      """
      (import "env" "make" (func $make (result externref)))
      (table $kept (export "kept") 10000 externref)
      (global $last (export "last") (mut externref) (ref.null extern))
      (func (export "churn") (param $count i32)
        (local $first externref)
        (local.set $first (call $make))
        (global.set $last (call $make))
        (loop $again
          (drop (call $make))
          (local.set $count (i32.sub (local.get $count) (i32.const 1)))
          (br_if $again (local.get $count)))
        (table.set $kept (i32.const 0) (local.get $first)))
      (func (export "keep") (param $count i32)
        (loop $again
          (local.set $count (i32.sub (local.get $count) (i32.const 1)))
          (table.set $kept (local.get $count) (call $make))
          (br_if $again (local.get $count))))
      (func (export "take") (param externref))
      """, engine: engine)
    return try linker.instantiate(module, in: Store(engine: engine, limits: limits))
  }

  @Test(arguments: LongWorkTests.Dispatch.allCases) func `what no guest has is released`(
    dispatch: LongWorkTests.Dispatch
  ) throws {
    let counter = Counter()
    let instance = try instance(counter, dispatch)
    try instance.function("churn").call([.i32(20_000)])
    #expect(counter.most < 5_000)
    // What was in a local and in a global all the time is still the same.
    guard case .externref(let first?) = try instance.table("kept").get(0),
      case .externref(let last?) = try instance.global("last").value
    else {
      Issue.record("a reference is lost")
      return
    }
    #expect(first.object is Item && last.object is Item && first != last)
    try instance.function("keep").call([.i32(10_000)])
    try instance.function("churn").call([.i32(20_000)])
    for index in 1..<10_000 as Range<UInt64> {
      guard case .externref(let item?) = try instance.table("kept").get(index) else { break }
      #expect(item.object is Item)
    }
    #expect(counter.alive >= 10_000 && counter.most < 40_000)
    instance.store.collectGarbage()
    #expect(counter.alive <= 10_004)
  }

  @Test func `what the host passes is released`() throws {
    let counter = Counter()
    let instance = try instance(counter, .c)
    let take = try instance.function("take")
    for _ in 0..<20_000 { try take.call([.externref(ExternReference(Item(counter)))]) }
    #expect(counter.most < 5_000)
  }

  @Test func `there is a limit for what guests hold`() throws {
    let counter = Counter()
    let instance = try instance(counter, .c, limit: 5_000)
    #expect(throws: CallError.self) { try instance.function("keep").call([.i32(10_000)]) }
    #expect(counter.alive <= 5_000)
    let kept = try instance.table("kept")
    for index in 0..<10_000 as Range<UInt64> { try kept.set(index, .externref(nil)) }
    try instance.function("keep").call([.i32(1)])
  }
}
