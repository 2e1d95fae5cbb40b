import Subprocess
import SystemPackage
import Testing

@Suite(.timeLimit(.minutes(2))) struct RunTests {
  private func program(_ name: String) -> String { programs.appending("\(name).wasm").string }

  private func expected(_ name: String) throws -> String {
    String(
      decoding: try bytes(of: programs.appending("Expected/\(name).stdout")), as: UTF8.self)
  }

  private let library = """
    (module $library
      (func $divide (export "divide") (param i32 i32) (result i32)
        (i32.div_s (local.get 0) (local.get 1)))
      (func (export "swap") (param i64 f32) (result f32 i64) (local.get 1) (local.get 0))
      (func (export "wide") (param f64) (result f64) (local.get 0))
      (func (export "nothing"))
      (func (export "forever") (loop (br 0)))
      (func $deep (export "deep") (call $deep)))
    """

  // MARK: Programs.

  @Test func argumentsEnvironmentAndDirectories() async throws {
    let workplace = try Workplace()
    // The program writes, and is not to write into the sources.
    try workplace.makeDirectory("letters")
    let letters = "letters/greek.txt"
    try workplace.write(try bytes(of: programs.appending("Fixtures/tree/\(letters)")), to: letters)
    let outcome = try await workplace.run(
      [
        "run", "--dir", ".::/data", "--env", "GREETING", "--env", "EMPTY=",
        program("hello"), "one", "two words", "", "--flag=ünïcödé",
      ], environment: ["GREETING": "good day", "MISSING": "not passed on"])
    let error = "this line belongs to standard error\n"
    #expect(outcome == CommandOutcome(output: try expected("hello"), error: error, code: 0))
  }

  @Test func optionsBehindTheFileAreTheProgramsOwn() async throws {
    let workplace = try Workplace()
    for prefix in [[], ["run"]] {
      let outcome = try await workplace.run(
        prefix + [program("hello"), "--help", "--dir", "--", "-x", "--version"])
      let lines = outcome.output.split(separator: "\n").dropFirst().prefix(5)
      let given = ["[--help]", "[--dir]", "[--]", "[-x]", "[--version]"]
      #expect(lines.map { $0.drop { $0 != "[" } } == given.map { $0[...] })
    }
  }

  @Test func exitCodes() async throws {
    let workplace = try Workplace()
    #expect(try await workplace.run(["run", program("exit-code")]).code == 42)
    for (code, shown): (UInt32, Int32) in [(0, 0), (1, 1), (255, 255), (256, 1), (259, 3)] {
      try workplace.write(
        """
        (module
          (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
          (memory (export "memory") 1)
          (func (export "_start") (call $exit (i32.const \(code))) unreachable))
        """, to: "exit.wat")
      let outcome = try await workplace.run(["exit.wat"])
      #expect(outcome == CommandOutcome(output: "", error: "", code: shown))
    }
  }

  @Test func standardInput() async throws {
    let workplace = try Workplace()
    let log = try bytes(of: programs.appending("Fixtures/text/log.txt"))
    let outcome = try await workplace.run(["run", program("search"), "error"], input: log)
    #expect(outcome.code == 0)
    #expect(outcome.output.contains("error"))
    // The program itself.
    let fromInput = try await workplace.run(
      ["run", "-"], input: try bytes(of: FilePath(program("exit-code"))))
    #expect(fromInput.code == 42)
  }

  @Test(arguments: ["c", "swift"]) func dispatches(_ dispatch: String) async throws {
    let outcome = try await Workplace().run(
      ["run", "--dispatch", dispatch, program("primes")])
    #expect(outcome == CommandOutcome(output: try expected("primes"), error: "", code: 0))
  }

  // MARK: Functions.

  @Test func invocation() async throws {
    let workplace = try Workplace(["library.wat": Array(library.utf8)])
    func run(_ arguments: String...) async throws -> CommandOutcome {
      try await workplace.run(["run", "--invoke"] + arguments)
    }
    func printing(_ output: String) -> CommandOutcome {
      CommandOutcome(output: output, error: "", code: 0)
    }
    #expect(try await run("divide", "library.wat", "-7", "2") == printing("-3\n"))
    #expect(try await run("divide", "library.wat", "0xfffffff9", "4294967295") == printing("7\n"))
    #expect(
      try await run("swap", "library.wat", "-9223372036854775808", "1.5")
        == printing("1.5\n-9223372036854775808\n"))
    #expect(try await run("swap", "library.wat", "0x1_0", "1").code == 2)
    #expect(try await run("wide", "library.wat", "-inf") == printing("-inf\n"))
    #expect(try await run("wide", "library.wat", "nan") == printing("nan\n"))
    #expect(try await run("wide", "library.wat", "0x1p-3") == printing("0.125\n"))
    #expect(try await run("nothing", "library.wat") == printing(""))
  }

  @Test func initialization() async throws {
    let workplace = try Workplace()
    try workplace.write(
      """
      (module
        (global $state (mut i32) (i32.const 1))
        (func (export "_initialize") (global.set $state (i32.add (global.get $state) (i32.const 1))))
        (func (export "state") (result i32) (global.get $state)))
      """, to: "reactor.wat")
    #expect(try await workplace.run(["reactor.wat"]).code == 0)
    let outcome = try await workplace.run(["run", "--invoke", "state", "reactor.wat"])
    #expect(outcome == CommandOutcome(output: "2\n", error: "", code: 0))
    // A start function is a program of its own.
    try workplace.write("(module (func $main unreachable) (start $main))", to: "start.wat")
    #expect(try await workplace.run(["start.wat"]).code == 134)
  }

  // MARK: Ends that are not the guest's own.

  @Test func traps() async throws {
    let workplace = try Workplace(["library.wat": Array(library.utf8)])
    let outcome = try await workplace.run(["run", "--invoke", "divide", "library.wat", "1", "0"])
    #expect(outcome.code == 134)
    #expect(outcome.output == "")
    let lines = outcome.error.split(separator: "\n")
    #expect(lines.first == "error: the program trapped: integer divide by zero")
    #expect(lines.dropFirst().first?.hasPrefix("  0: divide (function 0) of library") == true)
    let program = try await workplace.run(["run", program("traps"), "unreachable"])
    #expect(program.code == 134)
    #expect(program.error.hasPrefix("error: the program trapped: unreachable\n  0: "))
    #expect(program.error.contains("_start"))
  }

  @Test func limits() async throws {
    let workplace = try Workplace(["library.wat": Array(library.utf8)])
    let fuel = try await workplace.run(
      ["run", "--fuel", "100000", "--invoke", "forever", "library.wat"])
    #expect(fuel.code == 134)
    #expect(fuel.error.hasPrefix("error: the program trapped: all fuel consumed"))
    let time = try await workplace.run(
      ["run", "--timeout", "50ms", "--invoke", "forever", "library.wat"])
    #expect(time.code == 124)
    #expect(time.error.hasPrefix("error: the program was stopped after 50ms"))
    let stack = try await workplace.run(
      ["run", "--max-stack", "128KiB", "--invoke", "deep", "library.wat"])
    #expect(stack.code == 134)
    #expect(stack.error.hasPrefix("error: the program trapped: call stack exhausted"))
  }

  @Test func timeoutsEndWaiting() async throws {
    let workplace = try Workplace()
    // poll_oneoff for a clock, an hour.
    try workplace.write(
      """
      (module
        (import "wasi_snapshot_preview1" "poll_oneoff"
          (func $poll (param i32 i32 i32 i32) (result i32)))
        (memory (export "memory") 1)
        (func (export "_start")
          (i32.store offset=16 (i32.const 0) (i32.const 1))
          (i64.store offset=24 (i32.const 0) (i64.const 3600000000000))
          (loop (drop (call $poll
            (i32.const 0) (i32.const 100) (i32.const 1) (i32.const 200)))
            (br 0))))
      """, to: "sleep.wat")
    let start = ContinuousClock.now
    let outcome = try await workplace.run(["run", "--timeout", "100ms", "sleep.wat"])
    #expect(outcome.code == 124)
    #expect(start.duration(to: .now) < .seconds(1800))
  }
}
