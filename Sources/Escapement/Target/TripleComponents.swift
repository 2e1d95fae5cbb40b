// What can be told from single components of a triple.

enum OperatingSystems {
  /// Those that appear without a vendor before them.
  private static let known: [String] = [
    "darwin", "emscripten", "freebsd", "fuchsia", "haiku", "hurd", "ios", "linux", "macos",
    "netbsd", "none", "nuttx", "openbsd", "rtems", "solaris", "tvos", "uefi", "visionos", "wasi",
    "watchos", "windows", "xros",
  ]

  /// Digits at their end are no version.
  private static let unversioned: [String] = [
    "3ds", "lynxos178", "mingw32", "solid_asp3", "v5", "wasip1", "wasip2", "wasip3", "win32",
  ]

  static func isKnown(_ component: String) -> Bool {
    guard let name = split(component).name else { return false }
    return known.contains(name) || name.hasPrefix("wasi")
  }

  static func split(_ component: String?) -> (name: String?, TargetTriple.Version?) {
    guard let component, !unversioned.contains(component) else { return (component, nil) }
    return splitVersion(component)
  }
}

enum Environments {
  /// Only behind these, digits are a version: those of `gnux32` are none.
  private static let versioned: [String] = [
    "android", "androideabi", "gnu", "msvc", "musl", "ohos",
  ]

  static func split(_ component: String?) -> (name: String?, TargetTriple.Version?) {
    guard let component else { return (nil, nil) }
    let parts = splitVersion(component)
    guard let name = parts.name, versioned.contains(name) else { return (component, nil) }
    return parts
  }
}

/// Divides `watchos10.0`; what does not end in a version stays whole.
private func splitVersion(_ component: String) -> (name: String?, TargetTriple.Version?) {
  let isDigit: (Character) -> Bool = { "0" <= $0 && $0 <= "9" }
  guard let start = component.firstIndex(where: isDigit), start > component.startIndex,
    let version = TargetTriple.Version(component[start...])
  else { return (component, nil) }
  return (String(component[..<start]), version)
}
