internal import WasmBinary

/// Finds what modules import, by name.
///
/// ```swift
/// let linker = Linker(engine: engine)
/// try linker.define("env", "log") { (caller: Caller, address: UInt32, count: UInt32) in
///   print(try caller.memory?.string(at: UInt64(address), count: UInt64(count)) ?? "")
/// }
/// let instance = try linker.instantiate(module, in: store)
/// ```
///
/// Host functions can be defined before there is a store, and be used in several. Memories, tables, globals and
/// functions that belong to a store can only be imported by modules that are instantiated in that store.
public final class Linker {
  /// The engine of the modules that are linked.
  public let engine: Engine

  /// Whether a definition may replace an earlier one of the same name.
  public var allowsRedefinition = false

  /// Whether host functions that are defined here keep something about the guest that calls them, so that another one
  /// must not come after it.
  package var keepsGuestState = false

  private enum Definition {
    case external(External)
    case host(HostFunction)
  }

  private struct Key: Hashable {
    var module: Name
    var name: Name
  }

  private var definitions: [Key: Definition] = [:]

  /// Makes a linker that defines nothing.
  public init(engine: Engine) { self.engine = engine }

  /// Defines something that belongs to a store.
  public func define(_ module: String, _ name: String, _ value: External) throws(LinkError) {
    try add(module, name, .external(value))
  }

  /// Defines a function that belongs to a store.
  public func define(_ module: String, _ name: String, _ value: Func) throws(LinkError) {
    try define(module, name, .function(value))
  }

  /// Defines a memory that belongs to a store.
  public func define(_ module: String, _ name: String, _ value: Memory) throws(LinkError) {
    try define(module, name, .memory(value))
  }

  /// Defines a table that belongs to a store.
  public func define(_ module: String, _ name: String, _ value: Table) throws(LinkError) {
    try define(module, name, .table(value))
  }

  /// Defines a global that belongs to a store.
  public func define(_ module: String, _ name: String, _ value: Global) throws(LinkError) {
    try define(module, name, .global(value))
  }

  /// Defines a tag that belongs to a store.
  public func define(_ module: String, _ name: String, _ value: Tag) throws(LinkError) {
    try define(module, name, .tag(value))
  }

  /// Defines everything that an instance exports, under the module name `module`.
  public func define(_ module: String, _ instance: Instance) throws(LinkError) {
    for export in instance.exports { try define(module, export.name, export.value) }
  }

  /// Defines a host function whose arguments and results are ``Value``s.
  ///
  /// - Parameters:
  ///   - type: Concrete heap types in it are numbers of the engine.
  ///   - body: Gets as many arguments, of the types, that `type` says, and returns its results. What it throws
  ///     arrives unchanged at the call into the guest.
  public func define(
    _ module: String, _ name: String, type: FunctionType,
    _ body: @escaping (Caller, [Value]) throws(HostError) -> [Value]
  ) throws(HostError) {
    let function = try attempt { () throws(ResourceError) in
      try HostFunction.dynamic(
        name: Self.display(module, name), type: type, engine: engine, body: body)
    }
    try attempt { () throws(LinkError) in try define(module, name, host: function) }
  }

  /// Defines a host function that reads its arguments from slots and replaces them by its results: the fastest form.
  ///
  /// - Parameters:
  ///   - type: Concrete heap types in it are numbers of the engine.
  ///   - body: Gets the caller, and as many 8-byte slots as the larger one of parameters and results needs: one for
  ///     each value, two for v128. i32 and f32 use the low half; their high half has to be zero in results.
  ///     It must not keep the slots.
  public func defineRaw(
    _ module: String, _ name: String, type: FunctionType,
    _ body: @escaping (Caller, UnsafeMutableBufferPointer<UInt64>) throws(HostError) -> Void
  ) throws(HostError) {
    let count = max(type.parameters.slotCount, type.results.slotCount)
    try define(
      module, name, type: type,
      slots: { (caller, slots) throws(HostError) in
        try body(caller, UnsafeMutableBufferPointer(start: slots, count: count))
      })
  }

  @usableFromInline func define(
    _ module: String, _ name: String, type: FunctionType,
    slots body: @escaping (Caller, UnsafeMutablePointer<UInt64>) throws(HostError) -> Void
  ) throws(HostError) {
    let function = try attempt { () throws(ResourceError) in
      try HostFunction(
        name: Self.display(module, name), type: type, engine: engine, body: body)
    }
    try attempt { () throws(LinkError) in try define(module, name, host: function) }
  }

  func define(
    _ module: String, _ name: String, host function: HostFunction
  ) throws(LinkError) {
    try add(module, name, .host(function))
  }

  /// How a host function is called in backtraces.
  static func display(_ module: String, _ name: String) -> String { "\(module).\(name)" }

  private func add(
    _ module: String, _ name: String, _ definition: Definition
  ) throws(LinkError) {
    let key = Key(module: Name(module), name: Name(name))
    guard allowsRedefinition || definitions[key] == nil else {
      throw .duplicateDefinition(module: module, name: name)
    }
    definitions[key] = definition
  }

  /// What is defined under a name, for a store.
  public func resolve(_ module: String, _ name: String, in store: Store) -> External? {
    switch definitions[Key(module: Name(module), name: Name(name))] {
    case .external(let external): external
    case .host(let function):
      .function(Func(store: store, record: store.record(of: function)))
    case nil: nil
    }
  }

  /// Instantiates a module with the imports that are defined here.
  ///
  /// - Throws: ``LinkError`` for the first import that is missing or has another type, and what
  ///   ``Instance/init(store:module:imports:)`` throws.
  public func instantiate(_ module: Module, in store: Store) throws(HostError) -> Instance {
    guard store.engine === engine else { throw failure(LinkError.foreignStore) }
    var imports: [External] = []
    for wanted in module.decoded.imports {
      guard let external = resolve(wanted.module, wanted.name, in: store) else {
        throw failure(
          LinkError.unknownImport(
            module: wanted.module, name: wanted.name,
            expected: module.externalType(of: wanted.type)))
      }
      imports.append(external)
    }
    return try Instance(store: store, module: module, imports: imports)
  }
}
