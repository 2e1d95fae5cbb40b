internal import Escapement
internal import EscapementFFI
internal import WasmText

/// What it costs to cross the border between host and guest.
struct CallBenchmark {
  /// One loop in the guest per kind of callee. `nothing` is the same loop without a call.
  private static let text = """
    (module
      (type $function (func (param i32) (result i32)))
      (import "host" "closure" (func $closure (type $function)))
      (import "host" "slots" (func $slots (type $function)))
      (import "host" "values" (func $values (type $function)))
      (import "host" "abs" (func $abs (type $function)))
      ;; The block keeps it from being inlined.
      (func $guest (type $function) (block) (i32.add (local.get 0) (i32.const 1)))
      (func (export "guest function") (type $function) (call $guest (local.get 0)))
      \(loop("guest function in a loop", "(call $guest (local.get $sum))"))
      \(loop("typed closure", "(call $closure (local.get $sum))"))
      \(loop("closure of slots", "(call $slots (local.get $sum))"))
      \(loop("closure of dynamic values", "(call $values (local.get $sum))"))
      \(loop("C function through libffi", "(call $abs (local.get $sum))"))
      \(loop("nothing", "(local.get $sum)")))
    """

  private static func loop(_ name: String, _ body: String) -> String {
    """
    (func (export "\(name)") (param $count i32) (result i32) (local $sum i32)
      (loop $again
        (local.set $sum \(body))
        (br_if $again (local.tee $count (i32.sub (local.get $count) (i32.const 1)))))
      (local.get $sum))
    """
  }

  private let instance: Instance
  private let calls: Int32
  /// The only kind of call to measure; nil for all.
  private let kind: String?

  init(dispatch: EngineConfiguration.Dispatch, calls: Int32, kind: String?) throws {
    self.calls = calls
    self.kind = kind
    var configuration = EngineConfiguration()
    configuration.dispatch = dispatch
    let engine = Engine(configuration: configuration)
    let linker = Linker(engine: engine)
    let type = FunctionType(parameters: [.i32], results: [.i32])
    try linker.define("host", "closure") { (number: Int32) -> Int32 in number &+ 1 }
    try linker.defineRaw("host", "slots", type: type) { _, slots in
      slots[0] = UInt64(UInt32(truncatingIfNeeded: slots[0]) &+ 1)
    }
    try linker.define("host", "values", type: type) { _, values in
      guard case .i32(let number) = values[0] else { return [] }
      return [.i32(number &+ 1)]
    }
    try linker.define("host", "abs", cSymbol: "abs", as: type)
    let module = try Module(engine: engine, bytes: TextFormat.assemble(Self.text))
    instance = try linker.instantiate(module, in: Store(engine: engine))
  }

  /// Prints a line for each kind of call: nanoseconds of CPU time for the round trip, and the kind.
  func run() throws {
    let loop = try guestToHost("nothing")
    for name in [
      "guest function in a loop", "typed closure", "closure of slots", "closure of dynamic values",
      "C function through libffi",
    ] {
      try report("guest to \(name)") { try guestToHost(name) - loop }
    }
    let typed = try instance.function("guest function", as: ((Int32) -> Int32).self)
    let dynamic = try instance.function("guest function")
    try report("host to guest, typed") { try perCall { try typed($0) } }
    try report("host to guest, dynamic") {
      try perCall { number in _ = try dynamic.call([.i32(number)]) }
    }
  }

  private func report(_ name: String, _ measure: () throws -> Double) throws {
    guard kind == nil || kind == name else { return }
    print(try measure(), name)
  }

  private func guestToHost(_ name: String) throws -> Double {
    let run = try instance.function(name, as: ((Int32) -> Int32).self)
    return try best { _ = try run(calls) }
  }

  private func perCall<Result>(_ call: (Int32) throws -> Result) throws -> Double {
    try best { for number in 0..<calls { _ = try call(number) } }
  }

  /// Nanoseconds of one of `calls` rounds, the best of five.
  private func best(_ body: () throws -> Void) throws -> Double {
    var least = UInt64.max
    for _ in 0..<5 {
      let start = threadTime()
      try body()
      least = min(least, threadTime() - start)
    }
    return Double(least) / Double(calls)
  }
}
