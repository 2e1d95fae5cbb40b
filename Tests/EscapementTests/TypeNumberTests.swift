import Escapement
import Testing

/// Concrete heap types outside of a module: all are the engine's.
@Suite struct TypeNumberTests {
  private let engine = Engine()

  /// A module whose only type has another number than its index.
  private func importer() throws -> Module {
    _ = try module("(type (func (param i64))) (type (struct)) (type (array i8))", engine: engine)
    return try module(
      """
      (type $point (struct (field (mut i32))))
      (import "m" "table" (table 2 (ref null $point)))
      (import "m" "global" (global (ref null $point)))
      (import "m" "function" (func $make (param i32) (result (ref null $point))))
      (export "made" (func $make))
      (func (export "get") (result i32)
        (struct.get $point 0 (call $make (i32.const 7))))
      """, engine: engine)
  }

  @Test func `what a module asks for can be made from what it says`() throws {
    let module = try importer()
    let store = Store(engine: engine)
    let linker = Linker(engine: engine)
    let point = try #require(module.definedTypes.first)
    for wanted in module.imports {
      switch wanted.type {
      case .table(let type): try linker.define("m", "table", Table(store: store, type: type))
      case .global(let type):
        try linker.define("m", "global", Global(store: store, type: type, value: .anyref(nil)))
      case .function(let type):
        try linker.define("m", "function", type: type) { (caller, arguments) throws(HostError) in
          let made = try StructReference(store: caller.store, type: point, fields: arguments)
          return [.anyref(made.reference)]
        }
      default: Issue.record("another import")
      }
    }
    let instance = try linker.instantiate(module, in: store)
    #expect(try instance.function("get").call() == [.i32(7)])
    #expect(module.exportType("made") == module.imports[2].type)
  }

  @Test(arguments: [1_000, 1 << 20, .max] as [UInt32]) func `a number that no type has is an error`(
    number: UInt32
  ) throws {
    let store = Store(engine: engine)
    let type = ReferenceType(isNullable: true, heapType: .concrete(number))
    let function = FunctionType(parameters: [.reference(type)])
    #expect(throws: (any Error).self) {
      try Table(store: store, type: TableType(element: type, limits: Limits(minimum: 1)))
    }
    #expect(throws: (any Error).self) {
      try Global(
        store: store, type: GlobalType(value: .reference(type), isMutable: false),
        value: .anyref(nil))
    }
    #expect(throws: (any Error).self) { try Tag(store: store, parameters: [.reference(type)]) }
    #expect(throws: (any Error).self) { try Func(store: store, type: function) { _, _ in [] } }
    #expect(throws: (any Error).self) {
      try Linker(engine: engine).define("m", "f", type: function) { _, _ in [] }
    }
    #expect(throws: (any Error).self) {
      try DefinedType(
        engine: engine,
        array: FieldType(storage: .value(.reference(type)), isMutable: true))
    }
  }
}
