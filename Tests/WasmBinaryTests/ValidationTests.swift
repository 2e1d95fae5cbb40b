import Testing
import WasmBinary
import WasmTypes

/// The rules of control instructions, variables, tables and segments.
@Suite struct ValidationTests {
  @Test func blocks() {
    // The body must leave exactly the results.
    expectValid(ModuleBuilder(results: [.i32], [0x02, 0x7F, 0x41, 0x00, 0x0B]))
    expectInvalid(
      ModuleBuilder([0x02, 0x40, 0x41, 0x00, 0x0B]),
      "type mismatch: block requires [] but stack has [i32]")
    expectInvalid(
      ModuleBuilder([0x02, 0x7F, 0x0B, 0x1A]),
      "type mismatch: instruction requires [i32] but stack has []")
    // A block does not see the operands below it.
    expectInvalid(ModuleBuilder([0x41, 0x00, 0x02, 0x40, 0x1A, 0x0B]), "type mismatch")
    // With a type index it takes them as parameters.
    var module = ModuleBuilder([0x41, 0x00, 0x02, 0x01, 0x0B, 0x1A])
    module.addType(FunctionType(parameters: [.i32], results: [.i32]))
    expectValid(module)
    expectInvalid(ModuleBuilder([0x02, 0x09, 0x0B]), "unknown type 9")
  }

  @Test func ifWithoutElse() {
    expectValid(ModuleBuilder([0x41, 0x00, 0x04, 0x40, 0x0B]))
    expectInvalid(
      ModuleBuilder([0x41, 0x00, 0x04, 0x7F, 0x41, 0x00, 0x0B, 0x1A]), "type mismatch")
    expectInvalid(
      ModuleBuilder([0x41, 0x00, 0x04, 0x7F, 0x41, 0x00, 0x05, 0x0B, 0x1A]), "type mismatch")
  }

  @Test func branches() {
    expectInvalid(ModuleBuilder([0x0C, 0x01]), "unknown label 1")
    expectValid(ModuleBuilder([0x0C, 0x00]))
    expectInvalid(ModuleBuilder(results: [.i32], [0x0C, 0x00]), "type mismatch")
    // A branch to a loop takes its parameters, of which there are none.
    expectValid(ModuleBuilder(results: [.i32], [0x03, 0x7F, 0x0C, 0x00, 0x0B]))
    // Behind a branch, any operands can be assumed.
    expectValid(
      ModuleBuilder(results: [.f64], [0x41, 0x00, 0x02, 0x40, 0x00, 0x6A, 0x1A, 0x0B, 0xB7]))
    expectInvalid(ModuleBuilder([0x00, 0x43, 0, 0, 0, 0, 0x6A, 0x1A]), "type mismatch")
    // br_if leaves the label's types, whatever was found.
    expectInvalid(
      ModuleBuilder(results: [.f32], [0x02, 0x7F, 0x00, 0x0D, 0x00, 0x0B, 0x0F]), "type mismatch")
  }

  @Test func branchTables() {
    let blocks: [UInt8] = [0x02, 0x7F, 0x02, 0x40]
    let end: [UInt8] = [0x0B, 0x41, 0x00, 0x0B, 0x1A]
    expectInvalid(
      ModuleBuilder(blocks + [0x41, 0x00, 0x41, 0x00, 0x0E, 0x01, 0x00, 0x01] + end),
      "type mismatch: has targets of")
    expectInvalid(ModuleBuilder([0x41, 0x00, 0x0E, 0x01, 0x00, 0x05]), "unknown label 5")
    expectInvalid(ModuleBuilder([0x41, 0x00, 0x0E, 0x01, 0x05, 0x00]), "unknown label 5")
    // In unreachable code, targets of different types can meet.
    expectValid(
      ModuleBuilder([
        0x02, 0x7C, 0x02, 0x7D, 0x00, 0x41, 0x01, 0x0E, 0x02, 0x00, 0x01, 0x01, 0x0B, 0x1A, 0x44, 0,
        0, 0, 0, 0, 0, 0, 0, 0x0B, 0x1A,
      ]))
  }

