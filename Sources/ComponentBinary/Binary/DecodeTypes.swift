internal import WasmBinary
internal import WasmTypes

// Binary: "Type Definitions".
extension ComponentDecoder {
  mutating func typeDefinition() throws(ModuleError) -> TypeDefinition {
    let start = reader.offset
    switch reader.nextByte {
    case ComponentTypeCode.function, ComponentTypeCode.asyncFunction:
      return .function(try functionType())
    case ComponentTypeCode.component:
      _ = try reader.byte()
      return .component(try declarators(allowsImports: true, at: start))
    case ComponentTypeCode.instance:
      _ = try reader.byte()
      return .instance(try declarators(allowsImports: false, at: start))
    case ComponentTypeCode.resource: return try resourceType()
    default: return .value(try definedValueType())
    }
  }

  private mutating func resourceType() throws(ModuleError) -> TypeDefinition {
    _ = try reader.byte()
    let representation = try reader.valueType()
    let hasDestructor = try flag(for: "optional resource destructor")
    return .resource(
      representation: representation, destructor: hasDestructor ? try reader.u32() : nil)
  }

  private mutating func functionType() throws(ModuleError) -> FunctionTypeSyntax {
    let isAsync = try reader.byte() == ComponentTypeCode.asyncFunction
    let count = try count(limit: limits.parameters, name: "parameters of a function")
    var parameters: [Labelled<ValueTypeUse>] = []
    parameters.reserveCapacity(Int(truncatingIfNeeded: count))
    for _ in 0..<count { parameters.append(try labelledType()) }
    return FunctionTypeSyntax(
      isAsync: isAsync, parameters: parameters, result: try resultList())
  }

  mutating func resultList() throws(ModuleError) -> ValueTypeUse? {
    let start = reader.offset
    let code = try reader.byte()
    switch code {
    case 0x00: return try valueType()
    case 0x01:
      try expect(0x00, for: "number of results")
      return nil
    default: throw invalidByte(code, for: "component function results", at: start)
    }
  }

  private mutating func labelledType() throws(ModuleError) -> Labelled<ValueTypeUse> {
    let label = try name()
    return Labelled(label, try valueType())
  }

  mutating func valueType() throws(ModuleError) -> ValueTypeUse {
    let start = reader.offset
    // A type index is a positive number; the codes of types are negative ones of one byte.
    if let code = reader.nextByte, code & 0xC0 == 0x40 {
      _ = try reader.byte()
      guard let type = PrimitiveType(rawValue: code) else {
        throw invalidByte(code, for: "primitive value type", at: start)
      }
      return .primitive(type)
    }
    let index = try reader.s33()
    guard index >= 0 else { throw reader.malformed("malformed value type", at: start) }
    return .type(UInt32(truncatingIfNeeded: index))
  }

  private mutating func optionalValueType() throws(ModuleError) -> ValueTypeUse? {
    guard try flag(for: "optional component value type") else { return nil }
    return try valueType()
  }

  private mutating func definedValueType()
    throws(ModuleError) -> DefinedValueType<ValueTypeUse, UInt32>
  {
    let start = reader.offset
    let code = try reader.byte()
    switch code {
    case ComponentTypeCode.record:
      let count = try parts()
      var fields: [Labelled<ValueTypeUse>] = []
      for _ in 0..<count { fields.append(try labelledType()) }
      return .record(fields)
    case ComponentTypeCode.variant:
      let count = try parts()
      var cases: [Labelled<ValueTypeUse?>] = []
      for _ in 0..<count { cases.append(try variantCase()) }
      return .variant(cases)
    case ComponentTypeCode.list: return .list(try valueType())
    case ComponentTypeCode.fixedLengthList:
      let element = try valueType()
      return .fixedLengthList(element, count: try reader.u32())
    case ComponentTypeCode.tuple:
      let count = try parts()
      var types: [ValueTypeUse] = []
      for _ in 0..<count { types.append(try valueType()) }
      return .tuple(types)
    case ComponentTypeCode.flags: return .flags(try labels())
    case ComponentTypeCode.enumeration: return .enumeration(try labels())
    case ComponentTypeCode.option: return .option(try valueType())
    case ComponentTypeCode.result:
      let success = try optionalValueType()
      return .result(success: success, error: try optionalValueType())
    case ComponentTypeCode.own: return .own(try reader.u32())
    case ComponentTypeCode.borrow: return .borrow(try reader.u32())
    case ComponentTypeCode.stream: return .stream(try optionalValueType())
    case ComponentTypeCode.future: return .future(try optionalValueType())
    case ComponentTypeCode.map:
      let key = try valueType()
      return .map(key: key, value: try valueType())
    default:
      guard let type = PrimitiveType(rawValue: code) else {
        throw invalidByte(code, for: "component defined type", at: start)
      }
      return .primitive(type)
    }
  }

  private mutating func parts() throws(ModuleError) -> UInt32 {
    try count(limit: limits.parts, name: "parts of a type")
  }

  private mutating func labels() throws(ModuleError) -> [String] {
    let count = try parts()
    var labels: [String] = []
    for _ in 0..<count { labels.append(try name()) }
    return labels
  }

