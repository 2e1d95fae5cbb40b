import Dispatch
import Escapement
import Synchronization
import Testing

/// Shared memories: several stores on several threads. `make test-threads` runs these under ThreadSanitizer.
@Suite struct ThreadTests {
  private static func engine() -> Engine {
    var configuration = EngineConfiguration()
    configuration.features.insert(.threads)
    return Engine(configuration: configuration)
  }

  /// An instance with `shared` as `env.memory`, in a store of its own.
  private static func attach(_ module: Module, to shared: SharedMemory) throws -> Instance {
    let store = Store(engine: module.engine)
    let linker = Linker(engine: module.engine)
    try linker.define("env", "memory", Memory(store: store, shared: shared))
    return try linker.instantiate(module, in: store)
  }

  /// Runs `body` on `count` threads at once and gives what each of them gave.
  private func onThreads<Result: Sendable>(
    _ count: Int, _ body: @escaping @Sendable (Int) throws -> Result
  ) throws -> [Result] {
    let results = Mutex([Int: Swift.Result<Result, any Error>]())
    let group = DispatchGroup()
    for index in 0..<count {
      // A queue of its own, so that all of them have a thread.
      DispatchQueue(label: "thread \(index)").async(group: group) {
        let result = Swift.Result { try body(index) }
        results.withLock { $0[index] = result }
      }
    }
    group.wait()
    return try results.withLock { results in try (0..<count).map { try results[$0]!.get() } }
  }

  private static let imported = #"(import "env" "memory" (memory 1 16 shared))"#

  /// 128: how many threads have come to the barrier; 132: whether all have.
  private static let barrier = """
    (func $barrier (param $threads i32)
      (if (i32.eq (i32.add (i32.atomic.rmw.add (i32.const 128) (i32.const 1)) (i32.const 1))
            (local.get $threads))
        (then
          (i32.atomic.store (i32.const 132) (i32.const 1))
          (drop (memory.atomic.notify (i32.const 132) (i32.const -1))))
        (else
          (loop $again
            (drop (memory.atomic.wait32 (i32.const 132) (i32.const 0) (i64.const -1)))
            (br_if $again (i32.eqz (i32.atomic.load (i32.const 132))))))))
    """

  @Test func updatesAreAtomic() throws {
    let text = """
      \(Self.imported)
      \(Self.barrier)
      (func (export "run") (param $count i32)
        (call $barrier (i32.const 4))
        (loop $again
          (drop (i32.atomic.rmw.add (i32.const 0) (i32.const 1)))
          (drop (i64.atomic.rmw.sub (i32.const 8) (i64.const 1)))
          (drop (i32.atomic.rmw8.add_u (i32.const 16) (i32.const 1)))
          (drop (i32.atomic.rmw16.add_u (i32.const 18) (i32.const 1)))
          (drop (i64.atomic.rmw32.xor_u (i32.const 20) (i64.const 1)))
          (call $increment (i32.const 24))
          (br_if $again (local.tee $count (i32.sub (local.get $count) (i32.const 1))))))
      ;; By comparing and exchanging.
      (func $increment (param $address i32) (local $old i64)
        (local.set $old (i64.atomic.load (local.get $address)))
        (loop $again
          (br_if $again
            (i64.ne (local.get $old)
              (local.tee $old
                (i64.atomic.rmw.cmpxchg (local.get $address) (local.get $old)
                  (i64.add (local.get $old) (i64.const 1))))))))
      """
    let module = try module(text, engine: Self.engine())
    let shared = try SharedMemory(minimum: 1, maximum: 16)
    let (threads, rounds): (UInt32, UInt32) = (4, 20_001)
    _ = try onThreads(Int(threads)) { _ in
      _ = try Self.attach(module, to: shared).function("run").call([.i32(Int32(rounds))])
    }
    let memory = try Memory(store: Store(engine: module.engine), shared: shared)
    let total = threads * rounds
    #expect(try memory.read(UInt32.self, at: 0) == total)
    #expect(try memory.read(Int64.self, at: 8) == -Int64(total))
    #expect(try memory.read(UInt8.self, at: 16) == UInt8(truncatingIfNeeded: total))
    #expect(try memory.read(UInt8.self, at: 17) == 0)
    #expect(try memory.read(UInt16.self, at: 18) == UInt16(truncatingIfNeeded: total))
    #expect(try memory.read(UInt32.self, at: 20) == total % 2)
    #expect(try memory.read(UInt64.self, at: 24) == UInt64(total))
  }

