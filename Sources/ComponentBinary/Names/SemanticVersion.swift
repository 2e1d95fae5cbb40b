/// A version by the rules of Semantic Versioning 2.0: `major.minor.patch-prerelease+build`.
package struct SemanticVersion: Hashable, Sendable {
  package var major: UInt64
  package var minor: UInt64
  package var patch: UInt64
  /// What follows the hyphen; empty if there is none.
  package var prerelease: String
  /// What follows the plus sign; empty if there is none. It does not count in comparisons.
  package var build: String

  /// Nil for a text that is no version. `reason` says why.
  package init?(_ text: some StringProtocol) {
    guard let version = try? Self.parse(text) else { return nil }
    self = version
  }

  init(major: UInt64, minor: UInt64, patch: UInt64, prerelease: String, build: String) {
    self.major = major
    self.minor = minor
    self.patch = patch
    self.prerelease = prerelease
    self.build = build
  }

  /// Why a text is no version.
  struct Fault: Error {
    let reason: String
  }

  static func parse(_ text: some StringProtocol) throws(Fault) -> SemanticVersion {
    guard !text.isEmpty else { throw Fault(reason: "empty string, expected a semver version") }
    var rest = Array(text.utf8)[...]
    let major = try number(&rest)
    try expect(UInt8(ascii: "."), &rest)
    let minor = try number(&rest)
    try expect(UInt8(ascii: "."), &rest)
    let patch = try number(&rest)
    var prerelease = ""
    var build = ""
    if rest.first == UInt8(ascii: "-") {
      rest.removeFirst()
      prerelease = try identifiers(&rest, forbidsLeadingZeros: true)
    }
    if rest.first == UInt8(ascii: "+") {
      rest.removeFirst()
      build = try identifiers(&rest, forbidsLeadingZeros: false)
    }
    if let byte = rest.first { throw unexpected(byte) }
    return SemanticVersion(
      major: major, minor: minor, patch: patch, prerelease: prerelease, build: build)
  }

  private static func unexpected(_ byte: UInt8) -> Fault {
    Fault(reason: "unexpected character '\(Character(Unicode.Scalar(byte)))' in a version")
  }

  private static func expect(_ byte: UInt8, _ rest: inout ArraySlice<UInt8>) throws(Fault) {
    guard let next = rest.first else { throw Fault(reason: "unexpected end of input in a version") }
    guard next == byte else { throw unexpected(next) }
    rest.removeFirst()
  }

  private static func number(_ rest: inout ArraySlice<UInt8>) throws(Fault) -> UInt64 {
    guard let first = rest.first else {
      throw Fault(reason: "unexpected end of input in a version")
    }
    guard first.isDigit else { throw unexpected(first) }
    var value: UInt64 = 0
    let start = rest.startIndex
    while let digit = rest.first, digit.isDigit {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(UInt64(digit - UInt8(ascii: "0")))
      guard !overflow, !carry else { throw Fault(reason: "number too large in a version") }
      value = sum
      rest.removeFirst()
    }
    guard first != UInt8(ascii: "0") || rest.startIndex == start + 1 else {
      throw Fault(reason: "invalid leading zero in a version")
    }
    return value
  }

  /// Identifiers of letters, digits and hyphens, separated by dots.
  private static func identifiers(
    _ rest: inout ArraySlice<UInt8>, forbidsLeadingZeros: Bool
  ) throws(Fault) -> String {
    let start = rest.startIndex
    var identifier = start
    let whole = rest
    while true {
      let byte = rest.first
      if let byte, byte.isLetter || byte.isDigit || byte == UInt8(ascii: "-") {
        rest.removeFirst()
        continue
      }
      let part = whole[identifier..<rest.startIndex]
      guard !part.isEmpty else { throw Fault(reason: "empty identifier segment in a version") }
      if forbidsLeadingZeros, part.count > 1, part.first == UInt8(ascii: "0"),
        part.allSatisfy({ $0.isDigit })
      {
        throw Fault(reason: "invalid leading zero in a version")
      }
      guard byte == UInt8(ascii: ".") else { break }
      rest.removeFirst()
      identifier = rest.startIndex
    }
    return String(decoding: whole[start..<rest.startIndex], as: UTF8.self)
  }
}

extension SemanticVersion {
  /// The part that all versions share which can stand in for each other. Explainer: "Canonical
  /// Interface Name".
  ///
  /// Of 1.2.3, it is "1"; of 0.2.6, "0.2"; of 0.0.1, "0.0.1".
  package var canonical: String {
    if major > 0 { return "\(major)" }
    if minor > 0 { return "0.\(minor)" }
    return "0.0.\(patch)"
  }
}

extension SemanticVersion: Comparable {
  /// Precedence, without the build.
  package static func < (left: SemanticVersion, right: SemanticVersion) -> Bool {
    if left.major != right.major { return left.major < right.major }
    if left.minor != right.minor { return left.minor < right.minor }
    if left.patch != right.patch { return left.patch < right.patch }
    // What has a prerelease comes before what has none.
    if left.prerelease.isEmpty || right.prerelease.isEmpty {
      return !left.prerelease.isEmpty && right.prerelease.isEmpty
    }
    let others = right.prerelease.utf8.split(separator: UInt8(ascii: "."))
    let parts = left.prerelease.utf8.split(separator: UInt8(ascii: "."))
    for (part, other) in zip(parts, others) where !part.elementsEqual(other) {
      let isNumber = part.allSatisfy { $0.isDigit }
      let isOtherNumber = other.allSatisfy { $0.isDigit }
      if isNumber != isOtherNumber { return isNumber }
      if isNumber, part.count != other.count { return part.count < other.count }
      return part.lexicographicallyPrecedes(other)
    }
    return parts.count < others.count
  }
}

extension UInt8 {
  var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }
  var isLowercase: Bool { self >= UInt8(ascii: "a") && self <= UInt8(ascii: "z") }
  var isUppercase: Bool { self >= UInt8(ascii: "A") && self <= UInt8(ascii: "Z") }
  var isLetter: Bool { isLowercase || isUppercase }
}
