internal import WasmTypes

/// What a file looks like from its first bytes.
enum FileKind: Equatable {
  /// A binary module.
  case module
  /// What `escapement compile` makes.
  case artifact
  /// A shared library, which may hold a compiled module.
  case library
  /// A module in the text format, or a test script.
  case text
  case empty
  /// A binary module or component that ends inside of its header.
  case truncated
  case component
  /// A binary module of an unknown version.
  case otherVersion(UInt16)
  /// Something else, which has a name.
  case foreign(String)
  case unknown

  init(_ bytes: [UInt8]) {
    if bytes.isEmpty {
      self = .empty
    } else if bytes.starts(with: [0x00, 0x61, 0x73, 0x6D]) {
      self = Self.version(bytes)
    } else if bytes.starts(with: Self.artifactMagic) {
      self = .artifact
    } else if Self.libraryMagics.contains(where: { bytes.starts(with: $0) }) {
      self = .library
    } else if bytes.count < 4, [0x00, 0x61, 0x73, 0x6D].starts(with: bytes) {
      self = .truncated
    } else if let name = Self.foreignKinds.first(where: { bytes.starts(with: $0.magic) })?.name {
      self = .foreign(name)
    } else {
      self = Self.text(bytes)
    }
  }

  private static let artifactMagic: [UInt8] = [0x00, 0x65, 0x73, 0x63]

  /// ELF, and Mach-O with 64 bits.
  private static let libraryMagics: [[UInt8]] = [
    [0x7F, 0x45, 0x4C, 0x46], [0xCF, 0xFA, 0xED, 0xFE],
  ]

  private static let foreignKinds: [(magic: [UInt8], name: String)] = [
    ([0xCE, 0xFA, 0xED, 0xFE], "a Mach-O file, a program for Apple's systems"),
    ([0xCA, 0xFE, 0xBA, 0xBE], "a universal Mach-O file or a Java class"),
    ([0x4D, 0x5A], "a program for Windows"),
    ([0x42, 0x43, 0xC0, 0xDE], "LLVM bitcode, which has to be compiled and linked first"),
    (Array("!<arch>".utf8), "an archive of object files"),
    ([0x50, 0x4B, 0x03, 0x04], "a ZIP archive"),
    ([0x1F, 0x8B], "compressed by gzip: uncompress it first"),
    ([0x28, 0xB5, 0x2F, 0xFD], "compressed by zstd: uncompress it first"),
    (Array("#!".utf8), "a script for another interpreter"),
  ]

  /// Specification: "Binary Format: Modules"; components have a layer of 1 in the upper half of the version.
  private static func version(_ bytes: [UInt8]) -> FileKind {
    guard bytes.count >= 8 else { return .truncated }
    let version = UInt16(bytes[4]) | UInt16(bytes[5]) << 8
    let layer = UInt16(bytes[6]) | UInt16(bytes[7]) << 8
    if layer == 1 { return .component }
    return version == 1 && layer == 0 ? .module : .otherVersion(version)
  }

  /// Text begins with a parenthesis after white space and comments.
  private static func text(_ bytes: [UInt8]) -> FileKind {
    var rest = bytes[...]
    if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
    rest = rest.drop { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
    if rest.starts(with: Array(";;".utf8)) || rest.first == UInt8(ascii: "(") { return .text }
    // Whether it is readable at all is for the sentence that refuses it.
    let isText = !bytes.contains(0) && bytes.withUnsafeBytes { String(strictUTF8: $0) } != nil
    return isText ? .foreign("a text file, but not a module in the text format") : .unknown
  }
}

extension FileKind {
  /// Why a file of this kind is not a module; nil if it may be one.
  func refusal(_ name: String) -> CommandFailure? {
    switch self {
    case .module, .artifact, .library, .text: nil
    case .empty: CommandFailure("\(name) is empty")
    case .truncated:
      CommandFailure("\(name) is not a whole module: it ends inside of the header of 8 bytes")
    case .component:
      CommandFailure(
        "\(name) is a component, not a core module",
        hint: "take the core module out of it, for example with: wasm-tools component unbundle")
    case .otherVersion(let version):
      CommandFailure("\(name) is a module of version \(version) of the binary format, not of 1")
    case .foreign(let kind): CommandFailure("\(name) is \(kind)")
    case .unknown:
      CommandFailure("\(name) is not a WebAssembly module: it does not begin with \"\\0asm\"")
    }
  }
}
