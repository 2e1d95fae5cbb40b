// Finds the roots of a store's heap: everything outside of it that refers to its objects.
internal import CInterp
internal import Translation
internal import WasmBinary

extension Store {
  /// What the collector has done so far.
  public var heapStatistics: HeapStatistics { heap.statistics }

  /// Frees the objects that nothing refers to any more.
  ///
  /// The store does this by itself when its heap is full. To be called by the host, also from host functions.
  public func collectGarbage() {
    if !heap.isEmpty { _ = collectGarbage(for: 0, running: nil) }
  }

  /// Makes room for `request` bytes.
  ///
  /// - Parameter running: The execution whose loop has stopped in guest code, if one has.
  /// - Returns: Whether there is room.
  func collectGarbage(for request: UInt64, running: Execution?) -> Bool {
    if isExchangingValues { return heap.extend(for: request, upTo: 0) }
    var stackBytes = 0
    for execution in executions {
      stackBytes += execution.usedBytes(isRunning: execution === running)
    }
    return heap.collect(for: request, rootBytes: UInt64(stackBytes)) { collection in
      moveVariables(collection)
      var walk = RootWalk(collection, cells: engine.constants.cells)
      for execution in executions {
        walk.moveFrames(of: execution, isRunning: execution === running)
      }
    }
  }

  private func moveVariables(_ collection: UnsafeMutablePointer<HeapCollection>) {
    for global in globals where global.type.value.isReference {
      collection_move_slots(collection, global.slots, 1)
    }
    for table in tables where engine.hierarchy(of: table.type.element) != .func {
      // The size is that of an allocation.
      let size = Int(truncatingIfNeeded: table.record.pointee.size)
      collection_move_references(collection, table.record.pointee.elements, size)
    }
    for instance in instances {
      for segment in instance.elementSegments {
        // The size is that of an allocation.
        collection_move_references(
          collection, segment.elements, Int(truncatingIfNeeded: segment.size))
      }
    }
    for stack in heap.constantStacks { stack.moveReferences(collection) }
  }
}

extension Execution {
  /// About how much of the value stack is in use.
  fileprivate func usedBytes(isRunning: Bool) -> Int {
    let end = isRunning ? context.pointee.saved_frame : context.pointee.top
    return max(0, base.distance(to: end ?? base)) * MemoryLayout<UInt64>.stride
  }
}

/// Moves what frames refer to.
private struct RootWalk {
  private let collection: UnsafeMutablePointer<HeapCollection>
  private let cells: MachineCells
  /// The slots of the safepoints that were seen before: recursion has the same ones over and over.
  private var slotsByPosition: [UnsafePointer<UInt8>: [UInt32]] = [:]

  init(_ collection: UnsafeMutablePointer<HeapCollection>, cells: MachineCells) {
    self.collection = collection
    self.cells = cells
  }

  mutating func moveFrames(of execution: Execution, isRunning: Bool) {
    if isRunning { moveFrames(from: FramePosition(stoppedIn: execution.context)) }
    for host in execution.hostFrames {
      moveFrames(from: frame_position_of_return(host.header, host.instance))
    }
  }

  private mutating func moveFrames(from position: FramePosition) {
    var frames = GuestFrames(from: position, cells: cells)
    while let frame = frames.next() {
      for slot in slots(of: frame) {
        collection_move_slots(collection, frame.slots + Int(slot), 1)
      }
    }
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
