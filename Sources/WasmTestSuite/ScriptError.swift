internal import ComponentBinary
internal import Escapement
internal import EscapementComponents
internal import WasmText

/// Why a directive was not carried out, or what it did instead of what the script expects.
///
/// One type for everything, so that the runner also compiles in Embedded Swift.
enum ScriptError: Error {
  case text(TextError)
  case module(ModuleError)
  case component(ComponentError)
  case link(LinkError)
  case trap(Trap)
  case exception(WasmException)
  case componentLink(LinkingError)
  /// Nil where errors have no types.
  case componentTrap(ComponentTrap?)
  case other(String)

  /// What a call or an instantiation threw.
  init(_ error: HostError) {
    #if hasFeature(Embedded)
      switch error {
      case .module(let error): self = .module(error)
      case .link(let error): self = .link(error)
      case .trap(let trap): self = .trap(trap)
      case .exception(let exception): self = .exception(exception)
      case .host(-1): self = .componentTrap(nil)
      default: self = .other(error.description)
      }
    #else
      switch error {
      case let error as ModuleError: self = .module(error)
      case let error as LinkError: self = .link(error)
      case let trap as Trap: self = .trap(trap)
      case let exception as WasmException: self = .exception(exception)
      case let error as LinkingError: self = .componentLink(error)
      case let trap as ComponentTrap: self = .componentTrap(trap)
      default: self = .other("\(error)")
      }
    #endif
  }
}

extension ScriptError: CustomStringConvertible {
  var description: String {
    switch self {
    case .text(let error): "\(error)"
    case .module(let error): "\(error)"
    case .component(let error): "\(error)"
    case .link(let error): "\(error)"
    case .trap(let trap): "\(trap)"
    case .exception(let exception): "\(exception)"
    case .componentLink(let error): "\(error)"
    case .componentTrap(let trap): trap.map { "\($0)" } ?? "a trap of a component"
    case .other(let text): text
    }
  }
}

/// Runs `body`, which asks the engine for something, in a directive.
func attempt<Result>(_ body: () throws(HostError) -> Result) throws(ScriptError) -> Result {
  do throws(HostError) { return try body() } catch { throw ScriptError(error) }
}

func attemptAccess<Result>(_ body: () throws(CallError) -> Result) throws(ScriptError) -> Result {
  do throws(CallError) { return try body() } catch { throw .other(error.description) }
}

func attemptAllocation<Result>(_ body: () throws(ResourceError) -> Result) throws(ScriptError)
  -> Result
{
  do throws(ResourceError) { return try body() } catch { throw .other(error.description) }
}

func attemptDefinition<Result>(_ body: () throws(LinkError) -> Result) throws(ScriptError) -> Result
{
  do throws(LinkError) { return try body() } catch { throw .link(error) }
}

func loadModule(_ bytes: [UInt8], _ engine: Engine) throws(ScriptError) -> Module {
  do throws(ModuleError) {
    return try Module(engine: engine, bytes: bytes)
  } catch {
    throw .module(error)
  }
}
