// Finds the roots of a store's heap: everything outside of it that refers to its objects.
internal import CInterp
internal import CPlatform
internal import Translation
internal import WasmBinary

/// What has become of an attempt to make room in the heap.
enum CollectionOutcome {
  case room
  /// What lives leaves no room.
  case full
  /// It is not at its end: the guest was interrupted, or can't pay for more.
  case stopped(WasmTrap)

  /// Why an allocation fails.
  var trap: WasmTrap {
    switch self {
    case .room: .none
    case .full: .heap_exhausted
    case .stopped(let trap): trap
    }
  }
}

/// What a collection is for.
struct CollectionRequest {
  /// What there is to be room for.
  var bytes: UInt64 = 0
  /// Where the loop has stopped in guest code, if it has: the frames from there outward are roots.
  var position: FramePosition?
  /// The execution whose guest pays, and may be stopped; without one, the collection is finished in any case.
  var payer: Execution?
  /// Results of a host function on their way to its caller, which no frame's maps know of, and their types.
  var exchanged: (slots: Slots, types: [ValueType])?
}

extension Store {
  /// What the collector has done so far.
  public var heapStatistics: HeapStatistics { heap.statistics }

  /// Frees the objects that nothing refers to any more, and lets go of the host's objects that only guests knew.
  ///
  /// The store does this by itself when there are many. To be called by the host, also from host functions.
  public func collectGarbage() {
    settleHeap()
    if !heap.isEmpty || externs.count > 0 { _ = collectGarbage(CollectionRequest()) }
  }

  /// Makes room.
  func collectGarbage(_ request: CollectionRequest) -> CollectionOutcome {
    if isExchangingValues {
      settleHeap()
      return heap.extend(for: request.bytes, upTo: 0) ? .room : .full
    }
    let continues = heap.isCollecting
    if !heap.isEmpty || request.bytes == 0 || continues {
      let trap = moveObjects(request)
      if trap != .none { return .stopped(trap) }
    }
    if heap.makeRoom(for: request.bytes, rootBytes: rootBytes(request)) { return .room }
    // What has died since an interrupted collection began may be enough.
    return continues ? collectGarbage(request) : .full
  }

  /// About how much is looked at for roots.
  private func rootBytes(_ request: CollectionRequest) -> UInt64 {
    var bytes: UInt64 = 0
    for execution in executions { bytes += execution.usedBytes(upTo: request.position?.frame) }
    for table in tables where engine.hierarchy(of: table.type.element) != .func {
      bytes += table.record.pointee.size * UInt64(MemoryLayout<UInt>.size)
    }
    return bytes
  }

  /// Finishes a collection that was stopped.
  func settleHeap() {
    if heap.isCollecting { _ = moveObjects(CollectionRequest()) }
  }

  /// Does what was left undone, before a call begins that pays for it.
  ///
  /// - Throws: A trap if that is stopped.
  @inline(never) func settle(before execution: Execution) throws(HostError) {
    let trap = moveObjects(CollectionRequest(payer: execution))
    // Nothing is wrong if the system has no room for a collection that nobody needs.
    guard trap != .none, heap.isCollecting else { return }
    throw failure(Trap(execution.reason(trap), backtrace: Backtrace()))
  }

  /// - Returns: `none`, or why it has stopped before the end.
  private func moveObjects(_ request: CollectionRequest) -> WasmTrap {
    guard heap.begin(&externs) else {
      isUnsettled = false
      return .heap_exhausted
    }
    let start = platform_now()
    var walk = RootWalk(self, payer: request.payer)
    let trap = walk.moveEverything(request)
    heap.note(nanoseconds: platform_now() - start)
    isUnsettled = trap != .none
    if trap == .none {
      heap.finish()
      _ = externs.takeUnmarked(heapBytes: heap.usedBytes)
    }
    return trap
  }

  /// Lets the heap be collected soon, because there may be many handles that no guest has any more.
  func requestCollection() {
    isUnsettled = true
    if let active { context_request_collection(active) }
  }

  /// Takes fuel for work of the host on the guest's behalf; see bulk.h.
  func charge(bytes: UInt64) -> WasmTrap {
    guard engine.configuration.metersFuel else { return .none }
    let units = Int64(truncatingIfNeeded: bytes / UInt64(bulk_bytes_per_unit))
    guard remainingFuel >= units else { return .out_of_fuel }
    remainingFuel -= units
    consumedFuel &+= UInt64(units)
    return .none
  }
}

extension Execution {
  /// About how much of the value stack is in use, up to a frame if it is on this stack.
  fileprivate func usedBytes(upTo frame: Slots?) -> UInt64 {
    var end = context.pointee.top ?? base
    if let frame, frame >= base, frame < limit { end = frame }
    return UInt64(max(0, base.distance(to: end)) * MemoryLayout<UInt64>.stride)
  }
}

