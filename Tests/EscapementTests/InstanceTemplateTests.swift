import Escapement
import Testing

@Suite struct InstanceTemplateTests {
  struct Refusal: Error {}

  /// A guest that changes everything it has, and returns a number that tells whether something was changed before.
  static let text = """
    (import "env" "step" (func $step (param i32) (result i32)))
    (memory (export "memory") 4)
    (data (i32.const 8) "\\01\\02\\03\\04")
    (data (i32.const 70000) "\\05")
    (data $passive "abc")
    (global $counter (export "counter") (mut i32) (i32.const 7))
    (global $vector (mut v128) (v128.const i64x2 1 2))
    (table $table (export "table") 3 funcref)
    (elem (table $table) (i32.const 0) func $seven)
    (elem $functions func $seven $eight)
    (func $seven (result i32) i32.const 7)
    (func $eight (result i32) i32.const 8)
    (type $number (func (result i32)))
    (func (export "use") (result i32) (local $seen i32)
      ;; What is there.
      (local.set $seen (i32.load (i32.const 8)))
      (local.set $seen (i32.add (local.get $seen) (i32.load8_u (i32.const 70000))))
      (local.set $seen (i32.add (local.get $seen) (i32.load (i32.const 200000))))
      (local.set $seen (i32.add (local.get $seen) (global.get $counter)))
      (local.set $seen (i32.add (local.get $seen) (i32x4.extract_lane 0 (global.get $vector))))
      (local.set $seen (i32.add (local.get $seen) (table.size $table)))
      (local.set $seen (i32.add (local.get $seen) (memory.size)))
      (local.set $seen
        (i32.add (local.get $seen) (call_indirect $table (type $number) (i32.const 0))))
      (memory.init $passive (i32.const 0) (i32.const 0) (i32.const 3))
      (table.init $table $functions (i32.const 0) (i32.const 1) (i32.const 1))
      ;; And is not there any more.
      (data.drop $passive)
      (elem.drop $functions)
      (memory.fill (i32.const 0) (i32.const 9) (i32.const 262144))
      (drop (memory.grow (i32.const 1)))
      (memory.fill (i32.const 262144) (i32.const 9) (i32.const 65536))
      (drop (table.grow $table (ref.func $eight) (i32.const 5)))
      (global.set $counter (i32.const 100))
      (global.set $vector (v128.const i64x2 100 100))
      (call $step (local.get $seen)))
    (func (export "grown") (result i32)
      (drop (memory.grow (i32.const 1)))
      (i32.load (i32.const 300000)))
    (func (export "trap") unreachable)
    (func (export "endless") (loop $again br $again))
    """

  static let expected: Int32 = 0x0403_0201 + 5 + 0 + 7 + 1 + 3 + 4 + 7

  func template(capacity: Int = 4) throws -> InstanceTemplate {
    try InstanceTemplate(module: module(Self.text), capacity: capacity) { linker, _ in
      try linker.define("env", "step") { (number: Int32) -> Int32 in number }
    }
  }

  func use(_ instance: Instance) throws -> Int32 {
    try instance.function("use", as: (() -> Int32).self)()
  }

  @Test func everyUseIsTheFirst() throws {
    let template = try template()
    #expect(template.isReusing)
    var stores: Set<ObjectIdentifier> = []
    for _ in 0..<5 {
      try template.withInstance { instance in
        stores.insert(ObjectIdentifier(instance.store))
        try #expect(use(instance) == Self.expected)
        // A second call sees what the first one did.
        #expect(throws: Trap.self) { _ = try use(instance) }
      }
      try template.withInstance { instance in
        try #expect(instance.function("grown").call() == [.i32(0)])
      }
    }
    #expect(stores.count == 1)
  }

  @Test func nestedUsesHaveInstancesOfTheirOwn() throws {
    let template = try template()
    try template.withInstance { outer in
      _ = try use(outer)
      try template.withInstance { inner in
        #expect(inner != outer && inner.store !== outer.store)
        try #expect(use(inner) == Self.expected)
      }
    }
  }

  @Test func errorsLeaveNothing() throws {
    let template = try template()
    #expect(throws: Trap.self) {
      try template.withInstance { instance in
        _ = try use(instance)
        try instance.function("trap").call()
      }
    }
    #expect(throws: Refusal.self) { try template.withInstance { _ in throw Refusal() } }
    try template.withInstance { try #expect(use($0) == Self.expected) }
  }

  @Test func whatIsStillUsedIsNotUsedAgain() throws {
    let template = try template()
    let memory = try template.withInstance { instance in
      _ = try use(instance)
      return try instance.memory()
    }
    // It is as the guest left it.
    try #expect(memory.read(UInt8.self, at: 100) == 9)
    try template.withInstance { instance in
      #expect(instance.store !== memory.store)
      try #expect(use(instance) == Self.expected)
    }
    try #expect(memory.read(UInt8.self, at: 100) == 9)
  }

