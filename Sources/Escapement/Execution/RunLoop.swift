// The loop around the loop: runs code until it finishes, and does in Swift what the handlers leave to it.
internal import CInterp
internal import SwiftLoop

extension Store {
  /// Runs a call whose arguments are written.
  @usableFromInline func run(_ call: PreparedCall) throws(HostError) {
    let context = call.execution.context
    let saved = SavedRegisters(context)
    defer { saved.restore(context) }
    #if !hasFeature(Embedded)
      let timer = startDeadline(for: call)
      defer { endDeadline(timer) }
    #endif
    enter(call)
    try resume(call.execution)
  }

  /// Sets the registers to the start of the called function, which will return to the `finish` cell.
  func enter(_ call: PreparedCall) {
    let context = call.execution.context
    isExchangingValues = false
    call.header[0] = UInt64(UInt(bitPattern: engine.constants.cells.finish))
    // Nobody reads the caller's frame, but a loop loads it as a pointer.
    call.header[1] = UInt64(UInt(bitPattern: call.frame))
    let instance = call.function.pointee.instance ?? hostInstance
    context.pointee.instance = UnsafePointer(instance)
    context.pointee.codes = instance.pointee.codes
    context.pointee.callee = call.function
    context.pointee.saved_pc = code_entry(call.function.pointee.code)
    context.pointee.saved_frame = call.frame
  }

  /// Runs until the function that was entered last returns.
  ///
  /// - Parameter stopsAtAsynchronousCalls: Whether to come back where an asynchronous host function is called. It is an
  ///   error otherwise.
  /// - Returns: The call of the asynchronous host function; nil if the entered function has returned.
  @discardableResult
  func resume(
    _ execution: Execution, stopsAtAsynchronousCalls: Bool = false
  ) throws(HostError) -> HostCall? {
    let context = execution.context
    while true {
      switch step(context) {
      case .finished:
        isExchangingValues = true
        return nil
      case .host_call:
        let call = HostCall(on: execution, store: self)
        switch call.function.kind {
        case .synchronous(let body): try run(call, body)
        #if !hasFeature(Embedded)
          case .asynchronous:
            if stopsAtAsynchronousCalls { return call }
            throw CallError.asynchronousHostFunction(name: call.function.name)
        #endif
        }
      case .trap: throw failure(trap(on: execution))
      case .translate: try attempt { () throws(ModuleError) in try translateCallee(context) }
      case .collect:
        if !collect(for: execution) {
          context.pointee.trap = .heap_exhausted
          throw failure(trap(on: execution))
        }
      case .runtime:
        switch runtimeOperation(on: execution) {
        case .completed: break
        case .trapped(let reason):
          context.pointee.trap = reason
          throw failure(trap(on: execution))
        }
      case .exception: throw uncaughtException(on: execution)
      }
    }
  }

  /// Runs the loop until it needs Swift, with the store's fuel.
  func step(_ context: UnsafeMutablePointer<ContextRecord>) -> MachineExit {
    guard engine.configuration.metersFuel else { return machineRun(context) }
    context.pointee.fuel = remainingFuel
    let exit = machineRun(context)
    consumedFuel &+= UInt64(truncatingIfNeeded: remainingFuel &- context.pointee.fuel)
    remainingFuel = context.pointee.fuel
    return exit
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
    context.pointee.saved_pc = try instance.module.entry(ofDefined: index)
  }
}

// Host functions.
extension Store {
  /// Runs the host function that was called, and returns from it or goes on where the exception that it throws is caught.
  private func run(_ call: HostCall, _ body: HostFunction.Body) throws(HostError) {
    let outer = active
    active = call.execution
    defer {
      active = outer
      isExchangingValues = false
    }
    call.begin()
    defer { call.end() }
    do throws(HostError) {
      try body(call.caller(in: self), call.frame)
    } catch {
      return try `catch`(error, thrownBy: call)
    }
    call.return()
  }
}

/// An address on the native stack about where it is in use now.
@inline(__always) private func nativeStackPosition() -> UInt {
  var local: UInt8 = 0
  return withUnsafeMutablePointer(to: &local) { UInt(bitPattern: $0) }
}

/// The call of a host function.
struct HostCall {
  let execution: Execution
  let function: HostFunction
  let frame: Slots
  private let header: Slots
  private let previousTop: Slots

  init(on execution: Execution, store: Store) {
    let context = execution.context
    self.execution = execution
    // The exit says that there is a callee and that it is one of the store's host functions.
    let index = context.pointee.callee.unsafelyUnwrapped.pointee.index
    function = store.hostFunctions[Int(index)]
    frame = context.pointee.saved_frame
    header = frame + function.headerSlot
    previousTop = execution.top
  }

  /// Where the function returns to.
  var caller: FramePosition {
    frame_position_of_return(header, execution.context.pointee.instance)
  }

  func caller(in store: Store) -> Caller {
    Caller(store: store, instanceState: InstanceState.of(execution.context.pointee.instance))
  }

  /// Makes room above the frame for calls that the host function makes.
  func begin() {
    execution.top = header + Int(frame_header_slots)
    execution.hostFrames.append(
      Execution.HostFrame(
        function: function, header: header, instance: execution.context.pointee.instance,
        nativeStack: nativeStackPosition()))
  }

  func end() {
    execution.hostFrames.removeLast()
    execution.top = previousTop
  }

  /// Sets the registers to go on behind the call, with the results that are in the frame.
  func `return`() {
    let context = execution.context
    context.pointee.saved_accumulator = frame[0]
    context.pointee.saved_pc = UnsafePointer(bitPattern: UInt(truncatingIfNeeded: header[0]))
    context.pointee.saved_frame = Slots(bitPattern: UInt(truncatingIfNeeded: header[1]))
  }
}
