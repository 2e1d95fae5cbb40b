/// Modules and texts that ask for far too much: nesting, counts, sizes.
enum Monsters {
  static let header: [UInt8] = [0x00, 0x61, 0x73, 0x6D, 1, 0, 0, 0]
  private static let most: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF, 0x0F]

  private static func section(_ id: UInt8, _ contents: [UInt8]) -> [UInt8] {
    [id] + ModuleOutline.encode(contents.count) + contents
  }

  /// A module with one exported function without parameters and results.
  static func module(body: [UInt8]) -> [UInt8] {
    let sized = ModuleOutline.encode(body.count) + body
    return header + section(1, [1, 0x60, 0, 0]) + section(3, [1, 0])
      + section(7, [1, 1, UInt8(ascii: "f"), 0, 0]) + section(10, [1] + sized)
  }

  static let modules: [Corpus.Item] = nested + counted + wide

  // Nesting ---------------------------------------------------------------------------------------------------

  /// Nearly as deep as `ModuleLimits.nesting` allows.
  private static let depth = 99_000

  private static let nested: [Corpus.Item] = {
    func nested(_ name: String, _ opening: [UInt8], _ closing: [UInt8] = [0x0B]) -> Corpus.Item {
      var body: [UInt8] = [0]
      for _ in 0..<depth { body += opening }
      for _ in 0..<depth { body += closing }
      return Corpus.Item(name: name, bytes: module(body: body + [0x0B]))
    }
    return [
      nested("blocks", [0x02, 0x40]), nested("loops", [0x03, 0x40]),
      nested("ifs", [0x41, 0x01, 0x04, 0x40]),
      nested("ifs with else", [0x41, 0x00, 0x04, 0x40, 0x05]),
      nested("blocks that branch out", [0x02, 0x40], [0x0C, 0x00, 0x0B]),
      nested("legacy tries", [0x06, 0x40]), nested("try tables", [0x1F, 0x40, 0x00]),
      nested("unclosed blocks", [0x02, 0x40], []), nested("too many ends", [], [0x0B]),
      nested("typed blocks", [0x41, 0x00, 0x02, 0x7F], [0x0B, 0x1A, 0x41, 0x00]),
    ]
  }()

  // Counts ----------------------------------------------------------------------------------------------------

  /// Each section with the highest count there is, and nothing or much behind it.
  private static let counted: [Corpus.Item] = {
    var modules: [Corpus.Item] = []
    for id in UInt8(0)...13 {
      for filler in [0, 100_000] {
        let contents = most + [UInt8](repeating: 0, count: filler)
        modules.append(
          Corpus.Item(
            name: "section \(id), 2^32 - 1 elements, \(filler) bytes",
            bytes: header + section(id, contents)))
      }
      modules.append(
        Corpus.Item(name: "section \(id), 4 GiB", bytes: header + [id] + most + [0]))
    }
    func code(_ name: String, _ body: [UInt8]) {
      modules.append(.init(name: name, bytes: module(body: body)))
    }
    code("2^32 - 1 locals", [1] + most + [0x7F, 0x0B])
    code("2^32 - 1 groups of locals", most + [0x0B])
    code("50,000 locals", [1, 0xD0, 0x86, 0x03, 0x7F, 0x0B])
    code("60,000 locals", [1, 0xE0, 0xD4, 0x03, 0x7F, 0x0B])
    code("many groups of locals", [0xFF, 0x7F] + [UInt8](repeating: 0x7F, count: 60_000) + [0x0B])
    code("2^32 - 1 labels", [0, 0x41, 0, 0x0E] + most + [0, 0x0B])
    code(
      "60,000 labels",
      [0, 0x41, 0, 0x0E, 0xE0, 0xD4, 0x03] + [UInt8](repeating: 0, count: 60_001) + [0x0B])
    code("2^32 - 1 catch clauses", [0, 0x1F, 0x40] + most + [0x0B, 0x0B])
    modules += [
      .init(
        name: "type with 2^32 - 1 parameters",
        bytes: header + section(1, [1, 0x60] + most + [0x7F, 0])),
      .init(
        name: "structure with 2^32 - 1 fields",
        bytes: header + section(1, [1, 0x5F] + most + [0x7F, 0])),
      .init(
        name: "group of 2^32 - 1 types", bytes: header + section(1, [1, 0x4E] + most + [0x5F, 0])),
      .init(name: "memory of 4 GiB", bytes: header + section(5, [1, 0, 0x80, 0x80, 0x04])),
      .init(
        name: "memory of 16 EiB",
        bytes: header + section(5, [1, 4, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x40])),
      .init(name: "100,000 memories", bytes: header + section(5, many(100_000, [0, 1]))),
      .init(
        name: "table of 2^32 - 1 elements", bytes: header + section(4, [1, 0x70, 0] + most)),
      .init(name: "1,000,000 types", bytes: header + section(1, many(1_000_000, [0x60, 0, 0]))),
      .init(name: "1,000,001 types", bytes: header + section(1, many(1_000_001, [0x60, 0, 0]))),
      .init(name: "array of 2^32 - 1 elements", bytes: arrayAllocation),
    ]
    return modules
  }()

  private static func many(_ count: Int, _ element: [UInt8]) -> [UInt8] {
    var bytes = ModuleOutline.encode(count)
    for _ in 0..<count { bytes += element }
    return bytes
  }

  /// `(array.new_default $bytes (i32.const -1))`
  private static let arrayAllocation: [UInt8] =
    header + section(1, [2, 0x60, 0, 0, 0x5E, 0x78, 1]) + section(3, [1, 0])
    + section(7, [1, 1, UInt8(ascii: "f"), 0, 0])
    + section(10, [1, 8, 0, 0x41, 0x7F, 0xFB, 7, 1, 0x1A, 0x0B])

  // Width -----------------------------------------------------------------------------------------------------

  private static let wide: [Corpus.Item] = [
    .init(
      name: "1,000,000 operands",
      bytes: module(
        body: [0] + many(0, []).dropFirst() + repeated([0x41, 0x01], 1_000_000)
          + repeated([0x1A], 1_000_000) + [0x0B])),
    .init(
      name: "a local that is saved again and again",
      bytes: module(
        body: [1, 1, 0x7F] + repeated([0x20, 0, 0x20, 0, 0x21, 0], 30_000)
          + repeated([0x1A], 30_000) + [0x0B])),
    .init(
      name: "many dead branches",
      bytes: module(body: [0] + repeated([0x0C, 0x00], 500_000) + [0x0B])),
    .init(
      name: "long LEB128",
      bytes: module(body: [0, 0x41] + repeated([0x80], 100_000) + [0x00, 0x1A, 0x0B])),
    .init(name: "long name", bytes: header + section(7, [1] + most + repeated([0x61], 100_000))),
  ]

  private static func repeated(_ bytes: [UInt8], _ count: Int) -> [UInt8] {
    var all: [UInt8] = []
    for _ in 0..<count { all += bytes }
    return all
  }

  // Texts -----------------------------------------------------------------------------------------------------

  static let texts: [Corpus.Item] = [
    text("parentheses", "", "(", ""), text("modules", "", "(module ", ""),
    text("functions", "(module ", "(func ", ""), text("blocks", "(module (func ", "(block ", ""),
    text("ifs", "(module (func ", "(if (i32.const 1) (then ", ""),
    text("folded operands", "(module (func ", "(drop ", ""),
    text("flat blocks", "(module (func ", "block ", "))"),
    text("closed blocks", "(module (func ", "(block) ", "))"),
    text("comments", "", "(;", ""), text("annotations", "(module ", "(@a ", ""),
    text("strings", "", "\"", ""), text("recursive groups", "(module ", "(rec (type (func)) ", ""),
    text("references", "(module (type (func (param ", "(ref ", ""),
    text("digits", "(module (func i64.const ", "1", "))"),
    text("fraction", "(module (func f64.const 0.", "1", "))"),
    text("exponent", "(module (func f64.const 1e", "9", "))"),
    text("hexadecimal exponent", "(module (func f64.const 0x1p-", "9", "))"),
    text("identifier", "(module (func $", "a", "))"),
    text("scripts", "", "(assert_return (invoke \"f\") ", ""),
  ]

  private static func text(_ name: String, _ start: String, _ part: String, _ end: String)
    -> Corpus.Item
  {
    Corpus.Item(
      name: "text: \(name)",
      bytes: Array((start + String(repeating: part, count: 200_000) + end).utf8))
  }
}
