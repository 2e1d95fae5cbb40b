import SystemPackage
import Testing

@Suite(.timeLimit(.minutes(2))) struct ExampleTests {
  /// What the examples of the library print is kept beside them.
  @Test func embedding() async throws {
    let output = try bytes(
      of: programs.removingLastComponent().removingLastComponent()
        .appending("Examples/Embedding/output.txt"))
    let outcome = try await Workplace().run([], executable: "EmbeddingExamples")
    #expect(outcome.error == "")
    #expect(outcome.output == String(decoding: output, as: UTF8.self))
    #expect(outcome.code == 0)
  }
}
