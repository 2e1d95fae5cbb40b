internal import CInterp
internal import CPlatform

/// One line of nested calls: a value stack, and the `Context` that the loop runs with.
///
/// A top-level call takes an execution from its store; calls that host functions make in the meantime go on above
/// the host function's frame in the same one. Only asynchronous calls can be in progress side by side.
///
/// The value stack, from low to high addresses:
///
///     base         frames of guest functions, up to the limit
///     limit        a red zone that the check on entering a guest function does not cover: frames of host functions,
///                  and the arguments of a call from the host
///     end
final class Execution {
  let context: UnsafeMutablePointer<ContextRecord>
  let base: Slots
  let limit: Slots
  private let byteCount: Int
  /// Where its thread waits, if its guest does.
  let waitingPlace: WaitingPlace

  /// Where the next call from the host may put its frame: above everything that is in use.
  var top: Slots
  /// The host functions that are running, outermost first.
  var hostFrames: [HostFrame] = []

  /// A host function that is running.
  struct HostFrame {
    var function: HostFunction
    /// Its return header.
    var header: Slots
    /// The instance that called it.
    var instance: UnsafePointer<InstanceRecord>?
    /// An address on the native stack below which its frames are.
    var nativeStack: UInt
  }

  /// A function has at most 1,000 parameters and as many results, of 2 slots each.
  private static let redZoneSlots = 2_000 + Int(frame_header_slots) + 64
  private static let smallestStack: UInt64 = 64 << 10

  /// The slots that a call from the host may need.
  static let longestEntry = 2_000 + Int(frame_header_slots)

  init?(stackBytes: UInt32) {
    let stack = Int(truncatingIfNeeded: min(max(UInt64(stackBytes), Self.smallestStack), 1 << 30))
    byteCount = stack + 2 * Self.redZoneSlots * MemoryLayout<UInt64>.stride
    guard let start = platform_reserve(byteCount) else { return nil }
    guard platform_commit(start, byteCount), let waitingPlace = WaitingPlace() else {
      platform_release(start, byteCount)
      return nil
    }
    self.waitingPlace = waitingPlace
    base = start.assumingMemoryBound(to: UInt64.self)
    limit = base + stack / MemoryLayout<UInt64>.stride
    top = base
    context = .allocate(capacity: 1)
    context.initialize(to: ContextRecord())
    context.pointee.stack_limit = limit
  }

  deinit {
    context.deallocate()
    platform_release(base, byteCount)
  }
}

/// The parts of a `Context` that a nested run of the loop must leave as they were.
struct SavedRegisters {
  private let pc: UnsafePointer<UInt8>?
  private let frame: Slots?
  private let instance: UnsafePointer<InstanceRecord>?
  private let codes: UnsafePointer<Code>?
  private let callee: UnsafeMutablePointer<FunctionRecord>?

  init(_ context: UnsafeMutablePointer<ContextRecord>) {
    pc = context.pointee.saved_pc
    frame = context.pointee.saved_frame
    instance = context.pointee.instance
    codes = context.pointee.codes
    callee = context.pointee.callee
  }

  func restore(_ context: UnsafeMutablePointer<ContextRecord>) {
    context.pointee.saved_pc = pc
    context.pointee.saved_frame = frame
    context.pointee.instance = instance
    context.pointee.codes = codes
    context.pointee.callee = callee
  }
}

/// A call that has its place on a value stack, and waits for its arguments or has left its results there.
@usableFromInline struct PreparedCall {
  /// Arguments before, results after.
  @usableFromInline let frame: UnsafeMutablePointer<UInt64>
  let header: Slots
  let function: UnsafeMutablePointer<FunctionRecord>
  let execution: Execution
  /// Whether nothing else is on the execution's stack.
  let isTopLevel: Bool
}

// Calls from the host, step by step.
extension Store {
  /// Finds a place for a call of `function`, whose parameters and results take up to `slots` slots each.
  @usableFromInline func begin(_ function: Func, slots: Int) throws(HostError) -> PreparedCall {
    guard function.store === self else { throw failure(CallError.foreignStore) }
    if let execution = active { return try beginNested(function, slots: slots, on: execution) }
    return try beginTopLevel(function, slots: slots)
  }

  func beginTopLevel(_ function: Func, slots: Int) throws(HostError) -> PreparedCall {
    let execution = try attempt { () throws(ResourceError) in try takeExecution() }
    context_clear_interrupt(execution.context, execution.limit)
    isExchangingValues = true
    return PreparedCall(
      frame: execution.base, header: execution.base + slots, function: function.record,
      execution: execution, isTopLevel: true)
  }

  private func beginNested(
    _ function: Func, slots: Int, on execution: Execution
  ) throws(HostError) -> PreparedCall {
    let isTooDeep = UInt64(execution.hostFrames.count) > UInt64(limits.hostCallDepth)
    if isTooDeep || execution.top + slots + Int(frame_header_slots) > execution.limit {
      throw failure(Trap(.callStackExhausted, backtrace: hostBacktrace(of: execution)))
    }
    isExchangingValues = true
    return PreparedCall(
      frame: execution.top, header: execution.top + slots, function: function.record,
      execution: execution, isTopLevel: false)
  }

  /// Gives the place of a call back, whether it ran or not.
  @usableFromInline func end(_ call: PreparedCall) {
    isExchangingValues = false
    if call.isTopLevel { idleExecutions.append(call.execution) }
  }

  private func takeExecution() throws(ResourceError) -> Execution {
    if let execution = idleExecutions.popLast() { return execution }
    guard executionCount < limits.concurrentCalls else {
      throw .limitExceeded(.concurrentCalls, limit: UInt64(limits.concurrentCalls))
    }
    guard let execution = Execution(stackBytes: limits.valueStackBytes) else {
      throw .outOfMemory(bytes: UInt64(limits.valueStackBytes))
    }
    executionCount += 1
    execution.context.pointee.heap = heap.record
    execution.context.pointee.cells = engine.constants.cells
    executions.append(execution)
    interruptHandle.add(execution)
    return execution
  }
}
