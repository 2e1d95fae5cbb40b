import RandomNumbers
import Testing
import WasmBinary
import WasmTypes

/// Broken input gives an error, and nothing else.
@Suite struct RobustnessTests {
  @Test func theSampleIsValid() { expectValid(SampleModules.everything) }

  @Test func truncations() {
    let bytes = SampleModules.everything.bytes
    var complete: [Int] = []
    for end in bytes.indices where fault(in: Array(bytes[..<end])) == nil { complete.append(end) }
    // Without anything, with types, with imports, and with all but the names.
    #expect(complete.count == 4)
    #expect(Set(complete).isSubset(of: sectionStarts(bytes)))
  }

  private func sectionStarts(_ bytes: [UInt8]) -> Set<Int> {
    var starts: Set<Int> = []
    var position = header.count
    while position < bytes.count {
      starts.insert(position)
      // The sections of the sample are smaller than 16 KiB.
      let isLong = bytes[position + 1] >= 0x80
      let size = Int(bytes[position + 1] & 0x7F) + (isLong ? Int(bytes[position + 2]) << 7 : 0)
      position += (isLong ? 3 : 2) + size
    }
    return starts
  }

  @Test func changedBytesNeverCrash() {
    let original = SampleModules.everything.bytes
    var random = Random(seed: 42)
    var faults = 0
    for _ in 0..<5_000 {
      var bytes = original
      for _ in 0...random.below(3) {
        let position = random.below(bytes.count)
        if random.below(2) == 0 {
          bytes[position] ^= 1 << UInt8(random.below(8))
        } else {
          bytes[position] = random.byte()
        }
      }
      if fault(in: bytes) != nil { faults += 1 }
    }
    #expect(faults > 3_000)
  }

  @Test func randomCodeNeverCrashes() {
    var random = Random(seed: 7)
    var module = SampleModules.everything
    for _ in 0..<2_000 {
      let code = (0..<40).map { _ in random.byte() }
      module.functions[0].code = [0x00] + code + [0x0B]
      _ = fault(in: module.bytes)
    }
  }

  @Test func deepNestingIsNoRecursion() {
    let depth = 99_000
    let code = (0..<depth).flatMap { _ in [0x02, 0x40] as [UInt8] }
    expectValid(ModuleBuilder(code + [UInt8](repeating: 0x0B, count: depth)))
    expectMalformed(ModuleBuilder(code).bytes, "unexpected end of section or function")
  }

  @Test func deepNestingInConstantExpressions() {
    var module = ModuleBuilder()
    let depth = 100_000
    let code = (0..<depth).flatMap { _ in [0x02, 0x40] as [UInt8] }
    module.globals = [
      (
        GlobalType(value: .i32, isMutable: false),
        code + [UInt8](repeating: 0x0B, count: depth + 1)
      )
    ]
    expectInvalid(module, "constant expression required")
  }

  @Test(arguments: [
    SectionID.type, .import, .function, .table, .memory, .tag, .global, .export, .element, .code,
    .data,
  ])
  func hugeCountsAreRefusedEarly(section: SectionID) {
    var writer = BinaryWriter()
    writer.moduleHeader()
    writer.section(section) { $0.unsigned(UInt32.max) }
    expectMalformed(writer.bytes, "unexpected end")
  }

  /// Ten megabytes of a small hostile function must not take long: each pattern once was quadratic
  /// somewhere.
  @Test(.timeLimit(.minutes(10))) func noQuadraticTime() {
    let many = 30_000
    // One branch table with many targets of many values each.
    let values = [ValueType](repeating: .i32, count: 1000)
    var module = ModuleBuilder()
    module.addType(FunctionType(results: values))
    var writer = BinaryWriter()
    for _ in 0..<1000 { writer.raw([0x41, 0x00]) }
    writer.raw([0x41, 0x00, 0x0E])
    writer.count(many)
    for _ in 0...many { writer.byte(0x00) }
    module.functions = [.init(type: 0, code: writer.bytes + [0x0B])]
    expectValid(module)

    // Functions of a few bytes with many locals, all but one of which are never used.
    module = ModuleBuilder()
    module.addType(FunctionType())
    let function = ModuleBuilder.Function(
      type: 0, locals: [(49_000, .reference(.init(isNullable: false, heapType: .any)))],
      code: [0x0B])
    module.functions = [ModuleBuilder.Function](repeating: function, count: 5_000)
    expectValid(module)

    // Writes to a non-nullable local in each of many nested blocks.
    let nested = (0..<many).flatMap { _ in [0x02, 0x40, 0xD0, 0x70, 0xD4, 0x21, 0x00] as [UInt8] }
    expectValid(
      ModuleBuilder(
        locals: [(1, .reference(ReferenceType(isNullable: false, heapType: .func)))],
        nested + [UInt8](repeating: 0x0B, count: many)))
  }

  @Test func operandsAreBounded() {
    // Each call of two bytes pushes a thousand values.
    var module = ModuleBuilder()
    module.addType(FunctionType(results: [ValueType](repeating: .i32, count: 1000)))
    let calls = (0..<2000).flatMap { _ in [0x10, 0x00] as [UInt8] }
    module.functions = [.init(type: 0, code: calls + [0x00, 0x0B])]
    guard case .limitExceeded(let limit, _, _) = fault(in: module.bytes) else {
      Issue.record("not refused")
      return
    }
    #expect(limit == "operands on the stack")
  }

  @Test func limits() {
    let many = [ValueType](repeating: .i32, count: 1001)
    var module = ModuleBuilder()
    module.addType(FunctionType(parameters: many))
    expectLimit("parameters", module)
    module = ModuleBuilder()
    module.addType(FunctionType(results: many))
    expectLimit("results", module)
    expectLimit("locals of a function", ModuleBuilder(locals: [(50_001, .i32)], []))
    expectLimit(
      "parameters and locals of a function",
      ModuleBuilder(parameters: [.i32], locals: [(50_000, .i32)], []))
    expectValid(ModuleBuilder(parameters: [.i32], locals: [(49_999, .i32)], []))
    module = ModuleBuilder()
    module.memories = [MemoryType](repeating: MemoryType(limits: Limits(minimum: 0)), count: 101)
    expectLimit("memories", module)
    module = ModuleBuilder()
    for depth in 0...64 as ClosedRange<TypeIndex> {
      module.addType(
        SubType(
          isFinal: false, supertypes: depth == 0 ? [] : [depth - 1], composite: .structure([])))
    }
    expectLimit("subtyping depth", module)
    module.groups.removeLast()
    expectValid(module)
  }

  private func expectLimit(
    _ name: String, _ module: ModuleBuilder, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    guard case .limitExceeded(let limit, _, _) = fault(in: module.bytes) else {
      Issue.record("not refused", sourceLocation: sourceLocation)
      return
    }
    #expect(limit == name, sourceLocation: sourceLocation)
  }
}
