internal import CInterp
internal import CPlatform
internal import Translation
internal import WasmBinary
internal import WasmTypes

/// A decoded and validated module, ready to be instantiated any number of times, in any store of its engine.
///
/// ```swift
/// let module = try Module(engine: engine, bytes: bytes)
/// for export in module.exports { print(export.name, export.type) }
/// ```
///
/// A module may be used from any thread, and by several stores at once; they share its translated code.
public final class Module: @unchecked Sendable {
  /// The engine that it was made for.
  public let engine: Engine

  let bytes: ModuleBytes
  let decoded: DecodedModule
  /// The code of all functions, if the module comes from an artifact.
  let images: [FunctionImage]?
  /// The functions that were compiled with the program, if the module comes with them.
  let compiled: CompiledFunctions?
  /// The engine's numbers of the module's types, by type index.
  let typeNumbers: UnsafeMutableBufferPointer<UInt32>
  /// One for each defined function. Handlers read them while other threads translate.
  let codes: UnsafeMutableBufferPointer<Code>
  let translations = Locked(TranslatedCode())
  /// Where the translated functions are.
  let codeIndex: UnsafePointer<CodeIndex>
  private let nameCache = Locked(ModuleNames?.none)
  private let exportIndices: [Name: Int]

  #if !LoadOnly
    /// Decodes and validates a binary module.
    ///
    /// - Parameter bytes: The module in the binary format.
    /// - Parameter isInterrupted: Asked every now and then, and from any thread that helps, whether to give up. Loading
    ///   takes time in proportion to the size of the module; who can't wait for a large one checks a clock here, or
    ///   `Task.isCancelled`.
    /// - Throws: What is wrong with the module, and where; `interrupted`. With
    ///   ``EngineConfiguration/Translation/eager`` translation also `limitExceeded` for a function that is too large to be
    ///   translated.
    public convenience init(
      engine: Engine, bytes: [UInt8], isInterrupted: (@Sendable () -> Bool)? = nil
    ) throws(ModuleError) {
      try self.init(
        engine: engine, bytes: try ModuleBytes(copying: bytes.span.bytes),
        interruption: InterruptionCheck(isInterrupted))
    }

    /// Decodes and validates a binary module, in whatever has its bytes: `Data`, an `ArraySlice`, a buffer.
    ///
    /// See ``init(engine:bytes:isInterrupted:)-(Engine,[UInt8],_)``.
    @inlinable public convenience init(
      engine: Engine, bytes: some Sequence<UInt8>, isInterrupted: (@Sendable () -> Bool)? = nil
    ) throws(ModuleError) {
      try self.init(engine: engine, bytes: Array(bytes), isInterrupted: isInterrupted)
    }

    /// Decodes and validates a binary module, whose bytes are copied.
    ///
    /// See ``init(engine:bytes:isInterrupted:)-(Engine,[UInt8],_)``.
    public convenience init(
      engine: Engine, bytes: RawSpan, isInterrupted: (@Sendable () -> Bool)? = nil
    ) throws(ModuleError) {
      try self.init(
        engine: engine, bytes: try ModuleBytes(copying: bytes),
        interruption: InterruptionCheck(isInterrupted))
    }

    convenience init(
      engine: Engine, bytes: ModuleBytes, interruption: InterruptionCheck = InterruptionCheck()
    ) throws(ModuleError) {
      let decoded = try Self.decodeAndValidate(bytes, engine, interruption)
      try self.init(
        engine: engine, bytes: bytes, decoded: decoded, images: nil, interruption: interruption)
    }
  #endif

  /// With the package trait LoadOnly, only artifacts come here: what made them has validated the module.
  static func decodeAndValidate(
    _ bytes: ModuleBytes, _ engine: Engine,
    _ interruption: InterruptionCheck = InterruptionCheck()
  ) throws(ModuleError) -> DecodedModule {
    let configuration = engine.configuration
    let decoded = try decode(
      bytes.buffer, features: configuration.features, limits: configuration.moduleLimits)
    #if !LoadOnly
      let validator = try ModuleValidator(
        decoded, bytes: bytes.buffer, limits: configuration.moduleLimits)
      try Division.run(
        UInt32(decoded.code.count), threads: configuration.loadingThreads
      ) { (range) throws(ModuleError) in
        try validator.validateFunctions(range, interruption: interruption)
      }
    #endif
    if configuration.dispatch == .swift { try checkMemories(of: decoded) }
    return decoded
  }

