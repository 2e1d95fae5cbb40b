#if FFI
  public import Escapement

  extension Linker {
    /// Defines a C function as a host function.
    ///
    /// ```swift
    /// try linker.define(
    ///   "env", "memcmp", cFunction: pointer,
    ///   as: CFunctionType(
    ///     [.pointer(.bytes(count: .parameter(2))), .pointer(.bytes(count: .parameter(2))), .size],
    ///     returns: .int32))
    /// ```
    ///
    /// In the guest the function has the type ``CFunctionType/functionType``. A call of it throws ``CFunctionError``
    /// if an argument does not fit, before C is called. C must not throw C++ exceptions or jump out of the function.
    ///
    /// - Parameters:
    ///   - cFunction: The address of a function that has no variable arguments. It stays in use as long as the linker
    ///     or a store that has used it.
    ///   - type: What the function expects. The guest is trusted only as far as the type says.
    ///   - handles: Where handles are kept, if the type has any.
    /// - Throws: ``CFunctionError``, or `LinkError` if the name is already defined.
    public func define(
      _ module: String, _ name: String, cFunction: UnsafeRawPointer, as type: CFunctionType,
      handles: CHandles? = nil
    ) throws(HostError) {
      let function = try attempt { () throws(CFunctionError) in
        try CFunction(cFunction, name: "\(module).\(name)", type: type, handles: handles)
      }
      try defineRaw(module, name, type: type.functionType) { (caller, slots) throws(HostError) in
        try function.call(caller, slots)
      }
    }

    /// Defines a C function of `int32_t`, `int64_t`, `float` and `double` as a host function.
    ///
    /// ```swift
    /// try linker.define(
    ///   "env", "pow", cFunction: pointer, as: FunctionType(parameters: [.f64, .f64], results: [.f64]))
    /// ```
    public func define(
      _ module: String, _ name: String, cFunction: UnsafeRawPointer, as type: FunctionType
    ) throws(HostError) {
      let type = try attempt { () throws(CFunctionError) in try CFunctionType(type) }
      try define(module, name, cFunction: cFunction, as: type)
    }

    /// Defines a C function that is found by its name.
    ///
    /// ```swift
    /// try linker.define("env", "strlen", cSymbol: "strlen",
    ///   as: CFunctionType([.pointer(.nulTerminated)], returns: .size))
    /// ```
    ///
    /// - Throws: ``CFunctionError/unknownSymbol(_:)`` if the library has no such symbol, and what
    ///   ``define(_:_:cFunction:as:handles:)`` throws.
    public func define(
      _ module: String, _ name: String, cSymbol symbol: String, in library: CLibrary = .process,
      as type: CFunctionType, handles: CHandles? = nil
    ) throws(HostError) {
      let address = try attempt { () throws(CFunctionError) in try library.symbol(symbol) }
      try define(module, name, cFunction: address, as: type, handles: handles)
    }

    /// Defines a C function of `int32_t`, `int64_t`, `float` and `double` that is found by its name.
    public func define(
      _ module: String, _ name: String, cSymbol symbol: String, in library: CLibrary = .process,
      as type: FunctionType
    ) throws(HostError) {
      let address = try attempt { () throws(CFunctionError) in try library.symbol(symbol) }
      try define(module, name, cFunction: address, as: type)
    }
  }
#endif
