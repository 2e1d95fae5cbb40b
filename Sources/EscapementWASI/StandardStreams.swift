public import SystemPackage

/// Where a guest's standard input comes from.
public enum WASIInput {
  /// A descriptor of the process, such as `FileDescriptor.standardInput`. It stays the caller's:
  /// it must be open as long as the guest runs, and is neither closed nor are its flags changed.
  case descriptor(FileDescriptor)
  /// These bytes, then the end.
  case bytes([UInt8])
  /// A closure that fills the front of a buffer and returns how many bytes it stored; 0 means the
  /// end. It is called on the thread that runs the guest, and may block it. The buffer is the
  /// guest's memory: the closure must neither keep it nor call the guest.
  case reader((UnsafeMutableRawBufferPointer) throws(WASI.Errno) -> Int)

  /// No input: the end at once.
  public static var empty: WASIInput { .bytes([]) }
}

/// Where a guest's standard output or error goes.
public enum WASIOutput {
  /// A descriptor of the process, such as `FileDescriptor.standardOutput`. It stays the caller's:
  /// it must be open as long as the guest runs, and is neither closed nor are its flags changed.
  case descriptor(FileDescriptor)
  /// A buffer in memory, which can be read at any time.
  case buffer(WASIOutputBuffer)
  /// A closure that takes bytes from the front of a buffer and returns how many it took. It is
  /// called on the thread that runs the guest, and may block it. The buffer is the guest's memory:
  /// the closure must neither keep it nor call the guest.
  case writer((UnsafeRawBufferPointer) throws(WASI.Errno) -> Int)

  /// Nowhere.
  public static var discard: WASIOutput { .writer { bytes in bytes.count } }
}

/// Collects what a guest writes, up to a limit.
public final class WASIOutputBuffer {
  /// What was written so far.
  public private(set) var bytes: [UInt8] = []
  /// How many bytes the buffer takes; writing more fails with ``WASI/Errno/nospc``.
  public let capacity: Int

  /// Makes an empty buffer for at most `capacity` bytes, 16 MiB unless told otherwise.
  public init(capacity: Int = 16 << 20) {
    self.capacity = max(0, capacity)
  }

  /// What was written so far, as text; what is not UTF-8 appears as U+FFFD.
  public var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Forgets what was written so far.
  public func removeAll() {
    bytes = []
  }

  func append(_ source: UnsafeRawBufferPointer) throws(WASI.Errno) -> Int {
    let count = min(source.count, capacity - bytes.count)
    guard count > 0 || source.isEmpty else { throw .nospc }
    bytes.append(contentsOf: source.prefix(count))
    return count
  }
}

/// The reading side of a standard stream that is not a host's descriptor.
final class InputStream {
  private enum Source {
    case bytes(ArraySlice<UInt8>)
    case reader((UnsafeMutableRawBufferPointer) throws(WASI.Errno) -> Int)
  }

  private var source: Source

  init(bytes: [UInt8]) {
    source = .bytes(bytes[...])
  }

  init(reader: @escaping (UnsafeMutableRawBufferPointer) throws(WASI.Errno) -> Int) {
    source = .reader(reader)
  }

  /// The number of bytes that are there for certain; nil when only reading can tell.
  var availableBytes: Int? {
    switch source {
    case .bytes(let bytes): bytes.count
    case .reader: nil
    }
  }

  /// Fills the front of `buffer`.
  func read(_ buffer: UnsafeMutableRawBufferPointer) throws(WASI.Errno) -> Int {
    switch source {
    case .bytes(let bytes):
      let count = min(bytes.count, buffer.count)
      buffer.copyBytes(from: bytes.prefix(count))
      source = .bytes(bytes.dropFirst(count))
      return count
    case .reader(let reader):
      let count = try reader(buffer)
      guard (0...buffer.count).contains(count) else { throw .io }
      return count
    }
  }
}

/// The writing side of a standard stream that is not a host's descriptor.
final class OutputStream {
  private let writer: (UnsafeRawBufferPointer) throws(WASI.Errno) -> Int

  init(writer: @escaping (UnsafeRawBufferPointer) throws(WASI.Errno) -> Int) {
    self.writer = writer
  }

  /// Takes bytes from the front of `buffer`.
  func write(_ buffer: UnsafeRawBufferPointer) throws(WASI.Errno) -> Int {
    let count = try writer(buffer)
    guard (0...buffer.count).contains(count) else { throw .io }
    return count
  }
}

extension Descriptor {
  convenience init(_ input: WASIInput) throws(WASI.Errno) {
    let stream: InputStream
    switch input {
    case .descriptor(let descriptor):
      // What changes the file is left out, where the stream is one.
      let changes: Rights = [.fdWrite, .fdAllocate, .fdFilestatSetSize, .fdFilestatSetTimes]
      let rights = Rights.regularFile.union(.socket).subtracting(changes)
      try self.init(borrowing: descriptor, rights: rights)
      return
    case .bytes(let bytes): stream = InputStream(bytes: bytes)
    case .reader(let reader): stream = InputStream(reader: reader)
    }
    self.init(.input(stream), type: .unknown, rights: Rights.stream.subtracting(.fdWrite))
  }

  convenience init(_ output: WASIOutput) throws(WASI.Errno) {
    let stream: OutputStream
    switch output {
    case .descriptor(let descriptor):
      let rights = Rights.regularFile.union(.socket).subtracting(.fdRead)
      try self.init(borrowing: descriptor, rights: rights)
      return
    case .buffer(let buffer):
      stream = OutputStream { bytes throws(WASI.Errno) in try buffer.append(bytes) }
    case .writer(let writer): stream = OutputStream(writer: writer)
    }
    self.init(.output(stream), type: .unknown, rights: Rights.stream.subtracting(.fdRead))
  }
}
