internal import CInterp
internal import Translation
internal import WasmBinary

typealias DefinedTypeRecord = CInterp.DefinedType

/// The types of an engine's registry as the loop and the collector read them.
///
/// Records never change once they are in the table. When the table grows, the old one stays as it is for the stores
/// that still use it, until the engine is freed: growing doubles it, so that this costs no more than the table itself.
struct DefinedTypeTable {
  private var records: UnsafeMutablePointer<DefinedTypeRecord>?
  private var capacity = 0
  private var count = 0
  private var retired: [UnsafeMutablePointer<DefinedTypeRecord>] = []
  private var displays: [UnsafeMutablePointer<UInt32>] = []
  private var fieldLists: [UnsafeMutablePointer<ObjectField>] = []

  /// The records of all types that `registry` has, by number.
  mutating func records(of registry: TypeRegistry) -> UnsafePointer<DefinedTypeRecord>? {
    let wanted = registry.types.count
    if wanted > capacity { grow(to: wanted) }
    while count < wanted {
      (records.unsafelyUnwrapped + count).initialize(to: record(of: UInt32(count), in: registry))
      count += 1
    }
    return records.map { UnsafePointer($0) }
  }

  private mutating func grow(to wanted: Int) {
    capacity = max(wanted, capacity * 2, 64)
    let grown = UnsafeMutablePointer<DefinedTypeRecord>.allocate(capacity: capacity)
    if let records {
      grown.initialize(from: records, count: count)
      retired.append(records)
    }
    records = grown
  }

  private mutating func record(of number: UInt32, in registry: TypeRegistry) -> DefinedTypeRecord {
    let display = registry.display(of: number)
    let supertypes = UnsafeMutablePointer<UInt32>.allocate(capacity: display.count)
    for (position, supertype) in display.enumerated() { supertypes[position] = supertype }
    displays.append(supertypes)
    var record = DefinedTypeRecord()
    record.supertypes = UnsafePointer(supertypes)
    record.depth = UInt32(display.count - 1)
    switch registry.types[Int(number)].composite {
    case .function: record.kind = .function
    case .array(let field):
      record.kind = .array
      record.storage = Storage(field.storage)
    case .structure(let fields):
      record.kind = .structure
      describe(fields, in: &record)
    }
    return record
  }

  private mutating func describe(_ types: [FieldType], in record: inout DefinedTypeRecord) {
    let layout = ObjectLayout(types, pointerSize: UInt32(MemoryLayout<UInt>.size))
    let fields = UnsafeMutablePointer<ObjectField>.allocate(capacity: types.count)
    let references = UnsafeMutablePointer<UInt32>.allocate(capacity: types.count)
    fieldLists.append(fields)
    displays.append(references)
    record.has_slots = layout.fields.allSatisfy { field in
      field.storage == .i64 || field.storage == .reference && MemoryLayout<UInt>.size == 8
    }
    for (index, field) in layout.fields.enumerated() {
      fields[index] = ObjectField(offset: field.offset, storage: field.storage)
      guard field.storage == .reference else { continue }
      references[Int(record.reference_count)] = field.offset
      record.reference_count += 1
    }
    record.size = layout.size
    record.fields = UnsafePointer(fields)
    record.field_count = UInt32(types.count)
    record.references = UnsafePointer(references)
  }

  /// No store may use it any more.
  mutating func free() {
    records?.deallocate()
    for table in retired { table.deallocate() }
    for display in displays { display.deallocate() }
    for fields in fieldLists { fields.deallocate() }
    self = DefinedTypeTable()
  }
}

extension Engine {
  /// The records of all types that are registered so far.
  func definedTypeRecords() -> UnsafePointer<DefinedTypeRecord>? {
    types.withLock { registry in definedTypes.withLock { $0.records(of: registry) } }
  }
}
