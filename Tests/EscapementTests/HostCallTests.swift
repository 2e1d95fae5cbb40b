import Escapement
import Testing

/// What a guest finds when a host function returns to it, in both loops: one calls the function and goes on, the other
/// stops for it.
@Suite struct HostCallTests {
  private static let loops: [EngineConfiguration.Dispatch] = [.c, .swift]

  private struct Refusal: Error, Equatable { var number: Int32 }

  private final class Holder {
    var instance: Instance?
    var number: Int32 = 0
  }

  private func link(
    _ text: String, _ dispatch: EngineConfiguration.Dispatch, limits: ResourceLimits = .init(),
    metersFuel: Bool = false, _ define: (Linker) throws -> Void
  ) throws -> Instance {
    var configuration = EngineConfiguration()
    configuration.dispatch = dispatch
    configuration.metersFuel = metersFuel
    let engine = Engine(configuration: configuration)
    let linker = Linker(engine: engine)
    try define(linker)
    return try linker.instantiate(
      module(text, engine: engine), in: Store(engine: engine, limits: limits))
  }

  @Test(arguments: loops) func memoryThatTheHostHasGrown(
    dispatch: EngineConfiguration.Dispatch
  ) throws {
    let instance = try link(
      """
      (import "env" "grow" (func $grow (param i32)))
      (memory 1)
      (func (export "run") (param $count i32) (result i32)
        (local $sum i32) (local $address i32)
        (loop $again
          (call $grow (local.get $count))
          (local.set $address (i32.sub (i32.mul (memory.size) (i32.const 65536)) (i32.const 4)))
          (i32.store (local.get $address) (local.get $count))
          (local.set $sum (i32.add (local.get $sum) (i32.load (local.get $address))))
          (br_if $again (local.tee $count (i32.sub (local.get $count) (i32.const 1)))))
        (i32.add (local.get $sum) (memory.size)))
      """, dispatch
    ) {
      try $0.define("env", "grow") { (caller: Caller, number: Int32) in
        let memory = try #require(caller.memory)
        #expect(memory.grow(by: 3) == memory.pageCount - 3)
        if number < 5 {
          // What the guest wrote in the round before is where it was.
          let address = (memory.pageCount - 3) * memory.pageSize - 4
          #expect(try memory.read(Int32.self, at: address) == number + 1)
        }
      }
    }
    let run = try instance.function("run", as: ((Int32) -> Int32).self)
    #expect(try run(5) == 5 + 4 + 3 + 2 + 1 + 16)
  }

  @Test(arguments: loops) func memoryIsTheCallersAgain(
    dispatch: EngineConfiguration.Dispatch
  ) throws {
    // The host runs another instance, which has another memory, and grows that.
    let holder = Holder()
    let text = """
      (import "env" "visit" (func $visit))
      (memory (export "memory") 1)
      (func (export "grow") (i32.store (i32.const 0) (i32.const 99)) (drop (memory.grow (i32.const 1))))
      (func (export "run") (result i32)
        (i32.store (i32.const 0) (i32.const 7))
        (call $visit)
        (i32.add (i32.load (i32.const 0)) (memory.size)))
      """
    let engine = Engine(configuration: configuration(dispatch))
    let linker = Linker(engine: engine)
    try linker.define("env", "visit") {
      try #require(holder.instance).function("grow").call()
      holder.number += 1
    }
    let store = Store(engine: engine)
    let module = try module(text, engine: engine)
    holder.instance = try linker.instantiate(module, in: store)
    let instance = try linker.instantiate(module, in: store)
    #expect(try instance.function("run").call() == [.i32(8)])
    #expect(holder.number == 1)
    holder.instance = nil
  }

  private func configuration(_ dispatch: EngineConfiguration.Dispatch) -> EngineConfiguration {
    var configuration = EngineConfiguration()
    configuration.dispatch = dispatch
    return configuration
  }

