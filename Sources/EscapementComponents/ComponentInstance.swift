import ComponentBinary
public import Escapement

/// An instantiated component.
///
/// ```swift
/// let add = try instance.function("add")
/// let sum = try add.call([.u32(2), .u32(3)])
/// ```
public struct ComponentInstance {
  public let store: Store
  let item: InstanceItem

  /// The names of everything that the instance exports, in order.
  public var exports: [String] { item.names }

  /// The exported function named `name`.
  ///
  /// - Throws: ``ComponentCallError/unknownExport(_:)``.
  public func function(_ name: String) throws(HostError) -> ComponentFunction {
    guard case .function(let function) = item[name] else {
      throw failure(ComponentCallError.unknownExport(name))
    }
    return ComponentFunction(store: store, name: name, function: function)
  }

  /// The exported instance named `name`: an interface, with its version or a compatible one.
  ///
  /// - Throws: ``ComponentCallError/unknownExport(_:)``.
  public func instance(_ name: String) throws(HostError) -> ComponentInstance {
    guard case .instance(let inner) = item.find(name) else {
      throw failure(ComponentCallError.unknownExport(name))
    }
    return ComponentInstance(store: store, item: inner)
  }

  /// The exported core module named `name`.
  ///
  /// - Throws: ``ComponentCallError/unknownExport(_:)``.
  public func module(_ name: String) throws(HostError) -> Module {
    guard case .coreModule(let module) = item[name] else {
      throw failure(ComponentCallError.unknownExport(name))
    }
    return module
  }

  /// The exported component named `name`.
  ///
  /// - Throws: ``ComponentCallError/unknownExport(_:)``.
  public func component(_ name: String) throws(HostError) -> Component {
    guard case .component(let component) = item[name] else {
      throw failure(ComponentCallError.unknownExport(name))
    }
    return Component(component)
  }
}

/// A function that a component's instance exports.
public struct ComponentFunction {
  public let store: Store
  /// What it is exported as.
  public let name: String
  let function: FunctionInstance

  /// Calls the function, and runs the store's tasks until it has returned.
  ///
  /// - Parameter arguments: One for each parameter, of its type.
  /// - Returns: The result, nil if the function has none.
  /// - Throws: ``ComponentTrap`` or ``Trap`` if a guest traps, ``ComponentCallError`` if the arguments do not fit, and
  ///   whatever a host function throws.
  @discardableResult
  public func call(_ arguments: [ComponentValue] = []) throws(HostError) -> ComponentValue? {
    try store.whileInside { () throws(HostError) in
      let call = HostCall(arguments: arguments)
      _ = try begin(call, argumentCount: arguments.count)
      let scheduler = Scheduler.of(store)
      while !call.isResolved {
        try trap(if: !(try scheduler.tick()), .deadlock)
      }
      guard case .returned(let result) = call.state else { return nil }
      return result
    }
  }

  /// Begins a call.
  ///
  /// - Returns: The callee's half, if it has not ended.
  func begin(_ call: HostCall, argumentCount: Int) throws(HostError) -> Callee? {
    switch function {
    case .host(let host):
      call.end(try host.call(call.arguments))
      return nil
    case .lifted(let lifted):
      let expected = Int(lifted.plan.parameters.count)
      guard argumentCount == expected else {
        throw failure(
          ComponentCallError.argumentCountMismatch(
            function: name, expected: expected, actual: argumentCount))
      }
      return .task(try lifted.call(.host(call), from: nil))
    }
  }
}
