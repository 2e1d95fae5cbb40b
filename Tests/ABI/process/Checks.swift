// What has to hold on a host with 32-bit pointers besides the test suite. Each suite is a function in a file of its own.

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
}

private let suites: [(name: String, run: @Sendable (inout Checks) -> Void)] = []

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
