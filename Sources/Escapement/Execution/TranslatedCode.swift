internal import CInterp
internal import CPlatform
internal import Translation
internal import WasmBinary
internal import WasmTypes

/// The translated functions of one module: their code, and what is needed to walk their frames.
struct TranslatedCode {
  /// What is known of a translated function besides what the loop may ask for.
  struct Maps {
    let locations: CodeLocations
    let references: ReferenceMaps
  }

  /// Where the functions are. Read by all threads without a lock: see translated_code.h.
  let index: UnsafeMutablePointer<CodeIndex>
  /// By index among the defined functions; empty until the first is translated.
  private var maps: [Maps?] = []

  private static let smallestChunk = 4 << 10
  private static let largeChunk: UInt64 = 256 << 10

  init() {
    index = .allocate(capacity: 1)
    index.initialize(to: CodeIndex(newest: nil))
  }

  /// The maps of a function, which is translated.
  subscript(index: UInt32) -> Maps? {
    Int(index) < maps.count ? maps[Int(index)] : nil
  }

  /// The bytes of all chunks.
  private(set) var byteCount: UInt64 = 0

  /// Places an image in memory. Nobody sees it until it is published.
  ///
  /// - Returns: Nil if the system has no memory left.
  mutating func add(
    _ image: FunctionImage, index number: UInt32, functionCount: Int
  ) -> UnsafeMutablePointer<TranslatedFunction>? {
    guard let function = reserve(image) else { return nil }
    function.pointee.header_slot = image.headerSlot
    function.pointee.index = number
    image.exceptions.write(regions: function.pointee.regions, clauses: function.pointee.clauses)
    image.code.withUnsafeBufferPointer { code in
      if let source = code.baseAddress {
        function.pointee.code.update(from: source, count: code.count)
      }
    }
    if maps.isEmpty { maps = Array(repeating: nil, count: functionCount) }
    maps[Int(number)] = Maps(locations: image.locations, references: image.references)
    return function
  }

  private mutating func reserve(
    _ image: FunctionImage
  ) -> UnsafeMutablePointer<TranslatedFunction>? {
    let (regions, clauses) = (image.exceptions.regions.count, image.exceptions.clauses.count)
    if let function = code_index_reserve(index, image.code.count, regions, clauses) {
      return function
    }
    let needed = code_chunk_size_for(image.code.count, regions, clauses)
    // As large as all so far, or if that is much, an eighth of it: there are never many to look through.
    let wanted = min(byteCount, max(Self.largeChunk, byteCount / 8))
    let size = max(needed, Self.smallestChunk, Int(truncatingIfNeeded: wanted))
    guard let memory = platform_allocate(size, 1) else { return nil }
    code_index_add_chunk(index, memory, size)
    byteCount += UInt64(size)
    return code_index_reserve(index, image.code.count, regions, clauses)
  }

  /// Frees all code. No frame may be in it, and nothing may be added any more.
  func free() {
    while let chunk = index.pointee.newest {
      index.pointee.newest = chunk.pointee.older
      platform_free(chunk)
    }
    index.deallocate()
  }
}

extension ExceptionTable {
  /// Writes the table as the loop reads it.
  fileprivate func write(
    regions target: UnsafeMutablePointer<ExceptionRegion>,
    clauses targetOfClauses: UnsafeMutablePointer<ExceptionClause>
  ) {
    func number(_ index: Int?) -> UInt32 { index.map { UInt32($0) } ?? absent_index }
    for (index, region) in regions.enumerated() {
      (target + index).initialize(
        to: ExceptionRegion(
          start: region.start, end: region.end, parent: number(region.parent),
          next: number(region.next), first_clause: UInt32(region.clauses.lowerBound),
          clause_count: UInt32(region.clauses.count)))
    }
    for (index, clause) in clauses.enumerated() {
      (targetOfClauses + index).initialize(
        to: ExceptionClause(
          tag: clause.tag ?? absent_index, slot: clause.slot,
          reference_slot: clause.referenceSlot ?? absent_index,
          needs_reference: clause.needsReference ? 1 : 0, target: clause.target))
    }
  }
}

