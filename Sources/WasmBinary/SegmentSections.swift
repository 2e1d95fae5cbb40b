internal import WasmTypes

// Segments and code. Specification: "Element Section" to "Data Section".
extension ModuleDecoder {
  mutating func elementSection() throws(ModuleError) {
    let count = try count(limit: limits.elementSegments, name: "element segments")
    module.elements.reserveCapacity(reservation(count, bytes: 4))
    for _ in 0..<count { module.elements.append(try elementSegment()) }
  }

  private mutating func elementSegment() throws(ModuleError) -> DecodedModule.ElementSegment {
    let start = reader.offset
    let flags = try reader.u32()
    guard flags < 8 else { throw reader.malformed("malformed elements segment kind", at: start) }
    let isPassiveOrDeclarative = flags & SegmentFlag.notActive != 0
    let hasIndexOrIsDeclarative = flags & SegmentFlag.hasIndex != 0
    let hasExpressions = flags & SegmentFlag.expressions != 0

    if hasExpressions || isPassiveOrDeclarative {
      try reader.require(
        anyOf: [.bulkMemory, .referenceTypes], for: "element segment of this kind", at: start)
    }
    let mode: DecodedModule.SegmentMode
    if isPassiveOrDeclarative {
      mode = hasIndexOrIsDeclarative ? .declarative : .passive
    } else {
      let table = hasIndexOrIsDeclarative ? try reader.u32() : 0
      mode = .active(index: table, offset: try constantExpression())
    }

    var type = ReferenceType(isNullable: hasExpressions, heapType: .func)
    if isPassiveOrDeclarative || hasIndexOrIsDeclarative {
      if hasExpressions {
        type = try reader.referenceType()
      } else {
        let kindOffset = reader.offset
        guard try reader.byte() == 0 else {
          throw reader.malformed("malformed element kind", at: kindOffset)
        }
      }
    }
    let items = hasExpressions ? try elementExpressions() : try elementFunctions()
    return DecodedModule.ElementSegment(mode: mode, type: type, items: items, offset: start)
  }

  private mutating func elementFunctions() throws(ModuleError) -> DecodedModule.ElementItems {
    let count = try count(limit: limits.elementSegmentItems, name: "items of an element segment")
    var functions: [UInt32] = []
    functions.reserveCapacity(Int(count))
    for _ in 0..<count {
      let index = try reader.u32()
      module.declareFunctionReference(index)
      functions.append(index)
    }
    return .functions(functions)
  }

  private mutating func elementExpressions() throws(ModuleError) -> DecodedModule.ElementItems {
    let count = try count(limit: limits.elementSegmentItems, name: "items of an element segment")
    var expressions: [ByteRange] = []
    expressions.reserveCapacity(reservation(count, bytes: 3))
    for _ in 0..<count { expressions.append(try constantExpression()) }
    return .expressions(expressions)
  }

  mutating func codeSection() throws(ModuleError) {
    let count = try count(limit: limits.functions, name: "functions")
    module.code.reserveCapacity(reservation(count, bytes: 3))
    module.localRuns.reserveCapacity(reservation(count, bytes: 3))
    for _ in 0..<count {
      let sizeOffset = reader.offset
      let size = try reader.length()
      guard size <= limits.functionBytes else {
        throw .limitExceeded(
          limit: "bytes of a function", maximum: UInt64(limits.functionBytes), offset: sizeOffset)
      }
      let start = reader.offset
      let end = start + size
      let firstRun = module.localRuns.count
      let localCount = try locals()
      guard reader.offset <= end else {
        throw reader.malformed("section size mismatch", at: start)
      }
      module.code.append(
        DecodedModule.FunctionBody(
          range: ByteRange(start: start, end: end),
          expression: ByteRange(start: reader.offset, end: end),
          localRuns: firstRun..<module.localRuns.count, localCount: localCount))
      reader.move(to: end)
    }
  }

  /// Reads the declarations of a function's locals into `localRuns` and returns the number of
  /// locals.
  private mutating func locals() throws(ModuleError) -> UInt32 {
    let start = reader.offset
    let runs = try reader.count()
    var total: UInt64 = 0
    for _ in 0..<runs {
      let count = try reader.u32()
      let type = try reader.valueType()
      total += UInt64(count)
      // An empty run of references stays: its type has to be checked all the same.
      if count > 0 || type.isReference {
        module.localRuns.append(DecodedModule.LocalRun(count: count, type: type))
      }
    }
    guard total <= UInt64(UInt32.max) else { throw reader.malformed("too many locals", at: start) }
    guard total <= UInt64(limits.locals) else {
      throw .limitExceeded(
        limit: "locals of a function", maximum: UInt64(limits.locals), offset: start)
    }
    return UInt32(total)
  }

  mutating func dataSection() throws(ModuleError) {
    let count = try count(limit: limits.dataSegments, name: "data segments")
    module.data.reserveCapacity(reservation(count, bytes: 2))
    for _ in 0..<count {
      let start = reader.offset
      let mode = try dataMode()
      let size = try reader.u32()
      let range = try reader.skip(size)
      module.data.append(DecodedModule.DataSegment(mode: mode, bytes: range, offset: start))
    }
  }

  private mutating func dataMode() throws(ModuleError) -> DecodedModule.SegmentMode {
    let start = reader.offset
    switch try reader.u32() {
    case 0: return .active(index: 0, offset: try constantExpression())
    case 1:
      try reader.require(.bulkMemory, for: "passive data segment", at: start)
      return .passive
    case 2:
      let memory = try reader.u32()
      return .active(index: memory, offset: try constantExpression())
    default: throw reader.malformed("malformed data segment kind", at: start)
    }
  }
}
