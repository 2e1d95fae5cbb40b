import Escapement
import Testing
import WasmText

@Suite struct ArtifactTests {
  private static let text = """
    (module $sums
      (memory (export "memory") 1)
      (data (i32.const 8) "\\01\\00\\00\\00\\02\\00\\00\\00")
      (table 2 funcref) (elem (i32.const 0) $sum $product)
      (type $binary (func (param i32 i32) (result i32)))
      (func $sum (type $binary) (i32.add (local.get 0) (local.get 1)))
      (func $product (type $binary) (i32.mul (local.get 0) (local.get 1)))
      (func (export "apply") (param i32 i32 i32) (result i32)
        (call_indirect (type $binary) (local.get 1) (local.get 2) (local.get 0)))
      (func (export "loop") (param i32) (result i32) (local i32)
        (loop $again
          (local.set 1 (i32.add (local.get 1) (i32.load offset=4 (i32.const 8))))
          (br_if $again (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
        (local.get 1))
      (func (export "fail") (unreachable)))
    """

  private func artifact(_ engine: Engine) throws -> [UInt8] {
    try Module(engine: engine, bytes: try TextFormat.assemble(Self.text)).serialize()
  }

  private func check(_ module: Module) throws {
    let store = Store(engine: module.engine)
    let instance = try Linker(engine: module.engine).instantiate(module, in: store)
    let apply = try instance.function("apply", as: ((Int32, Int32, Int32) -> Int32).self)
    #expect(try apply(0, 6, 7) == 13)
    #expect(try apply(1, 6, 7) == 42)
    #expect(try instance.function("loop").call([.i32(21)]) == [.i32(42)])
    #expect(throws: Trap.self) { try instance.function("fail").call() }
  }

  @Test(arguments: [EngineConfiguration.Dispatch.c, .swift])
  func anArtifactRunsLikeItsModule(_ dispatch: EngineConfiguration.Dispatch) throws {
    for translation in [EngineConfiguration.Translation.lazy, .eager] {
      var configuration = EngineConfiguration()
      configuration.dispatch = dispatch
      configuration.translation = translation
      let engine = Engine(configuration: configuration)
      try check(try Module(engine: engine, deserializing: try artifact(engine)))
    }
  }

  @Test func theModuleStaysWhatItWas() throws {
    let engine = Engine()
    let module = try Module(engine: engine, deserializing: try artifact(engine))
    #expect(module.exports.map(\.name) == ["memory", "apply", "loop", "fail"])
    #expect(module.name == "sums")
    #expect(try module.serialize() == artifact(engine))
  }

  @Test func everyTruncationIsRefused() throws {
    let engine = Engine()
    let artifact = try artifact(engine)
    for count in 0..<artifact.count {
      #expect(throws: ArtifactError.self) {
        try Module(engine: engine, deserializing: Array(artifact[..<count]))
      }
    }
  }

  @Test func everyFlippedBitIsRefused() throws {
    let engine = Engine()
    let artifact = try artifact(engine)
    for position in artifact.indices {
      for bit in 0..<8 {
        var damaged = artifact
        damaged[position] ^= 1 << UInt8(bit)
        #expect(throws: ArtifactError.self) {
          try Module(engine: engine, deserializing: damaged)
        }
      }
    }
  }

  /// With a checksum that fits, what is left to refuse an artifact are the bounds of its code.
  @Test func damageWithAFittingChecksumStaysInBounds() throws {
    let engine = Engine()
    let artifact = try artifact(engine)
    var refused = 0
    for position in 24..<artifact.count {
      var damaged = artifact
      damaged[position] = damaged[position] &+ 0x55
      seal(&damaged)
      do {
        _ = try Module(engine: engine, deserializing: damaged)
      } catch {
        refused += 1
      }
    }
    // Constants, offsets and the contents of data may be anything; everything else is checked.
    #expect(refused > (artifact.count - 24) / 3)
  }

  @Test func otherLayoutsAreNamed() throws {
    let artifact = try artifact(Engine())
    var configuration = EngineConfiguration()
    configuration.metersFuel = true
    let metering = Engine(configuration: configuration)
    let error = #expect(throws: ArtifactError.self) {
      try Module(engine: metering, deserializing: artifact)
    }
    #expect(error?.description.contains("no fuel") == true)
    #expect(error?.description.contains("but this engine needs") == true)
  }

  @Test(arguments: ["arm64_32-apple-watchos", "armv7k-apple-watchos", "i686-unknown-linux-gnu"])
  func artifactsForNarrowPointersAreNamed(_ target: String) throws {
    let engine = Engine()
    let module = try Module(engine: engine, bytes: try TextFormat.assemble(Self.text))
    let artifact = try module.serialize(for: try #require(TargetTriple(target)))
    #expect(artifact.count < (try module.serialize().count))
    let error = #expect(throws: ArtifactError.self) {
      try Module(engine: engine, deserializing: artifact)
    }
    #expect(
      error?.description
        == "the artifact is for 32-bit pointers, the C loop, no fuel, "
        + "but this engine needs 64-bit pointers, the C loop, no fuel")
  }

  @Test func artifactsForTheHostAndItsLike() throws {
    let module = try Module(engine: Engine(), bytes: try TextFormat.assemble(Self.text))
    #expect(try module.serialize(for: .host) == module.serialize())
    let mac = try #require(TargetTriple("arm64-apple-macosx15.0"))
    #expect(try module.serialize(for: mac) == module.serialize())
    for unsupported in ["s390x-unknown-linux-gnu", "aarch64_be-unknown-linux-gnu", "avr-none"] {
      let target = try #require(TargetTriple(unsupported))
      #expect(throws: ArtifactError.self) { try module.serialize(for: target) }
    }
  }

  @Test func aLoadedArtifactKeepsItsLayout() throws {
    let engine = Engine()
    let loaded = try Module(engine: engine, deserializing: try artifact(engine))
    let watch = try #require(TargetTriple("arm64_32-apple-watchos"))
    #expect(throws: ArtifactError.self) { try loaded.serialize(for: watch) }
    #expect(try loaded.serialize(for: .host) == artifact(engine))
  }

  @Test func otherFilesAreNotArtifacts() throws {
    for bytes in [[], [0], [0, 0x61, 0x73, 0x6D, 1, 0, 0, 0], Array("escapement".utf8)] {
      #expect(throws: ArtifactError.self) {
        try Module(engine: Engine(), deserializing: bytes as [UInt8])
      }
    }
  }

  /// Writes the checksum that fits: FNV-1a over the layout and everything behind the header.
  private func seal(_ artifact: inout [UInt8]) {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in artifact[12..<16] + artifact[24...] {
      hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
    }
    for index in 0..<8 {
      artifact[16 + index] = UInt8(truncatingIfNeeded: hash >> UInt64(8 * index))
    }
  }
}
