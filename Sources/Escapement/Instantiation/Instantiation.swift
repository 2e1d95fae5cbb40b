// Instantiation. Specification: "Modules: Instantiation".
internal import CInterp
internal import WasmBinary

extension Instance {
  /// Instantiates a module.
  ///
  /// Evaluates globals, fills tables and memories from the module's segments, and runs its start function. When that
  /// fails, what happened to imported tables and memories before remains, as the specification says.
  ///
  /// - Parameter imports: One for each of ``Module/imports``, in the same order.
  /// - Throws: ``LinkError`` if the imports do not fit, ``ResourceError`` if the store's limits or the system refuse
  ///   what the module needs, and what ``Func/call(_:)`` throws: a segment that does not fit or the start function may
  ///   trap.
  public init(
    store: Store, module: Module, imports: [External] = []
  ) throws(HostError) {
    guard store.engine === module.engine else { throw failure(LinkError.foreignStore) }
    store.settleHeap()
    self = try store.occupied { () throws(HostError) in
      try Instance(occupying: store, module: module, imports: imports)
    }
  }

  /// The same for a thread that is in the store.
  private init(
    occupying store: Store, module: Module, imports: [External]
  ) throws(HostError) {
    try attempt { () throws(LinkError) in try module.check(imports, store: store) }
    guard UInt64(store.instances.count) < UInt64(store.limits.instances) else {
      throw failure(
        ResourceError.limitExceeded(.instances, limit: UInt64(store.limits.instances)))
    }
    var functions: [UnsafeMutablePointer<FunctionRecord>] = []
    for case .function(let function) in imports { functions.append(function.record) }
    let state = InstanceState(
      module: module, importedFunctions: functions, emptyMemory: store.emptyMemory)
    store.heap.record.pointee.types = store.engine.definedTypeRecords()
    // From here on something in the store may refer to the instance.
    store.instances.append(state)
    var instantiation = Instantiation(store: store, state: state)
    try instantiation.allocate(imports)
    try instantiation.runSegments()
    self.init(store: store, state: state)
    if let start = module.decoded.start {
      try Func(store: store, record: state.function(start)).call()
    }
  }
}

extension Module {
  fileprivate func check(_ imports: [External], store: Store) throws(LinkError) {
    guard imports.count == decoded.imports.count else {
      throw .importCountMismatch(expected: decoded.imports.count, actual: imports.count)
    }
    for (wanted, external) in zip(decoded.imports, imports) {
      guard external.store === store else { throw .foreignStore }
      guard accepts(external, as: wanted.type) else {
        throw .incompatibleImportType(
          module: wanted.module, name: wanted.name, expected: externalType(of: wanted.type),
          actual: external.type)
      }
    }
  }
}

/// The steps of one instantiation.
private struct Instantiation {
  let store: Store
  let state: InstanceState
  var module: DecodedModule { state.module.decoded }

  /// Fills the index spaces, and evaluates globals, tables and element segments.
  mutating func allocate(_ imports: [External]) throws(HostError) {
    for external in imports {
      switch external {
      case .function: break
      case .memory(let memory): state.add(memory.state)
      case .table(let table): state.add(table.state)
      case .global(let global): state.add(global.state)
      case .tag(let tag): state.add(tag.state)
      }
    }
    for type in module.tags {
      let tag = try attempt { () throws(ResourceError) in
        try store.addTag(state.module.number(of: type))
      }
      state.add(tag)
    }
    for type in module.memories {
      state.add(try attempt { () throws(ResourceError) in try store.addMemory(type) })
    }
    for global in module.globals {
      let value = try evaluate(global.initializer)
      let added = store.addGlobal(state.module.canonical(global.type))
      added.slots[0] = value.low
      added.slots[1] = value.high
      state.add(added)
    }
    for table in module.tables { try allocate(table) }
    for (index, segment) in module.elements.enumerated() {
      try evaluate(segment.items, of: index)
    }
  }

  private func allocate(_ table: DecodedModule.Table) throws(HostError) {
    var value: UInt64 = 0
    if let initializer = table.initializer { value = try evaluate(initializer).low }
    let bits = UInt(truncatingIfNeeded: value)
    state.add(
      try attempt { () throws(ResourceError) in
        try store.addTable(state.module.canonical(table.type), value: bits)
      })
  }

  /// Adds the references of an element segment to the instance one by one: each may be an object, and making the next
  /// one may move it.
  private func evaluate(_ items: DecodedModule.ElementItems, of segment: Int) throws(HostError) {
    state.reserveElements(items.count, of: segment)
    switch items {
    case .functions(let indices):
      for index in indices {
        state.append(UInt(bitPattern: state.function(index)), to: segment)
      }
    case .expressions(let ranges):
      for range in ranges {
        let reference = try evaluate(range).low
        state.append(UInt(truncatingIfNeeded: reference), to: segment)
      }
    }
  }

  private func evaluate(_ expression: ByteRange) throws(HostError) -> ConstantValue {
    try state.evaluate(expression, in: store)
  }

  /// Copies the active segments, and drops all that are not passive.
  mutating func runSegments() throws(HostError) {
    for (index, segment) in module.elements.enumerated() {
      switch segment.mode {
      case .passive: continue
      case .declarative: break
      case .active(let table, let offset):
        let start = try evaluate(offset).low
        try check(
          state.initializeTable(
            table, from: UInt32(index), at: start, offset: 0,
            count: state.elementSegments[index].size))
      }
      state.dropElements(UInt32(index))
    }
    for (index, segment) in module.data.enumerated() {
      guard case .active(let memory, let offset) = segment.mode else { continue }
      let start = try evaluate(offset).low
      try check(
        state.initializeMemory(
          memory, from: UInt32(index), at: start, offset: 0, count: UInt64(segment.bytes.count)))
      state.dropData(UInt32(index))
    }
  }

  private func check(_ trap: WasmTrap) throws(HostError) {
    if let reason = Trap.Reason(trap) { throw failure(Trap(reason, backtrace: Backtrace())) }
  }
}
