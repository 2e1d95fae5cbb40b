public import Escapement

extension WASI {
  /// Defines all functions of WASI, under the module names of both generations, in `linker`.
  ///
  /// ```swift
  /// let wasi = try WASI(configuration)
  /// try wasi.add(to: linker)
  /// let instance = try linker.instantiate(module, in: store)
  /// let code = try wasi.start(instance)
  /// ```
  ///
  /// The functions work on the first memory of the instance that calls them. Since this host is one
  /// guest's, so is the linker from then on.
  ///
  /// - Throws: `LinkError.duplicateDefinition` if a function is defined already.
  public func add(to linker: Linker) throws {
    // Descriptors that the guest has opened, and where it is in files.
    linker.keepsGuestState = true
    for snapshot in Snapshot.allCases {
      for function in snapshot.functions {
        try linker.defineRaw(snapshot.moduleName, function.name, type: function.type) {
          [self] caller, slots in
          let memory = caller.pinMemory()
          budget = caller.budget
          defer {
            budget = nil
            memory?.unpin()
          }
          let none = UnsafeMutableRawBufferPointer(start: nil, count: 0)
          let errno = try function.call(
            self, GuestMemory(memory?.bytes ?? none), Arguments(UnsafeBufferPointer(slots)))
          if function.returnsErrno { slots[0] = UInt64(errno.rawValue) }
        }
      }
    }
  }

  /// Runs a command: calls its `_start`.
  ///
  /// - Returns: The code with which the guest ended itself; 0 if it just returned.
  /// - Throws: `CallError` if there is no `_start`, `Trap` if the guest traps.
  public func start(_ instance: Instance) throws -> UInt32 {
    do {
      try instance.function("_start").call()
      return 0
    } catch let exit as WASIExit {
      return exit.code
    }
  }

  /// Prepares a reactor, a module that is called again and again: calls its `_initialize`, if it
  /// has one. To be done once, before anything else in it is called.
  public func initialize(_ instance: Instance) throws {
    guard case .function(let function) = instance.export("_initialize") else { return }
    try function.call()
  }
}

extension HostFunction {
  /// The type in the module that imports the function.
  fileprivate var type: FunctionType {
    FunctionType(
      parameters: parameters.map { $0 == .i32 ? .i32 : .i64 },
      results: returnsErrno ? [.i32] : [])
  }
}
