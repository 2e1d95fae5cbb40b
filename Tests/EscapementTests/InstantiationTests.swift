import Escapement
import Testing

@Suite struct InstantiationTests {
  let engine = Engine()

  @Test func constantExpressions() throws {
    let instance = try instance(
      """
      (global $a i32 (i32.const 7))
      (global (export "b") i32
        (i32.sub (i32.mul (global.get $a) (i32.const 6)) (i32.add (i32.const 1) (i32.const 1))))
      (global (export "c") i64
        (i64.add (i64.const -1) (i64.mul (i64.const 3) (i64.sub (i64.const 5) (i64.const 2)))))
      (global (export "d") v128 (v128.const i64x2 1 2))
      (global (export "e") f32 (f32.const nan:0x1234))
      (global (export "f") funcref (ref.func 0))
      (global (export "g") externref (ref.null extern))
      (func)
      """)
    #expect(try instance.global("b").value == .i32(40))
    #expect(try instance.global("c").value == .i64(8))
    #expect(try instance.global("d").value == .v128(V128(low: 1, high: 2)))
    #expect(try instance.global("e").value == .f32(bitPattern: 0x7F80_1234))
    guard case .funcref(let function?) = try instance.global("f").value else {
      Issue.record("no function")
      return
    }
    #expect(function.type == FunctionType())
    #expect(try instance.global("g").value == .externref(nil))
  }

  @Test func startFunctionRuns() throws {
    let instance = try instance(
      """
      (global $g (export "g") (mut i32) (i32.const 0))
      (func $start i32.const 5 global.set $g)
      (start $start)
      """)
    #expect(try instance.global("g").value == .i32(5))
  }

  @Test func trapInStart() throws {
    let trap = #expect(throws: Trap.self) {
      _ = try instance("(func $start unreachable) (start $start)")
    }
    #expect(trap?.reason == .unreachable)
    #expect(trap?.backtrace.frames.count == 1)
  }

  @Test func segments() throws {
    let instance = try instance(
      """
      (memory (export "memory") 1)
      (table (export "table") 4 funcref)
      (func $f (export "f"))
      (data (i32.const 16) "abc")
      (data $passive "xyz")
      (elem (i32.const 1) $f $f)
      (elem $passiveElements func $f)
      (func (export "init") (param i32 i32 i32)
        (memory.init $passive (local.get 0) (local.get 1) (local.get 2)))
      (func (export "drop") data.drop $passive)
      (func (export "tableInit") (param i32)
        (table.init $passiveElements (local.get 0) (i32.const 0) (i32.const 1)))
      (func (export "elementDrop") elem.drop $passiveElements)
      """)
    let memory = try instance.memory()
    #expect(try memory.string(at: 16, count: 3) == "abc")
    let table = try instance.table("table")
    let function = Value.funcref(try instance.function("f"))
    #expect(
      try (0..<4).map { try table.get($0) } == [.funcref(nil), function, function, .funcref(nil)])

    let initialize = try instance.function("init", as: ((Int32, Int32, Int32) -> Void).self)
    try initialize(100, 1, 2)
    #expect(try memory.string(at: 100, count: 2) == "yz")
    expectTrap(.memoryOutOfBounds) { try initialize(100, 2, 2) }
    expectTrap(.memoryOutOfBounds) { try initialize(65535, 0, 2) }
    try instance.function("drop").call()
    try initialize(65536, 0, 0)
    expectTrap(.memoryOutOfBounds) { try initialize(0, 0, 1) }

    try instance.function("tableInit").call([.i32(3)])
    #expect(try table.get(3) == function)
    expectTrap(.tableOutOfBounds) { try instance.function("tableInit").call([.i32(4)]) }
    try instance.function("elementDrop").call()
    expectTrap(.tableOutOfBounds) { try instance.function("tableInit").call([.i32(0)]) }
  }

  @Test func failedInstantiationLeavesItsEffects() throws {
    let store = Store(engine: engine)
    let exporter = try Instance(
      store: store,
      module: module(
        """
        (type $f (func (result i32)))
        (memory (export "memory") 1)
        (table (export "table") 4 funcref)
        (func (export "call") (param i32) (result i32) local.get 0 call_indirect (type $f))
        """, engine: engine))
    let linker = Linker(engine: engine)
    try linker.define("m", exporter)
    let failing = try module(
      """
      (import "m" "memory" (memory 1))
      (import "m" "table" (table 4 funcref))
      (global $state (mut i32) (i32.const 41))
      (func $f (result i32)
        (global.set $state (i32.add (global.get $state) (i32.const 1)))
        (global.get $state))
      (elem (i32.const 2) $f)
      (data (i32.const 0) "kept")
      (data (i32.const 65535) "too long")
      """, engine: engine)
    expectTrap(.memoryOutOfBounds) { _ = try linker.instantiate(failing, in: store) }
    #expect(try exporter.memory().string(at: 0, count: 4) == "kept")
    // The function of the instance that came to nothing still works.
    #expect(try exporter.function("call").call([.i32(2)]) == [.i32(42)])
  }

  @Test func tableInitializers() throws {
    let instance = try instance(
      """
      (func $f (export "f"))
      (table (export "table") 3 (ref func) (ref.func $f))
      """)
    let table = try instance.table("table")
    #expect(try table.get(2) == .funcref(try instance.function("f")))
    #expect(throws: CallError.self) { try table.set(0, .funcref(nil)) }
  }

  @Test func namesAndCustomSections() throws {
    let module = try module(
      """
      $calculator
      (func $helper)
      (@custom "notes" "hello")
      """, engine: engine)
    #expect(module.name == "calculator")
    #expect(module.functionName(0) == "helper")
    #expect(module.customSections(named: "notes") == [Array("hello".utf8)])
    #expect(module.customSectionNames.contains("notes"))
  }

  @Test func modulesFromAnythingWithBytes() throws {
    let engine = Engine()
    let bytes = try bytes(#"(func (export "f"))"#)
    #expect(try Module(engine: engine, bytes: ([0] + bytes).dropFirst()).exports.count == 1)
    #expect(try Module(engine: engine, bytes: ContiguousArray(bytes)).exports.count == 1)
    #expect(try Module(engine: engine, bytes: bytes.span.bytes).exports.count == 1)
    let count = try bytes.withUnsafeBytes { try Module(engine: engine, bytes: $0).exports.count }
    #expect(count == 1)
  }

  @Test(arguments: ["(module)", " \n(module)", ";; comment\n(module)"])
  func textGivenAsBinaryIsRecognised(text: String) {
    let error = #expect(throws: ModuleError.self) {
      _ = try Module(engine: Engine(), bytes: Array(text.utf8))
    }
    #expect(
      error?.reason
        == "magic header not detected: this is text, which has to be assembled first")
  }

  @Test func componentGivenAsModuleIsRecognised() {
    let error = #expect(throws: ModuleError.self) {
      _ = try Module(engine: Engine(), bytes: [0, 0x61, 0x73, 0x6D, 0x0D, 0, 1, 0])
    }
    #expect(error?.reason == "unknown binary version: this is a component, not a core module")
  }
}
