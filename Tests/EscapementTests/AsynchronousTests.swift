import Escapement
import Testing

@Suite struct AsynchronousTests {
  struct Refusal: Error {}

  let engine = Engine()

  static let waiting = """
    (import "env" "wait" (func $wait (param i32) (result i32)))
    (func $inner (param i32) (result i32)
      (i32.add (call $wait (local.get 0)) (i32.const 1)))
    (func (export "run") (param i32) (result i32)
      (i32.mul (call $inner (local.get 0)) (i32.const 10)))
    (func (export "twice") (param i32) (result i32)
      (i32.add (call $wait (local.get 0)) (call $wait (i32.add (local.get 0) (i32.const 1)))))
    (func (export "endless") (loop $again br $again))
    (func (export "fine") (result i32) i32.const 1)
    """

  func instance(_ linker: Linker) throws -> Instance {
    try linker.instantiate(module(Self.waiting, engine: engine), in: Store(engine: engine))
  }

  @Test func suspension() async throws {
    let linker = Linker(engine: engine)
    try linker.defineAsync("env", "wait") { (number: Int32) async throws -> Int32 in
      try await Task.sleep(for: .milliseconds(1))
      return number * 2
    }
    let instance = try instance(linker)
    let result = try await instance.callAsync("run", as: ((Int32) -> Int32).self, 4)
    #expect(result == 90)
    let values = try await instance.function("twice").callAsync([.i32(3)])
    #expect(values == [.i32(14)])
  }

  @Test func synchronousHostFunctionsInAsynchronousCalls() async throws {
    let linker = Linker(engine: engine)
    try linker.define("env", "wait") { (caller: Caller, number: Int32) -> Int32 in
      let fine = try #require(caller.instance).function("fine", as: (() -> Int32).self)
      return number + (try fine())
    }
    let instance = try instance(linker)
    #expect(try await instance.callAsync("run", as: ((Int32) -> Int32).self, 4) == 60)
  }

  @Test func synchronousCallThatReachesIt() throws {
    let linker = Linker(engine: engine)
    try linker.defineAsync("env", "wait") { (number: Int32) async throws -> Int32 in number }
    let instance = try instance(linker)
    let error = #expect(throws: CallError.self) { try instance.function("run").call([.i32(1)]) }
    guard case .asynchronousHostFunction(name: "env.wait") = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(try instance.function("fine").call() == [.i32(1)])
  }

  @Test func errorsPassThrough() async throws {
    let linker = Linker(engine: engine)
    try linker.defineAsync("env", "wait") { (number: Int32) async throws -> Int32 in
      await Task.yield()
      throw Refusal()
    }
    let instance = try instance(linker)
    await #expect(throws: Refusal.self) {
      _ = try await instance.callAsync("run", as: ((Int32) -> Int32).self, 1)
    }
    #expect(try instance.function("fine").call() == [.i32(1)])
  }

  @Test func dynamicAsynchronousFunction() async throws {
    let linker = Linker(engine: engine)
    let type = FunctionType(parameters: [.i32], results: [.i32])
    try linker.defineAsync("env", "wait", type: type) { caller, arguments in
      await Task.yield()
      // A call from an asynchronous host function is a top-level call of its own.
      let fine = try #require(caller.instance).function("fine")
      let one = try await fine.callAsync()
      return [.i32((arguments[0].i32 ?? 0) + (one[0].i32 ?? 0))]
    }
    let instance = try instance(linker)
    #expect(try await instance.callAsync("run", as: ((Int32) -> Int32).self, 4) == 60)
  }

  /// Several calls into one store are suspended at once; the actor keeps them from running at once.
  actor Guest {
    private let instance: Instance
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private(set) var mostWaiting = 0

    init(engine: Engine) throws {
      let gate = Gate()
      let linker = Linker(engine: engine)
      try linker.defineAsync("env", "wait") { (number: Int32) async throws -> Int32 in
        await gate.enter()
        return number
      }
      instance = try linker.instantiate(
        module(AsynchronousTests.waiting, engine: engine), in: Store(engine: engine))
      self.gate = gate
    }

    let gate: Gate

    func run(_ number: Int32) async throws -> Int32 {
      try await instance.callAsync("run", as: ((Int32) -> Int32).self, number)
    }
  }

  /// Lets everybody through once three are waiting.
  actor Gate {
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func enter() async {
      await withCheckedContinuation { continuation in
        waiting.append(continuation)
        guard waiting.count == 3 else { return }
        for continuation in waiting.reversed() { continuation.resume() }
        waiting = []
      }
    }
  }

  @Test func severalCallsAreSuspendedAtOnce() async throws {
    let guest = try Guest(engine: engine)
    async let first = guest.run(1)
    async let second = guest.run(2)
    async let third = guest.run(3)
    let results = try await [first, second, third]
    #expect(results == [20, 30, 40])
  }

  @Test func cancellation() async throws {
    let engine = engine
    let task = Task {
      let linker = Linker(engine: engine)
      try linker.defineAsync("env", "wait") { (number: Int32) async throws -> Int32 in number }
      let instance = try linker.instantiate(
        module(AsynchronousTests.waiting, engine: engine), in: Store(engine: engine))
      await #expect(throws: CancellationError.self) {
        try await instance.callAsync("endless", as: (() -> Void).self)
      }
      // It is still cancelled, whatever the function does.
      await #expect(throws: CancellationError.self) {
        try await instance.callAsync("fine", as: (() -> Int32).self)
      }
      // Calls that are not asynchronous do not look at the task.
      #expect(try instance.function("fine").call() == [.i32(1)])
    }
    try await Task.sleep(for: .milliseconds(5))
    task.cancel()
    try await task.value
  }

  @Test func deadlineOfAsynchronousCall() async throws {
    let linker = Linker(engine: engine)
    try linker.defineAsync("env", "wait") { (number: Int32) async throws -> Int32 in number }
    let instance = try instance(linker)
    instance.store.deadline = .now + .milliseconds(5)
    let trap = await #expect(throws: Trap.self) {
      _ = try await instance.callAsync("endless", as: (() -> Void).self)
    }
    #expect(trap?.reason == .deadlineExceeded)
  }

  /// Host functions are not stopped; what they throw arrives unchanged, and when they return their guest is stopped.
  @Test(arguments: [true, false]) func cancellationInAHostFunction(isNoticed: Bool) async throws {
    let engine = engine
    let task = Task {
      let linker = Linker(engine: engine)
      try linker.defineAsync("env", "wait") { (number: Int32) async throws -> Int32 in
        withUnsafeCurrentTask { $0?.cancel() }
        if isNoticed { throw Refusal() }
        return number
      }
      let instance = try linker.instantiate(
        module(
          #"""
          (import "env" "wait" (func $wait (param i32) (result i32)))
          (func (export "run") (drop (call $wait (i32.const 1))) (loop $again br $again))
          """#, engine: engine), in: Store(engine: engine))
      try await instance.callAsync("run", as: (() -> Void).self)
    }
    if isNoticed {
      await #expect(throws: Refusal.self) { try await task.value }
    } else {
      await #expect(throws: CancellationError.self) { try await task.value }
    }
  }
}
