internal import WasmBinary
internal import WasmTypes

/// Where the custom sections of a module are, and what its name section says.
struct SectionOutline {
  struct Custom {
    var name: String
    /// As `@custom` has it, without parentheses.
    var placement: String
    var contents: ByteRange
    /// Whether this is the section that the names come from.
    var isNameSection = false
  }

  private(set) var customSections: [Custom] = []
  private(set) var names = NameSection()
  /// Whether the names, encoded again, make the same section at the same place.
  private(set) var hasCanonicalNames = true

  init(_ module: DecodedModule, _ bytes: UnsafeRawBufferPointer) {
    for (section, placement) in zip(module.customSections, Self.placements(bytes)) {
      customSections.append(
        Custom(name: section.name, placement: placement, contents: section.range))
    }
    let positions = customSections.indices.filter {
      customSections[$0].name.utf8.elementsEqual("name".utf8)
    }
    guard let position = positions.last else { return }
    customSections[position].isNameSection = true
    let range = customSections[position].contents
    let contents = Array(bytes[Int(range.start)..<Int(range.end)])
    names = NameSection(reading: contents[...])
    hasCanonicalNames =
      names.encoded() == contents && positions.count == 1 && Int(range.end) == bytes.count
  }

  /// For each custom section, the known section that it follows.
  private static func placements(_ bytes: UnsafeRawBufferPointer) -> [String] {
    var placements: [String] = []
    var placement = "before first"
    // Behind the magic number and the version.
    var position = 8
    while position < bytes.count {
      let id = bytes[position]
      position += 1
      if id == 0 {
        placements.append(placement)
      } else if let name = SectionID(rawValue: id)?.placementName {
        placement = "after " + name
      }
      let size = Self.sectionSize(bytes, &position)
      position += size
    }
    return placements
  }

  /// Advances over the size of a section. The sizes have been checked by the decoder.
  private static func sectionSize(_ bytes: UnsafeRawBufferPointer, _ position: inout Int) -> Int {
    var size = 0
    var shift = 0
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      size |= Int(byte & 0x7F) << shift
      shift += 7
      if byte < 0x80 { break }
    }
    return size
  }
}

extension SectionID {
  /// The section's name in the placement of custom sections.
  fileprivate var placementName: String? {
    switch self {
    case .custom: nil
    case .type: "type"
    case .import: "import"
    case .function: "func"
    case .table: "table"
    case .memory: "memory"
    case .tag: "tag"
    case .global: "global"
    case .export: "export"
    case .start: "start"
    case .element: "elem"
    case .dataCount: "datacount"
    case .code: "code"
    case .data: "data"
    }
  }
}

extension NameSection {
  /// The number of names.
  var count: Int {
    var count = module == nil ? 0 : 1
    for names in [
      functions, types, tables, memories, globals, elements, dataSegments, tags,
    ] {
      count += names.count
    }
    for list in [locals, labels, fields] {
      for entry in list { count += entry.names.count }
    }
    return count
  }
}