  @Test(arguments: loops) func localsSurviveInLoops(
    dispatch: EngineConfiguration.Dispatch
  ) throws {
    // Locals that the loop keeps in registers, integers and numbers, and operands that wait below the call.
    let instance = try link(
      """
      (import "env" "twice" (func $twice (param i32 f64) (result f64)))
      (func (export "run") (param $count i32) (result f64)
        (local $sum i32) (local $product f64) (local $float f32)
        (local.set $product (f64.const 1))
        (loop $again
          (local.set $product
            (f64.add (local.get $product) (call $twice (local.get $count) (local.get $product))))
          (local.set $float (f32.add (local.get $float) (f32.const 0.5)))
          (local.set $sum (i32.add (local.get $sum) (local.get $count)))
          (br_if $again (local.tee $count (i32.sub (local.get $count) (i32.const 1)))))
        (f64.add (local.get $product)
          (f64.add (f64.promote_f32 (local.get $float)) (f64.convert_i32_s (local.get $sum)))))
      """, dispatch
    ) {
      try $0.define("env", "twice") { (_: Int32, number: Double) -> Double in number * 2 }
    }
    let run = try instance.function("run", as: ((Int32) -> Double).self)
    // 3 to the power of 4, 4 halves, 4 + 3 + 2 + 1.
    #expect(try run(4) == 81 + 2 + 10)
  }

  @Test(arguments: loops) func errorsEndOnlyTheCallThatTheyPass(
    dispatch: EngineConfiguration.Dispatch
  ) throws {
    // run(n) → host → run(n - 1) → … → host, which throws. Every second host function lets the error pass.
    let instance = try link(
      """
      (import "env" "down" (func $down (param i32) (result i32)))
      (func $run (export "run") (param i32) (result i32)
        (i32.add (i32.const 100) (call $down (i32.sub (local.get 0) (i32.const 1)))))
      """, dispatch
    ) {
      try $0.define("env", "down") { (caller: Caller, number: Int32) -> Int32 in
        if number == 0 { throw Refusal(number: 7) }
        let run = try #require(caller.instance).function("run", as: ((Int32) -> Int32).self)
        guard number % 2 == 0 else { return try run(number) }
        do {
          return try run(number)
        } catch let refusal as Refusal {
          return refusal.number
        }
      }
    }
    let run = try instance.function("run", as: ((Int32) -> Int32).self)
    for _ in 0..<3 {
      #expect(throws: Refusal(number: 7)) { try run(1) }
      #expect(throws: Refusal(number: 7)) { try run(2) }
      // The error passes "down 1" and ends in "down 2".
      #expect(try run(3) == 107)
      #expect(try run(6) == 407)
    }
  }

  @Test(arguments: loops) func exceptionsOfTheHostGoOnWhereTheyAreCaught(
    dispatch: EngineConfiguration.Dispatch
  ) throws {
    let instance = try link(
      """
      (import "env" "fail" (func $fail (param i32)))
      (tag $tag (export "tag") (param i32))
      (memory 1)
      (func $inner (param i32) (call $fail (local.get 0)))
      (func (export "run") (param $count i32) (result i32) (local $sum i32)
        (loop $again
          (local.set $sum (i32.add (local.get $sum)
            (block $caught (result i32)
              (try_table (catch $tag $caught) (call $inner (local.get $count)))
              (i32.const 1000))))
          (i32.store8 (i32.const 65536) (local.get $sum))
          (br_if $again (local.tee $count (i32.sub (local.get $count) (i32.const 1)))))
        (i32.add (local.get $sum) (memory.size)))
      """, dispatch
    ) {
      try $0.define("env", "fail") { (caller: Caller, number: Int32) in
        // The memory is another one where the guest goes on.
        caller.memory?.grow(by: 1)
        guard number != 2 else { return }
        let instance = try #require(caller.instance)
        throw try WasmException(tag: instance.tag("tag"), values: [.i32(number * 10)])
      }
    }
    let run = try instance.function("run", as: ((Int32) -> Int32).self)
    #expect(try run(3) == 30 + 1000 + 10 + 4)
  }

