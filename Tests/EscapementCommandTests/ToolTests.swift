import SystemPackage
import Testing

/// The subcommands other than `run`.
@Suite(.timeLimit(.minutes(2))) struct ToolTests {
  private let adder = """
    (module $adder
      (memory (export "memory") 1 4)
      (func $add (export "add") (param i32 i32) (result i32)
        local.get 0
        local.get 1
        i32.add))
    """

  private func workplace() throws -> Workplace { try Workplace(["adder.wat": Array(adder.utf8)]) }

  @Test func help() async throws {
    let workplace = try Workplace()
    let general = try await workplace.run([])
    #expect(general.code == 0)
    #expect(general.error == "")
    #expect(general == (try await workplace.run(["--help"])))
    for name in [
      "run", "validate", "inspect", "explore", "compile", "wat2wasm", "wasm2wat", "wast",
      "wit",
    ] {
      #expect(general.output.contains("\n  \(name)"))
      let help = try await workplace.run([name, "--help"])
      #expect(help.code == 0)
      #expect(help.output.contains("EXAMPLES\n"), "\(name)")
      #expect(help.output.contains("USAGE: escapement \(name)"), "\(name)")
    }
    #expect(try await workplace.run(["--version"]).output.hasPrefix("0."))
  }

  @Test func textFormat() async throws {
    let workplace = try workplace()
    #expect(
      try await workplace.run(["wat2wasm", "adder.wat"])
        == CommandOutcome(output: "", error: "", code: 0)
    )
    let binary = try workplace.read("adder.wasm")
    #expect(binary.prefix(8) == [0x00, 0x61, 0x73, 0x6D, 1, 0, 0, 0])
    let text = try await workplace.run(["wasm2wat", "adder.wasm"])
    #expect(text.code == 0)
    #expect(text.output.contains("i32.add"))
    try workplace.write(text.output, to: "again.wat")
    #expect(try await workplace.run(["wat2wasm", "again.wat", "-o", "again"]).code == 0)
    #expect(try workplace.read("again") == binary)
    // An invalid module is only assembled when that is asked for.
    try workplace.write("(module (func (result i32)))", to: "invalid.wat")
    #expect(try await workplace.run(["wat2wasm", "invalid.wat"]).code == 2)
    #expect(try await workplace.run(["wat2wasm", "--no-check", "invalid.wat"]).code == 0)
    #expect(try await workplace.run(["validate", "invalid.wasm"]).code == 2)
  }

  @Test func components() async throws {
    let workplace = try Workplace([
      "c.wat": Array("(component (import \"f\" (func (param \"x\" (list u8)))))".utf8),
      "invalid.wat": Array("(component (import \"f\" (func (type 0))))".utf8),
    ])
    #expect(try await workplace.run(["wat2wasm", "c.wat"]).code == 0)
    let binary = try workplace.read("c.wasm")
    #expect(binary.prefix(8) == [0x00, 0x61, 0x73, 0x6D, 0x0D, 0, 1, 0])
    let text = try await workplace.run(["wasm2wat", "c.wasm"])
    #expect(text.output.contains("(type (;0;) (list u8))"))
    try workplace.write(text.output, to: "again.wat")
    #expect(try await workplace.run(["wat2wasm", "again.wat", "-o", "again"]).code == 0)
    #expect(try workplace.read("again") == binary)
    let outcome = try await workplace.run(["validate", "c.wasm", "invalid.wat"])
    #expect(outcome.code == 2)
    #expect(outcome.output == "c.wasm: valid\n")
    #expect(outcome.error.hasPrefix("error: invalid.wat is invalid: unknown type 0"))
    // What takes modules only says so, in whatever format the component is.
    for file in ["c.wasm", "c.wat"] {
      let refusal = try await workplace.run(["explore", file])
      #expect(refusal.code == 2)
      #expect(refusal.error.hasPrefix("error: \(file) is a component, not a core module"))
    }
  }

  @Test func validation() async throws {
    let workplace = try workplace()
    try workplace.write("(module (func (result i32)))", to: "invalid.wat")
    let outcome = try await workplace.run(["validate", "adder.wat", "invalid.wat", "adder.wat"])
    #expect(outcome.code == 2)
    #expect(outcome.output == "adder.wat: valid\nadder.wat: valid\n")
    #expect(outcome.error.hasPrefix("error: invalid.wat is invalid: type mismatch"))
    #expect(outcome.error.split(separator: "\n").count == 1)
    let quiet = try await workplace.run(["validate", "--quiet", "adder.wat"])
    #expect(quiet == CommandOutcome(output: "", error: "", code: 0))
  }

  @Test func artifacts() async throws {
    let workplace = try workplace()
    #expect(try await workplace.run(["compile", "adder.wat", "-o", "adder.esc"]).code == 0)
    let sum = CommandOutcome(output: "5\n", error: "", code: 0)
    #expect(try await workplace.run(["run", "--invoke", "add", "adder.esc", "2", "3"]) == sum)
    let metered = try await workplace.run(
      ["run", "--fuel", "1000", "--invoke", "add", "adder.esc", "2", "3"])
    #expect(metered.code == 2)
    #expect(metered.error.contains("escapement compile --help"))
    #expect(
      try await workplace.run(["compile", "--metered", "adder.wat", "-o", "metered.esc"]).code == 0)
    #expect(
      try await workplace.run(
        ["run", "--fuel", "1000", "--invoke", "add", "metered.esc", "2", "3"]) == sum)
    // Every other byte is wrong.
    var artifact = try workplace.read("adder.esc")
    for index in stride(from: 0, to: artifact.count, by: 2) { artifact[index] ^= 1 }
    artifact.replaceSubrange(0..<4, with: [0x00, 0x65, 0x73, 0x63])
    try workplace.write(artifact, to: "damaged.esc")
    #expect(try await workplace.run(["run", "--invoke", "add", "damaged.esc", "2", "3"]).code == 2)
  }

  @Test func inspection() async throws {
    let outcome = try await workplace().run(["inspect", "adder.wat"])
    #expect(outcome.error == "")
    #expect(outcome.code == 0)
    #expect(
      outcome.output == """
        adder.wat: 79 bytes, module "adder"

        Sections
          type           at 0x8   7 bytes
          function       at 0x11  2 bytes
          memory         at 0x15  4 bytes
          export         at 0x1b  16 bytes
          code           at 0x2d  9 bytes
          custom "name"  at 0x38  21 bytes

        Exports
          "memory"  memory 0: 1 page (64 KiB), at most 4 pages (256 KiB)
          "add"     function 0 (i32, i32) -> (i32)

        Contents
          types      1
          functions  1
          memories   1
          memory 0   1 page (64 KiB), at most 4 pages (256 KiB)
          needs      WebAssembly 1.0

        """)
    let hello = try await workplace().run(["inspect", programs.appending("hello.wasm").string])
    #expect(
      hello.output.contains(
        "  \"wasi_snapshot_preview1\" \"args_get\"             function (i32, i32) -> (i32)\n"))
  }

  @Test func inspectionOfComponents() async throws {
    let workplace = try Workplace()
    try workplace.write(
      """
      (component $greeter
        (import "host:log/sink@1.2.0" (instance $sink
          (export "line" (type $line (sub resource)))
          (export "[constructor]line" (func (param "text" string) (result (own $line))))
          (export "[method]line.show" (func (param "self" (borrow $line))))))
        (import "flags" (func (param "type" (option u8)) (result (tuple s8 char))))
        (export "again" (instance $sink)))
      """, to: "greeter.wat")
    let outcome = try await workplace.run(["inspect", "greeter.wat"])
    #expect(outcome.error == "")
    #expect(outcome.code == 0)
    #expect(outcome.output.hasPrefix("greeter.wat: "))
    #expect(outcome.output.contains("bytes, component \"greeter\"\n"))
    #expect(
      outcome.output.hasSuffix(
        """
        Imports and exports
        package root:component;

        world root {
          import host:log/sink@1.2.0;
          import %flags: func(%type: option<u8>) -> tuple<s8, char>;
          export again: interface {
            use host:log/sink@1.2.0.{line};
          }
        }

        package host:log@1.2.0 {
          interface sink {
            resource line {
              constructor(text: string);
              show: func();
            }
          }
        }

        """))
    try workplace.write("(component (export \"a\" (func 0)))", to: "invalid.wat")
    let refusal = try await workplace.run(["inspect", "invalid.wat"])
    #expect(refusal.code == 2)
    #expect(refusal.error.hasPrefix("error: invalid.wat is invalid: unknown function 0"))
  }

  @Test func inspectionOfInvalidModules() async throws {
    let workplace = try Workplace()
    try workplace.write("(module (func (export \"f\") (result i32)))", to: "invalid.wat")
    let outcome = try await workplace.run(["inspect", "invalid.wat"])
    #expect(outcome.code == 2)
    #expect(outcome.output.contains("\"f\"  function 0 () -> (i32)\n"))
    #expect(outcome.error.hasPrefix("error: invalid.wat is invalid: type mismatch"))
  }

  @Test(arguments: [[], ["--function", "add"], ["--function", "0"]])
  func exploration(_ selection: [String]) async throws {
    let outcome = try await workplace().run(["explore", "adder.wat"] + selection)
    #expect(outcome.code == 0)
    #expect(outcome.output.hasPrefix("function 0 add (i32, i32) -> (i32), 7 bytes\n"))
    // What the code is may change; that each instruction is there may not.
    for line in ["0x32  local.get 0", "0x34  local.get 1", "0x36  i32.add", "0x37  end"] {
      #expect(outcome.output.contains("\n  \(line)"), "\(line)")
    }
    #expect(outcome.output.contains("i32_add."))
    let swift = try await workplace().run(
      ["explore", "adder.wat", "--dispatch", "swift"] + selection)
    #expect(swift.output.contains("i32_add.ss"))
  }

  @Test func fullDisks() async throws {
    guard let full = try? FileDescriptor.open("/dev/full", .writeOnly) else { return }
    try full.close()
    let outcome = try await workplace().run(["compile", "adder.wat", "-o", "/dev/full"])
    #expect(
      outcome
        == CommandOutcome(
          output: "", error: "error: can't write /dev/full: no space left on device\n", code: 2))
  }
}
