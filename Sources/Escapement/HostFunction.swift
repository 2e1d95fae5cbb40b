internal import CInterp

/// A function of the host, before it belongs to a store.
///
/// Its closure is not `Sendable`: a linker that defines it, and the stores that use it, stay on one task or thread.
final class HostFunction {
  /// Reads its arguments from consecutive slots and replaces them by its results.
  typealias Body = (Caller, Slots) throws(HostError) -> Void

  /// The same, but may suspend the guest that has called it.
  typealias SuspendingBody = (Caller, Slots) throws(HostError) -> HostCompletion

  /// For backtraces and messages.
  let name: String
  let typeNumber: UInt32
  /// The larger of the slots of the parameters and those of the results: where the return header begins.
  let headerSlot: UInt32
  /// Of a function that stops the loop, what a call does that can't be suspended: it fails.
  let body: Body
  let suspendingBody: SuspendingBody?
  #if !hasFeature(Embedded)
    let asynchronousBody: AsynchronousBody?
  #endif

  init(
    name: String, type: FunctionType, engine: Engine, body: @escaping Body
  ) throws(ResourceError) {
    self.name = name
    (typeNumber, headerSlot) = try Self.layout(type, engine)
    self.body = body
    suspendingBody = nil
    #if !hasFeature(Embedded)
      asynchronousBody = nil
    #endif
  }

  /// - Parameter unsuspendable: What a call throws that would have to be suspended and can't be.
  init(
    name: String, type: FunctionType, engine: Engine, unsuspendable: HostError,
    suspendingBody: @escaping SuspendingBody
  ) throws(ResourceError) {
    self.name = name
    (typeNumber, headerSlot) = try Self.layout(type, engine)
    body = { (caller, slots) throws(HostError) in
      guard case .returned = try suspendingBody(caller, slots) else { throw unsuspendable }
    }
    self.suspendingBody = suspendingBody
    #if !hasFeature(Embedded)
      asynchronousBody = nil
    #endif
  }

  #if !hasFeature(Embedded)
    init(
      name: String, type: FunctionType, engine: Engine,
      asynchronousBody: @escaping AsynchronousBody
    ) throws(ResourceError) {
      self.name = name
      (typeNumber, headerSlot) = try Self.layout(type, engine)
      body = { _, _ in throw CallError.asynchronousHostFunction(name: name) }
      suspendingBody = nil
      self.asynchronousBody = asynchronousBody
    }

    /// Whether the loop must stop at a call, because what follows may take longer than the call of a C function.
    var stopsLoop: Bool { asynchronousBody != nil || suspendingBody != nil }
  #else
    var stopsLoop: Bool { suspendingBody != nil }
  #endif

  private static func layout(
    _ type: FunctionType, _ engine: Engine
  ) throws(ResourceError) -> (typeNumber: UInt32, headerSlot: UInt32) {
    let number = try engine.number(of: type)
    // A type has at most 1,000 parameters and as many results.
    let slots = max(type.parameters.slotCount, type.results.slotCount)
    return (number, UInt32(truncatingIfNeeded: slots))
  }
}

extension HostFunction {
  /// A function whose closure takes and returns ``Value``s.
  static func dynamic(
    name: String, type: FunctionType, engine: Engine,
    body: @escaping (Caller, [Value]) throws(HostError) -> [Value]
  ) throws(ResourceError) -> HostFunction {
    try HostFunction(
      name: name, type: type, engine: engine,
      body: { (caller, slots) throws(HostError) in
        let results = try body(caller, caller.store.values(at: slots, types: type.parameters))
        try caller.store.write(results: results, type: type, to: slots)
      })
  }
}

extension Store {
  func values(at slots: Slots, types: [ValueType]) -> [Value] {
    var values: [Value] = []
    values.reserveCapacity(types.count)
    var position = slots
    for type in types {
      values.append(value(at: position, type: type))
      position += type.slotCount
    }
    return values
  }

  /// Writes what a host function of `type` returned.
  func write(
    results: [Value], type: FunctionType, to slots: Slots
  ) throws(HostError) {
    guard results.count == type.results.count else {
      throw failure(CallError.hostResultMismatch(expected: type))
    }
    try attempt { () throws(CallError) in try write(results, types: type.results, to: slots) }
  }

  /// Writes as many values as there are types.
  func write(_ values: [Value], types: [ValueType], to slots: Slots) throws(CallError) {
    var position = slots
    for index in types.indices {
      try write(values[index], type: types[index], to: position)
      position += types[index].slotCount
    }
  }
}

extension Func {
  /// Makes a function of the host.
  ///
  /// - Parameters:
  ///   - name: For backtraces.
  ///   - type: Concrete heap types in it are numbers of the engine.
  ///   - body: Gets as many arguments, of the types, that `type` says, and returns its results. What it throws
  ///     arrives unchanged at the call into the guest.
  public init(
    store: Store, name: String = "host function", type: FunctionType,
    body: @escaping (Caller, [Value]) throws(HostError) -> [Value]
  ) throws(ResourceError) {
    let function = try HostFunction.dynamic(
      name: name, type: type, engine: store.engine, body: body)
    self.init(store: store, record: store.record(of: function))
  }
}
