internal import CInterp
package import WasmTypes

/// Decodes every section of a binary module. Function bodies are only delimited: their instructions
/// are checked by `validate`.
///
/// - Parameters:
///   - bytes: The binary module. The positions in the result refer to it.
///   - features: What the module may use.
///   - limits: How large the module may be.
/// - Throws: `malformed`, `unsupportedFeature` or `limitExceeded`.
package func decode(
  _ bytes: UnsafeRawBufferPointer, features: Features, limits: ModuleLimits = ModuleLimits()
) throws(ModuleError) -> DecodedModule {
  guard UInt64(bytes.count) <= UInt64(min(limits.moduleBytes, .max - 1)) else {
    throw .limitExceeded(
      limit: "bytes of a module", maximum: UInt64(limits.moduleBytes), offset: 0)
  }
  var decoder = ModuleDecoder(bytes, features: features, limits: limits)
  do throws(ModuleError) {
    try decoder.decode()
  } catch {
    // What follows the code may be misread because of a fault in it: the first one is to be
    // reported.
    try decoder.decodeBodies()
    throw error
  }
  return decoder.module
}

/// Reads a module section by section. Specification: "Binary Format: Modules".
struct ModuleDecoder {
  let bytes: UnsafeRawBufferPointer
  let limits: ModuleLimits
  var reader: ByteReader
  var module: DecodedModule

  init(_ bytes: UnsafeRawBufferPointer, features: Features, limits: ModuleLimits) {
    self.bytes = bytes
    self.limits = limits
    reader = ByteReader(bytes, offset: 0, features: features)
    module = DecodedModule(features: features)
  }

  mutating func decode() throws(ModuleError) {
    try header()
    var lastOrder = 0
    while !reader.isAtEnd {
      let start = reader.offset
      guard let id = SectionID(rawValue: try reader.byte()) else {
        throw reader.malformed("malformed section id", at: start)
      }
      if let order = id.order {
        guard order > lastOrder else {
          throw reader.malformed("unexpected content after last section", at: start)
        }
        lastOrder = order
      }
      module.sectionOffsets[Int(id.rawValue)] = start
      let size = try reader.length()
      let end = reader.offset + size
      try section(id, at: start, end: end)
      guard reader.offset == end else {
        throw reader.malformed("section size mismatch", at: start)
      }
    }
    try checkCounts()
  }

  private mutating func header() throws(ModuleError) {
    let magic = try reader.fixed32()
    guard magic == 0x6D73_6100 else {
      let hint = Self.beginsText(magic) ? ": this is text, which has to be assembled first" : ""
      throw reader.malformed("magic header not detected" + hint, at: 0)
    }
    let version = try reader.fixed32()
    guard version == 1 else {
      // The upper half is the layer.
      let hint = version >> 16 == 1 ? ": this is a component, not a core module" : ""
      throw reader.malformed("unknown binary version" + hint, at: 4)
    }
  }

  /// Whether the first bytes are those of the text format: a parenthesis or a comment, after white space.
  private static func beginsText(_ magic: UInt32) -> Bool {
    for shift in [0, 8, 16, 24] as [UInt32] {
      switch UInt8(truncatingIfNeeded: magic >> shift) {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"): continue
      case UInt8(ascii: "("), UInt8(ascii: ";"): return true
      default: return false
      }
    }
    return false
  }

  private mutating func section(
    _ id: SectionID, at start: UInt32, end: UInt32
  ) throws(ModuleError) {
    switch id {
    case .custom: try customSection(end: end)
    case .type: try typeSection()
    case .import: try importSection()
    case .function: try functionSection()
    case .table: try tableSection()
    case .memory: try memorySection()
    case .tag:
      try reader.require(anyOf: [.exceptions, .legacyExceptions], for: "tag section", at: start)
      try tagSection()
    case .global: try globalSection()
    case .export: try exportSection()
    case .start: module.start = try reader.u32()
    case .element: try elementSection()
    case .dataCount:
      try reader.require(.bulkMemory, for: "data count section", at: start)
      module.dataCount = try reader.u32()
    case .code: try codeSection()
    case .data: try dataSection()
    }
  }

