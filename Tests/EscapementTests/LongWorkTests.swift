import Escapement
import Testing

/// Instructions that do as much work as a guest says: they are charged by it, and can be stopped in the middle.
@Suite struct LongWorkTests {
  enum Dispatch: CaseIterable {
    case c, swift

    var configuration: EngineConfiguration {
      var configuration = EngineConfiguration()
      configuration.dispatch = self == .c ? .c : .swift
      return configuration
    }
  }

  /// A module with a function for each kind of work, which takes how much of it.
  static let work = """
    (memory 32)
    (memory $long 32)
    (data $data "\(String(repeating: "0123456789abcdef", count: 4096))")
    (table $table 100000 funcref)
    (table $growing 0 funcref)
    (elem $elements funcref \(String(repeating: "(ref.null func)", count: 8192)))
    (func (export "memory.fill") (param i32)
      (memory.fill (i32.const 0) (i32.const 0) (local.get 0)))
    (func (export "memory.copy") (param i32)
      (memory.copy (i32.const 0) (i32.const 8) (local.get 0)))
    (func (export "memory.init") (param i32)
      (memory.init $data (i32.const 0) (i32.const 0) (i32.and (local.get 0) (i32.const 0xFFFF))))
    (func (export "table.fill") (param i32)
      (table.fill $table (i32.const 0) (ref.null func) (i32.shr_u (local.get 0) (i32.const 3))))
    (func (export "table.copy") (param i32)
      (table.copy $table $table
        (i32.const 0) (i32.const 1) (i32.shr_u (local.get 0) (i32.const 3))))
    (func (export "table.init") (param i32)
      (table.init $table $elements
        (i32.const 0) (i32.const 0)
        (i32.and (i32.shr_u (local.get 0) (i32.const 3)) (i32.const 0x1FFF))))
    (func (export "memory.grow") (param i32)
      (drop (memory.grow $long (i32.shr_u (local.get 0) (i32.const 16)))))
    (func (export "table.grow") (param i32)
      (drop (table.grow $growing (ref.null func) (i32.shr_u (local.get 0) (i32.const 3)))))
    """

  static let objectWork = """
    (type $bytes (array (mut i8)))
    (type $numbers (array (mut i64)))
    (type $wide (struct \(String(repeating: "(field i64)", count: 9000))))
    (data $data "\(String(repeating: "0123456789abcdef", count: 4096))")
    (global $array (mut (ref null $bytes)) (array.new_default $bytes (i32.const 70000)))
    (func (export "array.new_default") (param i32)
      (drop (array.new_default $bytes (local.get 0))))
    (func (export "array.new") (param i32)
      (drop (array.new $numbers (i64.const 5) (i32.shr_u (local.get 0) (i32.const 3)))))
    (func (export "array.fill") (param i32)
      (array.fill $bytes (global.get $array) (i32.const 0) (i32.const 1) (local.get 0)))
    (func (export "array.copy") (param i32)
      (array.copy $bytes $bytes
        (global.get $array) (i32.const 0) (global.get $array) (i32.const 5) (local.get 0)))
    (func (export "array.new_data") (param i32)
      (drop (array.new_data $bytes $data
        (i32.const 0) (i32.and (local.get 0) (i32.const 0xFFFF)))))
    (func (export "array.init_data") (param i32)
      (array.init_data $bytes $data
        (global.get $array) (i32.const 0) (i32.const 0)
        (i32.and (local.get 0) (i32.const 0xFFFF))))
    """

  static let names = [
    "memory.fill", "memory.copy", "memory.init", "table.fill", "table.copy", "table.init",
    "memory.grow", "table.grow",
  ]
  static let objectNames = [
    "array.new_default", "array.new", "array.fill", "array.copy", "array.new_data",
    "array.init_data",
  ]

  private func consumed(
    by name: String, _ amount: Int32, in text: String, _ dispatch: Dispatch
  ) throws -> UInt64 {
    var configuration = dispatch.configuration
    configuration.metersFuel = true
    let instance = try instance(text, engine: Engine(configuration: configuration))
    instance.store.fuel = 1_000_000_000
    try instance.function(name).call([.i32(amount)])
    return instance.store.consumedFuel
  }

