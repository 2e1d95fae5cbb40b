import Escapement
import Testing

@Suite struct HostFunctionTests {
  struct Refusal: Error, Equatable { var code: Int }

  final class Object { var count = 0 }

  let engine = Engine()

  func link(
    _ text: String, store: Store? = nil, _ define: (Linker) throws -> Void
  ) throws -> Instance {
    let linker = Linker(engine: engine)
    try define(linker)
    return try linker.instantiate(
      module(text, engine: engine), in: store ?? Store(engine: engine))
  }

  @Test func typed() throws {
    let instance = try link(
      """
      (import "env" "mul" (func $mul (param i32 i64) (result i64)))
      (func (export "run") (param i32) (result i64) local.get 0 i64.const 7 call $mul)
      """
    ) {
      try $0.define("env", "mul") { (a: Int32, b: Int64) -> Int64 in Int64(a) * b }
    }
    let run = try instance.function("run", as: ((Int32) -> Int64).self)
    #expect(try run(6) == 42)
    #expect(try run(-1) == -7)
  }

  @Test func severalResultsAndVectors() throws {
    let instance = try link(
      """
      (import "env" "f" (func $f (param f32 v128) (result v128 f64 i32)))
      (func (export "run") (param f32 v128) (result v128 f64 i32)
        local.get 0 local.get 1 call $f)
      """
    ) {
      try $0.define("env", "f") { (a: Float, b: V128) -> (V128, Double, UInt32) in
        (V128(low: b.high, high: b.low), Double(a), .max)
      }
    }
    let run = try instance.function("run", as: ((Float, V128) -> (V128, Double, UInt32)).self)
    let (vector, double, number) = try run(0.5, V128(low: 1, high: 2))
    #expect(vector == V128(low: 2, high: 1))
    #expect(double == 0.5)
    #expect(number == .max)
  }

  @Test func resultInAccumulator() throws {
    // The translated code may take the result of a call from the accumulator rather than from its slot.
    let instance = try link(
      """
      (import "env" "five" (func $five (result i32)))
      (func (export "run") (result i32) call $five i32.const 1 i32.add)
      """
    ) { try $0.define("env", "five") { () -> Int32 in 5 } }
    #expect(try instance.function("run").call() == [.i32(6)])
  }

  @Test func dynamic() throws {
    let type = FunctionType(parameters: [.i32, .f64], results: [.f64, .i32])
    let instance = try link(
      """
      (import "env" "f" (func $f (param i32 f64) (result f64 i32)))
      (func (export "run") (param i32 f64) (result f64 i32) local.get 0 local.get 1 call $f)
      """
    ) {
      try $0.define("env", "f", type: type) { caller, arguments in
        #expect(caller.instance != nil)
        return [arguments[1], arguments[0]]
      }
    }
    let results = try instance.function("run").call([.i32(3), .f64(2.5)])
    #expect(results == [.f64(2.5), .i32(3)])
  }

  @Test func dynamicWithWrongResultsIsAnError() throws {
    let instance = try link(
      """
      (import "env" "f" (func $f (result i32)))
      (func (export "run") (result i32) call $f)
      """
    ) {
      try $0.define("env", "f", type: FunctionType(results: [.i32])) { _, _ in [.i64(1)] }
    }
    #expect(throws: CallError.self) { try instance.function("run").call() }
  }

  @Test func raw() throws {
    let type = FunctionType(parameters: [.i32, .i32], results: [.i32])
    let instance = try link(
      """
      (import "env" "sub" (func $sub (param i32 i32) (result i32)))
      (func (export "run") (param i32 i32) (result i32) local.get 0 local.get 1 call $sub)
      """
    ) {
      try $0.defineRaw("env", "sub", type: type) { _, slots in
        #expect(slots.count == 2)
        slots[0] = UInt64(UInt32(truncatingIfNeeded: slots[0] &- slots[1]))
      }
    }
    #expect(try instance.function("run").call([.i32(3), .i32(5)]) == [.i32(-2)])
  }

  @Test func callerKnowsItsMemoryAndExports() throws {
    let object = Object()
    let instance = try link(
      """
      (import "env" "log" (func $log (param i32 i32)))
      (memory 1)
      (data (i32.const 8) "hello")
      (func (export "run") i32.const 8 i32.const 5 call $log)
      """
    ) {
      try $0.define("env", "log") { (caller: Caller, address: UInt32, count: UInt32) in
        let memory = try #require(caller.memory)
        #expect(try memory.string(at: UInt64(address), count: UInt64(count)) == "hello")
        #expect(caller.export("run") != nil)
        object.count += 1
      }
    }
    try instance.function("run").call()
    #expect(object.count == 1)
  }