  /// - Parameters:
  ///   - decoded: The valid module that was decoded from `bytes`.
  ///   - images: The code of all functions, if they were translated before.
  ///   - compiled: The functions that were compiled with the program.
  init(
    engine: Engine, bytes: ModuleBytes, decoded: DecodedModule, images: [FunctionImage]?,
    compiled: CompiledFunctions? = nil, interruption: InterruptionCheck = InterruptionCheck()
  ) throws(ModuleError) {
    let numbers = engine.types.withLock {
      $0.register(decoded.types, groups: decoded.recursiveGroups)
    }
    guard let numbers else {
      throw .limitExceeded(
        limit: "types of an engine", maximum: UInt64(PackedType.concreteLimit), offset: 0)
    }
    self.engine = engine
    self.bytes = bytes
    self.decoded = decoded
    self.images = images
    self.compiled = compiled
    codeIndex = translations.withLock { UnsafePointer($0.index) }
    typeNumbers = .allocate(capacity: numbers.count)
    _ = typeNumbers.initialize(from: numbers)
    codes = .allocate(capacity: decoded.functions.count)
    for index in codes.indices {
      codes.initializeElement(
        at: index,
        to: Code(
          entry: nil, stub_handler: engine.constants.cells.translate, stub_function: UInt32(index),
          native: nil))
      // The stub is an instruction of its own: the handler in `stub_handler`, its operand in `stub_function`.
      let code = codes.baseAddress.unsafelyUnwrapped + index
      code.pointee.entry = code_stub(code)
    }
    var indices: [Name: Int] = [:]
    indices.reserveCapacity(decoded.exports.count)
    for (index, export) in decoded.exports.enumerated() { indices[Name(export.name)] = index }
    exportIndices = indices
    if engine.configuration.translation == .eager { try translateAll(interruption: interruption) }
  }

  deinit {
    translations.withLock { $0.free() }
    codes.deallocate()
    typeNumbers.deallocate()
  }

  /// The loop in Swift would not see what other stores make of a memory.
  private static func checkMemories(of module: DecodedModule) throws(ModuleError) {
    for index in 0..<module.memoryCount where module.memoryType(index)?.isShared ?? false {
      throw .invalid(
        reason: "unsupported by the Swift loop: shared memory", function: nil, functionName: nil,
        instruction: nil, offset: 0)
    }
  }
}

// What a module imports and exports.
extension Module {
  /// What the module needs to be instantiated, in the order of its import section.
  public var imports: [ImportType] {
    decoded.imports.map {
      ImportType(module: $0.module, name: $0.name, type: externalType(of: $0.type))
    }
  }

  /// What instances of the module offer, in the order of its export section.
  public var exports: [ExportType] {
    decoded.exports.map { ExportType(name: $0.name, type: externalType(of: $0)) }
  }

  /// The type of the export named `name`, or nil.
  public func exportType(_ name: String) -> ExternalType? {
    export(named: name).map { externalType(of: $0) }
  }

  /// The contents of all custom sections named `name`, in order.
  public func customSections(named name: String) -> [[UInt8]] {
    decoded.customSections.filter { Name($0.name) == Name(name) }.map { bytes.copy($0.range) }
  }

  /// The names of all custom sections, in order.
  public var customSectionNames: [String] { decoded.customSections.map { $0.name } }

  #if !LoadOnly
    /// Checks the custom sections that the specification gives a meaning to, as far as this engine knows them: branch
    /// hints. A module whose custom sections are faulty can be used all the same.
    ///
    /// A module from an artifact has no WebAssembly instructions that hints could be compared with, and passes.
    ///
    /// - Throws: What is wrong with one, and where.
    public func validateCustomSections() throws(ModuleError) {
      if images != nil { return }
      try decoded.validateBranchHints(bytes: bytes.buffer)
    }
  #endif

