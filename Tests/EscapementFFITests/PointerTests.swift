import EscapementFFI
import Testing

@Suite struct PointerTests {
  /// A guest with one page, and an export named `f` that calls the C function with its own parameters.
  private func guest(
    _ symbol: String, _ type: CFunctionType, handles: CHandles? = nil
  ) throws -> Guest {
    let parameters = type.functionType.parameters.map { "\($0)" }.joined(separator: " ")
    let results = type.functionType.results.map { "\($0)" }.joined(separator: " ")
    let address = type.addressType == .i64 ? "i64" : ""
    let arguments = type.functionType.parameters.indices.map { "(local.get \($0))" }
      .joined(separator: " ")
    return try Guest(
      """
      (module
        (import "env" "f" (func $f (param \(parameters)) (result \(results))))
        (memory (export "memory") \(address) 1 2)
        (func (export "f") (param \(parameters)) (result \(results)) (call $f \(arguments))))
      """
    ) {
      try $0.define("env", "f", cSymbol: symbol, as: type, handles: handles)
    }
  }

  private static let page: Int32 = 65536

  @Test func byteCountFromParameter() throws {
    let bytes = CParameter.pointer(.bytes(count: .parameter(2)))
    let guest = try guest("memcmp", CFunctionType([bytes, bytes, .size], returns: .int32))
    try guest.memory.write("first", at: 0)
    try guest.memory.write("fires", at: 65531)
    func compare(_ left: Int32, _ right: Int32, _ count: Int32) throws -> Int32? {
      try guest.call("f", .i32(left), .i32(right), .i32(count))[0].i32
    }
    #expect(try compare(0, 65531, 3) == 0)
    #expect(try #require(try compare(0, 65531, 5)) > 0)
    // Nothing may be read behind the end, not even at the end; no byte at all may.
    #expect(try compare(0, Self.page, 0) == 0)
    #expect(
      functionError { try compare(0, 65531, 6) }
        == .outOfBounds(
          function: "env.f", parameter: 1, address: 65531, count: 6, memorySize: 65536))
    #expect(functionError { try compare(Self.page + 1, 0, 0) } != nil)
    // As unsigned numbers, these are near 4 GiB.
    #expect(functionError { try compare(-1, 0, 1) } != nil)
    #expect(functionError { try compare(0, 0, -1) } != nil)
    #expect(functionError { try compare(-1, -1, -1) } != nil)
  }

  @Test func boundsFollowGrowth() throws {
    let bytes = CParameter.pointer(.bytes(count: .parameter(2)))
    let guest = try guest("memset", CFunctionType([bytes, .int32, .size], returns: .pointer))
    let address = Value.i32(Self.page)
    #expect(functionError { try guest.call("f", address, .i32(7), .i32(16)) } != nil)
    #expect(try guest.memory.grow(by: 1) == 1)
    #expect(try guest.call("f", address, .i32(7), .i32(16)) == [address])
    #expect(try guest.memory.read(UInt64.self, at: 65536) == 0x0707_0707_0707_0707)
    #expect(
      functionError { try guest.call("f", .i32(2 * Self.page - 15), .i32(7), .i32(16)) } != nil)
  }

  @Test func strings() throws {
    let guest = try guest("strlen", CFunctionType([.pointer(.nulTerminated)], returns: .size))
    try guest.memory.write("escapement", at: 100, nulTerminated: true)
    #expect(try guest.call("f", .i32(100)) == [.i32(10)])
    #expect(try guest.call("f", .i32(0)) == [.i32(0)])
    // A string that only the end of the memory ends.
    try guest.memory.write("end", at: 65533)
    #expect(
      functionError { try guest.call("f", .i32(65533)) }
        == .unterminatedString(function: "env.f", parameter: 0, address: 65533))
    #expect(functionError { try guest.call("f", .i32(Self.page)) } != nil)
    #expect(functionError { try guest.call("f", .i32(-1)) } != nil)
  }

  @Test func resultingPointers() throws {
    let guest = try guest(
      "strchr", CFunctionType([.pointer(.nulTerminated), .int32], returns: .pointer))
    try guest.memory.write("tick tock", at: 200, nulTerminated: true)
    #expect(try guest.call("f", .i32(200), .i32(0x6F)) == [.i32(206)])
    // NULL.
    #expect(try guest.call("f", .i32(200), .i32(0x78)) == [.i32(0)])
  }

  @Test func foreignPointers() throws {
    let guest = try guest(
      "getenv", CFunctionType([.pointer(.nulTerminated)], returns: .pointer))
    try guest.memory.write("PATH", at: 8, nulTerminated: true)
    #expect(
      functionError { try guest.call("f", .i32(8)) }
        == .foreignPointer(function: "env.f", parameter: nil))
  }

  @Test func optionalPointers() throws {
    // double strtod(const char *, char **): nothing is stored if the second one is NULL.
    let pointerSize = UInt64(MemoryLayout<UInt>.size)
    let end = CParameter.pointer(.bytes(count: CCount(pointerSize)), isOptional: true)
    let guest = try guest(
      "strtod", CFunctionType([.pointer(.nulTerminated), end], returns: .double))
    try guest.memory.write("2.5 and more", at: 32, nulTerminated: true)
    #expect(try guest.call("f", .i32(32), .i32(0)) == [.f64(2.5)])
    #expect(functionError { try guest.call("f", .i32(32), .i32(65535)) } != nil)
  }

  @Test func elements() throws {
    // `memchr`, as if it counted elements of eight bytes.
    let bytes = CParameter.pointer(.elements(size: 8, count: .parameter(2)), alignment: 8)
    let guest = try guest("memchr", CFunctionType([bytes, .int32, .size], returns: .pointer))
    #expect(try guest.call("f", .i32(0), .i32(1), .i32(8192)) == [.i32(0)])
    #expect(
      functionError { try guest.call("f", .i32(8), .i32(1), .i32(8192)) }
        == .outOfBounds(
          function: "env.f", parameter: 0, address: 8, count: 65536, memorySize: 65536))
    #expect(
      functionError { try guest.call("f", .i32(12), .i32(1), .i32(1)) }
        == .misalignedPointer(function: "env.f", parameter: 0, address: 12, alignment: 8))
    // 8 times this is more than 32 bits.
    #expect(functionError { try guest.call("f", .i32(0), .i32(1), .i32(0x2000_0001)) } != nil)
  }

  @Test func negativeCounts() throws {
    let bytes = CParameter.pointer(.bytes(count: .parameter(2) * .parameter(1)))
    let guest = try guest("memset", CFunctionType([bytes, .int32, .int64], returns: .pointer))
    #expect(
      functionError { try guest.call("f", .i32(0), .i32(-1), .i64(1)) }
        == .negativeCount(function: "env.f", parameter: 1))
    #expect(
      functionError { try guest.call("f", .i32(0), .i32(1), .i64(.min)) }
        == .negativeCount(function: "env.f", parameter: 2))
    // The product overflows 64 bits.
    #expect(functionError { try guest.call("f", .i32(0), .i32(.max), .i64(.max)) } != nil)
  }

  @Test func longAddresses() throws {
    let guest = try guest(
      "strlen", CFunctionType([.pointer(.nulTerminated)], returns: .size, addressType: .i64))
    try guest.memory.write("long", at: 1000, nulTerminated: true)
    #expect(try guest.call("f", .i64(1000)) == [.i64(4)])
    for address: Int64 in [65536, 1 << 32, .max, -1, .min, -65536] {
      #expect(functionError { try guest.call("f", .i64(address)) } != nil)
    }
  }

  @Test func callersWithoutMemory() throws {
    let type = CFunctionType([.pointer(.nulTerminated)], returns: .size)
    let guest = try Guest(
      """
      (module
        (import "env" "f" (func $f (param i32) (result i32)))
        (func (export "call") (param i32) (result i32) (call $f (local.get 0))))
      """
    ) {
      try $0.define("env", "f", cSymbol: "strlen", as: type)
    }
    #expect(functionError { try guest.call("call", .i32(0)) } == .noMemory(function: "env.f"))
  }

  @Test func handles() throws {
    let handles = CHandles()
    let guest = try Guest(
      """
      (module
        (import "env" "tmpfile" (func $tmpfile (result i32)))
        (import "env" "fputs" (func $fputs (param i32 i32) (result i32)))
        (import "env" "ftell" (func $ftell (param i32) (result i32)))
        (import "env" "fclose" (func $fclose (param i32) (result i32)))
        (memory (export "memory") 1)
        (export "tmpfile" (func $tmpfile))
        (func (export "fputs") (param i32 i32) (result i32)
          (call $fputs (local.get 0) (local.get 1)))
        (export "ftell" (func $ftell))
        (export "fclose" (func $fclose)))
      """
    ) { linker in
      func define(_ name: String, _ type: CFunctionType) throws {
        try linker.define("env", name, cSymbol: name, as: type, handles: handles)
      }
      let file = CParameter.handle("FILE")
      try define("tmpfile", CFunctionType(returns: .handle("FILE")))
      try define("fputs", CFunctionType([.pointer(.nulTerminated), file], returns: .int32))
      try define("ftell", CFunctionType([file], returns: .long))
      try define("fclose", CFunctionType([.handle("FILE", isReleased: true)], returns: .int32))
    }
    try guest.memory.write("twelve bytes", at: 64, nulTerminated: true)
    let file = try guest.call("tmpfile")[0]
    #expect(try guest.call("fputs", .i32(64), file)[0].i32 ?? -1 >= 0)
    #expect(try guest.call("ftell", file) == [.i32(12)])
    #expect(handles.count == 1)
    #expect(try guest.call("fclose", file) == [.i32(0)])
    #expect(handles.count == 0)
    // After its end, and even when another file has taken its place.
    #expect(functionError { try guest.call("ftell", file) } != nil)
    let other = try guest.call("tmpfile")[0]
    #expect(other != file)
    #expect(functionError { try guest.call("fclose", file) } != nil)
    for number: Int32 in [0, 77, -1] {
      #expect(
        functionError { try guest.call("ftell", .i32(number)) }
          == .unknownHandle(
            function: "env.ftell", parameter: 0, handle: UInt32(bitPattern: number)))
    }
    #expect(try guest.call("fclose", other) == [.i32(0)])
  }

  @Test func optionalHandles() throws {
    // int fflush(FILE *): NULL stands for all of them.
    let guest = try guest(
      "fflush", CFunctionType([.handle("FILE", isOptional: true)], returns: .int32),
      handles: CHandles())
    #expect(try guest.call("f", .i32(0)) == [.i32(0)])
    #expect(functionError { try guest.call("f", .i32(1)) } != nil)
  }

  @Test func handlesOfAnotherKind() throws {
    let handles = CHandles()
    let pointer = try #require(UnsafeMutableRawPointer(bitPattern: 64))
    let handle = try #require(handles.insert(pointer, kind: "DIR"))
    #expect(handles.pointer(handle, kind: "DIR") == pointer)
    #expect(handles.pointer(handle, kind: "FILE") == nil)
    #expect(handles.remove(handle, kind: "FILE") == nil)
    #expect(handles.remove(handle, kind: "DIR") == pointer)
    #expect(handles.pointer(handle, kind: "DIR") == nil)
    #expect(handles.pointer(0, kind: "DIR") == nil)
    #expect(handles.pointer(.max, kind: "DIR") == nil)
  }
}
