internal import ComponentBinary
internal import Escapement
internal import EscapementComponents
internal import WasmText

/// What a script defines without instantiating it.
private enum ScriptDefinition {
  case module(Module)
  case component(Component)
}

/// What a script calls functions of.
private enum ScriptInstance {
  case module(Instance)
  case component(ComponentInstance)
}

/// The state of a running script: its modules, components and instances by name.
final class ScriptRunner {
  private let engine: Engine
  private let store: Store
  private let linker: Linker
  private var instances: [String: ScriptInstance] = [:]
  private var currentInstance: ScriptInstance?
  private var definitions: [String: ScriptDefinition] = [:]
  private var currentDefinition: ScriptDefinition?
  private let values: ScriptValues
  private let roundTrip: RoundTrip?
  private let components: ComponentScripts
  private let substitute: SuiteRunner.Substitute?

  init(engine: Engine, roundTrip: RoundTrip?, substitute: SuiteRunner.Substitute?) {
    self.engine = engine
    self.roundTrip = roundTrip
    self.substitute = substitute
    store = Store(engine: engine)
    linker = Linker(engine: engine)
    linker.allowsRedefinition = true
    values = ScriptValues()
    components = ComponentScripts(engine: engine, store: store, roundTrip: roundTrip)
  }

  func run(_ directive: Directive) throws(ScriptError) {
    try defineSpectest(in: store, linker)
    switch directive.command {
    case .module(let source, let name):
      remember(try instantiate(try load(source)), name)
    case .definition(let source, let name):
      let definition = try load(source)
      currentDefinition = definition
      if let name { definitions[name] = definition }
    case .instance(let name, let definition):
      guard let definition = definition.map({ definitions[$0] }) ?? currentDefinition else {
        throw .other("no module is defined")
      }
      remember(try instantiate(definition), name)
    case .register(let name, let instance): try register(name, try self.instance(instance))
    case .action(let action): _ = try perform(action)
    case .assertReturn(let action, let patterns): try assertReturn(action, patterns)
    case .assertTrap(let action, let message):
      try expectTrap(message) { () throws(ScriptError) in _ = try perform(action) }
    case .assertExhaustion(let action, let message):
      try expectTrap(message) { () throws(ScriptError) in _ = try perform(action) }
    case .assertInstantiationTrap(let source, let message):
      try expectTrap(message) { () throws(ScriptError) in _ = try instantiate(try load(source)) }
    case .assertException(let action): try assertException(action)
    case .assertSuspension: throw .other("suspensions of modules are not supported")
    case .assertMalformed(let source, let message):
      try assertMalformed(message) { () throws(ScriptError) in _ = try load(source) }
    case .assertMalformedCustom(let source, let message):
      try assertMalformed(message) { () throws(ScriptError) in try validateCustomSections(source) }
    case .assertInvalid(let source, let message):
      try assertInvalid(message) { () throws(ScriptError) in _ = try load(source) }
    case .assertInvalidCustom(let source, let message):
      try assertInvalid(message) { () throws(ScriptError) in try validateCustomSections(source) }
    case .assertUnlinkable(let source, let message): try assertUnlinkable(source, message)
    case .thread, .wait: throw .other("threads in scripts are not supported")
    }
  }

  // Definitions and instances ---------------------------------------------------------------------------------

  private func load(_ source: ModuleSource) throws(ScriptError) -> ScriptDefinition {
    if source.layer == .component { return .component(try components.load(source)) }
    let bytes = try binary(of: source)
    let module = try loadModule(bytes, engine)
    if let substitute {
      guard let other = substitute(bytes, engine) else {
        throw .other("there is no substitute for this module")
      }
      return .module(other)
    }
    return .module(
      try roundTrip?.reload(module, bytes: bytes, isCanonical: source.isText) ?? module)
  }

  private func binary(of source: ModuleSource) throws(ScriptError) -> [UInt8] {
    do throws(TextError) { return try source.binary() } catch { throw .text(error) }
  }

  /// Custom sections are about the bytes that the script gives.
  private func validateCustomSections(_ source: ModuleSource) throws(ScriptError) {
    let module = try loadModule(try binary(of: source), engine)
    do throws(ModuleError) { try module.validateCustomSections() } catch { throw .module(error) }
  }

