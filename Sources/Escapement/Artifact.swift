internal import CInterp
internal import Translation
internal import WasmBinary

/// Why ``Module/init(engine:deserializing:)`` refuses an artifact, or ``Module/serialize(for:)`` makes none.
public enum ArtifactError: Error, Sendable {
  /// The bytes do not begin like an artifact.
  case notAnArtifact
  /// The artifact ends too early, or goes on behind its end.
  case truncated
  /// Made by a version of Escapement with other instructions.
  case versionMismatch
  /// Made for another kind of host or engine. Both are described: pointer width, dispatch, fuel.
  case layoutMismatch(found: String, expected: String)
  /// Something changed since the artifact was written.
  case damaged
  /// The checksum fits, but the code of a function would leave its bounds.
  case unsoundCode(function: UInt32)
  /// What the artifact says of the module besides its code is not valid; or a function is too large to be translated.
  case module(ModuleError)
  /// Artifacts can't be made for this target: only for pointers of 32 or 64 bits and little-endian data.
  case unsupportedTarget(TargetTriple)
}

extension ArtifactError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notAnArtifact: "not an Escapement artifact"
    case .truncated: "the artifact is truncated"
    case .versionMismatch: "the artifact was made by another version of Escapement"
    case .layoutMismatch(let found, let expected):
      "the artifact is for \(found), but this engine needs \(expected)"
    case .damaged: "the artifact is damaged: its checksum does not fit"
    case .unsoundCode(let function):
      "the artifact's code of function \(function) leaves its bounds"
    case .module(let error): "the artifact's module is not valid: \(error)"
    case .unsupportedTarget(let target):
      "there are no artifacts for \(target), only for 32-bit and 64-bit little-endian targets"
    }
  }
}

extension Module {
  /// Loads what ``serialize()`` made, without validating or translating its functions again.
  ///
  /// The checksum finds damage, not malice: every operand is checked to stay within its bounds, but not what values are. A
  /// number that is used as a reference is an address. Load artifacts only from where you would load native code.
  ///
  /// - Throws: Why the artifact was refused. Nothing of it has run then.
  public convenience init(engine: Engine, deserializing artifact: [UInt8]) throws(ArtifactError) {
    var reader = try ArtifactReader(artifact, layout: ArtifactLayout(engine.configuration))
    let skeleton = try reader.bytes()
    let count = try reader.integer()
    var images: [FunctionImage] = []
    for _ in 0..<count { images.append(try reader.image()) }
    guard reader.isAtEnd else { throw .truncated }
    let module = try Self.decodeSkeleton(skeleton, engine)
    if let unsound = Self.firstUnsound(of: images, in: module.decoded, engine) {
      throw .unsoundCode(function: unsound)
    }
    do throws(ModuleError) {
      try self.init(
        engine: engine, bytes: module.bytes, decoded: module.decoded, images: images)
    } catch {
      throw .module(error)
    }
  }

  private static func decodeSkeleton(
    _ skeleton: [UInt8], _ engine: Engine
  ) throws(ArtifactError) -> (bytes: ModuleBytes, decoded: DecodedModule) {
    do throws(ModuleError) {
      let bytes = try ModuleBytes(copying: skeleton.span.bytes)
      return (bytes, try decodeAndValidate(bytes, engine))
    } catch {
      throw .module(error)
    }
  }

  /// The first function whose code is missing or leaves its bounds.
  private static func firstUnsound(
    of images: [FunctionImage], in module: DecodedModule, _ engine: Engine
  ) -> UInt32? {
    let verifier = ImageVerifier(
      module, handlerFieldSize: MemoryLayout<UInt>.size,
      usesBaseHandlersOnly: engine.configuration.dispatch == .swift)
    for index in module.functions.indices {
      guard index < images.count, verifier.isSound(images[index], function: UInt32(index)) else {
        return UInt32(index)
      }
    }
    return images.count > module.functions.count ? UInt32(module.functions.count) : nil
  }
}

/// What an artifact's code depends on besides the version.
struct ArtifactLayout: Hashable {
  var handlerFieldSize: UInt8
  var usesBaseHandlersOnly: UInt8
  var metersFuel: UInt8

  init(_ configuration: EngineConfiguration) {
    handlerFieldSize = UInt8(MemoryLayout<UInt>.size)
    usesBaseHandlersOnly = configuration.dispatch == .swift ? 1 : 0
    metersFuel = configuration.metersFuel ? 1 : 0
  }

