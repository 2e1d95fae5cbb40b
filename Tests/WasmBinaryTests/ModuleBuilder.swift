import CInterp
import Testing
import WasmBinary
import WasmTypes

/// Puts together small binary modules for tests: sections are written in order where they are not
/// empty.
struct ModuleBuilder {
  struct Function {
    var type: TypeIndex
    var locals: [(count: UInt32, type: ValueType)] = []
    /// The instructions with the final `end`.
    var code: [UInt8]
  }

  var groups: [RecursiveGroup] = []
  var imports: [(module: String, name: String, type: DecodedModule.ImportType)] = []
  var functions: [Function] = []
  var tables: [TableType] = []
  var memories: [MemoryType] = []
  var tags: [TypeIndex] = []
  var globals: [(type: GlobalType, initializer: [UInt8])] = []
  var exports: [(name: String, kind: ExternalKind, index: UInt32)] = []
  var start: UInt32?
  /// Passive segments of function indices.
  var elements: [[UInt32]] = []
  /// Passive segments.
  var data: [[UInt8]] = []
  var names: [UInt8] = []

  init() {}

  /// A module with one function, whose body is `code` without the final `end`.
  init(
    parameters: [ValueType] = [], results: [ValueType] = [],
    locals: [(count: UInt32, type: ValueType)] = [], _ code: [UInt8]
  ) {
    addType(FunctionType(parameters: parameters, results: results))
    functions = [Function(type: 0, locals: locals, code: code + [0x0B])]
  }

  mutating func addType(_ type: FunctionType) {
    groups.append(RecursiveGroup(types: [SubType(composite: .function(type))]))
  }

  mutating func addType(_ type: SubType) { groups.append(RecursiveGroup(types: [type])) }

  var bytes: [UInt8] {
    var writer = BinaryWriter()
    writer.moduleHeader()
    section(.type, groups, &writer) { $0.recursiveGroup($1) }
    section(.import, imports, &writer) { Self.write($1, to: &$0) }
    section(.function, functions, &writer) { $0.unsigned($1.type) }
    section(.table, tables, &writer) { $0.tableType($1) }
    section(.memory, memories, &writer) { $0.memoryType($1) }
    section(.tag, tags, &writer) { $0.tagType($1) }
    section(.global, globals, &writer) {
      $0.globalType($1.type)
      $0.raw($1.initializer)
    }
    section(.export, exports, &writer) {
      $0.name($1.name)
      $0.byte($1.kind.binaryCode)
      $0.unsigned($1.index)
    }
    if let start { writer.section(.start) { $0.unsigned(start) } }
    section(.element, elements, &writer) {
      $0.raw([0x01, 0x00])
      $0.count($1.count)
      for index in $1 { $0.unsigned(index) }
    }
    if !data.isEmpty { writer.section(.dataCount) { $0.count(data.count) } }
    section(.code, functions, &writer) { Self.write($1, to: &$0) }
    section(.data, data, &writer) {
      $0.byte(0x01)
      $0.count($1.count)
      $0.raw($1)
    }
    if !names.isEmpty { writer.customSection("name") { $0.raw(names) } }
    return writer.bytes
  }

  private func section<Entry>(
    _ id: SectionID, _ entries: [Entry], _ writer: inout BinaryWriter,
    _ write: (inout BinaryWriter, Entry) -> Void
  ) {
    guard !entries.isEmpty else { return }
    writer.section(id) {
      $0.count(entries.count)
      for entry in entries { write(&$0, entry) }
    }
  }

  private static func write(
    _ entry: (module: String, name: String, type: DecodedModule.ImportType),
    to writer: inout BinaryWriter
  ) {
    writer.name(entry.module)
    writer.name(entry.name)
    switch entry.type {
    case .function(let index):
      writer.byte(0)
      writer.unsigned(index)
    case .table(let type):
      writer.byte(1)
      writer.tableType(type)
    case .memory(let type):
      writer.byte(2)
      writer.memoryType(type)
    case .global(let type):
      writer.byte(3)
      writer.globalType(type)
    case .tag(let index):
      writer.byte(4)
      writer.tagType(index)
    }
  }

  private static func write(_ function: Function, to writer: inout BinaryWriter) {
    writer.sized {
      $0.count(function.locals.count)
      for run in function.locals {
        $0.unsigned(run.count)
        $0.valueType(run.type)
      }
      $0.raw(function.code)
    }
  }
}

/// Decodes and validates; nil if the module is valid.
func fault(
  in bytes: [UInt8], features: Features = .all, limits: ModuleLimits = ModuleLimits()
) -> ModuleError? {
  bytes.withUnsafeBytes { bytes in
    do throws(ModuleError) {
      let module = try decode(bytes, features: features, limits: limits)
      try validate(module, bytes: bytes, limits: limits)
      return nil
    } catch {
      return error
    }
  }
}

func expectValid(
  _ module: ModuleBuilder, features: Features = .all,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(fault(in: module.bytes, features: features) == nil, sourceLocation: sourceLocation)
}

func expectInvalid(
  _ module: ModuleBuilder, _ reason: String, sourceLocation: SourceLocation = #_sourceLocation
) {
  guard case .invalid(let actual, _, _, _, _) = fault(in: module.bytes) else {
    Issue.record(
      "not invalid: \(fault(in: module.bytes)?.description ?? "valid")",
      sourceLocation: sourceLocation)
    return
  }
  #expect(actual.hasPrefix(reason), sourceLocation: sourceLocation)
}

func expectMalformed(
  _ bytes: [UInt8], _ reason: String, sourceLocation: SourceLocation = #_sourceLocation
) {
  guard case .malformed(let actual, _) = fault(in: bytes) else {
    Issue.record(
      "not malformed: \(fault(in: bytes)?.description ?? "valid")", sourceLocation: sourceLocation)
    return
  }
  #expect(actual.hasPrefix(reason), sourceLocation: sourceLocation)
}

let header: [UInt8] = [0x00, 0x61, 0x73, 0x6D, 0x01, 0x00, 0x00, 0x00]

/// All opcodes of the instruction table.
let allOpcodes: [WasmOpcode] = (0..<UInt32(wasm_instruction_count)).compactMap {
  WasmOpcode(rawValue: $0)
}