extension Module {
  /// Where the code of a defined function begins, after translating it if that was not done before.
  ///
  /// No lock is held while it is translated, so that other threads can go on with other functions. Two that want the same
  /// one both translate it.
  func entry(
    ofDefined index: UInt32, interruption: InterruptionCheck = InterruptionCheck()
  ) throws(ModuleError) -> UnsafePointer<UInt8> {
    let code = codes.baseAddress.unsafelyUnwrapped + Int(index)
    if translations.withLock({ $0[index] != nil }) { return code_entry(code) }
    var images: [(index: UInt32, image: FunctionImage)] = []
    for index in functionsToTranslate(with: index) {
      var image = try image(ofDefined: index, interruption: interruption)
      try resolve(&image, ofDefined: index)
      images.append((index, image))
    }
    return try translations.withLock { (translated: inout TranslatedCode) throws(ModuleError) in
      var placed: [UnsafeMutablePointer<TranslatedFunction>] = []
      // Another thread may have been faster.
      for (index, image) in images where translated[index] == nil {
        placed.append(try place(image, ofDefined: index, in: &translated))
      }
      for function in placed { publish(function) }
      return code_entry(code)
    }
  }

  /// A function and those that it calls without the loop, directly or not, as far as they have no code yet: a trap in one
  /// of them looks for the code of all that are being called.
  private func functionsToTranslate(with index: UInt32) -> [UInt32] {
    guard let compiled, !compiled.nativeCallees(of: index).isEmpty else { return [index] }
    return translations.withLock { translated in
      var found: [UInt32] = []
      var isFound: Set<UInt32> = [index]
      var pending = [index]
      while let next = pending.popLast() {
        found.append(next)
        for callee in compiled.nativeCallees(of: next)
        where translated[callee] == nil && isFound.insert(callee).inserted {
          pending.append(callee)
        }
      }
      return found
    }
  }

  /// Replaces handler numbers by what the engine's loop reads, and handlers by compiled ones.
  private func resolve(
    _ image: inout FunctionImage, ofDefined index: UInt32
  ) throws(ModuleError) {
    guard engine.configuration.dispatch == .c else { return }
    let compiledFunction = compiled?[index]
    let fuses =
      engine.configuration.optimizations.contains(.fusedSequences) && compiledFunction == nil
    let fits = image.code.withUnsafeMutableBufferPointer { code in
      machine_resolve(code.baseAddress, code.count, fuses && !dispatches_are_counted())
      guard let compiledFunction else { return true }
      return compiled_function_install(compiledFunction, code.baseAddress, code.count)
    }
    if !fits {
      throw .invalid(
        reason: "the compiled code is of another translation", function: nil, functionName: nil,
        instruction: nil, offset: decoded.code[Int(index)].range.start)
    }
  }

  /// Translates all defined functions. Nobody may have the module yet.
  func translateAll(interruption: InterruptionCheck) throws(ModuleError) {
    let images = try allImages(interruption: interruption)
    try translations.withLock { (translated: inout TranslatedCode) throws(ModuleError) in
      for (index, image) in images.enumerated() {
        var image = image
        try resolve(&image, ofDefined: UInt32(index))
        publish(try place(image, ofDefined: UInt32(index), in: &translated))
      }
    }
  }

  /// Makes a resolved image the code of its function, which nobody enters until it is published.
  private func place(
    _ image: FunctionImage, ofDefined index: UInt32, in translated: inout TranslatedCode
  ) throws(ModuleError) -> UnsafeMutablePointer<TranslatedFunction> {
    try checkCode(translated.byteCount + UInt64(image.code.count), withFunction: index)
    let added = translated.add(image, index: index, functionCount: codes.count)
    guard let function = added else {
      throw .limitExceeded(
        limit: "memory for code", maximum: UInt64(image.code.count),
        offset: decoded.code[Int(index)].range.start)
    }
    code_index_publish(translated.index, function)
    return function
  }

  /// Lets everyone enter a function that has its place.
  private func publish(_ function: UnsafeMutablePointer<TranslatedFunction>) {
    let index = function.pointee.index
    let code = codes.baseAddress.unsafelyUnwrapped + Int(index)
    code_publish(code, function.pointee.code)
    if let native = compiled?[index]?.pointee.native { code_publish_native(code, native) }
  }

