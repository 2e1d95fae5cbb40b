internal import CWASISupport
public import SystemPackage

/// All that a guest gets from its host: nothing unless it is named here.
public struct WASIConfiguration {
  /// A directory that a guest finds open when it starts.
  public struct Directory {
    /// The directory in the host's file system.
    public var hostPath: FilePath
    /// Its name for the guest, such as `/` or `/data`.
    public var guestPath: String
    /// Whether every change below the directory fails with ``WASI/Errno/rofs``.
    public var isReadOnly: Bool

    /// Names a directory to open.
    public init(hostPath: FilePath, guestPath: String, isReadOnly: Bool = false) {
      self.hostPath = hostPath
      self.guestPath = guestPath
      self.isReadOnly = isReadOnly
    }
  }

  /// The program's arguments; by convention the first is its name.
  public var arguments: [String]
  /// The environment's variables. The guest gets them in the order of their names.
  public var environment: [String: String]
  /// The directories, which get the descriptors from 3 on. A later one never hides an earlier one.
  public var directories: [Directory]
  /// Sockets, connected or listening, which get the descriptors after the directories'. They stay
  /// the caller's and must be open as long as the guest runs.
  public var sockets: [FileDescriptor]
  /// Descriptor 0.
  public var standardInput: WASIInput
  /// Descriptor 1.
  public var standardOutput: WASIOutput
  /// Descriptor 2.
  public var standardError: WASIOutput
  /// The guest's clocks.
  public var clocks: WASIClocks
  /// Fills a buffer with random bytes; ``systemRandom`` unless replaced.
  public var random: (UnsafeMutableRawBufferPointer) throws(WASI.Errno) -> Void
  /// How many descriptors the guest can have open at once.
  public var maximumDescriptors: Int
  /// Asked about every 20 ms while a call waits; when it answers true, the call ends with
  /// ``WASI/Errno/canceled``. Without it a guest can wait for ever.
  public var shouldInterrupt: (() -> Bool)?

  /// Makes a configuration in which a guest has arguments and nothing else: no environment, no
  /// files, empty input, and output that goes nowhere.
  public init(arguments: [String] = []) {
    self.arguments = arguments
    environment = [:]
    directories = []
    sockets = []
    standardInput = .empty
    standardOutput = .discard
    standardError = .discard
    clocks = .host
    random = Self.systemRandom
    maximumDescriptors = 1024
    shouldInterrupt = nil
  }

  /// Connects the three standard streams to the process's own.
  public mutating func inheritStandardStreams() {
    standardInput = .descriptor(.standardInput)
    standardOutput = .descriptor(.standardOutput)
    standardError = .descriptor(.standardError)
  }

  /// The system's cryptographically secure source.
  public static func systemRandom(_ buffer: UnsafeMutableRawBufferPointer) throws(WASI.Errno) {
    // The system call gives at most 256 bytes at a time.
    var rest = buffer[...]
    while !rest.isEmpty {
      let chunk = UnsafeMutableRawBufferPointer(rebasing: rest.prefix(256))
      guard let start = chunk.baseAddress else { return }
      _ = try checked { cwasi_random(start, chunk.count) }
      rest = rest.dropFirst(256)
    }
  }

  /// A source that gives the same bytes for the same seed. Not for secrets.
  public static func seededRandom(
    _ seed: UInt64
  ) -> (UnsafeMutableRawBufferPointer) throws(WASI.Errno) -> Void {
    let generator = SplitMixGenerator(seed: seed)
    return { buffer in
      for index in buffer.indices {
        buffer[index] = generator.nextByte()
      }
    }
  }

  /// Why a host could not be made from a configuration.
  public enum Failure: Error, Equatable, Sendable {
    /// An argument, a variable or a guest's path has a NUL inside.
    case containsNUL(String)
    /// A variable's name is empty or has an equals sign.
    case invalidVariableName(String)
    /// A directory could not be opened.
    case directory(FilePath, WASI.Errno)
    /// A standard stream or socket is not an open descriptor of the right kind.
    case descriptor(FileDescriptor, WASI.Errno)
    /// More descriptors are given than the guest may have.
    case tooManyDescriptors
  }
}

/// The SplitMix64 generator, eight bytes a step.
private final class SplitMixGenerator {
  private var state: UInt64
  private var bytes: UInt64 = 0
  private var available = 0

  init(seed: UInt64) {
    state = seed
  }

  func nextByte() -> UInt8 {
    if available == 0 {
      state &+= 0x9e37_79b9_7f4a_7c15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
      bytes = mixed ^ (mixed >> 31)
      available = 8
    }
    defer {
      bytes >>= 8
      available -= 1
    }
    return UInt8(truncatingIfNeeded: bytes)
  }
}
