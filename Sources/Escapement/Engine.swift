internal import CInterp
internal import CPlatform
internal import WasmBinary

/// How an ``Engine`` decodes, translates and runs modules.
public struct EngineConfiguration: Sendable {
  /// Which loop runs the code.
  public enum Dispatch: Hashable, Sendable {
    /// The C handlers: fast.
    case c
    /// A plain loop in Swift: the reference for the C handlers, and for hosts without a C toolchain.
    case swift
  }

  /// When function bodies are translated to threaded code.
  public enum Translation: Hashable, Sendable {
    /// Each function when it is first called.
    case lazy
    /// All of them when the module is loaded.
    case eager
  }

  /// The C handlers by default.
  public var dispatch: Dispatch = .c
  /// What modules may use.
  public var features: Features = .version3
  /// How large a module may be.
  public var moduleLimits = ModuleLimits()
  /// Whether code counts what it executes, so that ``Store/fuel`` bounds it. Costs a few percent of speed.
  public var metersFuel = false
  /// Lazy by default.
  public var translation: Translation = .lazy
  /// How many threads may validate and translate the functions of one module while it is loaded or serialized.
  ///
  /// More than one is worth it for modules of megabytes.
  public var loadingThreads: UInt32 = 1
  /// What is done to make code faster. None of it changes what a program computes.
  public var optimizations: Optimizations = .all

  /// The defaults.
  public init() {}
}

/// Ways to make translated code faster, each of which can be switched off to find the culprit of a bug.
public struct Optimizations: OptionSet, Hashable, Sendable {
  public let rawValue: UInt8

  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Loops keep the locals that they use most in registers.
  public static let pinnedLocals = Optimizations(rawValue: 1 << 0)
  /// Frequent sequences of instructions run as one.
  public static let fusedSequences = Optimizations(rawValue: 1 << 1)

  /// Sums of a local and a constant are computed by the load or store that uses them.
  public static let foldedSums = Optimizations(rawValue: 1 << 2)

  /// Small functions without control flow take the place of their calls.
  public static let inlinedCalls = Optimizations(rawValue: 1 << 3)

  /// Tail calls between functions of one type set the parameters in place.
  public static let assignedTailCalls = Optimizations(rawValue: 1 << 4)

  /// All of them.
  public static let all: Optimizations = [
    .pinnedLocals, .fusedSequences, .foldedSums, .inlinedCalls, .assignedTailCalls,
  ]
}

/// A configuration, and what all modules that were made with it share.
///
/// Make one engine for a process, or one for each configuration. It may be used from any thread.
///
/// ```swift
/// var configuration = EngineConfiguration()
/// configuration.metersFuel = true
/// let engine = Engine(configuration: configuration)
/// ```
public final class Engine: Sendable {
  /// What it was made with.
  public let configuration: EngineConfiguration

  /// The canonical numbers of function types, which `FunctionRecord.type` holds.
  let types = Locked(TypeRegistry())
  /// The same types as the loop reads them.
  let definedTypes = Locked(DefinedTypeTable())
  let constants: EngineConstants

  /// Makes an engine; modules and stores belong to one.
  public init(configuration: EngineConfiguration = EngineConfiguration()) {
    self.configuration = configuration
    constants = EngineConstants(dispatch: configuration.dispatch)
  }

  deinit { definedTypes.withLock { $0.free() } }
}

/// What never changes in an engine but can't be proven to be safe to share: pointers.
final class EngineConstants: @unchecked Sendable {
  let cells: MachineCells
  /// The code of host functions that the loop stops for: those that may be suspended.
  let hostCode: UnsafeMutablePointer<Code>
  /// The code of all others.
  let directHostCode: UnsafeMutablePointer<Code>

  init(dispatch: EngineConfiguration.Dispatch) {
    cells =
      switch dispatch {
      case .c: machine_resolved_cells()
      case .swift: machine_numbered_cells()
      }
    hostCode = .allocate(capacity: 1)
    hostCode.initialize(
      to: Code(entry: cells.host_call, stub_handler: 0, stub_function: 0, native: nil))
    directHostCode = .allocate(capacity: 1)
    directHostCode.initialize(
      to: Code(entry: cells.direct_host_call, stub_handler: 0, stub_function: 0, native: nil))
  }

  deinit {
    hostCode.deallocate()
    directHostCode.deallocate()
  }
}

extension Engine {
  /// The number of a final type without a supertype, whose concrete heap types are numbers of the engine.
  ///
  /// - Throws: `unknownType` if one is not, `limitExceeded` if the engine has too many types.
  func number(of type: CompositeType) throws(ResourceError) -> UInt32 {
    let number = try attemptTypes { (registry) throws(TypeRegistry.UnknownType) in
      try registry.register(type)
    }
    guard let number else {
      throw .limitExceeded(.types, limit: UInt64(PackedType.concreteLimit))
    }
    return number
  }

  func number(of type: FunctionType) throws(ResourceError) -> UInt32 {
    try number(of: .function(type))
  }

  /// Checks that a concrete heap type is a number of the engine.
  func check(_ type: ReferenceType) throws(ResourceError) {
    try attemptTypes { (registry) throws(TypeRegistry.UnknownType) in try registry.check(type) }
  }

  private func attemptTypes<Result>(
    _ body: (inout TypeRegistry) throws(TypeRegistry.UnknownType) -> Result
  ) throws(ResourceError) -> Result {
    do throws(TypeRegistry.UnknownType) {
      return try types.withLock(body)
    } catch {
      throw .unknownType(error.number)
    }
  }

  /// The function type with a number. Concrete heap types in it are numbers, too.
  func functionType(_ number: UInt32) -> FunctionType {
    types.withLock { registry in
      guard number < UInt32(registry.types.count),
        case .function(let type) = registry.types[Int(number)].composite
      else { return FunctionType() }
      return type
    }
  }

  func isSubtype(_ number: UInt32, of other: UInt32) -> Bool {
    number == other || types.withLock { $0.isSubtype(number, of: other) }
  }

  func isSubtype(_ type: ValueType, of other: ValueType) -> Bool {
    type == other || types.withLock { $0.isSubtype(type, of: other) }
  }

  /// Whether each of `list` is a subtype of its counterpart.
  func isSubtype(_ list: [ValueType], of others: [ValueType]) -> Bool {
    guard list.count == others.count else { return false }
    for (type, other) in zip(list, others) where !isSubtype(type, of: other) { return false }
    return true
  }

  /// The most general heap type above `type`: `func`, `extern`, `any` or `exception`.
  func hierarchy(of type: ReferenceType) -> HeapType {
    switch type.heapType {
    case .func, .noFunc: return .func
    case .extern, .noExtern: return .extern
    case .exception, .noException: return .exception
    case .any, .eq, .i31, .struct, .array, .none: return .any
    case .concrete(let number):
      return types.withLock { registry in
        guard number < UInt32(registry.types.count),
          case .function = registry.types[Int(number)].composite
        else { return .any }
        return .func
      }
    }
  }
}
