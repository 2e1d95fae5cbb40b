internal import WasmTypes

extension NameSection {
  /// Reads the contents of a name section as far as they can be read.
  ///
  /// Whether all of it was understood shows when the result is encoded again.
  init(reading bytes: ArraySlice<UInt8>) {
    var reader = NameReader(rest: bytes)
    while let id = reader.rest.popFirst(), let contents = reader.sized() {
      guard let subsection = Subsection(rawValue: id) else { continue }
      var reader = NameReader(rest: contents)
      switch subsection {
      case .module: module = reader.name()
      case .functions: functions = reader.names()
      case .locals: locals = reader.indirectNames()
      case .labels: labels = reader.indirectNames()
      case .types: types = reader.names()
      case .tables: tables = reader.names()
      case .memories: memories = reader.names()
      case .globals: globals = reader.names()
      case .elements: elements = reader.names()
      case .dataSegments: dataSegments = reader.names()
      case .fields: fields = reader.indirectNames()
      case .tags: tags = reader.names()
      }
    }
  }
}

/// Reads the parts of a name section. What is malformed ends the list that it is in.
private struct NameReader {
  var rest: ArraySlice<UInt8>

  mutating func unsigned() -> UInt32? {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 35, by: 7) {
      guard let byte = rest.popFirst() else { return nil }
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return UInt32(exactly: value) }
    }
    return nil
  }

  /// As many bytes as a number says that precedes them.
  mutating func sized() -> ArraySlice<UInt8>? {
    guard let size = unsigned(), UInt64(size) <= UInt64(rest.count) else { return nil }
    let contents = rest.prefix(Int(size))
    rest = rest.dropFirst(Int(size))
    return contents
  }

  mutating func name() -> Name? { sized().map { Name(utf8: $0) } }

  /// Indices that do not ascend end the list.
  mutating func names() -> NameSection.Names {
    var names: NameSection.Names = []
    guard let count = unsigned() else { return names }
    while names.count < count, let index = unsigned(), let name = name() {
      if let last = names.last, last.index >= index { break }
      names.append(NameSection.IndexedName(index: index, name: name))
    }
    return names
  }

  mutating func indirectNames() -> NameSection.IndirectNames {
    var list: NameSection.IndirectNames = []
    guard let count = unsigned() else { return list }
    while list.count < count, let index = unsigned() {
      if let last = list.last, last.index >= index { break }
      list.append(NameSection.IndexedNames(index: index, names: names()))
    }
    return list
  }
}
