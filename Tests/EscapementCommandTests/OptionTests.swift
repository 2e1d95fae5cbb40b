import Testing

@testable import EscapementCommand

@Suite struct OptionTests {
  @Test(
    arguments: [
      ("0", 0), ("65536", 65536), ("64KiB", 65536), ("64k", 65536), ("1.5MiB", 1_572_864),
      ("2gb", 2_000_000_000), ("4G", 4 << 30), ("17179869183GiB", 17_179_869_183 << 30),
      ("0.000000001g", 1), ("10b", 10),
    ] as [(String, UInt64)])
  func sizes(_ text: String, _ bytes: UInt64) throws {
    #expect(try ByteCount.parse(text).bytes == bytes)
  }

  @Test(arguments: [
    "", "MiB", "-1", "1TiB", "1 MiB", "0x10", "1.2.3", ".", "18446744073709551616",
    "17179869184GiB", "1.0000000001G", "१KiB", "1e3",
  ])
  func wrongSizes(_ text: String) {
    #expect(throws: (any Error).self) { try ByteCount.parse(text) }
  }

  @Test(
    arguments: [
      ("2s", 2_000_000_000), ("500ms", 500_000_000), ("1.5m", 90_000_000_000), ("3", 3_000_000_000),
      ("7us", 7_000), ("1h", 3_600_000_000_000), ("0s", 0),
      // As good as never.
      ("5000000h", 1_000_000_000_000_000_000),
    ] as [(String, UInt64)])
  func times(_ text: String, _ nanoseconds: UInt64) throws {
    #expect(try TimeSpan.parse(text).nanoseconds == nanoseconds)
  }

  @Test(arguments: ["", "s", "-1s", "1d", "10000000h", "1s2"])
  func wrongTimes(_ text: String) {
    #expect(throws: (any Error).self) { try TimeSpan.parse(text) }
  }

  @Test func directories() throws {
    #expect(try DirectoryMapping.parse("a::/b") == DirectoryMapping(host: "a", guest: "/b"))
    #expect(try DirectoryMapping.parse("/tmp") == DirectoryMapping(host: "/tmp", guest: "/tmp"))
    #expect(try DirectoryMapping.parse("a:b") == DirectoryMapping(host: "a:b", guest: "a:b"))
    for wrong in ["", "::", "a::", "::b"] {
      #expect(throws: (any Error).self) { try DirectoryMapping.parse(wrong) }
    }
  }

  @Test func variables() throws {
    #expect(try EnvironmentVariable.parse("A=") == EnvironmentVariable(name: "A", value: ""))
    #expect(try EnvironmentVariable.parse("A=b=c") == EnvironmentVariable(name: "A", value: "b=c"))
    for wrong in ["", "=", "=a", "NO_SUCH_VARIABLE_IS_SET"] {
      #expect(throws: (any Error).self) { try EnvironmentVariable.parse(wrong) }
    }
  }
}
