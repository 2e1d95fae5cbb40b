internal import CInterp
internal import Translation
internal import WasmBinary
internal import WasmTypes

/// Writes the files of a module, function by function.
struct ModuleWriter {
  private let module: DecodedModule
  private let bytes: UnsafeRawBufferPointer
  private let options: CompilationOptions
  private let names: FunctionNames
  private let calls: CallGraph

  private var functionFiles: [CompiledSources.File] = []
  private var text: TextBuffer
  private var declarations = TextBuffer()
  private var compiled: [UInt32] = []

  var functionFileCount: Int { functionFiles.count }

  private var symbol: String { options.symbol }
  private var innerHeader: String { "\(symbol)_functions.h" }

  init(
    _ module: DecodedModule, bytes: UnsafeRawBufferPointer, options: CompilationOptions,
    calls: CallGraph
  ) {
    self.module = module
    self.bytes = bytes
    self.options = options
    self.calls = calls
    names = FunctionNames(module, bytes: bytes, symbol: options.symbol)
    text = TextBuffer()
    beginFile()
  }

  private static let firstLine =
    "// Made by `escapement compile --to c` from a WebAssembly module: changes will be lost."

  private mutating func beginFile() {
    text = TextBuffer()
    text.line(Self.firstLine)
    text.line("#include \"\(innerHeader)\"")
    text.line("")
  }

  private mutating func endFile() {
    functionFiles.append(
      CompiledSources.File(name: "\(symbol)_\(functionFiles.count + 1).c", text: text.text))
  }

  mutating func add(_ code: FunctionCode) {
    if text.text.utf8.count > options.fileSize {
      endFile()
      beginFile()
    }
    var writer = FunctionWriter(code, module: module, names: names, calls: calls)
    text.text(writer.write())
    compiled.append(code.index)
    let name = names.name(code.index)
    declarations.line("extern const CompiledFunction \(name)_compiled;")
    if calls.isNative[Int(code.index)] {
      declarations.line(names.nativeDeclaration(code.index, code.type, calls) + ";")
      declarations.line("HandlerFunction \(name)_entry;")
    }
  }

  mutating func finish() -> [CompiledSources.File] {
    if !compiled.isEmpty { endFile() }
    return [publicHeader(), innerHeaderFile(), moduleFile()] + functionFiles
  }

  private func publicHeader() -> CompiledSources.File {
    var text = TextBuffer()
    text.line(Self.firstLine)
    text.line("#ifndef \(symbol.uppercased())_H")
    text.line("#define \(symbol.uppercased())_H")
    text.line("")
    text.line("/// The compiled module, for `Module(engine:compiled:)`.")
    text.line("const void *\(symbol)(void);")
    text.line("")
    text.line("#endif")
    return CompiledSources.File(name: "include/\(symbol).h", text: text.text)
  }

  private func innerHeaderFile() -> CompiledSources.File {
    var text = TextBuffer()
    text.line(Self.firstLine)
    text.line("#include \"compiled_code.h\"")
    text.line("")
    // Neither for other modules nor for other libraries.
    text.line("#pragma GCC visibility push(hidden)")
    text.append(declarations)
    text.line("#pragma GCC visibility pop")
    return CompiledSources.File(name: innerHeader, text: text.text)
  }

  private func moduleFile() -> CompiledSources.File {
    var text = TextBuffer()
    text.line(Self.firstLine)
    text.line("#include \"\(innerHeader)\"")
    text.line("")
    text.line("#include \"include/\(symbol).h\"")
    text.line("")
    text.line("static const uint8_t \(symbol)_bytes[] =")
    text.text(StringLiteral.lines(bytes))
    text.line("    ;")
    text.line("")
    if !compiled.isEmpty {
      text.line("static const CompiledFunction *const \(symbol)_functions[] = {")
      for index in compiled { text.line("    &\(names.name(index))_compiled,") }
      text.line("};")
      text.line("")
    }
    text.line("static const CompiledModule \(symbol)_module = {")
    text.line("    .magic = COMPILED_MODULE_MAGIC,")
    text.line("    .instruction_set = UINT64_C(0x\(String(instructionSetVersion, radix: 16))),")
    text.line("    .checksum = UINT64_C(0x\(String(Checksum.of(bytes), radix: 16))),")
    text.line("    .bytes = \(symbol)_bytes,")
    text.line("    .byte_count = \(bytes.count),")
    text.line("    .functions = \(compiled.isEmpty ? "NULL" : symbol + "_functions"),")
    text.line("    .function_count = \(compiled.count),")
    text.line("    .meters_fuel = \(options.metersFuel ? 1 : 0),")
    text.line("    .convention = COMPILED_CONVENTION,")
    text.line("};")
    text.line("")
    text.line("const void *\(symbol)(void) { return &\(symbol)_module; }")
    return CompiledSources.File(name: "\(symbol)_module.c", text: text.text)
  }
}

/// Bytes as string literals, which compilers read faster than lists of numbers.
enum StringLiteral {
  private static let bytesPerLine = 64

  static func lines(_ bytes: UnsafeRawBufferPointer) -> String {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count * 4)
    var start = 0
    repeat {
      let end = min(start + bytesPerLine, bytes.count)
      text += Array("    \"".utf8)
      for index in start..<end { append(bytes[index], to: &text) }
      text += Array("\"\n".utf8)
      start = end
    } while start < bytes.count
    return String(decoding: text, as: UTF8.self)
  }

  private static func append(_ byte: UInt8, to text: inout [UInt8]) {
    let isPlain = byte >= 0x20 && byte < 0x7F
    // A question mark may begin a trigraph.
    let isSpecial = [UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "?")].contains(byte)
    if isPlain, !isSpecial { return text.append(byte) }
    text.append(UInt8(ascii: "\\"))
    for shift in [UInt8(6), 3, 0] { text.append(UInt8(ascii: "0") + (byte >> shift & 7)) }
  }
}
