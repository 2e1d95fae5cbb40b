extension TargetTriple {
  /// What this code was compiled for. The operating system has no version here.
  public static let host: TargetTriple = {
    var text = hostArchitecture + "-" + hostVendor + "-" + hostSystem
    if let hostEnvironment { text += "-" + hostEnvironment }
    // All of these can be read.
    return TargetTriple(text).unsafelyUnwrapped
  }()

  private static var hostArchitecture: String {
    #if arch(arm64_32)
      "arm64_32"
    #elseif arch(arm64) && canImport(Darwin)
      "arm64"
    #elseif arch(arm64)
      "aarch64"
    #elseif arch(arm) && os(watchOS)
      "armv7k"
    #elseif arch(arm)
      "armv7"
    #elseif arch(x86_64)
      "x86_64"
    #elseif arch(i386)
      "i686"
    #elseif arch(wasm32)
      "wasm32"
    #elseif arch(riscv64)
      "riscv64"
    #elseif arch(riscv32)
      "riscv32"
    #elseif arch(powerpc64le)
      "powerpc64le"
    #elseif arch(s390x)
      "s390x"
    #else
      #error("the architecture is not known to TargetTriple.host")
    #endif
  }

  private static var hostVendor: String {
    #if os(macOS) || os(iOS) || os(watchOS) || os(tvOS) || os(visionOS)
      "apple"
    #elseif os(Windows)
      "pc"
    #else
      "unknown"
    #endif
  }

  private static var hostSystem: String {
    #if os(macOS)
      "macos"
    #elseif os(iOS)
      "ios"
    #elseif os(watchOS)
      "watchos"
    #elseif os(tvOS)
      "tvos"
    #elseif os(visionOS)
      "xros"
    #elseif os(Linux) || os(Android)
      "linux"
    #elseif os(Windows)
      "windows"
    #elseif os(FreeBSD)
      "freebsd"
    #elseif os(OpenBSD)
      "openbsd"
    #elseif os(WASI)
      "wasi"
    #else
      "none"
    #endif
  }

  private static var hostEnvironment: String? {
    #if targetEnvironment(simulator)
      "simulator"
    #elseif targetEnvironment(macCatalyst)
      "macabi"
    #elseif os(Android)
      "android"
    #elseif os(Windows)
      "msvc"
    #elseif os(Linux) && canImport(Musl)
      "musl"
    #elseif os(Linux)
      "gnu"
    #elseif os(none)
      "elf"
    #else
      nil
    #endif
  }
}
