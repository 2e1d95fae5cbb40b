import Testing
import WasmText

@Suite struct ScriptTests {
  private func command(_ text: String) throws -> Directive.Command {
    let directives = try Script(text).directives
    #expect(directives.count == 1)
    return try #require(directives.first).command
  }

  @Test func modules() throws {
    guard case .module(let source, name: "m") = try command("(module $m (func))") else {
      Issue.record("not a module")
      return
    }
    #expect(try source.binary() == TextFormat.assemble("(module $m (func))"))
    guard case .module(let binary, name: nil) = try command("(module binary \"\\00as\" \"m\")")
    else {
      Issue.record("not a module")
      return
    }
    #expect(try binary.binary() == [0, 0x61, 0x73, 0x6D])
    guard
      case .definition(let quoted, name: "q") = try command(
        "(module definition $q quote \"(func)\")")
    else {
      Issue.record("not a definition")
      return
    }
    #expect(try quoted.binary() == TextFormat.assemble("(func)"))
    guard case .instance(name: "i", definition: "q") = try command("(module instance $i $q)") else {
      Issue.record("not an instance")
      return
    }
  }

  @Test func fieldsAloneAreAModule() throws {
    guard case .module(let source, name: nil) = try command("(func) (memory 1)") else {
      Issue.record("not a module")
      return
    }
    #expect(try source.binary() == TextFormat.assemble("(func) (memory 1)"))
  }

  @Test func aMalformedModuleDoesNotHideTheRest() throws {
    let script = try Script(
      """
      (assert_malformed (module quote "(func") "unexpected token")
      (assert_invalid (module (func (call $missing))) "unknown function")
      (module (func))
      """)
    #expect(script.directives.map(\.location.line) == [1, 2, 3])
    guard
      case .assertMalformed(let quoted, message: "unexpected token") = script.directives[0].command,
      case .assertInvalid(let text, message: _) = script.directives[1].command,
      case .module(let good, name: nil) = script.directives[2].command
    else {
      Issue.record("other commands")
      return
    }
    #expect(throws: TextError.self) { try quoted.binary() }
    // The location is one of the script.
    let error = #expect(throws: TextError.self) { try text.binary() }
    #expect(error?.location == TextLocation(line: 2, column: 37))
    #expect(throws: Never.self) { try good.binary() }
  }

