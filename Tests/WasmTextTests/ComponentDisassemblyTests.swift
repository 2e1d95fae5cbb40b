import Testing
import WasmText

@Suite struct ComponentDisassemblyTests {
  /// Expects the assembled text, disassembled and assembled again, to be the same.
  private func expectRoundTrip(
    _ text: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(throws: Never.self, sourceLocation: sourceLocation) {
      let binary = try TextFormat.assemble(text)
      let printed = try TextFormat.disassemble(component: binary)
      let again = try TextFormat.assemble(printed)
      #expect(again == binary, "\(printed)", sourceLocation: sourceLocation)
    }
  }

  @Test func aComponent() throws {
    let text = """
      (component $c
        (core module $m
          (type (;0;) (func (param i32) (result i32)))
          (func $f (type 0) (param i32) (result i32)
            local.get 0)
          (memory (;0;) 1)
          (export "f" (func $f))
          (export "m" (memory 0)))
        (core instance $i (instantiate $m))
        (type $r (;0;) (resource (rep i32)))
        (type (;1;) (own $r))
        (type (;2;) (func async (param "x" 1) (result string)))
        (alias core export $i "f" (core func (;0;)))
        (alias core export $i "m" (core memory (;0;)))
        (func $f (type 2) (canon lift (core func 0) string-encoding=utf16 async (memory 0)))
        (core func (;1;) (canon waitable-set.wait cancellable (memory 0)))
        (export (;1;) "f" (func $f))
        (component (;0;)
          (alias outer 1 0 (type (;0;)))
          (import "i" (instance (;0;) (type 0)))))

      """
    let binary = try TextFormat.assemble(text)
    let printed = try TextFormat.disassemble(component: binary)
    #expect(try TextFormat.assemble(printed) == binary)
    for line in [
      "(component $c", "  (core module $m", "      local.get 0)",
      "  (core instance $i (instantiate $m))",
      "  (type $r (resource (rep i32)))", "  (type (;1;) (own $r))",
      "  (type (;2;) (func async (param \"x\" 1) (result string)))",
      "  (func $f (type 2) (canon lift (core func 0) string-encoding=utf16 async (memory 0)))",
      "  (core func (;1;) (canon waitable-set.wait cancellable (memory 0)))",
      "  (export (;1;) \"f\" (func $f))", "    (alias outer 1 0 (type (;0;)))",
    ] {
      #expect(printed.split(separator: "\n").contains { $0 == line }, "\(line) in \(printed)")
    }
  }

  @Test func everyKindOfType() {
    expectRoundTrip(
      """
      (component
        (core type $f (func (param i32) (result (ref null extern))))
        (core type (sub (struct (field (mut i8)) (field (ref null $f)))))
        (core rec (type $a (array (ref null $b))) (type $b (sub (struct (field (ref $a))))))
        (core type $m (module
          (type $g (func)) (alias outer 1 $f (type $h)) (import "a" "b" (func (type $g)))
          (import "a" "c" (table i64 1 2 funcref)) (import "a" "d" (memory 1 2 shared))
          (export "e" (tag (type $g))) (export "h" (global (mut (ref null $h))))))
        (import "t" (type $t (sub resource))) (import "u" (type $u (eq $t)))
        (import "m" (core module (type $m)))
        (import "c" (component (import "x" (func)) (export "y" (type (sub resource)))))
        (type (record (field "a" (own $t)) (field "b" (borrow $t)) (field "c" bool)))
        (type (variant (case "a" s8) (case "b") (case "c" (list (tuple u16 f32 f64 char)))))
        (type (flags "a" "b")) (type (enum "a" "b")) (type (option error-context))
        (type (result)) (type (result u8)) (type (result (error u8))) (type (result s64 (error u64)))
        (type (list string 7)) (type (map u32 (list string))) (type (stream)) (type (future u8))
        (type (func async (param "a" s16) (param "b" s32) (result (stream u8))))
        (type (instance (core type (func)) (type $v u8) (export "v" (type (eq $v)))))
        (import "v" (value $v u8)) (import "w" (value (eq $v))) (value (list u8) (binary "\\01\\02")))
      """)
  }

