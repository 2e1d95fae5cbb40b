#if FFI
  public import Escapement

  /// A function of a guest that C can call through a function pointer.
  ///
  /// ```swift
  /// // int (*)(const void *, const void *), on elements in the guest's memory
  /// let element = CParameter.pointer(.bytes(count: 8))
  /// let compare = try CFunctionPointer(
  ///   try instance.function("compare"), as: CFunctionType([element, element], returns: .int32),
  ///   memory: memory)
  /// try memory.withUnsafeMutableBytes(at: array, count: 8 * count) { bytes in
  ///   try compare.withPointer { pointer in
  ///     qsort(bytes.baseAddress, count, 8, unsafeBitCast(pointer, to: Comparison.self))
  ///   }
  /// }
  /// ```
  ///
  /// The pointer is valid as long as this object lives, and calling it later is undefined behaviour: keep the object
  /// for as long as C may call. It keeps the guest's store alive. C has to call on the thread or task that uses the
  /// store, because a store is used by one at a time.
  ///
  /// Nothing can be thrown through C. If the guest traps or a host function throws, C gets a result of 0, and the
  /// error is kept; until it is taken, further calls return 0 at once. ``withPointer(_:)`` throws it when C is done;
  /// who uses ``pointer`` takes it by ``rethrow()``.
  ///
  /// Function pointers are made by libffi. Where executable memory is forbidden, as on Apple's devices, it needs
  /// "static trampolines", of which it has a fixed supply; a process that is linked statically may have none. Then the
  /// initializer throws ``CFunctionError/unsupportedByPlatform``.
  public final class CFunctionPointer {
    /// The guest's function that it calls.
    public let function: Func
    private let memory: Memory?
    private let callback: Callback

    /// Makes a function pointer.
    ///
    /// - Parameters:
    ///   - function: Its type has to be `type.functionType`.
    ///   - type: The type that C knows. Parameters and results can be numbers, parameters also pointers: they have to
    ///     point into `memory`, and the guest gets the address.
    ///   - memory: What C's pointers point into.
    /// - Throws: ``CFunctionError``.
    public init(
      _ function: Func, as type: CFunctionType, memory: Memory? = nil
    ) throws(CFunctionError) {
      let name = function.name ?? "function pointer"
      guard function.type == type.functionType else {
        throw .signatureMismatch(
          function: name, expected: type.functionType, actual: function.type)
      }
      self.function = function
      self.memory = memory
      callback = try Callback(
        name: name, type: type, target: Callback.Target(function: function, memory: memory))
    }

    /// The C function pointer, to be cast to its type. Valid as long as this object lives.
    public var pointer: UnsafeMutableRawPointer { callback.code.unsafelyUnwrapped }

    /// Calls `body` with the pointer, and throws what the guest threw in the meantime.
    ///
    /// The memory does not move while `body` runs: if it would have to, growing it fails.
    public func withPointer<Result>(
      _ body: (UnsafeMutableRawPointer) throws(HostError) -> Result
    ) throws(HostError) -> Result {
      guard let memory else {
        return try call(Callback.Target(function: function), body)
      }
      return try memory.withUnsafeMutableBytes { (bytes) throws(HostError) in
        try call(
          Callback.Target(function: function, memory: memory, region: GuestRegion(bytes)), body)
      }
    }

    private func call<Result>(
      _ target: Callback.Target, _ body: (UnsafeMutableRawPointer) throws(HostError) -> Result
    ) throws(HostError) -> Result {
      try callback.withTarget(target) { () throws(HostError) in try body(pointer) }
    }

    /// Throws the error that a call through ``pointer`` has left, and forgets it.
    public func rethrow() throws(HostError) { try callback.rethrow() }
  }
#endif
