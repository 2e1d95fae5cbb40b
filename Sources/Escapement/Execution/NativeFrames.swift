// Native frames below host functions, through libunwind.
#if NativeBacktraces && !hasFeature(Embedded)
  internal import CPlatform
  internal import CUnwind

  @_silgen_name("swift_demangle")
  private func demangle(
    _ name: UnsafePointer<CChar>, _ length: UInt, _ buffer: UnsafeMutablePointer<CChar>?,
    _ bufferSize: UnsafeMutablePointer<UInt>?, _ flags: UInt32
  ) -> UnsafeMutablePointer<CChar>?

  /// The native frames of the calling thread that belong to host functions.
  struct NativeFrames {
    /// For each running host function, outermost first.
    private(set) var frames: [[Backtrace.NativeFrame]]
    /// Addresses on the native stack between which the frames of each host function lie, descending.
    private let marks: [UInt]

    /// At most this many frames are kept for a host function.
    private static let limit = 32
    /// How the symbols of this module begin, whose frames are left out.
    private static let ownPrefix = "$s10Escapement"
    /// Those of the loop, which are in between where a host function has called back into the guest.
    private static let loopNames = ["machine_run", "call_host_function"]

    init(hostFrames: [Execution.HostFrame]) {
      marks = hostFrames.map(\.nativeStack)
      frames = Array(repeating: [], count: hostFrames.count)
      guard !marks.isEmpty else { return }
      withUnsafeMutablePointer(to: &self) { this in
        unwind_native_frames(
          { argument, stack, address, symbol, offset in
            guard let argument, let symbol else { return false }
            return argument.assumingMemoryBound(to: NativeFrames.self).pointee
              .visit(stack: stack, address: address, symbol: symbol, offset: offset)
          }, this)
      }
    }

    /// - Returns: Whether frames further out may matter.
    private mutating func visit(
      stack: UInt, address: UInt64, symbol: UnsafePointer<CChar>, offset: UInt
    ) -> Bool {
      // The stack grows downwards: the innermost function that was called with more stack in use than this.
      guard let index = marks.lastIndex(where: { stack < $0 }) else { return false }
      let name = String(cString: symbol)
      guard !name.isEmpty, !name.hasPrefix(Self.ownPrefix), !Self.loopNames.contains(name),
        frames[index].count < Self.limit
      else { return true }
      frames[index].append(
        Backtrace.NativeFrame(
          name: Self.demangled(name), offset: offset, address: address))
      return true
    }

    private static func demangled(_ symbol: String) -> String {
      guard let text = demangle(symbol, UInt(symbol.utf8.count), nil, nil, 0) else { return symbol }
      defer { platform_free(text) }
      return String(cString: text)
    }
  }
#else
  /// Native frames are not known in this build.
  struct NativeFrames {
    let frames: [[Backtrace.NativeFrame]]

    init(hostFrames: [Execution.HostFrame]) {
      frames = Array(repeating: [], count: hostFrames.count)
    }
  }
#endif
