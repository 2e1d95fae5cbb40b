import ComponentBinary
import Escapement
import WasmBinary

/// A component as it is loaded: valid, with its core modules ready to be instantiated. All components inside of one share
/// their types.
final class ComponentProgram: Sendable {
  let engine: Engine
  let types: PlannedTypes
  let root: ComponentDefinition

  /// - Parameter bytes: The component in the binary format.
  init(
    engine: Engine, bytes: [UInt8], features: ComponentFeatures, limits: ComponentLimits
  ) throws(ComponentError) {
    let configuration = engine.configuration
    // Nothing but a copy of the bytes has an address as long as it is needed.
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
    defer { buffer.deallocate() }
    buffer.copyBytes(from: bytes)
    let (syntax, validated) = try Self.load(
      UnsafeRawBufferPointer(buffer), configuration, features, limits)
    self.engine = engine
    types = PlannedTypes(validated.types, uses64: features.contains(.memory64))
    root = try ComponentDefinition(syntax, validated.root, engine, bytes)
  }

  private static func load(
    _ buffer: UnsafeRawBufferPointer, _ configuration: EngineConfiguration,
    _ features: ComponentFeatures, _ limits: ComponentLimits
  ) throws(ComponentError) -> (ComponentSyntax, ValidatedComponent) {
    let syntax = try decodeComponent(buffer, features: configuration.features, limits: limits)
    // The engine validates the bodies of functions when it loads the modules.
    let validated = try validateComponent(
      syntax, bytes: buffer, features: features, coreFeatures: configuration.features,
      limits: limits, moduleLimits: configuration.moduleLimits, modules: .declarations)
    return (syntax, validated)
  }
}

/// The definitions of one component, with what validation has found out about its index spaces.
final class ComponentDefinition: Sendable {
  let definitions: [ComponentSyntax.Definition]
  let spaces: IndexSpaces
  /// The core modules that are defined here, in order.
  let modules: [Module]
  /// The components that are defined here, in order.
  let components: [ComponentDefinition]

  init(
    _ syntax: ComponentSyntax, _ index: ComponentIndex, _ engine: Engine, _ bytes: [UInt8]
  ) throws(ComponentError) {
    definitions = syntax.definitions
    spaces = index.spaces
    var modules: [Module] = []
    var components: [ComponentDefinition] = []
    for definition in syntax.definitions {
      switch definition.content {
      case .coreModule(let range):
        let slice = Array(bytes[Int(range.start)..<Int(range.end)])
        do throws(ModuleError) {
          modules.append(try Module(engine: engine, bytes: slice))
        } catch {
          throw .module(error, offset: range.start)
        }
      case .component(let nested):
        components.append(
          try ComponentDefinition(nested, index.components[components.count], engine, bytes))
      default: break
      }
    }
    self.modules = modules
    self.components = components
  }
}
