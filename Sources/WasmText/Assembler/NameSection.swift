internal import WasmBinary
internal import WasmTypes

/// The contents of a name section. Specification: "Custom Sections: Name Section".
struct NameSection: Equatable {
  /// A name for some of the indices of a space, in ascending order.
  typealias Names = [IndexedName]
  /// Names for some of the indices, in ascending order, of spaces that belong to an index each.
  typealias IndirectNames = [IndexedNames]

  struct IndexedName: Equatable {
    var index: UInt32
    var name: Name
  }

  struct IndexedNames: Equatable {
    var index: UInt32
    var names: Names
  }

  /// The parts of the section.
  enum Subsection: UInt8, CaseIterable {
    case module = 0
    case functions = 1
    case locals = 2
    case labels = 3
    case types = 4
    case tables = 5
    case memories = 6
    case globals = 7
    case elements = 8
    case dataSegments = 9
    case fields = 10
    case tags = 11
  }

  var module: Name?
  var functions: Names = []
  /// By function.
  var locals: IndirectNames = []
  /// By function; the index of a label is the number of blocks that begin before its own.
  var labels: IndirectNames = []
  var types: Names = []
  var tables: Names = []
  var memories: Names = []
  var globals: Names = []
  var elements: Names = []
  var dataSegments: Names = []
  /// By type.
  var fields: IndirectNames = []
  var tags: Names = []
}

extension NameSection {
  /// The contents of the section, or nil if there is nothing to name.
  func encoded() -> [UInt8]? {
    var writer = BinaryWriter()
    if let module {
      writer.byte(Subsection.module.rawValue)
      writer.sized { $0.name(module.string) }
    }
    write(.functions, functions, to: &writer)
    write(.locals, locals, to: &writer)
    write(.labels, labels, to: &writer)
    write(.types, types, to: &writer)
    write(.tables, tables, to: &writer)
    write(.memories, memories, to: &writer)
    write(.globals, globals, to: &writer)
    write(.elements, elements, to: &writer)
    write(.dataSegments, dataSegments, to: &writer)
    write(.fields, fields, to: &writer)
    write(.tags, tags, to: &writer)
    return writer.bytes.isEmpty ? nil : writer.bytes
  }

  private func write(_ id: Subsection, _ names: Names, to writer: inout BinaryWriter) {
    if names.isEmpty { return }
    writer.byte(id.rawValue)
    writer.sized { $0.names(names) }
  }

  private func write(_ id: Subsection, _ names: IndirectNames, to writer: inout BinaryWriter) {
    if names.isEmpty { return }
    writer.byte(id.rawValue)
    writer.sized {
      $0.count(names.count)
      for entry in names {
        $0.unsigned(entry.index)
        $0.names(entry.names)
      }
    }
  }
}

extension BinaryWriter {
  fileprivate mutating func names(_ names: NameSection.Names) {
    count(names.count)
    for entry in names {
      unsigned(entry.index)
      name(entry.name.string)
    }
  }
}
