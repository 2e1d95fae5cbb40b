/// The kind of machine that code is for, in the notation of LLVM and of Apple: `arm64_32-apple-watchos10.0`.
///
/// ```swift
/// let watch = TargetTriple("arm64_32-apple-watchos")!
/// watch.pointerWidth    // 32
/// watch.registerWidth   // 64
/// TargetTriple("aarch64-apple-watchos-ilp32")?.canonical == watch   // true
/// ```
///
/// A triple prints as it was written. What is equal to another one only when spelled the same way can be compared by
/// its ``canonical`` form.
public struct TargetTriple: Hashable, Sendable {
  /// The version of an operating system or of an environment: one to three numbers.
  public struct Version: Hashable, Sendable {
    /// The first number.
    public let major: UInt32
    /// The second number, if there is one.
    public let minor: UInt32?
    /// The third number, if there is one.
    public let patch: UInt32?

    /// A version of up to three numbers.
    public init(_ major: UInt32, _ minor: UInt32? = nil, _ patch: UInt32? = nil) {
      self.major = major
      self.minor = minor
      self.patch = minor == nil ? nil : patch
    }
  }

  /// The order of the bytes of a number in memory.
  public enum Endianness: Hashable, Sendable {
    /// The least or the most significant byte first.
    case little, big
  }

  /// The family of instruction sets.
  public let architecture: Architecture
  /// What the architecture's name says besides: `v7k` of `armv7k`, `e` of `arm64e`, `i686`'s generation `6`. Empty if
  /// it says nothing.
  public let subArchitecture: String
  /// Nil if it is left out, as in `x86_64-linux-gnu`.
  public let vendor: String?
  /// The operating system's name without its version; nil if it is left out.
  public let operatingSystem: String?
  /// The oldest version of the operating system, if the triple names one.
  public let operatingSystemVersion: Version?
  /// The rest: the C library, the calling convention, the simulator. Nil if there is none.
  public let environment: String?
  /// The version in the environment, as in `android21`.
  public let environmentVersion: Version?

  private let architectureName: String
  /// The triple as it was written.
  public let description: String

  /// Reads a triple.
  ///
  /// Nil if the architecture is unknown or a component is missing between others; other components may be anything.
  public init?(_ text: String) {
    var components = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
    guard let name = components.first, !components.contains(""),
      let (architecture, subArchitecture) = Architecture.read(name)
    else { return nil }
    components.removeFirst()
    let hasVendor =
      !components.isEmpty
      && !(OperatingSystems.isKnown(components[0])
        && (components.count == 1 || !OperatingSystems.isKnown(components[1])))
    description = text
    architectureName = name
    self.architecture = architecture
    self.subArchitecture = subArchitecture
    vendor = hasVendor ? components.removeFirst() : nil
    let system = components.isEmpty ? nil : components.removeFirst()
    (operatingSystem, operatingSystemVersion) = OperatingSystems.split(system)
    let rest = components.isEmpty ? nil : components.joined(separator: "-")
    (environment, environmentVersion) = Environments.split(rest)
  }
}

extension TargetTriple: CustomStringConvertible {}

extension TargetTriple.Version: CustomStringConvertible {
  public var description: String {
    var text = "\(major)"
    if let minor { text += ".\(minor)" }
    if let patch { text += ".\(patch)" }
    return text
  }

  /// Reads up to three numbers without leading zeros.
  init?(_ text: Substring) {
    let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    var numbers: [UInt32] = []
    for part in parts {
      guard !part.isEmpty, part.count == 1 || part.first != UInt8(ascii: "0") else { return nil }
      var number: UInt32 = 0
      for digit in part {
        guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= digit else { return nil }
        let (product, overflow) = number.multipliedReportingOverflow(by: 10)
        let (sum, carry) = product.addingReportingOverflow(UInt32(digit - UInt8(ascii: "0")))
        guard !overflow, !carry else { return nil }
        number = sum
      }
      numbers.append(number)
    }
    guard let major = numbers.first, numbers.count <= 3 else { return nil }
    self.init(
      major, numbers.count > 1 ? numbers[1] : nil, numbers.count > 2 ? numbers[2] : nil)
  }
}

// How data lies in memory and in registers.
extension TargetTriple {
  /// Whether pointers are narrower than the architecture's own, by the environment's calling convention: x32, n32,
  /// ILP32.
  private var hasNarrowPointers: Bool {
    guard let environment else { return false }
    for convention in ["ilp32", "x32", "abin32"] {
      for part in environment.utf8.split(separator: UInt8(ascii: "-"))
      where String(decoding: part, as: UTF8.self).hasSuffix(convention) {
        return true
      }
    }
    return false
  }

  /// The bits of a pointer, and of `Int`.
  public var pointerWidth: Int {
    hasNarrowPointers ? min(32, architecture.pointerWidth) : architecture.pointerWidth
  }

  /// The bits of a general-purpose register, which may be more than those of a pointer.
  public var registerWidth: Int { architecture.registerWidth }

  /// The order of bytes, which the architecture decides.
  public var endianness: Endianness { architecture.isBigEndian ? .big : .little }
}

// Spellings.
extension TargetTriple {
  /// The same target in the spelling that LLVM and Apple's tools print.
  public var canonical: TargetTriple {
    let isApple = vendor == "apple"
    var name = Architecture.canonicalName(architectureName, isApple: isApple)
    var system = operatingSystem
    var parts = (environment ?? "").utf8.split(separator: UInt8(ascii: "-"))
      .map { String(decoding: $0, as: UTF8.self) }
    if isApple {
      if name == "arm64", parts.contains("ilp32") { name = "arm64_32" }
      if name == "arm64_32" { parts.removeAll { $0 == "ilp32" } }
      parts = parts.map { $0 == "sim" ? "simulator" : $0 }
      if system == "visionos" { system = "xros" }
      if system == "macosx" { system = "macos" }
    }
    var text = name + "-" + (vendor ?? "unknown") + "-" + (system ?? "unknown")
    if let operatingSystemVersion { text += operatingSystemVersion.description }
    if !parts.isEmpty { text += "-" + parts.joined(separator: "-") }
    if let environmentVersion { text += environmentVersion.description }
    // What can be read once can be read again.
    return TargetTriple(text) ?? self
  }
}
