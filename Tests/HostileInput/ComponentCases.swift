import ComponentBinary
import GuestExercise
import RandomNumbers
import WasmText
import WasmTypes

/// Decodes, validates, describes, encodes and prints whatever can be.
struct ComponentExercise {
  func run(_ bytes: [UInt8]) -> Exercise.Stage {
    let stage = bytes.withUnsafeBytes { run($0) }
    _ = try? TextFormat.disassemble(bytes)
    return stage
  }

  func run(_ bytes: UnsafeRawBufferPointer) -> Exercise.Stage {
    guard let component = try? decodeComponent(bytes, features: .all) else { return .refused }
    let encoded = encodeComponent(component, bytes: bytes)
    // What was read can be written and read again.
    encoded.withUnsafeBytes { encoded in
      guard let again = try? decodeComponent(encoded, features: .all) else {
        fatalError("an encoded component is not decoded")
      }
      guard again.definitions.count == component.definitions.count else {
        fatalError("an encoded component has other definitions")
      }
    }
    guard
      let valid = try? validateComponent(
        component, bytes: bytes, features: .all, coreFeatures: .all)
    else { return .refused }
    _ = InterfaceDescription.text(of: valid.root.type, in: valid.types)
    return .loaded
  }
}

extension Cases {
  private static let samples = 400

  mutating func spoil(component item: Corpus.Item, seed: UInt64) {
    var random = Random(seed: seed)
    let bytes = item.bytes
    let exercise = ComponentExercise()
    let buffer = EndGuardedBuffer(capacity: bytes.count)
    let stride = max(1, bytes.count / Self.samples)
    each(.componentTruncation, of: item.name, Swift.stride(from: 0, to: bytes.count, by: stride)) {
      buffer.withCopy(of: bytes[..<$0]) { exercise.run($0) }
    }
    let changes = min(max(bytes.count / 8, 16), 160)
    each(.componentChange, of: item.name, 0..<changes) { number in
      let kind = Mutation.allCases[number % Mutation.allCases.count]
      return exercise.run(kind.apply(to: bytes, &random))
    }
    // Components are made of sections as modules are.
    guard let outline = ModuleOutline(bytes) else { return }
    each(.componentInside, of: item.name, 0..<changes) { _ in exercise.run(outline.spoiled(&random))
    }
  }
}

