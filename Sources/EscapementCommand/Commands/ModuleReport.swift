internal import Escapement
internal import WasmBinary

/// What `inspect` says of a module.
struct ModuleReport {
  private let bytes: [UInt8]
  private let module: DecodedModule
  private let names: [UInt32: String]
  private let name: String?
  /// Why the module is not valid.
  let fault: ModuleError?

  init(_ bytes: [UInt8]) throws(ModuleError) {
    self.bytes = bytes
    (module, names, name, fault) = try bytes.withRawBytes { (buffer) throws(ModuleError) in
      let module = try decode(buffer, features: .all)
      let names = module.names(bytes: buffer)
      return (module, names.functionNames(), names.moduleName, Self.fault(module, buffer))
    }
  }

  private static func fault(
    _ module: DecodedModule, _ bytes: UnsafeRawBufferPointer
  ) -> ModuleError? {
    do throws(ModuleError) {
      try validate(module, bytes: bytes)
      return nil
    } catch {
      return error
    }
  }

  /// Everything, with a heading for each part.
  func text(name file: String) -> String {
    var heading = "\(file): \(Self.count(bytes.count, "byte"))"
    if let name { heading += ", module \(name.debugDescription.printable)" }
    let parts = [
      part("Sections", sections), part("Imports", imports), part("Exports", exports),
      part("Contents", contents),
    ]
    return heading + "\n" + parts.joined()
  }

  private func part(_ title: String, _ rows: [[String]]) -> String {
    rows.isEmpty ? "" : "\n\(title)\n" + Self.table(rows)
  }
}

// The parts, in rows of columns.
extension ModuleReport {
  private var sections: [[String]] {
    SectionOutline(bytes).sections.map {
      [$0.name.printable, "at 0x" + String($0.offset, radix: 16), Self.count($0.byteCount, "byte")]
    }
  }

  private var imports: [[String]] {
    module.imports.map {
      [
        ($0.module.debugDescription + " " + $0.name.debugDescription).printable,
        "\(type(of: $0.type))",
      ]
    }
  }

  private func type(of type: DecodedModule.ImportType) -> ExternalType {
    switch type {
    case .function(let index): .function(module.functionType(at: index) ?? FunctionType())
    case .table(let type): .table(type)
    case .memory(let type): .memory(type)
    case .global(let type): .global(type)
    case .tag(let index): .tag(module.functionType(at: index) ?? FunctionType())
    }
  }

  private var exports: [[String]] {
    module.exports.map { [$0.name.debugDescription.printable, describe($0)] }
  }

  /// The type, and the index where there are many.
  private func describe(_ export: DecodedModule.Export) -> String {
    let index = export.index
    return switch export.kind {
    case .function:
      "function \(index) \(module.functionType(of: index).map { "\($0)" } ?? "")"
    case .table: "table \(index): \(module.tableType(index).map { "\($0)" } ?? "")"
    case .memory: "memory \(index): \(module.memoryType(index).map { Self.describe($0) } ?? "")"
    case .global: "global \(index): \(module.globalType(index).map { "\($0)" } ?? "")"
    case .tag: "tag \(index)"
    }
  }

  private var contents: [[String]] {
    var rows: [[String]] = []
    func add(_ title: String, _ total: UInt32, _ imported: Int) {
      guard total > 0 else { return }
      rows.append([title, "\(total)" + (imported > 0 ? ", of which \(imported) imported" : "")])
    }
    add("types", UInt32(module.types.count), 0)
    add("functions", module.functionCount, module.importedFunctions.count)
    add("tables", module.tableCount, module.importedTables.count)
    add("memories", module.memoryCount, module.importedMemories.count)
    add("globals", module.globalCount, module.importedGlobals.count)
    add("tags", module.tagCount, module.importedTags.count)
    add("element segments", UInt32(module.elements.count), 0)
    add("data segments", UInt32(module.data.count), 0)
    for index in 0..<module.memoryCount {
      rows.append(["memory \(index)", module.memoryType(index).map { Self.describe($0) } ?? ""])
    }
    if let start = module.start {
      rows.append(["start", "function \(start) \(names[start]?.printable ?? "")"])
    }
    if fault == nil { rows.append(["needs", neededFeatures.joined(separator: ", ")]) }
    return rows
  }

  /// The features without any one of which the module is refused.
  private var neededFeatures: [String] {
    let needed = Features.names.filter { !isAccepted(Features.all.subtracting($0.feature)) }
    return needed.isEmpty ? ["WebAssembly 1.0"] : needed.map(\.name)
  }

  private func isAccepted(_ features: Features) -> Bool {
    bytes.withRawBytes { buffer in
      do throws(ModuleError) {
        try validate(try decode(buffer, features: features), bytes: buffer)
        return true
      } catch {
        return false
      }
    }
  }
}

// Wording.
extension ModuleReport {
  private static func describe(_ memory: MemoryType) -> String {
    let shift = UInt64(memory.pageSizeLog2)
    func size(_ pages: UInt64) -> String {
      let bytes = pages.multipliedReportingOverflow(by: 1 << shift)
      let kibibytes = bytes.partialValue >> 10
      return count(pages, "page")
        + (bytes.overflow || bytes.partialValue & 1023 != 0 ? "" : " (\(kibibytes) KiB)")
    }
    let limits = memory.limits
    let maximum = limits.maximum.map { "at most \(size($0))" } ?? "no maximum"
    return size(limits.minimum) + ", " + maximum + (memory.isShared ? ", shared" : "")
      + (memory.addressType == .i64 ? ", 64-bit addresses" : "")
  }

  private static func count(_ number: some BinaryInteger, _ unit: String) -> String {
    "\(number) \(unit)\(number == 1 ? "" : "s")"
  }

  /// Rows whose columns but the last are padded to the same width.
  private static func table(_ rows: [[String]]) -> String {
    var widths: [Int] = []
    for row in rows {
      for (column, cell) in row.enumerated() {
        if column == widths.count { widths.append(0) }
        widths[column] = min(max(widths[column], cell.count), widestColumn)
      }
    }
    var text = ""
    for row in rows {
      text += " "
      for (column, cell) in row.enumerated() {
        let padding = column == row.count - 1 ? 0 : max(0, widths[column] - cell.count) + 1
        text += " " + cell + String(repeating: " ", count: padding)
      }
      text += "\n"
    }
    return text
  }

  private static let widestColumn = 48
}
