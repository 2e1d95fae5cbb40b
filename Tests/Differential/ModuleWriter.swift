import RandomNumbers
import WasmBinary

/// Makes a whole module of a plan: the functions, then the sections.
struct ModuleWriter {
  /// The segments that instructions use.
  static let passiveData: UInt32 = 0
  static let passiveElements: UInt32 = 0

  private var plan: ModulePlan
  private var bodies: [[UInt8]] = []
  private var random: Random

  /// The random modules of a seed: one, or two of which the second imports the first.
  static func modules(seed: UInt64, budget: Int) -> (modules: [[UInt8]], profile: Profile) {
    var random = Random(seed: seed &* 0x2545_F491_4F6C_DD1D &+ 1)
    let profile = Profile.random(&random)
    var modules: [[UInt8]] = []
    var first: ModuleExports?
    for _ in 0..<(profile.contains(.linked) ? 2 : 1) {
      let plan = ModulePlan(profile: profile, linkedTo: first, &random)
      first = ModuleExports(of: plan)
      var writer = ModuleWriter(plan: plan, random: random)
      // Small functions and large ones.
      writer.makeFunctions(budget: budget / 4 + random.below(budget * 2))
      modules.append(writer.bytes())
    }
    return (modules, profile)
  }

  private init(plan: ModulePlan, random: Random) {
    self.plan = plan
    self.random = random
  }

  private mutating func makeFunctions(budget: Int) {
    for (index, signature) in plan.functions.enumerated().dropFirst(plan.importedFunctions.count) {
      if index >= plan.functions.count - plan.smallFunctionCount {
        var function = FunctionGenerator(
          small: plan, index: index, signature, Random(seed: random.next()))
        function.makeSmallBody()
        finish(function)
        continue
      }
      var function = generator(index, signature, budget: budget / 2 + random.below(budget))
      function.makeBody()
      finish(function)
    }
    for entry in plan.entries {
      var function = generator(plan.functions.count, entry, budget: budget / 2)
      let called = (0..<2).map { _ in random.below(plan.functions.count) }
      function.makeEntry(calling: called.map { (UInt32($0), plan.functions[$0]) })
      finish(function)
    }
  }

  /// Each function has random numbers of its own, so that it does not depend on the size of others.
  private mutating func generator(
    _ index: Int, _ signature: Signature, budget: Int
  ) -> FunctionGenerator {
    FunctionGenerator(plan, index: index, signature, budget: budget, Random(seed: random.next()))
  }

  private mutating func finish(_ function: FunctionGenerator) {
    plan = function.plan
    bodies.append(function.body)
  }

  // Sections --------------------------------------------------------------------------------------------------

  private mutating func bytes() -> [UInt8] {
    // Types that only these sections need are added before the section of types is written.
    let imported = plan.importedFunctions.map { plan.index(of: $0.signature) }
    let functions = (plan.functions.dropFirst(imported.count) + plan.entries).map {
      plan.index(of: $0)
    }
    let tags = plan.tags.map { plan.index(of: Signature(parameters: $0)) }
    var writer = BinaryWriter()
    writer.moduleHeader()
    section(1, &writer, types)
    section(2, &writer) { imports(imported, &$0) }
    section(3, &writer) { Self.vector(functions, &$0) { $1.unsigned($0) } }
    section(4, &writer, tables)
    section(5, &writer, memories)
    section(13, &writer) {
      Self.vector(tags, &$0) { index, writer in
        writer.byte(0)
        writer.unsigned(index)
      }
    }
    let globals = globals()
    section(6, &writer) { $0.raw(globals) }
    section(7, &writer, exports)
    section(9, &writer, elements)
    section(12, &writer) { $0.count(1 + plan.memories.count) }
    section(10, &writer) {
      Self.vector(bodies, &$0) { body, writer in
        writer.count(body.count)
        writer.raw(body)
      }
    }
    let data = data()
    section(11, &writer) { $0.raw(data) }
    return writer.bytes
  }

  private func section(
    _ id: UInt8, _ writer: inout BinaryWriter, _ contents: (inout BinaryWriter) -> Void
  ) {
    writer.byte(id)
    writer.sized { contents(&$0) }
  }

  private static func vector<Element>(
    _ elements: [Element], _ writer: inout BinaryWriter,
    _ write: (Element, inout BinaryWriter) -> Void
  ) {
    writer.count(elements.count)
    for element in elements { write(element, &writer) }
  }

