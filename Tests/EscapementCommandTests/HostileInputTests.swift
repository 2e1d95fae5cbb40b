import SystemPackage
import Testing

/// Files that are not what they seem end in an error, never in a crash or a hang.
@Suite(.timeLimit(.minutes(2))) struct HostileInputTests {
  /// Bytes that look random, the same each time.
  private struct Noise {
    var state: UInt64

    mutating func next(below limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % limit
    }
  }

  private func module() throws -> [UInt8] {
    try bytes(of: programs.appending("exit-code.wasm"))
  }

  @Test func truncations() async throws {
    let module = try module()
    let workplace = try Workplace()
    let lengths = (0..<40).map { $0 } + stride(from: 40, to: module.count, by: module.count / 60)
    let names = lengths.map { "\($0).wasm" }
    for (name, length) in zip(names, lengths) {
      try workplace.write(Array(module.prefix(length)), to: name)
    }
    let outcome = try await workplace.run(["validate"] + names)
    #expect(outcome.code == 2)
    let errors = outcome.error.split(separator: "\n")
    let valid = outcome.output.split(separator: "\n").count
    #expect(errors.count + valid == names.count)
    #expect(errors.allSatisfy { $0.hasPrefix("error: ") })
    // A module may end after any section, if nothing is missing then: there are fewer than ten.
    #expect(valid < 10)
  }

  @Test func flippedBits() async throws {
    let module = try module()
    let workplace = try Workplace()
    var noise = Noise(state: 7)
    var names: [String] = []
    for number in 0..<100 {
      var flipped = module
      flipped[noise.next(below: module.count)] ^= 1 << UInt8(noise.next(below: 8))
      names.append("\(number).wasm")
      try workplace.write(flipped, to: names[number])
    }
    let outcome = try await workplace.run(["validate"] + names)
    #expect(outcome.code == 2)
    let lines = (outcome.error + outcome.output).split(separator: "\n")
    #expect(lines.count == names.count)
    for name in names.prefix(15) {
      for tool in ["inspect", "explore", "wasm2wat"] {
        let outcome = try await workplace.run([tool, name])
        #expect(outcome.code == 0 || outcome.code == 2, "\(tool) \(name)")
      }
      // Whatever the program does now, it comes to an end.
      let outcome = try await workplace.run(
        ["run", "--fuel", "1000000", "--timeout", "20s", "--max-memory", "16MiB", name])
      #expect([0, 1, 2, 42, 134].contains(outcome.code), "\(name): \(outcome.error)")
    }
  }

  @Test func noise() async throws {
    let workplace = try Workplace()
    var noise = Noise(state: 99)
    for number in 0..<20 {
      var bytes: [UInt8] = number % 2 == 0 ? [0x00, 0x61, 0x73, 0x6D, 1, 0, 0, 0] : []
      for _ in 0..<1000 { bytes.append(UInt8(noise.next(below: 256))) }
      try workplace.write(bytes, to: "noise")
      for tool in ["run", "validate", "inspect", "explore", "wasm2wat", "wat2wasm"] {
        let outcome = try await workplace.run([tool, "noise"])
        #expect(outcome.code == 2)
        #expect(outcome.output == "")
        #expect(outcome.error.hasPrefix("error: "))
      }
    }
  }

  @Test func deepText() async throws {
    let workplace = try Workplace()
    try workplace.write(String(repeating: "(module (func ", count: 50_000), to: "deep.wat")
    #expect(try await workplace.run(["run", "deep.wat"]).code == 2)
    try workplace.write(String(repeating: "(block ", count: 100_000), to: "blocks.wat")
    #expect(try await workplace.run(["validate", "blocks.wat"]).code == 2)
    try workplace.write(String(repeating: "(;", count: 100_000), to: "comments.wat")
    #expect(try await workplace.run(["validate", "comments.wat"]).code == 2)
  }
}
