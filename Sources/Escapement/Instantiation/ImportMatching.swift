// Whether something may be imported as something. Specification: "Matching: External Types".
internal import CInterp
internal import WasmBinary

extension Module {
  /// Whether `external` may be given for an import of type `expected`.
  func accepts(_ external: External, as expected: DecodedModule.ImportType) -> Bool {
    switch (expected, external) {
    case (.function(let type), .function(let function)):
      return engine.isSubtype(function.record.pointee.type, of: number(of: type))
    case (.table(let type), .table(let table)):
      return type.addressType == table.state.type.addressType
        && type.limits.accepts(size: table.count, maximum: table.state.type.limits.maximum)
        && areEqual(canonical(type.element), table.state.type.element)
    case (.memory(let type), .memory(let memory)):
      let actual = memory.state.type
      return type.addressType == actual.addressType && type.isShared == actual.isShared
        && type.pageSizeLog2 == actual.pageSizeLog2
        && type.limits.accepts(size: memory.pageCount, maximum: actual.limits.maximum)
    case (.global(let type), .global(let global)):
      return accepts(global.state.type, as: canonical(type))
    case (.tag(let type), .tag(let tag)):
      return number(of: type) == tag.state.type
    default: return false
    }
  }

  private func accepts(_ actual: GlobalType, as expected: GlobalType) -> Bool {
    guard actual.isMutable == expected.isMutable,
      engine.isSubtype(actual.value, of: expected.value)
    else { return false }
    return !actual.isMutable || engine.isSubtype(expected.value, of: actual.value)
  }

  private func areEqual(_ type: ReferenceType, _ other: ReferenceType) -> Bool {
    engine.isSubtype(.reference(type), of: .reference(other))
      && engine.isSubtype(.reference(other), of: .reference(type))
  }
}
