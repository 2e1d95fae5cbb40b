import Escapement
import Testing

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#elseif canImport(Glibc)
  import Glibc
#endif

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
    try onThread(stackSize: size) { outcome = Result { try Self.recurse() } }
    #expect(try outcome?.get() == .callStackExhausted)
  }

  private final class Body {
    let run: () -> Void
    init(_ run: @escaping () -> Void) { self.run = run }
  }

  private func onThread(stackSize: Int, _ body: @escaping () -> Void) throws {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    try #require(pthread_attr_setstacksize(&attributes, stackSize) == 0)
    let argument = Unmanaged.passRetained(Body(body)).toOpaque()
    #if canImport(Darwin)
      var thread: pthread_t?
      let result = pthread_create(
        &thread, &attributes,
        { argument in
          Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
          return nil
        }, argument)
      try #require(result == 0)
      if let thread { pthread_join(thread, nil) }
    #else
      var thread = pthread_t()
      let result = pthread_create(
        &thread, &attributes,
        { argument in
          Unmanaged<Body>.fromOpaque(argument!).takeRetainedValue().run()
          return nil
        }, argument)
      try #require(result == 0)
      pthread_join(thread, nil)
    #endif
  }
}