/// Moves what is referred to from outside of the heap, and what that refers to. It may stop between any two references
/// and begin anew: what has moved is not moved again.
private struct RootWalk {
  private let store: Store
  private let payer: Execution?
  private let collection: UnsafeMutablePointer<HeapCollection>
  /// The work that is paid for.
  private var paid: UInt64
  /// The slots of the safepoints that were seen before: recursion has the same ones over and over.
  private var slotsByPosition: [UnsafePointer<UInt8>: [UInt32]] = [:]

  /// The work between two looks at the interruption flag, in bytes.
  private static let piece: UInt64 = 1 << 20
  /// What it takes to find a frame's references, in bytes.
  private static let frameWork: UInt64 = 256

  init(_ store: Store, payer: Execution?) {
    self.store = store
    self.payer = payer
    collection = store.heap.collection
    paid = collection.pointee.work
  }

  /// Pays for a piece of work when it is done.
  ///
  /// - Returns: `none`, or why to stop.
  private mutating func pause(atLeast least: UInt64 = piece) -> WasmTrap {
    let work = collection.pointee.work - paid
    guard work >= least, let payer else { return .none }
    paid += work
    if store.isPastDeadline { context_request_interrupt(payer.context, .deadline) }
    if context_is_interrupted(payer.context) { return .interrupted }
    return store.charge(bytes: work)
  }

  mutating func moveEverything(_ request: CollectionRequest) -> WasmTrap {
    store.heap.moveHeld()
    if let exchanged = request.exchanged { move(exchanged.slots, exchanged.types) }
    var trap = moveVariables()
    if trap == .none, let position = request.position { trap = moveFrames(from: position) }
    if trap == .none { trap = moveFramesOfHostFunctions() }
    if trap == .none { trap = moveTables() }
    while trap == .none, !collection_continue(collection, Self.piece) { trap = pause() }
    return trap == .none ? pause(atLeast: UInt64(bulk_free_bytes)) : trap
  }

  private func move(_ slots: Slots, _ types: [ValueType]) {
    var position = slots
    for type in types {
      if type.isReference { collection_move_slots(collection, position, 1) }
      position += type.slotCount
    }
  }

  private mutating func moveVariables() -> WasmTrap {
    for stack in store.heap.constantStacks { stack.moveReferences(collection) }
    for global in store.globals where global.type.value.isReference {
      collection_move_slots(collection, global.slots, 1)
      let trap = pause()
      if trap != .none { return trap }
    }
    for instance in store.instances {
      for segment in instance.elementSegments {
        // The size is that of an allocation.
        let size = Int(truncatingIfNeeded: segment.size)
        let trap = move(segment.elements, from: 0, to: size) { _ in }
        if trap != .none { return trap }
      }
    }
    return .none
  }

  private mutating func moveTables() -> WasmTrap {
    let heap = store.heap
    while heap.tablesDone.tables < store.tables.count {
      let table = store.tables[heap.tablesDone.tables]
      if store.engine.hierarchy(of: table.type.element) != .func {
        // The size is that of an allocation.
        let size = Int(truncatingIfNeeded: table.record.pointee.size)
        let start = heap.tablesDone.elements
        let trap = move(table.record.pointee.elements, from: start, to: size) {
          heap.tablesDone.elements = $0
        }
        if trap != .none { return trap }
      }
      heap.tablesDone = (heap.tablesDone.tables + 1, 0)
    }
    return .none
  }

  /// Moves what references in memory refer to, with pauses, each time telling how many are done.
  private mutating func move(
    _ references: UnsafeMutablePointer<UInt>?, from start: Int, to end: Int, _ note: (Int) -> Void
  ) -> WasmTrap {
    guard let references else { return .none }
    var index = start
    while index < end {
      let count = min(end - index, 512)
      collection_move_references(collection, references + index, count)
      index += count
      note(index)
      let trap = pause()
      if trap != .none { return trap }
    }
    return .none
  }

  /// Moves the frames that called the host functions that are running.
  private mutating func moveFramesOfHostFunctions() -> WasmTrap {
    for execution in store.executions {
      for host in execution.hostFrames {
        let trap = moveFrames(from: frame_position_of_return(host.header, host.instance))
        if trap != .none { return trap }
      }
    }
    return .none
  }

  private mutating func moveFrames(from position: FramePosition) -> WasmTrap {
    var frames = GuestFrames(from: position, cells: store.engine.constants.cells)
    while let frame = frames.next() {
      for slot in slots(of: frame) {
        collection_move_slots(collection, frame.slots + Int(slot), 1)
      }
      collection.pointee.work += Self.frameWork
      let trap = pause()
      if trap != .none { return trap }
    }
    return .none
  }

  private mutating func slots(of frame: GuestFrame) -> [UInt32] {
    let function = frame.function.pointee
    let position = UnsafePointer(function.code) + Int(truncatingIfNeeded: frame.position)
    if let slots = slotsByPosition[position] { return slots }
    let maps = frame.module.translations.withLock { $0[function.index] }
    let slots = maps?.references.slots(at: frame.position) ?? []
    slotsByPosition[position] = slots
    return slots
  }
}