  /// Nil if there is no such layout.
  init?(_ configuration: EngineConfiguration, _ target: TargetTriple) {
    guard target.pointerWidth == 32 || target.pointerWidth == 64, target.endianness == .little
    else { return nil }
    self.init(configuration)
    handlerFieldSize = UInt8(target.pointerWidth / 8)
  }

  init(bytes: ArraySlice<UInt8>) {
    handlerFieldSize = bytes[bytes.startIndex]
    usesBaseHandlersOnly = bytes[bytes.startIndex + 1]
    metersFuel = bytes[bytes.startIndex + 2]
  }

  /// With a zero, so that what follows is aligned.
  var bytes: [UInt8] { [handlerFieldSize, usesBaseHandlersOnly, metersFuel, 0] }

  var description: String {
    "\(UInt32(handlerFieldSize) * 8)-bit pointers, the "
      + (usesBaseHandlersOnly == 0 ? "C" : "Swift") + " loop, "
      + (metersFuel == 0 ? "no fuel" : "fuel")
  }
}

// The file: magic, version, layout, checksum of everything behind it, then the contents. Integers are little-endian.
enum ArtifactFormat {
  /// A zero first, as in a binary module, so that nobody takes it for text.
  static let magic: [UInt8] = [0x00, 0x65, 0x73, 0x63]
  static let versionOffset = 4
  static let layoutOffset = 12
  static let checksumOffset = 16
  static let headerSize = 24

  /// To be counted up with every change of what else is in an artifact.
  private static let contentsVersion: UInt8 = 3

  /// Changes with every change of the instruction set, or of what else is in an artifact.
  static let version = instructionSetVersion &+ UInt64(contentsVersion)
}

private struct ArtifactReader {
  private let artifact: [UInt8]
  private var position = ArtifactFormat.headerSize

  init(_ artifact: [UInt8], layout expected: ArtifactLayout) throws(ArtifactError) {
    self.artifact = artifact
    let magic = ArtifactFormat.magic
    guard artifact.prefix(magic.count) == magic[...] else { throw .notAnArtifact }
    guard artifact.count >= ArtifactFormat.headerSize else { throw .truncated }
    guard wide(at: ArtifactFormat.versionOffset) == ArtifactFormat.version else {
      throw .versionMismatch
    }
    let layoutBytes = artifact[ArtifactFormat.layoutOffset..<ArtifactFormat.checksumOffset]
    let checked = layoutBytes + artifact[ArtifactFormat.headerSize...]
    guard wide(at: ArtifactFormat.checksumOffset) == Checksum.of(checked) else { throw .damaged }
    let layout = ArtifactLayout(bytes: layoutBytes)
    guard layout == expected else {
      throw .layoutMismatch(found: layout.description, expected: expected.description)
    }
  }

  var isAtEnd: Bool { position == artifact.count }

  mutating func integer() throws(ArtifactError) -> UInt32 {
    guard artifact.count - position >= 4 else { throw .truncated }
    var value: UInt32 = 0
    for index in 0..<4 { value |= UInt32(artifact[position + index]) << UInt32(8 * index) }
    position += 4
    return value
  }

  mutating func bytes() throws(ArtifactError) -> [UInt8] {
    let count = try integer()
    guard UInt64(count) <= UInt64(artifact.count - position) else { throw .truncated }
    let start = position
    position += Int(count)
    return Array(artifact[start..<position])
  }

  mutating func image() throws(ArtifactError) -> FunctionImage {
    let headerSlot = try integer()
    let code = try bytes()
    let base = try integer()
    let locations = CodeLocations(differences: try bytes(), base: base)
    let references = ReferenceMaps(bytes: try bytes())
    guard let exceptions = ExceptionTable(words: try words()) else { throw .truncated }
    return FunctionImage(
      code: code, headerSlot: headerSlot, locations: locations, references: references,
      exceptions: exceptions)
  }

  private mutating func words() throws(ArtifactError) -> [UInt32] {
    let count = try integer()
    guard UInt64(count) <= UInt64(artifact.count - position) / 4 else { throw .truncated }
    var words: [UInt32] = []
    words.reserveCapacity(Int(count))
    for _ in 0..<count { words.append(try integer()) }
    return words
  }

  private func wide(at offset: Int) -> UInt64 {
    var value: UInt64 = 0
    for index in 0..<8 { value |= UInt64(artifact[offset + index]) << UInt64(8 * index) }
    return value
  }
}
