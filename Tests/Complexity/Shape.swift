/// One way to make a module large.
struct Shape: Sendable {
  let name: String
  /// The least size, of what is repeated.
  let size: Int
  let module: @Sendable (Int) -> [UInt8]

  init(_ name: String, _ size: Int, _ module: @escaping @Sendable (Int) -> [UInt8]) {
    self.name = name
    self.size = size
    self.module = module
  }

  static let all: [Shape] = declarations + control + operands + values + references + exceptions

  private static func n(_ value: Int) -> [UInt8] { ModuleBytes.number(value) }

  // Sections --------------------------------------------------------------------------------------------------

  private static let declarations: [Shape] = [
    Shape("function types", 10_000) { count in
      ModuleBytes().adding(1, (0..<count).map { [0x60, 2, 0x7F, UInt8(0x7C + $0 % 4), 0] }).sections
    },
    Shape("different function types", 5_000) { count in
      ModuleBytes().adding(1, (0..<count).map { Self.differentType($0) }).sections
    },
    Shape("types in one recursive group", 5_000) { count in
      let types = (0..<count).map { [0x5F, 1, 0x64] ++ n($0 % 60) ++ [0] }
      return ModuleBytes().adding(1, [[0x4E] ++ ModuleBytes.vector(types)]).sections
    },
    Shape("types that refer to the one before", 5_000) { count in
      let types = (0..<count).map { $0 == 0 ? [0x5F, 0] : [0x5F, 1, 0x64] ++ n($0 - 1) ++ [0] }
      return ModuleBytes().adding(1, types).sections
    },
    Shape("chains of subtypes", 5_000) { count in
      let types = (0..<count).map { index in
        index % 60 == 0 ? [0x50, 0, 0x5F, 0] : [0x50, 1] ++ n(index - 1) ++ [0x5F, 0]
      }
      return ModuleBytes().adding(1, types).sections
    },
    Shape("fields of structures", 1_000) { count in
      let type = [0x5F] ++ n(min(count, 10_000)) ++ repeated([0x7F, 1], min(count, 10_000))
      return ModuleBytes().adding(1, [[UInt8]](repeating: type, count: max(count / 10_000, 1)))
        .sections
    },
    Shape("imports", 5_000) { count in
      ModuleBytes().adding(1, [[0x60, 0, 0]])
        .adding(
          2, (0..<count).map { ModuleBytes.name("m\($0)") ++ ModuleBytes.name("n\($0)") ++ [0, 0] }
        )
        .sections
    },
    Shape("exports", 5_000) { count in
      ModuleBytes().adding(1, [[0x60, 0, 0]]).adding(3, [[0]])
        .adding(7, (0..<count).map { ModuleBytes.name("export\($0)") ++ [0, 0] })
        .adding(10, [[2, 0, 0x0B]]).sections
    },
    Shape("functions", 10_000) { count in
      ModuleBytes().adding(1, [[0x60, 0, 0]])
        .adding(3, [[UInt8]](repeating: [0], count: count))
        .adding(10, [[UInt8]](repeating: [2, 0, 0x0B], count: count)).sections
    },
    Shape("calls of all functions", 5_000) { count in
      let body = [0] ++ (0..<count).flatMap { [0x10] ++ n($0) } ++ [0x0B]
      let rest = [[UInt8]](repeating: [8, 0, 2, 0x40, 2, 0x40, 0x0B, 0x0B, 0x0B], count: count)
      return ModuleBytes().adding(1, [[0x60, 0, 0]])
        .adding(3, [[UInt8]](repeating: [0], count: count + 1))
        .adding(10, rest + [n(body.count) ++ body]).sections
    },
    Shape("globals", 10_000) { count in
      ModuleBytes().adding(
        6,
        (0..<count).map { index in
          index == 0 ? [0x7F, 0, 0x41, 1, 0x0B] : [0x7F, 0, 0x23] ++ n(index - 1) ++ [0x0B]
        }
      ).sections
    },
    Shape("a long constant expression", 10_000) { count in
      ModuleBytes().adding(
        6,
        [
          [0x7F, 0] ++ repeated([0x41, 1], 2) ++ repeated([0x41, 1, 0x6A], count) ++ [0x6A, 0x0B]
        ]
      ).sections
    },
    Shape("tables", 1_000) { count in
      ModuleBytes().adding(4, [[UInt8]](repeating: [0x70, 0, 1], count: count)).sections
    },
    Shape("element segments", 5_000) { count in
      ModuleBytes().adding(1, [[0x60, 0, 0]]).adding(3, [[0]]).adding(4, [[0x70, 0, 1]])
        .adding(9, [[UInt8]](repeating: [0, 0x41, 0, 0x0B, 1, 0], count: count))
        .adding(10, [[2, 0, 0x0B]]).sections
    },
    Shape("items of an element segment", 10_000) { count in
      ModuleBytes().adding(1, [[0x60, 0, 0]]).adding(3, [[0]]).adding(4, [[0x70, 0] ++ n(count)])
        .adding(
          9, [[0, 0x41, 0, 0x0B] ++ ModuleBytes.vector([[UInt8]](repeating: [0], count: count))]
        )
        .adding(10, [[2, 0, 0x0B]]).sections
    },
    Shape("data segments", 5_000) { count in
      ModuleBytes().adding(5, [[0, 1]])
        .adding(11, [[UInt8]](repeating: [0, 0x41, 0, 0x0B, 1, 7], count: count)).sections
    },
    Shape("bytes of a data segment", 20_000) { count in
      ModuleBytes().adding(5, [[0, 16]])
        .adding(11, [[0, 0x41, 0, 0x0B] ++ n(count) ++ repeated([0x22], count)]).sections
    },
    Shape("tags", 5_000) { count in
      ModuleBytes().adding(1, [[0x60, 0, 0]])
        .adding(13, [[UInt8]](repeating: [0, 0], count: count)).sections
    },
    Shape("custom sections", 5_000) { count in
      var module = ModuleBytes()
      for _ in 0..<count { module = module.adding(0, ModuleBytes.name("x") ++ [1]) }
      return module.sections
    },
    Shape("names of functions", 5_000) { count in
      let names = (0..<count).map { n($0) ++ ModuleBytes.name("same") }
      let subsection = ModuleBytes.vector(names)
      return ModuleBytes().adding(1, [[0x60, 0, 0]])
        .adding(3, [[UInt8]](repeating: [0], count: count))
        .adding(10, [[UInt8]](repeating: [2, 0, 0x0B], count: count))
        .adding(0, ModuleBytes.name("name") ++ [1] ++ n(subsection.count) ++ subsection).sections
    },
  ]

