internal import CInterp
internal import CPlatform
internal import WasmBinary

/// Owns instances and everything they share, and runs their code.
///
/// A store and what belongs to it are used by one task or thread at a time; a call or an instantiation while another
/// thread is running guests of the store fails with ``CallError/storeInUse``. Host functions may call back into the
/// store on the thread that they are called on. What a store owns lives as long as the store; handles such as ``Instance`` and ``Memory`` keep the whole store alive. A host function that captures a
/// handle of the store it is defined in makes a reference cycle: use its ``Caller`` instead.
///
/// ```swift
/// var limits = ResourceLimits()
/// limits.memoryBytes = 16 << 20
/// let store = Store(engine: engine, limits: limits)
/// ```
public final class Store {
  /// The engine of the modules that are instantiated in it.
  public let engine: Engine
  /// What its guests may take.
  public let limits: ResourceLimits

  /// Stops guests of this store from another thread.
  public var interruptHandle: InterruptHandle {
    mayBeInterrupted = true
    return handle
  }
  var handle = InterruptHandle()
  /// Whether anybody is able to interrupt guests: host functions that wait need not look otherwise.
  var mayBeInterrupted = false

  #if !hasFeature(Embedded)
    /// When calls that begin from now on end with the trap ``Trap/Reason-swift.enum/deadlineExceeded``; nil, the
    /// default, for never.
    ///
    /// A host function that is running is not stopped, but its caller is.
    ///
    /// ```swift
    /// store.deadline = .now + .milliseconds(20)
    /// ```
    public var deadline: ContinuousClock.Instant? {
      didSet {
        hasDeadline = deadline != nil
        if hasDeadline { mayBeInterrupted = true }
      }
    }
    var hasDeadline = false
    /// See ``onReset(_:)``.
    var resetHandlers: [() -> Void] = []
  #endif

  var usage = ResourceUsage()
  var instances: [InstanceState] = []
  var memories: [MemoryState] = []
  var tables: [TableState] = []
  var globals: [GlobalState] = []
  var tags: [TagState] = []
  var hostFunctions: [HostFunction] = []
  /// The records of `hostFunctions`, by the identity of the definition.
  var hostRecords: [ObjectIdentifier: UnsafeMutablePointer<HostFunctionRecord>] = [:]
  var externs: ExternTable
  /// Whether a collection was requested, or was stopped before its end: the next call begins with it.
  var isUnsettled = false
  let heap: Heap

  /// What `Context.instance` is while a host function is called by the host.
  let hostInstance: UnsafeMutablePointer<InstanceRecord>
  /// The memory that instances without one have in the loop's registers.
  let emptyMemory: MemoryState

  /// The execution that runs now, if one does: calls that host functions make nest there.
  var active: UnsafeMutablePointer<ContextRecord>?
  /// All that were ever made.
  var executions: [Execution] = []
  /// The first of those that are not in use.
  var idleExecution: Unmanaged<Execution>?
  /// The thread that is in the store, 0 for none. Only to be read and written by ``occupy()`` and ``leave()``.
  private let occupant: UnsafeMutablePointer<UInt>
  /// Where ``isExchangingValues`` is.
  @usableFromInline let exchange: UnsafeMutablePointer<Bool>

  /// What the modules above the engine keep here.
  package var attachment: StoreAttachment?

  var remainingFuel: Int64 = 0
  /// The fuel that guests have consumed so far.
  public internal(set) var consumedFuel: UInt64 = 0

  /// Makes an empty store.
  public init(engine: Engine, limits: ResourceLimits = ResourceLimits()) {
    self.engine = engine
    self.limits = limits
    heap = Heap(limit: limits.heapBytes)
    externs = ExternTable(limit: Int(clamping: limits.externalReferences))
    emptyMemory = MemoryState(empty: MemoryType(limits: Limits(minimum: 0, maximum: 0)))
    hostInstance = InstanceState.hostRecord(memory: emptyMemory.record)
    occupant = .allocate(capacity: 1)
    occupant.initialize(to: 0)
    exchange = .allocate(capacity: 1)
    exchange.initialize(to: false)
  }

  /// Whether the host is between writing or reading several arguments or results in slots, which the collector is not
  /// told of: until then, objects stay where they are.
  @inlinable var isExchangingValues: Bool {
    get { exchange.pointee }
    set { exchange.pointee = newValue }
  }

