// What threads do: the core code of tasks, and what the canonical ABI wants before, in between and after.
// CanonicalABI: `thread_func` of "canon lift" and "canon thread.new-indirect".
import ComponentBinary
import Escapement

/// Where a thread goes on.
enum ThreadStage {
  /// It is the first thread of its task, which has not begun.
  case start
  /// Its task waits to enter its instance.
  case entry
  /// In the core function.
  case core
  /// Between the core function and the callback, or two calls of the callback, with the set that it waits for if any.
  case wait(WaitableSet?)
  case callback
  /// It has yet to call its function.
  case spawned(StoredFunction, UInt64)
  case spawnedCore
  case finished
}

/// What is left to do of a built-in when the thread that it has stopped goes on.
enum Resumption {
  case none
  case lowered(Subtask)
  case waitableSetWait(WaitableSet, EventTarget)
  case subtaskCancel(Subtask)
  case copy(CopyEnd)
  /// The result is whether the task is cancelled.
  case cancellation
}

/// Where a built-in writes an event.
struct EventTarget {
  let context: CallContext
  let address: UInt64

  /// - Returns: The code.
  func store(_ event: Event) throws(HostError) -> UInt64 {
    try context.store(UInt64(event.index), 4, Place(address: address))
    try context.store(UInt64(event.payload), 4, Place(address: address &+ 4))
    return UInt64(event.code.rawValue)
  }
}

extension Scheduler {
  /// The running thread, which has to stop.
  func blockable() throws(HostError) -> GuestThread {
    guard let current else { throw failure(.cannotBlock) }
    return current
  }
}

extension GuestThread {
  /// Stops the thread within a built-in until a condition holds.
  func block(
    _ condition: WaitCondition, cancellable: Bool = false, _ resumption: Resumption
  ) -> HostCompletion {
    self.resumption = resumption
    wait(for: condition, cancellable: cancellable)
    return .suspended
  }

  /// Runs until the thread stops.
  func run(cancelled: Bool) throws(HostError) {
    switch stage {
    case .start:
      if task.beginEntering(self) {
        try enter()
      } else {
        stage = .entry
        wait(for: .entry, cancellable: true)
      }
    case .entry:
      if try task.endWaitingToEnter(cancelled: cancelled) { try enter() } else { finish() }
    case .core, .callback, .spawnedCore: try goOn(cancelled: cancelled)
    case .wait(let set): try callBack(try event(of: set, cancelled: cancelled))
    case .spawned(let function, let argument):
      stage = .spawnedCore
      try begin(
        try withCall(of: function) { $0.frame[0] = argument })
    case .finished: break
    }
  }

  private func enter() throws(HostError) {
    try task.enter(self)
    stage = .core
    try begin(try task.function.prepare(task))
  }

  private func withCall(
    of function: StoredFunction, _ body: (SuspendableCall) -> Void
  ) throws(HostError) -> SuspendableCall {
    let call = try SuspendableCall(of: function, in: scheduler.store)
    body(call)
    return call
  }

  private func begin(_ call: SuspendableCall) throws(HostError) {
    self.call = call
    try advance { (call) throws(HostError) in try call.start() }
  }

  /// Goes on with core code behind the built-in that it is suspended in.
  private func goOn(cancelled: Bool) throws(HostError) {
    if let frame = call?.suspendedFrame { try finishBuiltin(frame, cancelled: cancelled) }
    try advance { (call) throws(HostError) in try call.resume() }
  }

  /// Runs core code, and goes on with what comes behind it if it returns.
  private func advance(
    _ run: (inout SuspendableCall) throws(HostError) -> HostCompletion
  ) throws(HostError) {
    guard var call else { return }
    let completion: HostCompletion
    do throws(HostError) {
      completion = try run(&call)
    } catch {
      call.end()
      self.call = nil
      stage = .finished
      throw isWasmException(error) ? failure(.uncaughtException) : error
    }
    guard case .returned = completion else {
      self.call = call
      return
    }
    self.call = nil
    let result = UInt32(truncatingIfNeeded: call.frame[0])
    do throws(HostError) {
      if case .core = stage, !task.function.options.isAsync {
        try task.function.finish(task, frame: call.frame)
      }
    } catch {
      call.end()
      throw error
    }
    call.end()
    try returned(result)
  }

  /// - Parameter result: The first result of the core code.
  private func returned(_ result: UInt32) throws(HostError) {
    switch stage {
    case .core where task.function.callback == nil: try exit()
    case .core, .callback: try handle(result)
    case .spawnedCore:
      try task.unregister(self)
      finish()
    case .start, .entry, .wait, .spawned, .finished: break
    }
  }

  private func exit() throws(HostError) {
    try task.exitImplicitThread(self)
    finish()
  }

  /// Does what core code asks for whose function has a callback.
  private func handle(_ packed: UInt32) throws(HostError) {
    let instance = task.instance
    switch packed & 0xF {
    case 0: try exit()
    case 1:
      instance.releaseExclusive()
      try wait(nil, for: .exclusive)
    case 2:
      let set = try instance.waitableSet(at: packed >> 4)
      instance.releaseExclusive()
      set.beginWaiting(self)
      try wait(set, for: .eventIn(set, exclusively: true))
    default: throw failure(.unsupportedCallbackCode)
    }
  }

  private func wait(_ set: WaitableSet?, for condition: WaitCondition) throws(HostError) {
    stage = .wait(set)
    guard task.deliverPendingCancel(true) else {
      return wait(for: condition, cancellable: true)
    }
    try callBack(try event(of: set, cancelled: true))
  }

  private func event(of set: WaitableSet?, cancelled: Bool) throws(HostError) -> Event {
    let event = cancelled ? Event.taskCancelled : set?.takeEvent() ?? .none
    set?.endWaiting(self)
    return event
  }

  private func callBack(_ event: Event) throws(HostError) {
    guard let callback = task.function.callback else { return }
    task.instance.takeExclusive(self)
    stage = .callback
    try begin(
      try withCall(of: callback) { call in
        call.frame[0] = UInt64(event.code.rawValue)
        call.frame[1] = UInt64(event.index)
        call.frame[2] = UInt64(event.payload)
      })
  }

  /// Does the rest of the built-in that has stopped the thread; its results go into `frame`.
  private func finishBuiltin(
    _ frame: UnsafeMutablePointer<UInt64>, cancelled: Bool
  ) throws(HostError) {
    defer { resumption = .none }
    switch resumption {
    case .none: break
    case .lowered(let subtask):
      subtask.caller = nil
      subtask.deliverResolve()
    case .waitableSetWait(let set, let target):
      frame[0] = try target.store(try event(of: set, cancelled: cancelled))
    case .subtaskCancel(let subtask):
      subtask.endWaiting()
      frame[0] = UInt64(subtask.takeEvent().payload)
    case .copy(let end):
      end.endWaiting()
      frame[0] = UInt64(end.takeEvent().payload)
    case .cancellation: frame[0] = cancelled ? 1 : 0
    }
  }
}
