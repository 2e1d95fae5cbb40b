import EscapementFFI
import Testing

@Suite struct NumberTests {
  @Test func callsByType() throws {
    let type = FunctionType(parameters: [.f64, .f64], results: [.f64])
    let guest = try Guest(
      """
      (module
        (import "env" "pow" (func $pow (param f64 f64) (result f64)))
        (func (export "cube") (param f64) (result f64)
          (call $pow (local.get 0) (f64.const 3))))
      """
    ) {
      try $0.define("env", "pow", cSymbol: "pow", as: type)
    }
    #expect(try guest.call("cube", .f64(1.5)) == [.f64(3.375)])
  }

  @Test func callsByPointer() throws {
    let guest = try Guest(
      """
      (module
        (import "env" "labs" (func $labs (param i32) (result i32)))
        (import "env" "floorf" (func $floorf (param f32) (result f32)))
        (export "labs" (func $labs))
        (export "floorf" (func $floorf)))
      """
    ) {
      let labs = try CLibrary.process.symbol("labs")
      try $0.define("env", "labs", cFunction: labs, as: CFunctionType([.long], returns: .long))
      try $0.define(
        "env", "floorf", cSymbol: "floorf", as: FunctionType(parameters: [.f32], results: [.f32]))
    }
    // In a guest with 32-bit addresses, a long has 32 bits: the sign is extended on the way.
    #expect(try guest.call("labs", .i32(-7)) == [.i32(7)])
    #expect(try guest.call("labs", .i32(.max)) == [.i32(.max)])
    #expect(try guest.call("floorf", .f32(-1.5)) == [.f32(-2)])
  }

  /// `toupper` has an int and an int; every narrower type is cut from the guest's i32.
  @Test(arguments: [
    (CParameter.uint8, Int32(0x161), Int32(0x41)), (.int8, -0x9F, 0x41), (.uint16, 0x10061, 0x41),
    (.int32, 0x61, 0x41),
  ]) func narrowParameters(_ parameter: CParameter, _ argument: Int32, _ result: Int32) throws {
    let guest = try Guest(
      """
      (module
        (import "env" "toupper" (func $toupper (param i32) (result i32)))
        (export "toupper" (func $toupper)))
      """
    ) {
      try $0.define(
        "env", "toupper", cSymbol: "toupper", as: CFunctionType([parameter], returns: .int32))
    }
    #expect(try guest.call("toupper", .i32(argument)) == [.i32(result)])
  }

  /// `atoi` and its like return what is in the string, so that results of every type can be made.
  @Test(
    arguments: [
      (CResult.int8, "-1", -1), (.uint8, "-1", 255), (.int16, "-2", -2), (.uint16, "-2", 65534),
      (.int32, "-3", -3), (.uint32, "-3", 0xFFFF_FFFD), (.int64, "-4", -4), (.long, "-5", -5),
      (.uint64, "9000000000", 9_000_000_000),
    ] as [(CResult, String, Int64)])
  func results(_ result: CResult, _ text: String, _ number: Int64) throws {
    let type = CFunctionType([.pointer(.nulTerminated)], returns: result)
    let resultType = type.functionType.results[0]
    let guest = try Guest(
      """
      (module
        (import "env" "atoll" (func $atoll (param i32) (result \(resultType))))
        (memory (export "memory") 1)
        (func (export "atoll") (param i32) (result \(resultType)) (call $atoll (local.get 0))))
      """
    ) {
      try $0.define("env", "atoll", cSymbol: "atoll", as: type)
    }
    try guest.memory.write(text, at: 16, nulTerminated: true)
    let value = resultType == .i32 ? Value.i32(Int32(truncatingIfNeeded: number)) : .i64(number)
    #expect(try guest.call("atoll", .i32(16)) == [value])
  }

