extension TargetTriple {
  /// A family of instruction sets, as far as data has the same widths and byte order.
  public enum Architecture: Hashable, Sendable, CaseIterable {
    // swift-format-ignore: AlwaysUseLowerCamelCase
    case arm64_32, x86_64
    case amdgcn, arm, arm64, arm64BigEndian, armBigEndian, avr, bpf, bpfBigEndian, csky
    case hexagon, i386, loongarch32, loongarch64, m68k
    case mips, mips64, mips64LittleEndian, mipsLittleEndian, msp430, nvptx, nvptx64
    case powerpc, powerpc64, powerpc64LittleEndian, powerpcLittleEndian, riscv32, riscv64
    case s390x, sparc, sparc64, wasm32, wasm64, xtensa
  }
}

extension TargetTriple.Architecture {
  /// Names; those that begin with another one come before it.
  private static let names: [(name: String, architecture: Self)] = [
    ("aarch64_32", .arm64_32), ("arm64_32", .arm64_32), ("aarch64_be", .arm64BigEndian),
    ("aarch64", .arm64), ("arm64", .arm64),
    ("armeb", .armBigEndian), ("thumbeb", .armBigEndian), ("arm", .arm), ("thumb", .arm),
    ("amdgcn", .amdgcn), ("avr", .avr), ("bpfeb", .bpfBigEndian), ("bpfel", .bpf), ("bpf", .bpf),
    ("csky", .csky), ("hexagon", .hexagon), ("loongarch32", .loongarch32),
    ("loongarch64", .loongarch64), ("m68k", .m68k),
    ("mips64el", .mips64LittleEndian), ("mips64", .mips64), ("mipsisa64", .mips64),
    ("mipsisa32", .mips), ("mipsel", .mipsLittleEndian), ("mips", .mips), ("msp430", .msp430),
    ("nvptx64", .nvptx64), ("nvptx", .nvptx),
    ("powerpc64le", .powerpc64LittleEndian), ("powerpc64", .powerpc64),
    ("powerpcle", .powerpcLittleEndian), ("powerpc", .powerpc),
    ("ppc64le", .powerpc64LittleEndian), ("ppc64", .powerpc64), ("ppc32le", .powerpcLittleEndian),
    ("ppcle", .powerpcLittleEndian), ("ppc32", .powerpc), ("ppc", .powerpc),
    ("riscv32", .riscv32), ("riscv64", .riscv64), ("s390x", .s390x), ("systemz", .s390x),
    ("sparc64", .sparc64), ("sparcv9", .sparc64), ("sparc", .sparc),
    ("wasm32", .wasm32), ("wasm64", .wasm64),
    ("x86_64", .x86_64), ("amd64", .x86_64), ("x86", .i386),
    ("xtensa", .xtensa),
  ]

  /// The architecture that a name begins with, and the rest of the name; nil if it is unknown.
  static func read(_ name: String) -> (Self, subArchitecture: String)? {
    if let generation = x86Generation(name) { return (.i386, generation) }
    for (prefix, architecture) in names where name.hasPrefix(prefix) {
      let rest = String(name.dropFirst(prefix.count))
      guard architecture.allows(rest) else { return nil }
      // MIPS of release 6 has its byte order at the end.
      if rest.hasSuffix("el") {
        if architecture == .mips { return (.mipsLittleEndian, rest) }
        if architecture == .mips64 { return (.mips64LittleEndian, rest) }
      }
      return (architecture, rest)
    }
    return nil
  }

  /// The digit of i386 to i786.
  private static func x86Generation(_ name: String) -> String? {
    let bytes = Array(name.utf8)
    guard bytes.count == 4, name.hasPrefix("i"), name.hasSuffix("86"),
      UInt8(ascii: "3")...UInt8(ascii: "7") ~= bytes[1]
    else { return nil }
    return String(decoding: bytes[1...1], as: UTF8.self)
  }

  /// Whether a name may go on so: `arm64e` is an architecture, `armadillo` is none.
  private func allows(_ rest: String) -> Bool {
    if rest.isEmpty { return true }
    switch self {
    case .arm, .armBigEndian: return rest.hasPrefix("v")
    case .arm64: return rest == "e" || rest == "ec" || rest.hasPrefix("v")
    case .arm64_32, .arm64BigEndian: return rest.hasPrefix("v")
    case .mips, .mips64: return rest.hasPrefix("r")
    case .riscv32, .riscv64: return rest.utf8.allSatisfy(Self.isLowercaseOrDigit)
    case .wasm32, .wasm64: return rest.hasPrefix("v")
    case .x86_64: return rest == "h" || rest.hasPrefix("_v")
    case .powerpc: return rest == "spe"
    case .sparc: return rest == "v8"
    default: return false
    }
  }

  private static func isLowercaseOrDigit(_ byte: UInt8) -> Bool {
    UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
  }

  /// How LLVM and Apple's tools write the name of an architecture.
  static func canonicalName(_ name: String, isApple: Bool) -> String {
    if isApple, name == "aarch64" { return "arm64" }
    if !isApple, name == "arm64" { return "aarch64" }
    return switch name {
    case "aarch64_32": isApple ? "arm64_32" : name
    case "amd64": "x86_64"
    case "x86": "i386"
    case "systemz": "s390x"
    case "ppc", "ppc32": "powerpc"
    case "ppcle", "ppc32le": "powerpcle"
    case "ppc64": "powerpc64"
    case "ppc64le": "powerpc64le"
    default: name
    }
  }
}

extension TargetTriple.Architecture {
  /// The bits of a pointer unless a calling convention narrows them.
  var pointerWidth: Int {
    switch self {
    case .avr, .msp430: 16
    case .arm, .armBigEndian, .arm64_32, .csky, .hexagon, .i386, .loongarch32, .m68k, .mips,
      .mipsLittleEndian, .nvptx, .powerpc, .powerpcLittleEndian, .riscv32, .sparc, .wasm32, .xtensa:
      32
    case .amdgcn, .arm64, .arm64BigEndian, .bpf, .bpfBigEndian, .loongarch64, .mips64,
      .mips64LittleEndian, .nvptx64, .powerpc64, .powerpc64LittleEndian, .riscv64, .s390x, .sparc64,
      .wasm64, .x86_64:
      64
    }
  }

  /// The bits of what an instruction computes with at once. WebAssembly has no registers, but 64-bit instructions.
  var registerWidth: Int {
    switch self {
    case .avr: 8
    case .amdgcn: 32
    case .arm64_32, .wasm32: 64
    default: pointerWidth
    }
  }

  var isBigEndian: Bool {
    switch self {
    case .arm64BigEndian, .armBigEndian, .bpfBigEndian, .m68k, .mips, .mips64, .powerpc, .powerpc64,
      .s390x, .sparc, .sparc64:
      true
    default: false
    }
  }
}
