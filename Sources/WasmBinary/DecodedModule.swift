package import WasmTypes

/// A decoded binary module. Positions refer to the bytes that it was decoded from.
package struct DecodedModule: Sendable {
  package struct Import: Sendable {
    package var module: String
    package var name: String
    package var type: ImportType
    /// Where the import is declared.
    package var offset: UInt32
  }

  package enum ImportType: Hashable, Sendable {
    case function(TypeIndex)
    case table(TableType)
    case memory(MemoryType)
    case global(GlobalType)
    case tag(TypeIndex)
  }

  package struct Export: Sendable {
    package var name: String
    package var kind: ExternalKind
    package var index: UInt32
    package var offset: UInt32
  }

  package struct Table: Sendable {
    package var type: TableType
    /// A constant expression; without one, elements start as null.
    package var initializer: ByteRange?
    package var offset: UInt32
  }

  package struct Global: Sendable {
    package var type: GlobalType
    package var initializer: ByteRange
    package var offset: UInt32
  }

  package enum SegmentMode: Hashable, Sendable {
    case passive
    /// Copied on instantiation to the position that the constant expression `offset` gives, in the
    /// table or memory `index`.
    case active(index: UInt32, offset: ByteRange)
    /// Of element segments only: not available at run time.
    case declarative
  }

  /// The items of an element segment.
  package enum ElementItems: Sendable {
    case functions([UInt32])
    /// Constant expressions, each with its `end`.
    case expressions([ByteRange])

    package var count: Int {
      switch self {
      case .functions(let indices): indices.count
      case .expressions(let ranges): ranges.count
      }
    }
  }

  package struct ElementSegment: Sendable {
    package var mode: SegmentMode
    package var type: ReferenceType
    package var items: ElementItems
    package var offset: UInt32
  }

  package struct DataSegment: Sendable {
    package var mode: SegmentMode
    package var bytes: ByteRange
    package var offset: UInt32
  }

  /// `count` consecutive locals of one type; there may be none.
  package struct LocalRun: Hashable, Sendable {
    package var count: UInt32
    package var type: ValueType
  }

  package struct FunctionBody: Sendable {
    /// The whole entry of the code section after its size.
    package var range: ByteRange
    /// The instructions, with the final `end`.
    package var expression: ByteRange
    /// Into `localRuns` of the module.
    package var localRuns: Range<Int>
    /// The number of declared locals, without parameters.
    package var localCount: UInt32
  }

  package struct CustomSection: Sendable {
    package var name: String
    /// The contents after the name.
    package var range: ByteRange
  }

  package var features: Features
  /// All types, with the recursive groups flattened.
  package var types: [SubType] = []
  /// The indices into `types` of each group.
  package var recursiveGroups: [Range<TypeIndex>] = []
  package var imports: [Import] = []
  /// The types of the defined functions; their bodies are in `code`.
  package var functions: [TypeIndex] = []
  package var tables: [Table] = []
  package var memories: [MemoryType] = []
  /// The types of the defined tags.
  package var tags: [TypeIndex] = []
  package var globals: [Global] = []
  package var exports: [Export] = []
  package var start: UInt32?
  package var elements: [ElementSegment] = []
  package var dataCount: UInt32?
  package var data: [DataSegment] = []
  package var code: [FunctionBody] = []
  /// The locals of all functions, run after run; see `FunctionBody.localRuns`.
  package var localRuns: [LocalRun] = []
  package var customSections: [CustomSection] = []

  /// Where each section begins, by its identifier; zero for those that are missing.
  var sectionOffsets = [UInt32](repeating: 0, count: 14)

  // The index spaces: imported things come first.
  /// The types of imported functions.
  package var importedFunctions: [TypeIndex] = []
  package var importedTables: [TableType] = []
  package var importedMemories: [MemoryType] = []
  package var importedGlobals: [GlobalType] = []
  package var importedTags: [TypeIndex] = []

  /// For each function index, whether `ref.func` may refer to it inside of a function: it occurs in
  /// an export, an element segment, or the initializer of a global or table.
  package var declaredFunctionReferences: [Bool] = []

  package init(features: Features) { self.features = features }
}

// The index spaces. The accessors return nil for an index that does not exist.
extension DecodedModule {
  package var functionCount: UInt32 { UInt32(importedFunctions.count + functions.count) }
  package var tableCount: UInt32 { UInt32(importedTables.count + tables.count) }
  package var memoryCount: UInt32 { UInt32(importedMemories.count + memories.count) }
  package var globalCount: UInt32 { UInt32(importedGlobals.count + globals.count) }
  package var tagCount: UInt32 { UInt32(importedTags.count + tags.count) }

  package func functionTypeIndex(of function: UInt32) -> TypeIndex? {
    Self.element(function, importedFunctions, functions)
  }

  package func functionType(of function: UInt32) -> FunctionType? {
    functionTypeIndex(of: function).flatMap { functionType(at: $0) }
  }

  /// The function type that the type section defines at `index`.
  package func functionType(at index: TypeIndex) -> FunctionType? {
    guard index < UInt32(types.count), case .function(let type) = types[Int(index)].composite
    else { return nil }
    return type
  }

  package func tableType(_ index: UInt32) -> TableType? {
    if index < UInt32(importedTables.count) { return importedTables[Int(index)] }
    let defined = index - UInt32(importedTables.count)
    return defined < UInt32(tables.count) ? tables[Int(defined)].type : nil
  }

  package func memoryType(_ index: UInt32) -> MemoryType? {
    Self.element(index, importedMemories, memories)
  }

  package func globalType(_ index: UInt32) -> GlobalType? {
    if index < UInt32(importedGlobals.count) { return importedGlobals[Int(index)] }
    let defined = index - UInt32(importedGlobals.count)
    return defined < UInt32(globals.count) ? globals[Int(defined)].type : nil
  }

  package func tagTypeIndex(of tag: UInt32) -> TypeIndex? {
    Self.element(tag, importedTags, tags)
  }

  /// Where a section begins, or zero if there is none.
  func sectionOffset(_ id: SectionID) -> UInt32 { sectionOffsets[Int(id.rawValue)] }

  package func locals(of body: FunctionBody) -> ArraySlice<LocalRun> { localRuns[body.localRuns] }

  private static func element<Element>(
    _ index: UInt32, _ imported: [Element], _ defined: [Element]
  ) -> Element? {
    if index < UInt32(imported.count) { return imported[Int(index)] }
    let index = index - UInt32(imported.count)
    return index < UInt32(defined.count) ? defined[Int(index)] : nil
  }
}
