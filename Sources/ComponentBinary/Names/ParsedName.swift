/// The name of an import or export, taken apart. Explainer: "Import and Export Definitions".
package enum ParsedName: Hashable, Sendable {
  case label(String)
  case constructor(resource: String)
  case method(resource: String, name: String)
  case `static`(resource: String, name: String)
  case interface(InterfaceName)
}

/// `interfacename`: "namespace:package/interface@version".
package struct InterfaceName: Hashable, Sendable {
  /// More than one with 🪺.
  package var namespaces: [String]
  package var package: String
  /// More than one with 🪺.
  package var projections: [String]
  /// What follows the at sign: a version, or the canonical part of one (🔗).
  package var version: String?
}

extension InterfaceName {
  /// The name without its version.
  package var unversioned: String {
    var text = ""
    for namespace in namespaces { text += namespace + ":" }
    text += package
    for projection in projections { text += "/" + projection }
    return text
  }
}

extension ParsedName {
  /// Why a text is no name.
  package struct Fault: Error {
    package let reason: String
    /// What the text would be a name with, if that is what is missing.
    package var feature: ComponentFeatures?
  }

  package init(_ text: String, features: ComponentFeatures) throws(Fault) {
    if text.utf8.first == UInt8(ascii: "[") {
      self = try Self.annotated(text)
    } else if text.utf8.contains(UInt8(ascii: ":")) {
      self = .interface(try InterfaceName(text, features: features))
    } else {
      guard Self.isLabel(text) else {
        throw Fault(reason: "`\(text)` is not in kebab case, and is not a valid extern name")
      }
      self = .label(text)
    }
  }

  private static func annotated(_ text: String) throws(Fault) -> ParsedName {
    if let rest = text.suffix(after: "[constructor]") {
      return .constructor(resource: try checkedLabel(rest))
    }
    if let rest = text.suffix(after: "[method]") {
      let (resource, name) = try member(rest)
      return .method(resource: resource, name: name)
    }
    if let rest = text.suffix(after: "[static]") {
      let (resource, name) = try member(rest)
      return .static(resource: resource, name: name)
    }
    throw Fault(reason: "`\(text)` is not a valid extern name")
  }

  private static func member(_ text: String) throws(Fault) -> (String, String) {
    guard let dot = text.utf8.firstIndex(of: UInt8(ascii: ".")) else {
      throw Fault(reason: "failed to find `.` character")
    }
    let resource = try checkedLabel(String(text[..<dot]))
    return (resource, try checkedLabel(String(text[text.utf8.index(after: dot)...])))
  }

  static func checkedLabel(_ text: String) throws(Fault) -> String {
    guard isLabel(text) else { throw Fault(reason: "`\(text)` is not in kebab case") }
    return text
  }

  /// Whether `text` is a `label`: words and acronyms with hyphens between them, the first of which
  /// begins with a letter.
  package static func isLabel(_ text: String) -> Bool {
    isKebabCase(text.utf8) { $0.isLetter }
  }

  /// Whether `text` is `words`: the same without acronyms.
  static func isWords(_ text: String) -> Bool {
    isKebabCase(text.utf8) { $0.isLowercase } && !text.utf8.contains { $0.isUppercase }
  }

  private static func isKebabCase(_ text: String.UTF8View, first isFirst: (UInt8) -> Bool) -> Bool {
    guard let first = text.first, isFirst(first) else { return false }
    var hasLowercase = false
    var hasUppercase = false
    var isEmpty = true
    for byte in text {
      if byte == UInt8(ascii: "-") {
        guard !isEmpty else { return false }
        (hasLowercase, hasUppercase, isEmpty) = (false, false, true)
        continue
      }
      guard byte.isLetter || byte.isDigit else { return false }
      hasLowercase = hasLowercase || byte.isLowercase
      hasUppercase = hasUppercase || byte.isUppercase
      guard !(hasLowercase && hasUppercase) else { return false }
      isEmpty = false
    }
    return !isEmpty
  }

  /// Equal for names that are not strongly unique. Explainer: "Name Uniqueness".
  package static func uniquenessKey(of text: String) -> String {
    var key = text.lowercasedASCII
    if let rest = key.suffix(after: "[method]") ?? key.suffix(after: "[static]") {
      key = rest
      if let dot = rest.utf8.firstIndex(of: UInt8(ascii: ".")) {
        let resource = rest[..<dot]
        let name = rest[rest.utf8.index(after: dot)...]
        if resource.utf8.elementsEqual(name.utf8) { key = String(resource) }
      }
    }
    return key
  }
}

