public import ComponentBinary
public import Escapement

/// A decoded and validated component, ready to be instantiated any number of times, in any store of its engine.
///
/// ```swift
/// let component = try Component(engine: engine, bytes: bytes)
/// let instance = try ComponentLinker(engine: engine).instantiate(component, in: Store(engine: engine))
/// let greeting = try instance.function("greet").call([.string("world")])
/// ```
///
/// A component may be used from any thread, and by several stores at once; they share the code of its core modules.
public final class Component: Sendable {
  public let engine: Engine
  let item: ComponentItem

  /// Decodes and validates a binary component.
  ///
  /// - Parameters:
  ///   - bytes: The component in the binary format.
  ///   - features: What it may use beyond the first release of the component model.
  /// - Throws: What is wrong with the component, and where.
  public convenience init(
    engine: Engine, bytes: [UInt8], features: ComponentFeatures = .released,
    limits: ComponentLimits = ComponentLimits()
  ) throws(ComponentError) {
    let program = try ComponentProgram(
      engine: engine, bytes: bytes, features: features, limits: limits)
    self.init(ComponentItem(program, program.root, outer: nil))
  }

  init(_ item: ComponentItem) {
    engine = item.program.engine
    self.item = item
  }
}
