import Escapement
import Testing

@Suite struct BacktraceTests {
  let engine = Engine()

  @Test func reasonsAreComplete() {
    let texts = Set(Trap.Reason.allCases.map(\.description))
    #expect(texts.count == Trap.Reason.allCases.count)
    #expect(!texts.contains("trap"))
    #expect(Trap.Reason.integerDivideByZero.description == "integer divide by zero")
  }

  @Test func framesWithNamesAndOffsets() throws {
    let instance = try instance(
      """
      $calculator
      (func $divide (param i32) (result i32) (i32.div_u (i32.const 1) (local.get 0)))
      (func $middle (param i32) (result i32)
        (i32.add (call $divide (local.get 0)) (i32.const 1)))
      (func (export "run") (param i32) (result i32)
        (i32.add (call $middle (local.get 0)) (i32.const 1)))
      """)
    let trap = try #require(
      #expect(throws: Trap.self) { try instance.function("run").call([.i32(0)]) })
    #expect(trap.reason == .integerDivideByZero)
    let frames = trap.backtrace.frames.compactMap(\.guest)
    #expect(frames.map(\.name) == ["divide", "middle", "run"])
    #expect(frames.map(\.function) == [0, 1, 2])
    #expect(frames.allSatisfy { $0.module == "calculator" })
    // The instructions at those offsets: i32.div_u, and two calls.
    let bytes = try bytes(
      """
      $calculator
      (func $divide (param i32) (result i32) (i32.div_u (i32.const 1) (local.get 0)))
      (func $middle (param i32) (result i32)
        (i32.add (call $divide (local.get 0)) (i32.const 1)))
      (func (export "run") (param i32) (result i32)
        (i32.add (call $middle (local.get 0)) (i32.const 1)))
      """)
    #expect(frames.compactMap(\.offset).map { bytes[Int($0)] } == [0x6E, 0x10, 0x10])
    #expect(trap.description.hasPrefix("integer divide by zero\n  0: divide (function 0)"))
  }

  /// Calls of small functions are inlined; a backtrace is the same as without that.
  @Test(arguments: [true, false], [true, false])
  func inlinedCalls(areInlined: Bool, metersFuel: Bool) throws {
    for isArtifact in [false, true] {
      try checkInlinedCalls(areInlined, metersFuel, isArtifact)
    }
  }

