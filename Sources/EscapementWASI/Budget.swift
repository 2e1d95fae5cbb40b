internal import Escapement

// What takes long is done in pieces: before each, the guest pays for it, and may be stopped.
extension WASI {
  /// The most bytes that one call of the system moves.
  static let pieceSize = 1 << 20

  /// Whether a call that waits must look whether to stop.
  var isInterruptible: Bool { shouldInterrupt != nil || budget?.isInterruptible ?? false }

  /// To be called before a piece of work that takes as long as moving so many bytes.
  ///
  /// - Throws: `canceled` if the guest is to stop, which it does whatever it is told.
  func proceed(bytes: Int = 0) throws(Errno) {
    if let budget {
      if budget.isInterrupted || !budget.charge(bytes: UInt64(bytes)) { throw .canceled }
    }
  }

  /// To be called while a call waits, and between pieces of work.
  ///
  /// - Throws: `canceled` if the guest is to stop.
  func checkInterruption() throws(Errno) {
    if budget?.isInterrupted ?? false { throw .canceled }
    if let shouldInterrupt, shouldInterrupt() { throw .canceled }
  }
}
