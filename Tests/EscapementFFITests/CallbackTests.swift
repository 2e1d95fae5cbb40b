import EscapementFFI
import Testing

/// A guest that sorts its own array by the host's `qsort`, with a comparison of its own.
private let sorter = """
  (module
    (import "env" "qsort" (func $qsort (param i32 i32 i32 i32)))
    (import "host" "fail" (func $fail))
    (type $comparison (func (param i32 i32) (result i32)))
    (memory (export "memory") 1)
    (table 8 funcref)
    (elem (i32.const 1) func $ascending $descending $trapping $failing $growing $recursive $sort)
    (global $calls (export "calls") (mut i32) (i32.const 0))
    (func $ascending (export "ascending") (type $comparison)
      (i32.sub (i32.load (local.get 0)) (i32.load (local.get 1))))
    (func $descending (export "descending") (type $comparison)
      (i32.sub (i32.load (local.get 1)) (i32.load (local.get 0))))
    (func $count (global.set $calls (i32.add (global.get $calls) (i32.const 1))))
    (func $trapping (export "trapping") (type $comparison)
      (call $count)
      (i32.div_s (i32.const 1) (i32.const 0)))
    (func $failing (type $comparison) (call $count) (call $fail) (i32.const 0))
    (func $growing (type $comparison)
      (call $count)
      (drop (memory.grow (i32.const 1)))
      (call $ascending (local.get 0) (local.get 1)))
    ;; Sorts four elements elsewhere while it compares.
    (func $recursive (type $comparison)
      (i32.store offset=2000 (i32.const 0) (i32.const 3))
      (i32.store offset=2004 (i32.const 0) (i32.const 1))
      (i32.store offset=2008 (i32.const 0) (i32.const 2))
      (call $qsort (i32.const 2000) (i32.const 3) (i32.const 4) (i32.const 2))
      (call $ascending (local.get 0) (local.get 1)))
    (func $sort (export "sort") (param $count i32) (param $function i32)
      (call $qsort (i32.const 1000) (local.get $count) (i32.const 4) (local.get $function))))
  """

private struct HostFailure: Error, Equatable {}

@Suite struct CallbackTests {
  private static let element = CParameter.pointer(.bytes(count: 4), alignment: 4)
  private static let comparison = CFunctionType([element, element], returns: .int32)
  private static let qsort = CFunctionType([
    .pointer(.bytes(count: .parameter(1) * .parameter(2))), .size, .size, .function(comparison),
  ])

  private func makeSorter(_ numbers: [Int32]) throws -> Guest {
    let guest = try Guest(sorter) { linker in
      try linker.define("env", "qsort", cSymbol: "qsort", as: Self.qsort)
      try linker.define("host", "fail") { () throws -> Void in throw HostFailure() }
    }
    for (index, number) in numbers.enumerated() {
      try guest.memory.write(number, at: 1000 + 4 * UInt64(index))
    }
    return guest
  }

  private func numbers(of guest: Guest, count: Int) throws -> [Int32] {
    try (0..<count).map { try guest.memory.read(at: 1000 + 4 * UInt64($0)) }
  }

  private func sort(_ guest: Guest, _ count: Int32, function: Int32) throws {
    _ = try guest.call("sort", .i32(count), .i32(function))
  }

  private func calls(_ guest: Guest) throws -> Value { try guest.instance.global("calls").value }

  @Test(arguments: [0, 1, 2, 7, 500]) func guestsSort(_ count: Int32) throws {
    // 1, 0, 3, 2, … multiplied in a ring: all different, out of order.
    let values = (0..<count).map { ($0 ^ 1) &* 40503 % 65521 }
    let guest = try makeSorter(values)
    try sort(guest, count, function: 1)
    #expect(try numbers(of: guest, count: Int(count)) == values.sorted())
    try sort(guest, count, function: 2)
    #expect(try numbers(of: guest, count: Int(count)) == values.sorted(by: >))
  }

