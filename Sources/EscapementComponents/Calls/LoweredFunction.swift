import ComponentBinary
import Escapement

/// A core function made of a component function. CanonicalABI: "canon lower".
final class LoweredFunction {
  unowned(unsafe) let instance: ComponentInstanceState
  let callee: FunctionInstance
  let options: CallOptions
  let plan: FunctionPlan
  let type: FunctionTypeID

  init(
    in instance: ComponentInstanceState, callee: FunctionInstance, type: FunctionTypeID,
    options: CallOptions
  ) {
    self.instance = instance
    self.callee = callee
    self.type = type
    self.options = options
    plan = instance.types.plans(options.addressType)[type]
  }

  private var maximumParameters: Int {
    options.isAsync ? FlatTypes.maximumAsyncParameters : FlatTypes.maximumParameters
  }

  /// How many slots the parameters take, before an address for the result.
  private var parameterSlotCount: Int {
    plan.parameters.flatCount > UInt32(maximumParameters) ? 1 : Int(plan.parameters.flatCount)
  }

  /// Whether the result is written to memory.
  private var returnsInMemory: Bool {
    guard let result = plan.result else { return false }
    return options.isAsync || result.flatCount > UInt32(FlatTypes.maximumResults)
  }

  /// How many slots of a call are needed until it has returned.
  var slotCount: Int { parameterSlotCount + (returnsInMemory ? 1 : 0) }

  /// The built-in. Arguments and results are in `frame`.
  func call(_ frame: UnsafeMutablePointer<UInt64>) throws(HostError) -> HostCompletion {
    try trap(if: !instance.mayLeave, .cannotLeave)
    if plan.isAsync, !options.isAsync { try instance.scheduler.checkMayBlock(in: instance) }
    let subtask = Subtask(self, slots: frame)
    let half = try callee.call(.guest(subtask), from: instance)
    if !subtask.isResolved { subtask.callee = half }
    if options.isAsync {
      frame[0] =
        try subtask.state == .returned && subtask.isResolved ? deliver(subtask) : keep(subtask)
      return .returned
    }
    if !subtask.isResolved {
      let thread = try instance.scheduler.blockable()
      subtask.caller = thread
      return thread.block(.resolution(subtask), .lowered(subtask))
    }
    subtask.deliverResolve()
    return .returned
  }

  private func deliver(_ subtask: Subtask) -> UInt64 {
    subtask.deliverResolve()
    return UInt64(Subtask.State.returned.rawValue)
  }

  /// Gives the caller a handle for what is not finished.
  private func keep(_ subtask: Subtask) throws(HostError) -> UInt64 {
    subtask.keepSlots(slotCount)
    subtask.index = try instance.add(.subtask(subtask))
    return UInt64(subtask.state.rawValue) | UInt64(subtask.index) << 4
  }

  /// Where the arguments of a call are.
  func arguments(
    of subtask: Subtask, _ slots: UnsafeMutablePointer<UInt64>
  ) throws(HostError) -> (CallContext, Place) {
    let context = CallContext(instance, options, scope: .subtask(subtask))
    let place = try context.place(
      of: plan.parameters, in: slots, maximumFlatCount: maximumParameters)
    return (context, place)
  }

  /// Where the result of a call goes.
  func result(
    _ plan: PlanNode, _ slots: UnsafeMutablePointer<UInt64>
  ) throws(HostError) -> (CallContext, Place) {
    let context = CallContext(instance, options, scope: .none)
    guard returnsInMemory else { return (context, Place(slots)) }
    return (context, try context.place(of: plan, at: slots[parameterSlotCount]))
  }
}

/// A function of a component instance or of the host, for components to call. CanonicalABI: `FuncInst`.
enum FunctionInstance {
  case lifted(LiftedFunction)
  case host(HostFunctionInstance)

  /// - Returns: The callee's half, to cancel the call with.
  func call(_ caller: Caller, from instance: ComponentInstanceState?) throws(HostError) -> Callee {
    switch self {
    case .lifted(let function): .task(try function.call(caller, from: instance))
    case .host(let function): .host(try function.call(caller))
    }
  }
}

/// The callee's half of a call.
enum Callee {
  case task(GuestTask)
  case host(HostTask)

  func requestCancellation(from caller: ComponentInstanceState?) throws(HostError) {
    switch self {
    case .task(let task): try task.requestCancellation(from: caller)
    case .host(let task): task.requestCancellation()
    }
  }
}

/// The caller's half of a call.
enum Caller {
  case guest(Subtask)
  case host(HostCall)
  /// Whoever drops the last handle of a resource: the argument is what it represents.
  case destructor(UInt64)

  /// Writes the arguments where the callee wants to have them.
  func start(_ task: GuestTask, _ target: inout LiftedArguments) throws(HostError) {
    switch self {
    case .guest(let subtask):
      subtask.start()
      let function = subtask.function
      try subtask.withSlots { (slots) throws(HostError) in
        let (context, place) = try function.arguments(of: subtask, slots)
        target.context = target.context.betweenGuests
        try GuestToGuest(source: context, target: target.context).move(
          function.plan.parameters, place, target.plan, try target.place())
      }
    case .host(let call): try call.lowerArguments(target)
    case .destructor(let representation): target.frame[0] = representation
    }
  }

  /// Takes the results from the callee.
  func `return`(_ source: LiftedResults, of task: GuestTask) throws(HostError) {
    switch self {
    case .guest(let subtask):
      if let result = subtask.function.plan.result, let plan = source.plan {
        try subtask.withSlots { (slots) throws(HostError) in
          let (context, place) = try subtask.function.result(result, slots)
          try GuestToGuest(source: source.context, target: context).move(
            plan, try source.place(of: plan), result, place)
        }
      }
      subtask.resolve(.returned)
    case .host(let call):
      try call.liftResults(source)
      task.instance.scheduler.noticeHost()
    case .destructor: break
    }
  }

  func cancel() {
    switch self {
    case .guest(let subtask):
      subtask.resolve(
        subtask.state == .starting ? .cancelledBeforeStarted : .cancelledBeforeReturned)
    case .host(let call): call.cancelled()
    case .destructor: break
    }
  }
}
