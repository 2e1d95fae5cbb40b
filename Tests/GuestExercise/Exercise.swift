package import Escapement

/// Loads, instantiates and runs whatever can be, within small limits.
package struct Exercise {
  package let engine: Engine
  /// Whether every allocation collects the heap.
  private let collectsAlways: Bool

  /// Instructions per call.
  private static let fuel: UInt64 = 2_000
  /// At most this many functions of an instance are called.
  private static let calls = 6

  package init(
    dispatch: EngineConfiguration.Dispatch, optimizations: Optimizations = .all,
    collectsAlways: Bool = false
  ) {
    var configuration = EngineConfiguration()
    configuration.optimizations = optimizations
    configuration.features = .all
    configuration.metersFuel = true
    configuration.dispatch = dispatch
    engine = Engine(configuration: configuration)
    self.collectsAlways = collectsAlways
  }

  /// How far a module got.
  package enum Stage: Int, Sendable {
    case refused, loaded, instantiated, called
  }

  package func run(_ bytes: [UInt8]) -> Stage {
    guard let module = try? Module(engine: engine, bytes: bytes) else { return .refused }
    return run(module)
  }

  package func run(_ module: Module) -> Stage {
    guard let outcomes = outcomes(of: module) else { return .loaded }
    return outcomes.isEmpty ? .instantiated : .called
  }

  /// What each function that could be called made of its call; nil if there was no instance.
  package func outcomes(of module: Module) -> [Result<[Value], any Error>]? {
    var limits = ResourceLimits()
    limits.memoryBytes = 4 << 20
    limits.tableElements = 100_000
    limits.valueStackBytes = 128 << 10
    limits.heapBytes = 1 << 20
    let store = Store(engine: engine, limits: limits)
    if collectsAlways { store.collectAtEveryAllocation() }
    store.fuel = Self.fuel
    guard let imports = imports(of: module, in: store),
      let instance = try? Instance(store: store, module: module, imports: imports)
    else { return nil }
    var outcomes: [Result<[Value], any Error>] = []
    for export in instance.exports where outcomes.count < Self.calls {
      guard case .function(let function) = export.value else { continue }
      let arguments = function.type.parameters.compactMap { Value(defaultOf: $0) }
      guard arguments.count == function.type.parameters.count else { continue }
      store.fuel = Self.fuel
      outcomes.append(Result { try function.call(arguments) })
    }
    return outcomes
  }

  /// Something that fits each import; nil if there is nothing for one of them.
  private func imports(of module: Module, in store: Store) -> [External]? {
    let linker = Linker(engine: engine)
    linker.allowsRedefinition = true
    var imports: [External] = []
    for wanted in module.imports {
      guard let external = try? external(for: wanted, linker, in: store) else { return nil }
      imports.append(external)
    }
    return imports
  }

  private func external(
    for wanted: ImportType, _ linker: Linker, in store: Store
  ) throws -> External? {
    switch wanted.type {
    case .function(let type):
      let results = type.results.compactMap { Value(defaultOf: $0) }
      guard results.count == type.results.count else { return nil }
      try linker.define("", "", type: type) { _, _ in results }
      return linker.resolve("", "", in: store)
    case .memory(let type): return .memory(try Memory(store: store, type: type))
    case .table(let type): return .table(try Table(store: store, type: type))
    case .global(let type):
      guard let value = Value(defaultOf: type.value) else { return nil }
      return .global(try Global(store: store, type: type, value: value))
    case .tag(let type): return .tag(try Tag(store: store, parameters: type.parameters))
    }
  }
}
