internal import WasmBinary
internal import WasmTypes

// CanonicalABI: "Canonical Definitions".
extension ComponentValidator {
  mutating func canonicalDefinition(
    _ definition: CanonicalDefinition
  ) throws(ComponentError) {
    switch definition {
    case .lift(let coreFunction, let options, let type):
      try checkCount(of: .function, limit: limits.definitions)
      let function = try functionType(type)
      try checkLift(coreFunction, options, types[function])
      scope.spaces.functions.append(function)
    case .lower(let function, let options):
      try checkCount(of: .core(.function), limit: limits.definitions)
      try check(function, .function)
      let type = scope.spaces.functions[Int(truncatingIfNeeded: function)]
      let coreType = try lowered(types[type], options)
      let number = try number(of: coreType)
      scope.spaces.coreFunctions.append(number)
    case .builtin(let builtin, let immediates):
      try checkCount(of: .core(.function), limit: limits.definitions)
      let number = try coreFunction(of: builtin, immediates)
      scope.spaces.coreFunctions.append(number)
    }
  }

  // MARK: lift and lower

  private func checkLift(
    _ coreFunction: UInt32, _ optionList: [CanonicalOption], _ type: ComponentFunctionType
  ) throws(ComponentError) {
    let coreType = try coreFunctionType(coreFunction)
    let options = try options(optionList)
    if options.isAsync { try checkAsync(options, type) }
    let expected = types.flattened(type, options, .lift)
    guard coreType.parameters == expected.parameters else {
      throw invalid(
        "lowered parameter types `\(list(expected.parameters))` do not match parameter types "
          + "`\(list(coreType.parameters))` of core function \(coreFunction)")
    }
    guard coreType.results == expected.results else {
      throw invalid(
        "lowered result types `\(list(expected.results))` do not match result types "
          + "`\(list(coreType.results))` of core function \(coreFunction)")
    }
    if let postReturn = options.postReturn {
      guard !options.isAsync else {
        throw invalid("cannot specify post-return function in async")
      }
      guard try coreFunctionType(postReturn) == FunctionType(parameters: expected.results) else {
        throw invalid(
          "canonical option `post-return` uses a core function with an incorrect signature")
      }
    }
    if let callback = options.callback {
      guard options.isAsync else {
        throw invalid("cannot specify callback without async")
      }
      let expected = FunctionType(parameters: [.i32, .i32, .i32], results: [.i32])
      guard try coreFunctionType(callback) == expected else {
        throw invalid(
          "canonical option `callback` uses a core function with an incorrect signature")
      }
    }
    let parameters = type.parameters.lazy.map { $0.content }
    if types.containPointers(parameters) || types.flatTypes(of: parameters).isTooMany {
      try requireRealloc(options)
    }
    if let result = type.result {
      let count = types[result].flat.count
      let limit =
        options.isAsync ? FlatTypes.maximumParameters : FlatTypes.maximumResults
      if types[result].contents.contains(.pointer) || count > limit { try requireMemory(options) }
    }
  }

  private func list(_ types: [ValueType]) -> String {
    "[" + types.map { $0.description }.joined(", ") + "]"
  }

  private func checkAsync(
    _ options: CanonicalOptions, _ type: ComponentFunctionType
  ) throws(ComponentError) {
    guard type.isAsync else {
      throw invalid("the `async` canonical option requires an async function type")
    }
    if options.callback == nil, options.postReturn == nil {
      try require(.stackfulLift, for: "asynchronous lift without a callback")
    }
  }

  private func lowered(
    _ type: ComponentFunctionType, _ list: [CanonicalOption]
  ) throws(ComponentError) -> FunctionType {
    let options = try options(list)
    guard options.postReturn == nil else {
      throw invalid("canonical option `post-return` cannot be specified for lowerings")
    }
    guard options.callback == nil else {
      throw invalid("canonical option `callback` cannot be specified for lowerings")
    }
    if options.isAsync {
      guard type.isAsync else {
        throw invalid("the `async` canonical option requires an async function type")
      }
    }
    let parameters = type.parameters.lazy.map { $0.content }
    let limit =
      options.isAsync ? FlatTypes.maximumAsyncParameters : FlatTypes.maximumParameters
    if types.containPointers(parameters) || types.flatTypes(of: parameters).count > limit {
      try requireMemory(options)
    }
    if let result = type.result {
      let limit = options.isAsync ? 0 : FlatTypes.maximumResults
      if types[result].flat.count > limit { try requireMemory(options) }
      if types[result].contents.contains(.pointer) { try requireRealloc(options) }
    }
    return types.flattened(type, options, .lower)
  }

  // MARK: Options

  private func requireMemory(_ options: CanonicalOptions) throws(ComponentError) {
    guard options.memory != nil else { throw invalid("canonical option `memory` is required") }
  }

  private func requireRealloc(_ options: CanonicalOptions) throws(ComponentError) {
    try requireMemory(options)
    guard options.realloc != nil else { throw invalid("canonical option `realloc` is required") }
  }

