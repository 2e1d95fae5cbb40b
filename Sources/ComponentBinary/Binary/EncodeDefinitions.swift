internal import WasmBinary
internal import WasmTypes

// Instances, aliases, canonical definitions, imports and exports. Binary: the sections of these names.
extension BinaryWriter {
  mutating func coreInstance(_ instance: ComponentSyntax.CoreInstance) {
    switch instance {
    case .instantiate(let module, let arguments):
      byte(0x00)
      unsigned(module)
      count(arguments.count)
      for argument in arguments {
        name(argument.name)
        byte(CoreSort.instance.rawValue)
        unsigned(argument.instance)
      }
    case .exports(let exports):
      byte(0x01)
      count(exports.count)
      for export in exports {
        name(export.name)
        byte(export.sort.rawValue)
        unsigned(export.index)
      }
    }
  }

  mutating func instance(_ instance: ComponentSyntax.Instance) {
    switch instance {
    case .instantiate(let component, let arguments):
      byte(0x00)
      unsigned(component)
      count(arguments.count)
      for argument in arguments {
        name(argument.name)
        sortIndex(argument.item)
      }
    case .exports(let exports):
      byte(0x01)
      count(exports.count)
      for export in exports {
        externName(export.name)
        sortIndex(export.item)
      }
    }
  }

  mutating func alias(_ alias: Alias) {
    sort(alias.sort)
    switch alias {
    case .export(let instance, let text, _):
      byte(AliasCode.export)
      unsigned(instance)
      name(text)
    case .coreExport(let instance, let text, _):
      byte(AliasCode.coreExport)
      unsigned(instance)
      name(text)
    case .outer(let count, let index, _):
      byte(AliasCode.outer)
      unsigned(count)
      unsigned(index)
    }
  }

  mutating func start(_ start: ComponentSyntax.Start) {
    unsigned(start.function)
    count(start.arguments.count)
    for argument in start.arguments { unsigned(argument) }
    unsigned(start.resultCount)
  }

  mutating func export(_ definition: ComponentSyntax.Export) {
    externName(definition.name)
    sortIndex(definition.item)
    byte(definition.type == nil ? 0 : 1)
    if let type = definition.type { externType(type) }
  }

  mutating func sort(_ sort: Sort) {
    byte(sort.binaryCode)
    if case .core(let sort) = sort { byte(sort.rawValue) }
  }

  mutating func sortIndex(_ item: SortIndex) {
    sort(item.sort)
    unsigned(item.index)
  }

  mutating func externName(_ externName: ExternName) {
    byte(externName.attributes.isEmpty ? NameCode.plain : NameCode.withAttributes)
    name(externName.name)
    guard !externName.attributes.isEmpty else { return }
    count(externName.attributes.count)
    for attribute in externName.attributes {
      switch attribute {
      case .implements(let text):
        byte(AttributeCode.implements)
        name(text)
      case .versionSuffix(let text):
        byte(AttributeCode.versionSuffix)
        name(text)
      case .externalID(let text):
        byte(AttributeCode.externalID)
        name(text)
      }
    }
  }

  mutating func canonicalDefinition(_ definition: CanonicalDefinition) {
    switch definition {
    case .lift(let function, let options, let type):
      byte(CanonicalCode.lift)
      byte(CoreSort.function.rawValue)
      unsigned(function)
      canonicalOptions(options)
      unsigned(type)
    case .lower(let function, let options):
      byte(CanonicalCode.lower)
      byte(CoreSort.function.rawValue)
      unsigned(function)
      canonicalOptions(options)
    case .builtin(let builtin, let immediates):
      byte(builtin.rawValue)
      canonicalImmediates(immediates, of: builtin)
    }
  }

  private mutating func canonicalImmediates(
    _ immediates: CanonicalImmediates, of builtin: CanonicalBuiltin
  ) {
    for immediate in builtin.row.immediates {
      switch immediate {
      case .resourceType, .definedResourceType, .streamType, .futureType:
        unsigned(immediates.type)
      case .resultList: resultList(immediates.result)
      case .options: canonicalOptions(immediates.options)
      case .async: byte(immediates.isAsync ? 1 : 0)
      case .cancellable: byte(immediates.isCancellable ? 1 : 0)
      case .shared: byte(immediates.isShared ? 1 : 0)
      case .memory: unsigned(immediates.memory)
      case .coreType: unsigned(immediates.coreType)
      case .table: unsigned(immediates.table)
      case .context:
        valueType(immediates.contextType)
        unsigned(immediates.contextSlot)
      }
    }
  }

  private mutating func canonicalOptions(_ options: [CanonicalOption]) {
    count(options.count)
    for option in options {
      switch option {
      case .stringEncoding(let encoding): byte(encoding.rawValue)
      case .memory(let index):
        byte(CanonicalOptionCode.memory)
        unsigned(index)
      case .realloc(let index):
        byte(CanonicalOptionCode.realloc)
        unsigned(index)
      case .postReturn(let index):
        byte(CanonicalOptionCode.postReturn)
        unsigned(index)
      case .async: byte(CanonicalOptionCode.async)
      case .callback(let index):
        byte(CanonicalOptionCode.callback)
        unsigned(index)
      }
    }
  }
}
