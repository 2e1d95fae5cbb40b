import Escapement
import Testing

@Suite struct MemoryTests {
  let store = Store(engine: Engine())

  func memory(_ minimum: UInt64, _ maximum: UInt64? = nil) throws -> Memory {
    try Memory(
      store: store, type: MemoryType(limits: Limits(minimum: minimum, maximum: maximum)))
  }

  @Test func numbers() throws {
    let memory = try memory(1)
    try memory.write(UInt32(0x0102_0304), at: 1)
    #expect(try memory.read(UInt8.self, at: 1) == 4)
    #expect(try memory.read(UInt32.self, at: 1) == 0x0102_0304)
    try memory.write(Int64(-2), at: 65528)
    #expect(try memory.read(Int64.self, at: 65528) == -2)
    try memory.write(1.5, at: 8)
    #expect(try memory.read(Double.self, at: 8) == 1.5)
    try memory.write(Float(0.25), at: 16)
    #expect(try memory.read(Float.self, at: 16) == 0.25)
  }

  @Test(arguments: [65536, 65533, 1 << 32, .max] as [UInt64])
  func outOfBounds(address: UInt64) throws {
    let memory = try memory(1)
    let error = AccessError.outOfBounds(address: address, count: 4, size: 65536)
    #expect(throws: error) { try memory.read(UInt32.self, at: address) }
    #expect(throws: error) { try memory.write(UInt32(0), at: address) }
    #expect(throws: error) { try memory.bytes(at: address, count: 4) }
    #expect(throws: error) { try memory.write([1, 2, 3, 4], at: address) }
    #expect(throws: AccessError.self) { try memory.nulTerminatedString(at: .max) }
    #expect(throws: AccessError.self) { try memory.bytes(at: 1, count: .max) }
  }

