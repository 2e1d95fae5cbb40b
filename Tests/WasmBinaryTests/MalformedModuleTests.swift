import Testing
import WasmBinary
import WasmTypes

@Suite struct MalformedModuleTests {
  @Test(
    arguments: [
      ([], "unexpected end"),
      ([0x00, 0x61, 0x73], "unexpected end"),
      ([0x00, 0x61, 0x73, 0x6E], "magic header not detected"),
      ([0x00, 0x61, 0x73, 0x6D, 0x01, 0x00], "unexpected end"),
      ([0x00, 0x61, 0x73, 0x6D, 0x0D, 0x00, 0x01, 0x00], "unknown binary version"),
    ] as [([UInt8], String)])
  func preamble(bytes: [UInt8], reason: String) { expectMalformed(bytes, reason) }

  /// What follows the header, and why it is malformed.
  @Test(
    arguments: [
      ([0x0E, 0x00], "malformed section id"),
      ([0x01, 0x05, 0x00], "length out of bounds"),
      ([0x01, 0x02, 0x00, 0x00], "section size mismatch"),
      ([0x01, 0x01, 0x02], "unexpected end of section or function"),
      ([0x01, 0x04, 0x01, 0x60, 0x00], "length out of bounds"),
      ([0x01, 0x03, 0x01, 0x61, 0x00], "malformed definition type"),
      ([0x01, 0x03, 0x01, 0xE0, 0x7F], "integer representation too long"),
      ([0x01, 0x05, 0x01, 0x60, 0x01, 0x40, 0x00], "malformed value type"),
      ([0x01, 0x04, 0x01, 0x5E, 0x78, 0x02], "malformed mutability"),
      ([0x01, 0x04, 0x01, 0x5E, 0x76, 0x00], "malformed storage type"),
      ([0x01, 0x05, 0x01, 0x60, 0x01, 0x63, 0x40], "malformed heap type"),
      ([0x02, 0x01, 0x00, 0x01, 0x01, 0x00], "unexpected content after last section"),
      ([0x01, 0x01, 0x00, 0x01, 0x01, 0x00], "unexpected content after last section"),
      ([0x02, 0x04, 0x01, 0x00, 0x00, 0x05], "malformed import kind"),
      ([0x02, 0x04, 0x01, 0x01, 0xFF, 0x00], "malformed UTF-8 encoding"),
      ([0x02, 0x06, 0x01, 0x00, 0x00, 0x04, 0x01, 0x00], "zero byte expected"),
      ([0x03, 0x02, 0x01, 0x00], "function and code section have inconsistent lengths"),
      ([0x04, 0x04, 0x01, 0x70, 0x08, 0x00], "malformed limits flags"),
      ([0x04, 0x04, 0x01, 0x7F, 0x00, 0x00], "malformed reference type"),
      ([0x05, 0x03, 0x01, 0x10, 0x00], "malformed limits flags"),
      ([0x05, 0x04, 0x01, 0x08, 0x00, 0x40], "invalid custom page size"),
      ([0x06, 0x06, 0x01, 0x7F, 0x02, 0x41, 0x00, 0x0B], "malformed mutability"),
      ([0x06, 0x05, 0x01, 0x7F, 0x00, 0x41, 0x00], "unexpected end of section or function"),
      ([0x06, 0x05, 0x01, 0x7F, 0x00, 0x05, 0x0B], "END opcode expected"),
      ([0x07, 0x04, 0x01, 0x00, 0x05, 0x00], "malformed export kind"),
      ([0x09, 0x02, 0x01, 0x08], "malformed elements segment kind"),
      ([0x09, 0x04, 0x01, 0x01, 0x01, 0x00], "malformed element kind"),
      ([0x0B, 0x02, 0x01, 0x03], "malformed data segment kind"),
      ([0x0B, 0x03, 0x01, 0x01, 0x05], "unexpected end of section or function"),
      ([0x0C, 0x01, 0x01], "data count and data section have inconsistent lengths"),
      ([0x00, 0x02, 0x05, 0x61], "length out of bounds"),
      ([0x00, 0x01, 0x01, 0x00], "unexpected end"),
      ([0x00, 0x00], "unexpected end"),
    ] as [([UInt8], String)])
  func sections(bytes: [UInt8], reason: String) {
    expectMalformed(header + bytes, reason)
  }

