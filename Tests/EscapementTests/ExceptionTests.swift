import Escapement
import Testing

/// Exceptions that cross between guests and Swift, in both directions, and the two forms that guests know.
@Suite struct ExceptionTests {
  struct Refusal: Error, Equatable { var code: Int }

  let store: Store
  let linker: Linker
  let tag: Escapement.Tag

  init() throws {
    var configuration = EngineConfiguration()
    configuration.features.insert(.legacyExceptions)
    store = Store(engine: Engine(configuration: configuration))
    linker = Linker(engine: store.engine)
    tag = try Escapement.Tag(store: store, parameters: [.i32, .f64])
    try linker.define("env", "tag", tag)
  }

  func add(_ text: String) throws -> Instance {
    try linker.instantiate(module(text, engine: store.engine), in: store)
  }

  private static let imports = """
    (import "env" "tag" (tag $tag (param i32 f64)))
    (import "env" "host" (func $host (param i32)))
    """

  /// A call of the host, and what a guest makes of an exception with the tag, in both forms.
  private static let catching = """
    \(imports)
    (func (export "new") (param i32) (result i32 f64)
      (block $caught (result i32 f64)
        (try_table (catch $tag $caught) (call $host (local.get 0)))
        (i32.const -1) (f64.const -1)))
    (func (export "legacy") (param i32) (result i32 f64)
      try (result i32 f64)
        (call $host (local.get 0)) (i32.const -1) (f64.const -1)
      catch $tag
      end)
    """

  @Test(arguments: ["new", "legacy"]) func guestsCatchWhatTheHostThrows(form: String) throws {
    let tag = tag
    try linker.define("env", "host") { (code: Int32) in
      if code != 0 { throw try WasmException(tag: tag, values: [.i32(code), .f64(2.5)]) }
    }
    let function = try add(Self.catching).function(form)
    #expect(try function.call([.i32(7)]) == [.i32(7), .f64(2.5)])
    #expect(try function.call([.i32(0)]) == [.i32(-1), .f64(-1)])
  }

  @Test(arguments: ["new", "legacy"]) func guestsCatchNothingElse(form: String) throws {
    let other = try Escapement.Tag(store: store, parameters: [.i32, .f64])
    try linker.define("env", "host") { (code: Int32) in
      if code == 1 { throw Refusal(code: 1) }
      throw try WasmException(tag: other, values: [.i32(code), .f64(0)])
    }
    let function = try add(Self.catching).function(form)
    #expect(throws: Refusal(code: 1)) { try function.call([.i32(1)]) }
    let exception = #expect(throws: WasmException.self) { try function.call([.i32(2)]) }
    #expect(exception?.tag == other)
    #expect(exception?.values == [.i32(2), .f64(0)])
  }

  @Test func trapsAreNoExceptions() throws {
    let instance = try instance(
      """
      (func (export "new") (block $all (try_table (catch_all $all) unreachable)))
      (func (export "legacy") try unreachable catch_all end)
      """, engine: store.engine)
    expectTrap(.unreachable) { try instance.function("new").call() }
    expectTrap(.unreachable) { try instance.function("legacy").call() }
  }

