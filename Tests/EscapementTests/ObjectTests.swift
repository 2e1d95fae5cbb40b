import Escapement
import Testing
import WasmText

/// Structures and arrays as the host sees them.
@Suite struct ObjectTests {
  private let types = """
    (type $point (struct (field (mut f64)) (field f64) (field (mut i8))))
    (type $bytes (array (mut i8)))
    (type $names (array (mut externref)))
    """

  @Test func hostMakesStructures() throws {
    let module = try module(
      types + """
        (func (export "sum") (param (ref $point)) (result f64)
          (f64.add (struct.get $point 0 (local.get 0)) (struct.get $point 1 (local.get 0))))
        """)
    let store = Store(engine: module.engine)
    let instance = try Instance(store: store, module: module)
    let point = try StructReference(
      store: store, type: module.definedTypes[0], fields: [.f64(1), .f64(2), .i32(-1)])
    #expect(try instance.function("sum").call([.anyref(point.reference)])[0].f64 == 3)
    try point.set(0, .f64(40))
    #expect(try instance.function("sum").call([.anyref(point.reference)])[0].f64 == 42)
    #expect(try point.get(2) == .i32(255))
    #expect(point.count == 3)
    #expect(throws: CallError.self) { try point.set(1, .f64(0)) }
    #expect(throws: CallError.self) { try point.set(0, .i32(0)) }
    #expect(throws: AccessError.self) { try point.get(3) }
    #expect(throws: AccessError.self) { try point.get(-1) }
  }

  @Test func hostMakesArrays() throws {
    let module = try module(types)
    let store = Store(engine: module.engine)
    let bytes = try ArrayReference(
      store: store, type: module.definedTypes[1], repeating: .i32(7), count: 3)
    try bytes.set(1, .i32(300))
    #expect(try (0..<3).map { try bytes.get($0) } == [.i32(7), .i32(44), .i32(7)])
    #expect(throws: AccessError.self) { try bytes.get(3) }
    let object = Engine()
    let names = try ArrayReference(
      store: store, type: module.definedTypes[2],
      elements: [.externref(nil), .externref(ExternReference(object))])
    #expect(try names.get(1) == .externref(ExternReference(object)))
    #expect(names.reference.structure == nil)
    #expect(names.reference.array == names)
    #expect(throws: CallError.self) {
      try ArrayReference(store: store, type: module.definedTypes[0], elements: [])
    }
  }

  @Test func valuesMustHaveTheTypeOfTheParameter() throws {
    let module = try module(types + #"(func (export "take") (param (ref $bytes)))"#)
    let store = Store(engine: module.engine)
    let instance = try Instance(store: store, module: module)
    let point = try StructReference(
      store: store, type: module.definedTypes[0], fields: [.f64(1), .f64(2), .i32(0)])
    let take = try instance.function("take")
    #expect(throws: CallError.self) { try take.call([.anyref(point.reference)]) }
    #expect(throws: CallError.self) { try take.call([.anyref(nil)]) }
    #expect(throws: CallError.self) { try take.call([.anyref(AnyReference(i31: 1))]) }
    let other = Store(engine: module.engine)
    let foreign = try ArrayReference(
      store: other, type: module.definedTypes[1], repeating: .i32(0), count: 1)
    #expect(throws: CallError.self) { try take.call([.anyref(foreign.reference)]) }
  }

  @Test func typesOfTheHostAreThoseOfModulesThatAreDefinedAlike() throws {
    let module = try module(types)
    let point = try DefinedType(
      engine: module.engine,
      structure: [
        FieldType(storage: .value(.f64), isMutable: true),
        FieldType(storage: .value(.f64), isMutable: false),
        FieldType(storage: .i8, isMutable: true),
      ])
    #expect(point == module.definedTypes[0])
    #expect(point != module.definedTypes[1])
  }

  @Test func smallIntegersAndConversions() throws {
    let instance = try instance(
      """
      (func (export "make") (param i32) (result anyref) (ref.i31 (local.get 0)))
      (func (export "out") (param anyref) (result externref) (extern.convert_any (local.get 0)))
      (func (export "in") (param externref) (result anyref) (any.convert_extern (local.get 0)))
      (func (export "isEq") (param anyref) (result i32) (ref.test eqref (local.get 0)))
      """)
    let small = try instance.function("make").call([.i32(-5)])[0]
    #expect(small == .anyref(AnyReference(i31: -5)))
    guard case .anyref(let reference?) = small else { return }
    #expect(reference.i31 == -5)
    let out = try instance.function("out").call([small])[0]
    #expect(out == .externref(ExternReference(reference)))
    #expect(try instance.function("in").call([out])[0] == small)

    let object = Engine()
    let inside = try instance.function("in").call([.externref(ExternReference(object))])[0]
    #expect(inside == .anyref(AnyReference(ExternReference(object))))
    #expect(try instance.function("isEq").call([inside]) == [.i32(0)])
    #expect(try instance.function("isEq").call([small]) == [.i32(1)])
    #expect(
      try instance.function("out").call([inside])[0] == .externref(ExternReference(object)))
  }

  @Test func hostFunctionsTakeAndReturnObjects() throws {
    let module = try module(
      types + """
        (import "env" "swap" (func $swap (param structref) (result structref)))
        (func (export "run") (param (ref $point)) (result f64)
          (struct.get $point 0 (ref.cast (ref $point) (call $swap (local.get 0)))))
        """)
    let store = Store(engine: module.engine)
    let type = module.definedTypes[0]
    let linker = Linker(engine: module.engine)
    try linker.define("env", "swap") {
      (caller: Caller, old: StructReference?) -> StructReference? in
      let fields = try [1, 0, 2].map { try #require(old).get($0) }
      return try StructReference(
        store: caller.store, type: type, fields: fields)
    }
    let run = try linker.instantiate(module, in: store).function("run")
    let point = try StructReference(
      store: store, type: type, fields: [.f64(1), .f64(2), .i32(0)])
    #expect(try run.call([.anyref(point.reference)]) == [.f64(2)])
  }

  @Test func theSwiftLoopRefusesObjects() throws {
    var configuration = EngineConfiguration()
    configuration.dispatch = .swift
    let instance = try instance(
      types + #"(func (export "make") (drop (array.new_default $bytes (i32.const 1))))"#,
      engine: Engine(configuration: configuration))
    #expect(throws: ModuleError.self) { try instance.function("make").call() }
  }
}
