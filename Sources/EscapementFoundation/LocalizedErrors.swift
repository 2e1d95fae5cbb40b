// EscapementFoundation: what users of Foundation expect of the engine's types, for those who use it anyway. The engine
// itself does not depend on Foundation, and nothing here adds to what it does.
public import Escapement
public import Foundation

// The `localizedDescription` of the engine's errors is their description, in English.

extension AccessError: LocalizedError {
  /// The error's description.
  public var errorDescription: String? { description }
}

extension ArtifactError: LocalizedError {
  /// The error's description.
  public var errorDescription: String? { description }
}

extension CallError: LocalizedError {
  /// The error's description.
  public var errorDescription: String? { description }
}

extension LinkError: LocalizedError {
  /// The error's description.
  public var errorDescription: String? { description }
}

extension ModuleError: LocalizedError {
  /// The error's description.
  public var errorDescription: String? { description }
}

extension ModuleFileError: LocalizedError {
  /// The error's description.
  public var errorDescription: String? { description }
}

extension ResourceError: LocalizedError {
  /// The error's description.
  public var errorDescription: String? { description }
}

extension Trap: LocalizedError {
  /// Why the guest trapped, without where.
  public var errorDescription: String? { "the guest trapped: \(reason)" }
}

extension WasmException: LocalizedError {
  /// The error's description.
  public var errorDescription: String? { description }
}
