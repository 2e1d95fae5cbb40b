// Calls of components' functions, and definitions of host functions, with Swift's own types.
#if !hasFeature(Embedded)
  import ComponentBinary
  internal import Escapement

  extension ComponentInstance {
    /// The exported function named `name` as a Swift function.
    ///
    /// ```swift
    /// let greet = try instance.function("greet", as: ((String) -> String).self)
    /// print(try greet("world"))
    /// ```
    ///
    /// - Parameter signature: Parameters and result, each a ``ComponentConvertible``.
    /// - Returns: A function that throws what ``ComponentFunction/call(_:)`` throws.
    /// - Throws: ``ComponentCallError`` if there is no such function or its type is another one.
    public func function<each Parameter: ComponentConvertible, Result: ComponentConvertible>(
      _ name: String, as signature: ((repeat each Parameter) -> Result).Type
    ) throws -> (repeat each Parameter) throws -> Result {
      try function(name).typed(as: signature)
    }

    /// The exported function named `name`, which has no result, as a Swift function.
    public func function<each Parameter: ComponentConvertible>(
      _ name: String, as signature: ((repeat each Parameter) -> Void).Type
    ) throws -> (repeat each Parameter) throws -> Void {
      try function(name).typed(as: signature)
    }
  }

  extension ComponentFunction {
    /// This function as a Swift function. See ``ComponentInstance/function(_:as:)``.
    public func typed<each Parameter: ComponentConvertible, Result: ComponentConvertible>(
      as signature: ((repeat each Parameter) -> Result).Type
    ) throws -> (repeat each Parameter) throws -> Result {
      let lifted = try check(accepting: Acceptance(repeat (each Parameter).self), Result.self)
      return { (arguments: repeat each Parameter) in
        let call = TypedHostCall<Result>(lifted.plan.result) { (target) in
          repeat try target.write(each arguments)
        }
        try run(call, lifted)
        guard let result = call.result else { throw CancellationError() }
        return result
      }
    }

    /// This function, which has no result, as a Swift function.
    public func typed<each Parameter: ComponentConvertible>(
      as signature: ((repeat each Parameter) -> Void).Type
    ) throws -> (repeat each Parameter) throws -> Void {
      let lifted = try check(accepting: Acceptance(repeat (each Parameter).self), nil)
      return { (arguments: repeat each Parameter) in
        let call = TypedHostCall<ComponentValue>(nil) { (target) in
          repeat try target.write(each arguments)
        }
        try run(call, lifted)
      }
    }

    /// Calls the function with Swift's own types, and lets it wait for functions, streams and futures of the host.
    ///
    /// - Parameter signature: Parameters and result, each a ``ComponentConvertible``.
    /// - Throws: What ``callAsync(_:isolation:)`` throws, and ``ComponentCallError`` if the function's type is another
    ///   one.
    public func callAsync<each Parameter: ComponentConvertible, Result: ComponentConvertible>(
      as signature: ((repeat each Parameter) -> Result).Type, _ arguments: repeat each Parameter,
      isolation: isolated (any Actor)? = #isolation
    ) async throws -> Result {
      let lifted = try check(accepting: Acceptance(repeat (each Parameter).self), Result.self)
      let call = TypedHostCall<Result>(lifted.plan.result) { (target) in
        repeat try target.write(each arguments)
      }
      try await runAsync(call, lifted, isolation: isolation)
      guard let result = call.result else { throw CancellationError() }
      return result
    }

    private func run(_ call: HostCall, _ lifted: LiftedFunction) throws {
      try store.whileInside {
        _ = try lifted.call(.host(call), from: nil)
        let scheduler = lifted.instance.scheduler
        while !call.isResolved {
          try trap(if: !(try scheduler.tick()), .deadlock)
        }
      }
    }

    /// Checks that the function can be called with Swift types.
    private func check(
      accepting parameters: Acceptance, _ result: (any ComponentConvertible.Type)?
    ) throws -> LiftedFunction {
      guard case .lifted(let lifted) = function, let type = lifted.type else {
        throw ComponentCallError.signatureMismatch(function: name)
      }
      let planned = lifted.instance.types
      let declared = planned.types[type]
      guard parameters.accept(declared.parameters.map { ComponentValueType(planned, $0.content) })
      else { throw ComponentCallError.signatureMismatch(function: name) }
      let fits =
        switch (declared.result, result) {
        case (nil, nil): true
        case (let type?, let result?): result.accepts(ComponentValueType(planned, type))
        default: false
        }
      guard fits else { throw ComponentCallError.signatureMismatch(function: name) }
      return lifted
    }
  }

  /// Which types some Swift types accept, one after the other.
  private struct Acceptance {
    private var checks: [(ComponentValueType) -> Bool] = []

    init<each Value: ComponentConvertible>(_ types: repeat (each Value).Type) {
      repeat checks.append((each types).accepts)
    }

    func accept(_ types: [ComponentValueType]) -> Bool {
      types.count == checks.count && zip(checks, types).allSatisfy { $0($1) }
    }
  }

  /// The caller's half of a call whose result is of a Swift type.
  final class TypedHostCall<Result: ComponentConvertible>: HostCall {
    private let plan: PlanNode?
    private let writeArguments: (inout ArgumentWriter) throws -> Void
    private(set) var result: Result?

    init(_ plan: PlanNode?, _ writeArguments: @escaping (inout ArgumentWriter) throws -> Void) {
      self.plan = plan
      self.writeArguments = writeArguments
      super.init(arguments: [])
    }

    override func lowerArguments(_ target: LiftedArguments) throws(HostError) {
      begin()
      var writer = ArgumentWriter(target, try target.place())
      try writeArguments(&writer)
    }

    override func liftResults(_ source: LiftedResults) throws(HostError) {
      if plan != nil, let plan = source.plan {
        var reader = ComponentReader(
          source.context, plan, try source.place(of: plan),
          remainingBytes: source.context.instance.scheduler.valueByteLimit)
        result = try Result.read(from: &reader)
      }
      end(nil)
    }
  }

  /// Writes arguments one after the other.
  struct ArgumentWriter {
    private let target: LiftedArguments
    private let place: Place
    private var position: UInt32 = 0

    init(_ target: LiftedArguments, _ place: Place) {
      self.target = target
      self.place = place
    }

    mutating func write(_ value: some ComponentConvertible) throws(HostError) {
      let part = target.context.part(target.plan, position)
      position += 1
      try value.write(
        to: ComponentWriter(target.context, target.context.node(part.node), place.field(part)))
    }
  }
#endif