  private func checkCounts() throws(ModuleError) {
    guard module.functions.count == module.code.count else {
      throw reader.malformed(
        "function and code section have inconsistent lengths", at: reader.offset)
    }
    if let count = module.dataCount, count != UInt32(module.data.count) {
      throw reader.malformed(
        "data count and data section have inconsistent lengths", at: reader.offset)
    }
  }

  /// Decodes the function bodies that were delimited so far, for the errors in them.
  func decodeBodies() throws(ModuleError) {
    for body in module.code {
      var decoder = InstructionDecoder(
        bytes: bytes, range: body.expression, features: module.features)
      while !decoder.isAtEnd { _ = try decoder.next() }
    }
  }

  private mutating func customSection(end: UInt32) throws(ModuleError) {
    let name = try reader.name()
    guard reader.offset <= end else { throw reader.unexpectedEnd() }
    let range = try reader.skip(end - reader.offset)
    module.customSections.append(DecodedModule.CustomSection(name: name, range: range))
  }
}

extension SectionID {
  /// The position in the order that sections must have; nil for custom sections, which may stand
  /// anywhere.
  fileprivate var order: Int? {
    switch self {
    case .custom: nil
    case .type: 1
    case .import: 2
    case .function: 3
    case .table: 4
    case .memory: 5
    case .tag: 6
    case .global: 7
    case .export: 8
    case .start: 9
    case .element: 10
    case .dataCount: 11
    case .code: 12
    case .data: 13
    }
  }
}

// Helpers of the sections.
extension ModuleDecoder {
  /// The number of entries of a section, of which `existing` more are already in its index space.
  mutating func count(
    limit: UInt32, name: String, existing: Int = 0
  ) throws(ModuleError) -> UInt32 {
    let start = reader.offset
    let count = try reader.count()
    guard UInt64(count) + UInt64(existing) <= UInt64(limit) else {
      throw .limitExceeded(limit: name, maximum: UInt64(limit), offset: start)
    }
    return count
  }

  /// How many entries to make room for in advance, when `count` were announced of which each takes
  /// at least `bytes` in the file.
  func reservation(_ count: UInt32, bytes: UInt32) -> Int {
    Int(truncatingIfNeeded: min(count, reader.remainingCount / bytes))
  }

  /// Finds the end of a constant expression and notes which functions it refers to.
  mutating func constantExpression() throws(ModuleError) -> ByteRange {
    let start = reader.offset
    var decoder = InstructionDecoder(
      bytes: bytes, range: ByteRange(start: start, end: start), features: module.features)
    // Blocks are not allowed in a constant expression, but that is for the validator to say.
    var depth: UInt32 = 1
    while depth > 0 {
      let instruction = try decoder.next()
      switch instruction.opcode {
      case .block, .loop, .if, .try_table, .legacy_try: depth += 1
      case .end, .legacy_delegate: depth -= 1
      case .else, .legacy_catch, .legacy_catch_all:
        guard depth > 1 else {
          throw reader.malformed("END opcode expected", at: instruction.offset)
        }
      case .ref_func: module.declareFunctionReference(instruction.index)
      default: break
      }
    }
    reader.move(to: decoder.offset)
    return ByteRange(start: start, end: decoder.offset)
  }
}

extension DecodedModule {
  /// Indices of functions that do not exist are ignored here.
  mutating func declareFunctionReference(_ index: UInt32) {
    guard index < functionCount else { return }
    if declaredFunctionReferences.isEmpty {
      declaredFunctionReferences = [Bool](repeating: false, count: Int(functionCount))
    }
    declaredFunctionReferences[Int(index)] = true
  }
}

extension ByteReader {
  func require(
    anyOf needed: Features, for construct: String, at offset: UInt32
  ) throws(ModuleError) {
    guard features.rawValue & needed.rawValue != 0 else {
      throw .unsupportedFeature(needed, construct: construct, offset: offset)
    }
  }
}