  @Test func variables() {
    expectInvalid(ModuleBuilder([0x20, 0x00, 0x1A]), "unknown local 0")
    expectInvalid(ModuleBuilder(parameters: [.i32], [0x20, 0x01, 0x1A]), "unknown local 1")
    expectInvalid(ModuleBuilder([0x23, 0x00, 0x1A]), "unknown global 0")
    var module = ModuleBuilder([0x41, 0x00, 0x24, 0x00])
    module.globals = [(GlobalType(value: .i32, isMutable: false), [0x41, 0x00, 0x0B])]
    expectInvalid(module, "immutable global 0")
    module.globals[0].type.isMutable = true
    expectValid(module)
  }

  /// More locals than the body has bytes are looked up in their runs.
  @Test func localsInRuns() {
    let locals: [(UInt32, ValueType)] = [(1000, .i64), (1, .f32), (0, .i32), (1000, .f64)]
    func read(_ index: UInt32, as drop: UInt8) -> ModuleBuilder {
      var writer = BinaryWriter()
      writer.byte(0x20)
      writer.unsigned(index)
      writer.raw([drop, 0x1A])
      return ModuleBuilder(parameters: [.i32], locals: locals, writer.bytes)
    }
    // i32.eqz, i64.eqz, f32.neg and f64.neg.
    for (index, operation) in [(0, 0x45), (1, 0x50), (1000, 0x50), (1001, 0x8C), (1002, 0x9A)] {
      expectValid(read(UInt32(index), as: UInt8(operation)))
    }
    expectValid(read(2001, as: 0x9A))
    expectInvalid(read(1001, as: 0x50), "type mismatch")
    expectInvalid(read(2002, as: 0x9A), "unknown local 2002")
  }

  @Test func localInitialization() {
    let reference = ValueType.reference(ReferenceType(isNullable: false, heapType: .extern))
    func module(_ code: [UInt8]) -> ModuleBuilder {
      ModuleBuilder(parameters: [reference], locals: [(2, reference)], code)
    }
    expectInvalid(module([0x20, 0x01, 0x1A]), "uninitialized local 1")
    expectValid(module([0x20, 0x00, 0x1A]))
    expectValid(module([0x20, 0x00, 0x21, 0x01, 0x20, 0x01, 0x1A]))
    expectValid(module([0x20, 0x00, 0x22, 0x02, 0x1A, 0x02, 0x40, 0x20, 0x02, 0x1A, 0x0B]))
    // What a block writes is forgotten at its end, and at an `else`.
    let write: [UInt8] = [0x20, 0x00, 0x21, 0x01]
    let read: [UInt8] = [0x20, 0x01, 0x1A]
    expectInvalid(module([0x02, 0x40] + write + [0x0B] + read), "uninitialized local 1")
    expectInvalid(
      module([0x41, 0x00, 0x04, 0x40] + write + [0x05] + read + [0x0B]), "uninitialized local 1")
    expectValid(module(write + [0x02, 0x40] + write + [0x0B] + read))
    // A run of no locals still has a type.
    expectInvalid(
      ModuleBuilder(
        locals: [(0, .reference(ReferenceType(isNullable: true, heapType: .concrete(1))))], []),
      "unknown type 1")
  }

  @Test func calls() {
    expectInvalid(ModuleBuilder([0x10, 0x01]), "unknown function 1")
    expectInvalid(ModuleBuilder(parameters: [.i32], [0x10, 0x00]), "type mismatch")
    expectInvalid(ModuleBuilder([0x41, 0x00, 0x11, 0x00, 0x00]), "unknown table 0")
    var module = ModuleBuilder([0x41, 0x00, 0x11, 0x00, 0x00])
    module.tables = [TableType(element: .externref, limits: Limits(minimum: 0))]
    expectInvalid(module, "type mismatch")
    module.tables[0].element = .funcref
    expectValid(module)
    module.tables[0].addressType = .i64
    expectInvalid(module, "type mismatch")
    // A tail call must give the results of the caller.
    expectValid(ModuleBuilder(results: [.i32], [0x12, 0x00]))
    module = ModuleBuilder(results: [.i64], [0x12, 0x01])
    module.addType(FunctionType(results: [.i32]))
    module.functions.append(.init(type: 1, code: [0x41, 0x00, 0x0B]))
    expectInvalid(module, "type mismatch")
  }

