import ComponentBinary
import Escapement
import EscapementComponents
import Testing
import WasmText

/// Components and the host: functions, resources, streams and futures in both directions.
@MainActor struct HostTests {
  private let engine = Engine()
  private let store: Store
  private let linker: ComponentLinker

  init() {
    store = Store(engine: engine)
    linker = ComponentLinker(engine: engine)
  }

  private func instantiate(_ text: String) throws -> ComponentInstance {
    let bytes = try TextFormat.assemble(text)
    return try linker.instantiate(
      try Component(engine: engine, bytes: bytes, features: .all), in: store)
  }

  private struct Refusal: Error, Equatable {}

  @Test func hostFunctionsAreCalledAndTheirErrorsArriveUnchanged() throws {
    linker.instance("host").define("double") { arguments in
      guard case .u32(let number) = arguments[0] else { return nil }
      if number == 13 { throw Refusal() }
      return .u32(number * 2)
    }
    let text = """
      (component
        (import "host" (instance $host (export "double" (func (param "n" u32) (result u32)))))
        (core func $double (canon lower (func $host "double")))
        (core module $M
          (import "host" "double" (func $double (param i32) (result i32)))
          (func (export "run") (param i32) (result i32) (call $double (local.get 0))))
        (core instance $m (instantiate $M (with "host" (instance (export "double" (func $double))))))
        (func (export "run") (param "n" u32) (result u32) (canon lift (core func $m "run"))))
      """
    let run = try instantiate(text).function("run", as: ((UInt32) -> UInt32).self)
    #expect(try run(21) == 42)
    #expect(throws: Refusal()) { try run(13) }
    // What a trap went through can't be entered again.
    #expect(throws: ComponentTrap.cannotEnter) { try run(21) }
  }

  private final class Counter {
    var value: UInt32 = 0
  }

  @Test func objectsOfTheHostLiveAsLongAsTheGuestHasThem() throws {
    var destroyed = 0
    let counters = HostResourceType<Counter> { _ in destroyed += 1 }
    let host = linker.instance("host")
    host.define("counter", resource: counters)
    let store = store
    host.define("make") { _ in .resource(try counters.makeHandle(to: Counter(), in: store)) }
    host.define("increment") { arguments in
      let counter = try counters.object(arguments[0])
      counter.value += 1
      return .u32(counter.value)
    }
    let text = """
      (component
        (import "host" (instance $host
          (export "counter" (type $counter (sub resource)))
          (export "make" (func (result (own $counter))))
          (export "increment" (func (param "c" (borrow $counter)) (result u32)))))
        (alias export $host "counter" (type $counter))
        (core func $make (canon lower (func $host "make")))
        (core func $increment (canon lower (func $host "increment")))
        (core func $drop (canon resource.drop $counter))
        (core module $M
          (import "host" "make" (func $make (result i32)))
          (import "host" "increment" (func $increment (param i32) (result i32)))
          (import "host" "drop" (func $drop (param i32)))
          (func (export "run") (result i32) (local $c i32)
            (local.set $c (call $make))
            (drop (call $increment (local.get $c)))
            (call $increment (local.get $c))
            (call $drop (local.get $c)))
          (func (export "keep") (drop (call $make))))
        (core instance $m (instantiate $M (with "host" (instance
          (export "make" (func $make)) (export "increment" (func $increment))
          (export "drop" (func $drop))))))
        (func (export "run") (result u32) (canon lift (core func $m "run")))
        (func (export "keep") (canon lift (core func $m "keep"))))
      """
    let instance = try instantiate(text)
    #expect(try instance.function("run").call() == .u32(2))
    #expect(destroyed == 1)
    #expect(counters.count == 0)
    try instance.function("keep").call()
    #expect(destroyed == 1)
    #expect(counters.count == 1)
  }

  private static let resources = """
    (component
      (core module $Destructor
        (global $count (mut i32) (i32.const 0))
        (func (export "destroy") (param i32) (global.set $count (local.get 0)))
        (func (export "last") (result i32) (global.get $count)))
      (core instance $destructor (instantiate $Destructor))
      (type $thing (resource (rep i32) (dtor (core func $destructor "destroy"))))
      (export $exported "thing" (type $thing))
      (core func $new (canon resource.new $thing))
      (core module $M
        (import "" "new" (func $new (param i32) (result i32)))
        (func (export "make") (param i32) (result i32) (call $new (local.get 0)))
        (func (export "read") (param i32) (result i32) (local.get 0)))
      (core instance $m (instantiate $M (with "" (instance (export "new" (func $new))))))
      (func (export "make") (param "n" u32) (result (own $exported)) (canon lift (core func $m "make")))
      (func (export "read") (param "t" (borrow $exported)) (result u32) (canon lift (core func $m "read")))
      (func (export "last") (result u32) (canon lift (core func $destructor "last"))))
    """

