import ComponentBinary
import Escapement
import EscapementComponents
import WIT
import WasmText

private let engine: Engine = {
  var configuration = EngineConfiguration()
  configuration.metersFuel = true
  return Engine(configuration: configuration)
}()

/// Decodes, validates, instantiates and prints a component.
func runComponent(_ bytes: [UInt8]) {
  guard let component = try? Component(engine: engine, bytes: bytes, features: .all) else { return }
  guard (try? TextFormat.disassemble(component: bytes)) != nil else {
    fatalError("a valid component can't be printed")
  }
  var limits = ResourceLimits.untrusted
  limits.memoryBytes = 4 << 20
  let store = Store(engine: engine, limits: limits)
  store.fuel = 2_000
  _ = try? ComponentLinker(engine: engine).instantiate(component, in: store)
}

/// What is printed of interfaces means the same.
func resolveWIT(_ bytes: [UInt8]) {
  let text = String(decoding: bytes, as: UTF8.self)
  guard let first = printed(text) else { return }
  guard printed(first) == first else { fatalError("printed interfaces mean something else") }
}

private func printed(_ text: String) -> String? {
  let sources = WITSources(root: [SourceFile(name: "input", text: text)])
  guard let (resolution, root) = try? WITResolution.resolve(sources, features: .all) else {
    return nil
  }
  return WITPrinter.text(of: root, in: resolution)
}
