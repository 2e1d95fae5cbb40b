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
