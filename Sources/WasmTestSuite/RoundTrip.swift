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
  func reload(_ module: Module, bytes: [UInt8], isCanonical: Bool) throws(ScriptError) -> Module {
    switch self {
    case .artifact:
      return try Self.reload(module)
    case .text:
      var assembled = try assemble(printed: bytes)
      if !isCanonical {
        let canonical = assembled
        assembled = try assemble(printed: canonical)
        guard assembled == canonical else { throw Self.failure(canonical, assembled) }
      } else if assembled != bytes {
        throw Self.failure(bytes, assembled)
      }
      return try loadModule(assembled, module.engine)
    }
  }

  private static func reload(_ module: Module) throws(ScriptError) -> Module {
    let artifact: [UInt8]
    do throws(ModuleError) { artifact = try module.serialize() } catch { throw .module(error) }
    do throws(ArtifactError) {
      return try Module(engine: module.engine, deserializing: artifact)
    } catch {
      throw .other(error.description)
    }
  }

  private func assemble(printed binary: [UInt8]) throws(ScriptError) -> [UInt8] {
    let text: String
    do throws(ModuleError) {
      text = try TextFormat.disassemble(binary)
    } catch {
      throw .module(error)
    }
    do throws(TextError) {
      return try TextFormat.assemble(text)
    } catch {
      throw .other("the printed text does not assemble: \(error.rendered(in: text))")
    }
  }

  private static func failure(_ before: [UInt8], _ after: [UInt8]) -> ScriptError {
    let position = zip(before, after).enumerated().first { $0.element.0 != $0.element.1 }?.offset
    return .other(
      "the round trip through text changes byte \(position ?? min(before.count, after.count)); "
        + "\(before.count) bytes before, \(after.count) after")
  }
}
