// What other modules of the package may ask of the engine, but embedders need not know.
internal import CInterp
internal import WasmBinary

extension Module {
  /// Whether instantiating the module runs a function of it.
  package var hasStartFunction: Bool { decoded.start != nil }
}

/// The bytes of a memory that stay where they are until `unpin`. Unlike a ``Memory`` it counts no references: it must
/// not outlive the call that it was made in.
package struct PinnedMemory {
  package let bytes: UnsafeMutableRawBufferPointer
  private let record: UnsafeMutablePointer<MemoryRecord>

  fileprivate init(_ record: UnsafeMutablePointer<MemoryRecord>) {
    record.pointee.pin_count += 1
    bytes = record.bytes
    self.record = record
  }

  package func unpin() { record.pointee.pin_count -= 1 }
}

extension Caller {
  /// The first memory of the calling instance, exported or not; nil if it has none.
  package func pinMemory() -> PinnedMemory? {
    memoryAddress.map { PinnedMemory($0.assumingMemoryBound(to: MemoryRecord.self)) }
  }

  /// The function at an index of the calling instance's first table, exported or not; nil if there is none.
  package func tableFunction(_ index: UInt64) -> Func? {
    guard let state = instanceState?.tables.first else { return nil }
    let table = Table(store: store, state: state)
    guard index < table.count else { return nil }
    do throws(AccessError) {
      guard case .funcref(let function) = try table.get(index) else { return nil }
      return function
    } catch {
      return nil
    }
  }
}

extension Func {
  /// Calls the function with arguments and results in slots, as `Linker.defineRaw` describes them.
  ///
  /// - Parameters:
  ///   - slotCount: The larger of the slots of the parameters and those of the results.
  ///   - arguments: Writes the arguments.
  ///   - results: Reads the results.
  package func callWithSlots(
    _ slotCount: Int,
    arguments: (UnsafeMutablePointer<UInt64>) throws(HostError) -> Void,
    results: (UnsafeMutablePointer<UInt64>) throws(HostError) -> Void
  ) throws(HostError) {
    let call = try store.begin(self, slots: slotCount)
    defer { store.end(call) }
    try arguments(call.frame)
    try store.run(call)
    try results(call.frame)
  }
}

extension Store {
  /// Collects the heap at every allocation from now on, to find references that the collector is not told of.
  package func collectAtEveryAllocation() { heap.isUnderStress = true }
}

/// What a module above the engine keeps with a store and what lives as long as the store. It must not keep the store.
open class StoreAttachment {
  package init() {}
}

/// A function of a store that whoever uses it keeps alive: unlike a ``Func``, it counts no references.
package struct StoredFunction: Equatable {
  let record: UnsafeMutablePointer<FunctionRecord>
  /// The larger of the slots of the parameters and those of the results.
  package let slotCount: Int

  package init(_ function: Func) {
    record = function.record
    let type = function.type
    slotCount = max(type.parameters.slotCount, type.results.slotCount)
  }

  package func function(in store: Store) -> Func { Func(store: store, record: record) }

  /// Calls the function with arguments and results in slots, as `Linker.defineRaw` describes them.
  ///
  /// - Parameter slots: Holds the arguments before and the results after; at least ``slotCount``.
  package func call(
    in store: Store, _ slots: UnsafeMutablePointer<UInt64>
  ) throws(HostError) {
    let call = try store.begin(record, slots: slotCount)
    defer { store.end(call) }
    call.frame.update(from: slots, count: slotCount)
    try store.run(call)
    slots.update(from: call.frame, count: slotCount)
  }
}

/// A memory of a store that whoever uses it keeps alive: unlike a ``Memory``, it counts no references.
package struct StoredMemory: Equatable {
  private let record: UnsafeMutablePointer<MemoryRecord>

  package init(_ memory: Memory) { record = memory.record }

  /// The bytes as they are now. They move when the memory grows.
  package var bytes: UnsafeMutableRawBufferPointer { record.bytes }
}

/// A table of a store that whoever uses it keeps alive.
package struct StoredTable {
  private let state: TableState

  package init(_ table: Table) { state = table.state }

  /// The function at an index; nil if there is none.
  package func function(at index: UInt64, in store: Store) -> Func? {
    guard index < state.record.pointee.size else { return nil }
    // The index is below the size, which is an Int.
    return store.function(at: state.record.pointee.elements[Int(truncatingIfNeeded: index)])
  }
}

extension Store {
  /// Runs `body` while this thread is in the store.
  ///
  /// - Throws: `CallError.storeInUse` if another one is.
  package func whileInside<Result>(
    _ body: () throws(HostError) -> Result
  ) throws(HostError) -> Result {
    try occupied(body)
  }
}

/// Whether an error is an exception that a guest has thrown.
package func isWasmException(_ error: HostError) -> Bool { exception(in: error) != nil }
