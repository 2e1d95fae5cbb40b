import Escapement
import Testing

@Suite struct CallTests {
  static let arithmetic = """
    (func (export "add") (param i32 i32) (result i32) local.get 0 local.get 1 i32.add)
    (func (export "swap") (param i64 f32) (result f32 i64) local.get 1 local.get 0)
    (func (export "nothing"))
    (func (export "vector") (param v128 i32) (result i32 v128) local.get 1 local.get 0)
    (func (export "same32") (param f32) (result f32) local.get 0)
    (func (export "same64") (param f64) (result f64) local.get 0)
    (memory (export "memory") 1)
    """

  @Test func typedCalls() throws {
    let instance = try instance(Self.arithmetic)
    let add = try instance.function("add", as: ((Int32, Int32) -> Int32).self)
    #expect(try add(2, 3) == 5)
    #expect(try add(.max, 1) == .min)
    let unsigned = try instance.function("add", as: ((UInt32, UInt32) -> UInt32).self)
    #expect(try unsigned(.max, 2) == 1)
    let swap = try instance.function("swap", as: ((Int64, Float) -> (Float, Int64)).self)
    let (first, second) = try swap(-7, 1.5)
    #expect(first == 1.5 && second == -7)
    let nothing = try instance.function("nothing", as: (() -> Void).self)
    try nothing()
  }

  @Test func vectorsTakeTwoSlots() throws {
    let instance = try instance(Self.arithmetic)
    let vector = try instance.function("vector", as: ((V128, Int32) -> (Int32, V128)).self)
    let (number, lanes) = try vector(V128(SIMD4<UInt32>(1, 2, 3, 4)), 9)
    #expect(number == 9)
    #expect(lanes.u32 == SIMD4(1, 2, 3, 4))
    let results = try instance.function("vector").call([.v128(lanes), .i32(-1)])
    #expect(results == [.i32(-1), .v128(lanes)])
  }

  @Test func dynamicCalls() throws {
    let add = try instance(Self.arithmetic).function("add")
    #expect(add.type == FunctionType(parameters: [.i32, .i32], results: [.i32]))
    #expect(try add.call([.i32(40), .i32(2)]) == [.i32(42)])
  }

  @Test func formsOfCalls() throws {
    let instance = try instance(Self.arithmetic)
    typealias Addition = (Int32, Int32) -> Int32
    #expect(try instance.function("add", as: Addition.self)(40, 2) == 42)
    #expect(try instance.call("add", as: Addition.self, 40, 2) == 42)
    try instance.call("nothing", as: (() -> Void).self)
    let function = try instance.function("add")
    #expect(try function.call(as: Addition.self, 40, 2) == 42)
    #expect(try function(.i32(40), .i32(2)) == [.i32(42)])
    let add: (Int32, Int32) throws -> Int32 = try function.typed(as: Addition.self).closure
    #expect(try add(40, 2) == 42)
    #expect(try function.typed(as: Addition.self).function == function)
  }

  @Test func valuesPrintAsAPersonWouldWriteThem() throws {
    let values: [Value] = [
      .i32(-5), .i64(7), .f32(2), .f64(-0.5), .v128(V128(SIMD2<UInt64>(1, 0xAB))),
      .funcref(nil), .funcref(try instance(Self.arithmetic).function("add")), .externref(nil),
      .externref(ExternReference(Engine())), .anyref(AnyReference(i31: 3)), .exnref(nil),
    ]
    let texts = values.map { "\($0)" }
    #expect(texts[0..<4] == ["i32 -5", "i64 7", "f32 2.0", "f64 -0.5"])
    #expect(texts[4] == "v128 0x00000000000000ab_0000000000000001")
    #expect(texts[5] == "funcref null" && texts[6].hasPrefix("funcref "))
    #expect(texts[7...] == ["externref null", "externref Engine", "anyref i31 3", "exnref null"])
  }

  @Test(arguments: [0x7F80_0001, 0xFFC0_1234, 0x7FFF_FFFF] as [UInt32])
  func payloadsSurvive(bits: UInt32) throws {
    let instance = try instance(Self.arithmetic)
    let same = try instance.function("same32")
    #expect(try same.call([.f32(bitPattern: bits)]) == [.f32(bitPattern: bits)])
    let wide = UInt64(bits) << 32 | 1
    let same64 = try instance.function("same64")
    #expect(try same64.call([.f64(bitPattern: wide)]) == [.f64(bitPattern: wide)])
  }