  /// The code of all defined functions, by index; several threads may translate. See `image(ofDefined:)`.
  func allImages(
    handlerFieldSize: Int = MemoryLayout<UInt>.size, toBeSerialized: Bool = false,
    interruption: InterruptionCheck = InterruptionCheck()
  ) throws(ModuleError) -> [FunctionImage] {
    if let images { return images }
    let count = decoded.functions.count
    // Each thread writes elements of its own.
    nonisolated(unsafe) let made = UnsafeMutablePointer<FunctionImage?>.allocate(capacity: count)
    made.initialize(repeating: nil, count: count)
    defer {
      made.deinitialize(count: count)
      made.deallocate()
    }
    let byteCount = Locked(UInt64(0))
    try Division.run(
      UInt32(count), threads: engine.configuration.loadingThreads
    ) { (range) throws(ModuleError) in
      for index in range {
        let image = try self.image(
          ofDefined: index, handlerFieldSize: handlerFieldSize, toBeSerialized: toBeSerialized,
          interruption: interruption)
        let total = byteCount.withLock { (byteCount: inout UInt64) in
          byteCount += UInt64(image.code.count)
          return byteCount
        }
        try self.checkCode(total, withFunction: index)
        made[Int(index)] = image
      }
    }
    return UnsafeBufferPointer(start: made, count: count).compactMap { $0 }
  }

  /// Refuses more bytes of code than a module may have.
  private func checkCode(_ byteCount: UInt64, withFunction index: UInt32) throws(ModuleError) {
    let limit = engine.configuration.moduleLimits.translatedModuleBytes
    if byteCount > limit {
      throw .limitExceeded(
        limit: "bytes of a module's translated code", maximum: limit,
        offset: decoded.code[Int(index)].range.start)
    }
  }

  /// The code of a defined function, from the artifact that the module was loaded from or translated now.
  ///
  /// - Parameters:
  ///   - handlerFieldSize: The bytes of a pointer where the code will run; an artifact's code is for the host.
  ///   - toBeSerialized: Whether the code is for others, who have no compiled functions.
  func image(
    ofDefined index: UInt32, handlerFieldSize: Int = MemoryLayout<UInt>.size,
    toBeSerialized: Bool = false, interruption: InterruptionCheck = InterruptionCheck()
  ) throws(ModuleError) -> FunctionImage {
    if let images { return images[Int(index)] }
    #if LoadOnly
      throw .limitExceeded(limit: "translated functions", maximum: 0, offset: 0)
    #else
      let isCompiled = !toBeSerialized && compiled?[index] != nil
      let metersFuel = engine.configuration.metersFuel
      var options =
        isCompiled ? .forCompilation(metersFuel: metersFuel) : TranslationOptions()
      options.handlerFieldSize = handlerFieldSize
      options.metersFuel = metersFuel
      if engine.configuration.dispatch == .swift { options.usesBaseHandlersOnly = true }
      options.foldsSums = engine.configuration.optimizations.contains(.foldedSums)
      options.inlinesCalls = engine.configuration.optimizations.contains(.inlinedCalls)
      options.assignsTailCalls = engine.configuration.optimizations.contains(.assignedTailCalls)
      options.largestFunction = engine.configuration.moduleLimits.translatedFunctionBytes
      options.pinsLocals = engine.configuration.optimizations.contains(.pinnedLocals)
      do throws(TranslationError) {
        return try translate(
          function: index, of: decoded, bytes: bytes.buffer, options: options,
          interruption: interruption)
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
      case .codeTooLarge(let function, let limit):
        self = .limitExceeded(
          limit: "bytes of a function's translated code", maximum: UInt64(limit),
          offset: start(of: function))
      case .outOfMemory(let function):
        self = .limitExceeded(limit: "memory for code", maximum: 0, offset: start(of: function))
      case .interrupted(_, let offset): self = .interrupted(offset: offset)
      case .unsupportedInstruction(_, let name, let offset):
        self = .invalid(
          reason: "unsupported instruction: \(name)", function: nil, functionName: nil,
          instruction: name, offset: offset)
      }
    }
  }
#endif