  @Test func traps() throws {
    let guest = try makeSorter([3, 1, 2, 5, 4])
    #expect {
      try sort(guest, 5, function: 3)
    } throws: { error in
      guard let trap = error as? Trap, trap.reason == .integerDivideByZero else { return false }
      // The guest's frames on both sides of C.
      let names = trap.backtrace.frames.map { "\($0)" }.joined(separator: "\n")
      return names.contains("trapping") && names.contains("sort")
    }
    // C went on with 0 for every other comparison, without the guest.
    #expect(try calls(guest) == .i32(1))
    // The error is gone with the call that threw it.
    try sort(guest, 5, function: 1)
    #expect(try numbers(of: guest, count: 5) == [1, 2, 3, 4, 5])
  }

  @Test func hostErrors() throws {
    let guest = try makeSorter([3, 1, 2])
    #expect(throws: HostFailure()) { try sort(guest, 3, function: 4) }
    #expect(try calls(guest) == .i32(1))
  }

  @Test func growth() throws {
    let guest = try makeSorter([5, 3, 4, 1, 2])
    try sort(guest, 5, function: 5)
    #expect(try numbers(of: guest, count: 5) == [1, 2, 3, 4, 5])
    #expect(try guest.memory.pageCount > 1)
  }

  @Test func nesting() throws {
    let guest = try makeSorter([5, 3, 4, 1, 2])
    try sort(guest, 5, function: 6)
    #expect(try numbers(of: guest, count: 5) == [1, 2, 3, 4, 5])
    #expect(try guest.memory.read(Int32.self, at: 2000) == 3)
  }

  @Test func wrongFunctions() throws {
    let guest = try makeSorter([2, 1])
    #expect(
      functionError { try sort(guest, 2, function: 7) }
        == .signatureMismatch(
          function: "env.qsort",
          expected: FunctionType(parameters: [.i32, .i32], results: [.i32]),
          actual: FunctionType(parameters: [.i32, .i32])))
    for index: Int32 in [0, 8, -1, .min] {
      #expect(
        functionError { try sort(guest, 2, function: index) }
          == .unknownFunction(
            function: "env.qsort", parameter: 3, index: UInt64(UInt32(bitPattern: index))))
    }
  }

  // MARK: Function pointers for the host.

  private typealias Comparison = @convention(c) (UnsafeRawPointer?, UnsafeRawPointer?) -> Int32
  private typealias Sort =
    @convention(c) (
      UnsafeMutableRawPointer?, Int, Int, Comparison
    ) -> Void

  private func sort(
    _ guest: Guest, by pointer: UnsafeMutableRawPointer, count: Int,
    of buffer: UnsafeMutableRawPointer? = nil
  ) throws {
    let sort = unsafeBitCast(try CLibrary.process.symbol("qsort"), to: Sort.self)
    let comparison = unsafeBitCast(pointer, to: Comparison.self)
    try guest.memory.withUnsafeMutableBytes(at: 1000, count: 4 * UInt64(count)) { bytes in
      sort(buffer ?? bytes.baseAddress, count, 4, comparison)
    }
  }

  @Test func hostsSort() throws {
    let guest = try makeSorter([3, 1, 4, 1, 5, 9, 2, 6])
    let compare = try CFunctionPointer(
      try guest.instance.function("ascending"), as: Self.comparison, memory: try guest.memory)
    try compare.withPointer { try sort(guest, by: $0, count: 8) }
    #expect(try numbers(of: guest, count: 8) == [1, 1, 2, 3, 4, 5, 6, 9])
    // Outside of a scope as well.
    try guest.memory.write(Int32(0), at: 1028)
    try sort(guest, by: compare.pointer, count: 8)
    #expect(try numbers(of: guest, count: 8) == [0, 1, 1, 2, 3, 4, 5, 6])
    try compare.rethrow()
  }

  @Test func hostsGetErrors() throws {
    let guest = try makeSorter([3, 1, 2])
    let compare = try CFunctionPointer(
      try guest.instance.function("trapping"), as: Self.comparison, memory: try guest.memory)
    #expect(throws: Trap.self) {
      try compare.withPointer { try sort(guest, by: $0, count: 3) }
    }
    try sort(guest, by: compare.pointer, count: 3)
    #expect(try calls(guest) == .i32(2))
    #expect(throws: Trap.self) { try compare.rethrow() }
    try compare.rethrow()
  }

  @Test func pointersOfTheHost() throws {
    let guest = try makeSorter([3, 1, 2])
    let compare = try CFunctionPointer(
      try guest.instance.function("ascending"), as: Self.comparison, memory: try guest.memory)
    var outside: [Int32] = [2, 1]
    let error = functionError {
      try compare.withPointer { pointer in
        try outside.withUnsafeMutableBytes {
          try sort(guest, by: pointer, count: 2, of: $0.baseAddress)
        }
      }
    }
    guard case .foreignPointer(function: "ascending", parameter: _) = error else {
      Issue.record("unexpected: \(String(describing: error))")
      return
    }
    // Without a memory no pointer has a meaning.
    let blind = try CFunctionPointer(try guest.instance.function("ascending"), as: Self.comparison)
    #expect(functionError { try blind.withPointer { try sort(guest, by: $0, count: 2) } } != nil)
  }

  @Test func pointersThatEndOutside() throws {
    let guest = try makeSorter([])
    let compare = try CFunctionPointer(
      try guest.instance.function("ascending"), as: Self.comparison, memory: try guest.memory)
    let error = functionError {
      try compare.withPointer { pointer in
        let call = unsafeBitCast(pointer, to: Comparison.self)
        try guest.memory.withUnsafeMutableBytes { (bytes) throws in
          let end = try #require(bytes.baseAddress) + bytes.count
          #expect(call(end - 4, end - 8) == 0)
          #expect(call(end - 2, end - 4) == 0)
        }
      }
    }
    #expect(
      error
        == .outOfBounds(
          function: "ascending", parameter: 0, address: 65534, count: 4, memorySize: 65536))
  }

  @Test func numbersOfEveryType() throws {
    let guest = try Guest(
      """
      (module
        (func (export "f") (param i32 i32 i64 f32 f64 i32) (result f64)
          (f64.add
            (f64.add
              (f64.add (f64.convert_i32_s (local.get 0)) (f64.convert_i32_u (local.get 1)))
              (f64.add (f64.convert_i64_s (local.get 2)) (f64.promote_f32 (local.get 3))))
            (f64.add (local.get 4) (f64.convert_i32_s (local.get 5)))))
        (func (export "small") (param i32) (result i32) (local.get 0))
        (func (export "single") (param f32) (result f32) (f32.neg (local.get 0))))
      """)
    let sum = try CFunctionPointer(
      try guest.instance.function("f"),
      as: CFunctionType([.int8, .uint16, .int64, .float, .double, .long], returns: .double))
    typealias Sum = @convention(c) (Int8, UInt16, Int64, Float, Double, Int) -> Double
    try sum.withPointer { pointer in
      let call = unsafeBitCast(pointer, to: Sum.self)
      #expect(call(-1, 65535, -1 << 40, 0.5, 0.25, -9) == Double(-1 << 40) + 65525.75)
    }
    // A long that the guest has no room for.
    let error = functionError {
      try sum.withPointer { pointer in
        #expect(unsafeBitCast(pointer, to: Sum.self)(0, 0, 0, 0, 0, 1 << 40) == 0)
      }
    }
    #expect(error == .valueOutOfRange(function: "function pointer", parameter: 5))
    let small = try CFunctionPointer(
      try guest.instance.function("small"), as: CFunctionType([.int32], returns: .int8))
    try small.withPointer { pointer in
      typealias Small = @convention(c) (Int32) -> Int8
      #expect(unsafeBitCast(pointer, to: Small.self)(0x1FF) == -1)
    }
    let single = try CFunctionPointer(
      try guest.instance.function("single"), as: CFunctionType([.float], returns: .float))
    try single.withPointer { pointer in
      typealias Single = @convention(c) (Float) -> Float
      #expect(unsafeBitCast(pointer, to: Single.self)(1.5) == -1.5)
    }
  }

  @Test func refusedTypes() throws {
    let guest = try makeSorter([])
    let function = try guest.instance.function("ascending")
    #expect(
      functionError { try CFunctionPointer(function, as: CFunctionType([.int32])) }
        == .signatureMismatch(
          function: "ascending", expected: FunctionType(parameters: [.i32]),
          actual: FunctionType(parameters: [.i32, .i32], results: [.i32])))
  }

  /// Closures come from a pool: making and freeing many must not exhaust it.
  @Test func manyFunctionPointers() throws {
    let guest = try makeSorter([])
    let function = try guest.instance.function("ascending")
    for _ in 0..<5000 {
      _ = try CFunctionPointer(function, as: Self.comparison)
    }
  }
}
