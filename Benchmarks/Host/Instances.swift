internal import Escapement
internal import WasmText

/// What it costs to have an instance for a short use: a module with a memory of 1 MiB and ten imports.
struct InstanceBenchmark {
  private static let imports = 10
  private static let text = """
    (module
      \((0..<imports).map { "(import \"host\" \"\($0)\" (func (param i32) (result i32)))" }
        .joined(separator: "\n"))
      (memory (export "memory") 16)
      (data (i32.const 1024) "some text of the module's own")
      (global $calls (mut i32) (i32.const 0))
      (func (export "touch")
        (i32.store (i32.const 0x80000) (i32.const 1))
        (global.set $calls (i32.add (global.get $calls) (i32.const 1)))))
    """

  private let module: Module
  private let rounds: Int

  init(rounds: Int) throws {
    self.rounds = rounds
    module = try Module(engine: Engine(), bytes: TextFormat.assemble(Self.text))
  }

  private static func define(in linker: Linker) throws {
    for number in 0..<imports {
      try linker.define("host", "\(number)") { (argument: Int32) -> Int32 in argument }
    }
  }

  /// Prints a line for each way: nanoseconds of CPU time, and the way.
  func run() throws {
    let template = try InstanceTemplate(module: module) { linker, _ in
      try Self.define(in: linker)
    }
    try report("use of a template, nothing done") { try template.withInstance { _ in } }
    try report("use of a template that touches a page") {
      try template.withInstance { _ = try $0.function("touch").call() }
    }
    let linker = Linker(engine: module.engine)
    try Self.define(in: linker)
    try report("store and instantiation by a linker", rounds: rounds / 10) {
      let store = Store(engine: module.engine, limits: .untrusted)
      try linker.instantiate(module, in: store).function("touch").call()
    }
    try template.withInstance { instance in
      try report("call that touches a page, alone") { try instance.function("touch").call() }
    }
    print(residentBytes(), "bytes resident after \(rounds) uses and more")
  }

  private func report(_ name: String, rounds: Int? = nil, _ body: () throws -> Void) throws {
    let rounds = rounds ?? self.rounds
    let start = threadTime()
    for _ in 0..<rounds { try body() }
    print((threadTime() - start) / UInt64(rounds), name)
  }
}