  private mutating func variantCase() throws(ModuleError) -> Labelled<ValueTypeUse?> {
    let label = try name()
    let type = try optionalValueType()
    try expect(0x00, for: "zero byte required")
    return Labelled(label, type)
  }

  // MARK: Declarators

  private mutating func declarators(
    allowsImports: Bool, at start: UInt32
  ) throws(ModuleError) -> [Declarator] {
    try enter(at: start)
    let count = try count()
    var declarators: [Declarator] = []
    for _ in 0..<count {
      let start = reader.offset
      let content = try declarator(allowsImports: allowsImports)
      declarators.append(Declarator(content, offset: start))
    }
    leave()
    return declarators
  }

  private mutating func declarator(
    allowsImports: Bool
  ) throws(ModuleError) -> Declarator.Content {
    let start = reader.offset
    let code = try reader.byte()
    switch code {
    case DeclaratorCode.coreType: return .coreType(try coreType())
    case DeclaratorCode.type: return .type(try typeDefinition())
    case DeclaratorCode.alias: return .alias(try alias())
    case DeclaratorCode.import where allowsImports:
      let name = try externName()
      return .import(name: name, type: try externType())
    case DeclaratorCode.export:
      let name = try externName()
      return .export(name: name, type: try externType())
    default:
      throw invalidByte(code, for: "component or instance type declaration", at: start)
    }
  }

  mutating func externType() throws(ModuleError) -> ExternType {
    let start = reader.offset
    let code = try reader.byte()
    switch code {
    case 0x00:
      try expect(CoreSort.module.rawValue, for: "component external kind")
      return .coreModule(try reader.u32())
    case 0x01: return .function(try reader.u32())
    case 0x02: return .value(try valueBound())
    case 0x03: return .type(try typeBound())
    case 0x04: return .component(try reader.u32())
    case 0x05: return .instance(try reader.u32())
    default: throw invalidByte(code, for: "component external kind", at: start)
    }
  }

  private mutating func typeBound() throws(ModuleError) -> TypeBound {
    try flag(for: "type bound") ? .subResource : .equal(try reader.u32())
  }

  private mutating func valueBound() throws(ModuleError) -> ValueBound {
    try flag(for: "value bound") ? .type(try valueType()) : .equal(try reader.u32())
  }

  // MARK: Core types

  mutating func coreType() throws(ModuleError) -> CoreType {
    let start = reader.offset
    switch reader.nextByte {
    case ComponentTypeCode.module:
      _ = try reader.byte()
      return .module(try moduleDeclarators(at: start))
    case ComponentTypeCode.coreSubtypePrefix:
      _ = try reader.byte()
      guard let code = reader.nextByte, code == ComponentTypeCode.module else {
        throw invalidByte(
          reader.nextByte ?? 0, for: "non-final sub type", at: start + 1)
      }
      return .recursiveGroup(try recursiveGroup())
    default: return .recursiveGroup(try recursiveGroup())
    }
  }

  private mutating func recursiveGroup() throws(ModuleError) -> RecursiveGroup {
    let start = reader.offset
    var types: [SubType] = []
    var moduleLimits = ModuleLimits()
    moduleLimits.types = min(moduleLimits.types, limits.definitions)
    try reader.recursiveGroup(into: &types, limits: moduleLimits)
    try spend(types, at: start)
    return RecursiveGroup(types: types)
  }

  /// Fields and parameters have been bounded by the limits of modules.
  private mutating func spend(_ types: [SubType], at start: UInt32) throws(ModuleError) {
    var count: UInt32 = 0
    for type in types {
      count += 1
      switch type.composite {
      case .function(let function):
        count += UInt32(function.parameters.count + function.results.count)
      case .structure(let fields): count += UInt32(fields.count)
      case .array: break
      }
    }
    try spend(count, at: start)
  }

  private mutating func moduleDeclarators(
    at start: UInt32
  ) throws(ModuleError) -> [ModuleDeclarator] {
    try enter(at: start)
    let count = try count()
    var declarators: [ModuleDeclarator] = []
    for _ in 0..<count {
      let start = reader.offset
      let content = try moduleDeclarator()
      declarators.append(ModuleDeclarator(content, offset: start))
    }
    leave()
    return declarators
  }

  private mutating func moduleDeclarator() throws(ModuleError) -> ModuleDeclarator.Content {
    let start = reader.offset
    let code = try reader.byte()
    switch code {
    case ModuleDeclaratorCode.import:
      let module = try name()
      let name = try name()
      return .import(module: module, name: name, type: try reader.importType())
    case ModuleDeclaratorCode.type: return .type(try coreType())
    case ModuleDeclaratorCode.alias:
      try expect(CoreSort.type.rawValue, for: "outer alias kind")
      try expect(AliasCode.coreOuter, for: "outer alias target")
      let count = try reader.u32()
      return .outerType(count: count, index: try reader.u32())
    case ModuleDeclaratorCode.export:
      let name = try name()
      return .export(name: name, type: try reader.importType())
    default: throw invalidByte(code, for: "type definition", at: start)
    }
  }
}
