internal import WasmBinary
internal import WasmTypes

// Instances, aliases, canonical definitions, imports and exports. Binary: the sections of these names.
extension ComponentDecoder {
  mutating func coreInstance() throws(ModuleError) -> ComponentSyntax.CoreInstance {
    let start = reader.offset
    let code = try reader.byte()
    switch code {
    case 0x00:
      let module = try reader.u32()
      let count = try count()
      var arguments: [ComponentSyntax.CoreArgument] = []
      for _ in 0..<count {
        let name = try name()
        try expect(CoreSort.instance.rawValue, for: "instantiation arg kind")
        arguments.append(ComponentSyntax.CoreArgument(name: name, instance: try reader.u32()))
      }
      return .instantiate(module: module, arguments: arguments)
    case 0x01:
      let count = try count()
      var exports: [ComponentSyntax.CoreInlineExport] = []
      for _ in 0..<count {
        let name = try name()
        let sort = try coreSort(for: "external kind")
        exports.append(
          ComponentSyntax.CoreInlineExport(name: name, sort: sort, index: try reader.u32()))
      }
      return .exports(exports)
    default: throw invalidByte(code, for: "core instance", at: start)
    }
  }

  mutating func instance() throws(ModuleError) -> ComponentSyntax.Instance {
    let start = reader.offset
    let code = try reader.byte()
    switch code {
    case 0x00:
      let component = try reader.u32()
      let count = try count()
      var arguments: [ComponentSyntax.Argument] = []
      for _ in 0..<count {
        let name = try name()
        arguments.append(ComponentSyntax.Argument(name: name, item: try sortIndex()))
      }
      return .instantiate(component: component, arguments: arguments)
    case 0x01:
      let count = try count()
      var exports: [ComponentSyntax.InlineExport] = []
      for _ in 0..<count {
        let name = try externName()
        exports.append(ComponentSyntax.InlineExport(name: name, item: try sortIndex()))
      }
      return .exports(exports)
    default: throw invalidByte(code, for: "instance", at: start)
    }
  }

  mutating func alias() throws(ModuleError) -> Alias {
    let sortStart = reader.offset
    let sort = try sort(for: "component outer alias kind")
    let start = reader.offset
    let code = try reader.byte()
    switch code {
    case AliasCode.export:
      let instance = try reader.u32()
      return .export(instance: instance, name: try name(), sort: sort)
    case AliasCode.coreExport:
      guard case .core(let coreSort) = sort else {
        throw invalidByte(sort.binaryCode, for: "core alias kind", at: sortStart)
      }
      let instance = try reader.u32()
      return .coreExport(instance: instance, name: try name(), sort: coreSort)
    case AliasCode.outer:
      switch sort {
      case .core(.type), .core(.module), .type, .component: break
      case .core(let coreSort):
        throw invalidByte(
          coreSort.rawValue, for: "component outer alias kind", at: sortStart + 1)
      default: throw invalidByte(sort.binaryCode, for: "component outer alias kind", at: sortStart)
      }
      let count = try reader.u32()
      return .outer(count: count, index: try reader.u32(), sort: sort)
    default: throw invalidByte(code, for: "alias", at: start)
    }
  }

  mutating func startDefinition() throws(ModuleError) -> ComponentSyntax.Start {
    let function = try reader.u32()
    let count = try count()
    var arguments: [UInt32] = []
    for _ in 0..<count { arguments.append(try reader.u32()) }
    return ComponentSyntax.Start(
      function: function, arguments: arguments, resultCount: try reader.u32())
  }

  mutating func importDefinition() throws(ModuleError) -> ComponentSyntax.Import {
    let name = try externName()
    return ComponentSyntax.Import(name: name, type: try externType())
  }

  mutating func exportDefinition() throws(ModuleError) -> ComponentSyntax.Export {
    let name = try externName()
    let item = try sortIndex()
    let hasType = try flag(for: "optional component export type")
    return ComponentSyntax.Export(name: name, item: item, type: hasType ? try externType() : nil)
  }

  mutating func valueDefinition() throws(ModuleError) -> ComponentSyntax.Value {
    let type = try valueType()
    let count = try reader.length()
    return ComponentSyntax.Value(type: type, bytes: try reader.skip(count))
  }

  // MARK: Sorts and names

  mutating func sort(for construct: String) throws(ModuleError) -> Sort {
    let start = reader.offset
    let code = try reader.byte()
    switch code {
    case 0x00: return .core(try coreSort(for: construct))
    case 0x01: return .function
    case 0x02: return .value
    case 0x03: return .type
    case 0x04: return .component
    case 0x05: return .instance
    default: throw invalidByte(code, for: construct, at: start)
    }
  }

