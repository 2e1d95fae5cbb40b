import Testing
import WasmBinary
import WasmTypes

/// What belongs to a feature is refused without it, with the feature's name.
@Suite struct FeatureTests {
  struct Use: Sendable, CustomStringConvertible {
    let feature: Features
    let construct: String
    let module: ModuleBuilder

    init(_ feature: Features, _ construct: String, _ module: ModuleBuilder) {
      self.feature = feature
      self.construct = construct
      self.module = module
    }

    init(
      _ feature: Features, _ construct: String, _ declare: (inout ModuleBuilder) -> Void
    ) {
      var module = ModuleBuilder()
      declare(&module)
      self.init(feature, construct, module)
    }

    var description: String { construct }
  }

  private static let uses = [
    Use(.mutableGlobals, "export of a mutable global") {
      $0.globals = [(GlobalType(value: .i32, isMutable: true), [0x41, 0x00, 0x0B])]
      $0.exports = [("g", .global, 0)]
    },
    Use(.signExtension, "i32.extend8_s", ModuleBuilder([0x41, 0x00, 0xC0, 0x1A])),
    Use(
      .saturatingConversion, "i32.trunc_sat_f32_s",
      ModuleBuilder([0x43, 0, 0, 0, 0, 0xFC, 0x00, 0x1A])),
    Use(
      .multiValue, "function with several results", ModuleBuilder(results: [.i32, .i32], [0x00])),
    Use(.bulkMemory, "memory.fill") {
      $0 = ModuleBuilder([0x41, 0x00, 0x41, 0x00, 0x41, 0x00, 0xFC, 0x0B, 0x00])
      $0.memories = [MemoryType(limits: Limits(minimum: 1))]
    },
    Use(.referenceTypes, "ref.null", ModuleBuilder([0xD0, 0x70, 0x1A])),
    Use(.referenceTypes, "multiple tables") {
      let table = TableType(element: .funcref, limits: Limits(minimum: 1))
      $0.tables = [table, table]
    },
    Use(.simd, "v128", ModuleBuilder(parameters: [.v128], [])),
    Use(.tailCalls, "return_call", ModuleBuilder([0x12, 0x00])),
    Use(.extendedConstants, "constant expression required: i32.add") {
      $0.globals = [
        (GlobalType(value: .i32, isMutable: false), [0x41, 0x00, 0x41, 0x00, 0x6A, 0x0B])
      ]
    },
    Use(.multiMemory, "multiple memories") {
      let memory = MemoryType(limits: Limits(minimum: 1))
      $0.memories = [memory, memory]
    },
    Use(.memory64, "64-bit address type") {
      $0.memories = [MemoryType(limits: Limits(minimum: 1), addressType: .i64)]
    },
    Use(.memory64, "64-bit address type") {
      $0.tables = [
        TableType(element: .funcref, limits: Limits(minimum: 1), addressType: .i64)
      ]
    },
    Use(.functionReferences, "ref.as_non_null", ModuleBuilder([0x00, 0xD4, 0x1A])),
    Use(.garbageCollection, "type any", ModuleBuilder([0xD0, 0x6E, 0x1A])),
    Use(.exceptions, "throw_ref", ModuleBuilder([0x00, 0x0A])),
    Use(
      .relaxedSIMD, "i8x16.relaxed_swizzle", ModuleBuilder([0x00, 0xFD, 0x80, 0x02, 0x1A])),
    Use(.legacyExceptions, "try", ModuleBuilder([0x06, 0x40, 0x0B])),
    Use(.threads, "atomic.fence", ModuleBuilder([0xFE, 0x03, 0x00])),
    Use(.threads, "shared memory") {
      $0.memories = [MemoryType(limits: Limits(minimum: 1, maximum: 1), isShared: true)]
    },
    Use(.wideArithmetic, "i64.add128", ModuleBuilder([0x00, 0xFC, 0x13, 0x1A, 0x1A])),
    Use(.customPageSizes, "memory with a page size") {
      $0.memories = [MemoryType(limits: Limits(minimum: 1), pageSizeLog2: 0)]
    },
  ]

  @Test(arguments: uses) func refused(_ use: Use) throws {
    expectValid(use.module)
    let error = try #require(
      fault(in: use.module.bytes, features: .all.subtracting(use.feature)))
    guard case .unsupportedFeature(let named, let construct, _) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(named == use.feature)
    #expect(construct == use.construct)
    let name = try #require(Features.names.first { $0.feature == use.feature }?.name)
    #expect(error.description.contains("needs \(name)"))
  }

  @Test func everyFeatureIsUsedAbove() {
    var all: Features = []
    for (feature, name) in Features.names {
      #expect(Self.uses.contains { $0.feature == feature }, "\(name)")
      all.formUnion(feature)
    }
    #expect(all == .all)
  }

  @Test func proposalsAreOffByDefault() {
    let proposals: Features = [.legacyExceptions, .threads, .wideArithmetic, .customPageSizes]
    #expect(Features.version3 == .all.subtracting(proposals))
  }

  /// Before memory64, a limit was a number of 32 bits.
  @Test func limitsHave32BitsWithoutMemory64() {
    var module = ModuleBuilder()
    module.memories = [MemoryType(limits: Limits(minimum: 0, maximum: 1 << 32))]
    guard case .invalid = fault(in: module.bytes) else {
      Issue.record("not invalid")
      return
    }
    let error = fault(in: module.bytes, features: .all.subtracting(.memory64))
    guard case .malformed("integer too large", _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  /// The flag for page sizes is no flag without the feature.
  @Test func pageSizeFlagWithoutAPageSize() {
    let bytes: [UInt8] = [0x00, 0x61, 0x73, 0x6D, 1, 0, 0, 0, 0x05, 0x02, 0x01, 0x08]
    #expect(fault(in: bytes)?.reason == "unexpected end of section or function")
    #expect(fault(in: bytes, features: .version3)?.reason == "malformed limits flags")
  }
}
