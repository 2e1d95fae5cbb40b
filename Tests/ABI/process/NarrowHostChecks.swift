internal import CPlatform
internal import CProcess
internal import Escapement

// Life with a 32-bit Int and 4 GiB of address space: what a guest asks for may be larger than what the host can name.

func checkNarrowHost(_ checks: inout Checks) {
  checks.expect(MemoryLayout<Int>.size * 8 == TargetTriple.host.pointerWidth, "the host's pointers")
  if MemoryLayout<Int>.size == 4 {
    checks.expect(TargetTriple.host.description == "i686-unknown-none-elf", "the host's triple")
    checks.expect(NativeFormat.host.pointer(0x1_2345) == "0x00012345", "pointers of the host")
    checks.expect(NativeFormat.host.register(.max) == "0xffffffff", "registers of the host")
  }
  checkHugeRequests(&checks)
  checkHighAddresses(&checks)
  checkWideAddresses(&checks)
  checkGrowth(&checks)
  checkReferenceFields(&checks)
}

/// References are as wide as pointers: what stores one must leave its neighbors alone.
private func checkReferenceFields(_ checks: inout Checks) {
  checks.check("fields of references") { (checks) throws(HostError) in
    let text = """
      (module
        (type $pair (struct (field (mut i31ref)) (field (mut i31ref)) (field (mut i32))))
        (type $list (array (mut i31ref)))
        (func (export "field") (result i32) (local $pair (ref null $pair))
          (local.set $pair
            (struct.new $pair (ref.i31 (i32.const 1)) (ref.i31 (i32.const 2)) (i32.const 40)))
          (struct.set $pair 0 (local.get $pair) (ref.i31 (i32.const 3)))
          (i32.add (i31.get_s (struct.get $pair 1 (local.get $pair)))
            (struct.get $pair 2 (local.get $pair))))
        (func (export "element") (result i32) (local $list (ref null $list))
          (local.set $list (array.new $list (ref.i31 (i32.const 42)) (i32.const 3)))
          (array.set $list (local.get $list) (i32.const 0) (ref.i31 (i32.const 5)))
          (i31.get_s (array.get $list (local.get $list) (i32.const 1)))))
      """
    let guest = try Guest(text)
    checks.expect(try guest.call("field") == [.i32(42)], "the field behind")
    checks.expect(try guest.call("element") == [.i32(42)], "the element behind")
  }
}

/// No limit but the host's own.
private func unlimited() -> ResourceLimits {
  var limits = ResourceLimits()
  limits.memoryBytes = .max
  limits.tableElements = .max
  return limits
}

private func checkHugeRequests(_ checks: inout Checks) {
  for text in [
    "(module (memory 65536))", "(module (memory i64 65536))",
    "(module (memory i64 0x1000000000000))",
    "(module (table 0xFFFFFFFF funcref))", "(module (table i64 0xFFFFFFFFFFFFFFFF funcref))",
    "(module (table i64 0x40000000 funcref))",
  ] {
    checks.expectError(text) { () throws(HostError) in _ = try Guest(text, limits: unlimited()) }
  }
  checks.check("growing") { (checks) throws(HostError) in
    let text = """
      (module (memory 1) (table 1 funcref)
        (func (export "memory") (param i32) (result i32) (memory.grow (local.get 0)))
        (func (export "table") (param i32) (result i32)
          (table.grow (ref.null func) (local.get 0))))
      """
    let guest = try Guest(text, limits: unlimited())
    for pages in [65_535, 65_536, 0x7FFF_FFFF, .min, -1] as [Int32] {
      checks.expect(try guest.call("memory", .i32(pages)) == [.i32(-1)], "\(pages) pages more")
    }
    for count in [0x3FFF_FFFF, 0x4000_0000, 0x7FFF_FFFF, .min, -1] as [Int32] {
      checks.expect(try guest.call("table", .i32(count)) == [.i32(-1)], "\(count) elements more")
    }
    // Until the process has no more.
    var grown = 0
    while try guest.call("memory", .i32(4096)) != [.i32(-1)] { grown += 1 }
    checks.expect(grown > 0 && grown < 16, "\(grown) times 256 MiB")
    checks.expect(try guest.call("memory", .i32(0)) != [.i32(-1)], "the memory is still there")
  }
}

private func checkHighAddresses(_ checks: inout Checks) {
  let accesses = """
      (func (export "load") (param i32) (result i32) (i32.load (local.get 0)))
      (func (export "store") (param i32 i32) (i32.store (local.get 0) (local.get 1)))
      (func (export "offset") (param i32) (result i32) (i32.load offset=0x80000000 (local.get 0)))
      (func (export "fill") (param i32 i32) (memory.fill (local.get 0) (i32.const 7) (local.get 1)))
      (func (export "copy") (param i32 i32 i32)
        (memory.copy (local.get 0) (local.get 1) (local.get 2)))
      (func (export "init") (param i32) (memory.init $data (local.get 0) (i32.const 0) (i32.const 4)))
      (data $data "\\2A\\00\\00\\00"))
    """
  checks.check("addresses above a small memory") { (checks) throws(HostError) in
    let guest = try Guest("(module (memory (export \"memory\") 1)" + accesses)
    for address in [0x7FFF_FFFF, .min, .min + 4, -4, -1] as [Int32] {
      for name in ["load", "offset", "init"] {
        checks.expectTrap(.memoryOutOfBounds, "\(name) at \(address)") { () throws(HostError) in
          try guest.call(name, .i32(address))
        }
      }
      checks.expectTrap(.memoryOutOfBounds, "fill at \(address)") { () throws(HostError) in
        try guest.call("fill", .i32(address), .i32(8))
      }
      checks.expectTrap(.memoryOutOfBounds, "fill of \(address)") { () throws(HostError) in
        try guest.call("fill", .i32(8), .i32(address))
      }
      checks.expectTrap(.memoryOutOfBounds, "copy of \(address)") { () throws(HostError) in
        try guest.call("copy", .i32(8), .i32(8), .i32(address))
      }
    }
    let memory = try guest.memory()
    for address in [0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 0x1_0000_0000, .max] as [UInt64] {
      checks.expectError("the host at \(address)") { () throws(HostError) in
        do throws(AccessError) {
          _ = try memory.read(UInt32.self, at: address)
        } catch {
          throw .access(error)
        }
      }
      checks.expectError("the host for \(address) bytes") { () throws(HostError) in
        do throws(AccessError) {
          _ = try memory.bytes(at: 8, count: address)
        } catch {
          throw .access(error)
        }
      }
    }
  }
}

