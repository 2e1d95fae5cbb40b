import Dispatch
import Escapement
import Testing
import WasmText

/// What happens to clients that get around Swift's checks, and to host functions that call back.
@Suite struct MisuseTests {
  /// What Swift would not let go to another thread.
  struct Smuggled<Value>: @unchecked Sendable {
    let value: Value
  }

  static let text = """
    (module
      (import "env" "enter" (func $enter))
      (import "env" "wait" (func $wait (param i32) (result i32)))
      (func (export "enter") call $enter)
      (func (export "wait") (param i32) (result i32) (call $wait (local.get 0)))
      (func (export "seven") (result i32) i32.const 7))
    """

  let engine = Engine()
  let linker: Linker

  init() throws {
    linker = Linker(engine: engine)
    linker.allowsRedefinition = true
    try linker.define("env", "enter") { () in }
    try linker.defineAsync("env", "wait") { (number: Int32) async throws -> Int32 in number }
  }

  func instance() throws -> Instance {
    let module = try Module(engine: engine, bytes: TextFormat.assemble(Self.text))
    let store = Store(engine: engine)
    return try linker.instantiate(module, in: store)
  }

  /// Runs `body` on another thread, and waits for it there.
  static func onAnotherThread(_ body: @escaping @Sendable () -> Void) {
    let done = DispatchSemaphore(value: 0)
    DispatchQueue(label: "another").async {
      body()
      done.signal()
    }
    done.wait()
  }

  static func expectStoreInUse(_ body: () throws -> Void) {
    let error = #expect(throws: CallError.self) { try body() }
    guard case .storeInUse = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func anotherThreadEntersAStoreThatRuns() throws {
    let module = try Module(engine: engine, bytes: TextFormat.assemble("(module)"))
    try linker.define("env", "enter") { (caller: Caller) in
      let instance = Smuggled(value: try #require(caller.instance))
      Self.onAnotherThread {
        Self.expectStoreInUse { _ = try instance.value.function("seven").call() }
        Self.expectStoreInUse {
          _ = try instance.value.function("seven", as: (() -> Int32).self)()
        }
        Self.expectStoreInUse { _ = try Instance(store: instance.value.store, module: module) }
      }
      // The thread that runs it may.
      #expect(try instance.value.function("seven").call() == [.i32(7)])
      _ = try Instance(store: instance.value.store, module: module)
    }
    let instance = try instance()
    try instance.function("enter").call()
    // Nothing of it is left.
    let smuggled = Smuggled(value: instance)
    Self.onAnotherThread {
      #expect((try? smuggled.value.function("seven").call()) == [.i32(7)])
    }
    #expect(try instance.function("seven").call() == [.i32(7)])
  }

  /// A guest that runs on a thread of its own until ``stop()``.
  private final class Running: @unchecked Sendable {
    private let stopped = DispatchSemaphore(value: 0)
    private var started: CheckedContinuation<Void, Never>?

    /// Calls `enter` of an instance, and waits until that is in its host function.
    func start(_ instance: Smuggled<Instance>) async {
      await withCheckedContinuation { continuation in
        started = continuation
        DispatchQueue(label: "running").async {
          #expect(throws: Never.self) { try instance.value.function("enter").call() }
        }
      }
    }

    /// What `enter` calls.
    func block() {
      started?.resume()
      started = nil
      stopped.wait()
    }

    func stop() { stopped.signal() }
  }

  @Test func aSecondTaskEntersAStoreThatRuns() async throws {
    let running = Running()
    try linker.define("env", "enter") { () in running.block() }
    let instance = try instance()
    await running.start(Smuggled(value: instance))
    let error = await #expect(throws: CallError.self) {
      try await instance.callAsync("seven", as: (() -> Int32).self)
    }
    if case .storeInUse = error {} else { Issue.record("\(String(describing: error))") }
    running.stop()
    await Self.expectSeven(instance)
  }

  /// The store is free again some time after a guest was let go.
  private static func expectSeven(_ instance: Instance) async {
    while true {
      if let seven = try? await instance.callAsync("seven", as: (() -> Int32).self) {
        #expect(seven == 7)
        return
      }
      await Task.yield()
    }
  }

  /// While its guest waits, a store is free: what the host function calls is a call of its own.
  @Test func asynchronousHostFunctionCallsBack() async throws {
    try linker.defineAsync("env", "wait") { (caller: Caller, number: Int32) async throws -> Int32 in
      let instance = try #require(caller.instance)
      let seven = try await instance.callAsync("seven", as: (() -> Int32).self)
      let again = try instance.function("seven", as: (() -> Int32).self)()
      guard number > 0 else { return seven + again }
      return try await instance.callAsync("wait", as: ((Int32) -> Int32).self, number - 1)
    }
    let instance = try instance()
    #expect(try await instance.callAsync("wait", as: ((Int32) -> Int32).self, 3) == 14)
  }

  /// A call whose store is taken when its host function returns ends with an error, and leaves the store as it is.
  @Test func theStoreIsTakenWhenAHostFunctionReturns() async throws {
    let running = Running()
    try linker.define("env", "enter") { () in running.block() }
    try linker.defineAsync("env", "wait") { (caller: Caller, number: Int32) async throws -> Int32 in
      await running.start(Smuggled(value: try #require(caller.instance)))
      return number
    }
    let instance = try instance()
    let error = await #expect(throws: CallError.self) {
      try await instance.callAsync("wait", as: ((Int32) -> Int32).self, 1)
    }
    if case .storeInUse = error {} else { Issue.record("\(String(describing: error))") }
    running.stop()
    await Self.expectSeven(instance)
  }
}
