internal import ComponentBinary
internal import Escapement
internal import WasmText

/// The state of a running script: its modules and instances by name.
final class ScriptRunner {
  private let engine: Engine
  private let store: Store
  private let linker: Linker
  private var instances: [String: Instance] = [:]
  private var currentInstance: Instance?
  private var definitions: [String: Module] = [:]
  private var currentDefinition: Module?
  private let values: ScriptValues
  private let roundTrip: RoundTrip?
  private let components: ComponentScripts

  init(engine: Engine, roundTrip: RoundTrip?) {
    self.engine = engine
    self.roundTrip = roundTrip
    store = Store(engine: engine)
    linker = Linker(engine: engine)
    linker.allowsRedefinition = true
    values = ScriptValues()
    components = ComponentScripts(engine: engine, roundTrip: roundTrip)
  }

  func run(_ directive: Directive) throws(ScriptError) {
    try defineSpectest(in: store, linker)
    switch directive.command {
    case .module(let source, _) where source.layer == .component: try instantiateUnnamed(source)
    case .module(let source, let name):
      remember(try instantiate(source), name)
    case .definition(let source, _) where source.layer == .component:
      try components.load(source)
    case .definition(let source, let name):
      let module = try load(source)
      currentDefinition = module
      if let name { definitions[name] = module }
    case .instance(let name, let definition):
      guard let module = definition.map({ definitions[$0] }) ?? currentDefinition else {
        throw .other("no module is defined")
      }
      remember(try instantiate(module), name)
    case .register(let name, let instance):
      let instance = try self.instance(instance)
      try attemptDefinition { () throws(LinkError) in try linker.define(name, instance) }
    case .action(let action): _ = try perform(action)
    case .assertReturn(let action, let patterns): try assertReturn(action, patterns)
    case .assertTrap(let action, let message):
      try expectTrap(message) { () throws(ScriptError) in _ = try perform(action) }
    case .assertExhaustion(let action, let message):
      try expectTrap(message) { () throws(ScriptError) in _ = try perform(action) }
    case .assertInstantiationTrap(let source, let message):
      try expectTrap(message) { () throws(ScriptError) in try instantiateUnnamed(source) }
    case .assertException(let action): try assertException(action)
    case .assertSuspension: throw .other("suspensions of modules are not supported")
    case .assertMalformed(let source, let message):
      try assertMalformed(message) { () throws(ScriptError) in try read(source) }
    case .assertMalformedCustom(let source, let message):
      try assertMalformed(message) { () throws(ScriptError) in try validateCustomSections(source) }
    case .assertInvalid(let source, let message):
      try assertInvalid(message) { () throws(ScriptError) in try read(source) }
    case .assertInvalidCustom(let source, let message):
      try assertInvalid(message) { () throws(ScriptError) in try validateCustomSections(source) }
    case .assertUnlinkable(let source, let message): try assertUnlinkable(source, message)
    case .thread, .wait: throw .other("threads in scripts are not supported")
    }
  }

  // Modules and instances -------------------------------------------------------------------------------------

  /// Loads a module or a component.
  private func read(_ source: ModuleSource) throws(ScriptError) {
    if source.layer == .component { return try components.load(source) }
    _ = try load(source)
  }

  private func load(_ source: ModuleSource) throws(ScriptError) -> Module {
    let bytes = try binary(of: source)
    let module = try loadModule(bytes, engine)
    return try roundTrip?.reload(module, bytes: bytes, isCanonical: source.isText) ?? module
  }

  private func binary(of source: ModuleSource) throws(ScriptError) -> [UInt8] {
    do throws(TextError) { return try source.binary() } catch { throw .text(error) }
  }

  /// Custom sections are about the bytes that the script gives.
  private func validateCustomSections(_ source: ModuleSource) throws(ScriptError) {
    let module = try loadModule(try binary(of: source), engine)
    do throws(ModuleError) { try module.validateCustomSections() } catch { throw .module(error) }
  }

  /// Instantiates a module or a component that nothing refers to afterwards.
  private func instantiateUnnamed(_ source: ModuleSource) throws(ScriptError) {
    if source.layer == .component {
      try components.load(source)
      throw .other("components are not run yet")
    }
    _ = try instantiate(source)
  }

  private func instantiate(_ source: ModuleSource) throws(ScriptError) -> Instance {
    try instantiate(try load(source))
  }

  private func instantiate(_ module: Module) throws(ScriptError) -> Instance {
    try attempt { () throws(HostError) in try linker.instantiate(module, in: store) }
  }

  private func remember(_ instance: Instance, _ name: String?) {
    currentInstance = instance
    if let name { instances[name] = instance }
  }

  private func instance(_ name: String?) throws(ScriptError) -> Instance {
    guard let instance = name.map({ instances[$0] }) ?? currentInstance else {
      throw .other("there is no instance \(name ?? "yet")")
    }
    return instance
  }