  /// Checks the options by themselves. CanonicalABI: "`canonopt` Validation".
  private func options(_ list: [CanonicalOption]) throws(ComponentError) -> CanonicalOptions {
    var options = CanonicalOptions()
    var encoding: StringEncoding?
    for option in list {
      switch option {
      case .stringEncoding(let new):
        if let encoding {
          throw invalid(
            "canonical encoding option `\(encoding.name)` conflicts with option `\(new.name)`")
        }
        encoding = new
      case .memory(let index): try set(&options.memory, index, "memory")
      case .realloc(let index): try set(&options.realloc, index, "realloc")
      case .postReturn(let index): try set(&options.postReturn, index, "post-return")
      case .callback(let index):
        try require(.async, for: "canonical option `callback`")
        try set(&options.callback, index, "callback")
      case .async:
        try require(.async, for: "canonical option `async`")
        guard !options.isAsync else { throw isSpecifiedTwice("async") }
        options.isAsync = true
      }
    }
    options.stringEncoding = encoding ?? .utf8
    return try checkIndices(of: options)
  }

  private func set(
    _ field: inout UInt32?, _ index: UInt32, _ name: String
  ) throws(ComponentError) {
    guard field == nil else { throw isSpecifiedTwice(name) }
    field = index
  }

  private func isSpecifiedTwice(_ name: String) -> ComponentError {
    invalid("canonical option `\(name)` is specified more than once")
  }

  private func checkIndices(
    of options: CanonicalOptions
  ) throws(ComponentError) -> CanonicalOptions {
    var resolved = options
    if let memory = options.memory { resolved.addressType = try addressType(ofMemory: memory) }
    if let realloc = options.realloc {
      guard options.memory != nil else {
        throw invalid("canonical option `realloc` requires `memory` to also be specified")
      }
      let address = resolved.addressType.valueType
      let expected = FunctionType(
        parameters: [address, address, address, address], results: [address])
      guard try coreFunctionType(realloc) == expected else {
        throw invalid(
          "canonical option `realloc` uses a core function with an incorrect signature")
      }
    }
    if let function = options.postReturn { try check(function, .core(.function)) }
    if let function = options.callback { try check(function, .core(.function)) }
    return resolved
  }

  private func addressType(ofMemory index: UInt32) throws(ComponentError) -> AddressType {
    try check(index, .core(.memory))
    let type = scope.spaces.coreMemories[Int(truncatingIfNeeded: index)]
    if type.addressType == .i64 { try require(.memory64, for: "64-bit memory") }
    // It has to match `(memory 0)`.
    guard !type.isShared else {
      throw invalid("canonical option `memory`: mismatch in the shared flag for memories")
    }
    guard type.pageSizeLog2 == 16 else {
      throw invalid("canonical option `memory`: mismatch in the page size of memories")
    }
    return type.addressType
  }

  // MARK: Built-ins

  private mutating func coreFunction(
    of builtin: CanonicalBuiltin, _ immediates: CanonicalImmediates
  ) throws(ComponentError) -> UInt32 {
    let row = builtin.row
    try require(row.features, for: "`\(row.name)`")
    var signature = BuiltinSignature()
    for immediate in row.immediates {
      try check(immediate, immediates, row, &signature)
    }
    var type = FunctionType()
    for parameter in row.parameters { type.parameters += signature.types(parameter) }
    for result in row.results { type.results += signature.types(result) }
    return try number(of: type, referenced: signature.threadFunction)
  }

  private mutating func check(
    _ immediate: CanonicalBuiltin.Immediate, _ immediates: CanonicalImmediates,
    _ row: CanonicalBuiltin.Row, _ signature: inout BuiltinSignature
  ) throws(ComponentError) {
    switch immediate {
    case .resourceType: _ = try resourceType(immediates.type)
    case .definedResourceType:
      let resource = types[try resourceType(immediates.type)]
      guard scope.definedResources.contains(resource),
        let representation = types[resource].representation
      else { throw invalid("type index \(immediates.type) is not a local resource") }
      signature.representation = representation
    case .streamType:
      guard case .value(let type) = try type(immediates.type),
        case .stream(let element) = types[type].shape
      else { throw invalid("`\(row.name)` requires a stream type") }
      signature.element = element
    case .futureType:
      guard case .value(let type) = try type(immediates.type),
        case .future(let element) = types[type].shape
      else { throw invalid("`\(row.name)` requires a future type") }
      signature.element = element
    case .resultList:
      if let result = immediates.result { signature.result = try valueType(result) }
    case .options: try checkOptions(immediates.options, row, &signature)
    case .async:
      if immediates.isAsync { try require(.moreAsyncOptions, for: "`async` with `\(row.name)`") }
    case .cancellable: break
    case .shared:
      if immediates.isShared {
        throw .unsupportedFeature(
          .sharedThreads, construct: "`shared` with `\(row.name)`, which is not supported",
          offset: offset)
      }
    case .memory: signature.address = try addressType(ofMemory: immediates.memory).valueType
    case .coreType: try checkThreadFunction(immediates.coreType, &signature)
    case .table: try checkThreadTable(immediates.table, &signature)
    case .context: try checkContext(immediates, &signature)
    }
  }

