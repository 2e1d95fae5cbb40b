internal import CWASISupport

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#elseif canImport(Glibc)
  import Glibc
#endif

/// The entries of a directory by number, read from the host as they are asked for.
///
/// The number of an entry is the cookie under which a guest asks for it. The entries that the last
/// `fd_readdir` took are kept, so that one which did not fit the guest's buffer is found again even
/// if the directory has changed. Memory is thus bounded by the guest's buffer.
final class DirectoryStream {
  #if canImport(Darwin)
    private typealias Handle = UnsafeMutablePointer<DIR>
  #else
    private typealias Handle = OpaquePointer
  #endif

  struct Entry {
    let name: [UInt8]
    let inode: UInt64
    let type: FileType
  }

  private let handle: Handle
  private let directory: HostDescriptor
  /// Entries read and kept, of which the first has the number `firstRecent`.
  private var recent: [Entry] = []
  private var firstRecent: UInt64 = 0

  init(_ directory: HostDescriptor) throws(WASI.Errno) {
    let copy = try directory.openDirectoryForReading()
    guard let handle = fdopendir(copy.rawValue) else { throw .lastHostError }
    _ = copy.relinquish()
    self.handle = handle
    self.directory = directory
  }

  deinit {
    closedir(handle)
  }

  /// Makes the entry `number` the first one kept.
  ///
  /// - Parameter proceed: Is called before each entry is read.
  func seek(
    to number: UInt64, _ proceed: () throws(WASI.Errno) -> Void
  ) throws(WASI.Errno) {
    // 0 starts anew, so that changes to the directory are seen.
    if number == 0 || number < firstRecent {
      rewinddir(handle)
      recent = []
      firstRecent = 0
    }
    while firstRecent < number {
      if recent.isEmpty {
        try proceed()
        guard try readNext() != nil else { return }
      } else {
        let surplus = min(UInt64(recent.count), number - firstRecent)
        recent.removeFirst(Int(surplus))
        firstRecent += surplus
        continue
      }
      firstRecent += 1
    }
  }

  /// The entry `index` places after the first one kept, or nil at the end.
  func entry(_ index: Int) throws(WASI.Errno) -> Entry? {
    while index >= recent.count {
      guard let next = try readNext() else { return nil }
      recent.append(next)
    }
    return recent[index]
  }

  /// The host's next entry with a name that a guest can name, which is one in UTF-8.
  private func readNext() throws(WASI.Errno) -> Entry? {
    var inode: UInt64 = 0
    var type: UInt8 = 0
    while let start = cwasi_read_directory(handle, &inode, &type) {
      let name = Array(UnsafeRawBufferPointer(start: start, count: strlen(start)))
      guard GuestPath.isUTF8(name) else { continue }
      return Entry(
        name: name, inode: inode,
        type: FileType(directoryEntryType: type) ?? self.type(of: PathComponent(bytes: name)))
    }
    guard errno == 0 else { throw .lastHostError }
    return nil
  }

  private func type(of name: PathComponent) -> FileType {
    do throws(WASI.Errno) {
      return try directory.status(of: name).type
    } catch {
      return .unknown
    }
  }
}