  @Test func actions() throws {
    guard
      case .action(let action) = try command(
        """
        (invoke $m "f" (i32.const -1) (i64.const 2) (f32.const 1) (f64.const -0)
          (v128.const i32x4 1 2 3 4) (ref.null extern) (ref.extern 7) (ref.host 8))
        """), case .invoke(function: "f", arguments: let arguments) = action.operation
    else {
      Issue.record("not an invocation")
      return
    }
    #expect(action.instance == "m")
    #expect(
      arguments == [
        .i32(0xFFFF_FFFF), .i64(2), .f32(0x3F80_0000), .f64(1 << 63),
        .v128(VectorBits(low: 0x2_0000_0001, high: 0x4_0000_0003)), .nullReference(.extern),
        .externReference(7), .hostReference(8),
      ])
    guard case .action(let get) = try command("(get \"g\")"), case .get(global: "g") = get.operation
    else {
      Issue.record("not a get")
      return
    }
  }

  private func patterns(_ text: String) throws -> [ResultPattern] {
    guard
      case .assertReturn(_, let patterns) = try command("(assert_return (invoke \"f\") \(text))")
    else {
      Issue.record("not an assert_return")
      return []
    }
    return patterns
  }

  @Test func resultPatterns() throws {
    #expect(
      try patterns("(i32.const 1) (f32.const nan:canonical) (f64.const nan:arithmetic)")
        == [.i32(1), .f32(.canonicalNaN), .f64(.arithmeticNaN)])
    #expect(
      try patterns(
        "(v128.const f64x2 nan:canonical 1) (v128.const i8x16 1 0 0 0 0 0 0 0 2 0 0 0 0 0 0 0)")
        == [
          .v128(.f64x2([.canonicalNaN, .bits(0x3FF0_0000_0000_0000)])),
          .v128(.bits(VectorBits(low: 1, high: 2))),
        ])
    #expect(
      try patterns(
        """
        (ref.null) (ref.null any) (ref.func) (ref.func 0) (ref.extern) (ref.extern 1) (ref.host 2)
        (ref.any) (ref.eq) (ref.i31) (ref.struct) (ref.array) (ref.exn)
        """)
        == [
          .nullReference, .nullReferenceOf(.any), .reference(.func), .reference(.func),
          .reference(.extern), .externReference(1), .hostReference(2), .reference(.any),
          .reference(.eq), .reference(.i31), .reference(.struct), .reference(.array),
          .reference(.exception),
        ])
    #expect(
      try patterns("(either (i32.const 1) (i32.const 2))") == [.either([.i32(1), .i32(2)])])
  }

  @Test func patternsOfNaNs() {
    #expect(FloatPattern.canonicalNaN.matches(f32: 0x7FC0_0000))
    #expect(FloatPattern.canonicalNaN.matches(f32: 0xFFC0_0000))
    #expect(!FloatPattern.canonicalNaN.matches(f32: 0x7FC0_0001))
    #expect(FloatPattern.arithmeticNaN.matches(f64: 0xFFF8_0000_0000_0001))
    #expect(!FloatPattern.arithmeticNaN.matches(f64: 0x7FF4_0000_0000_0000))
    #expect(!FloatPattern.bits(0).matches(f64: 1 << 63))
    let vector = VectorPattern.f32x4([.bits(1), .bits(2), .canonicalNaN, .bits(4)])
    #expect(vector.matches(VectorBits(low: 0x2_0000_0001, high: 0x4_7FC0_0000)))
    #expect(!vector.matches(VectorBits(low: 0x2_0000_0001, high: 0x5_7FC0_0000)))
  }

  @Test func assertionsAndRegistration() throws {
    let script = try Script(
      """
      (register "a") (register "b" $m)
      (assert_trap (invoke "f") "x") (assert_trap (module) "x")
      (assert_exhaustion (invoke "f") "x") (assert_exception (invoke "f"))
      (assert_unlinkable (module) "x") (assert_malformed_custom (module quote "") "x")
      (assert_invalid_custom (module) "x")
      """)
    let names = script.directives.map { directive in
      switch directive.command {
      case .register("a", instance: nil): "register"
      case .register("b", instance: "m"): "register $m"
      case .assertTrap(_, message: "x"): "trap"
      case .assertInstantiationTrap(_, message: "x"): "instantiation trap"
      case .assertExhaustion(_, message: "x"): "exhaustion"
      case .assertException: "exception"
      case .assertUnlinkable(_, message: "x"): "unlinkable"
      case .assertMalformedCustom(_, message: "x"): "malformed custom"
      case .assertInvalidCustom(_, message: "x"): "invalid custom"
      default: "other"
      }
    }
    #expect(
      names == [
        "register", "register $m", "trap", "instantiation trap", "exhaustion", "exception",
        "unlinkable", "malformed custom", "invalid custom",
      ])
  }

  @Test func threads() throws {
    let script = try Script(
      """
      (thread $t (shared (module $m))
        (register "mem" $m)
        (module (memory (import "mem" "shared") 1 1 shared)))
      (wait $t)
      """)
    guard
      case .thread(name: "t", sharedInstances: ["m"], let directives) = script.directives[0].command,
      case .wait(thread: "t") = script.directives[1].command
    else {
      Issue.record("other commands")
      return
    }
    #expect(directives.count == 2)
  }

  @Test(arguments: [
    "(foo)", "(assert_return)", "(invoke)", "(module", "(assert_return (invoke \"f\") (foo))",
    "(register $m)", "(thread (thread))", "(assert_return (invoke \"f\") (either (either)))", "1",
  ])
  func malformedScripts(_ text: String) {
    #expect(throws: TextError.self) { try Script(text) }
  }
}