extension InterfaceName {
  init(_ text: String, features: ComponentFeatures) throws(ParsedName.Fault) {
    var rest = Array(text.utf8)[...]
    namespaces = []
    projections = []
    while let colon = rest.firstIndex(of: UInt8(ascii: ":")),
      colon < rest.firstIndex(of: UInt8(ascii: "@")) ?? rest.endIndex
    {
      let namespace = String(decoding: rest[..<colon], as: UTF8.self)
      namespaces.append(try Self.words(namespace, in: text))
      rest = rest[(colon + 1)...]
      if namespaces.count > 1, !features.contains(.nestedNames) {
        throw ParsedName.Fault(
          reason: "`\(text)` is not a valid extern name", feature: .nestedNames)
      }
    }
    var path = rest
    if let at = rest.firstIndex(of: UInt8(ascii: "@")) {
      path = rest[..<at]
      version = try Self.version(rest[(at + 1)...], features: features)
    }
    var parts = path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    let first = parts.removeFirst()
    package = try Self.words(String(decoding: first, as: UTF8.self), in: text)
    guard !parts.isEmpty else {
      throw ParsedName.Fault(reason: "expected `/` after package name in `\(text)`")
    }
    for part in parts {
      projections.append(try ParsedName.checkedLabel(String(decoding: part, as: UTF8.self)))
    }
    if projections.count > 1, !features.contains(.nestedNames) {
      let trailing = "/" + projections[1...].joined("/")
      throw ParsedName.Fault(
        reason: "trailing characters found: `\(trailing)`", feature: .nestedNames)
    }
  }

  private static func words(_ part: String, in text: String) throws(ParsedName.Fault) -> String {
    if ParsedName.isWords(part) { return part }
    if ParsedName.isLabel(part) || part.utf8.first?.isDigit == true {
      throw ParsedName.Fault(
        reason: "`\(text)` is not a valid extern name: `\(part)` is not in kebab case "
          + "without acronyms")
    }
    throw ParsedName.Fault(reason: "`\(part)` is not in kebab case")
  }

  private static func version(
    _ bytes: ArraySlice<UInt8>, features: ComponentFeatures
  ) throws(ParsedName.Fault) -> String {
    let text = String(decoding: bytes, as: UTF8.self)
    if isCanonicalVersion(text), SemanticVersion(text) == nil {
      guard features.contains(.canonicalVersions) else {
        throw ParsedName.Fault(
          reason: "unexpected end of input in the version `\(text)`", feature: .canonicalVersions)
      }
      return text
    }
    do throws(SemanticVersion.Fault) {
      _ = try SemanticVersion.parse(text)
    } catch {
      throw ParsedName.Fault(reason: error.reason)
    }
    return text
  }

  /// `canonversion`.
  package static func isCanonicalVersion(_ text: String) -> Bool {
    let isNumber = { (part: Substring) in
      part.utf8.allSatisfy { $0.isDigit } && part.utf8.first != UInt8(ascii: "0") && !part.isEmpty
    }
    if text == "0.0.0" { return true }
    if let rest = text.suffix(after: "0.0.") { return isNumber(rest[...]) }
    if let rest = text.suffix(after: "0.") { return isNumber(rest[...]) }
    return isNumber(text[...])
  }
}

extension String {
  /// What follows `prefix`; nil if this does not begin with it.
  func suffix(after prefix: StaticString) -> String? {
    let start = prefix.withUTF8Buffer { expected -> String.Index? in
      guard utf8.count >= expected.count, utf8.prefix(expected.count).elementsEqual(expected) else {
        return nil
      }
      return utf8.index(startIndex, offsetBy: expected.count)
    }
    return start.map { String(self[$0...]) }
  }

  var lowercasedASCII: String {
    String(decoding: utf8.map { $0.isUppercase ? $0 | 0x20 : $0 }, as: UTF8.self)
  }
}

extension Sequence where Element == String {
  func joined(_ separator: String) -> String {
    var text = ""
    for (position, element) in enumerated() { text += (position > 0 ? separator : "") + element }
    return text
  }
}
