import Testing
import WasmTypes

@testable import Translation

@Suite struct LimitTests {
  private func instructions(_ text: String, _ count: Int) -> String {
    String(repeating: text, count: count)
  }

  @Test func codeIsLimitedAsItGrows() throws {
    let module = try TestModule(
      "(module (func (local i32) \(instructions("(local.set 0 (i32.const 1))", 10_000))))")
    var options = TranslationOptions()
    options.largestFunction = 10_000
    #expect(throws: TranslationError.codeTooLarge(function: 0, limit: 10_000)) {
      try module.image(options: options)
    }
    options.largestFunction = 1 << 20
    #expect(try module.image(options: options).code.count > 100_000)
  }

  @Test func aFrameIsLimitedAsItGrows() throws {
    let module = try TestModule(
      "(module (func \(instructions("(i32.const 1)", 70_000)) \(instructions("(drop)", 70_000))))")
    #expect {
      try module.image()
    } throws: { error in
      // Refused soon after the limit, not at the end.
      guard case .frameTooLarge(0, let slots) = error as? TranslationError else { return false }
      return slots < 66_000
    }
  }

  @Test func translationStopsWhenItIsTold() throws {
    let module = try TestModule("(module (func \(instructions("(nop)", 1_000))))")
    #expect(throws: TranslationError.self) {
      try module.bytes.withUnsafeBytes { bytes in
        try translate(
          function: 0, of: module.decoded, bytes: bytes, options: TranslationOptions(),
          interruption: InterruptionCheck { true })
      }
    }
  }

  /// Values of a branch that is taken in many places go to their slots once.
  @Test func branchesWithManyValuesAreShort() throws {
    let results = instructions("i32 ", 500)
    let module = try TestModule(
      """
      (module (func (result \(results)) \(instructions("(i32.const 1)", 500))
        \(instructions("(br_if 0 (i32.const 0))", 100))))
      """)
    #expect(try module.image().code.count < 500 * 16 + 100 * 80 + 200)
  }
}
