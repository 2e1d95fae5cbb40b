// What has to hold on a host with 32-bit pointers besides the test suite. Each suite is in a file of its own.
internal import Escapement
internal import WasmText

/// Counts what held and what did not.
struct Checks {
  private(set) var passed = 0
  private(set) var failed = 0

  /// Notes whether something holds.
  mutating func expect(_ holds: Bool, _ what: String) {
    if holds {
      passed += 1
    } else {
      failed += 1
      printLine("FAILED: \(what)")
    }
  }

  /// Runs a body that must not throw.
  mutating func check(_ what: String, _ body: (inout Checks) throws(HostError) -> Void) {
    do throws(HostError) {
      try body(&self)
    } catch {
      expect(false, "\(what) threw: \(error)")
    }
  }

  mutating func expectTrap(
    _ reason: Trap.Reason, _ what: String, _ body: () throws(HostError) -> Void
  ) {
    do throws(HostError) {
      try body()
      expect(false, "\(what) did not trap")
    } catch {
      guard case .trap(let trap) = error else {
        return expect(false, "\(what) threw: \(error)")
      }
      expect(trap.reason == reason, "\(what) trapped: \(trap.reason)")
    }
  }

  /// Runs a body that must throw something other than a trap.
  mutating func expectError(_ what: String, _ body: () throws(HostError) -> Void) {
    do throws(HostError) {
      try body()
      expect(false, "\(what) did not throw")
    } catch {
      if case .trap = error { return expect(false, "\(what) trapped: \(error)") }
      expect(true, what)
    }
  }
}

private let suites: [(name: String, run: @Sendable (inout Checks) -> Void)] = [
  ("moving memory", checkMoving), ("hostile input", checkHostileInput),
  ("artifacts", checkArtifacts), ("limits", checkLimits),
  ("host functions", checkHostFunctions), ("C functions", checkCFunctions),
  ("32-bit host", checkNarrowHost),
]

/// Runs the named suites, or all.
func runChecks(_ names: [String]) -> CInt {
  var failures = 0
  for suite in suites where names.isEmpty || names.contains(suite.name) {
    var checks = Checks()
    suite.run(&checks)
    printLine("\(suite.name): \(checks.passed) passed, \(checks.failed) failed")
    failures += checks.failed
  }
  return failures == 0 ? 0 : 1
}

/// An instance of a module in the text format.
struct Guest {
  let store: Store
  let instance: Instance

  init(
    _ text: String, engine: Engine = makeEngine(), limits: ResourceLimits = ResourceLimits(),
    _ define: (Linker) throws(HostError) -> Void = { (_) throws(HostError) in }
  ) throws(HostError) {
    store = Store(engine: engine, limits: limits)
    let linker = Linker(engine: engine)
    try define(linker)
    instance = try linker.instantiate(try loadModule(assemble(text), engine), in: store)
  }

  @discardableResult
  func call(_ name: String, _ arguments: Value...) throws(HostError) -> [Value] {
    let function: Func
    do throws(CallError) {
      function = try instance.function(name)
    } catch {
      throw .call(error)
    }
    return try function.call(arguments)
  }

  func memory() throws(HostError) -> Memory {
    do throws(CallError) { return try instance.memory() } catch { throw .call(error) }
  }
}

/// A module of the checks; it is known to be well-formed.
func assemble(_ text: String) -> [UInt8] {
  do throws(TextError) {
    return try TextFormat.assemble(text)
  } catch {
    report("\(error)")
    return []
  }
}

func loadModule(_ bytes: [UInt8], _ engine: Engine) throws(HostError) -> Module {
  do throws(ModuleError) {
    return try Module(engine: engine, bytes: bytes)
  } catch {
    throw .module(error)
  }
}