  @Test func everyBuiltin() {
    expectRoundTrip(
      """
      (component
        (type $r (resource (rep i32))) (type $s (stream u8)) (type $t (future))
        (core type $ft (func (param i32)))
        (core module $m (memory (export "m") 1) (table (export "t") 1 funcref)
          (func (export "r") (param i32 i32 i32 i32) (result i32) unreachable))
        (core instance $i (instantiate $m))
        (core memory $m (alias core export $i "m")) (core table $t (alias core export $i "t"))
        (core func $r (alias core export $i "r"))
        (canon resource.new $r (core func $new)) (canon resource.drop $r (core func))
        (canon resource.rep $r (core func)) (canon task.cancel (core func))
        (canon task.return (result (list u8)) string-encoding=latin1+utf16 (memory $m) (core func))
        (canon task.return (core func)) (canon subtask.cancel async (core func))
        (canon subtask.drop (core func)) (canon context.get i32 0 (core func))
        (canon context.set i64 1 (core func)) (canon thread.yield cancellable (core func))
        (canon stream.new $s (core func)) (canon stream.read $s async (memory $m) (core func))
        (canon stream.write $s (memory $m) (realloc (core func $r)) (core func))
        (canon stream.cancel-read $s async (core func)) (canon stream.cancel-write $s (core func))
        (canon stream.drop-readable $s (core func)) (canon stream.drop-writable $s (core func))
        (canon future.new $t (core func)) (canon future.read $t async (core func))
        (canon future.write $t (core func)) (canon future.cancel-read $t (core func))
        (canon future.cancel-write $t async (core func))
        (canon future.drop-readable $t (core func)) (canon future.drop-writable $t (core func))
        (canon error-context.new (memory $m) (core func))
        (canon error-context.debug-message (memory $m) (realloc (core func $r)) (core func))
        (canon error-context.drop (core func)) (canon waitable-set.new (core func))
        (canon waitable-set.wait cancellable (memory $m) (core func))
        (canon waitable-set.poll (memory $m) (core func)) (canon waitable-set.drop (core func))
        (canon waitable.join (core func)) (canon backpressure.inc (core func))
        (canon backpressure.dec (core func)) (canon thread.index (core func))
        (canon thread.new-indirect $ft (core table $t) (core func))
        (canon thread.resume-later (core func)) (canon thread.suspend cancellable (core func))
        (canon thread.suspend-then-resume (core func))
        (canon thread.yield-then-resume cancellable (core func))
        (canon thread.suspend-then-promote (core func)) (canon thread.yield-then-promote (core func))
        (canon thread.spawn-ref shared $ft (core func))
        (canon thread.spawn-indirect $ft (core table $t) (core func))
        (canon thread.available-parallelism shared (core func)))
      """)
  }

  /// The identifier of a module names it in the component and in its own name section: where the two
  /// differ, the text has to tell.
  @Test(arguments: [
    "(core module $a)", "(core module)", "(core module $a (func $f))",
    // Named by the component only, by the module only, and differently by both.
    "(@custom \"component-name\" \"\\01\\06\\00\\11\\01\\00\\01a\") (core module)",
    "(@custom \"component-name\" \"\") (core module $a)",
    "(core module $a (@custom \"name\" \"\\00\\02\\01b\"))",
    "(@custom \"component-name\" \"\\01\\09\\00\\11\\02\\00\\01a\\01\\01b\") (core module) (core module $b)",
    "(component $a)", "(component (@name \"a b\"))",
    "(@custom \"component-name\" \"\\01\\05\\04\\01\\00\\01a\") (component)",
    "(component $a (@custom \"component-name\" \"\\00\\02\\01b\"))",
    // The same name twice, an empty one, and one of something that does not exist.
    "(type (@name \"a\") u8) (type (@name \"a\") u8) (type (@name \"\") u8)",
    "(@custom \"component-name\" \"\\01\\05\\03\\01\\07\\01a\")",
  ])
  func names(_ fields: String) throws {
    let binary = try TextFormat.assemble("(component \(fields))")
    // Names as bytes come first above; where they come last they stay as they are.
    let canonical = try TextFormat.assemble(TextFormat.disassemble(component: binary))
    let printed = try TextFormat.disassemble(component: canonical)
    #expect(try TextFormat.assemble(printed) == canonical, "\(printed)")
    #expect(canonical.count == binary.count || fields.contains("\"\")"), "\(printed)")
  }

  @Test func customSectionsStayInPlace() {
    expectRoundTrip(
      """
      (component (@custom "a" "") (type u8) (@custom "b" "\\00\\ff") (@custom "c" "") (type u8)
        (component (@custom "d" "e")) (@custom "f" ""))
      """)
  }

  @Test func modulesAreNoComponents() throws {
    #expect(throws: (any Error).self) {
      try TextFormat.disassemble(component: TextFormat.assemble("(module)"))
    }
    #expect(throws: (any Error).self) {
      try TextFormat.disassemble(TextFormat.assemble("(component)"))
    }
  }

  /// All of it, changed at every byte: nothing worse than an error.
  @Test func changedBytes() throws {
    let binary = try TextFormat.assemble(
      """
      (component $c
        (core module $m (func $f (export "f") (param i32))) (core instance $i (instantiate $m))
        (type $t (record (field "a" (list u8)))) (import "i" (instance (export "f" (func))))
        (func (export "f") (param "x" u32) (canon lift (core func $i "f")))
        (component (type (stream $t)) (core type (module (import "a" "b" (func))))))
      """)
    for position in binary.indices {
      for value: UInt8 in [0x00, 0x01, 0x50, 0x7F, 0x80, 0xFF] {
        var changed = binary
        changed[position] = value
        guard let text = try? TextFormat.disassemble(component: changed) else { continue }
        _ = try? TextFormat.assemble(text)
      }
    }
  }
}
