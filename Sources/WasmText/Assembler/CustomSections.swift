internal import WasmBinary

/// A custom section that an annotation `(@custom ...)` describes.
struct CustomSection {
  enum Placement: Equatable {
    case beforeFirst
    case before(SectionID)
    case after(SectionID)
    case afterLast
  }

  var name: [UInt8]
  var placement: Placement
  var contents: [UInt8]
}

// Specification: "Custom Annotations: Custom Sections".
extension ModuleAssembler {
  /// Reads the custom sections that stand between the last field and the next.
  mutating func customSections() throws(TextError) {
    while let annotation = annotations.next(.custom, before: cursor) {
      sections.customSections.append(try CustomSection(annotation, of: cursor.text))
    }
  }
}

extension CustomSection {
  private static let problem = "@custom annotation: "

  /// Reads what an annotation of a text contains.
  init(_ annotation: Annotation, of text: TokenizedText) throws(TextError) {
    var contents = try TokenCursor(annotation, of: text)
    guard contents.token.kind == .string else {
      throw contents.error(Self.problem + "missing section name")
    }
    let nameToken = contents.token
    let name = try contents.string()
    if UTF8Check.firstError(in: name, 0..<name.count) != nil {
      throw contents.error(Self.problem + "malformed UTF-8 encoding", at: nameToken)
    }
    let placement = try Self.placement(&contents)
    let bytes = try contents.strings()
    guard contents.isAtEnd else { throw contents.error(Self.problem + "unexpected token") }
    self.init(name: name, placement: placement, contents: bytes)
  }

  private static func placement(
    _ contents: inout TokenCursor
  ) throws(TextError) -> CustomSection.Placement {
    guard contents.accept(.leftParenthesis) else { return .afterLast }
    let isBefore = contents.accept(.before)
    guard isBefore || contents.accept(.after) else {
      throw contents.error(problem + "malformed placement")
    }
    let placement: CustomSection.Placement
    if isBefore, contents.accept(.first) {
      placement = .beforeFirst
    } else if !isBefore, contents.accept(.last) {
      placement = .afterLast
    } else {
      guard let id = contents.token.keyword?.sectionID else {
        throw contents.error(problem + "malformed section kind")
      }
      contents.advance()
      placement = isBefore ? .before(id) : .after(id)
    }
    guard contents.accept(.rightParenthesis) else {
      throw contents.error(problem + "unexpected token")
    }
    return placement
  }
}

extension Keyword {
  /// The section that the word names in the placement of a custom section.
  fileprivate var sectionID: SectionID? {
    switch self {
    case .type: .type
    case .import: .import
    case .func: .function
    case .table: .table
    case .memory: .memory
    case .tag: .tag
    case .global: .global
    case .export: .export
    case .start: .start
    case .elem: .element
    case .datacount: .dataCount
    case .code: .code
    case .data: .data
    default: nil
    }
  }
}

/// What annotations `(@metadata.code.x "...")` say about instructions, for one `x`.
struct CodeMetadata {
  struct Entry {
    /// From the start of the function's entry in the code section, behind its size.
    var offset: UInt32
    var contents: [UInt8]
  }

  /// `metadata.code.x`
  var sectionName: [UInt8]
  private var functions: [(index: UInt32, entries: [Entry])] = []

  init(sectionName: [UInt8]) { self.sectionName = sectionName }

  mutating func add(_ entry: Entry, function: UInt32) {
    if let last = functions.indices.last, functions[last].index == function {
      functions[last].entries.append(entry)
    } else {
      functions.append((function, [entry]))
    }
  }

  func writeContents(to writer: inout BinaryWriter) {
    writer.count(functions.count)
    for (index, entries) in functions {
      writer.unsigned(index)
      writer.count(entries.count)
      for entry in entries {
        writer.unsigned(entry.offset)
        writer.count(entry.contents.count)
        writer.raw(entry.contents)
      }
    }
  }
}
