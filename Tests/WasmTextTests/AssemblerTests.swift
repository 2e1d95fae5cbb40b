import Testing
import WasmText

/// Whole modules against their known binary form.
@Suite struct EncodingTests {
  @Test func sectionsInOrder() throws {
    #expect(try assembled("(module)") == "")
    #expect(
      try assembled("(func (result i32) (i32.add (i32.const 1) (i32.const 2)))")
        == "0105016000017f" + "03020100" + "0a09010700410141026a0b")
    #expect(
      try assembled(
        """
        (start 0) (data "a") (elem func 0) (export "f" (func 0)) (global i32 i32.const 0)
        (tag) (memory 1) (table 1 funcref) (func (data.drop 0))
        """)
        == "010401600000" + "03020100" + "040401700001" + "0503010001" + "0d03010000"
        + "060601" + "7f0041000b" + "070501016600" + "00" + "080100" + "09050101000100" + "0c0101"
        + "0a0701" + "0500fc09000b" + "0b0401010161")
  }

  @Test func localsAreRuns() throws {
    #expect(
      try assembled("(func (local i32 i32 i64) (local i64))")
        == "010401600000" + "03020100" + "0a080106" + "02027f027e" + "0b")
  }

  @Test func indicesByIdentifier() {
    expectSame(
      """
      (module
        (type $t (func)) (import "" "" (func $i)) (memory $m 1) (table $e 1 funcref) (tag $x)
        (global $g (mut i32) (i32.const 0)) (elem $s func $f) (data $d "")
        (func $f (type $t) (local $l i32)
          call $f call $i global.get $g local.set $l (drop (memory.size $m))
          (drop (table.size $e)) (throw $x) (data.drop $d) (elem.drop $s) return_call $f)
        (@custom "name"))
      """,
      """
      (module
        (type (func)) (import "" "" (func)) (memory 1) (table 1 funcref) (tag)
        (global (mut i32) (i32.const 0)) (elem func 1) (data "")
        (func (type 0) (local i32)
          call 1 call 0 global.get 0 local.set 0 (drop (memory.size))
          (drop (table.size)) (throw 0) (data.drop 0) (elem.drop 0) return_call 1)
        (@custom "name"))
      """)
  }

  @Test func identifiersMayBeStrings() {
    expectSame("(func $a) (start $\"\\61\")", "(func $\"a\") (start $\"\\u{61}\")")
    // Equal only with equal code points, unlike Swift strings.
    #expect(throws: Never.self) {
      try TextFormat.assemble("(func $\"e\\u{301}\") (func $\"\\u{e9}\")")
    }
  }

  @Test func labels() {
    expectSame(
      "(func (block $a (loop $b (br $a) (br $b) (block $a (br $a)))))",
      "(func (block $a (loop $b (br 1) (br 0) (block $a (br 0)))))")
    expectSame(
      "(func block $l br $l end $l i32.const 0 if $m else $m br $m end $m)",
      "(func block $l br 0 end i32.const 0 if $m else br 0 end)")
    // Labels of catch clauses are those around the block.
    expectSame(
      "(tag) (func (block $l (try_table $l (catch 0 $l) (catch_all $l) (br $l))))",
      "(tag) (func (block $l (try_table $l (catch 0 0) (catch_all 0) (br 0))))")
    // So is the label of `delegate`.
    expectSame(
      "(func (block $l (try $t (do) (delegate $l))) block $k try $k delegate $k end)",
      "(func (block $l (try $t (do) (delegate 0))) block $k try $k delegate 0 end)")
  }

  @Test func casts() throws {
    let text = """
      (func (param anyref)
        (drop (ref.test (ref null eq) (local.get 0))) (drop (ref.test (ref eq) (local.get 0)))
        (drop (br_on_cast 0 anyref (ref null i31) (local.get 0))))
      """
    let body = "2000fb156d1a" + "2000fb146d1a" + "2000fb1803006e6c1a" + "0b"
    #expect(try assembled(text).hasSuffix(body))
  }

  @Test func memoryArguments() throws {
    let bytes = { (text: String) in
      try assembled("(memory $a 1) (memory $b 1) (func \(text) unreachable)")
    }
    #expect(try bytes("i32.load").contains("280200"))
    #expect(try bytes("i32.load align=1 ").contains("280000"))
    #expect(try bytes("i32.load offset=300 align=2").contains("2801ac02"))
    #expect(try bytes("i32.load $b offset=1").contains("28420101"))
    #expect(try bytes("v128.load8_lane 1 3").contains("fd5440010003"))
    #expect(try bytes("v128.load8_lane $b offset=2 3").contains("fd5440010203"))
    #expect(try bytes("v128.load8_lane offset=2 3").contains("fd54000203"))
    #expect(try bytes("v128.load8_lane 3").contains("fd54000003"))
    #expect(try bytes("memory.copy $b $a").contains("fc0a0100"))
    #expect(try bytes("memory.init $b 0").contains("fc080001"))
    #expect(try bytes("i64.load offset=0xffffffffffffffff").contains("2903ffffffffffffffffff01"))
  }

  @Test func vectors() throws {
    #expect(
      try assembled("(func v128.const i16x8 0 -1 2 3 4 5 6 0xffff drop)")
        .contains("fd0c" + "0000ffff020003000400050006" + "00ffff"))
    #expect(
      try assembled("(func v128.const f32x4 1 -0.0 nan:0x1 inf drop)")
        .contains("fd0c" + "0000803f" + "00000080" + "0100807f" + "0000807f"))
  }

  @Test func nameSection() throws {
    let module = try assembled(
      """
      (module $m (type $t (struct (field $f i32))) (func $g (param $p i32) (block $l (block)))
        (table $ta 0 funcref) (memory $me 0) (global $gl i32 (i32.const 0)) (elem $e func)
        (data $d "") (tag $x))
      """)
    let names =
      "00" + "02016d" + "01" + "04010001" + "67" + "02" + "0601000100" + "0170"
      + "03" + "0601000100" + "016c" + "04" + "0401000174" + "05" + "050100027461" + "06"
      + "05010002" + "6d65" + "07" + "050100" + "02676c" + "08" + "0401000165" + "09" + "0401000164"
      + "0a" + "060100010001" + "66" + "0b" + "0401000178"
    #expect(module.hasSuffix("046e616d65" + names))
  }

  @Test func customSections() throws {
    #expect(
      try assembled(
        """
        (module (@custom "l" "x") (func) (@custom "f" (before first))
          (@custom "a" (after func) "1" "2"))
        """)
        == "00020166" + "010401600000" + "03020100" + "0004016131" + "32" + "0a040102000b"
        + "0003016c78")
  }

  @Test func branchHints() throws {
    let module = try assembled(
      """
      (func) (func (param i32) (local i32)
        (@metadata.code.branch_hint "\\01") (if (local.get 0) (then))
        local.get 0 (@metadata.code.branch_hint "\\00") br_if 0)
      """)
    let name = hexadecimal("metadata.code.branch_hint".utf8)
    #expect(module.contains("19" + name + "01" + "01" + "02" + "050101" + "0a0100" + "0a"))
  }
}