  private func instantiate(_ definition: ScriptDefinition) throws(ScriptError) -> ScriptInstance {
    switch definition {
    case .module(let module):
      .module(try attempt { () throws(HostError) in try linker.instantiate(module, in: store) })
    case .component(let component): .component(try components.instantiate(component))
    }
  }

  /// Components import instances of others by their names in the script.
  private func remember(_ instance: ScriptInstance, _ name: String?) {
    currentInstance = instance
    guard let name else { return }
    instances[name] = instance
    if case .component(let instance) = instance { components.define(name, instance) }
  }

  private func register(_ name: String, _ instance: ScriptInstance) throws(ScriptError) {
    switch instance {
    case .module(let instance):
      try attemptDefinition { () throws(LinkError) in try linker.define(name, instance) }
    case .component(let instance): components.define(name, instance)
    }
  }

  private func instance(_ name: String?) throws(ScriptError) -> ScriptInstance {
    guard let instance = name.map({ instances[$0] }) ?? currentInstance else {
      throw .other("there is no instance \(name ?? "yet")")
    }
    return instance
  }

  // Actions ---------------------------------------------------------------------------------------------------

  private enum Results {
    case values([Value])
    case componentValue(ComponentValue?)
  }

  private func perform(_ action: Action) throws(ScriptError) -> Results {
    switch (try instance(action.instance), action.operation) {
    case (.module(let instance), .invoke(let name, let arguments)):
      return .values(try call(name, arguments, of: instance))
    case (.module(let instance), .get(let name)):
      return .values(
        [try attemptAccess { () throws(CallError) in try instance.global(name).value }])
    case (.component(let instance), .invoke(let name, let arguments)):
      return .componentValue(try components.call(name, arguments, of: instance))
    case (.component, .get): throw .other("components have no globals")
    }
  }

  private func call(
    _ name: String, _ arguments: [ScriptValue], of instance: Instance
  ) throws(ScriptError) -> [Value] {
    let function = try attemptAccess { () throws(CallError) in try instance.function(name) }
    let types = function.type.parameters
    guard types.count == arguments.count else { throw .other("wrong number of arguments") }
    let converted = arguments.compactMap { values.value(of: $0) }
    guard converted.count == arguments.count else {
      throw .other("a value of the component model for a function of a module")
    }
    return try attempt { () throws(HostError) in try function.call(converted) }
  }

  private func assertReturn(_ action: Action, _ patterns: [ResultPattern]) throws(ScriptError) {
    switch try perform(action) {
    case .values(let results):
      try checkCount(results.count, patterns)
      for (result, pattern) in zip(results, patterns) where !values.matches(result, pattern) {
        throw .other("expected \(values.text(of: pattern)), got \(values.text(of: result))")
      }
    case .componentValue(let result):
      try checkCount(result == nil ? 0 : 1, patterns)
      guard let result, let pattern = patterns.first else { return }
      guard result.matches(pattern) else {
        throw .other("expected \(values.text(of: pattern)), got \(result.scriptText)")
      }
    }
  }

  private func checkCount(_ count: Int, _ patterns: [ResultPattern]) throws(ScriptError) {
    guard count == patterns.count else {
      throw .other("expected \(patterns.count) results, got \(count)")
    }
  }

  // Errors ----------------------------------------------------------------------------------------------------

  private func expectTrap(
    _ message: String, _ body: () throws(ScriptError) -> Void
  ) throws(ScriptError) {
    do throws(ScriptError) {
      try body()
    } catch {
      if case .componentTrap(let trap) = error {
        guard let trap else { return }
        return try expect("\(trap)", toContain: Wording.withoutPrefix(message))
      }
      guard case .trap(let trap) = error else { throw error }
      let reason = "\(trap.reason)"
      let message = Wording.withoutPrefix(message)
      // Some scripts say a little more than the engine does: "uninitialized element 2".
      let wordings = [message] + (Wording.alternatives[message] ?? [])
      guard wordings.contains(where: { reason.hasPrefix($0) }) || message.hasPrefix(reason + " ")
      else {
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
    let definition = try load(source)
    do throws(ScriptError) {
      _ = try instantiate(definition)
    } catch {
      switch error {
      case .link(let error): return try expect("\(error)", toBeginWith: message)
      case .componentLink(let error): return try expect("\(error)", toContain: message)
      default: throw error
      }
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
