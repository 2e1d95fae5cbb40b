/// Command-line arguments, environment variables and random bytes.
extension WASI {
  func argsGet(_ memory: GuestMemory, argv: UInt32, argvBuf: UInt32) throws(Errno) {
    try memory.storeStrings(arguments, pointers: argv, characters: argvBuf)
  }

  func argsSizesGet(_ memory: GuestMemory, count: UInt32, size: UInt32) throws(Errno) {
    try memory.store(arguments.count, arguments.byteCount, at: count, size)
  }

  func environGet(_ memory: GuestMemory, environ: UInt32, environBuf: UInt32) throws(Errno) {
    try memory.storeStrings(environment, pointers: environ, characters: environBuf)
  }

  func environSizesGet(_ memory: GuestMemory, count: UInt32, size: UInt32) throws(Errno) {
    try memory.store(environment.count, environment.byteCount, at: count, size)
  }

  /// Random bytes that are made at once, and how much longer than moving one it takes to make one.
  private static let randomPieceSize = 16 << 10
  private static let randomCost = 32

  func randomGet(_ memory: GuestMemory, buf: UInt32, bufLen: UInt32) throws(Errno) {
    let buffer = try memory.region(buf, count: bufLen)
    var rest = buffer[...]
    while !rest.isEmpty {
      if rest.count < buffer.count { try checkInterruption() }
      let piece = UnsafeMutableRawBufferPointer(rebasing: rest.prefix(Self.randomPieceSize))
      try proceed(bytes: Self.randomCost * piece.count)
      try random(piece)
      rest = rest.dropFirst(piece.count)
    }
  }
}

/// Strings that are given to a guest, each with a NUL at its end.
struct GuestStrings {
  let strings: [[UInt8]]
  let count: UInt32
  /// The bytes of all; nil if they are more than a guest can have.
  let byteCount: UInt32?

  init(_ strings: [[UInt8]]) {
    self.strings = strings
    count = UInt32(clamping: strings.count)
    byteCount = UInt32(exactly: strings.reduce(into: UInt64(0)) { $0 += UInt64($1.count) })
  }
}

extension GuestMemory {
  /// Stores strings one after the other at `characters`, and the address of each at `pointers`.
  fileprivate func storeStrings(
    _ list: GuestStrings, pointers: UInt32, characters: UInt32
  ) throws(WASI.Errno) {
    guard let size = list.byteCount else { throw .overflow }
    let addresses = try region(pointers, count: list.count, stride: 4)
    let bytes = try region(characters, count: size)
    // `bytes` is inside memory, so no address below overflows.
    var offset = 0
    for (index, string) in list.strings.enumerated() {
      addresses.store(characters + UInt32(offset), at: index * 4)
      UnsafeMutableRawBufferPointer(rebasing: bytes[offset...]).copyBytes(from: string)
      offset += string.count
    }
  }

  /// Stores how many strings there are and how many bytes they have.
  fileprivate func store(
    _ count: UInt32, _ byteCount: UInt32?, at countAddress: UInt32, _ sizeAddress: UInt32
  ) throws(WASI.Errno) {
    guard let byteCount else { throw .overflow }
    try checkStore(of: UInt32.self, at: sizeAddress)
    try store(count, at: countAddress)
    try store(byteCount, at: sizeAddress)
  }
}
