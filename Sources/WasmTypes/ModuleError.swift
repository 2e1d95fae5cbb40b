/// Why a module was refused.
///
/// The descriptions begin with the wording of the specification's test suite ("unexpected end",
/// "type mismatch", "unknown local" …); details follow after a colon. Offsets count bytes from the
/// start of the binary module.
public enum ModuleError: Error, Equatable, Sendable {
  /// The bytes do not follow the binary format. Specification: "Binary Format".
  case malformed(reason: String, offset: UInt32)

  /// The module follows the binary format, but not the rules of validation. Specification:
  /// "Validation".
  ///
  /// `function` is an index into the function index space, `functionName` its name from the name
  /// section and `instruction` the name of the instruction, where the fault lies inside of a
  /// function.
  case invalid(
    reason: String, function: UInt32?, functionName: String?, instruction: String?, offset: UInt32)

  /// The module uses `construct`, which belongs to a feature that is switched off.
  case unsupportedFeature(Features, construct: String, offset: UInt32)

  /// The module is larger than this implementation is willing to handle.
  case limitExceeded(limit: String, maximum: UInt64, offset: UInt32)

  /// Work on the module was told to stop before it was done. Nothing is known of its validity.
  case interrupted(offset: UInt32)
}

extension ModuleError {
  /// What was wrong, without the position.
  public var reason: String {
    switch self {
    case .malformed(let reason, _): return reason
    case .invalid(let reason, _, _, _, _): return reason
    case .unsupportedFeature(let feature, let construct, _):
      var name = "unknown"
      for (candidate, candidateName) in Features.names where feature.contains(candidate) {
        name = candidateName
        break
      }
      return "unsupported feature: \(construct) needs \(name)"
    case .limitExceeded(let limit, let maximum, _):
      return "implementation limit exceeded: \(limit) (at most \(maximum))"
    case .interrupted: return "interrupted"
    }
  }

  /// Where the fault lies, in bytes from the start of the module.
  public var offset: UInt32 {
    switch self {
    case .malformed(_, let offset), .invalid(_, _, _, _, let offset),
      .unsupportedFeature(_, _, let offset), .limitExceeded(_, _, let offset),
      .interrupted(let offset):
      offset
    }
  }
}

extension ModuleError: CustomStringConvertible {
  public var description: String {
    var text = reason.printable
    if case .invalid(_, let function, let name, let instruction, _) = self {
      if let instruction { text += ", in \(instruction)" }
      if let name, let function {
        text += ", in function \(function) (\(name.printable))"
      } else if let function {
        text += ", in function \(function)"
      }
    }
    return text + ", at byte \(offset)"
  }
}
