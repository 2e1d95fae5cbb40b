import ComponentBinary
import Escapement
import WasmBinary
import WasmTypes

/// The making of one component instance: its definitions in order, each of which appends to an index space.
/// Explainer: "Component Definitions".
struct Instantiation {
  private let store: Store
  private let program: ComponentProgram
  private let definition: ComponentDefinition
  private let instance: ComponentInstanceState
  private let imports: InstanceItem
  private let scope: OuterScope

  // The index spaces.
  private var coreInstances: [CoreInstanceItem] = []
  private var coreFunctions: [Func] = []
  private var coreMemories: [Memory] = []
  private var coreTables: [Table] = []
  private var coreGlobals: [Global] = []
  private var coreTags: [Tag] = []
  private var functions: [FunctionInstance] = []
  private var instances: [InstanceItem] = []
  /// How many types there are; what they are is known from validation.
  private var typeCount: UInt32 = 0
  private var exports = InstanceItem()
  private var definedModules = 0
  private var definedComponents = 0

  private enum CoreInstanceItem {
    case instance(Instance)
    case exports([Name: External])

    func export(_ name: String) -> External? {
      switch self {
      case .instance(let instance): instance.export(name)
      case .exports(let exports): exports[Name(name)]
      }
    }
  }

  /// Instantiates a component.
  ///
  /// - Returns: What the instance exports.
  static func run(
    _ component: ComponentItem, imports: InstanceItem, parent: ComponentInstanceState?,
    in store: Store
  ) throws(HostError) -> InstanceItem {
    let scheduler = Scheduler.of(store)
    // No thread runs the start functions of core modules: they can't wait for anything.
    let outer = scheduler.current
    scheduler.current = nil
    defer { scheduler.current = outer }
    let state = ComponentInstanceState(
      scheduler: scheduler, parent: parent, types: component.program.types)
    try scheduler.keep(state)
    var instantiation = Instantiation(
      store: store, program: component.program, definition: component.definition, instance: state,
      imports: imports, scope: OuterScope(outer: component.outer))
    for definition in component.definition.definitions {
      try instantiation.evaluate(definition.content)
    }
    return instantiation.exports
  }

  private init(
    store: Store, program: ComponentProgram, definition: ComponentDefinition,
    instance: ComponentInstanceState, imports: InstanceItem, scope: OuterScope
  ) {
    self.store = store
    self.program = program
    self.definition = definition
    self.instance = instance
    self.imports = imports
    self.scope = scope
  }

  private var types: ComponentTypes { program.types.types }

  private mutating func evaluate(_ content: ComponentSyntax.Content) throws(HostError) {
    switch content {
    case .coreModule:
      scope.modules.append(definition.modules[definedModules])
      definedModules += 1
    case .coreInstance(let expression): coreInstances.append(try evaluate(expression))
    case .coreType: break
    case .component:
      scope.components.append(
        ComponentItem(program, definition.components[definedComponents], outer: scope))
      definedComponents += 1
    case .instance(let expression): try append(.instance(try evaluate(expression)))
    case .alias(let alias): try evaluate(alias)
    case .type(let type): try define(type)
    case .canonical(let canonical): try define(canonical)
    case .import(let wanted): try evaluate(wanted)
    case .export(let export): try evaluate(export)
    case .start, .value: throw failure(LinkingError.unsupported("values"))
    }
  }

  // Index spaces ------------------------------------------------------------------------------------------

  /// Appends an item to the index space of its sort, and learns which resource types it brings.
  private mutating func append(_ item: Item) throws(HostError) {
    switch item {
    case .coreModule(let module): scope.modules.append(module)
    case .function(let function): functions.append(function)
    case .component(let component): scope.components.append(component)
    case .resource(let resource):
      instance.bind(definition.spaces.types[Int(typeCount)], to: resource)
      typeCount += 1
    case .type: typeCount += 1
    case .instance(let item):
      instance.bind(definition.spaces.instances[instances.count], to: item)
      instances.append(item)
    }
  }

  private func item(_ index: SortIndex) throws(HostError) -> Item {
    let position = Int(index.index)
    switch index.sort {
    case .core(.module): return .coreModule(scope.modules[position])
    case .function: return .function(functions[position])
    case .type: return type(index.index)
    case .component: return .component(scope.components[position])
    case .instance: return .instance(instances[position])
    case .core, .value: throw failure(LinkingError.unsupported("\(index.sort)"))
    }
  }

