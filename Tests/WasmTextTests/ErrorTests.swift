import Testing
import WasmText

@Suite struct ErrorTests {
  @Test func locationsCountFromOne() throws {
    let error = try #require(
      expectError("(module\n  (func (i32.ad))\n)", "unknown operator i32.ad"))
    #expect(error.location == TextLocation(line: 2, column: 10))
    let afterLetters = try #require(expectError("(export \"éé😀\" foo)", "unknown operator foo"))
    #expect(afterLetters.column == 15)
    let atEnd = try #require(expectError("(module\n", "unexpected token"))
    #expect(atEnd.location == TextLocation(line: 2, column: 1))
  }

  @Test func renderingShowsTheLine() throws {
    let text = "(module\r\n\t(func $\"é\" (i32.ad))\r\n)"
    let error = try #require(expectError(text, "unknown operator"))
    #expect(
      error.rendered(in: text) == """
        2:14: unknown operator i32.ad
        \t(func $"é" (i32.ad))
        \t            ^
        """)
  }

  @Test func excerptsOfLongLines() throws {
    let text = "(module " + String(repeating: "(func) ", count: 10_000) + "(foo)" + " (func)"
    let error = try #require(expectError(text, "unknown operator foo"))
    let lines = error.excerpt(inUTF8: Array(text.utf8)).split(separator: "\n")
    #expect(lines.count == 2 && lines[0].count < 130)
    #expect(lines[1].allSatisfy { $0 == " " || $0 == "^" } && lines[1].last == "^")
    #expect(lines[0].dropFirst(lines[1].count - 1).hasPrefix("foo) (func)"))
    // The end of the text is behind its last line.
    let atEnd = try #require(expectError("(module\n", "unexpected token"))
    #expect(atEnd.excerpt(inUTF8: Array("(module\n".utf8)) == "\n^")
  }

  @Test(arguments: [
    // Structure.
    ("(func", "unexpected token"), ("(func))", "unexpected token"), ("(foo)", "unknown operator"),
    ("(param)", "unexpected token"), ("(module (module))", "unexpected token"),
    ("(module) (module)", "unexpected token"), ("(func (then))", "unexpected token"),
    ("(func block)", "unexpected token"), ("(func end)", "unexpected token"),
    ("(func else)", "unexpected token"), ("(func (else))", "unexpected token"),
    ("(func (if (then) (then)))", "unexpected token"), ("(func (if))", "unexpected token"),
    ("(func (if i32.const 0 (then)))", "unexpected token"),
    ("(func (i32.add nop))", "unexpected token"), ("(func (block else))", "unexpected token"),
    ("(func (try))", "unexpected token"),
    ("(func (try (do) (catch_all) (catch_all)))", "unexpected token"),
    ("(func catch_all)", "unexpected token"), ("(func delegate 0)", "unexpected token"),
    ("(func (local i32) (param i32))", "unexpected token"),
    ("(func (result i32) (param i32))", "unexpected token"),
    ("(func (block (param $x i32)))", "unexpected token"),
    ("(func br_table)", "unexpected token"), ("(global i32 i32)", "unexpected token"),
    ("(table 1)", "unexpected token"), ("(elem $x)", "unexpected token"),
    // Identifiers.
    ("(func $a) (func $a)", "duplicate func"), ("(memory $a 0) (memory $a 0)", "duplicate memory"),
    ("(func (param $a i32) (local $a i32))", "duplicate local"),
    ("(type (struct (field $a i32) (field $a i32)))", "duplicate field"),
    ("(type $a (func)) (type $a (func))", "duplicate type"),
    ("(func call $a)", "unknown function $a"), ("(func local.get $a)", "unknown local $a"),
    ("(func global.get $a)", "unknown global"), ("(func br $a)", "unknown label"),
    ("(func (type $a))", "unknown type"), ("(func throw $a)", "unknown tag"),
    ("(func (block $a) (br $a))", "unknown label"),
    ("(type (struct)) (func struct.get 0 $a)", "unknown field"),
    ("(func block $a end $b)", "mismatching label"), ("(func block end $b)", "mismatching label"),
    ("(func i32.const 0 if $a else $b end)", "mismatching label"),
    // Types.
    ("(type (func)) (func (type 0) (param i32))", "inline function type"),
    ("(func (type 0) (param i32))", "unknown type"),
    ("(type (array i32)) (func (type 0) (param i32))", "unknown type"),
    // Numbers.
    ("(func i32.const 4294967296)", "constant out of range"),
    ("(func i64.const -9223372036854775809)", "constant out of range"),
    ("(func f32.const 1e39)", "constant out of range"),
    ("(func i32.const 1.0)", "unexpected token"),
    ("(func f32.const nan:canonical)", "unexpected token"),
    ("(func local.get 4294967296)", "i32 constant out of range"),
    ("(memory 0x1_0000_0000_0000_0000)", "i64 constant out of range"),
    ("(func i32.load align=3)", "alignment must be a power of two"),
    ("(func i32.load align=0)", "alignment must be a power of two"),
    ("(func i32.load offset=0x10000000000000000)", "i64 constant out of range"),
    ("(func i8x16.extract_lane_s 256)", "i8 constant out of range"),
    ("(func v128.const i64x2 1)", "wrong number of lane literals"),
    ("(func v128.const i64x2 1 2 3)", "wrong number of lane literals"),
    ("(func v128.const i8x16 256 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0)", "constant out of range"),
    ("(func i8x16.shuffle 1)", "invalid lane length"),
    ("(memory 0 (pagesize 3))", "invalid custom page size"),
    // Order and number.
    ("(func) (import \"\" \"\" (func))", "import after function"),
    ("(memory 0) (func (import \"\" \"\"))", "import after memory"),
    ("(start 0) (start 0)", "multiple start sections"),
    // Names.
    ("(export \"\\ff\" (func 0))", "malformed UTF-8 encoding"),
    ("(import \"\\ff\" \"\" (func))", "malformed UTF-8 encoding"),
    // Annotations.
    ("(func (@custom \"a\"))", "misplaced @custom annotation"),
    ("(func) (@name \"a\")", "misplaced @name annotation"),
    ("(@custom)", "@custom annotation: missing section name"),
    ("(@custom \"a\" (before code) 1)", "@custom annotation: unexpected token"),
    ("(@custom \"a\" (under code))", "@custom annotation: malformed placement"),
    ("(@custom \"a\" (after first))", "@custom annotation: malformed section kind"),
    ("(module (@name \"a\") (@name \"b\"))", "@name annotation: multiple module"),
    ("(@metadata.code.x \"\")", "@metadata.code.x annotation: not in a function"),
    (
      "(func (if (i32.const 0) (@metadata.code.x \"\") (then)))",
      "misplaced annotation of an instruction"
    ),
  ])
  func malformedModules(_ text: String, _ message: String) {
    expectError(text, message)
  }
}
