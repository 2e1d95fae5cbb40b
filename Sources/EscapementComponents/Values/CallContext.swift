import ComponentBinary
import Escapement
import WasmTypes

/// The canonical options of a lifted or lowered function or of a built-in, in an instance. CanonicalABI: "Canonical ABI
/// Options".
struct CallOptions {
  var memory: StoredMemory?
  var addressType = AddressType.i32
  var stringEncoding = StringEncoding.utf8
  var realloc: StoredFunction?
  var isAsync = false

  /// Whether values are lifted in the same way; without a memory there are none that need one.
  func liftsLike(_ other: CallOptions) -> Bool {
    (memory == nil || memory == other.memory) && stringEncoding == other.stringEncoding
  }
}

/// Where values of a guest are lifted from or lowered to. CanonicalABI: "Lifting and Lowering Context".
struct CallContext {
  /// Who answers for borrowed handles.
  enum Scope {
    case none
    /// Handles that are lowered have to be dropped by this task.
    case task(GuestTask)
    /// Handles that are lifted are lent until this call ends.
    case subtask(Subtask)
  }

  unowned(unsafe) let instance: ComponentInstanceState
  let options: CallOptions
  let scope: Scope
  /// Whether the other side is a guest as well, which errors tell.
  var isBetweenGuests = false
  private let nodes: UnsafePointer<PlanNode>
  private let parts: UnsafePointer<PlanPart>

  init(_ instance: ComponentInstanceState, _ options: CallOptions, scope: Scope) {
    self.instance = instance
    self.options = options
    self.scope = scope
    let plans = instance.types.plans(options.addressType)
    nodes = plans.nodes
    parts = plans.parts
  }

  /// The same where the other side is a guest.
  var betweenGuests: CallContext {
    var copy = self
    copy.isBetweenGuests = true
    return copy
  }

  /// The memory as it is now. It may move whenever the guest runs.
  var bytes: UnsafeMutableRawBufferPointer {
    options.memory?.bytes ?? UnsafeMutableRawBufferPointer(start: nil, count: 0)
  }

  var pointerSize: UInt32 { options.addressType == .i64 ? 8 : 4 }

  @inline(__always) func node(_ index: UInt32) -> PlanNode { nodes[Int(index)] }

  @inline(__always) func part(_ node: PlanNode, _ position: UInt32) -> PlanPart {
    parts[Int(node.first &+ position)]
  }

  /// The resource type that a node of a handle refers to.
  func resourceType(_ node: PlanNode) throws(HostError) -> ResourceType {
    guard let type = instance.resources[node.first] else {
      throw failure(.wrongResourceType(0))
    }
    return type
  }

  /// Calls the guest's `realloc`, which may not leave the instance meanwhile.
  func reallocate(
    _ old: UInt64, _ oldCount: UInt64, alignment: UInt32, count: UInt64,
    otherwise reason: ComponentTrap = .stringContentOutOfBounds
  ) throws(HostError) -> UInt64 {
    guard let realloc = options.realloc else { throw failure(.reallocOutOfBounds) }
    let scheduler = instance.scheduler
    let mayLeave = instance.mayLeave
    instance.mayLeave = false
    // It is a task of its own, with thread-local values of its own.
    let outer = scheduler.current
    scheduler.current = nil
    defer { scheduler.current = outer }
    let result = try withTemporarySlots { (slots) throws(HostError) in
      slots[0] = old
      slots[1] = oldCount
      slots[2] = UInt64(alignment)
      slots[3] = count
      try realloc.call(in: scheduler.store, slots)
      return slots[0]
    }
    instance.mayLeave = mayLeave
    try trap(
      if: result % UInt64(alignment) != 0,
      isBetweenGuests ? .unalignedPointer : .reallocUnaligned)
    let size = UInt64(bytes.count)
    try trap(
      if: count > size || result > size - count,
      isBetweenGuests ? reason : .reallocOutOfBounds)
    return result
  }

  /// - Parameter reason: What the trap is if there is no room and a guest has sent the value.
  func allocate(
    alignment: UInt32, count: UInt64,
    otherwise reason: ComponentTrap = .stringContentOutOfBounds
  ) throws(HostError) -> UInt64 {
    try reallocate(0, 0, alignment: alignment, count: count, otherwise: reason)
  }
}

/// Calls `body` with 5 slots that are zero: as many as any function has that the canonical ABI calls by itself, or as a
/// subtask keeps.
func withTemporarySlots<Result>(
  _ body: (UnsafeMutablePointer<UInt64>) throws(HostError) -> Result
) throws(HostError) -> Result {
  var slots: (UInt64, UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0, 0)
  return try withUnsafeMutableBytes(of: &slots) { (bytes) throws(HostError) in
    // There is an address where there are bytes.
    try body(bytes.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: UInt64.self))
  }
}

/// Where a value of a guest lies: in memory or in slots.
struct Place {
  /// Nil in memory.
  let slots: UnsafeMutablePointer<UInt64>?
  let address: UInt64

  @inline(__always) init(address: UInt64) {
    slots = nil
    self.address = address
  }

  @inline(__always) init(_ slots: UnsafeMutablePointer<UInt64>) {
    self.slots = slots
    address = 0
  }

  /// The place of a field.
  @inline(__always) func field(_ part: PlanPart) -> Place {
    if let slots { return Place(slots + Int(part.flatOffset)) }
    return Place(address: address &+ UInt64(part.offset))
  }

  /// The place of a variant's payload.
  @inline(__always) func payload(_ node: PlanNode) -> Place {
    if let slots { return Place(slots + 1) }
    return Place(address: address &+ UInt64(node.payloadOffset))
  }

  /// The place of an element of a list that is in place.
  @inline(__always) func element(_ index: UInt32, of element: PlanNode) -> Place {
    if let slots { return Place(slots + Int(index &* element.flatCount)) }
    return Place(address: address &+ UInt64(index) &* UInt64(element.size))
  }
}