  @Test func mutexOfWaitAndNotify() throws {
    // 0: the lock; 4: how many threads have found it taken; 64: what it guards, changed without atomic instructions.
    let text = """
      \(Self.imported)
      \(Self.barrier)
      (func $lock
        (loop $again
          (if (i32.eqz (i32.atomic.rmw.cmpxchg (i32.const 0) (i32.const 0) (i32.const 1)))
            (then (return)))
          (drop (i32.atomic.rmw.add (i32.const 4) (i32.const 1)))
          (drop (memory.atomic.wait32 (i32.const 0) (i32.const 1) (i64.const -1)))
          (br $again)))
      (func $unlock
        (i32.atomic.store (i32.const 0) (i32.const 0))
        (drop (memory.atomic.notify (i32.const 0) (i32.const 1))))
      (func (export "run") (param $count i32)
        (call $barrier (i32.const 4))
        (loop $again
          (call $lock)
          (i32.store (i32.const 64) (i32.add (i32.load (i32.const 64)) (i32.const 1)))
          (f64.store (i32.const 72) (f64.add (f64.load (i32.const 72)) (f64.const 0.5)))
          (call $unlock)
          (br_if $again (local.tee $count (i32.sub (local.get $count) (i32.const 1))))))
      """
    let module = try module(text, engine: Self.engine())
    let shared = try SharedMemory(minimum: 1, maximum: 16)
    _ = try onThreads(4) { _ in
      _ = try Self.attach(module, to: shared).function("run").call([.i32(10_000)])
    }
    let memory = try Memory(store: Store(engine: module.engine), shared: shared)
    #expect(try memory.read(UInt32.self, at: 64) == 40_000)
    #expect(try memory.read(Double.self, at: 72) == 20_000)
  }

  /// Two threads that each do nothing until the other one has woken them.
  @Test(.timeLimit(.minutes(2))) func takingTurns() throws {
    let text = """
      \(Self.imported)
      (func (export "run") (param $me i64) (param $count i64) (local $turn i64)
        (loop $again
          (local.set $turn (i64.atomic.load offset=8 (i32.const 0)))
          (if (i64.eq (local.get $turn) (local.get $count)) (then (return)))
          (if (i64.eq (i64.and (local.get $turn) (i64.const 1)) (local.get $me))
            (then
              (i64.atomic.store offset=8 (i32.const 0) (i64.add (local.get $turn) (i64.const 1)))
              (drop (memory.atomic.notify offset=8 (i32.const 0) (i32.const -1))))
            (else
              (drop (memory.atomic.wait64 offset=8 (i32.const 0) (local.get $turn) (i64.const -1)))))
          (br $again)))
      """
    let module = try module(text, engine: Self.engine())
    let shared = try SharedMemory(minimum: 1, maximum: 16)
    _ = try onThreads(2) { index in
      _ = try Self.attach(module, to: shared).function("run").call([
        .i64(Int64(index)), .i64(2_000),
      ])
    }
    let memory = try Memory(store: Store(engine: module.engine), shared: shared)
    #expect(try memory.read(Int64.self, at: 8) == 2_000)
  }

