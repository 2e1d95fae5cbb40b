internal import CInterp
internal import WasmBinary

/// An instantiated module.
///
/// ```swift
/// let instance = try Instance(store: store, module: module)
/// let add = try instance.function("add", as: ((Int32, Int32) -> Int32).self)
/// let five = try add(2, 3)
/// ```
public struct Instance: Hashable {
  /// The store that it belongs to.
  public let store: Store
  let state: InstanceState

  init(store: Store, state: InstanceState) {
    self.store = store
    self.state = state
  }

  /// The module that it is an instance of.
  public var module: Module { state.module }

  /// Everything that the instance exports, in the order of the module's export section.
  public var exports: [(name: String, value: External)] {
    state.module.decoded.exports.map { ($0.name, external($0)) }
  }

  /// The export named `name`, or nil.
  public func export(_ name: String) -> External? {
    state.module.export(named: name).map { external($0) }
  }

  /// The exported function named `name`.
  ///
  /// - Throws: ``CallError/unknownExport(name:kind:available:)``.
  public func function(_ name: String) throws(CallError) -> Func {
    guard case .function(let function) = export(name) else { throw unknown(name, .function) }
    return function
  }

  /// The exported memory named `name`.
  ///
  /// - Throws: ``CallError/unknownExport(name:kind:available:)``.
  public func memory(_ name: String = "memory") throws(CallError) -> Memory {
    guard case .memory(let memory) = export(name) else { throw unknown(name, .memory) }
    return memory
  }

  /// The exported table named `name`.
  ///
  /// - Throws: ``CallError/unknownExport(name:kind:available:)``.
  public func table(_ name: String) throws(CallError) -> Table {
    guard case .table(let table) = export(name) else { throw unknown(name, .table) }
    return table
  }

  /// The exported global named `name`.
  ///
  /// - Throws: ``CallError/unknownExport(name:kind:available:)``.
  public func global(_ name: String) throws(CallError) -> Global {
    guard case .global(let global) = export(name) else { throw unknown(name, .global) }
    return global
  }

  /// The exported tag named `name`.
  ///
  /// - Throws: ``CallError/unknownExport(name:kind:available:)``.
  public func tag(_ name: String) throws(CallError) -> Tag {
    guard case .tag(let tag) = export(name) else { throw unknown(name, .tag) }
    return tag
  }

  /// At most this many names are suggested.
  private static let suggestions = 20

  private func unknown(_ name: String, _ kind: ExternalKind) -> CallError {
    let names = state.module.decoded.exports.lazy.filter { $0.kind == kind }.map { $0.name }
    return .unknownExport(name: name, kind: kind, available: Array(names.prefix(Self.suggestions)))
  }

  func external(_ export: DecodedModule.Export) -> External {
    state.external(export.kind, at: export.index, store: store)
  }

  public static func == (left: Instance, right: Instance) -> Bool { left.state === right.state }

  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(state)) }
}
