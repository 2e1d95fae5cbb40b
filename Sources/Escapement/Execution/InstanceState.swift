internal import CInterp
internal import WasmBinary

/// An instance: the index spaces that its code sees, imports first.
///
/// What is imported belongs to the store like everything else; this only points to it.
final class InstanceState {
  let module: Module
  let record: UnsafeMutablePointer<InstanceRecord>
  private(set) var memories: [MemoryState] = []
  private(set) var tables: [TableState] = []
  private(set) var globals: [GlobalState] = []
  private(set) var tags: [TagState] = []

  /// The element segments, those that are dropped with size 0.
  let elementSegments: UnsafeMutableBufferPointer<ElementSegment>
  /// The data segments, those that are dropped with size 0. Their bytes are the module's.
  let dataSegments: UnsafeMutableBufferPointer<DataSegment>

  /// The functions that this instance defines.
  private let definedFunctions: UnsafeMutableBufferPointer<FunctionRecord>
  // The arrays that `record` points to.
  private let functionPointers: UnsafeMutableBufferPointer<UnsafeMutablePointer<FunctionRecord>?>
  private let memoryPointers: UnsafeMutableBufferPointer<UnsafeMutablePointer<MemoryRecord>?>
  private let tablePointers: UnsafeMutableBufferPointer<UnsafeMutablePointer<TableRecord>?>
  private let globalPointers: UnsafeMutableBufferPointer<Slots?>
  private let tagPointers: UnsafeMutableBufferPointer<UnsafePointer<TagRecord>?>

  /// Lays the index spaces out. Functions are complete; memories, tables and globals are added one by one.
  init(
    module: Module, importedFunctions: [UnsafeMutablePointer<FunctionRecord>],
    emptyMemory: MemoryState
  ) {
    self.module = module
    let decoded = module.decoded
    elementSegments = .allocate(capacity: decoded.elements.count)
    elementSegments.initialize(repeating: ElementSegment(elements: nil, size: 0))
    dataSegments = .allocate(capacity: decoded.data.count)
    for (index, segment) in decoded.data.enumerated() {
      let bytes = UnsafeRawBufferPointer(module.bytes.slice(segment.bytes))
      dataSegments.initializeElement(
        at: index,
        to: DataSegment(
          bytes: bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), size: UInt64(bytes.count)))
    }
    definedFunctions = .allocate(capacity: decoded.functions.count)
    functionPointers = .allocate(capacity: Int(decoded.functionCount))
    memoryPointers = .allocate(capacity: max(Int(decoded.memoryCount), 1))
    tablePointers = .allocate(capacity: Int(decoded.tableCount))
    globalPointers = .allocate(capacity: Int(decoded.globalCount))
    tagPointers = .allocate(capacity: Int(decoded.tagCount))
    record = .allocate(capacity: 1)

