/// How much of the host the guests of one store may take.
///
/// The limits hold for the store as a whole. A guest that asks for more sees `memory.grow` or `table.grow` fail, or a
/// ``Trap``; an embedder that asks for more gets a ``ResourceError``.
public struct ResourceLimits: Hashable, Sendable {
  /// Bytes of all linear memories together.
  public var memoryBytes: UInt64 = MemoryLayout<UInt>.size == 8 ? 4 << 30 : 64 << 20
  /// Elements of all tables together, 8 bytes each (4 on 32-bit hosts).
  public var tableElements: UInt64 = 10_000_000
  /// Bytes of all structures, arrays and exceptions of the guests together. While the heap is collected, it takes up to twice as
  /// much. At most 16 GiB (1 GiB on 32-bit hosts) are used.
  public var heapBytes: UInt64 = MemoryLayout<UInt>.size == 8 ? 1 << 30 : 32 << 20
  public var instances: UInt32 = 10_000
  public var memories: UInt32 = 10_000
  public var tables: UInt32 = 10_000
  /// Bytes of the stack that guest frames are on, for each top-level call at a time. Address space is reserved at
  /// once, memory is used as calls nest. At least 64 KiB are taken.
  public var valueStackBytes: UInt32 = 8 << 20
  /// How many host functions may be waiting for calls that they made into the guest. Such calls take native stack.
  public var hostCallDepth: UInt32 = 100
  /// How many top-level calls may be in progress at once: more than one only with asynchronous calls.
  public var concurrentCalls: UInt32 = 1_000

  public init() {}
}

/// The system or a ``ResourceLimits`` refused something that the embedder asked for.
public enum ResourceError: Error, Hashable, Sendable {
  public enum Resource: Hashable, Sendable {
    case memoryBytes, tableElements, instances, memories, tables, concurrentCalls
    case hostFunctions, heapBytes, types
  }

  /// More than the store's limits allow.
  case limitExceeded(Resource, limit: UInt64)
  /// The system has no memory or address space left.
  case outOfMemory(bytes: UInt64)
}

extension ResourceError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .limitExceeded(let resource, let limit):
      "resource limit exceeded: \(resource.name) (at most \(limit))"
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
    case .types: "types"
    }
  }
}