  private static func differentType(_ number: Int) -> [UInt8] {
    let parameters = (0..<16).map { UInt8(0x7C + (number >> ($0 * 2)) % 4) }
    return [0x60, 16] ++ parameters ++ [0]
  }

  // Blocks and branches ---------------------------------------------------------------------------------------

  private static let control: [Shape] = [
    Shape("nested blocks", 10_000) { count in
      ModuleBytes.function([0] ++ repeated([0x02, 0x40], count) ++ repeated([0x0B], count))
    },
    Shape("nested loops", 10_000) { count in
      ModuleBytes.function(
        [1, 1, 0x7F] ++ repeated([0x03, 0x40, 0x20, 0, 0x1A], count) ++ repeated([0x0B], count))
    },
    Shape("nested ifs with else", 10_000) { count in
      ModuleBytes.function(
        [0] ++ repeated([0x41, 1, 0x04, 0x40, 0x05], count) ++ repeated([0x0B], count))
    },
    Shape("blocks around as many loops", 10_000) { count in
      ModuleBytes.function(
        [1, 1, 0x7F] ++ repeated([0x02, 0x40], count)
          ++ repeated([0x03, 0x40, 0x20, 0, 0x21, 0, 0x0B], count) ++ repeated([0x0B], count))
    },
    Shape("loops with pinned locals among many locals", 2_000) { count in
      ModuleBytes.function(
        [1] ++ n(count) ++ [0x7F]
          ++ repeated([0x03, 0x40, 0x20, 0, 0x21, 0, 0x20, 0, 0x0D, 0, 0x0B], count))
    },
    Shape("branches out of nested blocks", 10_000) { count in
      ModuleBytes.function(
        [0] ++ repeated([0x02, 0x40], count)
          ++ (0..<count).flatMap { [0x41, 0, 0x0D] ++ n($0) } ++ repeated([0x0B], count))
    },
    Shape("a table of branches to all blocks", 5_000) { count in
      let labels = (0..<min(count, 60_000)).flatMap { n($0) }
      return ModuleBytes.function(
        [0] ++ repeated([0x02, 0x40], count) ++ [0x41, 0, 0x0E] ++ n(min(count, 60_000)) ++ labels
          ++ [0] ++ repeated([0x0B], count))
    },
    Shape("tables of branches", 1_000) { count in
      let table: [UInt8] = [0x02, 0x40, 0x41, 0, 0x0E, 100] ++ repeated([0], 101) ++ [0x0B]
      return ModuleBytes.function([0] ++ repeated(table, count))
    },
    Shape("returns", 10_000) { count in
      ModuleBytes.function([0] ++ repeated([0x02, 0x40, 0x0F, 0x0B], count))
    },
    Shape("dead code", 20_000) { count in
      ModuleBytes.function([0, 0x00] ++ repeated([0x41, 0, 0x41, 0, 0x6A, 0x1A], count))
    },
    Shape("tail calls", 10_000) { count in
      ModuleBytes.function([0] ++ repeated([0x02, 0x40, 0x12, 0, 0x0B], count))
    },
  ]

