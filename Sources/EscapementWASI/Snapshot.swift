extension WASI {
  /// The two generations of preview 1 that modules import, and all in which they differ.
  ///
  /// | | `wasi_unstable` | `wasi_snapshot_preview1` |
  /// |---|---|---|
  /// | `whence` | cur, end, set | set, cur, end |
  /// | `filestat` | `nlink` is u32 at 20, 56 bytes | `nlink` is u64 at 24, 64 bytes |
  /// | `subscription` | clock has a second user data at 16, 56 bytes | 48 bytes |
  /// | `sock_accept` | absent | present |
  public enum Snapshot: CaseIterable, Sendable {
    /// `wasi_unstable`, snapshot 0.
    case unstable
    /// `wasi_snapshot_preview1`.
    case preview1

    /// The name under which modules import the functions.
    public var moduleName: String {
      switch self {
      case .unstable: "wasi_unstable"
      case .preview1: "wasi_snapshot_preview1"
      }
    }

    func whence(_ code: UInt32) throws(WASI.Errno) -> Whence {
      let order: [Whence] =
        switch self {
        case .unstable: [.current, .end, .start]
        case .preview1: [.start, .current, .end]
        }
      guard code < 3 else { throw .inval }
      return order[Int(code)]
    }

    /// Bytes of a `filestat`.
    var fileStatusSize: UInt32 {
      switch self {
      case .unstable: 56
      case .preview1: 64
      }
    }

    /// Bytes of a `subscription`.
    var subscriptionSize: UInt32 {
      switch self {
      case .unstable: 56
      case .preview1: 48
      }
    }

    /// Offset of the clock's identifier in a `subscription`; its other fields follow it alike.
    var clockSubscriptionOffset: Int {
      switch self {
      case .unstable: 24
      case .preview1: 16
      }
    }
  }
}

/// What an offset of `fd_seek` counts from.
enum Whence {
  case start, current, end
}
