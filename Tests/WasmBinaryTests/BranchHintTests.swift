import Testing
import WasmBinary
import WasmTypes

/// The custom section `metadata.code.branch_hint`.
@Suite struct BranchHintTests {
  /// One function: `(block (br_if 0 (i32.const 0)))`, with `br_if` at offset 5 of its body.
  private let code: [UInt8] = [0x02, 0x40, 0x41, 0x00, 0x0D, 0x00, 0x0B]

  private func fault(_ hints: [UInt8]) throws -> ModuleError? {
    var writer = BinaryWriter()
    writer.raw(ModuleBuilder(code).bytes)
    writer.customSection("metadata.code.branch_hint") { $0.raw(hints) }
    return try writer.bytes.withUnsafeBytes { bytes in
      let module = try decode(bytes, features: .version3)
      try validate(module, bytes: bytes, limits: ModuleLimits())
      do throws(ModuleError) {
        try module.validateBranchHints(bytes: bytes)
        return nil
      } catch {
        return error
      }
    }
  }

  @Test func wellPlaced() throws {
    #expect(try fault([0]) == nil)
    #expect(try fault([1, 0, 0]) == nil)
    #expect(try fault([1, 0, 1, 5, 1, 0]) == nil)
    #expect(try fault([1, 0, 1, 5, 1, 1]) == nil)
  }

  @Test(
    arguments: [
      ([1, 0, 1, 1, 1, 0], "invalid target"),
      ([1, 0, 1, 6, 1, 0], "invalid target"),
      ([1, 0, 1, 7, 1, 0], "invalid target"),
      ([1, 1, 1, 5, 1, 0], "unknown function"),
    ] as [([UInt8], String)])
  func invalid(_ hints: [UInt8], _ reason: String) throws {
    guard case .invalid(let actual, _, _, _, _) = try fault(hints) else {
      Issue.record("not invalid")
      return
    }
    #expect(actual == "@metadata.code.branch_hint annotation: " + reason)
  }

  @Test(
    arguments: [
      [1], [1, 0, 1], [1, 0, 1, 5, 2, 0, 0], [1, 0, 1, 5, 1, 2], [1, 0, 1, 99, 1, 0], [0, 0],
      [2, 0, 0, 0, 0], [1, 0, 2, 5, 1, 0, 5, 1, 0], [1, 0, 1, 0, 1, 0],
    ] as [[UInt8]])
  func malformed(_ hints: [UInt8]) throws {
    guard case .malformed = try fault(hints) else {
      Issue.record("not malformed")
      return
    }
  }
}
