internal import CPlatform
internal import Escapement

func checkLimits(_ checks: inout Checks) {
  checks.check("memory") { (checks) throws(HostError) in
    var limits = ResourceLimits()
    limits.memoryBytes = 3 << 16
    let text = """
      (module (memory (export "memory") 1)
        (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0))))
      """
    let guest = try Guest(text, limits: limits)
    checks.expect(try guest.call("grow", .i32(2)) == [.i32(1)], "growing up to the limit")
    checks.expect(try guest.call("grow", .i32(1)) == [.i32(-1)], "growing past the limit")
    checks.expectError("a memory above the limit") { () throws(HostError) in
      _ = try Guest("(module (memory 4))", limits: limits)
    }
  }
  checks.check("tables") { (checks) throws(HostError) in
    var limits = ResourceLimits()
    limits.tableElements = 10
    let text = """
      (module (table 8 funcref)
        (func (export "grow") (param i32) (result i32)
          (table.grow (ref.null func) (local.get 0))))
      """
    let guest = try Guest(text, limits: limits)
    checks.expect(try guest.call("grow", .i32(2)) == [.i32(8)], "growing a table")
    checks.expect(try guest.call("grow", .i32(1)) == [.i32(-1)], "growing a table too far")
  }
  checkExecution(&checks)
  checkHeap(&checks)
}

private func checkExecution(_ checks: inout Checks) {
  checks.check("execution") { (checks) throws(HostError) in
    let text = """
      (module
        (func $deep (export "deep") (param i32) (result i32)
          (if (result i32) (local.get 0)
            (then (i32.add (i32.const 1) (call $deep (i32.sub (local.get 0) (i32.const 1)))))
            (else (i32.const 0))))
        (func (export "forever") (loop $again (br $again))))
      """
    var limits = ResourceLimits()
    limits.valueStackBytes = 1 << 20
    let guest = try Guest(text, limits: limits)
    checks.expect(try guest.call("deep", .i32(1000)) == [.i32(1000)], "a thousand calls deep")
    checks.expectTrap(.callStackExhausted, "endless recursion") { () throws(HostError) in
      try guest.call("deep", .i32(-1))
    }
    checks.expect(try guest.call("deep", .i32(10)) == [.i32(10)], "calls after a full stack")

    let metered = try Guest(text, engine: makeEngine { $0.metersFuel = true })
    metered.store.fuel = 100_000
    checks.expectTrap(.outOfFuel, "an endless loop with fuel") { () throws(HostError) in
      try metered.call("forever")
    }
    checks.expect(metered.store.fuel < 100, "the fuel is used up")

    // Another thread stops it.
    let handle = Unmanaged.passRetained(guest.store.interruptHandle)
    let started = platform_thread_start(
      { argument in
        guard let argument else { return }
        let handle = Unmanaged<InterruptHandle>.fromOpaque(argument)
        let end = platform_now() + 20_000_000
        while platform_now() < end {}
        handle.takeUnretainedValue().interrupt()
        handle.release()
      }, handle.toOpaque())
    checks.expect(started, "a thread starts")
    checks.expectTrap(.interrupted, "an endless loop") { () throws(HostError) in
      try guest.call("forever")
    }
  }
}

private func checkHeap(_ checks: inout Checks) {
  checks.check("heap") { (checks) throws(HostError) in
    let text = """
      (module
        (type $list (struct (field (ref null $list)) (field i64)))
        (type $bytes (array (mut i8)))
        (global $kept (mut (ref null $list)) (ref.null $list))
        (func (export "build") (param i32) (result i32) (local (ref null $list)) (local i32)
          (loop $again
            (local.set 1 (struct.new $list (local.get 1) (i64.extend_i32_u (local.get 0))))
            (drop (struct.new $list (ref.null $list) (i64.const 0)))
            (br_if $again (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
          (loop $count
            (local.set 2 (i32.add (local.get 2) (i32.const 1)))
            (br_if $count (i32.eqz (ref.is_null
              (local.tee 1 (struct.get $list 0 (local.get 1)))))))
          (local.get 2))
        (func (export "keep")
          (loop $again
            (global.set $kept (struct.new $list (global.get $kept) (i64.const 1)))
            (br $again)))
        (func (export "array") (param i32) (result i32)
          (array.len (array.new_default $bytes (local.get 0)))))
      """
    var limits = ResourceLimits()
    limits.heapBytes = 4 << 20
    let guest = try Guest(text, limits: limits)
    checks.expect(try guest.call("build", .i32(50_000)) == [.i32(50_000)], "a long list")
    checks.expectTrap(.heapExhausted, "a list without end") { () throws(HostError) in
      try guest.call("keep")
    }
    // More elements than an Int of 32 bits counts, and as many as it does.
    for count in [-1, .min, .max, 0x7000_0000] as [Int32] {
      checks.expectTrap(.heapExhausted, "an array of \(count)") { () throws(HostError) in
        try guest.call("array", .i32(count))
      }
    }
  }
}
