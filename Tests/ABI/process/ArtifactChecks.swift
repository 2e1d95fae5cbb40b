internal import Escapement

private let text = """
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

/// Where the contents begin, behind magic, version, layout and checksum.
private let headerSize = 24

func checkArtifacts(_ checks: inout Checks) {
  let engine = makeEngine()
  checks.check("artifacts") { (checks) throws(HostError) in
    let module = try loadModule(assemble(text), engine)
    let artifact: [UInt8]
    do throws(ModuleError) { artifact = try module.serialize() } catch { throw .module(error) }
    guard let loaded = load(artifact, engine) else {
      return checks.expect(false, "an artifact loads")
    }
    try checkRuns(loaded, &checks)
    checkDamage(artifact, engine, &checks)
    checkLayouts(artifact, &checks)
  }
}

private func load(_ artifact: [UInt8], _ engine: Engine) -> Module? {
  do throws(ArtifactError) {
    return try Module(engine: engine, deserializing: artifact)
  } catch {
    return nil
  }
}

private func checkRuns(_ module: Module, _ checks: inout Checks) throws(HostError) {
  let linker = Linker(engine: module.engine)
  let instance = try linker.instantiate(module, in: Store(engine: module.engine))
  func call(_ name: String, _ arguments: [Value]) throws(HostError) -> [Value] {
    guard case .function(let function) = instance.export(name) else { return [] }
    return try function.call(arguments)
  }
  checks.expect(try call("apply", [.i32(0), .i32(6), .i32(7)]) == [.i32(13)], "a sum")
  checks.expect(try call("apply", [.i32(1), .i32(6), .i32(7)]) == [.i32(42)], "a product")
  checks.expect(try call("loop", [.i32(21)]) == [.i32(42)], "a loop")
  checks.expectTrap(.unreachable, "fail") { () throws(HostError) in _ = try call("fail", []) }
}

private func checkDamage(_ artifact: [UInt8], _ engine: Engine, _ checks: inout Checks) {
  var accepted = 0
  for count in 0..<artifact.count where load(Array(artifact[..<count]), engine) != nil {
    accepted += 1
  }
  for position in artifact.indices {
    for bit in UInt8(0)..<8 {
      var damaged = artifact
      damaged[position] ^= 1 << bit
      if load(damaged, engine) != nil { accepted += 1 }
    }
  }
  checks.expect(accepted == 0, "\(accepted) damaged artifacts were accepted")
  // With a checksum that fits, what is left to refuse an artifact are the bounds of its code.
  var refused = 0
  for position in headerSize..<artifact.count {
    var damaged = artifact
    damaged[position] &+= 0x55
    seal(&damaged)
    if load(damaged, engine) == nil { refused += 1 }
  }
  checks.expect(refused > (artifact.count - headerSize) / 3, "only \(refused) were refused")
}

private func checkLayouts(_ artifact: [UInt8], _ checks: inout Checks) {
  let metering = makeEngine { $0.metersFuel = true }
  do throws(ArtifactError) {
    _ = try Module(engine: metering, deserializing: artifact)
    checks.expect(false, "an artifact without fuel was accepted by an engine with fuel")
  } catch {
    guard case .layoutMismatch = error else { return checks.expect(false, "\(error)") }
    checks.expect(true, "both layouts are named")
  }
}

/// Writes the checksum that fits: FNV-1a over the layout and everything behind the header.
private func seal(_ artifact: inout [UInt8]) {
  var hash: UInt64 = 0xcbf2_9ce4_8422_2325
  for byte in artifact[12..<16] + artifact[headerSize...] {
    hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
  }
  for index in 0..<8 {
    artifact[16 + index] = UInt8(truncatingIfNeeded: hash >> UInt64(truncatingIfNeeded: 8 * index))
  }
}