    memoryPointers.initialize(repeating: emptyMemory.record)
    tablePointers.initialize(repeating: nil)
    globalPointers.initialize(repeating: nil)
    tagPointers.initialize(repeating: nil)
    record.initialize(
      to: InstanceRecord(
        codes: module.codes.baseAddress, code_index: module.codeIndex,
        memories: memoryPointers.baseAddress,
        tables: tablePointers.baseAddress, globals: globalPointers.baseAddress,
        functions: functionPointers.baseAddress, tags: tagPointers.baseAddress,
        types: module.typeNumbers.baseAddress,
        data_segments: dataSegments.baseAddress,
        element_segments: elementSegments.baseAddress, memory_count: decoded.memoryCount, owner: nil
      ))
    record.pointee.owner = UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque())
    addFunctions(imported: importedFunctions)
  }

  deinit {
    record.deallocate()
    dataSegments.deallocate()
    for segment in elementSegments { segment.elements?.deallocate() }
    elementSegments.deallocate()
    tagPointers.deallocate()
    globalPointers.deallocate()
    tablePointers.deallocate()
    memoryPointers.deallocate()
    functionPointers.deallocate()
    definedFunctions.deallocate()
  }

  private func addFunctions(imported: [UnsafeMutablePointer<FunctionRecord>]) {
    for (index, function) in imported.enumerated() {
      functionPointers.initializeElement(at: index, to: function)
    }
    for (index, type) in module.decoded.functions.enumerated() {
      let indexInSpace = imported.count + index
      definedFunctions.initializeElement(
        at: index,
        to: FunctionRecord(
          code: module.codes.baseAddress.unsafelyUnwrapped + index, instance: record,
          type: module.number(of: type), index: UInt32(indexInSpace)))
      functionPointers.initializeElement(
        at: indexInSpace, to: definedFunctions.baseAddress.unsafelyUnwrapped + index)
    }
  }

  /// Makes room for the references of an element segment, of which it has none yet.
  func reserveElements(_ count: Int, of segment: Int) {
    elementSegments[segment].elements = .allocate(capacity: count)
  }

  /// Adds a reference to an element segment, for which there is room.
  func append(_ reference: UInt, to segment: Int) {
    let count = Int(truncatingIfNeeded: elementSegments[segment].size)
    (elementSegments[segment].elements.unsafelyUnwrapped + count).initialize(to: reference)
    elementSegments[segment].size += 1
  }

  /// The references of an element segment.
  func elements(of segment: UInt32) -> UnsafeMutableBufferPointer<UInt> {
    let segment = elementSegments[Int(segment)]
    return UnsafeMutableBufferPointer(
      start: segment.elements, count: Int(truncatingIfNeeded: segment.size))
  }

  /// Says that an element segment is not needed any more.
  func dropElements(_ segment: UInt32) {
    elementSegments[Int(segment)].elements?.deallocate()
    elementSegments[Int(segment)] = ElementSegment(elements: nil, size: 0)
  }

  /// Says that a data segment is not needed any more.
  func dropData(_ segment: UInt32) { dataSegments[Int(segment)].size = 0 }

  func add(_ memory: MemoryState) {
    memoryPointers[memories.count] = memory.record
    memories.append(memory)
  }

  func add(_ table: TableState) {
    tablePointers[tables.count] = table.record
    tables.append(table)
  }

  func add(_ global: GlobalState) {
    globalPointers[globals.count] = global.slots
    globals.append(global)
  }

  func add(_ tag: TagState) {
    tagPointers[tags.count] = UnsafePointer(tag.record)
    tags.append(tag)
  }

  /// The function with an index that validation has checked.
  func function(_ index: UInt32) -> UnsafeMutablePointer<FunctionRecord> {
    functionPointers[Int(index)].unsafelyUnwrapped
  }

  /// The state that a record belongs to; nil for the record that stands for the host.
  static func of(_ record: UnsafePointer<InstanceRecord>?) -> InstanceState? {
    guard let owner = record?.pointee.owner else { return nil }
    return Unmanaged<InstanceState>.fromOpaque(owner).takeUnretainedValue()
  }

  /// What the module exports or imports as `kind` under an index that validation has checked.
  func external(_ kind: ExternalKind, at index: UInt32, store: Store) -> External {
    switch kind {
    case .function: .function(Func(store: store, record: function(index)))
    case .table: .table(Table(store: store, state: tables[Int(index)]))
    case .memory: .memory(Memory(store: store, state: memories[Int(index)]))
    case .global: .global(Global(store: store, state: globals[Int(index)]))
    case .tag: .tag(Tag(store: store, state: tags[Int(index)]))
    }
  }
}

// The instance that host functions run in when the host itself calls them: it has no memory but the one that the loop
// wants to have.
extension InstanceState {
  static func hostRecord(
    memory: UnsafeMutablePointer<MemoryRecord>
  ) -> UnsafeMutablePointer<InstanceRecord> {
    let memories = UnsafeMutablePointer<UnsafeMutablePointer<MemoryRecord>?>.allocate(capacity: 1)
    memories.initialize(to: memory)
    let record = UnsafeMutablePointer<InstanceRecord>.allocate(capacity: 1)
    record.initialize(
      to: InstanceRecord(
        codes: nil, code_index: nil, memories: memories, tables: nil, globals: nil, functions: nil,
        tags: nil, types: nil,
        data_segments: nil, element_segments: nil, memory_count: 0, owner: nil))
    return record
  }

  static func freeHostRecord(_ record: UnsafeMutablePointer<InstanceRecord>) {
    record.pointee.memories?.deallocate()
    record.deallocate()
  }
}