  @Test(
    arguments: [
      ([0xFF, 0x0B], "illegal opcode ff"),
      ([0x05, 0x0B], "END opcode expected"),
      ([0x07, 0x00, 0x0B], "END opcode expected"),
      ([0x19, 0x0B], "END opcode expected"),
      ([0x18, 0x00, 0x0B], "END opcode expected"),
      ([0xFB, 0xFF, 0x00, 0x0B], "illegal opcode fb 7f"),
      ([0xFD, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 0x0B], "illegal opcode fd ffffffff"),
      ([0x02, 0x41, 0x0B, 0x0B], "malformed value type"),
      ([0x28, 0x80, 0x01, 0x00, 0x0B], "malformed memop flags"),
      ([0xFE, 0x03, 0x01, 0x0B], "zero byte expected"),
      ([0x1F, 0x40, 0x01, 0x04, 0x00, 0x0B, 0x0B], "malformed catch clause"),
      ([0xFB, 0x18, 0x04, 0x00, 0x6E, 0x6E, 0x0B], "malformed br_on_cast flags"),
      ([0x01], "unexpected end of section or function"),
      ([0x0B, 0x0B], "section size mismatch"),
      ([0x0E, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 0x00, 0x0B], "unexpected end"),
      ([0xFC, 0x09, 0x00, 0x0B], "data count section required"),
    ] as [([UInt8], String)])
  func bodies(code: [UInt8], reason: String) {
    var module = ModuleBuilder([])
    module.functions[0].code = code
    expectMalformed(module.bytes, reason)
  }

  @Test func tooManyLocals() {
    let half: UInt32 = 1 << 31
    expectMalformed(
      ModuleBuilder(locals: [(half, .i32), (half, .i64)], []).bytes, "too many locals")
  }

  @Test func theFirstFaultIsReported() {
    // The body's constant is too long, so that its declared size is wrong, too.
    var bytes = header
    bytes += [0x01, 0x04, 0x01, 0x60, 0x00, 0x00, 0x03, 0x02, 0x01, 0x00]
    bytes += [0x0A, 0x06, 0x01, 0x04, 0x00, 0x41, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00, 0x1A, 0x0B]
    expectMalformed(bytes, "integer representation too long")
  }
}

@Suite struct DecodingTests {
  @Test func sectionsAndIndexSpaces() throws {
    let bytes = SampleModules.everything.bytes
    try bytes.withUnsafeBytes { bytes in
      let module = try decode(bytes, features: .all)
      #expect(module.types.count == 4)
      #expect(module.recursiveGroups == [0..<1, 1..<2, 2..<4])
      #expect(module.imports.map(\.name) == ["f", "g"])
      #expect(module.functionCount == 3)
      #expect(module.functionTypeIndex(of: 0) == 1)
      #expect(module.functionTypeIndex(of: 1) == 0)
      #expect(module.functionTypeIndex(of: 3) == nil)
      #expect(module.functionType(of: 0)?.parameters == [.i32])
      #expect(module.globalType(0)?.isMutable == true)
      #expect(module.globalType(1)?.value == .i64)
      #expect(module.globalType(2) == nil)
      #expect(module.memoryType(0)?.limits == Limits(minimum: 1, maximum: 2))
      #expect(module.tableType(0)?.element == .funcref)
      #expect(module.tagTypeIndex(of: 0) == 1)
      #expect(module.exports.map(\.name) == ["run"])
      #expect(module.declaredFunctionReferences == [true, true, false])
      #expect(module.locals(of: module.code[0]).map(\.count) == [2, 1])
      #expect(module.code[0].localCount == 3)
      let data = try #require(module.data.first)
      #expect(Array(bytes[Int(data.bytes.start)..<Int(data.bytes.end)]) == [1, 2, 3])
    }
  }

  @Test func names() throws {
    let bytes = SampleModules.everything.bytes
    try bytes.withUnsafeBytes { bytes in
      let names = try decode(bytes, features: .all).names(bytes: bytes)
      #expect(names.moduleName == "sample")
      #expect(names.functionName(0) == "imported")
      #expect(names.functionName(2) == "run")
      #expect(names.functionName(1) == nil)
      #expect(names.functionNames() == [0: "imported", 2: "run"])
      #expect(names.localNames(function: 2) == [0: "x"])
      #expect(names.localNames(function: 1) == [:])
    }
  }

  @Test func malformedNamesAreIgnored() throws {
    var module = SampleModules.everything
    for end in module.names.indices {
      module.names = Array(SampleModules.everything.names[..<end])
      let bytes = module.bytes
      try bytes.withUnsafeBytes { bytes in
        let names = try decode(bytes, features: .all).names(bytes: bytes)
        _ = (names.moduleName, names.functionNames(), names.localNames(function: 2))
      }
    }
  }

