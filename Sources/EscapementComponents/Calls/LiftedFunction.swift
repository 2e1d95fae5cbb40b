import ComponentBinary
import Escapement

/// A component function made of a core function. CanonicalABI: "canon lift".
final class LiftedFunction {
  unowned(unsafe) let instance: ComponentInstanceState
  let callee: StoredFunction
  let options: CallOptions
  let plan: FunctionPlan
  /// Nil for a destructor.
  let type: FunctionTypeID?
  /// Of the result type.
  let resultStructure: ValueStructureID?
  let callback: StoredFunction?
  private let isDestructor: Bool
  let postReturn: StoredFunction?

  init(
    in instance: ComponentInstanceState, callee: StoredFunction, type: FunctionTypeID,
    options: CallOptions, callback: StoredFunction?, postReturn: StoredFunction?
  ) {
    self.instance = instance
    self.callee = callee
    self.options = options
    self.callback = callback
    isDestructor = false
    self.type = type
    self.postReturn = postReturn
    plan = instance.types.plans(options.addressType)[type]
    resultStructure = instance.types.types[type].result.map { instance.types.types[$0].structure }
  }

  /// The destructor of a resource type, whose argument is what represents the resource.
  init(destructor: StoredFunction, in instance: ComponentInstanceState) {
    self.instance = instance
    callee = destructor
    options = CallOptions()
    callback = nil
    postReturn = nil
    isDestructor = true
    type = nil
    resultStructure = nil
    plan = FunctionPlan(isAsync: false, parameters: PlanNode(kind: .record), result: nil)
  }

  var isAsync: Bool { plan.isAsync }

  /// Whether its core code must not be interleaved with that of other such tasks.
  var needsExclusive: Bool { !options.isAsync || callback != nil }

  /// Begins a task, and runs it until it stops for the first time; if the function is synchronous, until it has
  /// returned.
  func call(_ caller: Caller, from other: ComponentInstanceState?) throws(HostError) -> GuestTask {
    try trap(
      if: !instance.mayEnter(from: other) || instance.isAround(other) && !isDestructor, .cannotEnter
    )
    instance.enter(from: other)
    do throws(HostError) {
      let task = try run(caller)
      instance.leave(to: other)
      return task
    } catch {
      instance.fail(error)
      instance.scheduler.closeFailed()
      throw error
    }
  }

  private func run(_ caller: Caller) throws(HostError) -> GuestTask {
    let task = GuestTask(self, caller: caller)
    if isAsync {
      let thread = GuestThread(task)
      try thread.resume(cancelled: false)
      try letIn(thread)
    } else {
      instance.synchronousCallCount += 1
      defer { instance.synchronousCallCount -= 1 }
      try GuestThread(task).resume(cancelled: false)
      while !task.isResolved {
        try trap(if: !(try instance.scheduler.tick(within: instance)), .deadlock)
      }
    }
    return task
  }

  /// Lets a task start at once after all that could not enter the instance, if the thread that is in its way has only to
  /// be resumed to get out of it.
  private func letIn(_ thread: GuestThread) throws(HostError) {
    guard thread.task.state == .initial, let holder = instance.exclusiveThread, holder.canGoOn
    else { return }
    try holder.resume(cancelled: false)
    if thread.canGoOn { try thread.resume(cancelled: false) }
  }

  /// A call of the core function with the arguments of a task.
  func prepare(_ task: GuestTask) throws(HostError) -> SuspendableCall {
    var call = try SuspendableCall(of: callee, in: instance.scheduler.store)
    do throws(HostError) {
      var arguments = LiftedArguments(
        context: CallContext(instance, options, scope: .task(task)), plan: plan.parameters,
        frame: call.frame)
      try task.start(&arguments)
    } catch {
      call.end()
      throw error
    }
    return call
  }

  /// Delivers the results of a synchronous core function, and cleans up behind them.
  func finish(_ task: GuestTask, frame: UnsafeMutablePointer<UInt64>) throws(HostError) {
    let result = callee.slotCount > 0 ? frame[0] : 0
    try task.return(
      LiftedResults(
        context: CallContext(instance, options, scope: .none), plan: plan.result, slots: frame,
        maximumFlatCount: 1))
    guard let postReturn else { return }
    instance.mayLeave = false
    try withTemporarySlots { (slots) throws(HostError) in
      slots[0] = result
      try postReturn.call(in: instance.scheduler.store, slots)
    }
    instance.mayLeave = true
  }
}

/// Where the arguments of a lifted function go.
struct LiftedArguments {
  var context: CallContext
  let plan: PlanNode
  let frame: UnsafeMutablePointer<UInt64>

  /// Where the record of the arguments is to be written: in the frame, or in memory that is made for it.
  func place() throws(HostError) -> Place {
    guard plan.flatCount > UInt32(FlatTypes.maximumParameters) else { return Place(frame) }
    let address = try context.allocate(
      alignment: plan.alignment, count: UInt64(plan.size), otherwise: .valueOutOfBounds)
    frame[0] = address
    return Place(address: address)
  }
}

/// Where the results of a lifted function are.
struct LiftedResults {
  let context: CallContext
  /// Nil if there are none.
  let plan: PlanNode?
  let slots: UnsafeMutablePointer<UInt64>
  /// How many slots are used at most, before the results are in memory instead.
  let maximumFlatCount: Int

  func place(of plan: PlanNode) throws(HostError) -> Place {
    try context.place(of: plan, in: slots, maximumFlatCount: maximumFlatCount)
  }
}

extension CallContext {
  /// The place of a value that is in slots, or behind an address if it needs too many of them.
  func place(
    of plan: PlanNode, in slots: UnsafeMutablePointer<UInt64>, maximumFlatCount: Int
  ) throws(HostError) -> Place {
    guard plan.flatCount > UInt32(maximumFlatCount) else { return Place(slots) }
    return try place(of: plan, at: slots[0])
  }

  /// The place of a value in memory, checked.
  func place(of plan: PlanNode, at address: UInt64) throws(HostError) -> Place {
    try trap(if: address % UInt64(plan.alignment) != 0, .unalignedPointer)
    let size = UInt64(bytes.count)
    try trap(
      if: UInt64(plan.size) > size || address > size - UInt64(plan.size), .valueOutOfBounds)
    return Place(address: address)
  }
}
