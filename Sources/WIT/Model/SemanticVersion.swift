/// A version by the rules of Semantic Versioning 2.0.
public struct SemanticVersion: Hashable, Sendable {
  public let major: UInt64
  public let minor: UInt64
  public let patch: UInt64
  /// Without the hyphen; empty if the version is no pre-release.
  public let preRelease: String
  /// Without the plus sign; empty if there is none.
  public let build: String

  /// nil if the text is not a version.
  public init?(_ text: String) {
    var rest = text[...]
    func cut(at sign: Character) -> String? {
      guard let position = rest.firstIndex(of: sign) else { return "" }
      let tail = String(rest[rest.index(after: position)...])
      rest = rest[..<position]
      return Self.isListOfIdentifiers(tail) ? tail : nil
    }
    guard let build = cut(at: "+"), let preRelease = cut(at: "-") else { return nil }
    let numbers = rest.split(separator: ".", omittingEmptySubsequences: false).map(Self.number)
    guard numbers.count == 3, let major = numbers[0], let minor = numbers[1],
      let patch = numbers[2],
      preRelease.split(separator: ".").allSatisfy({
        !Self.isDigits($0) || Self.hasNoLeadingZero($0)
      })
    else { return nil }
    self.major = major
    self.minor = minor
    self.patch = patch
    self.preRelease = preRelease
    self.build = build
  }

  private static func isDigits(_ text: Substring) -> Bool {
    text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }

  private static func hasNoLeadingZero(_ digits: Substring) -> Bool {
    digits.count == 1 || digits.first != "0"
  }

  private static func number(_ text: Substring) -> UInt64? {
    isDigits(text) && hasNoLeadingZero(text) ? UInt64(text) : nil
  }

  private static func isListOfIdentifiers(_ text: String) -> Bool {
    text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
      !part.isEmpty
        && part.utf8.allSatisfy { byte in
          (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
        }
    }
  }
}

extension SemanticVersion: CustomStringConvertible {
  public var description: String {
    "\(major).\(minor).\(patch)" + (preRelease.isEmpty ? "" : "-" + preRelease)
      + (build.isEmpty ? "" : "+" + build)
  }
}

extension SemanticVersion: Comparable {
  /// By precedence, and where that is equal by the text of the build, so that the order is total.
  public static func < (a: SemanticVersion, b: SemanticVersion) -> Bool {
    let (left, right) = ((a.major, a.minor, a.patch), (b.major, b.minor, b.patch))
    if left != right { return left < right }
    if a.preRelease != b.preRelease {
      if a.preRelease.isEmpty || b.preRelease.isEmpty { return b.preRelease.isEmpty }
      return precedes(a.preRelease, b.preRelease)
    }
    return a.build < b.build
  }

  private static func precedes(_ a: String, _ b: String) -> Bool {
    let (left, right) = (a.split(separator: "."), b.split(separator: "."))
    for (one, other) in zip(left, right) where one != other {
      switch (isDigits(one), isDigits(other)) {
      // Without leading zeros, a longer number is a larger one.
      case (true, true): return (one.count, String(one)) < (other.count, String(other))
      case (true, false): return true
      case (false, true): return false
      case (false, false): return one < other
      }
    }
    return left.count < right.count
  }
}
