/// How addresses and registers of native code are written in backtraces and crash reports: in hexadecimal, with as many
/// digits as they have on a target.
///
/// Pointers and registers are two things: on arm64_32 a register has 64 bits, of which a pointer takes 32.
///
/// ```swift
/// let format = NativeFormat(TargetTriple("arm64_32-apple-watchos")!)
/// format.pointer(0x1_0000_4000)    // 0x00004000
/// format.register(0x1_0000_4000)   // 0x0000000100004000
/// ```
public struct NativeFormat: Hashable, Sendable {
  private let pointerWidth: Int
  private let registerWidth: Int

  /// The format of programs for a target.
  public init(_ target: TargetTriple) {
    pointerWidth = target.pointerWidth
    registerWidth = target.registerWidth
  }

  /// That of the process.
  public static let host = NativeFormat(.host)

  /// An address; what a register holds above it is left out.
  public func pointer(_ bits: UInt64) -> String { hexadecimal(bits, width: pointerWidth) }

  /// The whole contents of a general-purpose register.
  public func register(_ bits: UInt64) -> String { hexadecimal(bits, width: registerWidth) }

  private func hexadecimal(_ bits: UInt64, width: Int) -> String {
    let kept = width < UInt64.bitWidth ? bits & ((1 << UInt64(width)) - 1) : bits
    let digits = String(kept, radix: 16)
    return "0x" + String(repeating: "0", count: max(0, width / 4 - digits.utf8.count)) + digits
  }
}
