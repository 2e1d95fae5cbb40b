import RandomNumbers
import WasmBinary

/// What a module uses.
struct Profile: OptionSet, Hashable {
  let rawValue: UInt32

  static let vectors = Profile(rawValue: 1 << 0)
  static let relaxedVectors = Profile(rawValue: 1 << 1)
  static let objects = Profile(rawValue: 1 << 2)
  static let exceptions = Profile(rawValue: 1 << 3)
  static let legacyExceptions = Profile(rawValue: 1 << 4)
  static let memory64 = Profile(rawValue: 1 << 5)
  static let tailCalls = Profile(rawValue: 1 << 6)
  static let references = Profile(rawValue: 1 << 7)
  static let bulk = Profile(rawValue: 1 << 8)
  /// A second module imports functions, the first memory and the fuel of the first one.
  static let linked = Profile(rawValue: 1 << 9)
  /// Functions of the host are imported.
  static let hosted = Profile(rawValue: 1 << 10)
  static let atomics = Profile(rawValue: 1 << 11)
  static let wideArithmetic = Profile(rawValue: 1 << 12)

  /// A mix of features; often none at all, so that plain code gets its share.
  static func random(_ random: inout Random) -> Profile {
    var profile: Profile = []
    for (feature, percent) in [(Profile.linked, 20), (.hosted, 30)] where random.chance(percent) {
      profile.insert(feature)
    }
    if random.chance(25) { return profile }
    for (feature, percent) in [
      (Profile.vectors, 30), (.relaxedVectors, 15), (.objects, 30), (.exceptions, 25),
      (.memory64, 20),
      (.tailCalls, 30), (.references, 40), (.bulk, 40), (.atomics, 15), (.wideArithmetic, 10),
      (.legacyExceptions, 8),
    ] where random.chance(percent) { profile.insert(feature) }
    if profile.contains(.relaxedVectors) { profile.insert(.vectors) }
    if profile.contains(.legacyExceptions) { profile.remove(.exceptions) }
    if profile.contains(.objects) { profile.insert(.references) }
    return profile
  }
}

/// A field of a structure, or the element of an array.
enum StorageKind: Hashable {
  case i8, i16
  case value(ValueKind)

  var unpacked: ValueKind { if case .value(let kind) = self { kind } else { .i32 } }
  var isPacked: Bool { if case .value = self { false } else { true } }

  func write(to writer: inout BinaryWriter) {
    switch self {
    case .i8: writer.byte(0x78)
    case .i16: writer.byte(0x77)
    case .value(let kind): kind.write(to: &writer)
    }
    // Mutable.
    writer.byte(1)
  }
}

struct ImportedFunction {
  var module: String
  var name: String
  var signature: Signature
}

/// What a module offers to a second one.
struct ModuleExports {
  var functions: [ImportedFunction]
  var memory: ModulePlan.MemoryPlan

  static let moduleName = "first"
  static let fuelName = "g0"
  static let memoryName = "m0"

  init(of plan: ModulePlan) {
    functions = plan.functions.indices.dropFirst(plan.importedFunctions.count).map {
      ImportedFunction(
        module: Self.moduleName, name: "f\($0)", signature: plan.functions[$0])
    }
    memory = plan.memories[0]
  }
}

/// The declarations of a random module, before its functions are made.
struct ModulePlan {
  enum ObjectType {
    case structure([StorageKind], parent: UInt32?)
    case array(StorageKind)
  }

  struct MemoryPlan {
    var is64 = false
    /// In pages.
    var minimum: UInt64 = 1
    var maximum: UInt64 = 3

    var address: ValueKind { is64 ? .i64 : .i32 }
  }

  struct TablePlan {
    var element: ValueKind
    var minimum: UInt64 = 10
    var maximum: UInt64 = 16
  }

  let profile: Profile
  /// Types of objects have the first indices, one group of recursive types.
  private(set) var objects: [ObjectType] = []
  private(set) var signatures: [Signature] = []
  /// The functions that functions call, imported ones first; those that the host calls follow, and have no parameters.
  private(set) var functions: [Signature] = []
  /// How many functions, the last ones, are small: see `makeSmallBody`.
  private(set) var smallFunctionCount = 0
  private(set) var importedFunctions: [ImportedFunction] = []
  /// What the other module has that this one shares; nil for a module alone.
  let first: ModuleExports?
  private(set) var entries: [Signature] = []
  private(set) var memories: [MemoryPlan] = []
  private(set) var tables: [TablePlan] = []
  private(set) var tags: [[ValueKind]] = []
  /// Global 0 counts what may still be executed. The others have the types that are here.
  private(set) var globals: [ValueKind] = [.i32]

  static let fuelGlobal: UInt32 = 0

