import Escapement

/// Runs modules in different ways, and says what can be observed of them.
struct Observer {
  /// A way to run a module.
  struct Mode: Hashable {
    var name: String
    var dispatch: EngineConfiguration.Dispatch = .c
    var metersFuel = false
    var optimizations = Optimizations.all
    /// Through an artifact.
    var isSerialized = false
    /// Every allocation of an object moves all others.
    var stressesCollector = false
  }

  static let reference = Mode(name: "C loop")

  /// What to compare with the C loop, for a module of a profile. All loops but one are the same for a seed.
  static func others(_ profile: Profile, seed: UInt64) -> [Mode] {
    var modes = [
      Mode(name: "C loop with fuel", metersFuel: true),
      Mode(name: "C loop without optimizations", optimizations: []),
    ]
    // Each optimization is the only one now and then, and the only one that is missing.
    let single = Optimizations(rawValue: 1 << UInt8(seed % 8))
    if Optimizations.all.contains(single) {
      modes.append(Mode(name: "C loop with one optimization", optimizations: single))
      modes.append(
        Mode(name: "C loop without one optimization", optimizations: .all.subtracting(single)))
    }
    if profile.isDisjoint(with: [.vectors, .relaxedVectors, .objects, .atomics]) {
      modes.append(Mode(name: "Swift loop", dispatch: .swift))
    }
    if seed % 8 == 0 { modes.append(Mode(name: "artifact", isSerialized: true)) }
    if profile.contains(.objects), seed % 2 == 0 {
      modes.append(Mode(name: "moving collector", stressesCollector: true))
    }
    return modes
  }

  private let mode: Mode
  private let engine: Engine

  init(_ mode: Mode) {
    self.mode = mode
    var configuration = EngineConfiguration()
    configuration.dispatch = mode.dispatch
    configuration.metersFuel = mode.metersFuel
    configuration.optimizations = mode.optimizations
    configuration.features = .all
    engine = Engine(configuration: configuration)
  }

  /// Little is enough, and quickly made.
  private static let limits: ResourceLimits = {
    var limits = ResourceLimits()
    limits.memoryBytes = 1 << 20
    limits.heapBytes = 16 << 20
    limits.valueStackBytes = 1 << 20
    return limits
  }()

  /// One line for each function called, memory and global, of one module after the other.
  func observe(_ modules: [[UInt8]]) throws -> [String] {
    let store = Store(engine: engine, limits: Self.limits)
    if mode.metersFuel { store.fuel = .max }
    if mode.stressesCollector { store.collectAtEveryAllocation() }
    store.deadline = .now + .seconds(30)
    let linker = Linker(engine: engine)
    try HostFunctions.define(in: linker)
    var lines: [String] = []
    for (index, bytes) in modules.enumerated() {
      var module = try Module(engine: engine, bytes: bytes)
      if mode.isSerialized {
        module = try Module(engine: engine, deserializing: module.serialize())
      }
      let instance = try linker.instantiate(module, in: store)
      lines += Self.run(instance)
      if index == 0 { try linker.define(ModuleExports.moduleName, instance) }
    }
    return lines
  }

  private static func run(_ instance: Instance) -> [String] {
    var lines: [String] = []
    for export in instance.exports where export.name.hasPrefix("r") {
      guard case .function(let function) = export.value else { continue }
      lines.append("\(export.name) \(Self.outcome(of: function))")
    }
    for export in instance.exports {
      switch export.value {
      case .memory(let memory):
        let checksum = memory.withUnsafeBytes { CRC32.checksum(of: $0) }
        lines.append("\(export.name) \(memory.pageCount) \(checksum)")
      case .global(let global): lines.append("\(export.name) \(Self.text(of: global.value))")
      default: break
      }
    }
    return lines
  }

  private static func outcome(of function: Func) -> String {
    do {
      return try function.call().map(text(of:)).joined(separator: " ")
    } catch let trap as Trap {
      return "trap: \(kind(of: trap.reason))"
    } catch is WasmException {
      return "exception"
    } catch {
      return "error: \(error)"
    }
  }

  private static func text(of value: Value) -> String {
    switch value {
    case .i32(let value): "\(UInt32(bitPattern: value))"
    case .i64(let value): "\(UInt64(bitPattern: value))"
    case .f32(let bits): Float(bitPattern: bits).isNaN ? "nan" : "\(bits)"
    case .f64(let bits): Double(bitPattern: bits).isNaN ? "nan" : "\(bits)"
    default: "\(value)"
    }
  }

  /// Engines divide traps into kinds of different fineness: what all can tell apart.
  private static func kind(of reason: Trap.Reason) -> String {
    switch reason {
    case .memoryOutOfBounds: "memory"
    case .tableOutOfBounds, .undefinedElement: "table"
    case .arrayOutOfBounds: "array"
    case .uninitializedElement: "null function"
    case .nullReference, .nullFunctionReference, .nullStructureReference, .nullArrayReference,
      .nullI31Reference, .nullExceptionReference:
      "null"
    case .indirectCallTypeMismatch: "signature"
    default: "\(reason)"
    }
  }
}

/// The checksum of zip files.
enum CRC32 {
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(byte) { rest, _ in rest & 1 == 1 ? 0xEDB8_8320 ^ (rest >> 1) : rest >> 1 }
  }

  static func checksum(of bytes: UnsafeRawBufferPointer) -> UInt32 {
    table.withUnsafeBufferPointer { table in
      ~bytes.reduce(~0) { table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] ^ ($0 >> 8) }
    }
  }
}