  private func type(_ index: UInt32) -> Item {
    guard case .resource(let type) = definition.spaces.types[Int(index)],
      let resource = instance.resources[types[type].rawValue]
    else { return .type }
    return .resource(resource)
  }

  // Definitions -------------------------------------------------------------------------------------------

  private mutating func define(_ type: TypeDefinition) throws(HostError) {
    guard case .resource(_, let destructor) = type else {
      typeCount += 1
      return
    }
    let function = destructor.map { StoredFunction(coreFunctions[Int($0)]) }
    let resource = instance.scheduler.makeResourceType(
      .guest(instance: instance, destructor: function))
    try append(.resource(resource))
  }

  private mutating func evaluate(_ wanted: ComponentSyntax.Import) throws(HostError) {
    guard let item = imports.find(wanted.name.name) else {
      // A type that is equal to another needs nobody to define it.
      if case .type(.equal(let index)) = wanted.type { return try append(type(index)) }
      throw failure(LinkingError.missingImport(wanted.name.name))
    }
    guard item.matches(wanted.type) else {
      throw failure(LinkingError.wrongImport(wanted.name.name))
    }
    try append(item)
  }

  private mutating func evaluate(_ export: ComponentSyntax.Export) throws(HostError) {
    let item = try item(export.item)
    exports.add(export.name.name, item)
    try append(item)
  }

  private mutating func evaluate(_ alias: Alias) throws(HostError) {
    switch alias {
    case .export(let instance, let name, _):
      guard let item = instances[Int(instance)][name] else {
        throw failure(LinkingError.missingImport(name))
      }
      try append(item)
    case .coreExport(let instance, let name, _):
      guard let external = coreInstances[Int(instance)].export(name) else {
        throw failure(LinkingError.missingImport(name))
      }
      append(external)
    case .outer(let count, let index, let sort):
      switch sort {
      case .core(.module):
        if let module = scope.scope(count)?.modules[Int(index)] { scope.modules.append(module) }
      case .component:
        if let component = scope.scope(count)?.components[Int(index)] {
          scope.components.append(component)
        }
      case .type where count == 0: try append(type(index))
      case .type: typeCount += 1
      default: break
      }
    }
  }

  private mutating func append(_ external: External) {
    switch external {
    case .function(let function): coreFunctions.append(function)
    case .memory(let memory): coreMemories.append(memory)
    case .table(let table): coreTables.append(table)
    case .global(let global): coreGlobals.append(global)
    case .tag(let tag): coreTags.append(tag)
    }
  }

  // Instances ---------------------------------------------------------------------------------------------

  private func evaluate(
    _ expression: ComponentSyntax.CoreInstance
  ) throws(HostError) -> CoreInstanceItem {
    switch expression {
    case .instantiate(let index, let arguments):
      let module = scope.modules[Int(index)]
      var instances: [Name: CoreInstanceItem] = [:]
      for argument in arguments {
        instances[Name(argument.name)] = coreInstances[Int(argument.instance)]
      }
      var values: [External] = []
      for wanted in module.imports {
        guard let value = instances[Name(wanted.module)]?.export(wanted.name) else {
          throw failure(LinkingError.missingImport(wanted.name))
        }
        values.append(value)
      }
      return .instance(try Instance(store: store, module: module, imports: values))
    case .exports(let list):
      var exports: [Name: External] = [:]
      for export in list { exports[Name(export.name)] = try external(export.sort, export.index) }
      return .exports(exports)
    }
  }

  private func external(_ sort: CoreSort, _ index: UInt32) throws(HostError) -> External {
    let position = Int(index)
    switch sort {
    case .function: return .function(coreFunctions[position])
    case .memory: return .memory(coreMemories[position])
    case .table: return .table(coreTables[position])
    case .global: return .global(coreGlobals[position])
    case .tag: return .tag(coreTags[position])
    case .type, .module, .instance:
      throw failure(LinkingError.unsupported("core \(sort.keyword)"))
    }
  }

  private func evaluate(
    _ expression: ComponentSyntax.Instance
  ) throws(HostError) -> InstanceItem {
    switch expression {
    case .instantiate(let index, let arguments):
      var imports = InstanceItem()
      for argument in arguments { imports.add(argument.name, try item(argument.item)) }
      return try Self.run(
        scope.components[Int(index)], imports: imports, parent: instance, in: store)
    case .exports(let list):
      var exports = InstanceItem()
      for export in list { exports.add(export.name.name, try item(export.item)) }
      return exports
    }
  }