  private mutating func coreSort(for construct: String) throws(ModuleError) -> CoreSort {
    let start = reader.offset
    let code = try reader.byte()
    guard let sort = CoreSort(rawValue: code) else {
      throw invalidByte(code, for: construct, at: start)
    }
    return sort
  }

  mutating func sortIndex() throws(ModuleError) -> SortIndex {
    let sort = try sort(for: "component external kind")
    return SortIndex(sort, try reader.u32())
  }

  mutating func externName() throws(ModuleError) -> ExternName {
    let start = reader.offset
    let code = try reader.byte()
    switch code {
    case NameCode.plain, NameCode.plainFormerly: return ExternName(try name())
    case NameCode.withAttributes:
      var externName = ExternName(try name())
      let count = try count()
      for _ in 0..<count { externName.attributes.append(try attribute()) }
      return externName
    default: throw invalidByte(code, for: "component name", at: start)
    }
  }

  private mutating func attribute() throws(ModuleError) -> ExternName.Attribute {
    let start = reader.offset
    let code = try reader.byte()
    switch code {
    case AttributeCode.implements: return .implements(try name())
    case AttributeCode.versionSuffix: return .versionSuffix(try name())
    case AttributeCode.externalID: return .externalID(try name())
    default: throw invalidByte(code, for: "name option", at: start)
    }
  }

  // MARK: Canonical definitions

  mutating func canonicalDefinition() throws(ModuleError) -> CanonicalDefinition {
    let start = reader.offset
    let code = try reader.byte()
    switch code {
    case CanonicalCode.lift:
      try expect(CoreSort.function.rawValue, for: "canonical function lift")
      let function = try reader.u32()
      let options = try canonicalOptions()
      return .lift(coreFunction: function, options: options, type: try reader.u32())
    case CanonicalCode.lower:
      try expect(CoreSort.function.rawValue, for: "canonical function lower")
      let function = try reader.u32()
      return .lower(function: function, options: try canonicalOptions())
    default:
      guard let builtin = CanonicalBuiltin(rawValue: code) else {
        throw invalidByte(code, for: "canonical function", at: start)
      }
      return .builtin(builtin, try immediates(of: builtin))
    }
  }

  private mutating func immediates(
    of builtin: CanonicalBuiltin
  ) throws(ModuleError) -> CanonicalImmediates {
    var immediates = CanonicalImmediates()
    for immediate in builtin.row.immediates {
      switch immediate {
      case .resourceType, .definedResourceType, .streamType, .futureType:
        immediates.type = try reader.u32()
      case .resultList: immediates.result = try resultList()
      case .options: immediates.options = try canonicalOptions()
      case .async: immediates.isAsync = try boolean()
      case .cancellable: immediates.isCancellable = try boolean()
      case .shared: immediates.isShared = try boolean()
      case .memory: immediates.memory = try reader.u32()
      case .coreType: immediates.coreType = try reader.u32()
      case .table: immediates.table = try reader.u32()
      case .context:
        immediates.contextType = try reader.valueType()
        immediates.contextSlot = try reader.u32()
      }
    }
    return immediates
  }

  private mutating func boolean() throws(ModuleError) -> Bool {
    let start = reader.offset
    let byte = try reader.byte()
    guard byte <= 1 else { throw reader.malformed("invalid boolean value", at: start) }
    return byte == 1
  }

  private mutating func canonicalOptions() throws(ModuleError) -> [CanonicalOption] {
    let count = try count()
    var options: [CanonicalOption] = []
    for _ in 0..<count { options.append(try canonicalOption()) }
    return options
  }

  private mutating func canonicalOption() throws(ModuleError) -> CanonicalOption {
    let start = reader.offset
    let code = try reader.byte()
    switch code {
    case CanonicalOptionCode.memory: return .memory(try reader.u32())
    case CanonicalOptionCode.realloc: return .realloc(try reader.u32())
    case CanonicalOptionCode.postReturn: return .postReturn(try reader.u32())
    case CanonicalOptionCode.async: return .async
    case CanonicalOptionCode.callback: return .callback(try reader.u32())
    default:
      guard let encoding = StringEncoding(rawValue: code) else {
        throw invalidByte(code, for: "canonical option", at: start)
      }
      return .stringEncoding(encoding)
    }
  }
}
