internal import WasmBinary
internal import WasmTypes

/// Collects the names that the name section holds. Specification: "Custom Sections: Name Section".
struct NameSection {
  typealias Names = [(index: UInt32, name: Name)]

  private enum Subsection: UInt8 {
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
  /// By function.
  var locals: [(index: UInt32, names: Names)] = []
  var labels: [(index: UInt32, names: Names)] = []

  /// The contents of the section, or nil if there is nothing to name.
  func encoded(_ assembler: ModuleAssembler) -> [UInt8]? {
    var writer = BinaryWriter()
    if let module {
      Self.subsection(.module, to: &writer) { Self.write(module, to: &$0) }
    }
    Self.write(.functions, assembler.functions.names, to: &writer)
    Self.write(.locals, locals, to: &writer)
    Self.write(.labels, labels, to: &writer)
    Self.write(.types, assembler.types.names, to: &writer)
    Self.write(.tables, assembler.tables.names, to: &writer)
    Self.write(.memories, assembler.memories.names, to: &writer)
    Self.write(.globals, assembler.globals.names, to: &writer)
    Self.write(.elements, assembler.elements.names, to: &writer)
    Self.write(.dataSegments, assembler.dataSegments.names, to: &writer)
    var fields: [(index: UInt32, names: Names)] = []
    for index in assembler.fieldNames.keys.sorted() {
      guard let names = assembler.fieldNames[index]?.names, !names.isEmpty else { continue }
      fields.append((index, names))
    }
    Self.write(.fields, fields, to: &writer)
    Self.write(.tags, assembler.tags.names, to: &writer)
    return writer.bytes.isEmpty ? nil : writer.bytes
  }

  private static func subsection(
    _ id: Subsection, to writer: inout BinaryWriter, _ body: (inout BinaryWriter) -> Void
  ) {
    writer.byte(id.rawValue)
    writer.sized(body)
  }

  private static func write(_ id: Subsection, _ names: Names, to writer: inout BinaryWriter) {
    if names.isEmpty { return }
    subsection(id, to: &writer) { write(names, to: &$0) }
  }

  private static func write(
    _ id: Subsection, _ names: [(index: UInt32, names: Names)], to writer: inout BinaryWriter
  ) {
    if names.isEmpty { return }
    subsection(id, to: &writer) {
      $0.count(names.count)
      for (index, names) in names {
        $0.unsigned(index)
        write(names, to: &$0)
      }
    }
  }

  private static func write(_ names: Names, to writer: inout BinaryWriter) {
    writer.count(names.count)
    for (index, name) in names {
      writer.unsigned(index)
      write(name, to: &writer)
    }
  }

  private static func write(_ name: Name, to writer: inout BinaryWriter) {
    writer.name(name.string)
  }
}
