public import Escapement

/// Finds what components import, by name.
///
/// ```swift
/// let linker = ComponentLinker(engine: engine)
/// linker.instance("example:host/log@1.0.0").define("write") { arguments in
///   print(arguments[0])
///   return nil
/// }
/// let instance = try linker.instantiate(component, in: store)
/// ```
///
/// An import of an interface with a version is satisfied by a compatible one: `1.2.0` by `1.3.1`.
public final class ComponentLinker {
  public let engine: Engine
  let definitions = HostInstance()

  public init(engine: Engine) { self.engine = engine }

  /// What is defined under the name of an instance; an empty one the first time.
  public func instance(_ name: String) -> HostInstance { definitions.instance(name) }

  /// Defines a function that components import by itself.
  ///
  /// - Parameter body: Gets the arguments, and returns the result, or nil if the function has none. What it throws
  ///   arrives unchanged at the call into the component.
  public func define(
    _ name: String,
    _ body: @escaping ([ComponentValue]) throws(HostError) -> ComponentValue?
  ) {
    definitions.define(name, body)
  }

  /// Defines a core module.
  public func define(_ name: String, _ module: Module) { definitions.define(name, module) }

  /// Defines a component.
  public func define(_ name: String, _ component: Component) { definitions.define(name, component) }

  /// Defines what an instance of a component exports. It can be used in the instance's store only.
  public func define(_ name: String, _ instance: ComponentInstance) {
    definitions.define(name, instance)
  }

  /// Defines a function of an instance of a component. It can be used in the instance's store only.
  public func define(_ name: String, _ function: ComponentFunction) {
    definitions.define(name, function)
  }

  /// Instantiates a component with the imports that are defined here.
  ///
  /// - Throws: ``LinkingError`` for the first import that is missing or has another type, and what the core modules'
  ///   instantiation throws.
  public func instantiate(
    _ component: Component, in store: Store
  ) throws(HostError) -> ComponentInstance {
    guard store.engine === engine, component.engine === engine else {
      throw failure(LinkingError.foreignStore)
    }
    let imports = try definitions.item(in: store)
    let item = try Instantiation.run(component.item, imports: imports, parent: nil, in: store)
    return ComponentInstance(store: store, item: item)
  }
}

/// Definitions of the host under the name of an instance: an interface that components import.
public final class HostInstance {
  enum Definition {
    case function(HostFunctionInstance)
    case instance(HostInstance)
    case resource(HostResources)
    /// What belongs to a store, if one is given.
    case item(Item, Store?)
  }

  private var names: [String] = []
  private var definitions: [Definition] = []

  func add(_ name: String, _ definition: Definition) {
    if let position = names.firstIndex(where: { isEqual($0, name) }) {
      definitions[position] = definition
    } else {
      names.append(name)
      definitions.append(definition)
    }
  }

  /// An instance inside of this one, empty the first time.
  public func instance(_ name: String) -> HostInstance {
    if let position = names.firstIndex(where: { isEqual($0, name) }),
      case .instance(let instance) = definitions[position]
    {
      return instance
    }
    let instance = HostInstance()
    add(name, .instance(instance))
    return instance
  }

  /// Defines a function. See ``ComponentLinker/define(_:_:)``.
  public func define(
    _ name: String,
    _ body: @escaping ([ComponentValue]) throws(HostError) -> ComponentValue?
  ) {
    add(name, .function(HostFunctionInstance(name: name, body: body)))
  }

  public func define(_ name: String, _ module: Module) {
    add(name, .item(.coreModule(module), nil))
  }

  public func define(_ name: String, _ component: Component) {
    add(name, .item(.component(component.item), nil))
  }

  public func define(_ name: String, _ instance: ComponentInstance) {
    add(name, .item(.instance(instance.item), instance.store))
  }

  public func define(_ name: String, _ function: ComponentFunction) {
    add(name, .item(.function(function.function), function.store))
  }

  /// What is defined here, for a store.
  func item(in store: Store) throws(HostError) -> InstanceItem {
    var result = InstanceItem()
    for (name, definition) in zip(names, definitions) {
      switch definition {
      case .function(let function): result.add(name, .function(.host(function)))
      case .instance(let instance): result.add(name, .instance(try instance.item(in: store)))
      case .resource(let resources):
        result.add(name, .resource(Scheduler.of(store).type(of: resources)))
      case .item(let item, let owner):
        if let owner, owner !== store { throw failure(LinkingError.foreignStore) }
        result.add(name, item)
      }
    }
    return result
  }
}