  @Test func theHostCatchesWhatGuestsThrow() throws {
    try linker.define("env", "host") { (_: Int32) in }
    let instance = try add(
      """
      \(Self.imports)
      (func (export "throw") (param i32) (throw $tag (local.get 0) (f64.const 0.5)))
      """)
    let exception = #expect(throws: WasmException.self) {
      try instance.function("throw").call([.i32(3)])
    }
    #expect(exception?.tag == tag)
    #expect(exception?.values == [.i32(3), .f64(0.5)])
    #expect(exception?.backtrace.frames.count == 1)
  }

  /// guest → host → guest, which throws: the host catches it and lets its caller see it or another one.
  @Test func hostFunctionsCatchAndThrowAgain() throws {
    let tag = tag
    try linker.define("env", "host") { (caller: Caller, code: Int32) in
      do {
        _ = try caller.instance?.function("inner").call([.i32(code)])
      } catch let exception as WasmException where exception.tag == tag {
        if exception.values[0] == .i32(1) { return }
        if exception.values[0] == .i32(2) { throw exception }
        throw try WasmException(tag: tag, values: [.i32(100), exception.values[1]])
      }
    }
    let instance = try add(
      """
      \(Self.catching)
      (func (export "inner") (param i32)
        (throw $tag (local.get 0) (f64.convert_i32_s (local.get 0))))
      """)
    for form in ["new", "legacy"] {
      let function = try instance.function(form)
      #expect(try function.call([.i32(1)]) == [.i32(-1), .f64(-1)])
      #expect(try function.call([.i32(2)]) == [.i32(2), .f64(2)])
      #expect(try function.call([.i32(3)]) == [.i32(100), .f64(3)])
    }
  }

  @Test func referencesToExceptionsGoThroughTheHost() throws {
    try linker.define("env", "host") { (_: Int32) in }
    let instance = try add(
      """
      \(Self.imports)
      (func (export "catch") (result exnref)
        (block $caught (result exnref)
          (try_table (catch_all_ref $caught) (throw $tag (i32.const 5) (f64.const 6)))
          unreachable))
      (func (export "throw") (param exnref) (throw_ref (local.get 0)))
      """)
    let caught = try instance.function("catch").call()
    guard case .exnref(let reference?) = caught.first else {
      Issue.record("\(caught)")
      return
    }
    #expect(reference.exception.values == [.i32(5), .f64(6)])
    let thrown = #expect(throws: WasmException.self) {
      try instance.function("throw").call(caught)
    }
    #expect(thrown?.reference == reference)
    expectTrap(.nullExceptionReference) { try instance.function("throw").call([.exnref(nil)]) }
    // One that Swift made.
    let own = try WasmException(tag: tag, values: [.i32(8), .f64(9)])
    let again = #expect(throws: WasmException.self) {
      try instance.function("throw").call([.exnref(own.reference)])
    }
    #expect(again?.values == [.i32(8), .f64(9)])
  }

  /// What one form throws, the other one catches; `rethrow` and `delegate` of the legacy form in between.
  @Test func bothFormsMeet() throws {
    try linker.define("env", "host") { (_: Int32) in }
    let instance = try add(
      """
      \(Self.imports)
      (func $throw (throw $tag (i32.const 1) (f64.const 2)))
      (func $rethrow try call $throw catch $tag drop drop rethrow 0 end)
      (func $delegate try try call $rethrow delegate 0 catch_all rethrow 0 end)
      (func $reference (local $exception exnref)
        (block $caught (result exnref)
          (try_table (catch_all_ref $caught) (call $delegate))
          unreachable)
        throw_ref)
      (func (export "run") (result i32 f64)
        try (result i32 f64)
          call $reference unreachable
        catch $tag
        end)
      """)
    #expect(try instance.function("run").call() == [.i32(1), .f64(2)])
  }

  @Test func valuesMustFitTheTag() throws {
    #expect(throws: CallError.self) { try WasmException(tag: tag, values: [.i32(1)]) }
    #expect(throws: CallError.self) { try WasmException(tag: tag, values: [.i32(1), .i32(2)]) }
  }

  /// A guest that catches by reference over and over, as compiled destructors do, keeps nothing.
  @Test(arguments: [EngineConfiguration.Dispatch.c, .swift])
  func caughtExceptionsTakeNoMemory(dispatch: EngineConfiguration.Dispatch) throws {
    var limits = ResourceLimits()
    limits.heapBytes = 2 << 20
    var configuration = EngineConfiguration()
    configuration.dispatch = dispatch
    let engine = Engine(configuration: configuration)
    let store = Store(engine: engine, limits: limits)
    let instance = try Instance(
      store: store,
      module: module(
        """
        (tag $tag (param i32))
        (func $cleanup (param i32)
          (block $caught (result exnref)
            (try_table (catch_all_ref $caught) (throw $tag (local.get 0)))
            unreachable)
          throw_ref)
        (func (export "run") (param $count i32) (result i32) (local $sum i32)
          (loop $again
            (block $caught (result i32)
              (try_table (catch $tag $caught) (call $cleanup (local.get $count)))
              unreachable)
            (local.set $sum (i32.add (local.get $sum)))
            (br_if $again (local.tee $count (i32.sub (local.get $count) (i32.const 1)))))
          (local.get $sum))
        """, engine: engine))
    let run = try instance.function("run", as: ((Int32) -> Int32).self)
    // 24 bytes each: ten times as much as the heap may have.
    #expect(try run(1_000_000) == 1_784_293_664)
    #expect(store.heapStatistics.collections > 0)
  }

  /// The collector runs at every allocation, also between a throw and its catch.
  @Test func whatExceptionsCarryIsMoved() throws {
    store.collectAtEveryAllocation()
    let instance = try add(
      """
      (type $box (struct (field i64)))
      (tag $tag (param v128 (ref $box) i32))
      (func $throw (param $number i64)
        (throw $tag (i64x2.splat (local.get $number)) (struct.new $box (local.get $number))
          (i32.wrap_i64 (local.get $number))))
      (func $pass (param $number i64) (local $exception exnref)
        (block $caught (result exnref)
          (try_table (catch_all_ref $caught) (call $throw (local.get $number)))
          unreachable)
        (local.set $exception)
        (drop (struct.new $box (i64.const -1)))
        (throw_ref (local.get $exception)))
      (func (export "pass") (param $number i64) (call $pass (local.get $number)))
      (func (export "run") (param $number i64) (result i64) (local $box (ref null $box))
        (local $vector v128)
        (block $caught (result v128 (ref $box) i32)
          (try_table (catch $tag $caught) (call $pass (local.get $number)))
          unreachable)
        i64.extend_i32_u
        (local.set $number)
        (local.set $box)
        (local.set $vector)
        (i64.add (local.get $number)
          (i64.add (struct.get $box 0 (local.get $box))
            (i64.add (i64x2.extract_lane 0 (local.get $vector))
              (i64x2.extract_lane 1 (local.get $vector))))))
      """)
    #expect(try instance.function("run").call([.i64(1000)]) == [.i64(4000)])
    let thrown = #expect(throws: WasmException.self) {
      try instance.function("pass").call([.i64(77)])
    }
    store.collectGarbage()
    let exception = try #require(thrown)
    #expect(exception.values.count == 3)
    #expect(exception.values[0] == .v128(V128(low: 77, high: 77)))
    #expect(exception.values[2] == .i32(77))
    guard case .anyref(let box?) = exception.values[1] else {
      Issue.record("no reference")
      return
    }
    #expect(try box.structure?.get(0) == .i64(77))
  }

  @Test func exceptionsCountAsMemoryOfTheHeap() throws {
    var limits = ResourceLimits()
    limits.heapBytes = 1 << 16
    let store = Store(engine: store.engine, limits: limits)
    let instance = try Instance(
      store: store,
      module: module(
        """
        (tag $tag)
        (table $kept 0 exnref)
        (func (export "run")
          (loop $again
            (block $caught (result exnref)
              (try_table (catch_all_ref $caught) (throw $tag))
              unreachable)
            (drop (table.grow $kept (i32.const 1)))
            (br $again)))
        """, engine: store.engine))
    expectTrap(.heapExhausted) { try instance.function("run").call() }
  }
}
