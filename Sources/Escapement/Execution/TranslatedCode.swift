internal import CInterp
internal import CPlatform
internal import Translation
internal import WasmBinary

/// The translated functions of one module: their code, and what is needed to walk their frames.
struct TranslatedCode {
  /// What is known of a translated function besides its code.
  final class Function {
    let start: UnsafePointer<UInt8>
    let size: UInt32
    /// The slot of the frame where the return header begins.
    let headerSlot: UInt32
    let locations: CodeLocations
    let references: ReferenceMaps
    let exceptions: ExceptionTable

    init(_ image: FunctionImage, at start: UnsafePointer<UInt8>) {
      self.start = start
      size = UInt32(truncatingIfNeeded: image.code.count)
      headerSlot = image.headerSlot
      locations = image.locations
      references = image.references
      exceptions = image.exceptions
    }

    func contains(_ pc: UnsafePointer<UInt8>) -> Bool {
      pc >= start && pc < start + Int(truncatingIfNeeded: size)
    }
  }

  /// Memory that code is placed in, function after function.
  private struct Chunk {
    let start: UnsafeMutablePointer<UInt8>
    let capacity: Int
    var used = 0
    /// The defined functions in it and where they start, ascending.
    var functions: [(offset: Int, index: UInt32)] = []
  }

  private var chunks: [Chunk] = []
  /// By index among the defined functions; empty until the first is translated.
  private var functions: [Function?] = []

  private static let smallestChunk = 4 << 10
  private static let largestChunk = 256 << 10
  /// Of the start of a function, in bytes.
  private static let alignment = 16

  subscript(index: UInt32) -> Function? {
    Int(index) < functions.count ? functions[Int(index)] : nil
  }

  /// The defined function whose code contains `pc`.
  func function(containing pc: UnsafePointer<UInt8>) -> (index: UInt32, function: Function)? {
    for chunk in chunks where pc >= chunk.start && pc < chunk.start + chunk.used {
      let offset = UnsafePointer(chunk.start).distance(to: pc)
      var low = 0
      var high = chunk.functions.count
      while high - low > 1 {
        let middle = (low + high) / 2
        if chunk.functions[middle].offset <= offset { low = middle } else { high = middle }
      }
      guard low < chunk.functions.count else { return nil }
      let index = chunk.functions[low].index
      return self[index].map { (index, $0) }
    }
    return nil
  }

  /// Places an image in memory. Gives nil if the system has none left.
  mutating func add(
    _ image: FunctionImage, index: UInt32, functionCount: Int
  ) -> UnsafeMutablePointer<UInt8>? {
    guard let start = allocate(image.code.count, for: index) else { return nil }
    image.code.withUnsafeBufferPointer { code in
      if let source = code.baseAddress { start.update(from: source, count: code.count) }
    }
    if functions.isEmpty { functions = Array(repeating: nil, count: functionCount) }
    functions[Int(index)] = Function(image, at: start)
    return start
  }

  private mutating func allocate(_ size: Int, for index: UInt32) -> UnsafeMutablePointer<UInt8>? {
    let rounded = (size + Self.alignment - 1) / Self.alignment * Self.alignment
    if chunks.last.map({ $0.capacity - $0.used < rounded }) ?? true {
      let doubled = chunks.last.map { min($0.capacity * 2, Self.largestChunk) }
      let capacity = max(rounded, doubled ?? Self.smallestChunk)
      guard let memory = platform_allocate(capacity, 1) else { return nil }
      chunks.append(Chunk(start: memory.assumingMemoryBound(to: UInt8.self), capacity: capacity))
    }
    let last = chunks.count - 1
    let offset = chunks[last].used
    chunks[last].used += rounded
    chunks[last].functions.append((offset, index))
    return chunks[last].start + offset
  }

  /// Frees all code. No frame may be in it.
  mutating func free() {
    for chunk in chunks { platform_free(chunk.start) }
    chunks = []
    functions = []
  }
}

extension Module {
  /// Where the code of a defined function begins, after translating it if that was not done before.
  func entry(ofDefined index: UInt32) throws(ModuleError) -> UnsafePointer<UInt8> {
    try translations.withLock { (translated: inout TranslatedCode) throws(ModuleError) in
      if let function = translated[index] { return function.start }
      let image = try image(ofDefined: index)
      let added = translated.add(image, index: index, functionCount: codes.count)
      guard let start = added else {
        throw .limitExceeded(
          limit: "memory for code", maximum: UInt64(image.code.count),
          offset: decoded.code[Int(index)].range.start)
      }
      if engine.configuration.dispatch == .c {
        let fuses = engine.configuration.optimizations.contains(.fusedSequences)
        machine_resolve(start, image.code.count, fuses && !dispatches_are_counted())
      }
      code_publish(codes.baseAddress.unsafelyUnwrapped + Int(index), start)
      return UnsafePointer(start)
    }
  }

  /// The code of a defined function, from the artifact that the module was loaded from or translated now.
  ///
  /// - Parameter handlerFieldSize: The bytes of a pointer where the code will run; an artifact's code is for the host.
  func image(
    ofDefined index: UInt32, handlerFieldSize: Int = MemoryLayout<UInt>.size
  ) throws(ModuleError) -> FunctionImage {
    if let images { return images[Int(index)] }
    #if LoadOnly
      throw .limitExceeded(limit: "translated functions", maximum: 0, offset: 0)
    #else
      var options = TranslationOptions()
      options.handlerFieldSize = handlerFieldSize
      options.metersFuel = engine.configuration.metersFuel
      options.usesBaseHandlersOnly = engine.configuration.dispatch == .swift
      options.foldsSums = engine.configuration.optimizations.contains(.foldedSums)
      options.pinsLocals = engine.configuration.optimizations.contains(.pinnedLocals)
      do throws(TranslationError) {
        return try translate(
          function: index, of: decoded, bytes: bytes.buffer, options: options)
      } catch {
        throw ModuleError(error, in: self)
      }
    #endif
  }
}

#if !LoadOnly
  extension ModuleError {
    fileprivate init(_ error: TranslationError, in module: Module) {
      func start(of function: UInt32) -> UInt32 {
        let code = module.decoded.code
        return Int(function) < code.count ? code[Int(function)].range.start : 0
      }
      switch error {
      case .frameTooLarge(let function, _):
        self = .limitExceeded(
          limit: "slots of a frame", maximum: UInt64(UInt16.max), offset: start(of: function))
      case .codeTooLarge(let function):
        self = .limitExceeded(
          limit: "bytes of translated code", maximum: 2 << 30, offset: start(of: function))
      case .unsupportedInstruction(_, let name, let offset):
        self = .invalid(
          reason: "unsupported instruction: \(name)", function: nil, functionName: nil,
          instruction: name, offset: offset)
      }
    }
  }
#endif
