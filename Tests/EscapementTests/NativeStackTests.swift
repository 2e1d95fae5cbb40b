import Dispatch
import Escapement
import Foundation
import Testing

/// Guests and hosts that call each other on threads with little stack.
@Suite struct NativeStackTests {
  private static func recurse() throws -> Trap.Reason? {
    let engine = Engine()
    let linker = Linker(engine: engine)
    try linker.define("env", "again") { (caller: Caller) in
      try caller.instance?.function("run").call()
    }
    let instance = try linker.instantiate(
      module(
        """
        (import "env" "again" (func $again))
        (func (export "run") (call $again))
        """, engine: engine), in: Store(engine: engine))
    do {
      try instance.function("run").call()
      return nil
    } catch let trap as Trap {
      return trap.reason
    }
  }

  @Test func `recursion through the host traps before the stack ends`() throws {
    #if DEBUG
      let size = 256 << 10
    #else
      let size = 64 << 10
    #endif
    nonisolated(unsafe) var outcome: Result<Trap.Reason?, any Error>?
    let isDone = DispatchSemaphore(value: 0)
    let thread = Thread {
      outcome = Result { try Self.recurse() }
      isDone.signal()
    }
    thread.stackSize = size
    thread.start()
    isDone.wait()
    #expect(try outcome?.get() == .callStackExhausted)
  }
}
