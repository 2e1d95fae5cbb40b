import Testing
import WIT

/// What is wrong is said, with the place.
@Suite struct ErrorTests {
  @Test func lineAndMark() {
    let error = error(in: "package a:b;\n\ninterface i {\n\tf: func(x: list<nothing>);\n}\n")
    #expect(
      error?.description == """
        test.wit:4:18: error: type `nothing` is not defined
          |
        4 | \tf: func(x: list<nothing>);
          | \t                ^~~~~~~
        """)
  }

  @Test func longLines() {
    let space = String(repeating: " ", count: 1_000)
    let error = error(in: "package a:b;\(space)interface i { ?\(space)}")
    #expect(error?.column == 1_027)
    #expect(error?.excerpt.split(separator: "\n").allSatisfy { $0.count < 130 } == true)
  }

  @Test(arguments: [
    ("", "no file declares a package"),
    ("interface i {}", "none of the files declares its package"),
    ("package a:b", "expected `;`, found the end of the file"),
    ("package a:b; package a:c;", "the package of a file must be declared before its items"),
    ("package a:b; interface A-b-Cd {}", "`A-b-Cd` is not in kebab case"),
    ("package a:b; interface interface {}", "expected a name, found keyword `interface`"),
    ("package a:b; /* /* */", "this comment does not end"),
    ("package a:b; interface i { § }", "unexpected character `§`"),
    ("package a:b; \u{202E}", "the character U+202E is not allowed"),
    ("package a:b@1.2;", "expected a version such as 1.2.3"),
    ("package a:b; interface i {} world i {}", "`i` is defined more than once"),
    ("package a:b; interface i { type t = u8; type t = u8; }", "`t` is defined more than once"),
    ("package a:b; interface i { f: func(); F: func(); }", "`F` is defined more than once"),
    ("package a:b; interface i { record r { a: r } }", "type `r` is a part of itself"),
    ("package a:b; interface i { record r {} }", "a record has one field at least"),
    ("package a:b; interface i { use j.{t}; }", "`j` is no interface or world of package `a:b`"),
    ("package a:b; interface i { use i.{t}; }", "`i` depends on itself"),
    ("package a:b; interface i { use c:d/e.{t}; }", "package `c:d` was not found"),
    ("package a:b; interface i {} interface j { use i.{t}; }", "`t` is no type of interface `i`"),
    ("package a:b; interface i { f: func(x: borrow<u>); type u = u8; }", "`u` is no resource"),
    ("package a:b; interface i { resource r; f: func() -> borrow<r>; }", "can't return a borrowed"),
    ("package a:b; interface i { resource r { constructor() -> u8; } }", "a constructor returns"),
    ("package a:b; interface i { f: func(x: map<f32, u8>); }", "the key of a map is an integer"),
    ("package a:b; interface i { f: func(x: list<u8, 0>); }", "expected a length from 1"),
    ("package a:b; interface i { @since(version = 1.0.0) f: func(); }", "but no version"),
    ("package a:b@1.0.0; interface i { @since(version = 1.0.1) f: func(); }", "is behind that of"),
    ("package a:b; interface i { @deprecated(version = 1.0.0) f: func(); }", "`@deprecated` needs"),
    ("package a:b; @unstable(feature = x) interface i { f: func(); }", "needs a gate as well"),
    (
      "package a:b; world w { import f: func(); import F: func(); }",
      "`F` is imported more than once"
    ),
    ("package a:b; world w { include w; }", "`w` depends on itself"),
    ("package a:b; interface i {} world w { include i; }", "`i` is an interface, not a world"),
    (
      "package a:b; world v { import f: func(); } world w { include v with { g as h } }",
      "has no import or export of the plain name `g`"
    ),
    (
      "package a:b; interface a { type t = u8; } interface b { use a.{t}; } "
        + "interface c { use a.{t}; use b.{t as s}; } world w { export a; export c; }",
      "export `a:b/b` as well"
    ),
  ])
  func messages(text: String, message: String) {
    let error = error(in: text)
    #expect(error?.message.contains(message) == true, "\(error?.message ?? "no error")")
  }

  @Test func limits() {
    var limits = WITLimits()
    limits.typeDepth = 3
    limits.worldItems = 2
    #expect(error(in: "package a:b; interface i { type t = list<list<u8>>; }", limits) == nil)
    let deep = error(in: "package a:b; interface i { type t = list<list<list<u8>>>; }", limits)
    #expect(deep?.message == "types are more than 3 inside of one another")
    let functions = "import a: func(); import b: func(); import c: func();"
    let wide = error(in: "package a:b; world w { \(functions) }", limits)
    #expect(wide?.message == "worlds have more than 2 items together")
  }

  /// No depth or length of a text ends the process.
  @Test func longTexts() {
    let count = 20_000
    let texts = [
      String(repeating: "/*", count: count),
      "package a:b; interface i { type t = \(String(repeating: "list<", count: count)) }",
      "package a:b;" + (1...count).map { " interface i\($0) {}" }.joined(),
      "package a:b; interface i { use i.{\(String(repeating: "t,", count: count))}; }",
      "package a:b; interface i0 { type t = u8; }"
        + (1...5_000).map { " interface i\($0) { use i\($0 - 1).{t}; }" }.joined()
        + " world w { import i5000; }",
    ]
    let outcomes = texts.map { error(in: $0)?.message ?? "" }
    #expect(
      outcomes == [
        "this comment does not end", "types are more than 100 inside of one another", "",
        "`i` depends on itself", "",
      ])
  }

  private func error(in text: String, _ limits: WITLimits = WITLimits()) -> WITError? {
    do throws(WITError) {
      _ = try resolve(text, limits: limits)
      return nil
    } catch {
      return error
    }
  }
}
