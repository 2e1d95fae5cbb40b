// What an `InstanceTemplate` goes back to.
#if !hasFeature(Embedded)
  internal import CInterp

  /// What a store and everything in it is like at one time, so that it can be so again.
  ///
  /// Memories, tables, globals and segments are put back; where something was added that the guests may refer to, the
  /// store can't be used again.
  struct StoreImage {
    private let usage: ResourceUsage
    private let counts: Counts
    private let memories: [MemoryImage]
    private let tables: [TableImage]
    private let globals: [GlobalImage]
    private let instances: [InstanceImage]

    /// How much of everything there is. Nothing is ever removed from a store.
    private struct Counts: Equatable {
      let instances, memories, tables, globals, tags, hostFunctions: Int

      init(_ store: Store) {
        instances = store.instances.count
        memories = store.memories.count
        tables = store.tables.count
        globals = store.globals.count
        tags = store.tags.count
        hostFunctions = store.hostFunctions.count
      }
    }

    /// Nil if the store has something that can't be put back: objects of its heap or of the host that its guests may refer
    /// to, or a shared memory.
    init?(of store: Store) {
      guard store.heap.isEmpty, store.externs.isEmpty,
        store.memories.allSatisfy({ $0.shared == nil })
      else { return nil }
      usage = store.usage
      counts = Counts(store)
      memories = store.memories.map { MemoryImage(of: $0) }
      tables = store.tables.map { TableImage(of: $0) }
      globals = store.globals.filter(\.type.isMutable).map { GlobalImage(of: $0) }
      instances = store.instances.map { InstanceImage(of: $0) }
    }

    /// Makes the store what it was. Gives false if it can't be.
    func restore(_ store: Store) -> Bool {
      store.settleHeap()
      guard Counts(store) == counts, store.isIdle, store.heap.clear() else { return false }
      store.externs = ExternTable(limit: Int(clamping: store.limits.externalReferences))
      store.isUnsettled = false
      for memory in memories { guard memory.restore() else { return false } }
      for table in tables { table.restore() }
      for global in globals { global.restore() }
      for instance in instances { instance.restore() }
      store.usage = usage
      return true
    }
  }

  /// The elements of a table. It keeps the room that it has grown to.
  private struct TableImage {
    private let record: UnsafeMutablePointer<TableRecord>
    private let elements: [UInt]

    init(of table: TableState) {
      record = table.record
      let count = Int(truncatingIfNeeded: table.record.pointee.size)
      elements = Array(UnsafeBufferPointer(start: table.record.pointee.elements, count: count))
    }

    func restore() {
      record.pointee.elements.update(from: elements, count: elements.count)
      record.pointee.size = UInt64(elements.count)
    }
  }

  private struct GlobalImage {
    private let slots: Slots
    private let low: UInt64
    private let high: UInt64

    init(of global: GlobalState) {
      slots = global.slots
      (low, high) = (slots[0], slots[1])
    }

    func restore() { (slots[0], slots[1]) = (low, high) }
  }

  /// The passive segments of an instance that are not dropped.
  private struct InstanceImage {
    private let dataSizes: [(segment: UnsafeMutablePointer<DataSegment>, size: UInt64)]
    private let elements: [(segment: Int, references: [UInt])]
    private let instance: InstanceState

    init(of instance: InstanceState) {
      self.instance = instance
      var sizes: [(UnsafeMutablePointer<DataSegment>, UInt64)] = []
      if let start = instance.dataSegments.baseAddress {
        for index in instance.dataSegments.indices where start[index].size > 0 {
          sizes.append((start + index, start[index].size))
        }
      }
      dataSizes = sizes
      elements = instance.elementSegments.indices.compactMap { index in
        let references = Array(instance.elements(of: UInt32(index)))
        return references.isEmpty ? nil : (index, references)
      }
    }

    func restore() {
      for (segment, size) in dataSizes { segment.pointee.size = size }
      for (segment, references) in elements where instance.elementSegments[segment].size == 0 {
        instance.reserveElements(references.count, of: segment)
        for reference in references { instance.append(reference, to: segment) }
      }
    }
  }
#endif