  // Actions ---------------------------------------------------------------------------------------------------

  private func perform(_ action: Action) throws(ScriptError) -> [Value] {
    let instance = try instance(action.instance)
    switch action.operation {
    case .invoke(let name, let arguments):
      let function = try attemptAccess { () throws(CallError) in try instance.function(name) }
      let types = function.type.parameters
      guard types.count == arguments.count else { throw .other("wrong number of arguments") }
      let converted = arguments.compactMap { values.value(of: $0) }
      guard converted.count == arguments.count else {
        throw .other("a value of the component model for a function of a module")
      }
      return try attempt { () throws(HostError) in try function.call(converted) }
    case .get(let name):
      return try attemptAccess { () throws(CallError) in [try instance.global(name).value] }
    }
  }

  private func assertReturn(_ action: Action, _ patterns: [ResultPattern]) throws(ScriptError) {
    let results = try perform(action)
    guard results.count == patterns.count else {
      throw .other("expected \(patterns.count) results, got \(results.count)")
    }
    for (result, pattern) in zip(results, patterns) where !values.matches(result, pattern) {
      throw .other("expected \(values.text(of: pattern)), got \(values.text(of: result))")
    }
  }

  // Errors ----------------------------------------------------------------------------------------------------

  private func expectTrap(
    _ message: String, _ body: () throws(ScriptError) -> Void
  ) throws(ScriptError) {
    do throws(ScriptError) {
      try body()
    } catch {
      guard case .trap(let trap) = error else { throw error }
      let reason = "\(trap.reason)"
      // Some scripts say a little more than the engine does: "uninitialized element 2".
      guard reason.hasPrefix(message) || message.hasPrefix(reason + " ") else {
        throw .other("expected the trap '\(message)', got '\(reason)'")
      }
      return
    }
    throw .other("expected the trap '\(message)', but there was none")
  }

  private func assertException(_ action: Action) throws(ScriptError) {
    do throws(ScriptError) {
      _ = try perform(action)
    } catch {
      guard case .exception = error else { throw error }
      return
    }
    throw .other("expected an exception, but there was none")
  }

  private func assertMalformed(
    _ message: String, _ load: () throws(ScriptError) -> Void
  ) throws(ScriptError) {
    do throws(ScriptError) {
      try load()
    } catch {
      switch error {
      case .text(let error): return try expect(error.message, toBeginWith: message)
      case .module(.malformed(let reason, _)): return try expect(reason, toBeginWith: message)
      case .component(.malformed(let reason, offset: _)):
        return try expect(reason, toContain: message)
      case .module:
        throw .other("expected '\(message)' as malformed, but it is not: \(error)")
      default: throw error
      }
    }
    throw .other("expected a malformed module: '\(message)'")
  }

  private func assertInvalid(
    _ message: String, _ load: () throws(ScriptError) -> Void
  ) throws(ScriptError) {
    do throws(ScriptError) {
      try load()
    } catch {
      switch error {
      case .component(let error): return try expect(error.reason, toContain: message)
      case .module(.invalid(let reason, _, _, _, _)):
        return try expect(reason, toBeginWith: message)
      // A module that an older version of the specification forbids.
      case .module(.unsupportedFeature(_, let construct, _)):
        return try expect(construct, toBeginWith: message)
      case .module:
        throw .other("expected '\(message)' as invalid, but it is not: \(error)")
      default: throw error
      }
    }
    throw .other("expected an invalid module: '\(message)'")
  }

  private func assertUnlinkable(
    _ source: ModuleSource, _ message: String
  ) throws(ScriptError) {
    let module = try load(source)
    do throws(ScriptError) {
      _ = try instantiate(module)
    } catch {
      guard case .link(let error) = error else { throw error }
      return try expect("\(error)", toBeginWith: message)
    }
    throw .other("expected the link to fail: '\(message)'")
  }

  /// Scripts of components quote any part of a message.
  private func expect(_ reason: String, toContain message: String) throws(ScriptError) {
    let text = Array(reason.utf8)
    let wordings = [message] + (Wording.alternatives[message] ?? [])
    guard wordings.contains(where: { text.contains(Array($0.utf8)) }) else {
      throw .other("expected '\(message)', got '\(reason)'")
    }
  }

  private func expect(_ reason: String, toBeginWith message: String) throws(ScriptError) {
    let wordings = [message] + (Wording.alternatives[message] ?? [])
    guard wordings.contains(where: { reason.hasPrefix($0) }) else {
      throw .other("expected '\(message)', got '\(reason)'")
    }
  }
}

extension [UInt8] {
  /// Whether these bytes occur somewhere.
  fileprivate func contains(_ other: [UInt8]) -> Bool {
    guard count >= other.count else { return false }
    return (0...(count - other.count)).contains { self[$0...].starts(with: other) }
  }
}
