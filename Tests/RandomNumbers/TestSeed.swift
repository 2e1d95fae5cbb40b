#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

extension Random {
  /// Numbers that differ from run to run. The seed is printed; the environment variable `TEST_SEED` repeats a run.
  public static func forTest(_ name: String = #function) -> Random {
    let given = getenv("TEST_SEED").flatMap { UInt64(String(cString: $0)) }
    let seed = given ?? UInt64.random(in: 0...(.max))
    print("\(name): TEST_SEED=\(seed)")
    return Random(seed: seed)
  }
}
