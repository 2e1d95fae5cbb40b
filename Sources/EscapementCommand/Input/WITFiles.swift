internal import SystemPackage
internal import WIT
internal import WasmTestSuite

/// Finds the files of a WIT package. WIT: "Filesystem structure".
enum WITFiles {
  /// The package in a file or directory, and what the directory has in its folder `deps`.
  static func sources(at path: FilePath) throws(CommandFailure) -> WITSources {
    guard let names = try entries(of: path) else { return WITSources(root: [try file(path)]) }
    let root = try files(named: names, in: path)
    guard !root.isEmpty else { throw CommandFailure("\(path) has no .wit file") }
    guard names.contains("deps") else { return WITSources(root: root) }
    let folder = path.appending("deps")
    var dependencies: [[SourceFile]] = []
    for name in try entries(of: folder) ?? [] where !name.hasPrefix(".") {
      let entry = folder.appending(name)
      if let inside = try entries(of: entry) {
        dependencies.append(try files(named: inside, in: entry))
      } else if name.hasSuffix(".wit") {
        dependencies.append([try file(entry)])
      }
    }
    return WITSources(root: root, dependencies: dependencies.filter { !$0.isEmpty })
  }

  private static func files(
    named names: [String], in directory: FilePath
  ) throws(CommandFailure) -> [SourceFile] {
    var files: [SourceFile] = []
    for name in names where name.hasSuffix(".wit") && !name.hasPrefix(".") {
      files.append(try file(directory.appending(name)))
    }
    return files
  }

  private static func file(_ path: FilePath) throws(CommandFailure) -> SourceFile {
    let input = try InputFile.read(path.string)
    guard let text = String(validating: input.bytes, as: UTF8.self) else {
      throw CommandFailure("\(path) is not in UTF-8")
    }
    return SourceFile(name: path.string, text: text)
  }

  /// The names in a directory, in order; nil if the path is a file.
  private static func entries(of path: FilePath) throws(CommandFailure) -> [String]? {
    do {
      return try directoryEntries(path)?.sorted()
    } catch {
      throw CommandFailure("can't read \(path): \(Console.reason(error))")
    }
  }
}
