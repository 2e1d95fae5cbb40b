internal import WasmTypes

/// A sequence of types: a part of the pool, or a single type.
struct TypeList {
  /// Where the types begin in the pool; of a single type its own word.
  private var word: UInt32
  private var countAndFlag: UInt32

  private static let singleFlag: UInt32 = 1 << 31

  static let empty = TypeList(start: 0, count: 0)

  /// - Precondition: `count` is below 2³¹.
  init(start: UInt32, count: UInt32) {
    word = start
    countAndFlag = count
  }

  @inline(__always) init(_ type: PackedType) {
    word = type.bits
    countAndFlag = 1 | Self.singleFlag
  }

  @inline(__always) var isSingle: Bool { countAndFlag & Self.singleFlag != 0 }
  @inline(__always) var single: PackedType { PackedType(bits: word) }
  @inline(__always) var start: UInt32 { word }
  @inline(__always) var count: Int { Int(truncatingIfNeeded: countAndFlag & ~Self.singleFlag) }

  /// In the pool; of no meaning for a single type.
  @inline(__always) var range: Range<Int> {
    let start = Int(truncatingIfNeeded: word)
    return Range(uncheckedBounds: (start, start &+ count))
  }
}

/// A defined type of the module.
struct DefinedType {
  var kind: CompositeKind
  /// Of a function type, in the type pool.
  var parameters = TypeList.empty
  var results = TypeList.empty
  /// Of a structure or array type (one), in `ValidationTables.fields`.
  var firstField: UInt32 = 0
  var fieldCount: UInt32 = 0
  /// Whether all fields have a default value.
  var isDefaultable = true
}

struct PackedField {
  var storage: PackedType
  var isMutable: Bool
}

struct PackedGlobal {
  var type: PackedType
  var isMutable: Bool
}

struct PackedTable {
  var element: PackedType
  /// i32 or i64.
  var address: PackedType
}

/// What validation looks up all the time, as plain memory that a `ValidationContext` owns.
///
/// All types are packed, and concrete heap types are numbers of the context's registry.
struct ValidationTables {
  var pool: UnsafeBufferPointer<PackedType>
  /// By type index.
  var definedTypes: UnsafeBufferPointer<DefinedType>
  var fields: UnsafeBufferPointer<PackedField>
  /// The registry's number of each type index.
  var numbers: UnsafeBufferPointer<UInt32>
  /// The type index of each function.
  var functions: UnsafeBufferPointer<TypeIndex>
  var tables: UnsafeBufferPointer<PackedTable>
  /// The address type of each memory.
  var memories: UnsafeBufferPointer<PackedType>
  var globals: UnsafeBufferPointer<PackedGlobal>
  /// The type index of each tag.
  var tags: UnsafeBufferPointer<TypeIndex>
  /// The type of each element segment.
  var elements: UnsafeBufferPointer<PackedType>
  var relation: SubtypeRelation

  @inline(__always) func type(_ position: Int, of list: TypeList) -> PackedType {
    list.isSingle ? list.single : pool[Int(truncatingIfNeeded: list.start) + position]
  }

  /// The packed form of a type of which every index is known to exist.
  func packed(_ type: ValueType) -> PackedType {
    PackedType(type) { numbers[Int(truncatingIfNeeded: $0)] }
  }
}

/// Memory that lives as long as the object: copies of arrays of plain data.
final class ValidationMemory {
  private var allocations: [UnsafeMutableRawPointer] = []

  func copy<Element: BitwiseCopyable>(_ array: [Element]) -> UnsafeBufferPointer<Element> {
    let buffer = UnsafeMutableBufferPointer<Element>.allocate(capacity: array.count)
    _ = buffer.initialize(from: array)
    if let address = buffer.baseAddress { allocations.append(UnsafeMutableRawPointer(address)) }
    return UnsafeBufferPointer(buffer)
  }

  deinit {
    for allocation in allocations { allocation.deallocate() }
  }
}