  @Test func growthIsSeenByEveryStore() throws {
    let text = """
      \(Self.imported)
      (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
      (func (export "size") (result i32) (memory.size))
      ;; A float that is only in the accumulator, past what the store knew the memory to be.
      (func (export "store") (param i32 f64 f64)
        (f64.store (local.get 0) (f64.add (local.get 1) (local.get 2))))
      (func (export "load") (param i32) (result f64) (f64.load (local.get 0)))
      (func (export "sum") (param i32 i32) (result f64)
        (f64.add (f64.load (i32.add (local.get 0) (local.get 1))) (f64.const 1)))
      (func (export "fill") (param i32) (memory.fill (local.get 0) (i32.const 7) (i32.const 8)))
      (func (export "copy") (param i32)
        (memory.copy (i32.const 0) (local.get 0) (i32.const 8)))
      (func (export "add") (param i32) (result i32)
        (i32.atomic.rmw.add (local.get 0) (i32.const 1)))
      (data $bytes "12345678")
      (func (export "init") (param i32)
        (memory.init $bytes (local.get 0) (i32.const 0) (i32.const 8)))
      """
    let module = try module(text, engine: Self.engine())
    let shared = try SharedMemory(minimum: 1, maximum: 16)
    let first = try Self.attach(module, to: shared)
    func second() throws -> Instance { try Self.attach(module, to: shared) }
    let calls: [(String, [Value])] = [
      ("store", [.i32(0), .f64(1), .f64(2)]), ("load", [.i32(0)]), ("sum", [.i32(0), .i32(0)]),
      ("fill", [.i32(0)]), ("copy", [.i32(0)]), ("add", [.i32(0)]), ("init", [.i32(0)]),
    ]
    var pages: Int32 = 1
    for (name, arguments) in calls {
      // This store does not look at the memory between its growth and the call.
      let second = try second()
      var arguments = arguments
      arguments[0] = .i32(pages * 65536)
      expectTrap(.memoryOutOfBounds) { try second.function(name).call(arguments) }
      #expect(try first.function("grow").call([.i32(1)]) == [.i32(pages)])
      pages += 1
      _ = try second.function(name).call(arguments)
      arguments[0] = .i32(pages * 65536)
      expectTrap(.memoryOutOfBounds) { try second.function(name).call(arguments) }
      #expect(try second.function("size").call() == [.i32(pages)])
    }
    #expect(try first.function("load").call([.i32(65536)]) == [.f64(3)])
    #expect(shared.pageCount == UInt64(pages))
    #expect(shared.grow(by: 1) == UInt64(pages))
    #expect(shared.grow(by: 100) == nil)
    #expect(try first.function("size").call() == [.i32(pages + 1)])
    #expect(try first.function("grow").call([.i32(100)]) == [.i32(-1)])
  }

  /// Loops with their locals in registers and instructions that share a handler, which a bounds check interrupts.
  @Test func growthIsSeenInTheMiddleOfALoop() throws {
    let text = """
      \(Self.imported)
      (func (export "fill") (param $end i32) (local $address i32)
        (loop $again
          (i32.store (local.get $address) (i32.const 3))
          (local.set $address (i32.add (local.get $address) (i32.const 4)))
          (br_if $again (i32.lt_u (local.get $address) (local.get $end)))))
      (func (export "sum") (param $end i32) (result i32) (local $address i32) (local $sum i32)
        (loop $again
          (local.set $sum (i32.add (local.get $sum) (i32.load (local.get $address))))
          (local.set $address (i32.add (local.get $address) (i32.const 4)))
          (br_if $again (i32.lt_u (local.get $address) (local.get $end))))
        (local.get $sum))
      """
    let module = try module(text, engine: Self.engine())
    let shared = try SharedMemory(minimum: 1, maximum: 16)
    let instances = try (0..<3).map { _ in try Self.attach(module, to: shared) }
    let end = Value.i32(4 * 65536)
    // Each store knows of one page, and sees the others when it gets there.
    #expect(shared.grow(by: 3) == 1)
    try instances[0].function("fill").call([end])
    #expect(try instances[1].function("sum").call([end]) == [.i32(3 * 65536)])
    expectTrap(.memoryOutOfBounds) {
      try instances[2].function("sum").call([.i32(4 * 65536 + 4)])
    }
  }

  /// Many threads grow one memory, each by what it can get, and use what it got.
  @Test func growingAtOnce() throws {
    let text = """
      (import "env" "memory" (memory 1 4096 shared))
      (func (export "run") (result i32) (local $page i32) (local $count i32)
        (loop $again
          (local.set $page (memory.grow (i32.const 1)))
          (if (i32.eq (local.get $page) (i32.const -1)) (then (return (local.get $count))))
          (i32.store (i32.mul (local.get $page) (i32.const 65536)) (i32.const 1))
          (local.set $count (i32.add (local.get $count) (i32.const 1)))
          (br $again))
        unreachable)
      """
    let module = try module(text, engine: Self.engine())
    let shared = try SharedMemory(minimum: 1, maximum: 257)
    let counts = try onThreads(4) { _ in
      try Self.attach(module, to: shared).function("run", as: (() -> Int32).self)()
    }
    #expect(counts.reduce(0, +) == 256)
    #expect(shared.pageCount == 257)
  }