  private func checkOptions(
    _ list: [CanonicalOption], _ row: CanonicalBuiltin.Row, _ signature: inout BuiltinSignature
  ) throws(ComponentError) {
    for option in list {
      guard let kind = option.kind, row.options.contains(kind) else {
        throw invalid("canonical option `\(option.name)` cannot be specified for `\(row.name)`")
      }
    }
    let options = try options(list)
    signature.address = options.addressType.valueType
    switch row.builtin {
    case .taskReturn:
      if let result = signature.result {
        let node = types[result]
        if node.contents.contains(.pointer) || node.flat.isTooMany { try requireMemory(options) }
        signature.flattenedResult =
          node.flat.isTooMany
          ? [options.addressType.valueType]
          : node.flat.valueTypes(addressType: options.addressType)
      }
    case .errorContextNew: try requireMemory(options)
    case .errorContextDebugMessage: try requireRealloc(options)
    default:
      // What copies elements of a stream or future.
      if !options.isAsync {
        try require(.moreAsyncOptions, for: "`\(row.name)` without `async`")
      }
      guard let element = signature.element else { break }
      try requireMemory(options)
      let isRead = row.builtin == .streamRead || row.builtin == .futureRead
      if isRead, types[element].contents.contains(.pointer) { try requireRealloc(options) }
    }
  }

  private func checkThreadFunction(
    _ index: UInt32, _ signature: inout BuiltinSignature
  ) throws(ComponentError) {
    try check(index, .core(.type))
    guard case .type(let number) = scope.spaces.coreTypes[Int(truncatingIfNeeded: index)],
      case .function(let type) = types.coreTypes.types[Int(number)].composite
    else { throw invalid("core type index \(index) is not a function type") }
    guard type.results.isEmpty, type.parameters.count == 1,
      type.parameters[0] == .i32 || type.parameters[0] == .i64
    else { throw invalid("spawn type must take a single `i32` argument and return nothing") }
    if type.parameters[0] == .i64 { try require(.memory64, for: "thread with an i64 argument") }
    signature.threadArgument = type.parameters[0]
    signature.threadFunction = number
  }

  private func checkThreadTable(
    _ index: UInt32, _ signature: inout BuiltinSignature
  ) throws(ComponentError) {
    try check(index, .core(.table))
    let table = scope.spaces.coreTables[Int(truncatingIfNeeded: index)]
    guard table.element.heapType == .func, table.element.isNullable else {
      throw invalid("indirect thread table must be a table of `funcref`")
    }
    if table.addressType == .i64 { try require(.memory64, for: "64-bit table") }
    signature.tableAddress = table.addressType.valueType
  }

  private mutating func checkContext(
    _ immediates: CanonicalImmediates, _ signature: inout BuiltinSignature
  ) throws(ComponentError) {
    let type: Scope.ContextType
    switch immediates.contextType {
    case .i32: type = .i32
    case .i64:
      try require(.memory64, for: "thread-local value of the type i64")
      type = .i64
    default: throw invalid("thread-local values must be of the type `i32`")
    }
    guard immediates.contextSlot < 2 else {
      throw invalid("immediate must be less than 2: thread-local slot \(immediates.contextSlot)")
    }
    guard scope.contextType == nil || scope.contextType == type else {
      throw invalid("all uses of `context.get` and `context.set` must have the same type")
    }
    scope.contextType = type
    signature.context = immediates.contextType
  }
}

/// What the types in the row of a built-in stand for.
private struct BuiltinSignature {
  var address = ValueType.i32
  var tableAddress = ValueType.i32
  var representation = ValueType.i32
  var context = ValueType.i32
  var threadArgument = ValueType.i32
  /// The number of the function's type.
  var threadFunction: UInt32?
  /// The element of the stream or future, if it has one.
  var element: ValueTypeID?
  var result: ValueTypeID?
  var flattenedResult: [ValueType] = []

  func types(_ type: CanonicalBuiltin.SignatureType) -> [ValueType] {
    switch type {
    case .i32: [.i32]
    case .i64: [.i64]
    case .address: [address]
    case .tableAddress: [tableAddress]
    case .representation: [representation]
    case .context: [context]
    case .threadArgument: [threadArgument]
    case .threadFunction: [.reference(ReferenceType(isNullable: true, heapType: .concrete(0)))]
    case .flattenedResult: flattenedResult
    }
  }
}

extension CanonicalOption {
  /// What allows it in the row of a built-in; nil for what no built-in has.
  fileprivate var kind: CanonicalBuiltin.AllowedOptions? {
    switch self {
    case .stringEncoding: .stringEncoding
    case .memory: .memory
    case .realloc: .realloc
    case .async: .async
    case .postReturn, .callback: nil
    }
  }

  fileprivate var name: String {
    switch self {
    case .stringEncoding: "string-encoding"
    case .memory: "memory"
    case .realloc: "realloc"
    case .postReturn: "post-return"
    case .async: "async"
    case .callback: "callback"
    }
  }
}

extension StringEncoding {
  fileprivate var name: String {
    switch self {
    case .utf8: "utf8"
    case .utf16: "utf16"
    case .latin1OrUTF16: "latin1-utf16"
    }
  }
}
