#if !hasFeature(Embedded)
  package import SystemPackage

  #if canImport(Glibc)
    internal import Glibc
  #elseif canImport(Musl)
    internal import Musl
  #elseif canImport(Darwin)
    internal import Darwin
  #endif

  /// Finds test scripts.
  enum ScriptFiles {
    /// What is no part of WebAssembly 3.0 nor of the proposals that the engine aims at.
    private static let outOfScope: Set<String> = ["custom-descriptors"]

    static func find(_ path: FilePath) throws -> [FilePath] {
      guard let names = try directoryEntries(path) else { return [path] }
      var scripts: [FilePath] = []
      for name in names.sorted() where !name.hasPrefix(".") && !outOfScope.contains(name) {
        let entry = path.appending(name)
        if name.hasSuffix(".wast") {
          scripts.append(entry)
        } else if try directoryEntries(entry) != nil {
          scripts += try find(entry)
        }
      }
      return scripts
    }
  }

  /// The names in a directory; nil if the path is not one.
  package func directoryEntries(_ path: FilePath) throws(Errno) -> [String]? {
    guard let directory = path.withPlatformString({ opendir($0) }) else {
      if errno == ENOTDIR { return nil }
      throw Errno(rawValue: errno)
    }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      names.append(name)
    }
    return names
  }

  extension SuiteRunner {
    /// The scripts at `path`: the file itself, or those of a directory and of its subdirectories, in the order of
    /// their names.
    ///
    /// - Throws: `Errno` if a directory can't be read.
    public static func scripts(at path: String) throws -> [String] {
      try ScriptFiles.find(FilePath(path)).map(\.string)
    }
  }
#endif