  // Waiting ---------------------------------------------------------------------------------------------------

  private static let waiting = """
    (import "env" "memory" (memory 1 16 shared))
    (func (export "wait32") (param i32 i32 i64) (result i32)
      (memory.atomic.wait32 (local.get 0) (local.get 1) (local.get 2)))
    (func (export "wait64") (param i32 i64 i64) (result i32)
      (memory.atomic.wait64 (local.get 0) (local.get 1) (local.get 2)))
    (func (export "notify") (param i32 i32) (result i32)
      (memory.atomic.notify (local.get 0) (local.get 1)))
    """

  @Test func resultsOfWaits() throws {
    let shared = try SharedMemory(minimum: 1, maximum: 16)
    let instance = try Self.attach(module(Self.waiting, engine: Self.engine()), to: shared)
    let wait32 = try instance.function("wait32", as: ((Int32, Int32, Int64) -> Int32).self)
    let wait64 = try instance.function("wait64", as: ((Int32, Int64, Int64) -> Int32).self)
    let notify = try instance.function("notify", as: ((Int32, Int32) -> Int32).self)
    // Not the expected value; too late.
    #expect(try wait32(0, 1, -1) == 1)
    #expect(try wait64(8, -1, -1) == 1)
    #expect(try wait32(0, 0, 0) == 2)
    let start = ContinuousClock.now
    #expect(try wait64(8, 0, 20_000_000) == 2)
    #expect(ContinuousClock.now - start >= .milliseconds(20))
    #expect(try notify(0, -1) == 0)
    expectTrap(.unalignedAtomic) { _ = try wait32(2, 0, 0) }
    expectTrap(.unalignedAtomic) { _ = try wait64(4, 0, 0) }
    expectTrap(.unalignedAtomic) { _ = try notify(1, 0) }
    expectTrap(.memoryOutOfBounds) { _ = try wait32(65536, 0, 0) }
    expectTrap(.memoryOutOfBounds) { _ = try notify(-4, 0) }
  }

  @Test func notifyWakesAsManyAsItSaysInTheirOrder() throws {
    let shared = try SharedMemory(minimum: 1, maximum: 16)
    let module = try module(Self.waiting, engine: Self.engine())
    let results = Mutex([Int32]())
    let group = DispatchGroup()
    for index in 0..<3 {
      DispatchQueue(label: "waiter \(index)").async(group: group) {
        let result = try? Self.attach(module, to: shared).function("wait32").call([
          .i32(16), .i32(0), .i64(-1),
        ])
        results.withLock { $0.append(result == [.i32(0)] ? 0 : -1) }
      }
    }
    var woken: UInt32 = 0
    while woken < 3 { woken += shared.notify(at: 16, count: 1) }
    group.wait()
    #expect(results.withLock { $0 } == [0, 0, 0])
    #expect(shared.notify(at: 16) == 0)
  }

  @Test func waitsNeedASharedMemory() throws {
    let text = """
      (memory 1 1)
      (func (export "wait32") (result i32)
        (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const 0)))
      (func (export "notify") (result i32) (memory.atomic.notify (i32.const 0) (i32.const 1)))
      (func (export "add") (result i32) (i32.atomic.rmw.add (i32.const 0) (i32.const 1)))
      """
    let instance = try instance(text, engine: Self.engine())
    expectTrap(.expectedSharedMemory) { try instance.function("wait32").call() }
    #expect(try instance.function("notify").call() == [.i32(0)])
    // Other atomic instructions do not.
    #expect(try instance.function("add").call() == [.i32(0)])
    #expect(try instance.function("add").call() == [.i32(1)])
  }

