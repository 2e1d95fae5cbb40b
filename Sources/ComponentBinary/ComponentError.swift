public import WasmTypes

/// Why a component was refused.
///
/// Offsets count bytes from the start of what the component was read from.
public enum ComponentError: Error, Equatable, Sendable {
  /// The bytes do not follow the binary format. Binary: "Component Model Binary Format".
  case malformed(reason: String, offset: UInt32)

  /// The component follows the binary format, but not the rules of validation.
  case invalid(reason: String, offset: UInt32)

  /// The component uses `construct`, which belongs to a feature that is switched off.
  case unsupportedFeature(ComponentFeatures, construct: String, offset: UInt32)

  /// The component is larger than this implementation is willing to handle.
  case limitExceeded(limit: String, maximum: UInt64, offset: UInt32)

  /// A core module inside of the component is refused. The error's offsets count from the start of
  /// the module, which is at `offset`.
  case module(ModuleError, offset: UInt32)
}

extension ComponentError {
  /// What was wrong, without the position.
  public var reason: String {
    switch self {
    case .malformed(let reason, _), .invalid(let reason, _): return reason
    case .unsupportedFeature(let feature, let construct, _):
      var name = "unknown"
      for (candidate, candidateName) in ComponentFeatures.names where feature.contains(candidate) {
        name = candidateName
        break
      }
      return "unsupported feature: \(construct) needs \(name)"
    case .limitExceeded(let limit, let maximum, _):
      return "implementation limit exceeded: \(limit) (at most \(maximum))"
    case .module(let error, _): return error.reason
    }
  }

  /// Where the fault lies, in bytes from the start of the component.
  public var offset: UInt32 {
    switch self {
    case .malformed(_, let offset), .invalid(_, let offset), .unsupportedFeature(_, _, let offset),
      .limitExceeded(_, _, let offset):
      offset
    case .module(let error, let offset): offset &+ error.offset
    }
  }
}

extension ComponentError: CustomStringConvertible {
  public var description: String {
    if case .module(let error, let start) = self {
      return "\(error) of the core module at byte \(start)"
    }
    return "\(reason), at byte \(offset)"
  }
}