  @Test func resultsThatDoNotFit() throws {
    for (result, name) in [(CResult.long, "long"), (.size, "size")] {
      let guest = try Guest(
        """
        (module
          (import "env" "\(name)" (func $f (param i64) (result i32)))
          (export "f" (func $f)))
        """
      ) {
        try $0.define(
          "env", name, cSymbol: "llabs", as: CFunctionType([.int64], returns: result))
      }
      #expect(try guest.call("f", .i64(-8)) == [.i32(8)])
      #expect(
        functionError { try guest.call("f", .i64(1 << 40)) }
          == .valueOutOfRange(function: "env.\(name)", parameter: nil))
    }
  }

  @Test func longGuests() throws {
    let type = CFunctionType([.long], returns: .size, addressType: .i64)
    #expect(type.functionType == FunctionType(parameters: [.i64], results: [.i64]))
    let guest = try Guest(
      """
      (module
        (import "env" "labs" (func $labs (param i64) (result i64)))
        (export "labs" (func $labs)))
      """
    ) {
      try $0.define("env", "labs", cSymbol: "labs", as: type)
    }
    #expect(try guest.call("labs", .i64(-1 << 40)) == [.i64(1 << 40)])
  }

  @Test func manyParameters() throws {
    // More than fit into registers: C ignores those that it does not know.
    let type = CFunctionType(
      Array(repeating: .double, count: 40) + Array(repeating: .int64, count: 40), returns: .double)
    let parameters = type.functionType.parameters.map { "\($0)" }.joined(separator: " ")
    let guest = try Guest(
      """
      (module
        (import "env" "sqrt" (func $sqrt (param \(parameters)) (result f64)))
        (export "sqrt" (func $sqrt)))
      """
    ) {
      try $0.define("env", "sqrt", cSymbol: "sqrt", as: type)
    }
    let arguments =
      [Value.f64(2.25)] + Array(repeating: .f64(0), count: 39)
      + Array(repeating: .i64(0), count: 40)
    #expect(try guest.instance.function("sqrt").call(arguments) == [.f64(1.5)])
  }

  @Test func refusedDefinitions() throws {
    let linker = Linker(engine: Engine())
    func error(_ type: CFunctionType, handles: CHandles? = nil) -> CFunctionError? {
      functionError { try linker.define("env", "f", cSymbol: "abs", as: type, handles: handles) }
    }
    func error(_ type: FunctionType) -> CFunctionError? {
      functionError { try linker.define("env", "f", cSymbol: "abs", as: type) }
    }
    #expect(error(FunctionType(parameters: [.v128])) == .unsupportedType(.v128))
    #expect(error(FunctionType(parameters: [.externref])) == .unsupportedType(.externref))
    #expect(error(FunctionType(results: [.i32, .i32])) == .tooManyResults(2))
    let beyond = CParameter.pointer(.bytes(count: 4 * .parameter(1)))
    #expect(error(CFunctionType([beyond])) == .invalidCount(parameter: 1))
    #expect(error(CFunctionType([beyond, .double])) == .invalidCount(parameter: 1))
    #expect(
      error(CFunctionType([.pointer(.bytes(count: .parameter(-1)))]))
        == .invalidCount(parameter: -1))
    #expect(error(CFunctionType(returns: .handle("FILE"))) == .missingHandles)
    #expect(
      error(CFunctionType([.function(CFunctionType(returns: .pointer))]))
        == .unsupportedCallback(reason: "a pointer as its result"))
    #expect(
      functionError {
        try linker.define("env", "f", cSymbol: "no such function", as: FunctionType())
      } == .unknownSymbol("no such function"))
    #expect {
      try CLibrary(path: "/nonexistent/library")
    } throws: { error in
      "\(error)".hasPrefix("can't load /nonexistent/library: ")
    }
    // A name is taken only by a definition that succeeded.
    try linker.define("env", "f", cSymbol: "abs", as: CFunctionType([.int32], returns: .int32))
    #expect(throws: LinkError.duplicateDefinition(module: "env", name: "f")) {
      try linker.define("env", "f", cSymbol: "abs", as: FunctionType())
    }
  }
}