  /// The module's name in its name section, if it has one.
  public var name: String? { names.module }

  /// The name of a function, by its index in the function index space, from the name section.
  public func functionName(_ index: UInt32) -> String? { names.functions[index] }

  private var names: ModuleNames {
    nameCache.withLock { cache in
      if let names = cache { return names }
      let section = decoded.names(bytes: bytes.buffer)
      let names = ModuleNames(module: section.moduleName, functions: section.functionNames())
      cache = names
      return names
    }
  }

  func export(named name: String) -> DecodedModule.Export? {
    exportIndices[Name(name)].map { decoded.exports[$0] }
  }

  func externalType(of type: DecodedModule.ImportType) -> ExternalType {
    switch type {
    case .function(let index): .function(engine.functionType(number(of: index)))
    case .table(let type): .table(canonical(type))
    case .memory(let type): .memory(type)
    case .global(let type): .global(canonical(type))
    case .tag(let index): .tag(engine.functionType(number(of: index)))
    }
  }

  /// Validation has checked that every export exists.
  private func externalType(of export: DecodedModule.Export) -> ExternalType {
    let type: ExternalType? =
      switch export.kind {
      case .function:
        decoded.functionTypeIndex(of: export.index).map {
          .function(engine.functionType(number(of: $0)))
        }
      case .table: decoded.tableType(export.index).map { .table(canonical($0)) }
      case .memory: decoded.memoryType(export.index).map { .memory($0) }
      case .global: decoded.globalType(export.index).map { .global(canonical($0)) }
      case .tag:
        decoded.tagTypeIndex(of: export.index).map { .tag(engine.functionType(number(of: $0))) }
      }
    return type ?? .function(FunctionType())
  }
}

// Types as the engine numbers them.
extension Module {
  func number(of type: TypeIndex) -> UInt32 { typeNumbers[Int(type)] }

  func canonical(_ type: ReferenceType) -> ReferenceType {
    type.mapTypeIndex { typeNumbers[Int($0)] }
  }

  func canonical(_ type: GlobalType) -> GlobalType {
    GlobalType(
      value: type.value.mapTypeIndex { typeNumbers[Int($0)] }, isMutable: type.isMutable)
  }

  func canonical(_ type: TableType) -> TableType {
    TableType(
      element: canonical(type.element), limits: type.limits, addressType: type.addressType)
  }
}

/// What a module's name section says, read on first use.
private struct ModuleNames: Sendable {
  var module: String?
  var functions: [UInt32: String]
}

/// The bytes of a module, at an address that does not change.
final class ModuleBytes: @unchecked Sendable {
  let buffer: UnsafeRawBufferPointer
  private let isOwned: Bool

  init(copying bytes: RawSpan) throws(ModuleError) {
    let count = bytes.byteCount
    guard let copy = platform_allocate(count, 1) else {
      throw .limitExceeded(limit: "bytes of a module", maximum: UInt64(count), offset: 0)
    }
    bytes.withUnsafeBytes { source in
      if let start = source.baseAddress { copy.copyMemory(from: start, byteCount: source.count) }
    }
    buffer = UnsafeRawBufferPointer(start: copy, count: count)
    isOwned = true
  }

  /// Bytes that are there as long as the process.
  init(constant bytes: UnsafeRawBufferPointer) {
    buffer = bytes
    isOwned = false
  }

  /// Takes over an allocation of `platform_allocate` or `platform_read_file`.
  init(owning bytes: UnsafeMutablePointer<UInt8>, count: Int) {
    buffer = UnsafeRawBufferPointer(start: bytes, count: count)
    isOwned = true
  }

  deinit {
    if isOwned { platform_free(UnsafeMutableRawPointer(mutating: buffer.baseAddress)) }
  }

  /// - Precondition: `range` comes from the module decoded from these bytes.
  func slice(_ range: ByteRange) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(
      rebasing: buffer[Int(truncatingIfNeeded: range.start)..<Int(truncatingIfNeeded: range.end)])
  }

  func copy(_ range: ByteRange) -> [UInt8] { Array(slice(range)) }
}
