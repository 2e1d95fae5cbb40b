// Calls of guest functions, and definitions of host functions, with Swift's own types: parameter packs read and
// write slots directly, without boxing.
#if !hasFeature(Embedded)

  extension WasmValue {
    /// Reads a value and moves `position` behind it.
    @inlinable @inline(__always) static func take(
      from position: inout UnsafeMutablePointer<UInt64>, store: Store
    ) -> Self {
      let value = read(from: position, store: store)
      position += slotCount
      return value
    }

    /// Writes the value and moves `position` behind it.
    @inlinable @inline(__always) func put(
      to position: inout UnsafeMutablePointer<UInt64>, store: Store
    ) throws(CallError) {
      try write(to: position, store: store)
      position += Self.slotCount
    }
  }

  /// A function of a guest or of the host that is called like one of Swift's.
  ///
  /// ```swift
  /// let divide = try instance.function("divmod", as: ((UInt64, UInt64) -> (UInt64, UInt64)).self)
  /// let (quotient, remainder) = try divide(20, 3)
  /// ```
  ///
  /// Where a closure is wanted, pass ``closure``.
  public struct TypedFunction<Result, each Parameter> {
    /// The function whose type was checked.
    public let function: Func
    /// What calls it.
    public let closure: (repeat each Parameter) throws -> Result

    @inlinable init(
      _ function: Func, _ closure: @escaping (repeat each Parameter) throws -> Result
    ) {
      self.function = function
      self.closure = closure
    }

    /// Calls the function.
    ///
    /// - Throws: What ``Func/call(_:)`` throws.
    @inlinable public func callAsFunction(_ arguments: repeat each Parameter) throws -> Result {
      try closure(repeat each arguments)
    }
  }

  extension Instance {
    /// Calls the exported function named `name`.
    ///
    /// ```swift
    /// let five = try instance.call("add", as: ((Int32, Int32) -> Int32).self, 2, 3)
    /// ```
    ///
    /// For many calls of one function, ``function(_:as:)`` finds and checks it once.
    ///
    /// - Parameter signature: Parameters and results, each a ``WasmValue``.
    /// - Throws: What ``Func/call(_:)`` throws, and ``CallError`` if there is no such function or its type is another
    ///   one.
    @inlinable public func call<each Parameter: WasmValue, each Result: WasmValue>(
      _ name: String, as signature: ((repeat each Parameter) -> (repeat each Result)).Type,
      _ arguments: repeat each Parameter
    ) throws -> (repeat each Result) {
      try function(name).call(as: signature, name: name, repeat each arguments)
    }

    /// The exported function named `name` as a Swift function.
    ///
    /// ```swift
    /// let add = try instance.function("add", as: ((Int32, Int32) -> Int32).self)
    /// let divide = try instance.function("divmod", as: ((UInt64, UInt64) -> (UInt64, UInt64)).self)
    /// let (quotient, remainder) = try divide(20, 3)
    /// ```
    ///
    /// - Parameter signature: Parameters and results, each a ``WasmValue``.
    /// - Returns: A value that is called like a function, also at once: `try instance.function("f", as: …)(1, 2)`.
    /// - Throws: ``CallError`` if there is no such function or its type is another one.
    @inlinable public func function<each Parameter: WasmValue, each Result: WasmValue>(
      _ name: String, as signature: ((repeat each Parameter) -> (repeat each Result)).Type
    ) throws(CallError) -> TypedFunction<(repeat each Result), repeat each Parameter> {
      try function(name).typed(as: signature, name: name)
    }
  }

  extension Func {
    /// This function as a Swift function. See ``Instance/function(_:as:)``.
    ///
    /// - Parameter name: For the error message, where the function has no name of its own.
    @inlinable public func typed<each Parameter: WasmValue, each Result: WasmValue>(
      as signature: ((repeat each Parameter) -> (repeat each Result)).Type, name: String? = nil
    ) throws(CallError) -> TypedFunction<(repeat each Result), repeat each Parameter> {
      let slots = try check(
        FunctionType(
          parameters: valueTypes(repeat (each Parameter).self),
          results: valueTypes(repeat (each Result).self)), name: name)
      let store = store
      return TypedFunction(self) { (arguments: repeat each Parameter) in
        let call = try store.begin(self, slots: slots)
        defer { store.end(call) }
        var position = call.frame
        repeat try (each arguments).put(to: &position, store: store)
        try store.run(call)
        position = call.frame
        return (repeat (each Result).take(from: &position, store: store))
      }
    }

    /// Calls the function with Swift's own types.
    ///
    /// - Parameters:
    ///   - signature: Parameters and results, each a ``WasmValue``.
    ///   - name: For the error message, where the function has no name of its own.
    /// - Throws: What ``call(_:)`` throws, and ``CallError`` if the function's type is another one.
    @inlinable public func call<each Parameter: WasmValue, each Result: WasmValue>(
      as signature: ((repeat each Parameter) -> (repeat each Result)).Type, name: String? = nil,
      _ arguments: repeat each Parameter
    ) throws -> (repeat each Result) {
      try typed(as: signature, name: name)(repeat each arguments)
    }

    /// Checks that the function can be called as `signature`.
    ///
    /// - Returns: The larger of the slots of its parameters and those of its results.
    @usableFromInline func check(
      _ signature: FunctionType, name: String?
    ) throws(CallError) -> Int {
      let type = type
      guard store.engine.isSubtype(signature.parameters, of: type.parameters),
        store.engine.isSubtype(type.results, of: signature.results)
      else {
        throw .signatureMismatch(
          function: name ?? self.name, expected: signature, actual: type)
      }
      return max(type.parameters.slotCount, type.results.slotCount)
    }
  }

  /// The WebAssembly types of some Swift types.
  @inlinable func valueTypes<each Element: WasmValue>(
    _ types: repeat (each Element).Type
  ) -> [ValueType] {
    var list: [ValueType] = []
    repeat list.append((each types).valueType)
    return list
  }

  extension Linker {
    /// What the compiler says of closures whose types are missing or have no counterpart in WebAssembly.
    @available(
      *, unavailable,
      message:
        "Each parameter and each result needs a type that is a WasmValue (Int32, UInt64, Float, …), as in { (a: Int32, b: Float) -> Int64 in … }; a Caller may be the first parameter"
    )
    @_disfavoredOverload
    public func define<each Parameter, each Result>(
      _ module: String, _ name: String,
      _ body: @escaping (repeat each Parameter) throws -> (repeat each Result)
    ) throws {}

    /// Defines a host function.
    ///
    /// ```swift
    /// try linker.define("env", "add") { (a: Int32, b: Int32) -> Int32 in a &+ b }
    /// ```
    ///
    /// - Parameter body: Takes and returns ``WasmValue``s. What it throws arrives unchanged at the call into the
    ///   guest.
    @inlinable public func define<each Parameter: WasmValue, each Result: WasmValue>(
      _ module: String, _ name: String,
      _ body: @escaping (repeat each Parameter) throws -> (repeat each Result)
    ) throws {
      let type = FunctionType(
        parameters: valueTypes(repeat (each Parameter).self),
        results: valueTypes(repeat (each Result).self))
      try define(
        module, name, type: type,
        slots: { (caller, slots) in
          caller.store.isExchangingValues = true
          var position = slots
          let arguments = (repeat (each Parameter).take(from: &position, store: caller.store))
          caller.store.isExchangingValues = false
          let result = try body(repeat each arguments)
          caller.store.isExchangingValues = true
          position = slots
          repeat try (each result).put(to: &position, store: caller.store)
        })
    }

    /// Defines a host function that wants to know its caller.
    ///
    /// ```swift
    /// try linker.define("env", "log") { (caller: Caller, address: UInt32, count: UInt32) in
    ///   print(try caller.memory?.string(at: UInt64(address), count: UInt64(count)) ?? "")
    /// }
    /// ```
    @inlinable public func define<each Parameter: WasmValue, each Result: WasmValue>(
      _ module: String, _ name: String,
      _ body: @escaping (Caller, repeat each Parameter) throws -> (repeat each Result)
    ) throws {
      let type = FunctionType(
        parameters: valueTypes(repeat (each Parameter).self),
        results: valueTypes(repeat (each Result).self))
      try define(
        module, name, type: type,
        slots: { (caller, slots) in
          caller.store.isExchangingValues = true
          var position = slots
          let arguments = (repeat (each Parameter).take(from: &position, store: caller.store))
          caller.store.isExchangingValues = false
          let result = try body(caller, repeat each arguments)
          caller.store.isExchangingValues = true
          position = slots
          repeat try (each result).put(to: &position, store: caller.store)
        })
    }
  }
#endif