  private func checkInlinedCalls(
    _ areInlined: Bool, _ metersFuel: Bool, _ isArtifact: Bool
  ) throws {
    var configuration = EngineConfiguration()
    if !areInlined { configuration.optimizations.remove(.inlinedCalls) }
    configuration.metersFuel = metersFuel
    let engine = Engine(configuration: configuration)
    let text = """
      (memory 1)
      (func $load (param i32) (result i32) (i32.load (local.get 0)))
      (func $one (result i32) (i32.const 1))
      (func (export "run") (param i32 i32 i32) (result i32)
        (call $load (i32.const 0))
        (call $load (local.get 0))
        i32.add
        (i32.div_u (call $one) (local.get 1))
        (call $load (i32.add (local.get 2) (i32.const 1)))
        i32.add
        i32.add)
      """
    let store = Store(engine: engine)
    store.fuel = 100_000
    var module = try module(text, engine: engine)
    if isArtifact { module = try Module(engine: engine, deserializing: module.serialize()) }
    let instance = try Instance(store: store, module: module)
    let bytes = try bytes(text)
    for (arguments, names, opcodes) in [
      ([-1, 1, 0], ["load", "run"], [0x28, 0x10]), ([0, 0, 0], ["run"], [0x6E]),
      ([0, 1, -2], ["load", "run"], [0x28, 0x10]),
    ] as [([Int32], [String], [UInt8])] {
      let trap = try #require(
        #expect(throws: Trap.self) {
          try instance.function("run").call(arguments.map { .i32($0) })
        })
      let frames = trap.backtrace.frames.compactMap(\.guest)
      #expect(frames.map(\.name) == names)
      #expect(frames.compactMap(\.offset).map { bytes[Int($0)] } == opcodes)
    }
    // The two calls of `load` with a local are at different places.
    let offsets = try [[-1, 1, 0], [0, 1, -2]].map { arguments in
      let trap = try #require(
        #expect(throws: Trap.self) {
          try instance.function("run").call(arguments.map { .i32(Int32($0)) })
        })
      return trap.backtrace.frames.last?.guest?.offset
    }
    #expect(Set(offsets).count == 2)
    if metersFuel {
      store.fuel = 2
      let trap = try #require(
        #expect(throws: Trap.self) {
          try instance.function("run").call([.i32(0), .i32(1), .i32(0)])
        })
      #expect(trap.reason == .outOfFuel)
      #expect(trap.backtrace.frames.last?.guest?.name == "run")
    }
  }

  @Test func acrossInstances() throws {
    let store = Store(engine: engine)
    let linker = Linker(engine: engine)
    let inner = try Instance(
      store: store,
      module: module(
        """
        $inner
        (func $fail (export "fail") unreachable)
        (func $other (export "other") call $fail)
        """, engine: engine))
    try linker.define("inner", inner)
    let outer = try linker.instantiate(
      module(
        """
        $outer
        (import "inner" "other" (func $other))
        (func $call call $other)
        (func $run (export "run") call $call)
        """, engine: engine), in: store)
    let trap = #expect(throws: Trap.self) { try outer.function("run").call() }
    let frames = try #require(trap).backtrace.frames.compactMap(\.guest)
    #expect(frames.map(\.name) == ["fail", "other", "call", "run"])
    #expect(frames.map(\.module) == ["inner", "inner", "outer", "outer"])
    #expect(frames.map(\.function) == [0, 1, 1, 2])
  }

  @Test func acrossHostFunctions() throws {
    let linker = Linker(engine: engine)
    try linker.define("env", "back") { (caller: Caller) in
      try #require(caller.instance).function("fail").call()
    }
    let instance = try linker.instantiate(
      module(
        """
        (import "env" "back" (func $back))
        (func $fail (export "fail") unreachable)
        (func $middle call $back)
        (func $run (export "run") call $middle)
        """, engine: engine), in: Store(engine: engine))
    let trap = try #require(
      #expect(throws: Trap.self) { try instance.function("run").call() })
    let names = trap.backtrace.frames.map { frame in
      switch frame {
      case .guest(let frame): frame.name
      case .host(let name, _): name
      case .omitted: "…"
      }
    }
    #expect(names == ["fail", "env.back", "middle", "run"])
  }

  @Test func nativeFramesOfHostFunctions() throws {
    let linker = Linker(engine: engine)
    try linker.define("env", "back") { (caller: Caller) in try callBackIntoGuest(caller) }
    let instance = try linker.instantiate(
      module(
        """
        (import "env" "back" (func $back))
        (func (export "fail") unreachable)
        (func (export "run") call $back)
        """, engine: engine), in: Store(engine: engine))
    let trap = try #require(
      #expect(throws: Trap.self) { try instance.function("run").call() })
    guard case .host(_, let native) = trap.backtrace.frames[1] else {
      Issue.record("no host function in\n\(trap)")
      return
    }
    #if NativeBacktraces
      #expect(native.contains { $0.name.contains("callBackIntoGuest") }, "\(trap)")
      #expect(native.allSatisfy { $0.address != 0 })
      #expect("\(trap)".contains(NativeFormat.host.pointer(native[0].address)))
      #expect(!native.contains { $0.name.hasPrefix("Escapement.") }, "\(trap)")
    #else
      #expect(native.isEmpty)
    #endif
  }

  @Test func deepStacksKeepTheirEnds() throws {
    let instance = try instance(
      """
      (func $down (param i32)
        (if (i32.eqz (local.get 0)) (then unreachable))
        (call $down (i32.sub (local.get 0) (i32.const 1))))
      (func $start (export "run") (param i32) (call $down (local.get 0)))
      """)
    let trap = try #require(
      #expect(throws: Trap.self) { try instance.function("run").call([.i32(999)]) })
    let frames = trap.backtrace.frames
    #expect(frames.count == 100 + 1 + 20)
    #expect(frames[100] == .omitted(count: 1_001 - 120))
    #expect(frames.last?.guest?.name == "start")
    #expect(frames[119].guest?.name == "down")
    let lines = trap.backtrace.description.split(separator: "\n")
    #expect(lines.count == 7)
    #expect(lines[1].hasPrefix("  1: down (function 0)"))
    #expect(
      lines[2...].dropLast(1).map(String.init).filter { $0.hasPrefix("  …") } == [
        "  … 98 more of the same …", "  … 881 more …", "  … 18 more of the same …",
      ])
    #expect(lines[6].hasPrefix("  1000: start (function 1)"))
    // Without a gap, nothing is omitted.
    let short = try #require(
      #expect(throws: Trap.self) { try instance.function("run").call([.i32(118)]) })
    #expect(short.backtrace.frames.count == 120)
    #expect(short.backtrace.frames.last?.guest?.name == "start")
  }

  @Test func stackExhaustion() throws {
    var limits = ResourceLimits()
    limits.valueStackBytes = 64 << 10
    let instance = try Instance(
      store: Store(engine: engine, limits: limits),
      module: module(
        "(func $endless (export \"run\") (param i32) (call $endless (local.get 0)) unreachable)",
        engine: engine))
    let trap = try #require(
      #expect(throws: Trap.self) { try instance.function("run").call([.i32(0)]) })
    #expect(trap.reason == .callStackExhausted)
    #expect(trap.backtrace.frames.count == 121)
    #expect(trap.description.contains(" more "))
  }
}

@inline(never) private func callBackIntoGuest(_ caller: Caller) throws {
  try #require(caller.instance).function("fail").call()
}

extension Backtrace.Frame {
  var guest: Backtrace.GuestFrame? { if case .guest(let frame) = self { frame } else { nil } }
}
