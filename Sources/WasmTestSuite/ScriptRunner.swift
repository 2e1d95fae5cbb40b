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
  private let roundTrip: RoundTrip?

  init(engine: Engine, roundTrip: RoundTrip?) {
    self.engine = engine
    self.roundTrip = roundTrip
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
    case .assertMalformed(let source, let message):
      try assertMalformed(message) { _ = try load(source) }
    case .assertMalformedCustom(let source, let message):
      try assertMalformed(message) { try validateCustomSections(source) }
    case .assertInvalid(let source, let message):
      try assertInvalid(message) { _ = try load(source) }
    case .assertInvalidCustom(let source, let message):
      try assertInvalid(message) { try validateCustomSections(source) }
    case .assertUnlinkable(let source, let message): try assertUnlinkable(source, message)
    case .thread, .wait: throw Failure("threads in scripts are not supported")
    }
  }

  // Modules and instances -------------------------------------------------------------------------------------

  private func load(_ source: ModuleSource) throws -> Module {
    let bytes = try source.binary()
    let module = try Module(engine: engine, bytes: bytes)
    return try roundTrip?.reload(module, bytes: bytes, isCanonical: source.isText) ?? module
  }

  /// Custom sections are about the bytes that the script gives.
  private func validateCustomSections(_ source: ModuleSource) throws {
    try Module(engine: engine, bytes: try source.binary()).validateCustomSections()
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
      // Some scripts say a little more than the engine does: "uninitialized element 2".
      guard reason.hasPrefix(message) || message.hasPrefix(reason + " ") else {
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

  private func assertMalformed(_ message: String, _ load: () throws -> Void) throws {
    do {
      try load()
    } catch let error as TextError {
      return try expect(error.message, toBeginWith: message)
    } catch let error as ModuleError {
      guard case .malformed(let reason, _) = error else {
        throw Failure("expected '\(message)' as malformed, but it is not: \(error)")
      }
      return try expect(reason, toBeginWith: message)
    }
    throw Failure("expected a malformed module: '\(message)'")
  }

  private func assertInvalid(_ message: String, _ load: () throws -> Void) throws {
    do {
      try load()
    } catch let error as ModuleError {
      switch error {
      case .invalid(let reason, _, _, _, _):
        return try expect(reason, toBeginWith: message)
      // A module that an older version of the specification forbids.
      case .unsupportedFeature(_, let construct, _):
        return try expect(construct, toBeginWith: message)
      case .malformed, .limitExceeded:
        throw Failure("expected '\(message)' as invalid, but it is not: \(error)")
      }
    }
    throw Failure("expected an invalid module: '\(message)'")
  }

  private func assertUnlinkable(_ source: ModuleSource, _ message: String) throws {
    let module = try load(source)
    do {
      _ = try linker.instantiate(module, in: store)
    } catch let error as LinkError {
      return try expect("\(error)", toBeginWith: message)
    }
    throw Failure("expected the link to fail: '\(message)'")
  }

  private func expect(_ reason: String, toBeginWith message: String) throws {
    let wordings = [message] + (Wording.alternatives[message] ?? [])
    guard wordings.contains(where: { reason.hasPrefix($0) }) else {
      throw Failure("expected '\(message)', got '\(reason)'")
    }
  }
}