  @Test func selects() {
    let constants: [UInt8] = [0x41, 0x00, 0x41, 0x00, 0x41, 0x00]
    expectValid(ModuleBuilder(constants + [0x1B, 0x1A]))
    expectValid(ModuleBuilder(constants + [0x1C, 0x01, 0x7F, 0x1A]))
    expectInvalid(
      ModuleBuilder(constants + [0x1C, 0x02, 0x7F, 0x7F, 0x1A]), "invalid result arity")
    expectInvalid(ModuleBuilder(constants + [0x1C, 0x00, 0x1A]), "invalid result arity")
    expectInvalid(
      ModuleBuilder([0xD0, 0x70, 0xD0, 0x70, 0x41, 0x00, 0x1B, 0x1A]), "type mismatch")
    expectInvalid(
      ModuleBuilder([0x41, 0x00, 0x42, 0x00, 0x41, 0x00, 0x1B, 0x1A]), "type mismatch")
  }

  @Test func declarations() {
    var module = ModuleBuilder([])
    module.exports = [("a", .function, 0), ("a", .function, 0)]
    expectInvalid(module, "duplicate export name")
    // These differ in normalization only, which counts.
    module.exports = [("\u{E9}", .function, 0), ("e\u{301}", .function, 0)]
    expectValid(module)
    for kind in [ExternalKind.function, .table, .memory, .global, .tag] {
      module.exports = [("a", kind, 7)]
      expectInvalid(module, "unknown \(kind) 7")
    }
    module.exports = []
    module.start = 1
    expectInvalid(module, "unknown function 1")
    module = ModuleBuilder(parameters: [.i32], [])
    module.start = 0
    expectInvalid(module, "start function")
    module = ModuleBuilder([])
    module.functions[0].type = 3
    expectInvalid(module, "unknown type 3")
    module = ModuleBuilder()
    module.addType(FunctionType(results: [.i32]))
    module.tags = [0]
    expectInvalid(module, "non-empty tag result type")
  }

  @Test func memoriesAndTables() {
    func memory(_ type: MemoryType) -> ModuleBuilder {
      var module = ModuleBuilder()
      module.memories = [type]
      return module
    }
    let size = "memory size must be at most"
    expectValid(memory(MemoryType(limits: Limits(minimum: 65536))))
    expectInvalid(
      memory(MemoryType(limits: Limits(minimum: 65537))), size + " 65536 pages (4GiB)")
    expectInvalid(memory(MemoryType(limits: Limits(minimum: 0, maximum: 65537))), size)
    expectInvalid(
      memory(MemoryType(limits: Limits(minimum: 2, maximum: 1))),
      "size minimum must not be greater than maximum")
    expectValid(memory(MemoryType(limits: Limits(minimum: 1 << 48), addressType: .i64)))
    expectInvalid(memory(MemoryType(limits: Limits(minimum: 1 << 48 + 1), addressType: .i64)), size)
    expectInvalid(
      memory(MemoryType(limits: Limits(minimum: 1), isShared: true)),
      "shared memory must have maximum")
    expectInvalid(
      memory(MemoryType(limits: Limits(minimum: 1), pageSizeLog2: 12)), "invalid custom page size")
    expectValid(memory(MemoryType(limits: Limits(minimum: 0xFFFF_FFFF), pageSizeLog2: 0)))

    var module = ModuleBuilder()
    module.tables = [TableType(element: .funcref, limits: Limits(minimum: 1 << 32))]
    expectInvalid(module, "table size")
    module.tables = [
      TableType(
        element: ReferenceType(isNullable: false, heapType: .func), limits: Limits(minimum: 1))
    ]
    expectInvalid(module, "type mismatch")
  }

  @Test func constantExpressions() {
    func global(_ type: ValueType, _ code: [UInt8]) -> ModuleBuilder {
      var module = ModuleBuilder([])
      module.imports = [("m", "g", .global(GlobalType(value: .i32, isMutable: false)))]
      module.globals = [(GlobalType(value: type, isMutable: false), code + [0x0B])]
      return module
    }
    expectValid(global(.i32, [0x41, 0x01, 0x23, 0x00, 0x6A]))
    expectInvalid(global(.i64, [0x41, 0x01]), "type mismatch")
    expectInvalid(global(.i32, []), "type mismatch")
    expectInvalid(global(.i32, [0x41, 0x01, 0x41, 0x01]), "type mismatch")
    expectInvalid(global(.i32, [0x41, 0x01, 0x01]), "constant expression required")
    expectInvalid(global(.i32, [0x41, 0x01, 0x45]), "constant expression required")
    expectInvalid(global(.i32, [0x23, 0x01]), "unknown global 1")
    expectValid(global(.funcref, [0xD2, 0x00]))
    expectInvalid(global(.funcref, [0xD2, 0x01]), "unknown function 1")
    var module = global(.i32, [0x23, 0x00])
    module.imports[0].type = .global(GlobalType(value: .i32, isMutable: true))
    expectInvalid(module, "constant expression required")
  }

