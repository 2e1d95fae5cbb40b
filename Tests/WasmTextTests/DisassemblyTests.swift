import Testing
import WasmText
import WasmTypes

@Suite struct DisassemblyTests {
  /// Expects the assembled text, disassembled and assembled again, to be the same.
  private func expectRoundTrip(
    _ text: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(throws: Never.self, sourceLocation: sourceLocation) {
      let binary = try TextFormat.assemble(text)
      let printed = try TextFormat.disassemble(binary)
      let again = try TextFormat.assemble(printed)
      #expect(again == binary, "\(printed)", sourceLocation: sourceLocation)
    }
  }

  @Test func aModule() throws {
    let text = """
      (module $m
        (type (;0;) (func (param i32) (result i32)))
        (type $s (sub (struct (field $x (mut i8)) (field anyref))))
        (import "env" "f" (func $f (type 0) (param i32) (result i32)))
        (memory (;0;) 1 2)
        (global $g (mut f64) (f64.const 0.5))
        (func $main (type 0) (param $n i32) (result i32)
          (local $i i32)
          (local i64 i64)
          block $out (result i32)
            local.get $n
            i32.eqz
            if
              i32.const -1
              br $out
            else
              nop
            end
            local.get 2
            i64.load8_u offset=16
            drop
            i32.const 1
          end)
        (export "main" (func $main))
        (elem (;0;) func $f $main)
        (data (;0;) (offset (i32.const 8)) "a\\00\\"\\ff"))

      """
    #expect(try TextFormat.disassemble(TextFormat.assemble(text)) == text)
  }

  @Test func instructionsWithImmediates() {
    expectRoundTrip(
      """
      (module
        (type $f (func (param i32) (result i32))) (type $s (struct (field $a (mut i32))))
        (type $v (array (mut i8))) (rec (type $p (struct (field (ref null $q)))) (type $q (array (ref $p))))
        (memory $m 1) (memory i64 1 2) (table $t 2 funcref) (table $u i64 2 funcref) (tag $e (param i32))
        (data $d "abc") (elem $el func $go)
        (func $go (type $f)
          (block $b (br_table $b $b 1 (i32.const 0)))
          (drop (call_indirect $u (type $f) (i32.const 1) (i64.const 0)))
          (memory.copy 1 $m (i64.const 0) (i32.const 0) (i32.const 0))
          (memory.init 1 $d (i64.const 0) (i32.const 0) (i32.const 0))
          (table.copy $t $u (i32.const 0) (i64.const 0) (i32.const 0))
          (table.init $u $el (i64.const 0) (i32.const 0) (i32.const 0))
          (drop (struct.get $s $a (struct.new $s (i32.const 1))))
          (drop (array.new_data $v $d (i32.const 0) (i32.const 1)))
          (drop (array.new_fixed $v 2 (i32.const 0) (i32.const 1)))
          (drop (ref.test (ref null $s) (ref.null any))) (drop (ref.cast (ref $v) (ref.null any)))
          (drop (block $c (result anyref) (br_on_cast $c anyref (ref $s) (ref.null any))))
          (block $h (result i32) (try_table (catch $e $h) (catch_all_ref 1) (throw $e (i32.const 0)))
            (i32.const 0)) drop
          (try (do nop) (catch $e drop) (catch_all (rethrow 0))) (try (do nop) (delegate 0))
          (drop (i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 31
            (v128.const i64x2 -1 1) (v128.const f32x4 0 nan inf 1)))
          (drop (v128.load64_lane 1 offset=4 align=1 1 (i64.const 0) (v128.const i64x2 0 0)))
          (drop (i32x4.extract_lane 3 (v128.const i64x2 0 0)))
          (atomic.fence) (drop (i32.atomic.rmw.add (i32.const 0) (i32.const 1)))
          (drop (f32.const nan:0x200000)) (drop (f64.const -0x1.123p-1000))
          (drop (select (result (ref null $s)) (ref.null $s) (ref.null $s) (i32.const 0)))
          (return_call $go (i32.const 0))))
      """)
  }

  @Test func names() {
    // Names that are not identifiers, or not only one member's.
    expectRoundTrip("(func (@name \"a\")) (func (@name \"a\")) (func (@name \"\"))")
    expectRoundTrip("(func $\"a b\") (func $\"\\u{202e}\\\"\\\\\") (func $\"é\")")
    expectRoundTrip("(module (@name \"\"))")
    expectRoundTrip(
      "(func (param (@name \"x\") i32) (param $y i32) (local (@name \"x\") i32) (local i64))")
    expectRoundTrip("(func (block $a (block $a (br $a) (br 1)) (loop (block $b (br $b)))))")
    expectRoundTrip("(type (struct (field (@name \"f\") i32) (field $f i32)))")
    expectRoundTrip("(import \"m\" \"n\" (func $f (param $p i32)))")
  }

  @Test func nameSectionsThatNamesCannotReproduce() throws {
    // A function that does not exist, a broken section, and one that is not the last.
    expectRoundTrip("(func) (@custom \"name\" \"\\01\\04\\01\\05\\01\\61\")")
    expectRoundTrip("(func) (@custom \"name\" \"\\01\\ff\")")
    expectRoundTrip("(func) (@custom \"name\" \"\\01\\04\\01\\00\\01\\61\") (@custom \"z\" \"1\")")
    let text = try TextFormat.disassemble(
      TextFormat.assemble("(func) (@custom \"name\" \"\\01\\04\\01\\00\\01\\61\")"))
    #expect(text.contains("(func $a ") && !text.contains("@custom"))
  }

  @Test func customSections() {
    expectRoundTrip(
      """
      (module (@custom "a" (before first) "1") (@custom "b" (after func)) (@custom "c" (after code))
        (@custom "d" (before func) "\\00\\ff") (func) (data "x") (@custom "" (after last)))
      """)
    expectRoundTrip("(func (@metadata.code.branch_hint \"\\01\") (if (i32.const 0) (then)))")
  }

  @Test func segments() {
    expectRoundTrip(
      """
      (table 1 funcref) (table 1 funcref) (func) (memory 1) (memory 1)
      (elem (i32.const 0) 0) (elem (table 0) (i32.const 0) func 0) (elem (table 1) (i32.const 0) func)
      (elem func 0) (elem declare func 0) (elem (i32.const 0) funcref (ref.func 0))
      (elem (table 1) (i32.const 0) (ref null func) (ref.null func)) (elem externref (ref.null extern))
      (elem declare (ref func) (ref.func 0)) (data "") (data (i32.const 0) "a")
      (data (memory 1) (offset i32.const 1 i32.const 2 i32.add) "b")
      """)
  }

  @Test func deeplyNestedBlocks() throws {
    let depth = 20_000
    let binary = try TextFormat.assemble(
      "(func " + String(repeating: "block ", count: depth)
        + String(repeating: "end ", count: depth) + ")")
    let text = try TextFormat.disassemble(binary)
    #expect(text.utf8.count < depth * 200)
    #expect(try TextFormat.assemble(text) == binary)
  }

  @Test func bytesThatAreNoModule() {
    #expect(throws: ModuleError.self) { try TextFormat.disassemble([]) }
    #expect(throws: ModuleError.self) {
      try TextFormat.disassemble([0, 0x61, 0x73, 0x6D, 1, 0, 0])
    }
    // An instruction that does not exist.
    #expect(throws: ModuleError.self) {
      var binary = try TextFormat.assemble("(func nop)")
      binary[binary.count - 2] = 0xFF
      _ = try TextFormat.disassemble(binary)
    }
  }
}