  @Test func limitsOfTimeAreOfOneUse() throws {
    let template = try template()
    let handle = try template.withInstance { instance in
      instance.store.deadline = .now + .milliseconds(1)
      expectTrap(.deadlineExceeded) { try instance.function("endless").call() }
      return instance.store.interruptHandle
    }
    try template.withInstance { instance in
      #expect(instance.store.deadline == nil)
      // Whoever could interrupt the former user can't interrupt this one.
      #expect(instance.store.interruptHandle !== handle)
      handle.interrupt()
      try #expect(use(instance) == Self.expected)
    }
  }

  @Test func whatWasAddedIsNotUsedAgain() throws {
    let template = try template()
    let first = try template.withInstance { instance in
      _ = try Memory(store: instance.store, type: MemoryType(limits: Limits(minimum: 1)))
      return ObjectIdentifier(instance.module)
    }
    #expect(first == ObjectIdentifier(template.module))
    try template.withInstance { try #expect(use($0) == Self.expected) }
  }

  @Test func hostsCanForget() throws {
    let template = try InstanceTemplate(module: module(Self.text)) { linker, store in
      var calls: Int32 = 0
      store.onReset { calls = 0 }
      try linker.define("env", "step") { (number: Int32) -> Int32 in
        calls += 1
        return calls
      }
    }
    for _ in 0..<3 { try template.withInstance { try #expect(use($0) == 1) } }
  }

  @Test func importsAreCheckedFirst() throws {
    #expect(throws: LinkError.self) { _ = try InstanceTemplate(module: module(Self.text)) }
    #expect(throws: Refusal.self) {
      _ = try InstanceTemplate(module: module(Self.text)) { _, _ in throw Refusal() }
    }
  }

  /// Objects that were there from the beginning can't be put back; those that guests make can be forgotten.
  @Test func objects() throws {
    let types = "(type $pair (struct (field (mut i32)) (field i32)))"
    let kept = try InstanceTemplate(
      module: module(
        """
        \(types)
        (global $pair (ref $pair) (struct.new $pair (i32.const 1) (i32.const 2)))
        (func (export "use") (result i32)
          (struct.set $pair 0 (global.get $pair)
            (i32.add (i32.const 1) (struct.get $pair 0 (global.get $pair))))
          (struct.get $pair 0 (global.get $pair)))
        """))
    #expect(!kept.isReusing)
    for _ in 0..<3 { try kept.withInstance { try #expect(use($0) == 2) } }

    let made = try InstanceTemplate(
      module: module(
        """
        \(types)
        (global $pair (mut (ref null $pair)) (ref.null $pair))
        (func (export "use") (result i32)
          (if (i32.eqz (ref.is_null (global.get $pair))) (then unreachable))
          (global.set $pair (struct.new_default $pair))
          (struct.get $pair 1 (global.get $pair)))
        """))
    #expect(made.isReusing)
    for _ in 0..<3 { try made.withInstance { try #expect(use($0) == 0) } }
  }

  /// Memories whose pages are smaller than the system's leave nothing behind their end.
  @Test func smallPages() throws {
    var configuration = EngineConfiguration()
    configuration.features.insert(.customPageSizes)
    let template = try InstanceTemplate(
      module: module(
        """
        (memory 10 100 (pagesize 1))
        (data (i32.const 1) "a")
        (func (export "use") (result i32)
          (drop (memory.grow (i32.const 10)))
          (i32.load8_u (i32.const 15))
          (i32.store8 (i32.const 15) (i32.const 1)))
        """, engine: Engine(configuration: configuration)))
    for _ in 0..<3 { try template.withInstance { try #expect(use($0) == 0) } }
  }

  @Test func threads() async throws {
    let template = try template(capacity: 2)
    try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<8 { group.addTask { try Self.useOften(template) } }
      var uses = 0
      while let count = try await group.next() { uses += count }
      #expect(uses == 400)
    }
  }

  private static func useOften(_ template: InstanceTemplate) throws -> Int {
    var uses = 0
    for _ in 0..<50 {
      let seen = try template.withInstance { instance in
        try instance.function("use", as: (() -> Int32).self)()
      }
      if seen == expected { uses += 1 }
    }
    return uses
  }

  @Test @MainActor func asynchronousUses() async throws {
    let template = try InstanceTemplate(module: module(Self.text)) { linker, _ in
      try linker.defineAsync("env", "step") { (number: Int32) async throws -> Int32 in
        await Task.yield()
        return number
      }
    }
    for _ in 0..<3 {
      let result = try await template.withInstance { instance in
        MainActor.preconditionIsolated()
        let result = try await instance.callAsync("use", as: (() -> Int32).self)
        MainActor.preconditionIsolated()
        return result
      }
      #expect(result == Self.expected)
    }
  }
}
