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

  extension Instance {
    /// The exported function named `name` as a Swift function.
    ///
    /// ```swift
    /// let add = try instance.function("add", as: ((Int32, Int32) -> Int32).self)
    /// let divide = try instance.function("divmod", as: ((UInt64, UInt64) -> (UInt64, UInt64)).self)
    /// let (quotient, remainder) = try divide(20, 3)
    /// ```
    ///
    /// - Parameter signature: Parameters and results, each a ``WasmValue``.
    /// - Returns: A function that throws what ``Func/call(_:)`` throws.
    /// - Throws: ``CallError`` if there is no such function or its type is another one.
    @inlinable public func function<each Parameter: WasmValue, each Result: WasmValue>(
      _ name: String, as signature: ((repeat each Parameter) -> (repeat each Result)).Type
    ) throws(CallError) -> (repeat each Parameter) throws -> (repeat each Result) {
      try function(name).typed(as: signature, name: name)
    }
  }

  extension Func {
    /// This function as a Swift function. See ``Instance/function(_:as:)``.
    ///
    /// - Parameter name: For the error message, where the function has no name of its own.
    @inlinable public func typed<each Parameter: WasmValue, each Result: WasmValue>(
      as signature: ((repeat each Parameter) -> (repeat each Result)).Type, name: String? = nil
    ) throws(CallError) -> (repeat each Parameter) throws -> (repeat each Result) {
      let slots = try check(
        FunctionType(
          parameters: valueTypes(repeat (each Parameter).self),
          results: valueTypes(repeat (each Result).self)), name: name)
      let store = store
      return { (arguments: repeat each Parameter) in
        let call = try store.begin(self, slots: slots)
        defer { store.end(call) }
        var position = call.frame
        repeat try (each arguments).put(to: &position, store: store)
        try store.run(call)
        position = call.frame
        return (repeat (each Result).take(from: &position, store: store))
      }
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