  init(profile: Profile, linkedTo first: ModuleExports? = nil, _ random: inout Random) {
    self.profile = profile
    self.first = first
    if profile.contains(.hosted) {
      importedFunctions = HostFunctions.all.filter {
        $0.name != HostFunctions.back
          || profile.isDisjoint(with: [.exceptions, .legacyExceptions])
      }
    }
    if let first { importedFunctions += first.functions }
    functions = importedFunctions.map(\.signature)
    // What the host may call back.
    functions.append(HostFunctions.backSignature)
    if profile.contains(.objects) { objects = Self.objects(profile) }
    for _ in 0...random.below(3) { globals.append(random.pick(numbersAndVectors)) }
    if profile.contains(.references) { globals.append(random.pick(references)) }
    for _ in 0..<2 + random.below(4) {
      functions.append(signature(&random, parameters: 5, results: random.chance(70) ? 1 : 3))
    }
    smallFunctionCount = 1 + random.below(4)
    for _ in 0..<smallFunctionCount {
      functions.append(
        Signature(
          parameters: (0..<random.below(4)).map { _ in random.pick(ValueKind.numbers) },
          results: random.chance(80) ? [random.pick(ValueKind.numbers)] : []))
    }
    for _ in 0..<3 {
      let results = (0..<1 + random.below(3)).map { _ in random.pick(ValueKind.numbers) }
      entries.append(Signature(results: results))
    }
    memories = [MemoryPlan()]
    if profile.contains(.memory64) { memories.append(MemoryPlan(is64: true)) }
    if profile.contains(.bulk) {
      memories.append(MemoryPlan(minimum: random.chance(10) ? 0 : 1, maximum: 2))
    }
    if random.chance(30) { memories.swapAt(0, memories.count - 1) }
    if let first { memories[0] = first.memory }
    // All functions, and some nulls.
    let count = UInt64(functions.count) + 3
    tables = [TablePlan(element: .funcref, minimum: count, maximum: count + 4)]
    if profile.contains(.references) {
      tables.append(TablePlan(element: random.pick(references)))
      tables.append(TablePlan(element: .reference(index(of: functions[0]))))
    }
    if !profile.isDisjoint(with: [.exceptions, .legacyExceptions]) {
      tags = [[], [.i32], [.f64, .i64], [random.pick(kinds)]]
    }
  }

  private static func objects(_ profile: Profile) -> [ObjectType] {
    let base: [StorageKind] = [.value(.i32), .i8, .value(.f64), .value(.i64)]
    let derived = base + [.value(.reference(0)), .i16, .value(.anyref)]
    var objects: [ObjectType] = [
      .structure(base, parent: nil), .structure(derived, parent: 0), .array(.value(.i32)),
      .array(.i8), .array(.value(.reference(0))), .array(.value(.f32)), .array(.i16),
      .array(.value(.i64)),
    ]
    if profile.contains(.vectors) {
      objects.append(.structure(derived + [.value(.v128)], parent: 1))
      objects.append(.array(.value(.v128)))
    }
    return objects
  }

  // Kinds -----------------------------------------------------------------------------------------------------

  var numbersAndVectors: [ValueKind] {
    profile.contains(.vectors) ? ValueKind.numbers + [.v128] : ValueKind.numbers
  }

  /// The reference types that there are.
  var references: [ValueKind] {
    guard profile.contains(.references) else { return [] }
    var kinds: [ValueKind] = [.funcref, .externref]
    if profile.contains(.objects) {
      kinds += [.anyref, .eqref, .i31ref]
      kinds += objects.indices.map { .reference(UInt32($0)) }
    }
    if profile.contains(.exceptions) { kinds.append(.exnref) }
    return kinds
  }

  /// All kinds of values, numbers often.
  var kinds: [ValueKind] { numbersAndVectors + numbersAndVectors + ValueKind.numbers + references }

  func signature(_ random: inout Random, parameters: Int, results: Int) -> Signature {
    Signature(
      parameters: (0..<random.below(parameters + 1)).map { _ in random.pick(kinds) },
      results: (0..<random.below(results + 1)).map { _ in random.pick(kinds) })
  }

  /// The index of a function type, which is added where it is missing.
  mutating func index(of signature: Signature) -> UInt32 {
    let first = UInt32(objects.count)
    if let index = signatures.firstIndex(of: signature) { return first + UInt32(index) }
    signatures.append(signature)
    return first + UInt32(signatures.count - 1)
  }

  /// The function type of an index that `index(of:)` gave.
  func signature(at index: UInt32) -> Signature? {
    let position = Int(index) - objects.count
    return signatures.indices.contains(position) ? signatures[position] : nil
  }

  func object(at index: UInt32) -> ObjectType? {
    objects.indices.contains(Int(index)) ? objects[Int(index)] : nil
  }

  /// Whether a reference to one type is one to another as well.
  func isSubtype(_ kind: ValueKind, of other: ValueKind) -> Bool {
    if kind == other { return true }
    switch (kind, other) {
    case (.i31ref, .eqref), (.i31ref, .anyref), (.eqref, .anyref): return true
    case (.reference(let index), .anyref), (.reference(let index), .eqref):
      return object(at: index) != nil
    case (.reference(let index), .funcref): return object(at: index) == nil
    case (.reference(let index), .reference(let parentIndex)):
      guard case .structure(_, let parent?)? = object(at: index) else { return false }
      return isSubtype(.reference(parent), of: .reference(parentIndex))
    default: return false
    }
  }
}
