import Escapement
import Translation
import WasmBinary
import WasmText
import WasmTypes

/// What happens to a module, one step after the other.
enum Phase: String, CaseIterable {
  case decoding, validation, translation, instantiation, artifact, printing, assembling

  /// Does everything before the phase, and gives the phase itself; nil if the module does not come so far.
  func prepare(_ bytes: [UInt8]) -> (() -> Void)? {
    switch self {
    case .decoding: return { _ = try? Self.decoded(bytes) }
    case .validation:
      guard let module = try? Self.decoded(bytes) else { return nil }
      return { _ = try? Self.validated(module, bytes) }
    case .translation:
      guard let module = try? Self.validated(try Self.decoded(bytes), bytes) else { return nil }
      return { Self.translate(module, bytes) }
    case .instantiation:
      guard let module = try? Module(engine: Engine(), bytes: bytes) else { return nil }
      return {
        let linker = Linker(engine: module.engine)
        _ = try? linker.instantiate(module, in: Store(engine: module.engine))
      }
    case .artifact:
      guard let artifact = try? Module(engine: Engine(), bytes: bytes).serialize() else {
        return nil
      }
      return { _ = try? Module(engine: Engine(), deserializing: artifact) }
    case .printing: return { _ = try? TextFormat.disassemble(bytes) }
    case .assembling:
      guard let text = try? TextFormat.disassemble(bytes) else { return nil }
      return { _ = try? TextFormat.assemble(text) }
    }
  }

  private static func decoded(_ bytes: [UInt8]) throws -> DecodedModule {
    try bytes.withUnsafeBytes { try decode($0, features: .all) }
  }

  private static func validated(_ module: DecodedModule, _ bytes: [UInt8]) throws -> DecodedModule {
    try bytes.withUnsafeBytes { try validate(module, bytes: $0) }
    return module
  }

  private static func translate(_ module: DecodedModule, _ bytes: [UInt8]) {
    bytes.withUnsafeBytes { bytes in
      for function in 0..<UInt32(module.functions.count) {
        _ = try? Translation.translate(
          function: function, of: module, bytes: bytes, options: TranslationOptions())
      }
    }
  }
}