  // Operands --------------------------------------------------------------------------------------------------

  private static let operands: [Shape] = [
    Shape("operands", 5_000) { count in
      ModuleBytes.function([0] ++ repeated([0x41, 1], count) ++ repeated([0x1A], count))
    },
    Shape("operands that are a local, saved one by one", 5_000) { count in
      ModuleBytes.function(
        [1, 1, 0x7F] ++ repeated([0x20, 0, 0x20, 0, 0x21, 0], count) ++ repeated([0x1A], count))
    },
    Shape("one pending sum below many sets of locals", 10_000) { count in
      ModuleBytes.function(
        [1, 2, 0x7F, 0x20, 0, 0x41, 1, 0x6A] ++ repeated([0x41, 0], min(count, 50_000))
          ++ repeated([0x41, 1, 0x21, 1], count) ++ repeated([0x1A], min(count, 50_000) + 1))
    },
    Shape("sums that are settled above many operands", 10_000) { count in
      ModuleBytes.function(
        [1, 2, 0x7F] ++ repeated([0x41, 0], min(count, 50_000))
          ++ repeated(
            [0x20, 0, 0x41, 1, 0x6A, 0x45, 0x1A, 0x20, 0, 0x41, 1, 0x6A, 0x10, 0, 0x1A], count)
          ++ repeated([0x1A], min(count, 50_000)))
    },
    Shape("many pending sums", 5_000) { count in
      ModuleBytes.function(
        [1, 1, 0x7F] ++ repeated([0x20, 0, 0x41, 1, 0x6A], count) ++ [0x10, 0]
          ++ repeated([0x1A], count))
    },
    Shape("locals in many runs", 5_000) { count in
      let runs = (0..<count).map { [1, UInt8($0 % 2 == 0 ? 0x7F : 0x7E)] as [UInt8] }
      return ModuleBytes.function(
        ModuleBytes.vector(runs) ++ (0..<count).flatMap { [0x20] ++ n($0) ++ [0x1A] })
    },
    Shape("constants", 10_000) { count in
      ModuleBytes.function([0] ++ repeated([0x44, 1, 2, 3, 4, 5, 6, 7, 8, 0x1A], count))
    },
    Shape("loads and stores", 10_000) { count in
      ModuleBytes.function(
        [1, 1, 0x7F] ++ repeated([0x20, 0, 0x20, 0, 0x28, 2, 4, 0x36, 2, 8], count)
      ) { $0.adding(5, [[0, 1]]) }
    },
    Shape("operands in blocks with results", 10_000) { count in
      ModuleBytes.function(
        [0] ++ repeated([0x02, 0x7F, 0x41, 1], count) ++ repeated([0x0B], count) ++ [0x1A])
    },
  ]

  // Many values at once ---------------------------------------------------------------------------------------

  private static let thousand: [[UInt8]] = [
    [0x60, 0, 0], [0x60, 0] ++ n(1_000) ++ repeated([0x7F], 1_000),
    [0x60] ++ n(1_000) ++ repeated([0x7F], 1_000) ++ n(1_000) ++ repeated([0x7F], 1_000),
  ]

  private static func withThousand(_ body: [UInt8]) -> [UInt8] {
    let code = [[0] ++ body ++ [0x0B], [0, 0x00, 0x0B], [0, 0x00, 0x0B]] as [[UInt8]]
    return ModuleBytes().adding(1, thousand).adding(3, [[0], [1], [2]])
      .adding(10, code.map { n($0.count) ++ $0 }).sections
  }

