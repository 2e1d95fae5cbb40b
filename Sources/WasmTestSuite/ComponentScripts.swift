internal import ComponentBinary
internal import Escapement
internal import WasmText

/// The components of a running script.
final class ComponentScripts {
  private let engine: Engine
  private let roundTrip: RoundTrip?

  init(engine: Engine, roundTrip: RoundTrip?) {
    self.engine = engine
    self.roundTrip = roundTrip
  }

  /// Reads a component, and sends it through the text format if the script's components go there.
  func load(_ source: ModuleSource) throws(ScriptError) {
    let bytes: [UInt8]
    do throws(TextError) { bytes = try source.binary() } catch { throw .text(error) }
    try check(bytes)
    guard let roundTrip, roundTrip == .text else { return }
    try check(try roundTrip.reload(component: bytes, isCanonical: source.isText))
  }

  private func check(_ bytes: [UInt8]) throws(ScriptError) {
    let features = engine.configuration.features
    do throws(ComponentError) {
      try bytes.withUnsafeBufferPointer { (bytes) throws(ComponentError) in
        let bytes = UnsafeRawBufferPointer(bytes)
        _ = try validateComponent(
          try decodeComponent(bytes, features: features), bytes: bytes, features: .all,
          coreFeatures: features)
      }
    } catch {
      throw .component(error)
    }
  }
}
