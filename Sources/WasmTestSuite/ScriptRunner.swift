internal import Escapement
internal import WasmText

/// Why a directive failed, in words.
struct Failure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

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

  init(engine: Engine) {
    self.engine = engine
    store = Store(engine: engine)
    linker = Linker(engine: engine)
    linker.allowsRedefinition = true
    values = ScriptValues()
  }

  func run(_ directive: Directive) throws {
    try defineSpectest(in: store, linker)
    switch directive.command {
    case .module(let source, let name):
      remember(try instantiate(source), name)
    case .definition(let source, let name):
      let module = try load(source)
      currentDefinition = module
      if let name { definitions[name] = module }
    case .instance(let name, let definition):
      guard let module = definition.map({ definitions[$0] }) ?? currentDefinition else {
        throw Failure("no module is defined")
      }
      remember(try linker.instantiate(module, in: store), name)
    case .register(let name, let instance):
      try linker.define(name, try self.instance(instance))
    case .action(let action): _ = try perform(action)
    case .assertReturn(let action, let patterns): try assertReturn(action, patterns)
    case .assertTrap(let action, let message):
      try expectTrap(message) { _ = try perform(action) }
    case .assertExhaustion(let action, let message):
      try expectTrap(message) { _ = try perform(action) }
    case .assertInstantiationTrap(let source, let message):
      try expectTrap(message) { _ = try instantiate(source) }
    case .assertException(let action): try assertException(action)
    case .assertMalformed(let source, let message),
      .assertMalformedCustom(let source, let message):
      try assertMalformed(source, message)
    case .assertInvalid(let source, let message), .assertInvalidCustom(let source, let message):
      try assertInvalid(source, message)
    case .assertUnlinkable(let source, let message): try assertUnlinkable(source, message)
    case .thread, .wait: throw Failure("threads are not supported")
    }
  }

  // Modules and instances -------------------------------------------------------------------------------------

  private func load(_ source: ModuleSource) throws -> Module {
    try Module(engine: engine, bytes: try source.binary())
  }

  private func instantiate(_ source: ModuleSource) throws -> Instance {
    try linker.instantiate(try load(source), in: store)
  }

  private func remember(_ instance: Instance, _ name: String?) {
    currentInstance = instance
    if let name { instances[name] = instance }
  }

  private func instance(_ name: String?) throws -> Instance {
    guard let instance = name.map({ instances[$0] }) ?? currentInstance else {
      throw Failure("there is no instance \(name ?? "yet")")
    }
    return instance
  }

  // Actions ---------------------------------------------------------------------------------------------------

  private func perform(_ action: Action) throws -> [Value] {
    let instance = try instance(action.instance)
    switch action.operation {
    case .invoke(let name, let arguments):
      let function = try instance.function(name)
      let types = function.type.parameters
      guard types.count == arguments.count else { throw Failure("wrong number of arguments") }
      return try function.call(arguments.map { try values.value(of: $0) })
    case .get(let name): return [try instance.global(name).value]
    }
  }

  private func assertReturn(_ action: Action, _ patterns: [ResultPattern]) throws {
    let results = try perform(action)
    guard results.count == patterns.count else {
      throw Failure("expected \(patterns.count) results, got \(results.count)")
    }
    for (result, pattern) in zip(results, patterns) where !values.matches(result, pattern) {
      throw Failure("expected \(pattern), got \(result)")
    }
  }

  // Errors ----------------------------------------------------------------------------------------------------

  private func expectTrap(_ message: String, _ body: () throws -> Void) throws {
    do {
      try body()
    } catch let trap as Trap {
      let reason = "\(trap.reason)"
      guard wordingFits(reason, message) else {
        throw Failure("expected the trap '\(message)', got '\(reason)'")
      }
      return
    }
    throw Failure("expected the trap '\(message)', but there was none")
  }

  private func assertException(_ action: Action) throws {
    do {
      _ = try perform(action)
    } catch is WasmException {
      return
    }
    throw Failure("expected an exception, but there was none")
  }

  private func assertMalformed(_ source: ModuleSource, _ message: String) throws {
    do {
      _ = try load(source)
    } catch let error as TextError {
      return try expect(error.message, toFit: message)
    } catch let error as ModuleError {
      switch error {
      case .malformed, .unsupportedFeature, .limitExceeded:
        return try expect(error.reason, toFit: message)
      case .invalid: throw Failure("expected '\(message)' as malformed, but it is invalid: \(error)")
      }
    }
    throw Failure("expected a malformed module: '\(message)'")
  }

  private func assertInvalid(_ source: ModuleSource, _ message: String) throws {
    do {
      _ = try load(source)
    } catch let error as ModuleError {
      if case .malformed = error {
        throw Failure("expected '\(message)' as invalid, but it is malformed: \(error)")
      }
      return try expect(error.reason, toFit: message)
    }
    throw Failure("expected an invalid module: '\(message)'")
  }

  private func assertUnlinkable(_ source: ModuleSource, _ message: String) throws {
    let module = try load(source)
    do {
      _ = try linker.instantiate(module, in: store)
    } catch let error as LinkError {
      return try expect("\(error)", toFit: message)
    }
    throw Failure("expected the link to fail: '\(message)'")
  }

  private func expect(_ reason: String, toFit message: String) throws {
    guard wordingFits(reason, message) else {
      throw Failure("expected '\(message)', got '\(reason)'")
    }
  }

  /// Whether an error's text says what the script expects. Scripts give a beginning, or a little more than the engine
  /// knows ("uninitialized element 2").
  private func wordingFits(_ reason: String, _ message: String) -> Bool {
    reason.hasPrefix(message) || message.hasPrefix(reason)
      || Wording.alternatives[message].map { $0.contains { reason.hasPrefix($0) } } ?? false
  }
}
