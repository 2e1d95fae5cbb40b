internal import WasmTypes

// Types of modules, which refer to defined types by the identifiers of `types`. Specification: "Text
// Format: Types".
extension TextBuffer {
  mutating func write(_ type: ValueType, _ types: Identifiers) {
    write(" ")
    if case .reference(let reference) = type {
      write(reference, types)
    } else {
      write(type.description)
    }
  }

  mutating func write(_ type: ReferenceType, _ types: Identifiers) {
    guard case .concrete(let index) = type.heapType else { return write(type.description) }
    write(type.isNullable ? "(ref null" : "(ref")
    writeIndex(index, types)
    write(")")
  }

  /// A space and a heap type.
  mutating func write(_ type: HeapType, _ types: Identifiers) {
    if case .concrete(let index) = type {
      writeIndex(index, types)
    } else {
      write(" " + type.description)
    }
  }

  /// `(type x)`
  mutating func writeTypeUse(_ index: TypeIndex, _ types: Identifiers) {
    write(" (type")
    writeIndex(index, types)
    write(")")
  }

  /// `(param ...) (result ...)`
  mutating func writeSignature(_ type: FunctionType, _ types: Identifiers) {
    writeList("param", type.parameters, types)
    writeList("result", type.results, types)
  }

  mutating func writeList(_ keyword: String, _ list: [ValueType], _ types: Identifiers) {
    if list.isEmpty { return }
    write(" (" + keyword)
    for type in list { write(type, types) }
    write(")")
  }

  mutating func write(_ type: MemoryType) { write(" " + type.description) }

  mutating func write(_ type: TableType, _ types: Identifiers) {
    write(type.addressType == .i64 ? " i64 " : " ")
    write(type.limits.description)
    write(" ")
    write(type.element, types)
  }

  mutating func write(_ type: GlobalType, _ types: Identifiers) {
    if type.isMutable { write(" (mut") }
    write(type.value, types)
    if type.isMutable { write(")") }
  }

  /// A type without what declares it; `fields` are those of a structure.
  mutating func write(_ type: SubType, _ types: Identifiers, fields: Identifiers) {
    let hasSub = !type.isFinal || !type.supertypes.isEmpty
    if hasSub {
      write(type.isFinal ? "(sub final" : "(sub")
      for supertype in type.supertypes { writeIndex(supertype, types) }
      write(" ")
    }
    write(type.composite, types, fields: fields)
    if hasSub { write(")") }
  }

  private mutating func write(
    _ type: CompositeType, _ types: Identifiers, fields identifiers: Identifiers
  ) {
    switch type {
    case .function(let type):
      write("(func")
      writeSignature(type, types)
    case .array(let element):
      write("(array ")
      write(element, types)
    case .structure(let fields):
      write("(struct")
      for (position, field) in fields.enumerated() {
        write(" (field")
        let index = UInt32(truncatingIfNeeded: position)
        if identifiers.hasName(index) { writeDeclaration(index, identifiers) }
        write(" ")
        write(field, types)
        write(")")
      }
    }
    write(")")
  }

  private mutating func write(_ field: FieldType, _ types: Identifiers) {
    if field.isMutable { write("(mut ") }
    switch field.storage {
    case .i8: write("i8")
    case .i16: write("i16")
    case .value(.reference(let type)): write(type, types)
    case .value(let type): write(type.description)
    }
    if field.isMutable { write(")") }
  }
}
