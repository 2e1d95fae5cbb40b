// Asynchronous host functions.
//
// There is one overload for each number of parameters, where ``Linker/define(_:_:_:)`` has a parameter pack: Swift 6.3
// crashes on asynchronous closures that are passed as functions of a pack and inherit their caller's isolation.
#if !hasFeature(Embedded)
  extension HostFunction {
    /// Reads the arguments of a call, and gives what is left to do.
    typealias AsynchronousBody = (Caller, Slots) throws -> PendingCall
    /// The part of a call that may be suspended. It touches nothing that belongs to the store, because it may end
    /// anywhere: what it gives writes the results where the caller is isolated to.
    typealias PendingCall = () async throws -> ResultWriter
    typealias ResultWriter = (Slots) throws -> Void
  }

  /// Writes the results of an asynchronous host function over its arguments.
  private func writer<each Result: WasmValue>(
    _ results: (repeat each Result), store: Store
  ) -> HostFunction.ResultWriter {
    { slots in
      var position = slots
      repeat try (each results).put(to: &position, store: store)
    }
  }

  extension Linker {
    /// Defines an asynchronous host function whose arguments and results are ``Value``s.
    ///
    /// Only calls that are asynchronous themselves can reach it: see ``Func/callAsync(_:isolation:)``. Calls that it
    /// makes into the store are top-level calls of their own.
    public func defineAsync(
      _ module: String, _ name: String, type: FunctionType,
      _ body: @escaping (Caller, [Value]) async throws -> [Value]
    ) throws {
      try defineAsync(
        module, name, type: type,
        slots: { (caller, slots) in
          let arguments = caller.store.values(at: slots, types: type.parameters)
          return {
            let results = try await body(caller, arguments)
            return { try caller.store.write(results: results, type: type, to: $0) }
          }
        })
    }

    private func defineAsync(
      _ module: String, _ name: String, type: FunctionType,
      slots body: @escaping HostFunction.AsynchronousBody
    ) throws {
      let function = try HostFunction(
        name: Self.display(module, name), type: type, engine: engine, asynchronousBody: body)
      try define(module, name, host: function)
    }
  }

  extension Linker {
    /// What the compiler says of closures with more parameters, or whose types are missing or have no counterpart in
    /// WebAssembly.
    @available(
      *, unavailable,
      message:
        "An asynchronous host function takes a Caller, if it wants one, and up to six parameters, each of a type that is a WasmValue (Int32, UInt64, Float, …), as in { (a: Int32, b: Float) async throws -> Int64 in … }; for more use defineAsync(_:_:type:_:)"
    )
    @_disfavoredOverload
    public func defineAsync<each Parameter, each Result>(
      _ module: String, _ name: String,
      _ body: @escaping (repeat each Parameter) async throws -> (repeat each Result)
    ) throws {}

    /// Defines an asynchronous host function.
    ///
    /// Only calls that are asynchronous themselves can reach it: see ``Func/callAsync(_:isolation:)``. Calls that it
    /// makes into the store are top-level calls of their own.
    ///
    /// ```swift
    /// try linker.defineAsync("env", "fetch") { (identifier: Int32) async throws -> Int32 in
    ///   try await database.value(for: identifier)
    /// }
    /// ```
    ///
    /// - Parameter body: Takes up to six ``WasmValue``s, before them a ``Caller`` if it wants to know who called, and
    ///   returns ``WasmValue``s. It runs where Swift's rules say: on an actor if it is isolated to one, else where the
    ///   call is that reached it. What it throws arrives unchanged at that call.
    public func defineAsync<each Result: WasmValue>(
      _ module: String, _ name: String,
      _ body: @escaping () async throws -> (repeat each Result)
    ) throws {
      let type = FunctionType(
        parameters: [], results: valueTypes(repeat (each Result).self))
      try defineAsync(
        module, name, type: type,
        slots: { (caller, slots) in
          return {
            let results = try await body()
            return writer((repeat each results), store: caller.store)
          }
        })
    }

    /// Defines an asynchronous host function with no parameters that wants to know its caller.
    public func defineAsync<each Result: WasmValue>(
      _ module: String, _ name: String,
      _ body: @escaping (Caller) async throws -> (repeat each Result)
    ) throws {
      let type = FunctionType(
        parameters: [], results: valueTypes(repeat (each Result).self))
      try defineAsync(
        module, name, type: type,
        slots: { (caller, slots) in
          return {
            let results = try await body(caller)
            return writer((repeat each results), store: caller.store)
          }
        })
    }

    /// Defines an asynchronous host function with one parameter.
    public func defineAsync<P1: WasmValue, each Result: WasmValue>(
      _ module: String, _ name: String,
      _ body: @escaping (P1) async throws -> (repeat each Result)
    ) throws {
      let type = FunctionType(
        parameters: [P1.valueType], results: valueTypes(repeat (each Result).self))
      try defineAsync(
        module, name, type: type,
        slots: { (caller, slots) in
          var position = slots
          let value1 = P1.take(from: &position, store: caller.store)
          return {
            let results = try await body(value1)
            return writer((repeat each results), store: caller.store)
          }
        })
    }

    /// Defines an asynchronous host function with one parameter that wants to know its caller.
    public func defineAsync<P1: WasmValue, each Result: WasmValue>(
      _ module: String, _ name: String,
      _ body: @escaping (Caller, P1) async throws -> (repeat each Result)
    ) throws {
      let type = FunctionType(
        parameters: [P1.valueType], results: valueTypes(repeat (each Result).self))
      try defineAsync(
        module, name, type: type,
        slots: { (caller, slots) in
          var position = slots
          let value1 = P1.take(from: &position, store: caller.store)
          return {
            let results = try await body(caller, value1)
            return writer((repeat each results), store: caller.store)
          }
        })
    }

    /// Defines an asynchronous host function with two parameters.
    public func defineAsync<P1: WasmValue, P2: WasmValue, each Result: WasmValue>(
      _ module: String, _ name: String,
      _ body: @escaping (P1, P2) async throws -> (repeat each Result)
    ) throws {
      let type = FunctionType(
        parameters: [P1.valueType, P2.valueType], results: valueTypes(repeat (each Result).self))
      try defineAsync(
        module, name, type: type,
        slots: { (caller, slots) in
          var position = slots
          let value1 = P1.take(from: &position, store: caller.store)
          let value2 = P2.take(from: &position, store: caller.store)
          return {
            let results = try await body(value1, value2)
            return writer((repeat each results), store: caller.store)
          }
        })
    }

    /// Defines an asynchronous host function with two parameters that wants to know its caller.
    public func defineAsync<P1: WasmValue, P2: WasmValue, each Result: WasmValue>(
      _ module: String, _ name: String,
      _ body: @escaping (Caller, P1, P2) async throws -> (repeat each Result)
    ) throws {
      let type = FunctionType(
        parameters: [P1.valueType, P2.valueType], results: valueTypes(repeat (each Result).self))
      try defineAsync(
        module, name, type: type,
        slots: { (caller, slots) in
          var position = slots
          let value1 = P1.take(from: &position, store: caller.store)
          let value2 = P2.take(from: &position, store: caller.store)
          return {
            let results = try await body(caller, value1, value2)
            return writer((repeat each results), store: caller.store)
          }
        })
    }

    /// Defines an asynchronous host function with three parameters.
    public func defineAsync<P1: WasmValue, P2: WasmValue, P3: WasmValue, each Result: WasmValue>(
      _ module: String, _ name: String,
      _ body: @escaping (P1, P2, P3) async throws -> (repeat each Result)
    ) throws {
      let type = FunctionType(
        parameters: [P1.valueType, P2.valueType, P3.valueType],
        results: valueTypes(repeat (each Result).self))
      try defineAsync(
        module, name, type: type,
        slots: { (caller, slots) in
          var position = slots
          let value1 = P1.take(from: &position, store: caller.store)
          let value2 = P2.take(from: &position, store: caller.store)
          let value3 = P3.take(from: &position, store: caller.store)
          return {
            let results = try await body(value1, value2, value3)
            return writer((repeat each results), store: caller.store)
          }
        })
    }

    /// Defines an asynchronous host function with three parameters that wants to know its caller.
    public func defineAsync<P1: WasmValue, P2: WasmValue, P3: WasmValue, each Result: WasmValue>(
      _ module: String, _ name: String,
      _ body: @escaping (Caller, P1, P2, P3) async throws -> (repeat each Result)
    ) throws {
      let type = FunctionType(
        parameters: [P1.valueType, P2.valueType, P3.valueType],
        results: valueTypes(repeat (each Result).self))
      try defineAsync(
        module, name, type: type,
        slots: { (caller, slots) in
          var position = slots
          let value1 = P1.take(from: &position, store: caller.store)
          let value2 = P2.take(from: &position, store: caller.store)
          let value3 = P3.take(from: &position, store: caller.store)
          return {
            let results = try await body(caller, value1, value2, value3)
            return writer((repeat each results), store: caller.store)
          }
        })
    }

    /// Defines an asynchronous host function with four parameters.
    public func defineAsync<
      P1: WasmValue, P2: WasmValue, P3: WasmValue, P4: WasmValue, each Result: WasmValue
    >(
      _ module: String, _ name: String,
      _ body: @escaping (P1, P2, P3, P4) async throws -> (repeat each Result)
    ) throws {
      let type = FunctionType(
        parameters: [P1.valueType, P2.valueType, P3.valueType, P4.valueType],
        results: valueTypes(repeat (each Result).self))
      try defineAsync(
        module, name, type: type,
        slots: { (caller, slots) in
          var position = slots
          let value1 = P1.take(from: &position, store: caller.store)
          let value2 = P2.take(from: &position, store: caller.store)
          let value3 = P3.take(from: &position, store: caller.store)
          let value4 = P4.take(from: &position, store: caller.store)
          return {
            let results = try await body(value1, value2, value3, value4)
            return writer((repeat each results), store: caller.store)
          }
        })
    }

    /// Defines an asynchronous host function with four parameters that wants to know its caller.
    public func defineAsync<
      P1: WasmValue, P2: WasmValue, P3: WasmValue, P4: WasmValue, each Result: WasmValue
    >(
      _ module: String, _ name: String,
      _ body: @escaping (Caller, P1, P2, P3, P4) async throws -> (repeat each Result)
    ) throws {
      let type = FunctionType(
        parameters: [P1.valueType, P2.valueType, P3.valueType, P4.valueType],
        results: valueTypes(repeat (each Result).self))
      try defineAsync(
        module, name, type: type,
        slots: { (caller, slots) in
          var position = slots
          let value1 = P1.take(from: &position, store: caller.store)
          let value2 = P2.take(from: &position, store: caller.store)
          let value3 = P3.take(from: &position, store: caller.store)
          let value4 = P4.take(from: &position, store: caller.store)
          return {
            let results = try await body(caller, value1, value2, value3, value4)
            return writer((repeat each results), store: caller.store)
          }
        })
    }

    /// Defines an asynchronous host function with five parameters.
    public func defineAsync<
      P1: WasmValue, P2: WasmValue, P3: WasmValue, P4: WasmValue, P5: WasmValue,
      each Result: WasmValue
    >(
      _ module: String, _ name: String,
      _ body: @escaping (P1, P2, P3, P4, P5) async throws -> (repeat each Result)
    ) throws {
      let type = FunctionType(
        parameters: [P1.valueType, P2.valueType, P3.valueType, P4.valueType, P5.valueType],
        results: valueTypes(repeat (each Result).self))
      try defineAsync(
        module, name, type: type,
        slots: { (caller, slots) in
          var position = slots
          let value1 = P1.take(from: &position, store: caller.store)
          let value2 = P2.take(from: &position, store: caller.store)
          let value3 = P3.take(from: &position, store: caller.store)
          let value4 = P4.take(from: &position, store: caller.store)
          let value5 = P5.take(from: &position, store: caller.store)
          return {
            let results = try await body(value1, value2, value3, value4, value5)
            return writer((repeat each results), store: caller.store)
          }
        })
    }

    /// Defines an asynchronous host function with five parameters that wants to know its caller.
    public func defineAsync<
      P1: WasmValue, P2: WasmValue, P3: WasmValue, P4: WasmValue, P5: WasmValue,
      each Result: WasmValue
    >(
      _ module: String, _ name: String,
      _ body: @escaping (Caller, P1, P2, P3, P4, P5) async throws -> (repeat each Result)
    ) throws {
      let type = FunctionType(
        parameters: [P1.valueType, P2.valueType, P3.valueType, P4.valueType, P5.valueType],
        results: valueTypes(repeat (each Result).self))
      try defineAsync(
        module, name, type: type,
        slots: { (caller, slots) in
          var position = slots
          let value1 = P1.take(from: &position, store: caller.store)
          let value2 = P2.take(from: &position, store: caller.store)
          let value3 = P3.take(from: &position, store: caller.store)
          let value4 = P4.take(from: &position, store: caller.store)
          let value5 = P5.take(from: &position, store: caller.store)
          return {
            let results = try await body(caller, value1, value2, value3, value4, value5)
            return writer((repeat each results), store: caller.store)
          }
        })
    }

    /// Defines an asynchronous host function with six parameters.
    public func defineAsync<
      P1: WasmValue, P2: WasmValue, P3: WasmValue, P4: WasmValue, P5: WasmValue, P6: WasmValue,
      each Result: WasmValue
    >(
      _ module: String, _ name: String,
      _ body: @escaping (P1, P2, P3, P4, P5, P6) async throws -> (repeat each Result)
    ) throws {
      let type = FunctionType(
        parameters: [
          P1.valueType, P2.valueType, P3.valueType, P4.valueType, P5.valueType, P6.valueType,
        ],
        results: valueTypes(repeat (each Result).self))
      try defineAsync(
        module, name, type: type,
        slots: { (caller, slots) in
          var position = slots
          let value1 = P1.take(from: &position, store: caller.store)
          let value2 = P2.take(from: &position, store: caller.store)
          let value3 = P3.take(from: &position, store: caller.store)
          let value4 = P4.take(from: &position, store: caller.store)
          let value5 = P5.take(from: &position, store: caller.store)
          let value6 = P6.take(from: &position, store: caller.store)
          return {
            let results = try await body(value1, value2, value3, value4, value5, value6)
            return writer((repeat each results), store: caller.store)
          }
        })
    }

    /// Defines an asynchronous host function with six parameters that wants to know its caller.
    public func defineAsync<
      P1: WasmValue, P2: WasmValue, P3: WasmValue, P4: WasmValue, P5: WasmValue, P6: WasmValue,
      each Result: WasmValue
    >(
      _ module: String, _ name: String,
      _ body: @escaping (Caller, P1, P2, P3, P4, P5, P6) async throws -> (repeat each Result)
    ) throws {
      let type = FunctionType(
        parameters: [
          P1.valueType, P2.valueType, P3.valueType, P4.valueType, P5.valueType, P6.valueType,
        ],
        results: valueTypes(repeat (each Result).self))
      try defineAsync(
        module, name, type: type,
        slots: { (caller, slots) in
          var position = slots
          let value1 = P1.take(from: &position, store: caller.store)
          let value2 = P2.take(from: &position, store: caller.store)
          let value3 = P3.take(from: &position, store: caller.store)
          let value4 = P4.take(from: &position, store: caller.store)
          let value5 = P5.take(from: &position, store: caller.store)
          let value6 = P6.take(from: &position, store: caller.store)
          return {
            let results = try await body(caller, value1, value2, value3, value4, value5, value6)
            return writer((repeat each results), store: caller.store)
          }
        })
    }
  }
#endif
