internal import WasmTypes

/// Validates what a module declares: all of it but types and function bodies. Specification:
/// "Modules".
struct DeclarationValidator: ~Copyable {
  private let context: ValidationContext
  private var expressions: FunctionValidator

  private var module: DecodedModule { context.module }

  init(_ context: ValidationContext) {
    self.context = context
    expressions = FunctionValidator(context)
  }

  consuming func validate() throws(ModuleError) {
    try validateTables()
    try validateMemories()
    try validateGlobals()
    try validateExports()
    try validateStart()
    try validateElements()
    try validateData()
  }

  private func invalid(_ reason: String, at offset: UInt32) -> ModuleError {
    .invalid(reason: reason, function: nil, functionName: nil, instruction: nil, offset: offset)
  }
}

// Tables, memories and globals.
extension DeclarationValidator {
  private mutating func validateTables() throws(ModuleError) {
    let offset = module.sectionOffset(.table)
    if module.tableCount > 1, !module.features.contains(.referenceTypes) {
      throw .unsupportedFeature(
        .referenceTypes, construct: "multiple tables", offset: offset)
    }
    for type in module.importedTables {
      try type.validate(at: module.sectionOffset(.import))
    }
    for (position, table) in module.tables.enumerated() {
      try table.type.validate(at: table.offset)
      let element = context.tables.tables[module.importedTables.count + position].element
      if let initializer = table.initializer {
        try expressions.validateConstant(
          initializer, type: element, visibleGlobals: UInt32(module.importedGlobals.count))
      } else if !element.isDefaultable {
        throw invalid(
          "type mismatch: a table of \(table.type.element) needs an initializer", at: table.offset)
      }
    }
  }

  private func validateMemories() throws(ModuleError) {
    let offset = module.sectionOffset(.memory)
    if module.memoryCount > 1, !module.features.contains(.multiMemory) {
      throw .unsupportedFeature(.multiMemory, construct: "multiple memories", offset: offset)
    }
    for type in module.importedMemories {
      try type.validate(at: module.sectionOffset(.import))
    }
    for type in module.memories { try type.validate(at: offset) }
  }

  private mutating func validateGlobals() throws(ModuleError) {
    // Before garbage collection, only imported globals could be used in initializers.
    let seesDefined = module.features.contains(.garbageCollection)
    for (position, global) in module.globals.enumerated() {
      let index = module.importedGlobals.count + position
      try expressions.validateConstant(
        global.initializer, type: context.tables.globals[index].type,
        visibleGlobals: UInt32(seesDefined ? index : module.importedGlobals.count))
    }
  }
}

// Exports and the start function.
extension DeclarationValidator {
  private func validateExports() throws(ModuleError) {
    var names: Set<Name> = []
    names.reserveCapacity(module.exports.count)
    for export in module.exports {
      let count =
        switch export.kind {
        case .function: module.functionCount
        case .table: module.tableCount
        case .memory: module.memoryCount
        case .global: module.globalCount
        case .tag: module.tagCount
        }
      guard export.index < count else {
        throw invalid("unknown \(export.kind) \(export.index)", at: export.offset)
      }
      if export.kind == .global, !module.features.contains(.mutableGlobals),
        context.tables.globals[Int(export.index)].isMutable
      {
        throw .unsupportedFeature(
          .mutableGlobals, construct: "export of a mutable global", offset: export.offset)
      }
      guard names.insert(Name(export.name)).inserted else {
        throw invalid("duplicate export name \"\(export.name)\"", at: export.offset)
      }
    }
  }

  private func validateStart() throws(ModuleError) {
    guard let start = module.start else { return }
    let offset = module.sectionOffset(.start)
    guard start < module.functionCount else {
      throw invalid("unknown function \(start)", at: offset)
    }
    let type = context.tables.definedTypes[Int(context.tables.functions[Int(start)])]
    guard type.parameters.count == 0, type.results.count == 0 else {
      throw invalid("start function must not have parameters or results", at: offset)
    }
  }
}

// Segments.
extension DeclarationValidator {
  private mutating func validateElements() throws(ModuleError) {
    for (position, segment) in module.elements.enumerated() {
      let type = context.tables.elements[position]
      switch segment.items {
      case .functions(let functions):
        for function in functions where function >= module.functionCount {
          throw invalid("unknown function \(function)", at: segment.offset)
        }
      case .expressions(let expressions):
        for expression in expressions {
          try self.expressions.validateConstant(
            expression, type: type, visibleGlobals: module.globalCount)
        }
      }
      guard case .active(let index, let offset) = segment.mode else { continue }
      guard index < module.tableCount else {
        throw invalid("unknown table \(index)", at: segment.offset)
      }
      let table = context.tables.tables[Int(index)]
      guard context.tables.relation.isSubtype(type, of: table.element) else {
        throw invalid(
          "type mismatch: element segment of \(segment.type) for table \(index)",
          at: segment.offset)
      }
      try expressions.validateConstant(
        offset, type: table.address, visibleGlobals: module.globalCount)
    }
  }

  private mutating func validateData() throws(ModuleError) {
    for segment in module.data {
      guard case .active(let index, let offset) = segment.mode else { continue }
      guard index < module.memoryCount else {
        throw invalid("unknown memory \(index)", at: segment.offset)
      }
      try expressions.validateConstant(
        offset, type: context.tables.memories[Int(index)], visibleGlobals: module.globalCount)
    }
  }
}
