import CInterp
import Testing
import WasmBinary
import WasmTypes

/// LEB128 integers, by way of constants: the only place where each width can stand.
@Suite struct IntegerTests {
  /// What `i32.const` or `i64.const` with these bytes behind the opcode decodes to.
  private func constant(_ opcode: UInt8, _ bytes: [UInt8]) -> Result<UInt64, ModuleError> {
    ([opcode] + bytes).withUnsafeBytes { bytes in
      var decoder = InstructionDecoder(
        bytes: bytes, range: ByteRange(start: 0, end: UInt32(bytes.count)))
      do throws(ModuleError) {
        let instruction = try decoder.next()
        #expect(decoder.isAtEnd)
        return .success(instruction.bits)
      } catch {
        return .failure(error)
      }
    }
  }

  @Test(arguments: [
    Int64(0), 1, -1, 63, 64, -64, -65, 127, 128, 8191, 8192, -8192, -8193, .init(Int32.max),
    .init(Int32.min), .init(UInt32.max), .max, .min,
  ])
  func signedRoundTrip(value: Int64) {
    var writer = BinaryWriter()
    writer.signed(value)
    #expect(constant(0x42, writer.bytes) == .success(UInt64(bitPattern: value)))
    if let small = Int32(exactly: value) {
      #expect(constant(0x41, writer.bytes) == .success(UInt64(UInt32(bitPattern: small))))
    }
  }

  @Test(arguments: [UInt64(0), 1, 127, 128, 16383, 16384, .init(UInt32.max), 1 << 32, .max])
  func unsignedRoundTrip(value: UInt64) throws {
    var writer = BinaryWriter()
    writer.instruction(.i32_load)
    writer.memoryArgument(alignment: 2, offset: value)
    let instruction = try writer.bytes.withUnsafeBytes { bytes in
      var decoder = InstructionDecoder(
        bytes: bytes, range: ByteRange(start: 0, end: UInt32(bytes.count)))
      return try decoder.next()
    }
    #expect(instruction.bits == value)
    #expect(instruction.alignment == 2)
  }

  @Test func paddingIsAllowedUpToTheWidth() {
    #expect(constant(0x41, [0x80, 0x80, 0x80, 0x80, 0x00]) == .success(0))
    #expect(constant(0x41, [0xFF, 0xFF, 0xFF, 0xFF, 0x7F]) == .success(0xFFFF_FFFF))
    #expect(constant(0x42, [0xFE] + [UInt8](repeating: 0xFF, count: 8) + [0x7F]) == .success(~1))
  }

  @Test(
    arguments: [
      (0x41, [0x80, 0x80, 0x80, 0x80, 0x80, 0x00], "integer representation too long"),
      (0x41, [0x80, 0x80, 0x80, 0x80, 0x10], "integer too large"),
      (0x41, [0xFF, 0xFF, 0xFF, 0xFF, 0x0F], "integer too large"),
      (0x41, [0xFF, 0xFF, 0xFF, 0xFF, 0x4F], "integer too large"),
      (0x41, [0x80, 0x80], "unexpected end"),
      (0x41, [], "unexpected end"),
      (0x42, [UInt8](repeating: 0x80, count: 10) + [0x00], "integer representation too long"),
      (0x42, [UInt8](repeating: 0x80, count: 9) + [0x01], "integer too large"),
      (0x42, [UInt8](repeating: 0xFF, count: 9) + [0x3F], "integer too large"),
      (0x20, [0xFF, 0xFF, 0xFF, 0xFF, 0x1F], "integer too large"),
      (0x20, [0x80, 0x80, 0x80, 0x80, 0x80, 0x00], "integer representation too long"),
    ] as [(UInt8, [UInt8], String)])
  func malformed(opcode: UInt8, bytes: [UInt8], reason: String) {
    guard case .failure(let error) = constant(opcode, bytes) else {
      Issue.record("decoded")
      return
    }
    #expect(error.reason.hasPrefix(reason))
  }
}
