internal import AheadOfTime
internal import SystemPackage
internal import WasmBinary
internal import WasmTypes

#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

/// A module that becomes a directory of C.
struct ModuleCompilation {
  private let sources: CompiledSources
  private let names: [UInt32: String]

  /// - Parameter except: Names or indices of functions that stay interpreted.
  init(
    _ file: ModuleFile, _ loading: LoadingOptions, options: CompilationOptions, except: [String]
  ) throws(CommandFailure) {
    let binary = try file.binary(for: "compiled to C")
    let compiled = binary.withUnsafeBytes { bytes -> Result<Self, CommandFailure> in
      do throws(CommandFailure) {
        return .success(try Self(bytes, file.name, options: options, except: except))
      } catch {
        return .failure(error)
      }
    }
    self = try compiled.get()
  }

  private init(
    _ bytes: UnsafeRawBufferPointer, _ name: String, options: CompilationOptions, except: [String]
  ) throws(CommandFailure) {
    let module: DecodedModule
    do throws(ModuleError) {
      module = try decode(bytes, features: .all)
      try validate(module, bytes: bytes)
    } catch {
      throw CommandFailure(module: error, name: name)
    }
    names = module.names(bytes: bytes).functionNames()
    var options = options
    for function in except {
      let found = Self.functions(named: function, in: module, names)
      if found.isEmpty { throw CommandFailure("\(name) defines no function \(function)") }
      options.exceptions.formUnion(found)
    }
    sources = compileToC(module, bytes: bytes, options: options)
  }

  private static func functions(
    named name: String, in module: DecodedModule, _ names: [UInt32: String]
  ) -> [UInt32] {
    let defined = UInt32(module.importedFunctions.count)..<module.functionCount
    if let index = UInt32(name) { return defined.contains(index) ? [index] : [] }
    let exported = module.exports.filter { $0.kind == .function && $0.name == name }.map(\.index)
    return defined.filter { names[$0] == name || exported.contains($0) }
  }

  /// Writes the files whose text is not there yet, so that a build compiles nothing again without need.
  func write(to directory: FilePath) throws(CommandFailure) {
    for path in [directory, directory.appending("include")] {
      try Self.makeDirectory(path)
    }
    for file in sources.files {
      let path = directory.appending(FilePath(file.name).components)
      let text = Array(file.text.utf8)
      if Self.isThere(path, text) { continue }
      try OutputFile.write(text, to: path.string)
    }
    removeFormerFiles(in: directory)
  }

  /// Files of functions that an earlier compilation of a larger module has left.
  private func removeFormerFiles(in directory: FilePath) {
    var number = sources.functionFileCount + 1
    while unlink(directory.appending(sources.functionFile(number)).string) == 0 { number += 1 }
  }

  private static func isThere(_ path: FilePath, _ text: [UInt8]) -> Bool {
    guard let file = try? InputFile.read(path.string) else { return false }
    return file.bytes == text
  }

  private static func makeDirectory(_ path: FilePath) throws(CommandFailure) {
    if mkdir(path.string, 0o777) == 0 || errno == EEXIST { return }
    let parent = path.removingLastComponent()
    if errno == ENOENT, !parent.isEmpty {
      try makeDirectory(parent)
      if mkdir(path.string, 0o777) == 0 { return }
    }
    throw CommandFailure(
      "can't make the directory \(path): \(Console.reason(Errno(rawValue: errno)))")
  }

  /// Says what was compiled, and what was not and why.
  func report() {
    Console.report(
      "\(sources.compiledCount) functions compiled, \(sources.nativeCount) of them as plain C functions"
    )
    for function in sources.interpreted {
      let name = names[function.function].map { " \($0)" } ?? ""
      Console.report("function \(function.function)\(name) stays interpreted: \(function.reason)")
    }
  }
}