  @Test func errorsPassThroughUnchanged() throws {
    let instance = try link(
      """
      (import "env" "fail" (func $fail (param i32)))
      (func $inner (param i32) local.get 0 call $fail)
      (func (export "run") (param i32) local.get 0 call $inner)
      (func (export "fine") (result i32) i32.const 1)
      """
    ) {
      try $0.define("env", "fail") { (code: Int32) in throw Refusal(code: Int(code)) }
    }
    #expect(throws: Refusal(code: 7)) { try instance.function("run").call([.i32(7)]) }
    #expect(try instance.function("fine").call() == [.i32(1)])
  }

  @Test func guestAndHostTakeTurns() throws {
    // run(n) calls back, which calls run(n - 1), and adds what each level knows.
    let instance = try link(
      """
      (import "env" "back" (func $back (param i32) (result i32)))
      (func (export "run") (param i32) (result i32)
        (if (result i32) (i32.eqz (local.get 0))
          (then (i32.const 0))
          (else (i32.add (local.get 0)
            (call $back (i32.sub (local.get 0) (i32.const 1)))))))
      """
    ) {
      try $0.define("env", "back") { (caller: Caller, number: Int32) -> Int32 in
        let run = try #require(caller.instance).function("run", as: ((Int32) -> Int32).self)
        return try run(number)
      }
    }
    let run = try instance.function("run", as: ((Int32) -> Int32).self)
    #expect(try run(50) == 1275)
  }

  @Test func nestingIsBounded() throws {
    let instance = try link(
      """
      (import "env" "back" (func $back))
      (func (export "run") call $back)
      (func (export "fine") (result i32) i32.const 1)
      """
    ) {
      try $0.define("env", "back") { (caller: Caller) in
        try #require(caller.instance).function("run").call()
      }
    }
    let trap = #expect(throws: Trap.self) { try instance.function("run").call() }
    #expect(trap?.reason == .callStackExhausted)
    #expect(try instance.function("fine").call() == [.i32(1)])
  }

  @Test func hostFunctionsCallEachOtherThroughGuests() throws {
    let store = Store(engine: engine)
    let linker = Linker(engine: engine)
    let exporter = try Instance(
      store: store,
      module: module(
        """
        (func (export "add") (param i32 i32) (result i32) local.get 0 local.get 1 i32.add)
        """, engine: engine))
    try linker.define("math", exporter)
    let instance = try linker.instantiate(
      module(
        """
        (import "math" "add" (func $add (param i32 i32) (result i32)))
        (func (export "run") (param i32) (result i32) local.get 0 i32.const 1 call $add)
        """, engine: engine), in: store)
    #expect(try instance.function("run").call([.i32(1)]) == [.i32(2)])
  }

  @Test func hostFunctionCalledByTheHost() throws {
    let store = Store(engine: engine)
    let type = FunctionType(parameters: [.i32], results: [.i32])
    let double = try Func(store: store, type: type) { caller, arguments in
      #expect(caller.instance == nil)
      return [.i32((arguments[0].i32 ?? 0) * 2)]
    }
    #expect(try double.call([.i32(21)]) == [.i32(42)])
    let typed = try double.typed(as: ((Int32) -> Int32).self)
    #expect(try typed(4) == 8)
  }

  @Test func hostFunctionInTable() throws {
    let store = Store(engine: engine)
    let instance = try Instance(
      store: store,
      module: module(
        """
        (type $f (func (param i32) (result i32)))
        (table (export "table") 2 funcref)
        (func (export "run") (param i32) (result i32)
          local.get 0 i32.const 1 call_indirect (type $f))
        """, engine: engine))
    let type = FunctionType(parameters: [.i32], results: [.i32])
    let negate = try Func(store: store, type: type) { _, arguments in
      [.i32(-(arguments[0].i32 ?? 0))]
    }
    try instance.table("table").set(1, .funcref(negate))
    #expect(try instance.function("run").call([.i32(3)]) == [.i32(-3)])
  }

  @Test func tailCallToHost() throws {
    let instance = try link(
      """
      (import "env" "f" (func $f (param i32 i32 i32) (result i32)))
      (func $tail (param i32) (result i32)
        local.get 0 i32.const 2 i32.const 3 return_call $f)
      (func (export "run") (param i32) (result i32) local.get 0 call $tail i32.const 1 i32.add)
      """
    ) {
      try $0.define("env", "f") { (a: Int32, b: Int32, c: Int32) -> Int32 in a * 100 + b * 10 + c }
    }
    #expect(try instance.function("run").call([.i32(1)]) == [.i32(124)])
  }

  @Test func storesReleaseTheirHostFunctions() throws {
    weak var watched: Object?
    do {
      let object = Object()
      watched = object
      let instance = try link(
        """
        (import "env" "f" (func $f))
        (func (export "run") call $f)
        """
      ) { try $0.define("env", "f") { () in object.count += 1 } }
      try instance.function("run").call()
      #expect(object.count == 1)
    }
    #expect(watched == nil)
  }
}
