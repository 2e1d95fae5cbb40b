#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#elseif canImport(Glibc)
  import Glibc
#endif

/// The guest as a process.
extension WASI {
  func procExit(code: UInt32) -> WASIExit {
    WASIExit(code: code)
  }

  /// The end of a guest that raises a signal, or nil for a signal that does nothing.
  ///
  /// - Throws: `inval` for what is no signal, `notsup` for those that stop a process.
  func procRaise(signal: UInt32) throws(Errno) -> WASIExit? {
    switch signal {
    case 0: nil  // none
    case 13, 16, 17, 22, 27: nil  // pipe, chld, cont, urg, winch
    case 18, 19, 20, 21: throw .notsup  // stop, tstp, ttin, ttou
    case 1...30: WASIExit(code: 128 + signal, signal: UInt8(signal))
    default: throw .inval
    }
  }

  func schedYield() {
    _ = sched_yield()
  }
}