private func checkWideAddresses(_ checks: inout Checks) {
  checks.check("memory64") { (checks) throws(HostError) in
    let text = """
      (module (memory i64 1 0x1000000000000)
        (func (export "store") (param i64 i32) (i32.store (local.get 0) (local.get 1)))
        (func (export "load") (param i64) (result i32) (i32.load (local.get 0)))
        (func (export "far") (param i64) (result i32) (i32.load offset=0x100000000 (local.get 0)))
        (func (export "fill") (param i64 i64) (memory.fill (local.get 0) (i32.const 1) (local.get 1)))
        (func (export "grow") (param i64) (result i64) (memory.grow (local.get 0))))
      """
    let guest = try Guest(text, limits: unlimited())
    try guest.call("store", .i64(0xFFFC), .i32(42))
    checks.expect(try guest.call("load", .i64(0xFFFC)) == [.i32(42)], "an access")
    for address in [0x1_0000_0000, 0x1_0000_FFFC, -4, .min, 0xFFFD] as [Int64] {
      checks.expectTrap(.memoryOutOfBounds, "load at \(address)") { () throws(HostError) in
        try guest.call("load", .i64(address))
      }
      checks.expectTrap(.memoryOutOfBounds, "fill at \(address)") { () throws(HostError) in
        try guest.call("fill", .i64(address), .i64(4))
      }
      checks.expectTrap(.memoryOutOfBounds, "fill of \(address)") { () throws(HostError) in
        try guest.call("fill", .i64(8), .i64(address))
      }
    }
    for address in [0, -0x1_0000_0000, -4] as [Int64] {
      checks.expectTrap(.memoryOutOfBounds, "far at \(address)") { () throws(HostError) in
        try guest.call("far", .i64(address))
      }
    }
    for pages in [0x10000, 0x1_0000_0000, .max, -1] as [Int64] {
      checks.expect(try guest.call("grow", .i64(pages)) == [.i64(-1)], "\(pages) pages more")
    }
    checks.expect(try guest.call("grow", .i64(1)) == [.i64(1)], "one page more")
    checks.expect(try guest.call("load", .i64(0x1FFFC)) == [.i32(0)], "the new page")
  }
}

/// Growing must not need the old and the new bytes at once.
private func checkGrowth(_ checks: inout Checks) {
  checks.check("growth") { (checks) throws(HostError) in
    let text = """
      (module (memory 1600) (memory 1)
        (func (export "grow") (param i32) (result i32) (memory.grow 0 (local.get 0)))
        (func (export "fill") (memory.fill (i32.const 0) (i32.const 5) (i32.const 104857600)))
        (func (export "load") (param i32) (result i32) (i32.load8_u (local.get 0))))
      """
    let guest = try Guest(text, limits: unlimited())
    try guest.call("fill")
    // 100 MiB are there; 60 MiB are left for the next 50.
    process_limit_address_space(60 << 20)
    let old = try guest.call("grow", .i32(800))
    process_limit_address_space(0)
    checks.expect(old == [.i32(1600)], "growing without room for a copy")
    checks.expect(try guest.call("load", .i32(104_857_599)) == [.i32(5)], "old bytes stay")
    checks.expect(try guest.call("load", .i32(157_286_399)) == [.i32(0)], "new bytes are zero")
  }
}

/// Where the system can't move pages, they are copied piece by piece. Has to come first: a process's peak stays.
func checkMoving(_ checks: inout Checks) {
  let size = 40 << 20
  // Not a multiple of a piece.
  let larger = size + (20 << 20) + 12_288
  guard let start = platform_reserve(size), platform_commit(start, size) else {
    return checks.expect(false, "memory to move")
  }
  let old = start.assumingMemoryBound(to: UInt8.self)
  old.update(repeating: 7, count: size)
  let before = process_peak_memory()
  guard let moved = platform_move(start, size, larger) else {
    return checks.expect(false, "memory moves")
  }
  let bytes = UnsafeBufferPointer(start: moved.assumingMemoryBound(to: UInt8.self), count: larger)
  checks.expect(bytes[..<size].allSatisfy { $0 == 7 }, "old bytes move")
  checks.expect(bytes[size...].allSatisfy { $0 == 0 }, "new bytes are zero")
  checks.expect(process_peak_memory() < before + (28 << 20), "no two copies at once")
  guard let smaller = platform_move(moved, larger, 1 << 16) else {
    return checks.expect(false, "memory shrinks")
  }
  checks.expect(smaller.load(fromByteOffset: 65_535, as: UInt8.self) == 7, "the beginning stays")
  platform_release(smaller, 1 << 16)
}