  @Test func objectsMoveWhileTheHostRuns() throws {
    let instance = try link(
      """
      (type $box (struct (field (mut i32))))
      (import "env" "collect" (func $collect (param i32) (result i32)))
      (func (export "run") (param $count i32) (result i32)
        (local $box (ref $box)) (local $sum i32)
        (local.set $box (struct.new $box (i32.const 1)))
        (loop $again
          ;; One object is a local, another an operand below the call.
          (struct.set $box 0
            (struct.new $box (i32.const 0)) (call $collect (local.get $count)))
          (struct.set $box 0 (local.get $box)
            (i32.add (struct.get $box 0 (local.get $box)) (call $collect (local.get $count))))
          (br_if $again (local.tee $count (i32.sub (local.get $count) (i32.const 1)))))
        (struct.get $box 0 (local.get $box)))
      """, .c
    ) {
      try $0.define("env", "collect") { (caller: Caller, number: Int32) -> Int32 in
        let before = caller.store.heapStatistics.collections
        caller.store.collectGarbage()
        #expect(caller.store.heapStatistics.collections == before + 1)
        return number
      }
    }
    let run = try instance.function("run", as: ((Int32) -> Int32).self)
    #expect(try run(10) == 1 + 55)
    #expect(instance.store.heapStatistics.collections == 20)
  }

  @Test(arguments: loops) func nestingEndsInATrapAtAnyDepth(
    dispatch: EngineConfiguration.Dispatch
  ) throws {
    // Only `depth` host functions that call back may run at a time, however the guest is entered.
    for depth in [UInt32(0), 1, 2, 50] {
      var limits = ResourceLimits()
      limits.hostCallDepth = depth
      let holder = Holder()
      let instance = try link(
        """
        (import "env" "back" (func $back (param i32) (result i32)))
        (table (export "table") 1 funcref)
        (elem (i32.const 0) $run)
        (func $run (export "run") (param i32) (result i32)
          (i32.add (i32.const 1) (call $back (local.get 0))))
        """, dispatch, limits: limits
      ) {
        try $0.define("env", "back") { (caller: Caller, number: Int32) -> Int32 in
          holder.number += 1
          guard number > 0 else { return 0 }
          let run = try #require(caller.instance).function("run", as: ((Int32) -> Int32).self)
          return try run(number - 1)
        }
      }
      let run = try instance.function("run", as: ((Int32) -> Int32).self)
      #expect(try run(Int32(depth)) == Int32(depth) + 1)
      holder.number = 0
      expectTrap(.callStackExhausted) { _ = try run(.max) }
      #expect(holder.number == Int32(depth) + 1)
      #expect(try run(Int32(depth)) == Int32(depth) + 1)
    }
  }

  @Test(arguments: loops) func backtracesOfNestedHostFunctions(
    dispatch: EngineConfiguration.Dispatch
  ) throws {
    let instance = try link(
      """
      (import "env" "outer" (func $outer))
      (import "env" "inner" (func $inner))
      (func $fail (export "fail") unreachable)
      (func $middle (export "middle") call $inner)
      (func $run (export "run") call $outer)
      """, dispatch
    ) {
      try $0.define("env", "outer") { (caller: Caller) in try callMiddle(caller) }
      try $0.define("env", "inner") { (caller: Caller) in try callFail(caller) }
    }
    let trap = try #require(
      #expect(throws: Trap.self) { try instance.function("run").call() })
    var names: [String?] = []
    var native: [[Backtrace.NativeFrame]] = []
    for frame in trap.backtrace.frames {
      switch frame {
      case .guest(let guest): names.append(guest.name)
      case .host(let name, let frames):
        names.append(name)
        native.append(frames)
      case .omitted: names.append("…")
      }
    }
    #expect(names == ["fail", "env.inner", "middle", "env.outer", "run"])
    #if NativeBacktraces
      #expect(native[0].contains { $0.name.contains("callFail") }, "\(trap)")
      #expect(!native[0].contains { $0.name.contains("callMiddle") }, "\(trap)")
      #expect(native[1].contains { $0.name.contains("callMiddle") }, "\(trap)")
      #expect(!native[1].contains { $0.name.contains("callFail") }, "\(trap)")
      for frame in native.joined() {
        #expect(!["machine_run", "call_host_function"].contains(frame.name), "\(trap)")
      }
    #endif
  }