/// Each abbreviation means what it stands for. Specification: "Text Format".
@Suite struct AbbreviationTests {
  @Test func moduleWithoutParentheses() {
    expectSame("(func) (memory 1)", "(module (func) (memory 1))")
  }

  @Test func inlineImportsAndExports() {
    expectSame(
      "(func (export \"a\") (export \"b\") (import \"m\" \"n\") (param i32))",
      "(import \"m\" \"n\" (func (param i32))) (export \"a\" (func 0)) (export \"b\" (func 0))")
    expectSame(
      "(memory (export \"m\") 1) (table (export \"t\") 1 funcref) (tag (export \"x\"))",
      """
      (memory 1) (table 1 funcref) (tag)
      (export "m" (memory 0)) (export "t" (table 0)) (export "x" (tag 0))
      """)
    expectSame(
      "(global (import \"m\" \"n\") (mut i32))", "(import \"m\" \"n\" (global (mut i32)))")
  }

  @Test func typeUses() {
    expectSame(
      "(func (param i32) (result i64) unreachable)",
      "(type (func (param i32) (result i64))) (func (type 0) unreachable)")
    // Reused if it is there, added behind the explicit types if not, in the order of occurrence.
    expectSame(
      """
      (func (param f32)) (type (func (param i32))) (func (param i32))
      (func (result f32) unreachable)
      """,
      """
      (type (func (param i32))) (type (func (param f32))) (type (func (result f32)))
      (func (type 1)) (func (type 0)) (func (type 2) unreachable)
      """)
    expectSame(
      "(func (block (param i32) (drop))) (func (param i32 i32))",
      """
      (type (func)) (type (func (param i32))) (type (func (param i32 i32)))
      (func (type 0) (block (type 1) (drop))) (func (type 2))
      """)
    // Only a final type without supertypes is just a function type.
    expectSame(
      "(type (sub (func))) (func)", "(type (sub (func))) (type (func)) (func (type 1))")
    expectSame(
      "(func (block (result i32) (i32.const 0)) drop)",
      "(func block (result i32) i32.const 0 end drop)")
  }