  private func expectChargeBySize(
    of name: String, in text: String, _ dispatch: Dispatch
  ) throws {
    let nothing = try consumed(by: name, 0, in: text, dispatch)
    let some = try consumed(by: name, 0xFFF8, in: text, dispatch)
    // A memory grows by pages.
    let bytes: UInt64 = name == "memory.grow" ? 0 : 0xFFF8
    #expect(some - nothing >= bytes / 64)
    #expect(some - nothing <= bytes / 32)
  }

  @Test(arguments: names, Dispatch.allCases) func `work is charged by its size`(
    name: String, dispatch: Dispatch
  ) throws {
    try expectChargeBySize(of: name, in: Self.work, dispatch)
  }

  @Test(arguments: objectNames) func `work on objects is charged by its size`(
    name: String
  ) throws {
    try expectChargeBySize(of: name, in: Self.objectWork, .c)
  }

  @Test func `growth is charged by its size`() throws {
    let nothing = try consumed(by: "memory.grow", 0, in: Self.work, .c)
    let some = try consumed(by: "memory.grow", 4 << 16, in: Self.work, .c)
    #expect(some - nothing == 4 << 16 / 64)
  }

  @Test(arguments: Dispatch.allCases) func `large frames are charged by their size`(
    dispatch: Dispatch
  ) throws {
    func text(_ count: Int) -> String {
      "(func $f (local \(String(repeating: " i64", count: count)))) (func (export \"run\") call $f)"
    }
    let small = try consumed(by: "run", 0, in: text(2), dispatch, arguments: [])
    let large = try consumed(by: "run", 0, in: text(40_000), dispatch, arguments: [])
    #expect(large - small >= 40_000 * 8 / 64)
  }

  private func consumed(
    by name: String, _ amount: Int32, in text: String, _ dispatch: Dispatch, arguments: [Value]
  ) throws -> UInt64 {
    var configuration = dispatch.configuration
    configuration.metersFuel = true
    let instance = try instance(text, engine: Engine(configuration: configuration))
    instance.store.fuel = 1_000_000_000
    try instance.function(name).call(arguments)
    return instance.store.consumedFuel
  }

  @Test func `work that there is no fuel for is not done`() throws {
    for dispatch in Dispatch.allCases {
      var configuration = dispatch.configuration
      configuration.metersFuel = true
      let instance = try instance(
        """
        (memory (export "memory") 32)
        (func (export "fill") (memory.fill (i32.const 0) (i32.const 1) (i32.const 2000000)))
        """, engine: Engine(configuration: configuration))
      instance.store.fuel = 1000
      expectTrap(.outOfFuel) { try instance.function("fill").call() }
      #expect(try instance.memory().read(UInt8.self, at: 0) == 0)
      #expect(instance.store.fuel > 900)
    }
  }

  /// Code without loops or calls, after an interruption.
  private func expectInterruption(
    of body: String, _ declarations: String, _ dispatch: Dispatch,
    _ isDone: (Instance) throws -> Bool
  ) throws {
    let engine = Engine(configuration: dispatch.configuration)
    let linker = Linker(engine: engine)
    // A nested call sees it only when it ends: what comes behind it is at stake.
    try linker.define("env", "interrupt") { (caller: Caller) in
      caller.store.interruptHandle.interrupt()
    }
    let instance = try linker.instantiate(
      module(
        """
        (import "env" "interrupt" (func $interrupt))
        (global $done (export "done") (mut i32) (i32.const 0))
        \(declarations)
        (func (export "run") \(body) (global.set $done (i32.const 1)))
        """, engine: engine), in: Store(engine: engine))
    expectTrap(.interrupted) { try instance.function("run").call() }
    #expect(try instance.global("done").value == .i32(0))
    #expect(try isDone(instance) == false)
  }

  @Test(arguments: Dispatch.allCases) func `code without loops stops behind a host function`(
    dispatch: Dispatch
  ) throws {
    try expectInterruption(of: "call $interrupt", "", dispatch) { _ in false }
  }
}
