import ComponentBinary
import Escapement
import WasmTypes

/// What a built-in works with: where it was defined, and its immediates as they are in the instance.
struct BuiltinContext {
  unowned(unsafe) let instance: ComponentInstanceState
  let builtin: CanonicalBuiltin
  var options = CallOptions()
  var isAsync = false
  var isCancellable = false
  /// Of `resource.…`.
  var resource: ResourceType?
  var isRepresentation64 = false
  /// Of `stream.…` and `future.…`.
  var element = StreamElementType(number: 0, isNumberOrNone: true)
  /// The node of the element, for the options' width of addresses.
  var elementNode: PlanNode?
  /// Of `task.return`: the result type's structure.
  var result: PlanNode?
  var resultStructure: ValueStructureID?
  /// Of `context.…`.
  var contextSlot: UInt32 = 0
  var isContext64 = false
  /// Of `thread.new-indirect`.
  var table: StoredTable?
  var tableAddressType = AddressType.i32
  var threadType = FunctionType()

  init(_ builtin: CanonicalBuiltin, in instance: ComponentInstanceState) {
    self.builtin = builtin
    self.instance = instance
  }

  typealias Slots = UnsafeMutablePointer<UInt64>

  /// Carries the built-in out. Arguments are in slots, which the result replaces.
  func call(_ slots: Slots) throws(HostError) -> HostCompletion {
    switch builtin {
    case .contextGet: slots[0] = try contextGet()
    case .contextSet: try contextSet(slots[0])
    case .resourceRep: slots[0] = try resourceRep(index(slots[0]))
    case .backpressureInc: try backpressureInc()
    case .backpressureDec: try backpressureDec()
    default:
      try trap(if: !instance.mayLeave, .cannotLeave)
      return try callOutside(slots)
    }
    return .returned
  }

  /// Built-ins that are not allowed while the instance must not be left.
  private func callOutside(_ slots: Slots) throws(HostError) -> HostCompletion {
    if blocks { try instance.scheduler.checkMayBlock(in: instance) }
    switch builtin {
    case .resourceNew: slots[0] = try resourceNew(slots[0])
    case .resourceDrop: try resourceDrop(index(slots[0]))
    case .taskReturn: try taskReturn(slots)
    case .taskCancel: try taskCancel()
    case .subtaskCancel: return try subtaskCancel(index(slots[0]), slots)
    case .subtaskDrop: try subtaskDrop(index(slots[0]))
    case .waitableSetNew: slots[0] = UInt64(try instance.add(.waitableSet(WaitableSet())))
    case .waitableSetWait: return try waitableSetWait(slots)
    case .waitableSetPoll: slots[0] = try waitableSetPoll(index(slots[0]), slots[1])
    case .waitableSetDrop: try waitableSetDrop(index(slots[0]))
    case .waitableJoin: try waitableJoin(index(slots[0]), index(slots[1]))
    case .streamNew: slots[0] = try copyNew(isFuture: false)
    case .futureNew: slots[0] = try copyNew(isFuture: true)
    case .streamRead: return try copy(.streamReader, slots, length: slots[2])
    case .streamWrite: return try copy(.streamWriter, slots, length: slots[2])
    case .futureRead: return try copy(.futureReader, slots, length: 1)
    case .futureWrite: return try copy(.futureWriter, slots, length: 1)
    case .streamCancelRead: return try cancelCopy(.streamReader, slots)
    case .streamCancelWrite: return try cancelCopy(.streamWriter, slots)
    case .futureCancelRead: return try cancelCopy(.futureReader, slots)
    case .futureCancelWrite: return try cancelCopy(.futureWriter, slots)
    case .streamDropReadable: try dropEnd(.streamReader, index(slots[0]))
    case .streamDropWritable: try dropEnd(.streamWriter, index(slots[0]))
    case .futureDropReadable: try dropEnd(.futureReader, index(slots[0]))
    case .futureDropWritable: try dropEnd(.futureWriter, index(slots[0]))
    case .errorContextNew: slots[0] = try errorContextNew(slots[0], slots[1])
    case .errorContextDebugMessage: try errorContextDebugMessage(index(slots[0]), slots[1])
    case .errorContextDrop: try errorContextDrop(index(slots[0]))
    case .threadYield, .threadIndex, .threadNewIndirect, .threadResumeLater, .threadSuspend,
      .threadSuspendThenResume, .threadYieldThenResume, .threadSuspendThenPromote,
      .threadYieldThenPromote, .threadSpawnRef, .threadSpawnIndirect,
      .threadAvailableParallelism:
      return try callOnThreads(slots)
    case .contextGet, .contextSet, .resourceRep, .backpressureInc, .backpressureDec: break
    }
    return .returned
  }

  /// Whether it stops the thread unless what it is for has happened.
  private var blocks: Bool {
    switch builtin {
    case .subtaskCancel, .streamCancelRead, .streamCancelWrite, .futureCancelRead,
      .futureCancelWrite:
      !isAsync
    case .streamRead, .streamWrite, .futureRead, .futureWrite: !options.isAsync
    case .waitableSetWait, .threadSuspend: true
    default: false
    }
  }

  /// A handle's index from a slot.
  func index(_ slot: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: slot) }

  /// The thread that has called the built-in.
  func thread() throws(HostError) -> GuestThread { try instance.scheduler.blockable() }

  /// What the result is if something has begun that has not ended.
  static var blocked: UInt64 { UInt64(UInt32.max) }
}

extension CanonicalBuiltin {
  /// Whether it may stop the thread that calls it.
  var maySuspend: Bool {
    switch self {
    case .subtaskCancel, .waitableSetWait, .streamRead, .streamWrite, .futureRead, .futureWrite,
      .streamCancelRead, .streamCancelWrite, .futureCancelRead, .futureCancelWrite, .threadYield,
      .threadSuspend, .threadSuspendThenResume, .threadYieldThenResume, .threadSuspendThenPromote,
      .threadYieldThenPromote:
      true
    default: false
    }
  }
}
