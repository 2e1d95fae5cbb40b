// Loading modules from files.
#if !hasFeature(Embedded) && !LoadOnly
  internal import CPlatform

  /// Why a file could not be read.
  public struct ModuleFileError: Error, Hashable, Sendable {
    /// The file.
    public let path: String
    /// The system's error code.
    public let code: Int32
  }

  extension ModuleFileError: CustomStringConvertible {
    public var description: String { "\(path): \(String(cString: platform_error_text(code)))" }
  }

  extension Module {
    /// Reads, decodes and validates a binary module.
    ///
    /// - Throws: ``ModuleFileError`` if the file can't be read, `ModuleError` if what it contains is no valid module.
    public convenience init(engine: Engine, path: String) throws {
      var count = 0
      var code: Int32 = 0
      let limit = UInt64(engine.configuration.moduleLimits.moduleBytes)
      guard let bytes = platform_read_file(path, limit, &count, &code) else {
        throw ModuleFileError(path: path, code: code)
      }
      try self.init(engine: engine, bytes: ModuleBytes(owning: bytes, count: count))
    }
  }
#endif