  // Canonical definitions ---------------------------------------------------------------------------------

  private mutating func define(_ canonical: CanonicalDefinition) throws(HostError) {
    switch canonical {
    case .lift(let function, let options, let type):
      guard case .function(let type) = definition.spaces.types[Int(type)] else { return }
      let list = CanonicalOptions(options)
      functions.append(
        .lifted(
          LiftedFunction(
            in: instance, callee: StoredFunction(coreFunctions[Int(function)]), type: type,
            options: callOptions(list), callback: stored(list.callback),
            postReturn: stored(list.postReturn))))
    case .lower(let function, let options):
      let callee = functions[Int(function)]
      let type = definition.spaces.functions[Int(function)]
      guard instance.scheduler.isFunction(callee, of: type, in: instance) else {
        throw failure(LinkingError.functionTypeMismatch)
      }
      let lowered = LoweredFunction(
        in: instance, callee: callee, type: type, options: callOptions(CanonicalOptions(options)))
      coreFunctions.append(try makeFunction(lowered))
    case .builtin(let builtin, let immediates):
      coreFunctions.append(try makeFunction(try context(builtin, immediates)))
    }
  }

  private func stored(_ index: UInt32?) -> StoredFunction? {
    index.map { StoredFunction(coreFunctions[Int($0)]) }
  }

  private func callOptions(_ list: CanonicalOptions) -> CallOptions {
    var options = CallOptions()
    if let memory = list.memory { use(memory, in: &options) }
    options.stringEncoding = list.stringEncoding
    options.realloc = stored(list.realloc)
    options.isAsync = list.isAsync
    return options
  }

  private func use(_ index: UInt32, in options: inout CallOptions) {
    let memory = coreMemories[Int(index)]
    options.memory = StoredMemory(memory)
    options.addressType = memory.type.addressType
  }

  private func context(
    _ builtin: CanonicalBuiltin, _ immediates: CanonicalImmediates
  ) throws(HostError) -> BuiltinContext {
    var context = BuiltinContext(builtin, in: instance)
    context.options = callOptions(CanonicalOptions(immediates.options))
    context.isAsync = immediates.isAsync
    context.isCancellable = immediates.isCancellable
    for immediate in builtin.row.immediates {
      switch immediate {
      case .resourceType, .definedResourceType:
        if case .resource(let resource) = type(immediates.type) { context.resource = resource }
        if case .resource(let type) = definition.spaces.types[Int(immediates.type)] {
          context.isRepresentation64 = types[types[type]].representation == .i64
        }
      case .streamType, .futureType: use(element: immediates.type, in: &context)
      case .resultList:
        guard let result = immediates.result else { break }
        let type = resolve(result)
        context.result = plan(type, context.options)
        context.resultStructure = types[type].structure
      case .memory: use(immediates.memory, in: &context.options)
      case .table:
        let table = coreTables[Int(immediates.table)]
        context.table = StoredTable(table)
        context.tableAddressType = table.type.addressType
        let argument: ValueType =
          threadArgument(ofCoreType: immediates.coreType)
        context.threadType = FunctionType(parameters: [argument], results: [])
      case .context:
        context.contextSlot = immediates.contextSlot
        context.isContext64 = immediates.contextType == .i64
      case .options, .async, .cancellable, .shared, .coreType: break
      }
    }
    return context
  }

  private func resolve(_ type: ValueTypeUse) -> ValueTypeID {
    // Validation has checked that it is a value type.
    definition.spaces.valueType(type) ?? ComponentTypes.primitive(.bool)
  }

  /// The type of the parameter of a new thread's function.
  private func threadArgument(ofCoreType index: UInt32) -> ValueType {
    guard case .type(let number) = definition.spaces.coreTypes[Int(index)],
      case .function(let type) = types.coreTypes.types[Int(number)].composite,
      let parameter = type.parameters.first
    else { return .i32 }
    return parameter
  }

  private func plan(_ type: ValueTypeID, _ options: CallOptions) -> PlanNode {
    program.types.plans(options.addressType).nodes[Int(type.rawValue)]
  }

