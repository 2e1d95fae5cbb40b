/// Where a guest was: its functions that were being called, innermost first.
///
/// Frames continue across instances, and across host functions down to the call that the host made first. Of very
/// deep stacks only the ends are kept.
public struct Backtrace: Hashable, Sendable {
  /// One function call in progress.
  public enum Frame: Hashable, Sendable {
    /// A function of a guest.
    case guest(GuestFrame)
    /// A function of the host that called back into the guest, with the native frames below it if they are known.
    case host(name: String, native: [NativeFrame])
    /// That many frames are not kept.
    case omitted(count: Int)
  }

  /// A function of a guest.
  public struct GuestFrame: Hashable, Sendable {
    /// The module's name, if its name section gives one.
    public var module: String?
    /// The function's index in the function index space of the module.
    public var function: UInt32
    /// The function's name, if the name section gives one, or else the name of an export.
    public var name: String?
    /// The position of the instruction in the module's bytes.
    public var offset: UInt32?
  }

  /// A function of the host process.
  public struct NativeFrame: Hashable, Sendable {
    /// The function's name, demangled if it is Swift's.
    public var name: String
    /// The position in the function, in bytes.
    public var offset: UInt
    /// Where it was in the code of the process.
    public var address: UInt64
  }

  /// The frames, innermost first.
  public var frames: [Frame]

  init(frames: [Frame] = []) { self.frames = frames }
}

extension Backtrace: CustomStringConvertible {
  /// One line for each frame; frames of a function that calls itself again and again share one.
  public var description: String {
    var lines: [String] = []
    var number = 0
    var index = 0
    while index < frames.count {
      let frame = frames[index]
      let run = frames[index...].prefix { $0 == frame }.count
      switch frame {
      case .guest(let guest):
        lines.append("  \(number): \(guest)")
        if run >= Self.shortestRun {
          lines.append("  … \(run - 1) more of the same …")
          index += run - 1
          number += run - 1
        }
        number += 1
      case .host(let name, let native):
        lines.append("  \(number): host function \(name.printable)")
        for frame in native { lines.append("       \(frame)") }
        number += 1
      case .omitted(let count):
        lines.append("  … \(count) more …")
        number += count
      }
      index += 1
    }
    return lines.joined(separator: "\n")
  }

  /// As many equal frames share a line.
  private static let shortestRun = 4
}

extension Backtrace.GuestFrame: CustomStringConvertible {
  public var description: String {
    var text = name.map { "\($0.printable) (function \(function))" } ?? "function \(function)"
    if let module { text += " of \(module.printable)" }
    if let offset { text += ", at 0x\(String(offset, radix: 16))" }
    return text
  }
}

extension Backtrace.NativeFrame: CustomStringConvertible {
  public var description: String {
    "\(NativeFormat.host.pointer(address)) \(name) + \(offset)"
  }
}