  @Test func listsOfParametersLocalsAndFields() {
    expectSame(
      "(func (param i32 i64) (result f32 f64) (local i32 f32) unreachable)",
      """
      (func (param i32) (param i64) (result f32) (result f64) (local i32) (local f32) unreachable)
      """)
    expectSame(
      "(type (struct (field i32 (mut i8)) (field)))",
      "(type (struct (field i32) (field (mut i8))))")
  }

  @Test func referenceTypes() {
    expectSame(
      "(func (param funcref externref anyref eqref i31ref structref arrayref nullref))",
      """
      (func (param (ref null func) (ref null extern) (ref null any) (ref null eq) (ref null i31)
        (ref null struct) (ref null array) (ref null none)))
      """)
    expectSame(
      "(func (param exnref nullexnref nullfuncref nullexternref))",
      "(func (param (ref null exn) (ref null noexn) (ref null nofunc) (ref null noextern)))")
  }

  @Test func inlineSegments() {
    expectSame(
      "(func) (table funcref (elem 0 0))",
      "(func) (table 2 2 funcref) (elem (table 0) (i32.const 0) func 0 0)")
    expectSame(
      "(func) (table i64 anyref (elem (ref.null any) (item ref.null any)))",
      """
      (func) (table i64 2 2 anyref)
      (elem (table 0) (i64.const 0) anyref (ref.null any) (ref.null any))
      """)
    expectSame(
      "(memory (data \"ab\" \"c\"))", "(memory 1 1) (data (i32.const 0) \"abc\")")
    expectSame(
      "(memory i64 (pagesize 1) (data \"abc\"))",
      "(memory i64 3 3 (pagesize 1)) (data (i64.const 0) \"abc\")")
    // They take part in the numbering.
    expectSame(
      "(memory (data \"a\")) (data $d \"b\") (func (data.drop $d))",
      "(memory (data \"a\")) (data $d \"b\") (func (data.drop 1))")
  }

  @Test func segments() {
    expectSame(
      "(table 1 funcref) (func) (elem (i32.const 0) 0)",
      "(table 1 funcref) (func) (elem (offset (i32.const 0)) func 0)")
    expectSame(
      "(table 1 funcref) (func) (elem (offset i32.const 0) funcref (ref.func 0))",
      "(table 1 funcref) (func) (elem (i32.const 0) funcref (item ref.func 0))")
    expectSame(
      "(memory 1) (data (i32.const 0) \"a\")",
      "(memory 1) (data (memory 0) (offset i32.const 0) \"a\")")
    // As the first version of WebAssembly had it.
    expectSame(
      "(table 1 funcref) (func) (elem 0 (i32.const 0) 0) (memory 1) (data 0 (i32.const 0) \"a\")",
      """
      (table 1 funcref) (func) (elem (table 0) (i32.const 0) func 0) (memory 1)
      (data (i32.const 0) "a")
      """)
  }

  @Test func foldedInstructions() {
    expectSame(
      "(func (result i32) (i32.add (i32.mul (i32.const 1) (i32.const 2)) (i32.const 3)))",
      "(func (result i32) i32.const 1 i32.const 2 i32.mul i32.const 3 i32.add)")
    expectSame(
      "(func (if (i32.const 1) (i32.eqz) (then nop) (else (nop) unreachable)))",
      "(func i32.const 1 i32.eqz if nop else nop unreachable end)")
    expectSame("(func (loop block nop end (nop)))", "(func loop block nop end nop end)")
    expectSame(
      "(tag) (func (try (do nop) (catch 0 nop) (catch_all nop)))",
      "(tag) (func try nop catch 0 nop catch_all nop end)")
    expectSame("(func (try (do nop) (delegate 0)))", "(func try nop delegate 0)")
  }

  @Test func selectWithAndWithoutTypes() throws {
    #expect(try assembled("(func select)").hasSuffix("1b0b"))
    #expect(try assembled("(func select (result i32))").hasSuffix("1c017f0b"))
    #expect(try assembled("(func select (result))").hasSuffix("1c000b"))
  }

  @Test func deepFoldingDoesNotUseTheStack() throws {
    let depth = 100_000
    let text =
      "(func (drop " + String(repeating: "(i32.eqz ", count: depth) + "(i32.const 0)"
      + String(repeating: ")", count: depth) + "))"
    #expect(try TextFormat.assemble(text).count > depth)
    let blocks =
      "(func " + String(repeating: "(block ", count: depth)
      + String(repeating: ")", count: depth) + ")"
    #expect(try TextFormat.assemble(blocks).count > 3 * depth)
  }
}
