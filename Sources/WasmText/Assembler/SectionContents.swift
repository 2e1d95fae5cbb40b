internal import WasmBinary
internal import WasmTypes

/// What has been encoded of a module so far, section by section.
struct SectionContents {
  /// The entries of one section.
  struct Entries {
    private(set) var count: UInt32 = 0
    private(set) var writer = BinaryWriter()

    mutating func add(_ entry: (inout BinaryWriter) -> Void) {
      count += 1
      entry(&writer)
    }
  }

  var types = Entries()
  var imports = Entries()
  var functions = Entries()
  var tables = Entries()
  var memories = Entries()
  var tags = Entries()
  var globals = Entries()
  var exports = Entries()
  var start: UInt32?
  var elements = Entries()
  var code = Entries()
  var data = Entries()
  /// Whether an instruction in a function refers to a data segment: it has to know their number
  /// beforehand.
  var hasDataCount = false
  var customSections: [CustomSection] = []
  var codeMetadata: [CodeMetadata] = []

  /// In the order in which sections have to occur.
  private static let order: [SectionID] = [
    .type, .import, .function, .table, .memory, .tag, .global, .export, .start, .element,
    .dataCount, .code, .data,
  ]

  private static let nameSection = Array("name".utf8)

  /// The whole module. `names` are the contents of the name section, which comes last, and which a
  /// custom section with its name replaces.
  func module(names: [UInt8]?) -> [UInt8] {
    var writer = BinaryWriter()
    writer.moduleHeader()
    writeCustomSections(.beforeFirst, to: &writer)
    for id in Self.order {
      writeCustomSections(.before(id), to: &writer)
      if id == .code { writeCodeMetadata(to: &writer) }
      writeSection(id, to: &writer)
      writeCustomSections(.after(id), to: &writer)
    }
    writeCustomSections(.afterLast, to: &writer)
    if let names, !customSections.contains(where: { $0.name == Self.nameSection }) {
      writer.customSection("name") { $0.raw(names) }
    }
    return writer.bytes
  }

  private func writeSection(_ id: SectionID, to writer: inout BinaryWriter) {
    switch id {
    case .start:
      guard let start else { return }
      writer.section(.start) { $0.unsigned(start) }
    case .dataCount:
      guard hasDataCount else { return }
      writer.section(.dataCount) { $0.unsigned(data.count) }
    default:
      guard let entries = entries(id), entries.count > 0 else { return }
      writer.section(id) {
        $0.unsigned(entries.count)
        $0.raw(entries.writer.bytes)
      }
    }
  }

  private func entries(_ id: SectionID) -> Entries? {
    switch id {
    case .type: types
    case .import: imports
    case .function: functions
    case .table: tables
    case .memory: memories
    case .tag: tags
    case .global: globals
    case .export: exports
    case .element: elements
    case .code: code
    case .data: data
    case .custom, .start, .dataCount: nil
    }
  }

  private func writeCustomSections(
    _ placement: CustomSection.Placement, to writer: inout BinaryWriter
  ) {
    for section in customSections where section.placement == placement {
      writer.section(.custom) {
        $0.count(section.name.count)
        $0.raw(section.name)
        $0.raw(section.contents)
      }
    }
  }

  private func writeCodeMetadata(to writer: inout BinaryWriter) {
    for metadata in codeMetadata {
      writer.section(.custom) {
        $0.count(metadata.sectionName.count)
        $0.raw(metadata.sectionName)
        metadata.writeContents(to: &$0)
      }
    }
  }
}