  @Test func wrongSignatureIsRefused() throws {
    let instance = try instance(Self.arithmetic)
    let error = #expect(throws: CallError.self) {
      _ = try instance.function("add", as: ((Int32) -> Int64).self)
    }
    let text = try #require(error).description
    #expect(text.contains("(i32, i32) -> (i32)"))
    #expect(text.contains("(i32) -> (i64)"))
    #expect(text.contains("\"add\""))
  }

  @Test func unknownNameSuggestsWhatExists() throws {
    let instance = try instance(Self.arithmetic)
    let error = #expect(throws: CallError.self) { _ = try instance.function("ad") }
    let text = try #require(error).description
    #expect(text.contains("add, swap, nothing"))
    #expect(!text.contains("memory"))
    #expect(throws: CallError.self) { _ = try instance.function("memory") }
  }

  @Test func wrongArgumentsAreRefused() throws {
    let add = try instance(Self.arithmetic).function("add")
    #expect(throws: CallError.self) { try add.call([.i32(1)]) }
    #expect(throws: CallError.self) { try add.call([.i32(1), .i64(1)]) }
    // The execution was given back.
    for _ in 0..<2_000 { _ = try? add.call([.i32(1), .f32(0)]) }
    #expect(try add.call([.i32(1), .i32(1)]) == [.i32(2)])
  }

  @Test func functionReferences() throws {
    let instance = try instance(
      """
      (type $binary (func (param i32 i32) (result i32)))
      (func $add (export "add") (type $binary) local.get 0 local.get 1 i32.add)
      (elem declare func $add)
      (func (export "get") (result funcref) ref.func $add)
      (func (export "getExact") (result (ref $binary)) ref.func $add)
      (func (export "isNull") (param funcref) (result i32) local.get 0 ref.is_null)
      (func (export "apply") (param (ref $binary)) (result i32)
        i32.const 20 i32.const 22 local.get 0 call_ref $binary)
      """)
    let get = try instance.function("get", as: (() -> Func?).self)
    let add = try #require(try get())
    #expect(add == (try instance.function("add")))
    let exact = try instance.function("getExact", as: (() -> Func).self)
    #expect(try exact() == add)
    let isNull = try instance.function("isNull", as: ((Func?) -> Int32).self)
    #expect(try isNull(nil) == 1)
    #expect(try isNull(add) == 0)
    // Dynamic calls check the exact type of a reference.
    let apply = try instance.function("apply")
    #expect(try apply.call([.funcref(add)]) == [.i32(42)])
    #expect(throws: CallError.self) { try apply.call([.funcref(nil)]) }
    #expect(throws: CallError.self) { try apply.call([.funcref(try instance.function("get"))]) }
  }

  @Test func externReferences() throws {
    final class Object {}
    let instance = try instance(
      """
      (func (export "same") (param externref) (result externref) local.get 0)
      """)
    let same = try instance.function(
      "same", as: ((ExternReference?) -> ExternReference?).self)
    let object = Object()
    #expect(try same(ExternReference(object))?.object === object)
    #expect(try same(nil) == nil)
    let other = try same(ExternReference(Object()))
    #expect(other != ExternReference(object))
  }

  @Test func foreignFunctionsAreRefused() throws {
    let engine = Engine()
    let text = """
      (func (export "isNull") (param funcref) (result i32) local.get 0 ref.is_null)
      """
    let one = try instance(text, engine: engine)
    let other = try instance(text, engine: engine)
    let isNull = try one.function("isNull", as: ((Func?) -> Int32).self)
    #expect(throws: CallError.self) { _ = try isNull(try other.function("isNull")) }
  }

  @Test func modulesAreSharedBetweenThreads() async throws {
    let module = try module(Self.arithmetic)
    try await withThrowingTaskGroup(of: Int32.self) { group in
      for number in 0..<8 as Range<Int32> {
        group.addTask {
          let instance = try Instance(store: Store(engine: module.engine), module: module)
          let add = try instance.function("add", as: ((Int32, Int32) -> Int32).self)
          return try add(number, number)
        }
      }
      var sum: Int32 = 0
      for try await result in group { sum += result }
      #expect(sum == 56)
    }
  }
}