  /// A subsection whose size goes on behind the end of the section.
  @Test func namesEndWithTheirSection() throws {
    let bytes = header + [0, 7, 4] + Array("name".utf8) + [1, 0x80] + [0, 1, 0]
    try bytes.withUnsafeBytes { bytes in
      let names = try decode(bytes, features: .all).names(bytes: bytes)
      #expect(names.functionNames() == [:])
    }
  }

  @Test func errorsNameTheFunction() throws {
    var module = SampleModules.everything
    module.functions[1].code = [0x45, 0x1A, 0x0B]
    let error = try #require(fault(in: module.bytes))
    guard case .invalid(_, let function, let name, let instruction, let offset) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(function == 2)
    #expect(name == "run")
    #expect(instruction == "i32.eqz")
    #expect(module.bytes[Int(offset)] == 0x45)
    #expect(
      error.description
        == "type mismatch: instruction requires [i32] but stack has [], in i32.eqz, "
        + "in function 2 (run), at byte \(offset)")
  }
}

enum SampleModules {
  /// A valid module with something in every section.
  static var everything: ModuleBuilder {
    var module = ModuleBuilder()
    module.addType(FunctionType())
    module.addType(FunctionType(parameters: [.i32]))
    let next = ReferenceType(isNullable: true, heapType: .concrete(3))
    module.groups.append(
      RecursiveGroup(types: [
        SubType(isFinal: false, composite: .structure([FieldType(storage: .i8, isMutable: true)])),
        SubType(
          supertypes: [2],
          composite: .structure([
            FieldType(storage: .i8, isMutable: true),
            FieldType(storage: .value(.reference(next)), isMutable: false),
          ])),
      ]))
    module.imports = [
      ("m", "f", .function(1)), ("m", "g", .global(GlobalType(value: .i32, isMutable: true))),
    ]
    module.functions = [
      ModuleBuilder.Function(type: 0, locals: [(2, .i32), (1, .f64)], code: sampleCode),
      ModuleBuilder.Function(type: 1, code: [0x20, 0x00, 0x10, 0x00, 0x0B]),
    ]
    module.tables = [TableType(element: .funcref, limits: Limits(minimum: 1))]
    module.memories = [MemoryType(limits: Limits(minimum: 1, maximum: 2))]
    module.tags = [1]
    module.globals = [(GlobalType(value: .i64, isMutable: false), [0x42, 0x07, 0x0B])]
    module.exports = [("run", .function, 1)]
    module.start = 1
    module.elements = [[0, 1]]
    module.data = [[1, 2, 3]]
    module.names = sampleNames
    return module
  }

  /// Blocks, a loop, a branch table, memory, a call, a catch and a structure.
  private static let sampleCode: [UInt8] = [
    0x02, 0x40,  // block
    0x03, 0x40,  // loop
    0x20, 0x00, 0x0E, 0x02, 0x00, 0x01, 0x02,  // local.get 0, br_table 0 1 2
    0x0B, 0x0B,  // end, end
    0x41, 0x10, 0x28, 0x02, 0x04, 0x10, 0x00,  // i32.const 16, i32.load offset=4, call 0
    0x02, 0x7F,  // block (result i32)
    0x1F, 0x40, 0x01, 0x00, 0x00, 0x00,  // try_table (catch 0 0)
    0x41, 0x05, 0x08, 0x00,  // i32.const 5, throw 0
    0x0B, 0x00, 0x0B,  // end, unreachable, end
    0x04, 0x40, 0x05, 0x0B,  // if, else, end
    0x41, 0x01, 0xFB, 0x00, 0x02, 0xD1, 0x1A,  // i32.const 1, struct.new 2, ref.is_null, drop
    0x0B,
  ]

  private static let sampleNames: [UInt8] = {
    var writer = BinaryWriter()
    writer.byte(0)
    writer.sized { $0.name("sample") }
    writer.byte(1)
    writer.sized {
      $0.count(2)
      $0.unsigned(0 as UInt32)
      $0.name("imported")
      $0.unsigned(2 as UInt32)
      $0.name("run")
    }
    writer.byte(2)
    writer.sized {
      $0.count(2)
      for function in [0, 2] as [UInt32] {
        $0.unsigned(function)
        $0.count(1)
        $0.unsigned(0 as UInt32)
        $0.name("x")
      }
    }
    return writer.bytes
  }()
}
