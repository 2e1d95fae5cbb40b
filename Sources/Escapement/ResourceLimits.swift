/// How much of the host the guests of one store may take.
///
/// The limits hold for the store as a whole. A guest that asks for more sees `memory.grow` or `table.grow` fail, or a
/// ``Trap``; an embedder that asks for more gets a ``ResourceError``.
public struct ResourceLimits: Hashable, Sendable {
  /// Bytes of all linear memories together.
  ///
  /// 4 GiB by default, 64 MiB on 32-bit hosts.
  public var memoryBytes: UInt64 = MemoryLayout<UInt>.size == 8 ? 4 << 30 : 64 << 20
  /// Elements of all tables together, 8 bytes each (4 on 32-bit hosts).
  ///
  /// 10 million by default.
  public var tableElements: UInt64 = 10_000_000
  /// Bytes of all structures, arrays and exceptions of the guests together. While the heap is collected, it takes up to twice
  /// as much. At most 16 GiB (1 GiB on 32-bit hosts) are used.
  ///
  /// 1 GiB by default, 32 MiB on 32-bit hosts.
  public var heapBytes: UInt64 = MemoryLayout<UInt>.size == 8 ? 1 << 30 : 32 << 20
  /// How many objects of the host guests may hold as references at a time. Those that no guest has any more are counted
  /// until the next collection.
  ///
  /// 1 million by default.
  public var externalReferences: UInt32 = 1_000_000
  /// How many instances there may be: 10,000 by default.
  public var instances: UInt32 = 10_000
  /// How many memories there may be: 10,000 by default.
  public var memories: UInt32 = 10_000
  /// How many tables there may be: 10,000 by default.
  public var tables: UInt32 = 10_000
  /// Bytes of the stack that guest frames are on, for each top-level call at a time. Address space is reserved at
  /// once, memory is used as calls nest. At least 64 KiB are taken.
  ///
  /// 8 MiB by default.
  public var valueStackBytes: UInt32 = 8 << 20
  /// How many host functions may be waiting for calls that they made into the guest. Such calls take native stack, and
  /// trap as well where their thread has little of it left: less than 32 KiB, in debug builds 128 KiB.
  ///
  /// 100 by default.
  public var hostCallDepth: UInt32 = 100
  /// How many top-level calls may be in progress at once: more than one only with asynchronous calls.
  ///
  /// 1,000 by default.
  public var concurrentCalls: UInt32 = 1_000

  /// The defaults, for guests that the host trusts not to take more than they need.
  public init() {}

  /// Limits that are safe for guests of whom nothing is known, many of them in one process: 16 MiB of memories,
  /// 100,000 elements of tables, 16 MiB of objects, 10,000 of the host's, 16 instances, memories
  /// and tables, 1 MiB of stack, 8 nested calls
  /// of host functions, and 16 calls at once.
  ///
  /// They bound what a guest takes of the host's memory. What it takes of its time is bounded by ``Store/deadline`` or
  /// ``Store/fuel``, and how large its module may be by ``EngineConfiguration/moduleLimits``.
  public static var untrusted: ResourceLimits {
    var limits = ResourceLimits()
    limits.memoryBytes = 16 << 20
    limits.tableElements = 100_000
    limits.heapBytes = 16 << 20
    limits.externalReferences = 10_000
    limits.instances = 16
    limits.memories = 16
    limits.tables = 16
    limits.valueStackBytes = 1 << 20
    limits.hostCallDepth = 8
    limits.concurrentCalls = 16
    return limits
  }
}

/// The system or a ``ResourceLimits`` refused something that the embedder asked for.
public enum ResourceError: Error, Hashable, Sendable {
  /// What is limited: see the properties of ``ResourceLimits``.
  public enum Resource: Hashable, Sendable {
    /// The limits of these names.
    case memoryBytes, tableElements, instances, memories, tables, concurrentCalls
    /// How many host functions, bytes of objects, references to objects of the host, and types of an engine there may be.
    case hostFunctions, heapBytes, externalReferences, types
  }

  /// More than the store's limits allow.
  case limitExceeded(Resource, limit: UInt64)
  /// A type refers to one by a number that the engine has given to none.
  case unknownType(UInt32)
  /// The system has no memory or address space left.
  case outOfMemory(bytes: UInt64)
}

extension ResourceError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .limitExceeded(let resource, let limit):
      "resource limit exceeded: \(resource.name) (at most \(limit))"
    case .unknownType(let number): "unknown type: the engine has none of number \(number)"
    case .outOfMemory(let bytes): "out of memory: the system refused \(bytes) bytes"
    }
  }
}

extension ResourceError.Resource {
  fileprivate var name: String {
    switch self {
    case .memoryBytes: "bytes of memories"
    case .tableElements: "elements of tables"
    case .instances: "instances"
    case .memories: "memories"
    case .tables: "tables"
    case .concurrentCalls: "calls in progress at once"
    case .hostFunctions: "host functions"
    case .heapBytes: "bytes of structures and arrays"
    case .externalReferences: "references to the host's objects"
    case .types: "types"
    }
  }
}
