import Testing
import WasmText

/// The binary component without its preamble, as hexadecimal digits.
private func component(_ fields: String) throws -> String {
  hexadecimal(try TextFormat.assemble("(component \(fields))").dropFirst(8))
}

/// Expects an abbreviation to mean what is written out.
private func expectSameComponent(
  _ fields: String, _ expanded: String, sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(throws: Never.self, sourceLocation: sourceLocation) {
    let first = try component(fields)
    let second = try component(expanded)
    #expect(first == second, sourceLocation: sourceLocation)
  }
}

/// Explainer: "Component Definitions" and what follows it.
@Suite struct ComponentAssemblerTests {
  @Test func preambleAndSections() throws {
    #expect(hexadecimal(try TextFormat.assemble("(component)")) == "0061736d0d000100")
    // Neighbours of a kind share a section; others don't, in whatever order they are.
    #expect(try component("(type u8) (type string)") == "0703027d73")
    #expect(
      try component("(type u8) (component) (type u8)") == "0702017d04080061736d0d0001000702017d")
  }

  @Test func valueTypes() throws {
    #expect(
      try component("(type (record (field \"a\" u8) (field \"b\" string)))")
        == "070901720201617d016273")
    #expect(try component("(type (list u8 4))") == "070401677d04")
    #expect(try component("(type (result (error u8)))") == "0705016a00017d")
    #expect(try component("(type (stream))") == "0703016600")
    #expect(try component("(type (map string u8))") == "07040163737d")
  }

  @Test func typesInsideOfOthersAreDefinedFirst() {
    expectSameComponent(
      "(type (record (field \"a\" (list u8)) (field \"b\" (option (list u8)))))",
      """
      (type (list u8)) (type (list u8)) (type (option 1))
      (type (record (field "a" 0) (field "b" 2)))
      """)
    expectSameComponent(
      "(import \"f\" (func (param \"x\" (list u8)) (result (tuple u8 u8))))",
      """
      (type (list u8)) (type (tuple u8 u8)) (type (func (param "x" 0) (result 1)))
      (import "f" (func (type 2)))
      """)
    expectSameComponent(
      "(import \"i\" (instance (export \"f\" (func (param \"x\" (list u8))))))",
      """
      (type (instance (type (list u8)) (type (func (param "x" 0))) (export "f" (func (type 1)))))
      (import "i" (instance (type 0)))
      """)
  }

  @Test func aliasesAreDefinedWhereTheyAreNeeded() {
    expectSameComponent(
      """
      (import "i" (instance $i (export "f" (func)) (export "j" (instance (export "g" (func))))))
      (export "f" (func $i "f")) (export "g" (func $i "j" "g"))
      """,
      """
      (import "i" (instance $i (export "f" (func)) (export "j" (instance (export "g" (func))))))
      (alias export 0 "f" (func)) (export "f" (func 0))
      (alias export 0 "j" (instance)) (alias export 1 "g" (func)) (export "g" (func 2))
      """)
    expectSameComponent(
      """
      (core module $m (memory (export "m") 1) (func (export "f")))
      (core instance $i (instantiate $m))
      (func (export "f") (canon lift (core func $i "f") (memory (core memory $i "m"))))
      """,
      """
      (core module $m (memory (export "m") 1) (func (export "f")))
      (core instance $i (instantiate 0))
      (type (func)) (alias core export 0 "f" (core func)) (alias core export 0 "m" (core memory))
      (canon lift (core func 0) (memory 0) (func (type 0))) (export "f" (func 0))
      """)
  }

  @Test func identifiersOfOuterScopesBecomeAliases() {
    expectSameComponent(
      "(type $t (list u8)) (component $c) (component (type (option $t)) (instance (instantiate $c)))",
      """
      (type $t (list u8)) (component $c)
      (component
        (alias outer 1 $t (type)) (type (option 0))
        (alias outer 1 $c (component)) (instance (instantiate 0)))
      """)
    expectSameComponent(
      "(type $t u8) (type (instance (export \"f\" (func (param \"x\" $t)))))",
      """
      (type $t u8)
      (type (instance
        (alias outer 1 0 (type)) (type (func (param "x" 0))) (export "f" (func (type 1)))))
      """)
    expectError(
      "(component (import \"f\" (func $f)) (component (export \"f\" (func $f))))",
      "outer item `f` is not a module, type, or component")
  }

  @Test func aliasesOfScopesByName() {
    expectSameComponent(
      "(type $t u8) (component $c (type $u u8) (component $d (alias outer $c $u (type))))",
      "(type $t u8) (component $c (type $u u8) (component $d (alias outer 1 0 (type))))")
    expectError("(component $c (alias outer $d $t (type)))", "outer component `d` not found")
    expectError("(component (alias outer 1 $t (type)))", "outer count of `1` is too large")
  }

  @Test func invertedForms() {
    expectSameComponent(
      """
      (func $f (import "f") (param "x" u8)) (instance $i (import "i") (export "g" (func)))
      (component $c (import "c")) (core module $m (import "m"))
      (func $g (alias export $i "g"))
      """,
      """
      (import "f" (func $f (param "x" u8))) (import "i" (instance $i (export "g" (func))))
      (import "c" (component $c)) (import "m" (core module $m))
      (alias export $i "g" (func $g))
      """)
    expectSameComponent(
      """
      (core module $m (memory (export "m") 1)) (core instance $i (instantiate $m))
      (core memory $n (alias core export $i "m"))
      """,
      """
      (core module $m (memory (export "m") 1)) (core instance $i (instantiate $m))
      (alias core export $i "m" (core memory $n))
      """)
  }

  @Test func inlineExportsComeLast() {
    expectSameComponent(
      """
      (type $t (export "t") (record (field "a" u8))) (component $c (export "c") (export "d"))
      (core module $m (export "m")) (type u8)
      """,
      """
      (type $t (record (field "a" u8))) (component $c) (core module $m) (type u8)
      (export "t" (type $t)) (export "c" (component $c)) (export "d" (component $c))
      (export "m" (core module $m))
      """)
  }

  @Test func instancesInsideOfArguments() {
    expectSameComponent(
      """
      (core module $m (import "a" "f" (func)) (import "b" "f" (func)))
      (import "f" (func $f)) (core func $g (canon lower (func $f)))
      (core instance (instantiate $m
        (with "a" (instance (export "f" (func $g)))) (with "b" (instance (export "f" (func $g))))))
      """,
      """
      (core module $m (import "a" "f" (func)) (import "b" "f" (func)))
      (import "f" (func $f)) (core func $g (canon lower (func $f)))
      (core instance (export "f" (func $g))) (core instance (export "f" (func $g)))
      (core instance (instantiate $m (with "a" (instance 0)) (with "b" (instance 1))))
      """)
    expectSameComponent(
      """
      (component $c (import "i" (instance))) (import "f" (func $f))
      (instance (instantiate $c (with "i" (instance (export "f" (func $f))))))
      """,
      """
      (component $c (import "i" (instance))) (import "f" (func $f))
      (instance (export "f" (func $f))) (instance (instantiate $c (with "i" (instance 0))))
      """)
  }

  @Test func moduleTypes() {
    expectSameComponent(
      """
      (core type (module
        (type $t (func (param i32))) (import "a" "b" (func (param i32)))
        (export "c" (func (result i32))) (export "d" (global (mut i64)))))
      """,
      """
      (core type (module
        (type $t (func (param i32))) (import "a" "b" (func (type 0)))
        (type (func (result i32))) (export "c" (func (type 1))) (export "d" (global (mut i64)))))
      """)
    expectSameComponent(
      "(core type $f (func)) (core type (module (alias outer 1 $f (type $g)) (export \"f\" (func (type $g)))))",
      "(core type $f (func)) (core type (module (alias outer 1 0 (type)) (export \"f\" (func (type 0)))))"
    )
  }

  @Test func coreTypesMayReferToThemselves() throws {
    #expect(
      try component("(core rec (type $a (struct (field (ref null $b)))) (type $b (func)))")
        .hasPrefix("030b014e025f01630100600000"))
    #expect(throws: Never.self) { try component("(core type $a (struct (field (ref null $a))))") }
  }

  @Test func olderFormsOfOptions() {
    let definitions = """
      (core module $m (memory (export "m") 1) (func (export "r") (param i32 i32 i32 i32) (result i32)
        unreachable) (func (export "f") (param i32 i32)))
      (core instance $i (instantiate $m))
      """
    expectSameComponent(
      definitions
        + """
        (func (param "x" string)
          (canon lift (core func $i "f") (memory $i "m") (realloc (func $i "r"))))
        """,
      definitions
        + """
        (func (param "x" string)
          (canon lift (core func $i "f") (memory (core memory $i "m")) (realloc (core func $i "r"))))
        """)
  }

  @Test func attributesOfNames() throws {
    #expect(
      try component("(import \"a\" (implements \"b:c/d\") (external-id \"e\") (instance))")
        .hasSuffix("0a1101020161020005623a632f640201650500"))
    expectError(
      "(component (import \"a\" (external-id \"x\") (external-id \"y\") (func)))",
      "unexpected token")
  }

  @Test func namesAndCustomSections() throws {
    let bytes = try TextFormat.assemble(
      "(component $c (@custom \"a\" \"b\") (type $t u8) (type (@name \"u v\") u8))")
    #expect(
      hexadecimal(bytes.dropFirst(8))
        == "00030161620703027d7d"
        + "001f0e636f6d706f6e656e742d6e616d65" + "00020163" + "010a0302" + "000174" + "0103752076")
  }

  @Test(arguments: [
    ("(component (type $t u8) (type $t u8))", "duplicate type $t"),
    ("(component (export \"f\" (func $f)))", "unknown func $f"),
    ("(component (core instance (instantiate $m)))", "unknown core module $m"),
    ("(component (func))", "unexpected token"),
    ("(component (canon stream.make 0 (core func)))", "unknown operator stream.make"),
    ("(component (type (func (param u8))))", "unexpected token"),
    ("(component (type (list 1 2 3)))", "unexpected token"),
    ("(component (core type $t (func (param (ref $u)))))", "unknown core type $u"),
    ("(component (type (instance (import \"a\" (func)))))", "unexpected token"),
    ("(component) (component)", "unexpected token"), ("(component", "unexpected token"),
    ("(component (core module (func (i32.ad))))", "unknown operator i32.ad"),
    ("(component (value $v u8 1))", "values other than (binary ...) are not supported"),
    ("(component (type (list (type 0 \"a)))", "unclosed string"),
  ])
  func errors(_ text: String, _ message: String) {
    expectError(text, message)
  }

  @Test func nestingHasALimit() {
    func nested(_ count: Int, _ open: String, _ inner: String, _ close: String) -> String {
      String(repeating: open, count: count) + inner + String(repeating: close, count: count)
    }
    for count in [101, 100_000] {
      expectError("(component \(nested(count, "(component ", "", ")")))", "nesting too deep")
      expectError(
        "(component (type \(nested(count, "(list ", "u8", ")"))))", "nesting too deep")
      expectError(
        "(component (type \(nested(count, "(instance (type ", "u8", "))"))))", "nesting too deep")
    }
    #expect(throws: Never.self) {
      try TextFormat.assemble("(component \(nested(100, "(component ", "", ")")))")
    }
    #expect(throws: Never.self) {
      try TextFormat.assemble("(component (type \(nested(100, "(list ", "u8", ")"))))")
    }
  }

  /// Each step takes time in proportion to the text.
  @Test func manyDefinitions() throws {
    var text = "(component (type $t0 u8)"
    for index in 1..<20_000 { text += "(type $t\(index) (list $t\(index - 1)))" }
    text += "(component"
    for _ in 0..<20_000 { text += "(type (option $t7))" }
    #expect(throws: Never.self) { try TextFormat.assemble(text + "))") }
  }
}