  private static let values: [Shape] = [
    Shape("branches with 1,000 values", 500) { count in
      withThousand(
        [0x02, 1] ++ repeated([0x41, 1], 1_000) ++ repeated([0x41, 0, 0x0D, 0], count) ++ [0x0B]
          ++ repeated([0x1A], 1_000))
    },
    Shape("branches with 1,000 values to an outer block", 500) { count in
      withThousand(
        [0x02, 1, 0x41, 0, 0x02, 1] ++ repeated([0x41, 1], 1_000)
          ++ repeated([0x41, 0, 0x0D, 1], count) ++ [0x0B, 0x0C, 0, 0x0B] ++ repeated([0x1A], 1_000)
      )
    },
    Shape("calls with 1,000 results", 500) { count in
      withThousand(repeated([0x02, 0x40, 0x10, 1, 0x0C, 0, 0x0B], count))
    },
    Shape("calls with 1,000 arguments and results", 500) { count in
      withThousand([0x10, 1] ++ repeated([0x10, 2], count) ++ repeated([0x1A], 1_000))
    },
    Shape("blocks with 1,000 parameters and results", 500) { count in
      withThousand([0x10, 1] ++ repeated([0x02, 2, 0x0B], count) ++ repeated([0x1A], 1_000))
    },
    Shape("loops with 1,000 parameters", 500) { count in
      withThousand(
        [0x10, 1] ++ repeated([0x03, 2, 0x41, 0, 0x0D, 0, 0x0B], count) ++ repeated([0x1A], 1_000))
    },
    Shape("elements of arrays", 2_000) { count in
      let elements = min(count, 10_000)
      return ModuleBytes.function(
        [0]
          ++ repeated(
            repeated([0x41, 1], elements) ++ [0xFB, 8, 1] ++ n(elements) ++ [0x1A],
            max(count / 10_000, 1)),
        types: [[0x60, 0, 0], [0x5E, 0x7F, 1]])
    },
  ]

  // References and safepoints ---------------------------------------------------------------------------------

  private static func references(_ count: Int, isFromTheTop: Bool) -> [UInt8] {
    let count = min(count, 40_000)
    let order = isFromTheTop ? Array((0..<count).reversed()) : Array(0..<count)
    return ModuleBytes.function(
      [1] ++ n(count) ++ [0x6F] ++ (0..<count).flatMap { [0x20] ++ n($0) }
        ++ order.flatMap { [0xD0, 0x6F, 0x21] ++ n($0) ++ [0x41, 0, 0x40, 0, 0x1A] }
        ++ repeated([0x1A], count)
    ) { $0.adding(5, [[0, 1]]) }
  }

  private static let references: [Shape] = [
    Shape("references saved from the top, a safepoint each", 5_000) {
      references($0, isFromTheTop: true)
    },
    Shape("references saved from below, a safepoint each", 5_000) {
      references($0, isFromTheTop: false)
    },
    Shape("references below many safepoints", 5_000) { count in
      let below = min(count, 20_000)
      return ModuleBytes.function(
        [1, 1, 0x6F] ++ repeated([0x20, 0, 0x02, 0x40, 0x0B], below)
          ++ repeated([0x41, 0, 0x40, 0, 0x1A], count) ++ repeated([0x1A], below)
      ) { $0.adding(5, [[0, 1]]) }
    },
    Shape("fields of a structure, read and written", 5_000) { count in
      ModuleBytes.function(
        [1, 1, 0x63, 1]
          ++ repeated([0x20, 0, 0x20, 0, 0xFB, 2, 1, 0, 0xFB, 5, 1, 0], count),
        types: [[0x60, 0, 0], [0x5F, 1, 0x7F, 1]])
    },
    Shape("casts", 5_000) { count in
      ModuleBytes.function(
        [1, 1, 0x6E] ++ repeated([0x20, 0, 0xFB, 0x14, 1, 0x1A], count),
        types: [[0x60, 0, 0], [0x5F, 0]])
    },
  ]

  // Exceptions ------------------------------------------------------------------------------------------------

  private static func withTag(_ body: [UInt8]) -> [UInt8] {
    ModuleBytes.function([0] ++ body) { $0.adding(13, [[0, 0]]) }
  }

  private static let exceptions: [Shape] = [
    Shape("nested tries", 5_000) { count in
      withTag(repeated([0x1F, 0x40, 1, 2, 0], count) ++ repeated([0x0B], count))
    },
    Shape("tries one after the other", 5_000) { count in
      withTag(repeated([0x1F, 0x40, 1, 2, 0, 0x0B], count))
    },
    Shape("catch clauses", 1_000) { count in
      let clauses = min(count, 10_000)
      return withTag(
        repeated(
          [0x1F, 0x40] ++ n(clauses) ++ repeated([0, 0, 0], clauses) ++ [0x0B],
          max(count / 10_000, 1)))
    },
    Shape("throws", 5_000) { count in withTag(repeated([0x02, 0x40, 0x08, 0, 0x0B], count)) },
    Shape("loops in tries", 5_000) { count in
      withTag(
        repeated([0x1F, 0x40, 0], count) ++ repeated([0x03, 0x40, 0x0B], count)
          ++ repeated([0x0B], count))
    },
    Shape("nested legacy tries", 5_000) { count in
      withTag(repeated([0x06, 0x40], count) ++ repeated([0x07, 0, 0x0B], count))
    },
    Shape("clauses of a legacy try", 5_000) { count in
      withTag([0x06, 0x40] ++ repeated([0x07, 0], count) ++ [0x0B])
    },
  ]
}