  deinit {
    handle.forgetAll()
    for record in hostRecords.values { record.deallocate() }
    InstanceState.freeHostRecord(hostInstance)
    exchange.deallocate()
    occupant.deallocate()
  }
}

// One thread at a time.
extension Store {
  /// Lets the calling thread into the store.
  ///
  /// - Returns: Whether it was not in already, and has to ``leave()``.
  /// - Throws: ``CallError/storeInUse`` if another thread is in.
  @inline(__always) func occupy() throws(HostError) -> Bool {
    let thread = platform_current_thread()
    if platform_occupant(occupant) == thread { return false }
    guard platform_occupy(occupant, thread) else { throw failure(CallError.storeInUse) }
    return true
  }

  @inline(__always) func leave() { platform_leave(occupant) }

  /// Runs `body` while no other thread is in the store.
  func occupied<Result>(_ body: () throws(HostError) -> Result) throws(HostError) -> Result {
    let isOutermost = try occupy()
    defer { if isOutermost { leave() } }
    return try body()
  }
}

/// What a store's guests have taken so far of its limits.
struct ResourceUsage {
  var memoryBytes: UInt64 = 0
  var tableElements: UInt64 = 0
}

// Fuel.
extension Store {
  /// The fuel that is left; running out of it is the trap ``Trap/Reason-swift.enum/outOfFuel``.
  ///
  /// One unit is about one WebAssembly instruction. Has no effect unless ``EngineConfiguration/metersFuel`` is on.
  /// A new store has none.
  public var fuel: UInt64 {
    get { UInt64(max(remainingFuel, 0)) }
    set { remainingFuel = Int64(clamping: newValue) }
  }
}

// What the store owns.
extension Store {
  /// The record of a host function, made on first use.
  func record(of function: HostFunction) -> UnsafeMutablePointer<FunctionRecord> {
    if let record = hostRecords[ObjectIdentifier(function)] { return Self.function(of: record) }
    let record = function.makeRecord(index: UInt32(hostFunctions.count), for: self)
    hostFunctions.append(function)
    hostRecords[ObjectIdentifier(function)] = record
    heap.record.pointee.types = engine.definedTypeRecords()
    return Self.function(of: record)
  }

  private static func function(
    of record: UnsafeMutablePointer<HostFunctionRecord>
  ) -> UnsafeMutablePointer<FunctionRecord> {
    // Its first field.
    UnsafeMutableRawPointer(record).assumingMemoryBound(to: FunctionRecord.self)
  }

  func addMemory(_ type: MemoryType) throws(ResourceError) -> MemoryState {
    if type.isShared {
      let available = limits.memoryBytes - min(usage.memoryBytes, limits.memoryBytes)
      return try addMemory(try SharedMemory(type, byteLimit: available))
    }
    try checkMemoryCount()
    let memory = try MemoryState(type, limits: limits, usage: &usage)
    memories.append(memory)
    return memory
  }

  func addMemory(_ shared: SharedMemory) throws(ResourceError) -> MemoryState {
    try checkMemoryCount()
    let memory = try MemoryState(shared, limits: limits, usage: &usage)
    memories.append(memory)
    return memory
  }

  private func checkMemoryCount() throws(ResourceError) {
    guard UInt64(memories.count) < UInt64(limits.memories) else {
      throw .limitExceeded(.memories, limit: UInt64(limits.memories))
    }
  }

  /// `type` is canonical, `value` the bits that elements start with.
  func addTable(_ type: TableType, value: UInt) throws(ResourceError) -> TableState {
    guard UInt64(tables.count) < UInt64(limits.tables) else {
      throw .limitExceeded(.tables, limit: UInt64(limits.tables))
    }
    let table = try TableState(type, value: value, limits: limits, usage: &usage)
    tables.append(table)
    return table
  }

  /// `type` is canonical.
  func addGlobal(_ type: GlobalType) -> GlobalState {
    let global = GlobalState(type)
    globals.append(global)
    return global
  }

  func addTag(_ type: UInt32) throws(ResourceError) -> TagState {
    let parameters = engine.functionType(type).parameters
    guard let exceptionType = engine.exceptionType(carrying: parameters) else {
      throw .limitExceeded(.types, limit: UInt64(PackedType.concreteLimit))
    }
    heap.record.pointee.types = engine.definedTypeRecords()
    let tag = TagState(
      type: type, exceptionType: exceptionType, slotCount: parameters.slotCount)
    tags.append(tag)
    return tag
  }
}
