internal import WasmTypes

/// The types of a function's parameters and locals, and which of them have a value already.
///
/// Methods that only look something up are mutating, too: the compiler would copy the whole
/// structure for others. A few bytes can declare 50,000 locals. So that many such functions do not
/// take long, only as many locals are laid out in an array as the body has bytes; the others are
/// looked up in the runs that declare them.
struct LocalTypes {
  private(set) var count: UInt32 = 0
  private var parameterCount: UInt32 = 0
  /// The types of the first locals, `expandedCount` of them.
  private var types = GrowingStack<PackedType>(capacity: 64, limit: .max)
  private var expandedCount: UInt32 = 0
  /// Where each run ends and what its type is, if not all locals are expanded.
  private var runs = GrowingStack<Run>(capacity: 4, limit: .max)

  /// Whether some local must be written before it is read.
  private var hasNonDefaultable = false
  /// One bit for each local that has been written, if `hasNonDefaultable`.
  private var written = GrowingStack<UInt64>(capacity: 4, limit: .max)
  /// The non-defaultable locals written so far, in order.
  private var writes = GrowingStack<UInt32>(capacity: 4, limit: .max)

  private struct Run {
    var end: UInt32
    var type: PackedType
  }

  func deallocate() {
    types.deallocate()
    runs.deallocate()
    written.deallocate()
    writes.deallocate()
  }

  /// - Precondition: All type indices exist, and there are fewer than 2³¹ locals.
  mutating func begin(
    _ body: DecodedModule.FunctionBody, parameters: TypeList,
    runs declared: [DecodedModule.LocalRun],
    tables: ValidationTables
  ) {
    parameterCount = UInt32(truncatingIfNeeded: parameters.count)
    count = parameterCount + body.localCount
    expandedCount = parameterCount + min(body.localCount, body.range.count)
    types.count = 0
    runs.count = 0
    writes.count = 0
    hasNonDefaultable = false
    _ = types.reserve(Int(truncatingIfNeeded: expandedCount))
    for position in 0..<parameters.count {
      types.pushReserved(tables.type(position, of: parameters))
    }
    var end = parameterCount
    for position in body.localRuns {
      let run = declared[position]
      let type = tables.packed(run.type)
      if !type.isDefaultable { hasNonDefaultable = true }
      end += run.count
      let expandedEnd = Int(truncatingIfNeeded: min(end, expandedCount))
      while types.count < expandedEnd { types.pushReserved(type) }
      if count > expandedCount { runs.pushUnbounded(Run(end: end, type: type)) }
    }
    if hasNonDefaultable { clearWritten() }
  }

  private mutating func clearWritten() {
    let words = Int(truncatingIfNeeded: count / 64 + 1)
    written.count = 0
    _ = written.reserve(words)
    for _ in 0..<words { written.pushReserved(0) }
  }

  /// - Precondition: `index` is below `count`.
  @inline(__always) mutating func type(_ index: UInt32) -> PackedType {
    index < expandedCount ? types[Int(truncatingIfNeeded: index)] : typeInRuns(index)
  }

  @inline(never) private mutating func typeInRuns(_ index: UInt32) -> PackedType {
    var low = 0
    var high = runs.count - 1
    while low < high {
      let middle = (low + high) / 2
      if runs[middle].end <= index { low = middle + 1 } else { high = middle }
    }
    return runs[low].type
  }
}

// Which locals have a value. Specification: "Local Types".
extension LocalTypes {
  /// How many writes there are to take back at the end of a block.
  var writeCount: UInt32 { UInt32(truncatingIfNeeded: writes.count) }

  /// Whether the local `index`, of the given type, may be read.
  @inline(__always) mutating func isInitialized(_ index: UInt32, _ type: PackedType) -> Bool {
    type.isDefaultable || index < parameterCount || isWritten(index)
  }

  private mutating func isWritten(_ index: UInt32) -> Bool {
    written[Int(truncatingIfNeeded: index / 64)] & (1 << UInt64(index % 64)) != 0
  }

  @inline(__always) mutating func write(_ index: UInt32, _ type: PackedType) {
    if !isInitialized(index, type) { noteWrite(index) }
  }

  @inline(never) private mutating func noteWrite(_ index: UInt32) {
    written[Int(truncatingIfNeeded: index / 64)] |= 1 << UInt64(index % 64)
    writes.pushUnbounded(index)
  }

  /// Takes back all writes but the first `count`.
  @inline(__always) mutating func takeBackWrites(to count: UInt32) {
    if writes.count > Int(truncatingIfNeeded: count) { takeBack(Int(truncatingIfNeeded: count)) }
  }

  @inline(never) private mutating func takeBack(_ count: Int) {
    while writes.count > count {
      let index = writes.last
      written[Int(truncatingIfNeeded: index / 64)] &= ~(1 << UInt64(index % 64))
      writes.count -= 1
    }
  }
}
