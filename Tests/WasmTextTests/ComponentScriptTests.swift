import Testing
import WasmText

@Suite struct ComponentScriptTests {
  private func command(_ text: String) throws -> Directive.Command {
    let directives = try Script(text).directives
    #expect(directives.count == 1)
    return try #require(directives.first).command
  }

  @Test func components() throws {
    guard case .module(let source, name: "c") = try command("(component $c (type u8))") else {
      Issue.record("not a component")
      return
    }
    #expect(source.layer == .component)
    #expect(try source.binary() == TextFormat.assemble("(component $c (type u8))"))
    guard
      case .definition(let quoted, name: nil) = try command(
        "(component definition quote \"(type\" \"u8)\")")
    else {
      Issue.record("not a definition")
      return
    }
    #expect(try quoted.binary() == TextFormat.assemble("(component (type u8))"))
    guard case .module(let binary, name: nil) = try command("(component binary \"\\00as\" \"m\")")
    else {
      Issue.record("not a component")
      return
    }
    #expect(try binary.binary() == [0, 0x61, 0x73, 0x6D])
    guard case .instance(name: "i", definition: "c") = try command("(component instance $i $c)")
    else {
      Issue.record("not an instance")
      return
    }
  }

  @Test func assertions() throws {
    let script = try Script(
      """
      (assert_invalid (component (import "f" (func 0))) "a")
      (assert_malformed (component quote "(import") "b")
      (assert_trap (component) "d")
      (assert_suspension (invoke "f") "e")
      """)
    guard case .assertInvalid(let invalid, message: "a") = script.directives[0].command,
      case .assertMalformed(let malformed, message: "b") = script.directives[1].command,
      case .assertInstantiationTrap(let trapping, message: "d") = script.directives[2].command,
      case .assertSuspension(_, message: "e") = script.directives[3].command
    else {
      Issue.record("other commands")
      return
    }
    #expect(
      invalid.layer == .component && malformed.layer == .component && trapping.layer == .component)
    #expect(throws: TextError.self) { try malformed.binary() }
  }

  private func values(_ text: String) throws -> [ScriptValue] {
    guard case .action(let action) = try command("(invoke \"f\" \(text))"),
      case .invoke(function: "f", let arguments) = action.operation
    else {
      Issue.record("not an invocation")
      return []
    }
    return arguments
  }

  @Test func scalars() throws {
    #expect(
      try values(
        """
        (bool.const true) (u8.const 255) (s8.const -128) (s16.const 0xffff) (u32.const 0xffffffff)
        (s64.const -1) (u64.const 18446744073709551615) (char.const "\\u{1F642}") (str.const "a\\nb")
        (enum.const "x") (flags.const "a" "b") (f32.const 1)
        """) == [
          .component(.bool(true)), .component(.u8(255)), .component(.s8(-128)),
          .component(.s16(-1)), .component(.u32(.max)), .component(.s64(-1)),
          .component(.u64(.max)), .component(.char("🙂")), .component(.string("a\nb")),
          .component(.enumeration("x")), .component(.flags(["a", "b"])), .f32(0x3F80_0000),
        ])
  }

  @Test func compoundValues() throws {
    #expect(
      try values(
        """
        (list.const (u8.const 1) (f64.const 0)) (tuple.const (str.const "")) (variant.const "a")
        (variant.const "b" (option.none)) (option.some (u8.const 1)) (result.ok) (result.err (u8.const 2))
        (record.const (field "a" u8.const 1) (field "b" (list.const)))
        """) == [
          .component(.list([.u8(1), .f64(0)])), .component(.tuple([.string("")])),
          .component(.variant("a", nil)), .component(.variant("b", .option(nil))),
          .component(.option(.u8(1))), .component(.ok(nil)), .component(.error(.u8(2))),
          .component(
            .record([
              ScriptComponentValue.Field(name: "a", value: .u8(1)),
              ScriptComponentValue.Field(name: "b", value: .list([])),
            ])),
        ])
  }

  @Test func results() throws {
    guard
      case .assertReturn(_, let patterns) = try command(
        "(assert_return (invoke \"f\") (list.const (u32.const 7)))")
    else {
      Issue.record("not an assert_return")
      return
    }
    #expect(patterns == [.component(.list([.u32(7)]))])
  }

  /// What a value is described as is read as the same value.
  @Test func descriptions() throws {
    let value = ScriptComponentValue.record([
      ScriptComponentValue.Field(name: "a", value: .list([.f32(0x3F80_0000), .char("x")])),
      ScriptComponentValue.Field(name: "b", value: .variant("c", .tuple([.s8(-1), .bool(false)]))),
    ])
    #expect(
      value.description == """
        (record.const (field "a" (list.const (f32.const 0x3f800000) (char.const "x"))) \
        (field "b" (variant.const "c" (tuple.const (s8.const -1) (bool.const false)))))
        """)
  }

  @Test(arguments: [
    "(invoke \"f\" (u8.const 256))", "(invoke \"f\" (u8.const -1))",
    "(invoke \"f\" (bool.const 1))",
    "(invoke \"f\" (char.const \"ab\"))", "(invoke \"f\" (char.const \"\"))",
    "(invoke \"f\" (list.const u8.const 1))", "(invoke \"f\" (option.some))",
    "(invoke \"f\" (record.const (field u8.const 1)))", "(component",
    "(component instance $a $b $c)",
  ])
  func malformedScripts(_ text: String) {
    #expect(throws: TextError.self) { try Script(text) }
  }

  @Test func valuesInsideOfOneAnotherHaveALimit() {
    let text =
      "(invoke \"f\" " + String(repeating: "(option.some ", count: 100_000) + "(u8.const 1)"
      + String(repeating: ")", count: 100_000) + ")"
    let error = #expect(throws: TextError.self) { try Script(text) }
    #expect(error?.message == "nesting too deep")
  }
}