  @Test(.timeLimit(.minutes(10))) func interruptionEndsAWait() throws {
    let shared = try SharedMemory(minimum: 1, maximum: 16)
    let instance = try Self.attach(module(Self.waiting, engine: Self.engine()), to: shared)
    let handle = instance.store.interruptHandle
    let timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "interrupter"))
    timer.setEventHandler { handle.interrupt() }
    timer.schedule(deadline: .now() + .milliseconds(5), repeating: .milliseconds(5))
    timer.resume()
    expectTrap(.interrupted) {
      try instance.function("wait32").call([.i32(0), .i32(0), .i64(-1)])
    }
    timer.cancel()
    // Nobody is left in the queue.
    #expect(shared.notify(at: 0) == 0)
  }

  @Test(.timeLimit(.minutes(10))) func deadlinesEndAWait() throws {
    let shared = try SharedMemory(minimum: 1, maximum: 16)
    let instance = try Self.attach(module(Self.waiting, engine: Self.engine()), to: shared)
    instance.store.deadline = .now + .milliseconds(20)
    expectTrap(.deadlineExceeded) {
      try instance.function("wait64").call([.i32(0), .i64(0), .i64(.max)])
    }
    instance.store.deadline = nil
    #expect(try instance.function("wait64").call([.i32(0), .i64(0), .i64(1)]) == [.i32(2)])
  }

  @Test(.timeLimit(.minutes(10))) func cancellationEndsAWait() async throws {
    let shared = try SharedMemory(minimum: 1, maximum: 16)
    let module = try module(Self.waiting, engine: Self.engine())
    let task = Task.detached {
      _ = try await Self.attach(module, to: shared).function("wait32").callAsync([
        .i32(0), .i32(0), .i64(-1),
      ])
    }
    DispatchQueue(label: "canceller").asyncAfter(deadline: .now() + .milliseconds(20)) {
      task.cancel()
    }
    let result = await task.result
    #expect(throws: CancellationError.self) { try result.get() }
  }

  // Limits and types ------------------------------------------------------------------------------------------

  @Test func storesAreChargedForSharedMemories() throws {
    var limits = ResourceLimits()
    limits.memoryBytes = 4 << 16
    let module = try module(
      """
      (memory (export "memory") 1 100 shared)
      (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
      """, engine: Self.engine())
    let store = Store(engine: module.engine, limits: limits)
    let instance = try Instance(store: store, module: module)
    #expect(try instance.function("grow").call([.i32(3)]) == [.i32(1)])
    #expect(try instance.function("grow").call([.i32(1)]) == [.i32(-1)])
    let shared = try #require(instance.memory("memory").shared)
    #expect(shared.type.isShared && shared.type.limits.maximum == 100)
    // What was reserved for it is what the store had to give.
    #expect(shared.grow(by: 1) == nil)
    limits.memoryBytes = 3 << 16
    #expect(throws: ResourceError.self) {
      _ = try Memory(store: Store(engine: module.engine, limits: limits), shared: shared)
    }
    #expect(throws: ResourceError.self) {
      _ = try SharedMemory(minimum: 5, maximum: 10, byteLimit: 4 << 16)
    }
  }

  @Test func sharedAndOtherMemoriesDoNotMatch() throws {
    let module = try module(#"(import "env" "memory" (memory 1 16))"#, engine: Self.engine())
    let shared = try SharedMemory(minimum: 1, maximum: 16)
    #expect(throws: LinkError.self) { _ = try Self.attach(module, to: shared) }
  }

  @Test func theSwiftLoopRefusesThreads() throws {
    var configuration = EngineConfiguration()
    configuration.features.insert(.threads)
    configuration.dispatch = .swift
    let engine = Engine(configuration: configuration)
    #expect(throws: ModuleError.self) { _ = try module("(memory 1 1 shared)", engine: engine) }
    let instance = try instance(
      #"(memory 1) (func (export "f") (result i32) (i32.atomic.load (i32.const 0)))"#,
      engine: engine)
    #expect(throws: ModuleError.self) { try instance.function("f").call() }
  }

  @Test func artifactsOfAtomicInstructions() throws {
    let engine = Self.engine()
    let original = try module(Self.waiting, engine: engine)
    let loaded = try Module(engine: engine, deserializing: original.serialize())
    let shared = try SharedMemory(minimum: 1, maximum: 16)
    let instance = try Self.attach(loaded, to: shared)
    #expect(try instance.function("wait32").call([.i32(0), .i32(0), .i64(0)]) == [.i32(2)])
  }
}
