internal import AheadOfTime
internal import Escapement
internal import SystemPackage
internal import WasmBinary
internal import WasmTestSuite
internal import WasmTypes

#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

/// The modules of a test script, compiled to one shared library.
struct CompiledScript {
  private let library: CompiledLibrary?
  /// By the bytes of the modules.
  private var symbols: [[UInt8]: String] = [:]

  /// - Parameters:
  ///   - text: The script.
  ///   - compiler: The C compiler's name.
  ///   - options: Its options, separated by spaces.
  init(
    _ text: [UInt8], compiler: String, options: String, features: Features
  ) throws(CommandFailure) {
    var code = "#include \"compiled_library.h\"\n"
    for bytes in SuiteRunner.modules(of: text) where symbols[bytes] == nil {
      let symbol = "m\(symbols.count)"
      guard let sources = Self.compile(bytes, symbol: symbol, features) else { continue }
      symbols[bytes] = symbol
      code += Self.unit(sources)
    }
    guard !symbols.isEmpty else {
      library = nil
      return
    }
    let directory = try Self.temporaryDirectory()
    defer { Self.remove(directory) }
    let source = directory + "/script.c"
    let result = directory + "/script.so"
    try OutputFile.write(Array(code.utf8), to: source)
    try Self.run(
      [
        compiler, "-std=c17", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC",
        "-ICInterp/include",
      ]
        + options.split(separator: " ").map(String.init) + [source, "-o", result, "-lm"])
    library = try CompiledLibrary(path: result)
  }

  /// The compiled module with the same bytes.
  func module(_ bytes: [UInt8], _ engine: Engine) -> Module? {
    guard let symbol = symbols[bytes], let compiled = library?.module(symbol) else { return nil }
    return try? Module(engine: engine, compiled: compiled)
  }

  private static func compile(
    _ bytes: [UInt8], symbol: String, _ features: Features
  ) -> CompiledSources? {
    bytes.withUnsafeBytes { buffer in
      guard let module = try? decode(buffer, features: features),
        (try? validate(module, bytes: buffer)) != nil
      else { return nil }
      return compileToC(module, bytes: buffer, options: CompilationOptions(symbol: symbol))
    }
  }

  /// All files of a module as one, with the headers where they are included.
  private static func unit(_ sources: CompiledSources) -> String {
    var unit = ""
    for file in sources.files {
      for line in file.text.split(separator: "\n", omittingEmptySubsequences: false)
      where !line.hasPrefix("#include") {
        unit += line + "\n"
      }
    }
    return unit
  }

  private static func temporaryDirectory() throws(CommandFailure) -> String {
    var template = Array("/tmp/escapement-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw CommandFailure("can't make a temporary directory")
    }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static func remove(_ directory: String) {
    for name in ["/script.c", "/script.so"] { unlink(directory + name) }
    rmdir(directory)
  }

  private static func run(_ arguments: [String]) throws(CommandFailure) {
    var pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
    pointers.append(nil)
    defer { for pointer in pointers { free(pointer) } }
    var process = pid_t()
    let code = posix_spawnp(&process, arguments[0], nil, nil, pointers, environ)
    guard code == 0 else {
      throw CommandFailure("can't run \(arguments[0]): \(String(cString: strerror(code)))")
    }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 && errno == EINTR {}
    guard status == 0 else { throw CommandFailure("\(arguments[0]) does not compile the script") }
  }
}