  @Test(arguments: loops) func interruptionByAHostFunction(
    dispatch: EngineConfiguration.Dispatch
  ) throws {
    let instance = try link(
      """
      (import "env" "stop" (func $stop (param i32)))
      (func (export "run") (param $count i32)
        (loop $again
          (call $stop (local.get $count))
          (br_if $again (local.tee $count (i32.sub (local.get $count) (i32.const 1))))))
      """, dispatch
    ) {
      try $0.define("env", "stop") { (caller: Caller, number: Int32) in
        if number == 3 { caller.store.interruptHandle.interrupt() }
      }
    }
    expectTrap(.interrupted) { try instance.function("run").call([.i32(5)]) }
    try instance.function("run").call([.i32(2)])
  }

  @Test(arguments: loops) func fuelIsTheSameForHostAndGuest(
    dispatch: EngineConfiguration.Dispatch
  ) throws {
    let holder = Holder()
    let instance = try link(
      """
      (import "env" "look" (func $look (param i32)))
      (func $spend (export "spend") (param $count i32)
        (loop $again
          (br_if $again (local.tee $count (i32.sub (local.get $count) (i32.const 1))))))
      (func (export "run") (param i32)
        (call $spend (local.get 0))
        (call $look (local.get 0))
        (call $spend (local.get 0)))
      """, dispatch, metersFuel: true
    ) {
      try $0.define("env", "look") { (caller: Caller, count: Int32) in
        let store = caller.store
        #expect(store.consumedFuel >= UInt64(count))
        #expect(store.consumedFuel + store.fuel == 100_000)
        let before = store.consumedFuel
        try #require(caller.instance).function("spend").call([.i32(1_000)])
        #expect(store.consumedFuel >= before + 1_000)
        #expect(store.consumedFuel + store.fuel == 100_000)
        if holder.number == 1 { store.fuel = 10 }
      }
    }
    let store = instance.store
    store.fuel = 100_000
    try instance.function("run").call([.i32(500)])
    #expect(store.consumedFuel >= 2_000)
    #expect(store.consumedFuel + store.fuel == 100_000)
    holder.number = 1
    expectTrap(.outOfFuel) { try instance.function("run").call([.i32(500)]) }
    #expect(store.fuel <= 10)
  }

  @Test(arguments: loops) func theLastReferenceEndsDuringTheCall(
    dispatch: EngineConfiguration.Dispatch
  ) throws {
    let holder = Holder()
    weak var store: Store?
    do {
      let instance = try link(
        """
        (import "env" "forget" (func $forget (result i32)))
        (memory 1)
        (func (export "run") (result i32)
          (i32.store (i32.const 8) (i32.const 40))
          (i32.add (call $forget) (i32.load (i32.const 8))))
        """, dispatch
      ) {
        try $0.define("env", "forget") { () -> Int32 in
          holder.instance = nil
          return 2
        }
      }
      store = instance.store
      holder.instance = instance
    }
    #expect(store != nil)
    #expect(try holder.instance?.function("run").call() == [.i32(42)])
    #expect(holder.instance == nil)
    #expect(store == nil)
  }

  @Test(arguments: loops) func callersOutliveTheCall(
    dispatch: EngineConfiguration.Dispatch
  ) throws {
    // A caller that is kept is of no use, but what it refers to still exists.
    var kept: Caller?
    do {
      let instance = try link(
        """
        (import "env" "keep" (func $keep))
        (memory (export "memory") 2)
        (func (export "run") call $keep)
        """, dispatch
      ) { try $0.define("env", "keep") { (caller: Caller) in kept = caller } }
      try instance.function("run").call()
    }
    #expect(kept?.memory?.pageCount == 2)
    #expect(kept?.export("run") != nil)
  }
}

@inline(never) private func callMiddle(_ caller: Caller) throws {
  try #require(caller.instance).function("middle").call()
}

@inline(never) private func callFail(_ caller: Caller) throws {
  try #require(caller.instance).function("fail").call()
}
