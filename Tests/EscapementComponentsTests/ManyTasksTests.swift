import ComponentBinary
import Escapement
import Testing
import WasmText

@testable import EscapementComponents

struct ManyTasksTests {
  /// A task with a callback has no stack while it waits, and finding the one to go on costs the same however many wait.
  @Test func tasksThatWaitAreOnlyData() throws {
    let text = """
      (component
        (core func $new (canon waitable-set.new))
        (core func $cancel (canon task.cancel))
        (core module $M
          (import "" "new" (func $new (result i32)))
          (import "" "cancel" (func $cancel))
          (func (export "run") (result i32)
            (i32.or (i32.const 2) (i32.shl (call $new) (i32.const 4))))
          (func (export "callback") (param i32 i32 i32) (result i32)
            (if (i32.ne (local.get 0) (i32.const 6)) (then unreachable))
            (call $cancel)
            (i32.const 0)))
        (core instance $m (instantiate $M (with "" (instance
          (export "new" (func $new)) (export "cancel" (func $cancel))))))
        (func (export "run") async
          (canon lift (core func $m "run") async (callback (core func $m "callback")))))
      """
    let engine = Engine()
    let store = Store(engine: engine)
    let component = try Component(engine: engine, bytes: try TextFormat.assemble(text))
    let run = try ComponentLinker(engine: engine).instantiate(component, in: store).function("run")
    var waiting: [(call: HostCall, callee: Callee)] = []
    for _ in 0..<20_000 {
      let call = HostCall(arguments: [])
      waiting.append((call, try #require(try run.begin(call, argumentCount: 0))))
    }
    #expect(try !Scheduler.of(store).tick())
    for task in waiting { try task.callee.requestCancellation(from: nil) }
    for task in waiting {
      guard case .cancelled = task.call.state else {
        Issue.record("a task was not cancelled")
        return
      }
    }
  }
}