  private func use(element index: UInt32, in context: inout BuiltinContext) {
    switch types[resolve(.type(index))].shape {
    case .stream(let element), .future(let element):
      context.elementNode = element.map { plan($0, context.options) }
      context.element = instance.scheduler.elementTypes.type(
        ofElement: element?.rawValue ?? PlanNode.none, in: instance)
    default: break
    }
  }

  // Core functions ----------------------------------------------------------------------------------------

  private func makeFunction(_ lowered: LoweredFunction) throws(HostError) -> Func {
    let function = types[lowered.type]
    let address = lowered.options.addressType
    var parameters = types.flatTypes(of: function.parameters.map { $0.content })
    var results = function.result.map { types[$0].flat } ?? FlatTypes()
    let isAsync = lowered.options.isAsync
    let limit = isAsync ? FlatTypes.maximumAsyncParameters : FlatTypes.maximumParameters
    if parameters.count > limit { parameters = FlatTypes(.pointer) }
    var core = parameters.valueTypes(addressType: address)
    if isAsync ? !results.isEmpty : results.count > FlatTypes.maximumResults {
      core.append(address.valueType)
      results = FlatTypes()
    }
    return try makeFunction(
      "lowered function",
      FunctionType(
        parameters: core,
        results: isAsync ? [.i32] : results.valueTypes(addressType: address))
    ) { (slots) throws(HostError) in try lowered.call(slots) }
  }

  private func makeFunction(
    _ name: String, _ type: FunctionType,
    _ body: @escaping (UnsafeMutablePointer<UInt64>) throws(HostError) -> HostCompletion
  ) throws(HostError) -> Func {
    do throws(ResourceError) {
      return try Func(
        store: store, name: name, type: type, unsuspendable: failure(.cannotBlock)
      ) { (_, slots) throws(HostError) in try body(slots) }
    } catch {
      throw failure(LinkingError.resource(error))
    }
  }

  private func makeFunction(_ context: BuiltinContext) throws(HostError) -> Func {
    let type = coreType(of: context)
    if context.builtin.maySuspend {
      return try makeFunction(context.builtin.name, type) { (slots) throws(HostError) in
        try context.call(slots)
      }
    }
    do throws(ResourceError) {
      return try Func(store: store, name: context.builtin.name, type: type) {
        (_, slots) throws(HostError) in
        _ = try context.call(slots)
      }
    } catch {
      throw failure(LinkingError.resource(error))
    }
  }

  private func coreType(of context: BuiltinContext) -> FunctionType {
    func types(_ list: [CanonicalBuiltin.SignatureType]) -> [ValueType] {
      list.flatMap { (type: CanonicalBuiltin.SignatureType) -> [ValueType] in
        switch type {
        case .i32: return [.i32]
        case .i64: return [.i64]
        case .address: return [context.options.addressType.valueType]
        case .tableAddress: return [context.tableAddressType.valueType]
        case .representation: return [context.isRepresentation64 ? .i64 : .i32]
        case .context: return [context.isContext64 ? .i64 : .i32]
        case .threadArgument: return context.threadType.parameters
        case .threadFunction: return [.funcref]
        case .flattenedResult:
          guard let result = context.result else { return [] }
          let flat = self.types.values[Int(result.type)].flat
          if flat.isTooMany { return [context.options.addressType.valueType] }
          return flat.valueTypes(addressType: context.options.addressType)
        }
      }
    }
    let row = context.builtin.row
    return FunctionType(parameters: types(row.parameters), results: types(row.results))
  }
}

extension ComponentInstanceState {
  /// Learns which resource type a type is.
  func bind(_ type: ComponentAnyType, to resource: ResourceType) {
    guard case .resource(let type) = type else { return }
    resources[types.types[type].rawValue] = resource
  }

  /// Learns which resource types the types are that an instance exports.
  func bind(_ type: InstanceTypeID, to instance: InstanceItem) {
    for entry in types.types[type].exports.entries {
      switch (entry.type, instance[entry.name.name]) {
      case (.type(let type), .resource(let resource)): bind(type, to: resource)
      case (.instance(let type), .instance(let inner)): bind(type, to: inner)
      default: break
      }
    }
  }
}

extension Item {
  /// Whether this is of the sort that an import wants.
  fileprivate func matches(_ type: ExternType) -> Bool {
    switch (type, self) {
    case (.coreModule, .coreModule), (.function, .function), (.component, .component),
      (.instance, .instance), (.type(.subResource), .resource), (.type(.equal), .resource),
      (.type(.equal), .type):
      true
    default: false
    }
  }
}
