import Testing

/// A use of the command that fails before a guest runs, and all that it says.
struct FailingUse: Sendable, CustomTestStringConvertible {
  var arguments: [String]
  /// What is on standard error, without `error: `: one line, and an excerpt where a text is at fault.
  var message: String
  var code: Int32 = 2

  init(_ arguments: String, _ message: String) {
    self.arguments = arguments.split(separator: " ").map(String.init)
    self.message = message
  }

  var testDescription: String { arguments.joined(separator: " ") }
}

@Suite(.timeLimit(.minutes(2))) struct ErrorMessageTests {
  private static let magic: [UInt8] = [0x00, 0x61, 0x73, 0x6D]

  private static let files: [String: [UInt8]] = [
    "empty.wasm": [],
    "short.wasm": [0x00, 0x61],
    "header.wasm": magic + [1, 0],
    "future.wasm": magic + [2, 0, 0, 0],
    "component.wasm": magic + [0x0D, 0, 1, 0],
    "cut.wasm": magic + [1, 0, 0, 0, 1, 4, 1],
    // A function of type () -> (i32) with an empty body.
    "invalid.wasm": magic + [
      1, 0, 0, 0, 1, 5, 1, 0x60, 0, 1, 0x7F, 3, 2, 1, 0, 10, 4, 1, 2, 0, 0x0B,
    ],
    "archive.a": Array("!<arch>\n".utf8),
    "module.wasm.gz": [0x1F, 0x8B, 8, 0],
    "notes.txt": Array("The pallet fork locks one tooth.\n".utf8),
    "random": [0xDE, 0xAD, 0xBE, 0xEF],
    "damaged.esc": [0x00, 0x65, 0x73, 0x63, 1, 2, 3],
    "wrong.wat": Array("(module\n  (func (i32.ad)))\n".utf8),
    "script.wast": Array("(module)\n(assert_return (invoke \"f\"))\n".utf8),
    "library.wat": Array(
      """
      (module
        (memory (export "memory") 16)
        (func (export "add") (param i32 i32) (result i32)
          (i32.add (local.get 0) (local.get 1)))
        (func (export "wide") (param v128)))
      """.utf8),
    "imports.wat": Array(
      """
      (module
        (import "env" "log" (func (param i32)))
        (func (export "_start")))
      """.utf8),
    "mistyped.wat": Array(
      """
      (module
        (import "wasi_snapshot_preview1" "fd_write" (func (param i32)))
        (func (export "_start")))
      """.utf8),
    "nothing.wat": Array("(module)".utf8),
    "start.wat": Array("(module (func (export \"_start\") (param i32)))".utf8),
  ]

  static let uses = [
    // Arguments.
    FailingUse("run", "missing expected argument '<file>' (see: escapement run --help)"),
    FailingUse(
      "validate", "missing expected argument '<file> ...' (see: escapement validate --help)"),
    FailingUse(
      "run --fuell 3 library.wat",
      "unknown option '--fuell'. Did you mean '--fuel'? (see: escapement run --help)"),
    FailingUse(
      "run --fuel many library.wat",
      "the value 'many' is invalid for '--fuel <instructions>' (see: escapement run --help)"),
    FailingUse(
      "run --timeout 2parsecs library.wat",
      "the value '2parsecs' is invalid for '--timeout <time>': expected a time, such as 2s or "
        + "500ms (see: escapement run --help)"),
    FailingUse(
      "run --max-memory 1QB library.wat",
      "the value '1QB' is invalid for '--max-memory <size>': expected a size, such as 65536 or "
        + "64MiB (see: escapement run --help)"),
    FailingUse(
      "run --dispatch fast library.wat",
      "the value 'fast' is invalid for '--dispatch <dispatch>'. Please provide one of 'c' and "
        + "'swift' (see: escapement run --help)"),
    FailingUse(
      "run --env =x library.wat",
      "the value '=x' is invalid for '--env <name[=value]>': the name is empty (see: escapement "
        + "run --help)"),
    FailingUse(
      "run --env NOT_SET library.wat",
      "the value 'NOT_SET' is invalid for '--env <name[=value]>': there is no variable of that "
        + "name to pass on (see: escapement run --help)"),
    FailingUse(
      "run --dir missing::/data --invoke add library.wat 1 2",
      "can't open the directory missing: no such file or directory (--dir takes HOST::GUEST)"),
    FailingUse("runn", "runn: no such file (for the list of subcommands: escapement --help)"),

    // Files.
    FailingUse("missing.wasm", "missing.wasm: no such file"),
    FailingUse("run .", ". is a directory, not a file"),
    FailingUse("run empty.wasm", "empty.wasm is empty"),
    FailingUse("run -", "standard input is empty"),
    FailingUse(
      "run short.wasm",
      "short.wasm is not a whole module: it ends inside of the header of 8 bytes"),
    FailingUse(
      "run header.wasm",
      "header.wasm is not a whole module: it ends inside of the header of 8 bytes"),
    FailingUse(
      "run future.wasm",
      "future.wasm is a module of version 2 of the binary format, not of 1"),
    FailingUse(
      "run component.wasm",
      "component.wasm is a component, not a core module (take the core module out of it, for "
        + "example with: wasm-tools component unbundle)"),
    FailingUse("run archive.a", "archive.a is an archive of object files"),
    FailingUse("run module.wasm.gz", "module.wasm.gz is compressed by gzip: uncompress it first"),
    FailingUse("run notes.txt", "notes.txt is a text file, but not a module in the text format"),
    FailingUse(
      "run random", "random is not a WebAssembly module: it does not begin with \"\\0asm\""),
    FailingUse(
      "run damaged.esc",
      "damaged.esc: the artifact is truncated (compile the module again: escapement compile)"),

    // Modules.
    FailingUse("run cut.wasm", "cut.wasm is malformed: length out of bounds, at byte 9"),
    FailingUse(
      "validate invalid.wasm",
      "invalid.wasm is invalid: type mismatch: instruction requires [i32] but stack has [], in end, "
        + "in function 0, at byte 24"),
    FailingUse(
      "run wrong.wat",
      """
      wrong.wat:2:10: unknown operator i32.ad
        (func (i32.ad)))
               ^
      """),
    FailingUse(
      "run script.wast",
      "script.wast:2:1: unexpected token (test scripts are run by: escapement wast)"),
    FailingUse(
      "run imports.wat",
      "imports.wat needs \"env\" \"log\", function (i32) -> () (`run` offers WASI preview 1 only; "
        + "all imports: escapement inspect)"),
    FailingUse(
      "run mistyped.wat",
      "mistyped.wat: incompatible import type: \"wasi_snapshot_preview1\" \"fd_write\" is function "
        + "(i32, i32, i32, i32) -> (i32), expected function (i32) -> () (`run` offers WASI "
        + "preview 1 only; all imports: escapement inspect)"),
    FailingUse(
      "run library.wat",
      "library.wat has no _start function to run (--invoke calls one of: add, wide)"),
    FailingUse(
      "run nothing.wat", "nothing.wat has no _start function to run (it exports no functions)"),
    FailingUse("run start.wat", "start.wat: _start has the type (i32) -> (), not () -> ()"),
    FailingUse(
      "run --invoke sub library.wat",
      "library.wat exports no function \"sub\" (there are: add, wide)"),
    FailingUse(
      "run --invoke memory library.wat",
      "library.wat exports no function \"memory\" (there are: add, wide)"),
    FailingUse(
      "run --invoke add library.wat 1",
      "add takes 2 arguments, not 1 (its type is (i32, i32) -> (i32))"),
    FailingUse(
      "run --invoke add library.wat 1 x",
      "\"x\" is not a value of type i32 (add is (i32, i32) -> (i32))"),
    FailingUse(
      "run --invoke add library.wat 4294967296 1",
      "\"4294967296\" is not a value of type i32 (add is (i32, i32) -> (i32))"),
    FailingUse(
      "run --invoke wide library.wat 0x12",
      "\"0x12\" is not a value of type v128 (wide is (v128) -> ())"),
    FailingUse(
      "run --max-memory 64KiB --invoke add library.wat 1 2",
      "library.wat can't be instantiated: resource limit exceeded: bytes of memories (at most "
        + "65536) (see --max-memory)"),

    // Subcommands.
    FailingUse(
      "wat2wasm cut.wasm -o x",
      "cut.wasm is not in the text format (the other way is: escapement wasm2wat)"),
    FailingUse("wasm2wat cut.wasm", "cut.wasm is malformed: length out of bounds, at byte 9"),
    FailingUse("inspect cut.wasm", "cut.wasm is malformed: length out of bounds, at byte 9"),
    FailingUse(
      "compile library.wat",
      "missing expected argument '--output <file>' (see: escapement compile --help)"),
    FailingUse(
      "compile library.wat -o missing/x", "can't write missing/x: no such file or directory"),
    FailingUse(
      "explore library.wat --function nope",
      "library.wat defines no function \"nope\" (names and indices of functions are listed by: "
        + "escapement explore library.wat)"),
  ]

  @Test(arguments: uses) func messages(_ use: FailingUse) async throws {
    let workplace = try Workplace(Self.files)
    let outcome = try await workplace.run(use.arguments)
    #expect(
      outcome == CommandOutcome(output: "", error: "error: \(use.message)\n", code: use.code))
  }
}
