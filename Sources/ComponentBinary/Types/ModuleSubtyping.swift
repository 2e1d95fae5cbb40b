internal import WasmBinary
internal import WasmTypes

// Subtyping of core modules: a module may import less and export more than is expected of it.
extension ComponentTypes {
  mutating func check(
    _ actual: ModuleTypeID, matches expected: ModuleTypeID
  ) throws(TypeCheckFailure) {
    guard actual != expected else { return }
    let actual = self[actual]
    let expected = self[expected]
    for entry in actual.imports {
      try spend()
      guard let supplied = expected.importType(module: entry.module, name: entry.name) else {
        throw .mismatch("missing expected import `\(entry.module)::\(entry.name)`")
      }
      do throws(TypeCheckFailure) {
        try check(supplied, matches: entry.type)
      } catch {
        throw error.inside("import `\(entry.module)::\(entry.name)`")
      }
    }
    for entry in expected.exports {
      try spend()
      guard let type = actual.export(entry.name) else {
        throw .mismatch("missing expected export `\(entry.name)`")
      }
      do throws(TypeCheckFailure) {
        try check(type, matches: entry.type)
      } catch {
        throw error.inside("export `\(entry.name)`")
      }
    }
  }

  /// Specification of WebAssembly: "External Types" under "Matching".
  func check(
    _ actual: DecodedModule.ImportType, matches expected: DecodedModule.ImportType
  ) throws(TypeCheckFailure) {
    switch (actual, expected) {
    case (.function(let actual), .function(let expected)):
      guard coreTypes.isSubtype(actual, of: expected) else {
        throw .mismatch(
          "expected: \(coreText(ofFunction: expected)), found: \(coreText(ofFunction: actual))")
      }
    case (.tag(let actual), .tag(let expected)):
      guard actual == expected else {
        throw .mismatch(
          "expected: \(coreText(ofFunction: expected)), found: \(coreText(ofFunction: actual))")
      }
    case (.table(let actual), .table(let expected)): try check(actual, matches: expected)
    case (.memory(let actual), .memory(let expected)): try check(actual, matches: expected)
    case (.global(let actual), .global(let expected)): try check(actual, matches: expected)
    default: throw .mismatch("expected \(expected.kind), found \(actual.kind)")
    }
  }

  private func check(_ actual: TableType, matches expected: TableType) throws(TypeCheckFailure) {
    guard actual.element == expected.element else {
      throw .mismatch(
        "expected table element type \(expected.element), found \(actual.element)")
    }
    guard actual.addressType == expected.addressType else {
      throw .mismatch("mismatch in index type used for tables")
    }
    guard expected.limits.accepts(size: actual.limits.minimum, maximum: actual.limits.maximum)
    else { throw .mismatch("mismatch in table limits") }
  }

  private func check(_ actual: MemoryType, matches expected: MemoryType) throws(TypeCheckFailure) {
    guard actual.isShared == expected.isShared else {
      throw .mismatch("mismatch in the shared flag for memories")
    }
    guard actual.addressType == expected.addressType else {
      throw .mismatch("mismatch in index type used for memories")
    }
    guard actual.pageSizeLog2 == expected.pageSizeLog2 else {
      throw .mismatch("mismatch in the page size of memories")
    }
    guard expected.limits.accepts(size: actual.limits.minimum, maximum: actual.limits.maximum)
    else { throw .mismatch("mismatch in memory limits") }
  }

  private func check(_ actual: GlobalType, matches expected: GlobalType) throws(TypeCheckFailure) {
    guard actual.isMutable == expected.isMutable else {
      throw .mismatch("mismatch in the mutability of globals")
    }
    let matches =
      expected.isMutable
      ? actual.value == expected.value : coreTypes.isSubtype(actual.value, of: expected.value)
    guard matches else {
      throw .mismatch("expected global type \(expected.value), found \(actual.value)")
    }
  }

  private func coreText(ofFunction number: UInt32) -> String {
    guard case .function(let type) = coreTypes.types[Int(number)].composite else { return "(func)" }
    var text = "(func"
    if !type.parameters.isEmpty {
      text += " (param"
      for parameter in type.parameters { text += " \(parameter)" }
      text += ")"
    }
    if !type.results.isEmpty {
      text += " (result"
      for result in type.results { text += " \(result)" }
      text += ")"
    }
    return text + ")"
  }
}

extension DecodedModule.ImportType {
  var kind: String {
    switch self {
    case .function: "func"
    case .table: "table"
    case .memory: "memory"
    case .global: "global"
    case .tag: "tag"
    }
  }

  var sort: CoreSort {
    switch self {
    case .function: .function
    case .table: .table
    case .memory: .memory
    case .global: .global
    case .tag: .tag
    }
  }

  /// The same with other numbers for types.
  func mapTypeIndices(_ map: (TypeIndex) -> UInt32) -> DecodedModule.ImportType {
    switch self {
    case .function(let index): .function(map(index))
    case .tag(let index): .tag(map(index))
    case .memory: self
    case .global(let type):
      .global(GlobalType(value: type.value.mapTypeIndex(map), isMutable: type.isMutable))
    case .table(let type):
      .table(
        TableType(
          element: type.element.mapTypeIndex(map), limits: type.limits,
          addressType: type.addressType))
    }
  }
}