  @Test func resourcesOfGuestsAreLentAndDropped() throws {
    let instance = try instantiate(Self.resources)
    let made = try #require(try instance.function("make").call([.u32(7)]))
    guard case .resource(let thing) = made else { throw Refusal() }
    #expect(try instance.function("read").call([made]) == .u32(7))
    #expect(try instance.function("last").call() == .u32(0))
    try thing.drop()
    #expect(try instance.function("last").call() == .u32(7))
    try thing.drop()
    #expect(throws: ComponentTrap.hostValueMismatch) { try instance.function("read").call([made]) }
  }

  private static let waiting = """
    (component
      (import "sleep" (func $sleep async (param "n" u32) (result u32)))
      (core func $sleep (canon lower (func $sleep)))
      (core module $M
        (import "" "sleep" (func $sleep (param i32) (result i32)))
        (func (export "run") (param i32) (result i32)
          (i32.add (call $sleep (local.get 0)) (i32.const 1))))
      (core instance $m (instantiate $M (with "" (instance (export "sleep" (func $sleep))))))
      (core module $Stackful
        (import "" "sleep" (func $sleep (param i32) (result i32)))
        (import "" "return" (func $return (param i32)))
        (func (export "run") (param i32)
          (call $return (i32.add (call $sleep (local.get 0)) (i32.const 1)))))
      (core func $return (canon task.return (result u32)))
      (core instance $stackful (instantiate $Stackful (with "" (instance
        (export "sleep" (func $sleep)) (export "return" (func $return))))))
      (func (export "run") async (param "n" u32) (result u32) (canon lift (core func $m "run")))
      (func (export "run-stackful") async (param "n" u32) (result u32)
        (canon lift (core func $stackful "run") async)))
    """

  @Test func asynchronousHostFunctionsAreAwaited() async throws {
    linker.defineAsync("sleep") { arguments in
      try await Task.sleep(for: .milliseconds(1))
      return arguments[0]
    }
    let run = try instantiate(Self.waiting).function("run")
    #expect(try await run.callAsync([.u32(1)]) == .u32(2))
    #expect(try await run.callAsync(as: ((UInt32) -> UInt32).self, 41) == 42)
    #expect(throws: ComponentTrap.deadlock) { try run.call([.u32(1)]) }
  }

