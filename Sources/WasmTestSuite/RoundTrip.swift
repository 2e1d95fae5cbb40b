internal import Escapement
internal import WasmText

/// A detour that every valid module of a script takes before it is used.
public enum RoundTrip: Sendable {
  /// Through an artifact: translated, serialized and loaded again.
  case artifact
  /// Through the text format: printed and assembled again.
  case text

  /// - Parameters:
  ///   - module: The module that `bytes` were loaded as.
  ///   - isCanonical: Whether the bytes are what the assembler makes. If so, it must make the very same of the printed
  ///     text; if not, what it makes of it must be canonical.
  func reload(_ module: Module, bytes: [UInt8], isCanonical: Bool) throws -> Module {
    switch self {
    case .artifact:
      return try Module(engine: module.engine, deserializing: module.serialize())
    case .text:
      var assembled = try assemble(printed: bytes)
      if !isCanonical {
        let canonical = assembled
        assembled = try assemble(printed: canonical)
        guard assembled == canonical else { throw Self.failure(canonical, assembled) }
      } else if assembled != bytes {
        throw Self.failure(bytes, assembled)
      }
      return try Module(engine: module.engine, bytes: assembled)
    }
  }

  private func assemble(printed binary: [UInt8]) throws -> [UInt8] {
    let text = try TextFormat.disassemble(binary)
    do throws(TextError) {
      return try TextFormat.assemble(text)
    } catch {
      throw Failure("the printed text does not assemble: \(error.rendered(in: text))")
    }
  }

  private static func failure(_ before: [UInt8], _ after: [UInt8]) -> Failure {
    let position = zip(before, after).enumerated().first { $0.element.0 != $0.element.1 }?.offset
    return Failure(
      "the round trip through text changes byte \(position ?? min(before.count, after.count)); "
        + "\(before.count) bytes before, \(after.count) after")
  }
}
