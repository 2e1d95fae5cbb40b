import Escapement
import Testing

@Suite struct LinkingTests {
  let engine = Engine()

  @Test func unknownImport() throws {
    let wanting = try module(
      #"(import "env" "f" (func (param i32)))"#, engine: engine)
    let linker = Linker(engine: engine)
    let error = #expect(throws: LinkError.self) {
      _ = try linker.instantiate(wanting, in: Store(engine: engine))
    }
    let text = try #require(error).description
    #expect(text.hasPrefix("unknown import"))
    #expect(text.contains("\"env\" \"f\""))
    #expect(text.contains("function (i32) -> ()"))
  }

  @Test(arguments: [
    (#"(import "m" "f" (func (param i64)))"#, false),
    (#"(import "m" "f" (func (param i32)))"#, true),
    (#"(import "m" "f" (memory 1))"#, false),
    (#"(import "m" "memory" (memory 1))"#, true), (#"(import "m" "memory" (memory 2))"#, false),
    (#"(import "m" "memory" (memory 0 4))"#, true),
    (#"(import "m" "memory" (memory 0 3))"#, false),
    (#"(import "m" "memory" (memory i64 1))"#, false),
    (#"(import "m" "table" (table 2 funcref))"#, true),
    (#"(import "m" "table" (table 2 externref))"#, false),
    (#"(import "m" "table" (table 3 funcref))"#, false),
    (#"(import "m" "table" (table 2 9 funcref))"#, false),
    (#"(import "m" "constant" (global i32))"#, true),
    (#"(import "m" "constant" (global (mut i32)))"#, false),
    (#"(import "m" "constant" (global i64))"#, false),
    (#"(import "m" "variable" (global (mut i64)))"#, true),
  ])
  func importTypes(text: String, isAccepted: Bool) throws {
    let store = Store(engine: engine)
    let exporter = try Instance(
      store: store,
      module: module(
        """
        (func (export "f") (param i32))
        (memory (export "memory") 1 4)
        (table (export "table") 2 funcref)
        (global (export "constant") i32 (i32.const 1))
        (global (export "variable") (mut i64) (i64.const 1))
        """, engine: engine))
    let linker = Linker(engine: engine)
    try linker.define("m", exporter)
    let importer = try module(text, engine: engine)
    if isAccepted {
      _ = try linker.instantiate(importer, in: store)
    } else {
      let error = #expect(throws: LinkError.self) {
        _ = try linker.instantiate(importer, in: store)
      }
      #expect(try #require(error).description.hasPrefix("incompatible import type"))
    }
  }

  @Test func typesAreEqualAcrossModules() throws {
    // The same recursive group at different indices is the same type.
    let store = Store(engine: engine)
    let exporter = try Instance(
      store: store,
      module: module(
        """
        (type (func (param f64)))
        (type $f (func (param i32) (result (ref null func))))
        (func (export "f") (type $f) ref.null func)
        """, engine: engine))
    let linker = Linker(engine: engine)
    try linker.define("m", exporter)
    let importer = try module(
      #"(import "m" "f" (func (param i32) (result funcref)))"#, engine: engine)
    _ = try linker.instantiate(importer, in: store)
  }

  @Test func duplicateDefinitions() throws {
    let linker = Linker(engine: engine)
    try linker.define("env", "f") { () -> Int32 in 1 }
    #expect(throws: LinkError.duplicateDefinition(module: "env", name: "f")) {
      try linker.define("env", "f") { () -> Int32 in 2 }
    }
    linker.allowsRedefinition = true
    try linker.define("env", "f") { () -> Int32 in 2 }
    let instance = try linker.instantiate(
      module(
        """
        (import "env" "f" (func $f (result i32)))
        (func (export "run") (result i32) call $f)
        """, engine: engine), in: Store(engine: engine))
    #expect(try instance.function("run").call() == [.i32(2)])
  }

  @Test func thingsOfOtherStoresAreRefused() throws {
    let memory = try Memory(
      store: Store(engine: engine), type: MemoryType(limits: Limits(minimum: 1)))
    let linker = Linker(engine: engine)
    try linker.define("env", "memory", memory)
    let importer = try module(#"(import "env" "memory" (memory 1))"#, engine: engine)
    #expect(throws: LinkError.foreignStore) {
      _ = try linker.instantiate(importer, in: Store(engine: engine))
    }
    #expect(throws: LinkError.foreignStore) {
      _ = try linker.instantiate(importer, in: Store(engine: Engine()))
    }
  }

  @Test func directImports() throws {
    let store = Store(engine: engine)
    let importer = try module(#"(import "a" "m" (memory 1))"#, engine: engine)
    #expect(throws: LinkError.importCountMismatch(expected: 1, actual: 0)) {
      _ = try Instance(store: store, module: importer)
    }
    let memory = try Memory(store: store, type: MemoryType(limits: Limits(minimum: 1)))
    _ = try Instance(store: store, module: importer, imports: [.memory(memory)])
  }

  @Test func typesOfImportsAndExports() throws {
    let module = try module(
      """
      (import "a" "f" (func (param i32) (result f64)))
      (import "a" "g" (global (mut i64)))
      (memory (export "memory") 1 2)
      (table (export "table") 3 funcref)
      """, engine: engine)
    #expect(
      module.imports.map(\.type) == [
        .function(FunctionType(parameters: [.i32], results: [.f64])),
        .global(GlobalType(value: .i64, isMutable: true)),
      ])
    #expect(module.imports.map(\.name) == ["f", "g"])
    #expect(module.exports.map(\.name) == ["memory", "table"])
    #expect(
      module.exports.map(\.type) == [
        .memory(MemoryType(limits: Limits(minimum: 1, maximum: 2))),
        .table(TableType(element: .funcref, limits: Limits(minimum: 3))),
      ])
    #expect(module.exportType("none") == nil)
  }

  @Test func `names in messages can't control a terminal`() throws {
    let name = "\\1b]0;title\\07\\0a\\c2\\9b2J"
    let module = try module(
      """
      (import "\(name)" "\(name)" (func))
      """)
    let engine = module.engine
    let store = Store(engine: engine)
    let error = #expect(throws: LinkError.self) {
      try Linker(engine: engine).instantiate(module, in: store)
    }
    let text = try #require(error).description
    #expect(text.contains("\\u{1b}]0;title\\u{7}\\u{a}\\u{9b}2J"))
    #expect(text.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F..<0xA0 ~= $0.value) })
  }
}
