#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Glibc)
  internal import Glibc
#endif

/// The environment variables of this process, which swift-system has no access to.
enum ProcessEnvironment {
  static func value(of name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }
}