  /// All wait at the same time on one actor; each has an execution and no thread.
  @Test func manyCallsWaitAtOnce() async throws {
    linker.defineAsync("sleep") { arguments in
      try await Task.sleep(for: .milliseconds(20))
      return arguments[0]
    }
    let run = try instantiate(Self.waiting).function("run-stackful")
    let tasks = (0..<200).map { number in
      Task { @MainActor in try await run.callAsync(as: ((UInt32) -> UInt32).self, UInt32(number)) }
    }
    for (number, task) in tasks.enumerated() { #expect(try await task.value == UInt32(number) + 1) }
  }

  @Test func errorsOfAsynchronousHostFunctionsArriveUnchanged() async throws {
    linker.defineAsync("sleep") { _ in throw Refusal() }
    let run = try instantiate(Self.waiting).function("run")
    await #expect(throws: Refusal()) { try await run.callAsync([.u32(1)]) }
  }

  private static let streams = """
    (component
      (type $bytes (stream u8))
      (type $number (future u32))
      (core module $Memory (memory (export "mem") 1))
      (core instance $memory (instantiate $Memory))
      (core func $new (canon stream.new $bytes))
      (core func $read (canon stream.read $bytes (memory (core memory $memory "mem"))))
      (core func $write (canon stream.write $bytes (memory (core memory $memory "mem"))))
      (core func $drop-readable (canon stream.drop-readable $bytes))
      (core func $drop-writable (canon stream.drop-writable $bytes))
      (core func $return (canon task.return (result $bytes)))
      (core func $future-read (canon future.read $number (memory (core memory $memory "mem"))))
      (core module $M
        (import "" "mem" (memory 1))
        (import "" "new" (func $new (result i64)))
        (import "" "read" (func $read (param i32 i32 i32) (result i32)))
        (import "" "write" (func $write (param i32 i32 i32) (result i32)))
        (import "" "drop-readable" (func $drop-readable (param i32)))
        (import "" "drop-writable" (func $drop-writable (param i32)))
        (import "" "return" (func $return (param i32)))
        (import "" "future-read" (func $future-read (param i32 i32) (result i32)))
        ;; Adds up all bytes of a stream.
        (func (export "sum") (param $stream i32) (result i32)
          (local $sum i32) (local $count i32) (local $code i32)
          (loop $more
            (local.set $code (call $read (local.get $stream) (i32.const 64) (i32.const 16)))
            (local.set $count (i32.shr_u (local.get $code) (i32.const 4)))
            (loop $each
              (if (local.get $count) (then
                (local.set $count (i32.sub (local.get $count) (i32.const 1)))
                (local.set $sum (i32.add (local.get $sum)
                  (i32.load8_u offset=64 (local.get $count))))
                (br $each))))
            (br_if $more (i32.eqz (i32.and (local.get $code) (i32.const 15)))))
          (call $drop-readable (local.get $stream))
          (local.get $sum))
        ;; Writes the bytes from 0 on.
        (func (export "count") (param $n i32)
          (local $i i32) (local $writer i32) (local $ends i64)
          (local.set $ends (call $new))
          (local.set $writer (i32.wrap_i64 (i64.shr_u (local.get $ends) (i64.const 32))))
          (call $return (i32.wrap_i64 (local.get $ends)))
          (loop $each
            (if (i32.lt_u (local.get $i) (local.get $n)) (then
              (i32.store8 offset=128 (local.get $i) (local.get $i))
              (local.set $i (i32.add (local.get $i) (i32.const 1)))
              (br $each))))
          (drop (call $write (local.get $writer) (i32.const 128) (local.get $n)))
          (call $drop-writable (local.get $writer)))
        (func (export "await") (param $future i32) (result i32)
          (drop (call $future-read (local.get $future) (i32.const 32)))
          (i32.load (i32.const 32))))
      (core instance $m (instantiate $M (with "" (instance
        (export "mem" (memory $memory "mem")) (export "new" (func $new)) (export "read" (func $read))
        (export "write" (func $write)) (export "drop-readable" (func $drop-readable))
        (export "drop-writable" (func $drop-writable)) (export "return" (func $return))
        (export "future-read" (func $future-read))))))
      (func (export "sum") async (param "s" $bytes) (result u32) (canon lift (core func $m "sum")))
      (func (export "count") async (param "n" u32) (result $bytes)
        (canon lift (core func $m "count") async))
      (func (export "await") async (param "f" $number) (result u32)
        (canon lift (core func $m "await"))))
    """

  @Test func streamsOfTheHostAreReadByGuests() async throws {
    let sum = try instantiate(Self.streams).function("sum")
    let (stream, writer) = ComponentStream.make(in: store)
    let reading = Task { @MainActor in try await sum.callAsync([.stream(stream)]) }
    #expect(try await writer.write(.bytes(Array(0..<100))))
    #expect(try await writer.write(.list([.u8(1), .u8(2)])))
    writer.drop()
    #expect(try await reading.value == .u32(4953))
  }

  @Test func streamsOfGuestsAreSequences() async throws {
    let count = try instantiate(Self.streams).function("count")
    guard case .stream(let stream) = try await count.callAsync([.u32(50)]) else { throw Refusal() }
    var bytes: [ComponentValue] = []
    for try await byte in stream.reader() { bytes.append(byte) }
    #expect(bytes == (0..<50).map { .u8($0) })
  }

  @Test func futuresOfTheHostAreReadByGuests() async throws {
    let wait = try instantiate(Self.streams).function("await")
    let (future, writer) = ComponentFuture.make(in: store)
    let reading = Task { @MainActor in try await wait.callAsync([.future(future)]) }
    #expect(try await writer.write(.u32(99)))
    #expect(try await reading.value == .u32(99))
  }

  @Test func typedCallsCheckTheirSignatures() throws {
    let instance = try instantiate(Self.resources)
    #expect(throws: ComponentCallError.signatureMismatch(function: "last")) {
      try instance.function("last", as: (() -> String).self)
    }
    #expect(throws: ComponentCallError.unknownExport("nothing")) {
      try instance.function("nothing")
    }
    #expect(
      throws: ComponentCallError.argumentCountMismatch(function: "read", expected: 1, actual: 0)
    ) {
      try instance.function("read").call()
    }
    #expect(throws: LinkingError.missingImport("sleep")) { try instantiate(Self.waiting) }
  }
}
