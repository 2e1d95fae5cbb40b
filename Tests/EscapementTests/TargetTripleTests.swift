import Escapement
import Testing

@Suite struct TargetTripleTests {
  @Test func knownTriplesRoundTrip() throws {
    var count = 0
    for line in knownTriples.split(separator: "\n") {
      let fields = line.split(separator: " ").map(String.init)
      let triple = try #require(TargetTriple(fields[0]), "\(line)")
      #expect(triple.description == fields[0])
      #expect("\(triple.pointerWidth)" == fields[1], "\(line)")
      #expect((triple.endianness == .little) == (fields[2] == "little"), "\(line)")
      #expect(triple.canonical.canonical == triple.canonical)
      #expect(triple.canonical.pointerWidth == triple.pointerWidth, "\(line)")
      #expect(triple.canonical.endianness == triple.endianness, "\(line)")
      count += 1
    }
    #expect(count > 350)
  }

  @Test(arguments: [
    "arm64_32-apple-watchos", "aarch64_32-apple-watchos", "aarch64-apple-watchos-ilp32",
    "arm64-apple-watchos-ilp32",
  ])
  func theWatch(_ text: String) throws {
    let triple = try #require(TargetTriple(text))
    #expect(triple.description == text)
    #expect(triple.pointerWidth == 32)
    #expect(triple.registerWidth == 64)
    #expect(triple.endianness == .little)
    #expect(triple.vendor == "apple")
    #expect(triple.operatingSystem == "watchos")
    #expect(triple.canonical == TargetTriple("arm64_32-apple-watchos"))
    #expect(triple.canonical.architecture == .arm64_32)
  }

  @Test func components() throws {
    let simulator = try #require(TargetTriple("arm64_32-apple-watchos10.0-simulator"))
    #expect(simulator.operatingSystem == "watchos")
    #expect(simulator.operatingSystemVersion == TargetTriple.Version(10, 0))
    #expect(simulator.environment == "simulator")
    let series3 = try #require(TargetTriple("armv7k-apple-watchos8.7.1"))
    #expect(series3.architecture == .arm)
    #expect(series3.subArchitecture == "v7k")
    #expect(series3.operatingSystemVersion == TargetTriple.Version(8, 7, 1))
    #expect(series3.registerWidth == 32)
    let android = try #require(TargetTriple("aarch64-linux-android21"))
    #expect(android.vendor == nil)
    #expect(android.operatingSystem == "linux")
    #expect(android.environment == "android")
    #expect(android.environmentVersion == TargetTriple.Version(21))
    #expect(android.canonical.description == "aarch64-unknown-linux-android21")
    let x32 = try #require(TargetTriple("x86_64-unknown-linux-gnux32"))
    #expect(x32.environmentVersion == nil)
    #expect(x32.pointerWidth == 32)
    #expect(x32.registerWidth == 64)
    let bare = try #require(TargetTriple("i686-unknown-none-elf"))
    #expect(bare.vendor == "unknown")
    #expect(bare.operatingSystem == "none")
    #expect(bare.environment == "elf")
    #expect(TargetTriple("wasm32-wasip1")?.operatingSystemVersion == nil)
    #expect(TargetTriple("avr-none")?.pointerWidth == 16)
  }

  @Test func spellings() {
    for (text, canonical) in [
      ("aarch64-apple-ios-sim", "arm64-apple-ios-simulator"),
      ("aarch64-apple-visionos", "arm64-apple-xros"),
      ("aarch64-apple-watchos-ilp32-simulator", "arm64_32-apple-watchos-simulator"),
      ("x86_64-apple-macosx10.15.4", "x86_64-apple-macos10.15.4"),
      ("arm64-unknown-linux-gnu", "aarch64-unknown-linux-gnu"),
      ("amd64-unknown-freebsd14.0", "x86_64-unknown-freebsd14.0"),
      ("thumbv7em-none-eabihf", "thumbv7em-unknown-none-eabihf"),
    ] {
      #expect(TargetTriple(text)?.canonical.description == canonical)
    }
  }

  @Test(arguments: [
    "", "-", "armadillo-apple-ios", "i286-pc-linux-gnu", "x86_64--linux", "x86_64-", "-apple-ios",
    "arm64_33-apple-watchos", "wasm128", "arm64_32-apple-watchos-",
  ])
  func whatIsNoTriple(_ text: String) {
    #expect(TargetTriple(text) == nil)
  }

  @Test func oddVersionsStayPartOfTheName() throws {
    for text in [
      "arm64-apple-ios1.2.3.4", "arm64-apple-ios01", "arm64-apple-ios1..2",
      "arm64-apple-ios99999999999999999999",
    ] {
      let triple = try #require(TargetTriple(text))
      #expect(triple.description == text)
      #expect(triple.operatingSystemVersion == nil)
    }
  }

  @Test func pointersAndRegistersAreTwoThings() throws {
    let bits: UInt64 = 0x1_2345_6789_ABCD
    for (target, pointer, register) in [
      ("arm64_32-apple-watchos", "0x6789abcd", "0x000123456789abcd"),
      ("arm64-apple-watchos", "0x000123456789abcd", "0x000123456789abcd"),
      ("armv7k-apple-watchos", "0x6789abcd", "0x6789abcd"),
      ("x86_64-unknown-linux-gnux32", "0x6789abcd", "0x000123456789abcd"),
      ("avr-none", "0xabcd", "0xcd"),
    ] {
      let format = NativeFormat(try #require(TargetTriple(target)))
      #expect(format.pointer(bits) == pointer)
      #expect(format.register(bits) == register)
      #expect(format.pointer(0).utf8.count == pointer.utf8.count)
    }
    #expect(NativeFormat.host.pointer(.max).utf8.count == 2 + MemoryLayout<UInt>.size * 2)
  }

  @Test func host() {
    let host = TargetTriple.host
    #expect(host.pointerWidth == MemoryLayout<UInt>.size * 8)
    #expect((host.endianness == .little) == (UInt32(1).littleEndian == 1))
    #expect(TargetTriple(host.description) == host)
    #if os(Linux) && arch(x86_64) && canImport(Glibc)
      #expect(host.description == "x86_64-unknown-linux-gnu")
    #endif
  }
}
