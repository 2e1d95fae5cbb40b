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
  /// The record of the host function that has suspended it.
  let suspension: UnsafeMutablePointer<HostFrameRecord>
  /// What a host function threw that the loop has called, until it is thrown on.
  var error: HostError?
  /// How many calls of host functions are in progress on it, each nested in the one before.
  var nestedCalls: UInt32 = 0
  /// The next one that the store has and does not use.
  var nextIdle: Unmanaged<Execution>?

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
    suspension = .allocate(capacity: 1)
    context = .allocate(capacity: 1)
    context.initialize(to: ContextRecord())
    context.pointee.stack_limit = limit
    context.pointee.top = base
    context.pointee.owner = UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque())
  }

  /// The execution that a context belongs to.
  static func of(_ context: UnsafeMutablePointer<ContextRecord>) -> Execution {
    // It is set as long as there is a context.
    let owner = context.pointee.owner.unsafelyUnwrapped
    return Unmanaged<Execution>.fromOpaque(owner).takeUnretainedValue()
  }

  /// The host functions that are running, outermost first.
  var hostFrames: [HostFrame] {
    var frames: [HostFrame] = []
    var next = context.pointee.host_frames
    while let frame = next {
      frames.append(HostFrame(frame.pointee))
      next = frame.pointee.outer
    }
    frames.reverse()
    return frames
  }

  /// A host function that is running.
  struct HostFrame {
    let function: HostFunction
    /// Its return header.
    let header: Slots
    /// The instance that called it.
    let instance: UnsafePointer<InstanceRecord>?
    /// An address on the native stack below which its frames are.
    let nativeStack: UInt

    fileprivate init(_ record: HostFrameRecord) {
      // Both are set in every frame.
      function = HostFunction.of(record.function.unsafelyUnwrapped)
      header = record.header.unsafelyUnwrapped
      instance = record.instance
      nativeStack = record.native_stack
    }
  }

  deinit {
    context.deallocate()
    suspension.deallocate()
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
///
/// What it points to lives as long as the store.
@usableFromInline struct PreparedCall {
  /// Arguments before, results after.
  @usableFromInline let frame: UnsafeMutablePointer<UInt64>
  let header: Slots
  let function: UnsafeMutablePointer<FunctionRecord>
  let context: UnsafeMutablePointer<ContextRecord>
  /// Whether nothing else is on the execution's stack.
  let isTopLevel: Bool
  /// Whether the thread has entered the store for it, and leaves with it.
  let isOutermost: Bool
}

// Calls from the host, step by step.
extension Store {
  /// Finds a place for a call of `function`, whose parameters and results take up to `slots` slots each.
  @usableFromInline func begin(_ function: Func, slots: Int) throws(HostError) -> PreparedCall {
    guard function.store === self else { throw failure(CallError.foreignStore) }
    let isOutermost = try occupy()
    if let active { return try beginNested(function.record, slots: slots, on: active) }
    do throws(HostError) {
      return try beginTopLevel(function.record, slots: slots, isOutermost: isOutermost)
    } catch {
      if isOutermost { leave() }
      throw error
    }
  }

  /// The same for a thread that is in the store.
  func begin(
    _ function: UnsafeMutablePointer<FunctionRecord>, slots: Int
  ) throws(HostError) -> PreparedCall {
    if let active { return try beginNested(function, slots: slots, on: active) }
    return try beginTopLevel(function, slots: slots)
  }

  /// Finds a place for a call with a stack of its own.
  ///
  /// - Parameter isOutermost: Whether the thread leaves the store with the call.
  func beginTopLevel(
    _ function: UnsafeMutablePointer<FunctionRecord>, slots: Int, isOutermost: Bool = false
  ) throws(HostError) -> PreparedCall {
    let execution = try takeExecution()
    execution._withUnsafeGuaranteedRef { context_clear_interrupt($0.context, $0.limit) }
    if isUnsettled {
      do throws(HostError) {
        try settle(before: execution.takeUnretainedValue())
      } catch {
        giveBack(execution)
        throw error
      }
    }
    return execution._withUnsafeGuaranteedRef { execution in
      isExchangingValues = true
      return PreparedCall(
        frame: execution.base, header: execution.base + slots, function: function,
        context: execution.context, isTopLevel: true, isOutermost: isOutermost)
    }
  }

  /// What has to be left of the native stack for a call from a host function: it may translate functions, call another
  /// host function, and make a backtrace.
  private static var nativeStackBytes: Int {
    #if DEBUG
      128 << 10
    #else
      32 << 10
    #endif
  }

  private func beginNested(
    _ function: UnsafeMutablePointer<FunctionRecord>, slots: Int,
    on context: UnsafeMutablePointer<ContextRecord>
  ) throws(HostError) -> PreparedCall {
    let execution = Execution.of(context)
    // It is set as long as there is a context.
    let frame = context.pointee.top.unsafelyUnwrapped
    if execution.nestedCalls >= limits.hostCallDepth
      || platform_stack_left() < Self.nativeStackBytes
      || frame + slots + Int(frame_header_slots) > execution.limit
    {
      throw failure(Trap(.callStackExhausted, backtrace: hostBacktrace(of: execution)))
    }
    isExchangingValues = true
    return PreparedCall(
      frame: frame, header: frame + slots, function: function, context: context, isTopLevel: false,
      isOutermost: false)
  }

  /// Gives the place of a call back, whether it ran or not.
  @usableFromInline func end(_ call: PreparedCall) {
    isExchangingValues = false
    guard call.isTopLevel else { return }
    giveBack(Unmanaged.fromOpaque(call.context.pointee.owner.unsafelyUnwrapped))
    if call.isOutermost { leave() }
  }

  private func giveBack(_ execution: Unmanaged<Execution>) {
    execution._withUnsafeGuaranteedRef { $0.nextIdle = idleExecution }
    idleExecution = execution
  }

  /// Whether no call is in progress.
  var isIdle: Bool {
    var count = 0
    var next = idleExecution
    while let execution = next {
      count += 1
      next = execution._withUnsafeGuaranteedRef { $0.nextIdle }
    }
    return count == executions.count
  }

  private func takeExecution() throws(HostError) -> Unmanaged<Execution> {
    guard let execution = idleExecution else {
      return try attempt { () throws(ResourceError) in .passUnretained(try makeExecution()) }
    }
    idleExecution = execution._withUnsafeGuaranteedRef { $0.nextIdle }
    return execution
  }

  private func makeExecution() throws(ResourceError) -> Execution {
    guard executions.count < limits.concurrentCalls else {
      throw .limitExceeded(.concurrentCalls, limit: UInt64(limits.concurrentCalls))
    }
    guard let execution = Execution(stackBytes: limits.valueStackBytes) else {
      throw .outOfMemory(bytes: UInt64(limits.valueStackBytes))
    }
    execution.context.pointee.heap = heap.record
    execution.context.pointee.cells = engine.constants.cells
    execution.context.pointee.meters_fuel = engine.configuration.metersFuel
    executions.append(execution)
    handle.add(execution)
    return execution
  }
}