  @Test func functionReferencesMustBeDeclared() {
    var module = ModuleBuilder([0xD2, 0x00, 0x1A])
    expectInvalid(module, "undeclared function reference")
    module.exports = [("f", .function, 0)]
    expectValid(module)
    module.exports = []
    module.elements = [[0]]
    expectValid(module)
  }

  @Test func segments() {
    expectInvalid(ModuleBuilder([0xFC, 0x0D, 0x04]), "unknown elem segment 4")
    var module = ModuleBuilder([0xFC, 0x09, 0x01])
    module.data = [[1]]
    expectInvalid(module, "unknown data segment 1")
    module = ModuleBuilder([])
    module.elements = [[5]]
    expectInvalid(module, "unknown function 5")
  }

  @Test func exceptions() {
    expectInvalid(ModuleBuilder([0x08, 0x00]), "unknown tag 0")
    var module = ModuleBuilder([0x08, 0x00])
    module.addType(FunctionType(parameters: [.i32]))
    module.tags = [1]
    expectInvalid(module, "type mismatch: instruction requires [i32] but stack has []")
    func tryTable(_ result: ValueType?, _ clause: [UInt8]) -> ModuleBuilder {
      var code: [UInt8] = [0x02]
      var writer = BinaryWriter()
      writer.blockType(result.map { .value($0) } ?? .empty)
      code += writer.bytes + [0x1F, 0x40, 0x01] + clause + [0x0B, 0x00, 0x0B]
      var module = ModuleBuilder(code + (result == nil ? [] : [0x1A]))
      module.addType(FunctionType(parameters: [.i32]))
      module.tags = [1]
      return module
    }
    let exception = ReferenceType(isNullable: false, heapType: .exception)
    expectValid(tryTable(.i32, [0x00, 0x00, 0x00]))
    expectInvalid(tryTable(nil, [0x00, 0x00, 0x00]), "type mismatch")
    expectInvalid(tryTable(.i64, [0x00, 0x00, 0x00]), "type mismatch")
    expectInvalid(tryTable(.i32, [0x00, 0x01, 0x00]), "unknown tag 1")
    expectInvalid(tryTable(.i32, [0x00, 0x00, 0x02]), "unknown label 2")
    expectValid(tryTable(nil, [0x02, 0x00]))
    expectValid(tryTable(.reference(exception), [0x03, 0x00]))
    expectInvalid(tryTable(nil, [0x03, 0x00]), "type mismatch")
    expectInvalid(tryTable(.i32, [0x01, 0x00, 0x00]), "type mismatch")
  }

  @Test func legacyExceptions() {
    func module(_ code: [UInt8]) -> ModuleBuilder {
      var module = ModuleBuilder(code)
      module.addType(FunctionType(parameters: [.i32]))
      module.tags = [1]
      return module
    }
    expectValid(module([0x06, 0x40, 0x07, 0x00, 0x1A, 0x07, 0x00, 0x1A, 0x19, 0x09, 0x00, 0x0B]))
    expectInvalid(module([0x06, 0x40, 0x07, 0x00, 0x0B]), "type mismatch")
    expectInvalid(module([0x02, 0x40, 0x09, 0x00, 0x0B]), "invalid rethrow label 0")
    expectInvalid(module([0x06, 0x40, 0x09, 0x00, 0x19, 0x0B]), "invalid rethrow label 0")
    expectValid(module([0x06, 0x40, 0x18, 0x00]))
    expectInvalid(module([0x06, 0x40, 0x18, 0x01]), "unknown label 1")
    expectMalformed(module([0x06, 0x40, 0x19, 0x19, 0x0B]).bytes, "END opcode expected")
    expectMalformed(module([0x06, 0x40, 0x19, 0x18, 0x00]).bytes, "END opcode expected")
  }
}
