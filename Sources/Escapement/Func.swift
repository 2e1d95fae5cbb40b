internal import CInterp

/// A function of a guest or of the host, in a store.
///
/// ```swift
/// let function = try instance.function("add")
/// let results = try function.call([.i32(2), .i32(3)])
/// ```
///
/// Where the type is known when you write the call, ``Instance/function(_:as:)`` is faster and checked by Swift.
public struct Func: Hashable {
  /// The store that it belongs to.
  public let store: Store
  let record: UnsafeMutablePointer<FunctionRecord>

  init(store: Store, record: UnsafeMutablePointer<FunctionRecord>) {
    self.store = store
    self.record = record
  }

  /// The type. Concrete heap types in it are numbers of the engine, not type indices of a module.
  public var type: FunctionType { store.engine.functionType(record.pointee.type) }

  /// The name: that of the name section for a guest's function, that it was defined under for a host's.
  public var name: String? {
    guard let instance = InstanceState.of(record.pointee.instance) else {
      return store.hostFunctions[Int(record.pointee.index)].name
    }
    return instance.module.functionName(record.pointee.index)
  }

  /// Calls the function.
  ///
  /// - Parameter arguments: One for each parameter, of its type.
  /// - Returns: One value for each result.
  /// - Throws: ``Trap`` if the guest traps, ``CallError`` if the arguments do not fit or an asynchronous host function
  ///   is reached, `ModuleError` if a function of the guest is too large to be translated, and whatever a host
  ///   function throws.
  @discardableResult
  public func call(_ arguments: [Value] = []) throws(HostError) -> [Value] {
    let type = type
    let call = try store.begin(self, slots: slotCount(for: arguments, type: type))
    defer { store.end(call) }
    try attempt { () throws(CallError) in
      try store.write(arguments, types: type.parameters, to: call.frame)
    }
    try store.run(call)
    return store.values(at: call.frame, types: type.results)
  }

  /// Calls the function: `try add(.i32(2), .i32(3))`. See ``call(_:)``.
  @discardableResult
  public func callAsFunction(_ arguments: Value...) throws(HostError) -> [Value] {
    try call(arguments)
  }

  /// Checks that there are as many arguments as parameters.
  ///
  /// - Returns: The larger of the slots of its parameters and those of its results.
  func slotCount(for arguments: [Value], type: FunctionType) throws(HostError) -> Int {
    guard arguments.count == type.parameters.count else {
      throw failure(
        CallError.argumentCountMismatch(
          expected: type.parameters.count, actual: arguments.count))
    }
    return max(type.parameters.slotCount, type.results.slotCount)
  }

  public static func == (left: Func, right: Func) -> Bool { left.record == right.record }

  public func hash(into hasher: inout Hasher) { hasher.combine(record) }
}
