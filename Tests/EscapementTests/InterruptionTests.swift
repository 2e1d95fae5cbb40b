import Dispatch
import Escapement
import Testing

@Suite struct InterruptionTests {
  static let loops = """
    (func (export "endless") (loop $again br $again))
    (func $recursion (export "tail") return_call $recursion)
    (func (export "count") (param i32) (result i32)
      (loop $again (result i32)
        (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
        (br_if $again (local.get 0))
        (local.get 0)))
    """

  @Test(arguments: ["endless", "tail"]) func interruptFromAnotherThread(name: String) throws {
    let instance = try instance(Self.loops)
    let handle = instance.store.interruptHandle
    // A thread of its own: the guest may block those that tasks run on. It tries again, because an interrupt only
    // reaches calls in progress.
    let timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "interrupter"))
    timer.setEventHandler { handle.interrupt() }
    timer.schedule(deadline: .now(), repeating: .milliseconds(1))
    timer.resume()
    expectTrap(.interrupted) { try instance.function(name).call() }
    timer.cancel()
    timer.setEventHandler(handler: nil)
    // The interrupts end some time after `cancel`.
    while (try? instance.function("count").call([.i32(1_000)])) != [.i32(0)] {}
  }

  @Test func deadline() throws {
    let instance = try instance(Self.loops)
    let store = instance.store
    store.deadline = .now + .milliseconds(20)
    let start = ContinuousClock.now
    expectTrap(.deadlineExceeded) { try instance.function("endless").call() }
    #expect(ContinuousClock.now - start >= .milliseconds(15))
    // It has passed for later calls as well.
    expectTrap(.deadlineExceeded) { try instance.function("endless").call() }
    store.deadline = .now + .seconds(3600)
    #expect(try instance.function("count").call([.i32(100)]) == [.i32(0)])
    store.deadline = nil
    #expect(try instance.function("count").call([.i32(100)]) == [.i32(0)])
  }

  @Test func interruptHoldsUntilTheOutermostCallEnds() throws {
    let engine = Engine()
    let linker = Linker(engine: engine)
    try linker.define("env", "f") { (caller: Caller) in
      caller.store.interruptHandle.interrupt()
      // A host function can't hide the interrupt from its caller.
      _ = try? caller.instance?.function("count").call([.i32(100)])
    }
    let store = Store(engine: engine)
    let instance = try linker.instantiate(
      module(
        """
        (import "env" "f" (func $f))
        (func (export "run") call $f (loop $again br $again))
        \(Self.loops)
        """, engine: engine), in: store)
    expectTrap(.interrupted) { try instance.function("run").call() }
    #expect(try instance.function("count").call([.i32(100)]) == [.i32(0)])
  }

  @Test func fuel() throws {
    var configuration = EngineConfiguration()
    configuration.metersFuel = true
    let instance = try instance(Self.loops, engine: Engine(configuration: configuration))
    let store = instance.store
    expectTrap(.outOfFuel) { try instance.function("count").call([.i32(1)]) }
    store.fuel = 1_000_000
    try instance.function("count").call([.i32(10)])
    let ten = store.consumedFuel
    #expect(ten > 10 && ten < 200)
    #expect(store.fuel == 1_000_000 - ten)
    try instance.function("count").call([.i32(100)])
    let hundred = store.consumedFuel - ten
    #expect(hundred > 5 * ten && hundred < 20 * ten)
    store.fuel = 1_000
    expectTrap(.outOfFuel) { try instance.function("endless").call() }
    #expect(store.fuel < 1_000)
    store.fuel = .max
    #expect(try instance.function("count").call([.i32(10)]) == [.i32(0)])
  }

  @Test func hostFunctionsCanRefuel() throws {
    var configuration = EngineConfiguration()
    configuration.metersFuel = true
    let engine = Engine(configuration: configuration)
    let linker = Linker(engine: engine)
    try linker.define("env", "refuel") { (caller: Caller) in caller.store.fuel = 100_000 }
    let store = Store(engine: engine)
    let instance = try linker.instantiate(
      module(
        """
        (import "env" "refuel" (func $refuel))
        (func (export "run") (local $i i32)
          call $refuel
          (local.set $i (i32.const 1000))
          (loop $again
            (br_if $again (local.tee $i (i32.sub (local.get $i) (i32.const 1))))))
        """, engine: engine), in: store)
    store.fuel = 50
    try instance.function("run").call()
  }
}
