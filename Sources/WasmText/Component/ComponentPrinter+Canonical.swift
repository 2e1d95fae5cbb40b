internal import ComponentBinary
internal import WasmTypes

// Canonical definitions. Explainer: "Canonical Definitions".
extension ComponentPrinter {
  mutating func write(_ definition: CanonicalDefinition) {
    switch definition {
    case .lift(let function, let options, let type):
      out.write("(func")
      writeDeclaration(.function)
      out.writeTypeUse(type, scope[.type])
      out.write(" (canon lift")
      write(SortIndex(.core(.function), function))
      write(options)
    case .lower(let function, let options):
      writeCoreFunction("lower")
      write(SortIndex(.function, function))
      write(options)
    case .builtin(let builtin, let immediates):
      writeCoreFunction(builtin.name)
      for immediate in builtin.row.immediates { write(immediate, of: immediates) }
    }
    out.write("))")
  }

  private mutating func writeCoreFunction(_ name: String) {
    out.write("(core func")
    writeDeclaration(.core(.function))
    out.write(" (canon " + name)
  }

  private mutating func write(
    _ immediate: CanonicalBuiltin.Immediate, of immediates: CanonicalImmediates
  ) {
    switch immediate {
    case .resourceType, .definedResourceType, .streamType, .futureType:
      writeIndex(immediates.type, .type)
    case .resultList:
      guard let result = immediates.result else { return }
      out.write(" (result")
      write(result)
      out.write(")")
    case .options: write(immediates.options)
    case .async: if immediates.isAsync { out.write(" async") }
    case .cancellable: if immediates.isCancellable { out.write(" cancellable") }
    case .shared: if immediates.isShared { out.write(" shared") }
    case .memory: write("memory", immediates.memory, .memory)
    case .coreType: writeIndex(immediates.coreType, .core(.type))
    case .table: write(SortIndex(.core(.table), immediates.table))
    case .context:
      out.write(immediates.contextType, scope[.core(.type)])
      out.write(" \(immediates.contextSlot)")
    }
  }

  private mutating func write(_ options: [CanonicalOption]) {
    for option in options {
      switch option {
      case .stringEncoding(let encoding): out.write(" " + encoding.keyword)
      case .async: out.write(" async")
      case .memory(let index): write("memory", index, .memory)
      case .realloc(let index): write("realloc", index, .function)
      case .postReturn(let index): write("post-return", index, .function)
      case .callback(let index): write("callback", index, .function)
      }
    }
  }

  /// ` (keyword index)`, where the sort is the keyword's or written out.
  private mutating func write(_ keyword: String, _ index: UInt32, _ sort: CoreSort) {
    out.write(" (" + keyword)
    if sort.keyword == keyword {
      writeIndex(index, .core(sort))
    } else {
      write(SortIndex(.core(sort), index))
    }
    out.write(")")
  }
}