  @Test func strings() throws {
    let memory = try memory(1)
    #expect(try memory.write("grüß", at: 100, nulTerminated: true) == 7)
    #expect(try memory.nulTerminatedString(at: 100) == "grüß")
    #expect(try memory.string(at: 100, count: 2) == "gr")
    #expect(throws: AccessError.invalidUTF8(address: 100)) {
      try memory.string(at: 100, count: 3)
    }
    try memory.write([UInt8](repeating: 0x61, count: 4), at: 65532)
    #expect(throws: AccessError.self) { try memory.nulTerminatedString(at: 65532) }
  }

  @Test func bytesInPlace() throws {
    let memory = try memory(1)
    memory.withUnsafeMutableBytes { $0[3] = 9 }
    #expect(memory.withUnsafeBytes { $0[3] } == 9)
    try memory.withUnsafeMutableBytes(at: 65535, count: 1) { $0[0] = 7 }
    #expect(try memory.read(UInt8.self, at: 65535) == 7)
    #expect(throws: AccessError.self) {
      try memory.withUnsafeMutableBytes(at: 65535, count: 2) { _ in }
    }
  }

  @Test func growing() throws {
    let memory = try memory(1, 3)
    try memory.write(UInt8(1), at: 65535)
    #expect(memory.grow(by: 1) == 1)
    #expect(memory.pageCount == 2)
    #expect(try memory.read(UInt8.self, at: 65535) == 1)
    #expect(try memory.read(UInt8.self, at: 131071) == 0)
    #expect(memory.grow(by: 2) == nil)
    #expect(memory.grow(by: .max) == nil)
    #expect(memory.grow(by: 1) == 2)
    #expect(memory.grow(by: 0) == 3)
    #expect(memory.type.limits == Limits(minimum: 3, maximum: 3))
  }

  @Test func growingFromEmpty() throws {
    let memory = try memory(0)
    #expect(memory.byteCount == 0)
    #expect(memory.withUnsafeBytes { $0.count } == 0)
    #expect(memory.grow(by: 2) == 0)
    try memory.write(UInt8(1), at: 131071)
  }

  @Test func guestAndHostGrowTheSameMemory() throws {
    let instance = try instance(
      """
      (memory (export "memory") 1 10)
      (func (export "grow") (param i32) (result i32) local.get 0 memory.grow)
      (func (export "size") (result i32) memory.size)
      (func (export "store") (param i32) local.get 0 i32.const 77 i32.store8)
      (func (export "growAndStore") (param i32) (result i32)
        (drop (memory.grow (i32.const 1)))
        (i32.store8 (local.get 0) (i32.const 5))
        (i32.load8_u (local.get 0)))
      """)
    let memory = try instance.memory()
    let grow = try instance.function("grow", as: ((Int32) -> Int32).self)
    #expect(try grow(2) == 1)
    #expect(memory.pageCount == 3)
    #expect(memory.grow(by: 1) == 3)
    #expect(try instance.function("size").call() == [.i32(4)])
    try instance.function("store").call([.i32(4 * 65536 - 1)])
    #expect(try memory.read(UInt8.self, at: 4 * 65536 - 1) == 77)
    expectTrap(.memoryOutOfBounds) { try instance.function("store").call([.i32(4 * 65536)]) }
    #expect(try grow(7) == -1)
    #expect(try grow(-1) == -1)
    // The same function uses the memory right after growing it.
    #expect(try instance.function("growAndStore").call([.i32(5 * 65536 - 1)]) == [.i32(5)])
  }

  @Test func hostGrowsMemoryDuringCall() throws {
    let engine = Engine()
    let linker = Linker(engine: engine)
    try linker.define("env", "grow") { (caller: Caller) in
      #expect(caller.memory?.grow(by: 1) == 1)
    }
    let instance = try linker.instantiate(
      module(
        """
        (import "env" "grow" (func $grow))
        (memory 1)
        (func (export "run") (result i32)
          call $grow
          (i32.store (i32.const 131068) (i32.const 9))
          (i32.load (i32.const 131068)))
        """, engine: engine), in: Store(engine: engine))
    #expect(try instance.function("run").call() == [.i32(9)])
  }

  @Test func spans() throws {
    let memory = try memory(1)
    memory.withMutableSpan { bytes in
      bytes.storeBytes(of: 0x0102_0304, toByteOffset: 65532, as: UInt32.self)
    }
    let (count, number) = memory.withSpan { bytes in
      (bytes.byteCount, bytes.unsafeLoad(fromByteOffset: 65532, as: UInt32.self))
    }
    #expect(count == 65536)
    #expect(number == 0x0102_0304)
  }

  /// A memory without a maximum has reserved some space; what is beyond that would move it.
  @Test func bytesInUseDoNotMove() throws {
    var limits = ResourceLimits()
    limits.memoryBytes = .max
    let type = MemoryType(limits: Limits(minimum: 1), addressType: .i64)
    let memory = try Memory(store: Store(engine: Engine(), limits: limits), type: type)
    try memory.write(UInt8(7), at: 65535)
    let beyondReservation: UInt64 = 1 << 18
    memory.withSpan { bytes in
      #expect(memory.grow(by: 1) == 1)
      #expect(memory.grow(by: beyondReservation) == nil)
      // What the span shows is what it was, in place.
      #expect(bytes.byteCount == 65536)
      #expect(bytes.unsafeLoad(fromByteOffset: 65535, as: UInt8.self) == 7)
    }
    #expect(memory.pageCount == 2)
  }

  @Test func memory64() throws {
    let type = MemoryType(limits: Limits(minimum: 1), addressType: .i64)
    let memory = try Memory(store: store, type: type)
    #expect(memory.grow(by: 1 << 47) == nil)
    #expect(memory.grow(by: .max) == nil)
    #expect(memory.grow(by: 1) == 1)
    try memory.write(UInt8(1), at: 131071)
  }

  @Test func memoryIsSharedByInstances() throws {
    let memory = try memory(1)
    let linker = Linker(engine: store.engine)
    try linker.define("env", "memory", memory)
    let text = """
      (import "env" "memory" (memory 1))
      (func (export "load") (param i32) (result i32) local.get 0 i32.load)
      (func (export "grow") (result i32) i32.const 1 memory.grow)
      """
    let importer = try module(text, engine: store.engine)
    let one = try linker.instantiate(importer, in: store)
    let other = try linker.instantiate(importer, in: store)
    try memory.write(UInt32(99), at: 65532)
    #expect(try one.function("load").call([.i32(65532)]) == [.i32(99)])
    #expect(try other.function("grow").call() == [.i32(1)])
    #expect(try one.function("load").call([.i32(131068)]) == [.i32(0)])
  }

  private struct Point: BitwiseCopyable, Equatable {
    var x: Float
    var y: Int16
  }

  @Test func structuresAndTypedSpans() throws {
    let memory = try instance(#"(memory (export "memory") 1)"#).memory()
    let point = Point(x: 0.5, y: -3)
    // Without alignment.
    try memory.write(point, at: 101)
    #expect(try memory.read(Point.self, at: 101) == point)
    #expect(try memory.read(Float.self, at: 101) == 0.5)
    #expect(try memory.read(Int16.self, at: 105) == -3)
    #expect(throws: AccessError.self) { _ = try memory.read(Point.self, at: 65536 - 5) }

    try memory.withMutableSpan(of: Float.self, at: 1024, count: 4) { samples in
      for index in samples.indices { samples[index] = Float(index) }
    }
    #expect(try memory.read(Float.self, at: 1036) == 3)
    let sum = try memory.withSpan(of: Float.self, at: 1024, count: 4) { samples in
      samples.indices.reduce(0) { $0 + samples[$1] }
    }
    #expect(sum == 6)
    let misaligned = #expect(throws: AccessError.self) {
      try memory.withSpan(of: Float.self, at: 1026, count: 1) { _ in }
    }
    #expect(misaligned == .misaligned(address: 1026, alignment: 4))
    for count in [UInt64(16129), 1 << 62, .max] {
      #expect(throws: AccessError.self) {
        try memory.withSpan(of: Float.self, at: 1024, count: count) { _ in }
      }
    }
    #expect(try memory.withSpan(of: Double.self, at: 65536, count: 0) { $0.count } == 0)
  }
}