/// Components that ask for far too much: nesting, counts, types that grow.
enum ComponentMonsters {
  private static let header: [UInt8] = [0x00, 0x61, 0x73, 0x6D, 0x0D, 0, 1, 0]
  private static let most: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF, 0x0F]

  private static func section(_ id: UInt8, _ contents: [UInt8]) -> [UInt8] {
    [id] + ModuleOutline.encode(contents.count) + contents
  }

  private static func list(_ count: Int, _ element: (Int) -> [UInt8]) -> [UInt8] {
    var bytes = ModuleOutline.encode(count)
    for index in 0..<count { bytes += element(index) }
    return bytes
  }

  private static func name(_ text: String) -> [UInt8] {
    ModuleOutline.encode(text.utf8.count) + Array(text.utf8)
  }

  static let components: [Corpus.Item] = nested + counted + growing

  // Nesting ---------------------------------------------------------------------------------------------------

  private static let nested: [Corpus.Item] = {
    func item(_ name: String, _ bytes: [UInt8]) -> Corpus.Item {
      Corpus.Item(name: "component: \(name)", bytes: bytes)
    }
    // Sizes from the inside out, so that building takes time in proportion to the result.
    var reversed: [UInt8] = []
    var size = 0
    for _ in 0..<30_000 {
      let length = ModuleOutline.encode(size)
      reversed += length.reversed() + [4] + header.reversed()
      size += length.count + 1 + header.count
    }
    func declarators(_ code: UInt8) -> [UInt8] {
      var bytes: [UInt8] = [1]
      for _ in 0..<300_000 { bytes += [code, 1, 1] }
      return bytes + [0x73]
    }
    return [
      item("components inside of components", reversed.reversed()),
      item("component types inside of each other", header + section(7, declarators(0x41))),
      item("instance types inside of each other", header + section(7, declarators(0x42))),
      item(
        "lists of lists",
        header + section(7, list(300_000) { $0 == 0 ? [0x73] : [0x70] + signed($0 - 1) })),
    ]
  }()

  /// A type index, as value types have it.
  private static func signed(_ value: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = value
    while rest >= 0x40 {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }

  // Counts ----------------------------------------------------------------------------------------------------

  private static let counted: [Corpus.Item] = {
    var items: [Corpus.Item] = []
    for id in UInt8(0)...13 {
      for filler in [0, 100_000] {
        let contents = most + [UInt8](repeating: 0, count: filler)
        items.append(
          Corpus.Item(
            name: "component: section \(id), 2^32 - 1 elements, \(filler) bytes",
            bytes: header + section(id, contents)))
      }
    }
    let many: [(String, UInt8, [UInt8])] = [
      ("1,000,000 types", 7, list(1_000_000) { _ in [0x73] }),
      ("1,000,001 types", 7, list(1_000_001) { _ in [0x73] }),
      ("10,001 fields", 7, [1, 0x72] + list(10_001) { name("f\($0)") + [0x73] }),
      ("10,000 fields", 7, [1, 0x72] + list(10_000) { name("f\($0)") + [0x73] }),
      ("100,000 instances", 5, list(100_000) { _ in [1, 0] }),
      ("100,000 core instances", 2, list(100_000) { _ in [1, 0] }),
      (
        "a long name", 10,
        [1, 0] + ModuleOutline.encode(200_000) + [UInt8](repeating: 0x61, count: 200_000) + [3, 1]
      ),
      ("200,000 imports", 10, list(200_000) { [0] + name("r\($0)") + [3, 1] }),
    ]
    for (name, id, contents) in many {
      items.append(
        Corpus.Item(name: "component: \(name)", bytes: header + section(id, contents)))
    }
    return items
  }()

  // Growth ----------------------------------------------------------------------------------------------------

  /// What grows exponentially, or with the square of its bytes, for whoever walks types as trees.
  private static let growing: [Corpus.Item] = {
    let pairs = list(90) { index -> [UInt8] in
      guard index > 0 else { return [0x70, 0x7D] }
      let previous = signed(index - 1)
      return index % 2 == 1 ? [0x6F, 2] + previous + previous : [0x70] + previous
    }
    // Each type is an instance that exports the one before it twice.
    let instances = list(90) { index -> [UInt8] in
      guard index > 0 else { return [0x42, 0] }
      let alias: [UInt8] = [2, 3, 2, 1] + ModuleOutline.encode(index - 1)
      let exports: [[UInt8]] = ["a", "b"].map { [4, 0] + name($0) + [5, 0] }
      return [0x42, 3] + alias + exports[0] + exports[1]
    }
    // A component of many resource types, instantiated as often as may be, each of which is exported anew.
    let resources = 5_000
    let inner =
      header + section(7, list(resources) { _ in [0x3F, 0x7F, 0] })
      + section(11, list(resources) { [0] + name("r\($0)") + [3] + ModuleOutline.encode($0) + [0] })
    let instantiated = header + section(4, inner) + section(5, list(1_000) { _ in [0, 0, 0] })
    // Exports of one instance with many exports.
    let exported =
      header + section(4, inner) + section(5, [1, 0, 0, 0])
      + section(11, list(5_000) { [0] + name("i\($0)") + [5, 0, 0] })
    return [
      Corpus.Item(name: "component: pairs of pairs", bytes: header + section(7, pairs)),
      Corpus.Item(name: "component: instances of instances", bytes: header + section(7, instances)),
      Corpus.Item(name: "component: many instances of many resources", bytes: instantiated),
      Corpus.Item(name: "component: many exports of many resources", bytes: exported),
    ]
  }()
}
