internal import ComponentBinary
internal import Escapement
internal import WasmText

/// A detour that every valid module of a script takes before it is used.
public enum RoundTrip: Sendable {
  /// Through an artifact: translated, serialized and loaded again.
  case artifact
  /// Through the text format: printed and assembled again.
  case text

  /// Sends a module on the detour.
  ///
  /// - Parameters:
  ///   - module: The module that `bytes` were loaded as.
  ///   - isCanonical: Whether the bytes are what the assembler makes. If so, it must make the very same of the printed
  ///     text; if not, what it makes of it must be canonical.
  func reload(_ module: Module, bytes: [UInt8], isCanonical: Bool) throws(ScriptError) -> Module {
    switch self {
    case .artifact:
      return try Self.reload(module)
    case .text:
      let assembled = try throughText(bytes, isCanonical: isCanonical) {
        (bytes) throws(ScriptError) in
        do throws(ModuleError) {
          return try TextFormat.disassemble(bytes)
        } catch {
          throw .module(error)
        }
      }
      return try loadModule(assembled, module.engine)
    }
  }

  /// Sends a component through text. There are no artifacts of components here.
  func reload(component bytes: [UInt8], isCanonical: Bool) throws(ScriptError) -> [UInt8] {
    guard self == .text else { return bytes }
    return try throughText(bytes, isCanonical: isCanonical) { (bytes) throws(ScriptError) in
      do throws(ComponentError) {
        return try TextFormat.disassemble(component: bytes)
      } catch {
        throw .component(error)
      }
    }
  }

  /// What the assembler makes of the text that `print` makes of `bytes`.
  private func throughText(
    _ bytes: [UInt8], isCanonical: Bool, _ print: ([UInt8]) throws(ScriptError) -> String
  ) throws(ScriptError) -> [UInt8] {
    var assembled = try assemble(try print(bytes))
    if !isCanonical {
      let canonical = assembled
      assembled = try assemble(try print(canonical))
      guard assembled == canonical else { throw Self.failure(canonical, assembled) }
    } else if assembled != bytes {
      throw Self.failure(bytes, assembled)
    }
    return assembled
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

  private func assemble(_ text: String) throws(ScriptError) -> [UInt8] {
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