  private func types(_ writer: inout BinaryWriter) {
    writer.count(plan.signatures.count + (plan.objects.isEmpty ? 0 : 1))
    if !plan.objects.isEmpty {
      writer.byte(0x4E)
      Self.vector(plan.objects, &writer) { object, writer in
        writer.byte(0x50)
        switch object {
        case .structure(let fields, let parent):
          Self.vector(parent.map { [$0] } ?? [], &writer) { $1.unsigned($0) }
          writer.byte(0x5F)
          Self.vector(fields, &writer) { $0.write(to: &$1) }
        case .array(let element):
          writer.count(0)
          writer.byte(0x5E)
          element.write(to: &writer)
        }
      }
    }
    for signature in plan.signatures { signature.write(to: &writer) }
  }

  private func imports(_ types: [UInt32], _ writer: inout BinaryWriter) {
    writer.count(types.count + (plan.first == nil ? 0 : 2))
    for (function, type) in zip(plan.importedFunctions, types) {
      writer.name(function.module)
      writer.name(function.name)
      writer.byte(0)
      writer.unsigned(type)
    }
    guard let first = plan.first else { return }
    writer.name(ModuleExports.moduleName)
    writer.name(ModuleExports.memoryName)
    writer.byte(2)
    Self.write(first.memory, &writer)
    writer.name(ModuleExports.moduleName)
    writer.name(ModuleExports.fuelName)
    writer.raw([3, 0x7F, 1])
  }

  private static func write(_ memory: ModulePlan.MemoryPlan, _ writer: inout BinaryWriter) {
    writer.byte(memory.is64 ? 5 : 1)
    writer.unsigned(memory.minimum)
    writer.unsigned(memory.maximum)
  }

  private func tables(_ writer: inout BinaryWriter) {
    Self.vector(plan.tables, &writer) { table, writer in
      table.element.write(to: &writer)
      writer.byte(1)
      writer.unsigned(table.minimum)
      writer.unsigned(table.maximum)
    }
  }

  private func memories(_ writer: inout BinaryWriter) {
    Self.vector(Array(plan.memories.dropFirst(plan.first == nil ? 0 : 1)), &writer, Self.write)
  }

  private mutating func globals() -> [UInt8] {
    var writer = BinaryWriter()
    let globals = plan.globals.dropFirst(plan.first == nil ? 0 : 1)
    writer.count(globals.count)
    for kind in globals {
      kind.write(to: &writer)
      writer.byte(1)
      switch kind {
      case .i32:
        writer.byte(0x41)
        writer.signed(Int64(Int32(truncatingIfNeeded: random.interesting())))
      case .i64:
        writer.byte(0x42)
        writer.signed(Int64(bitPattern: random.interesting()))
      case .f32:
        writer.byte(0x43)
        writer.fixed32(Float(random.below(1000)).bitPattern)
      case .f64:
        writer.byte(0x44)
        writer.fixed64(Double(random.below(1000)).bitPattern)
      case .v128:
        writer.raw([0xFD, 12])
        writer.fixed64(random.next())
        writer.fixed64(random.interesting())
      default:
        writer.byte(0xD0)
        kind.writeHeapType(to: &writer)
      }
      writer.byte(0x0B)
    }
    return writer.bytes
  }

  private func exports(_ writer: inout BinaryWriter) {
    var exports: [(name: String, kind: UInt8, index: Int)] = []
    for index in plan.functions.indices { exports.append(("f\(index)", 0, index)) }
    exports.append((HostFunctions.back, 0, plan.importedFunctions.count))
    for index in plan.entries.indices {
      exports.append(("r\(index)", 0, plan.functions.count + index))
    }
    for index in plan.memories.indices { exports.append(("m\(index)", 2, index)) }
    for (index, kind) in plan.globals.enumerated() where kind.isNumber {
      exports.append(("g\(index)", 3, index))
    }
    Self.vector(exports, &writer) { export, writer in
      writer.name(export.name)
      writer.byte(export.kind)
      writer.count(export.index)
    }
  }

  private func elements(_ writer: inout BinaryWriter) {
    let functions = Array(0..<UInt32(plan.functions.count))
    writer.count(3)
    // Passive; active in table 0 from its beginning; declared for `ref.func`.
    for prefix in [[1, 0], [0, 0x41, 0, 0x0B], [3, 0]] as [[UInt8]] {
      writer.raw(prefix)
      Self.vector(functions, &writer) { $1.unsigned($0) }
    }
  }

  private mutating func data() -> [UInt8] {
    var writer = BinaryWriter()
    writer.count(1 + plan.memories.count)
    writer.byte(1)
    writer.count(80)
    for _ in 0..<80 { writer.byte(random.byte()) }
    for (index, memory) in plan.memories.enumerated() {
      writer.byte(2)
      writer.count(index)
      writer.raw([memory.is64 ? 0x42 : 0x41, 0, 0x0B])
      let count = memory.minimum > 0 ? 300 : 0
      writer.count(count)
      for _ in 0..<count { writer.byte(random.byte()) }
    }
    return writer.bytes
  }
}
