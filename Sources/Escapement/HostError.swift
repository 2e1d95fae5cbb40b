// swift-format-ignore-file: AmbiguousTrailingClosureOverload
// What functions throw that may run host functions, whose errors pass through unchanged.

#if hasFeature(Embedded)
  /// What calls and instantiation throw where there are no existential types.
  public enum HostError: Error {
    /// A `ModuleError`.
    case module(ModuleError)
    /// A `LinkError`.
    case link(LinkError)
    /// A `CallError`.
    case call(CallError)
    /// A `ResourceError`.
    case resource(ResourceError)
    /// A `AccessError`.
    case access(AccessError)
    /// A `Trap`.
    case trap(Trap)
    /// A `WasmException`.
    case exception(WasmException)
    /// An error of a host function, by a code of its own.
    case host(Int32)
  }

  extension HostError: CustomStringConvertible {
    public var description: String {
      switch self {
      case .module(let error): error.description
      case .link(let error): error.description
      case .call(let error): error.description
      case .resource(let error): error.description
      case .access(let error): error.description
      case .trap(let trap): trap.description
      case .exception(let exception): exception.description
      case .host(let code): "error \(code) of a host function"
      }
    }
  }

  func failure(_ error: ModuleError) -> HostError { .module(error) }
  func failure(_ error: LinkError) -> HostError { .link(error) }
  func failure(_ error: CallError) -> HostError { .call(error) }
  func failure(_ error: ResourceError) -> HostError { .resource(error) }
  func failure(_ error: AccessError) -> HostError { .access(error) }
  func failure(_ error: Trap) -> HostError { .trap(error) }
  func failure(_ error: WasmException) -> HostError { .exception(error) }

  /// The exception of WebAssembly that an error is, if it is one.
  func exception(in error: HostError) -> WasmException? {
    if case .exception(let exception) = error { exception } else { nil }
  }
#else
  /// What calls and instantiation throw: a ``Trap``, a ``LinkError``, a ``CallError``, a ``ResourceError``, a
  /// ``WasmException``, a `ModuleError`, or whatever a host function threw.
  public typealias HostError = any Error

  func failure(_ error: some Error) -> HostError { error }

  /// The exception of WebAssembly that an error is, if it is one.
  func exception(in error: HostError) -> WasmException? { error as? WasmException }
#endif

/// Runs `body`, which throws one kind of error, where any may be thrown.
func attempt<Result>(
  _ body: () throws(ModuleError) -> Result
) throws(HostError) -> Result {
  do throws(ModuleError) { return try body() } catch { throw failure(error) }
}

func attempt<Result>(
  _ body: () throws(CallError) -> Result
) throws(HostError) -> Result {
  do throws(CallError) { return try body() } catch { throw failure(error) }
}

func attempt<Result>(
  _ body: () throws(ResourceError) -> Result
) throws(HostError) -> Result {
  do throws(ResourceError) { return try body() } catch { throw failure(error) }
}

func attempt<Result>(
  _ body: () throws(LinkError) -> Result
) throws(HostError) -> Result {
  do throws(LinkError) { return try body() } catch { throw failure(error) }
}

/// Why a call could not be made, or a value not be passed. The guest did not run.
public enum CallError: Error, Sendable {
  /// The instance exports nothing of the name, or something of another kind.
  case unknownExport(name: String, kind: ExternalKind, available: [String])
  /// The Swift signature is not the function's type.
  case signatureMismatch(function: String?, expected: FunctionType, actual: FunctionType)
  /// There are more or fewer arguments than parameters.
  case argumentCountMismatch(expected: Int, actual: Int)
  /// An argument, an element or a global's value does not have the type that its place needs.
  case valueMismatch(expected: ValueType, actual: ValueType)
  /// A handle belongs to another store than the one it was used with.
  case foreignStore
  /// Another thread or task is running guests of the store: calls from different ones have to wait for each other, as
  /// they do on an actor.
  case storeInUse
  /// The global is immutable.
  case immutableGlobal
  /// An asynchronous host function was reached by a call that is not asynchronous.
  case asynchronousHostFunction(name: String)
  /// The results that a host function returned do not have its result types.
  case hostResultMismatch(expected: FunctionType)
  /// The field, or the elements of the array, are immutable.
  case immutableField
  /// A type is not of the form that is needed.
  case typeMismatch(expected: CompositeType, actual: CompositeType)
  /// The store's limits do not allow to pass the value.
  case resource(ResourceError)
}

extension CompositeType {
  fileprivate var form: String {
    switch self {
    case .function: "a function type"
    case .structure: "a structure type"
    case .array: "an array type"
    }
  }
}

extension CallError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unknownExport(let name, let kind, let available):
      let list = available.isEmpty ? "none" : available.map { $0.printable }.joined(separator: ", ")
      return "no exported \(kind) is named \"\(name.printable)\" (there are: \(list))"
    case .signatureMismatch(let function, let expected, let actual):
      let name = function.map { " of \"\($0.printable)\"" } ?? ""
      return "signature mismatch: the type\(name) is \(actual), used as \(expected)"
    case .argumentCountMismatch(let expected, let actual):
      return "argument count mismatch: expected \(expected), got \(actual)"
    case .valueMismatch(let expected, let actual):
      return "value type mismatch: expected \(expected), got \(actual)"
    case .foreignStore: return "the value belongs to another store"
    case .storeInUse: return "another thread or task is running guests of the store"
    case .immutableGlobal: return "the global is immutable"
    case .asynchronousHostFunction(let name):
      return
        "the asynchronous host function \(name.printable) was reached by a call that is not asynchronous"
    case .immutableField: return "the field is immutable"
    case .typeMismatch(let expected, let actual):
      return "type mismatch: expected \(expected.form), got \(actual.form)"
    case .hostResultMismatch(let expected):
      return "a host function of type \(expected) returned other results"
    case .resource(let error): return error.description
    }
  }
}
