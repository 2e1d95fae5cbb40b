import SystemPackage

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#elseif canImport(Glibc)
  import Glibc
#endif

/// A directory of the host that exists as long as its object, with what tests put into it.
final class TemporaryDirectory: Sendable {
  let path: FilePath

  init() {
    var template = Array("/tmp/escapement-wasi-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { fatalError("no temporary directory") }
    path = FilePath(platformString: template)
  }

  deinit {
    Self.remove(path)
  }

  func file(_ name: String, _ contents: String = "") throws {
    let descriptor = try FileDescriptor.open(
      path.appending(name), .writeOnly, options: [.create, .truncate],
      permissions: .ownerReadWrite)
    try descriptor.closeAfter { _ = try descriptor.writeAll(contents.utf8) }
  }

  func directory(_ name: String) {
    path.appending(name).withPlatformString { _ = mkdir($0, 0o755) }
  }

  func symbolicLink(_ name: String, to target: String) {
    path.appending(name).withPlatformString { _ = symlink(target, $0) }
  }

  func namedPipe(_ name: String) {
    path.appending(name).withPlatformString { _ = mkfifo($0, 0o600) }
  }

  func rename(_ old: String, _ new: String) {
    path.appending(old).withPlatformString { old in
      path.appending(new).withPlatformString { _ = Self.hostRename(old, $0) }
    }
  }

  /// The contents of a file, or nil when there is none.
  func contents(_ name: String) -> String? {
    guard let descriptor = try? FileDescriptor.open(path.appending(name), .readOnly) else {
      return nil
    }
    defer { try? descriptor.close() }
    var bytes = [UInt8](repeating: 0, count: 65536)
    guard let count = try? bytes.withUnsafeMutableBytes({ try descriptor.read(into: $0) }) else {
      return nil
    }
    return String(decoding: bytes.prefix(count), as: UTF8.self)
  }

  private static func hostRename(
    _ old: UnsafePointer<CChar>, _ new: UnsafePointer<CChar>
  ) -> CInt {
    renameat(AT_FDCWD, old, AT_FDCWD, new)
  }

  private static func remove(_ path: FilePath) {
    path.withPlatformString { cPath in
      if unlinkat(AT_FDCWD, cPath, 0) == 0 { return }
      if let stream = opendir(cPath) {
        while let entry = readdir(stream) {
          let name = withUnsafeBytes(of: entry.pointee.d_name) {
            String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
          }
          if name != "." && name != ".." { remove(path.appending(name)) }
        }
        closedir(stream)
      }
      _ = unlinkat(AT_FDCWD, cPath, AT_REMOVEDIR)
    }
  }
}
