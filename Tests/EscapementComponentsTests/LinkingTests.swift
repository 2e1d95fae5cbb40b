import Escapement
import EscapementComponents
import Testing
import WasmText

/// Components that were made apart, linked by the host.
@MainActor struct LinkingTests {
  private let engine = Engine()

  private func component(_ text: String) throws -> Component {
    try Component(engine: engine, bytes: try TextFormat.assemble(text))
  }

  /// Exports a function "f" that takes a value of a type, and counts its core parameters.
  private func exporter(_ type: String, core: String) -> String {
    """
    (component
      (core module $M
        (memory (export "memory") 1)
        (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 64))
        (func (export "f") (param \(core))))
      (core instance $m (instantiate $M))
      (type $t \(type))
      (export $e "t" (type $t))
      (func (export "f") (param "x" $e)
        (canon lift (core func $m "f") (memory (core memory $m "memory"))
          (realloc (core func $m "realloc")))))
    """
  }

  /// Calls an imported function "f" that takes a value of a type.
  private func importer(_ type: String, core: String) -> String {
    """
    (component
      (type $t \(type))
      (import "other" (instance $other
        (alias outer 1 $t (type $u))
        (export "t" (type $e (eq $u)))
        (export "f" (func (param "x" $e)))))
      (core module $L (memory (export "memory") 1))
      (core instance $l (instantiate $L))
      (core func $f (canon lower (func $other "f") (memory (core memory $l "memory"))))
      (core module $M
        (import "" "f" (func $f (param \(core))))
        (func (export "run") (call $f \(core.split(separator: " ").map { "(\($0).const 0)" }.joined()))))
      (core instance $m (instantiate $M (with "" (instance (export "f" (func $f))))))
      (func (export "run") (canon lift (core func $m "run"))))
    """
  }

  private func run(
    exported: (type: String, core: String), imported: (type: String, core: String)
  ) throws {
    let store = Store(engine: engine)
    let linker = ComponentLinker(engine: engine)
    let other = try linker.instantiate(
      try component(exporter(exported.type, core: exported.core)), in: store)
    linker.define("other", other)
    let instance = try linker.instantiate(
      try component(importer(imported.type, core: imported.core)), in: store)
    _ = try instance.function("run").call()
  }

  private static let pair = ("(record (field \"a\" u32) (field \"b\" u32))", "i32 i32")

  @Test func equalTypesOfTwoComponents() throws {
    try run(exported: Self.pair, imported: Self.pair)
    let list = ("(list (tuple u8 string))", "i32 i32")
    try run(exported: list, imported: list)
  }

  /// Values are moved by what both sides know of a type: that must be the same.
  @Test(arguments: [
    ("(record (field \"a\" u32) (field \"b\" u32) (field \"c\" u32))", "i32 i32 i32"),
    ("(record (field \"a\" u32) (field \"b\" s32))", "i32 i32"),
    ("(record (field \"a\" u32) (field \"c\" u32))", "i32 i32"),
    ("(list u8)", "i32 i32"),
    ("(variant (case \"a\" u32) (case \"b\"))", "i32 i32"),
  ])
  func otherTypes(type: String, core: String) throws {
    #expect(throws: LinkingError.functionTypeMismatch) {
      try run(exported: Self.pair, imported: (type, core))
    }
    #expect(throws: LinkingError.functionTypeMismatch) {
      try run(exported: (type, core), imported: Self.pair)
    }
  }
}
