internal import ComponentBinary
internal import Escapement
internal import EscapementComponents
internal import WasmText

/// The components of a running script.
final class ComponentScripts {
  private let engine: Engine
  private let store: Store
  private let linker: ComponentLinker
  private let roundTrip: RoundTrip?

  init(engine: Engine, store: Store, roundTrip: RoundTrip?) {
    self.engine = engine
    self.store = store
    self.roundTrip = roundTrip
    linker = ComponentLinker(engine: engine)
  }

  /// Reads a component, and sends it through the text format if the script's components go there.
  func load(_ source: ModuleSource) throws(ScriptError) -> Component {
    let bytes: [UInt8]
    do throws(TextError) { bytes = try source.binary() } catch { throw .text(error) }
    let component = try load(bytes)
    guard let roundTrip, roundTrip == .text else { return component }
    return try load(try roundTrip.reload(component: bytes, isCanonical: source.isText))
  }

  private func load(_ bytes: [UInt8]) throws(ScriptError) -> Component {
    do throws(ComponentError) {
      return try Component(engine: engine, bytes: bytes, features: .all)
    } catch {
      throw .component(error)
    }
  }

  func instantiate(_ component: Component) throws(ScriptError) -> ComponentInstance {
    try attempt { () throws(HostError) in try linker.instantiate(component, in: store) }
  }

  /// Makes an instance importable.
  func define(_ name: String, _ instance: ComponentInstance) { linker.define(name, instance) }

  /// Calls a function that an instance exports.
  func call(
    _ name: String, _ arguments: [ScriptValue], of instance: ComponentInstance
  ) throws(ScriptError) -> ComponentValue? {
    var values: [ComponentValue] = []
    for argument in arguments {
      guard let value = ComponentValue(argument) else {
        throw .other("a value of a module for a function of a component")
      }
      values.append(value)
    }
    return try attempt { () throws(HostError) in try instance.function(name).call(values) }
  }
}
