// The loop around the loop: runs code until it finishes, and does in Swift what the handlers leave to it.
internal import CInterp
internal import SwiftLoop

extension Store {
  /// Runs a call whose arguments are written.
  @usableFromInline func run(_ call: PreparedCall) throws(HostError) {
    guard call.isTopLevel else { return try runNested(call) }
    #if !hasFeature(Embedded)
      if hasDeadline { return try runUntilDeadline(call) }
    #endif
    enter(call)
    try resume(call.context)
  }

  private func runNested(_ call: PreparedCall) throws(HostError) {
    let saved = SavedRegisters(call.context)
    let execution = Execution.of(call.context)
    execution.nestedCalls += 1
    defer {
      execution.nestedCalls -= 1
      saved.restore(call.context)
      // The outer guest goes on without a look at whether objects are where they belong.
      settleHeap()
    }
    enter(call)
    try resume(call.context)
  }

  /// Sets the registers to the start of the called function, which will return to the `finish` cell.
  func enter(_ call: PreparedCall) {
    let context = call.context
    isExchangingValues = false
    call.header[0] = UInt64(UInt(bitPattern: context.pointee.cells.finish))
    // Nobody reads the caller's frame, but a loop loads it as a pointer.
    call.header[1] = UInt64(UInt(bitPattern: call.frame))
    let instance = call.function.pointee.instance ?? hostInstance
    context.pointee.instance = UnsafePointer(instance)
    context.pointee.codes = instance.pointee.codes
    context.pointee.callee = call.function
    context.pointee.saved_pc = code_entry(call.function.pointee.code)
    context.pointee.saved_frame = call.frame
  }

  /// Runs until the function that was entered last returns. Calls that host functions make meanwhile nest on the context.
  func resume(_ context: UnsafeMutablePointer<ContextRecord>) throws(HostError) {
    let outer = active
    active = context
    defer { active = outer }
    while true {
      let exit = step(context)
      if exit == .finished { break }
      try serve(exit, of: context)
    }
    isExchangingValues = true
  }

  /// Does what the loop has stopped for.
  func serve(
    _ exit: MachineExit, of context: UnsafeMutablePointer<ContextRecord>
  ) throws(HostError) {
    let execution = Execution.of(context)
    switch exit {
    case .finished: break
    case .host_call: try callHostFunction(on: execution)
    case .host_returned: try returnFromHostFunction(on: execution)
    case .host_error: throw execution.takeError()
    case .trap: throw failure(trap(on: execution))
    case .translate:
      do throws(ModuleError) {
        try translateCallee(context)
      } catch {
        guard case .interrupted = error else { throw failure(error) }
        context.pointee.trap = .interrupted
        throw failure(trap(on: execution))
      }
    case .collect:
      let reason = collect(for: execution)
      if reason != .none {
        context.pointee.trap = reason
        throw failure(trap(on: execution))
      }
    case .runtime:
      // There may be many of them without a branch between them.
      if context_is_interrupted(context) { throw interruption(of: execution) }
      let metersFuel = engine.configuration.metersFuel
      if metersFuel { giveFuel(to: context) }
      let outcome = runtimeOperation(on: execution)
      if metersFuel { takeFuel(from: context) }
      if case .trapped(let reason) = outcome {
        context.pointee.trap = reason
        throw failure(trap(on: execution))
      }
    case .exception: throw uncaughtException(on: execution)
    }
  }

  /// The trap of a guest that is stopped from outside, where the loop has stopped.
  func interruption(of execution: Execution) -> HostError {
    execution.context.pointee.trap = .interrupted
    return failure(trap(on: execution))
  }

  /// Runs the loop until it needs Swift, with the store's fuel.
  func step(_ context: UnsafeMutablePointer<ContextRecord>) -> MachineExit {
    engine.configuration.metersFuel ? stepMeteringFuel(context) : machineRun(context)
  }

  // Out of line: others need not be checked for exclusive access to the fuel.
  @inline(never) private func stepMeteringFuel(
    _ context: UnsafeMutablePointer<ContextRecord>
  ) -> MachineExit {
    giveFuel(to: context)
    let exit = machineRun(context)
    takeFuel(from: context)
    return exit
  }

  /// Lets a context have all of the store's fuel.
  func giveFuel(to context: UnsafeMutablePointer<ContextRecord>) {
    context.pointee.fuel = remainingFuel
  }

  /// Takes back what a context has left of the fuel that it was given.
  func takeFuel(from context: UnsafeMutablePointer<ContextRecord>) {
    consumedFuel &+= UInt64(truncatingIfNeeded: remainingFuel &- context.pointee.fuel)
    remainingFuel = context.pointee.fuel
  }

  private func machineRun(_ context: UnsafeMutablePointer<ContextRecord>) -> MachineExit {
    switch engine.configuration.dispatch {
    case .c: machine_run(context)
    case .swift: SwiftLoop.run(context)
    }
  }

  /// Translates the function that is called for the first time, and goes on at its start.
  func translateCallee(_ context: UnsafeMutablePointer<ContextRecord>) throws(ModuleError) {
    let operand = UnsafeRawPointer(context.pointee.saved_pc.unsafelyUnwrapped)
      .advanced(by: MemoryLayout<UInt>.size)
    let index = operand.loadUnaligned(as: UInt32.self)
    // Host functions are not translated, so that there is an instance.
    let instance = InstanceState.of(context.pointee.instance).unsafelyUnwrapped
    // It lives as long as the translation takes.
    nonisolated(unsafe) let context = context
    context.pointee.saved_pc = try instance.module.entry(
      ofDefined: index, interruption: InterruptionCheck { context_is_interrupted(context) })
  }
}
