import CInterp
import RandomNumbers
import WasmBinary

// Numbers, vectors and memory.
//
// The bits of a NaN that an operation makes are not determined. They may be in locals and on the stack, but before
// anything can see them, a canonical NaN takes their place.
extension FunctionGenerator {
  mutating func pushOperation(_ kind: ValueKind, depth: Int) {
    if kind.isReference { return pushObject(kind, depth: depth) }
    if random.chance(22) { return pushLoad(kind, depth: depth) }
    if kind == .i32, random.chance(12), plan.profile.contains(.references) {
      return pushFromReference(depth: depth)
    }
    let letter: UInt8 =
      switch kind {
      case .i32: UInt8(ascii: "i")
      case .i64: UInt8(ascii: "I")
      case .f32: UInt8(ascii: "f")
      case .f64: UInt8(ascii: "F")
      default: UInt8(ascii: "v")
      }
    // Additions and the like are what programs are made of.
    if random.chance(35), kind.isNumber {
      push(kind, depth: depth)
      if random.chance(40) { pushSmall(kind) } else { push(kind, depth: depth) }
      return emit("\(kind).\(random.pick(Self.common(kind)))")
    }
    guard let operation = pickOperation(letter) else { return push(kind, depth: 0) }
    apply(operation, depth: depth)
  }

  static func common(_ kind: ValueKind) -> [String] {
    kind == .i32 || kind == .i64
      ? ["add", "sub", "mul", "and", "or", "xor", "shl", "shr_u", "shr_s", "rotl"]
      : ["add", "sub", "mul", "min", "max"]
  }

  private mutating func pushSmall(_ kind: ValueKind) {
    switch kind {
    case .i32: constant(Int32(random.below(9)) - 1)
    case .i64: constant64(Int64(random.below(9)) - 1)
    default: push(kind, depth: 0)
    }
  }

  /// An operation whose operands this module has.
  private mutating func pickOperation(_ result: UInt8) -> Instructions.Plain? {
    guard let operations = Instructions.shared.operations[result] else { return nil }
    for _ in 0..<8 {
      let operation = random.pick(operations)
      let usesVectors = operation.code >> 16 == 0xFD
      if usesVectors, !plan.profile.contains(.vectors) { continue }
      if operation.name.contains("relaxed"), !plan.profile.contains(.relaxedVectors) { continue }
      // Wasmtime rounds once, Escapement twice; both may.
      if operation.name.contains("madd") { continue }
      // Divisions trap often; conversions of any float as well.
      let mayTrap =
        ["div_", "rem_"].contains { operation.name.contains($0) }
        || operation.name.contains(".trunc_f")
      if mayTrap, random.chance(60) { continue }
      return operation
    }
    return nil
  }

  private mutating func apply(_ operation: Instructions.Plain, depth: Int) {
    for (index, letter) in operation.operands.enumerated() {
      guard let kind = ValueKind(letter: letter, address: .i32) else { continue }
      push(kind, depth: depth)
      let isDivisor = index == 1 && ["div_", "rem_"].contains { operation.name.contains($0) }
      if isDivisor, random.chance(70) {
        pushSmall(kind)
        emit("\(kind).or")
      }
      if seesBits(operation, operand: index) { canonicalise(kind) }
    }
    emit(code: operation.code)
    if operation.immediate == .lane { code.byte(UInt8(random.below(Self.lanes(operation)))) }
    if operation.immediate == .shuffle_lanes {
      for _ in 0..<16 { code.byte(UInt8(random.below(32))) }
    }
    if operation.result == UInt8(ascii: "v") { canonicaliseVector(operation.name) }
  }

  /// An operation on numbers of 128 bits leaves two results.
  mutating func wideArithmetic(depth: Int) {
    let multiplies = random.chance(50)
    for _ in 0..<(multiplies ? 2 : 4) { push(.i64, depth: depth) }
    let names = multiplies ? ["mul_wide_s", "mul_wide_u"] : ["add128", "sub128"]
    emit("i64.\(random.pick(names))")
    stack += [.i64, .i64]
  }

  private static func lanes(_ operation: Instructions.Plain) -> Int {
    switch operation.name.prefix(5) {
    case "i8x16": 16
    case "i16x8": 8
    case "i32x4", "f32x4": 4
    default: 2
    }
  }

  /// Whether an operation makes bits of a float visible.
  private func seesBits(_ operation: Instructions.Plain, operand: Int) -> Bool {
    let letter = operation.operands[operand]
    guard letter == UInt8(ascii: "f") || letter == UInt8(ascii: "F") else { return false }
    return operation.name.contains("reinterpret") || operation.name.contains("splat")
      || operation.name.contains("replace_lane")
      || operation.name.contains("copysign") && operand == 1
  }

  /// Replaces a NaN on the stack by the canonical one.
  mutating func canonicalise(_ kind: ValueKind) {
    guard kind == .f32 || kind == .f64 else { return }
    let local = temporary(kind)
    emit("local.tee", local)
    emit("\(kind).const")
    if kind == .f32 { code.fixed32(Self.nan32) } else { code.fixed64(Self.nan64) }
    emit("local.get", local)
    emit("local.get", local)
    emit("\(kind).eq")
    emit("select")
  }

  private static let nan32: UInt32 = 0x7FC0_0000
  private static let nan64: UInt64 = 0x7FF8_0000_0000_0000

  /// Vectors hold canonical NaNs only: after each operation that may have made another.
  private mutating func canonicaliseVector(_ name: String) {
    guard name.hasPrefix("f32x4") || name.hasPrefix("f64x2") else { return }
    for harmless in [".eq", ".ne", ".lt", ".gt", ".le", ".ge", ".abs", ".neg", "lane", "splat"]
    where name.contains(harmless) && !name.contains("nearest") && !name.contains("relaxed_neg") {
      return
    }
    let local = temporary(.v128)
    let is32 = name.hasPrefix("f32x4")
    emit("local.tee", local)
    emit("v128.const")
    for _ in 0..<2 {
      code.fixed64(is32 ? UInt64(Self.nan32) << 32 | UInt64(Self.nan32) : Self.nan64)
    }
    emit("local.get", local)
    emit("local.get", local)
    emit(is32 ? "f32x4.eq" : "f64x2.eq")
    emit("v128.bitselect")
  }

  // Memory ----------------------------------------------------------------------------------------------------

  private mutating func pickMemory() -> UInt32 {
    random.chance(70) ? 0 : UInt32(random.below(plan.memories.count))
  }

  func isAvailable(_ access: Instructions.Plain) -> Bool {
    if access.isAtomic { return plan.profile.contains(.atomics) }
    return !access.operands.contains(UInt8(ascii: "v")) || plan.profile.contains(.vectors)
  }

  private mutating func pushLoad(_ kind: ValueKind, depth: Int) {
    let loads = Instructions.shared.loads.filter {
      $0.result.flatMap { ValueKind(letter: $0, address: .i32) } == kind && isAvailable($0)
    }
    guard !loads.isEmpty else { return push(kind, depth: 0) }
    let load = random.pick(loads)
    let memory = pickMemory()
    let offset = pushAddress(of: load, memory, depth: depth)
    for letter in load.operands.dropFirst() {
      push(ValueKind(letter: letter, address: .i32) ?? .i32, depth: depth)
    }
    emit(code: load.code)
    memoryArgument(memory, offset: offset, load)
    if load.immediate == .memory_argument_and_lane { code.byte(UInt8(random.below(lanes(load)))) }
  }

  /// As `pushAddress`, aligned where that is required.
  private mutating func pushAddress(
    of access: Instructions.Plain, _ memory: UInt32, depth: Int
  ) -> UInt64 {
    let offset = pushAddress(memory, depth: depth)
    guard access.isAtomic else { return offset }
    let is64 = plan.memories[Int(memory)].is64
    let mask = ~((UInt64(1) << UInt64(access.alignment)) - 1)
    constantAddress(mask, is64)
    emit(is64 ? "i64.and" : "i32.and")
    return offset & mask
  }

  private func lanes(_ access: Instructions.Plain) -> Int { 16 >> Int(access.alignment) }

  mutating func store(depth: Int) {
    let store = random.pick(Instructions.shared.stores.filter(isAvailable))
    let memory = pickMemory()
    let offset = pushAddress(of: store, memory, depth: depth)
    let kind = ValueKind(letter: store.operands[1], address: .i32) ?? .i32
    if kind == .f32 || kind == .f64, random.chance(50) {
      // What is certainly no NaN is stored as it is.
      pushFinite(kind)
    } else {
      push(kind, depth: depth)
      canonicalise(kind)
    }
    emit(code: store.code)
    memoryArgument(memory, offset: offset, store)
    if store.immediate == .memory_argument_and_lane { code.byte(UInt8(random.below(lanes(store)))) }
  }

  mutating func memoryArgument(
    _ memory: UInt32, offset: UInt64, _ access: Instructions.Plain
  ) {
    let alignment =
      access.isAtomic ? access.alignment : UInt8(random.below(Int(access.alignment) + 1))
    if memory == 0 {
      code.byte(alignment)
    } else {
      code.byte(alignment | 0x40)
      code.unsigned(memory)
    }
    code.unsigned(offset)
  }

  /// Pushes an address that is mostly inside of the memory, in the shapes that compilers make.
  ///
  /// - Returns: The offset that goes with it.
  mutating func pushAddress(_ memory: UInt32, depth: Int) -> UInt64 {
    let is64 = plan.memories[Int(memory)].is64
    let kind: ValueKind = is64 ? .i64 : .i32
    func shape(_ self: inout FunctionGenerator) -> UInt64 {
      switch self.random.below(100) {
      case 0..<20:
        self.constantAddress(UInt64(self.random.below(2048)), is64)
        return UInt64(self.random.below(128))
      case 20..<45:
        self.push(kind, depth: depth)
        self.constantAddress(self.random.pick([0xFF, 0xFF8, 0x7FC, 0xFFF]), is64)
        self.emit("\(kind).and")
        return UInt64(self.random.pick([0, 0, 4, 8, 100]))
      case 45..<75:
        // base + (index << scale), in either order.
        let isIndexFirst = self.random.chance(40)
        if !isIndexFirst { self.pushBase(kind, is64) }
        self.pushIndex(kind, is64)
        self.constantAddress(UInt64(self.random.below(4)), is64)
        self.emit("\(kind).shl")
        if isIndexFirst { self.pushBase(kind, is64) }
        self.emit("\(kind).add")
        return UInt64(self.random.below(40))
      case 75..<98:
        self.pushIndex(kind, is64)
        self.constantAddress(UInt64(1 + self.random.below(12)), is64)
        self.emit("\(kind).mul")
        self.constantAddress(UInt64(self.random.below(512)), is64)
        self.emit("\(kind).add")
        return UInt64(self.random.below(16))
      case 90..<97:
        self.constantAddress(65536 - UInt64(self.random.below(64)), is64)
        return UInt64(self.random.below(48))
      default:
        self.push(kind, depth: depth)
        return self.random.chance(80)
          ? UInt64(self.random.below(64)) : self.random.interesting() >> 32
      }
    }
    return shape(&self)
  }

  mutating func constantAddress(_ value: UInt64, _ is64: Bool) {
    if is64 {
      constant64(Int64(bitPattern: value))
    } else {
      constant(Int32(truncatingIfNeeded: value))
    }
  }

  private mutating func pushBase(_ kind: ValueKind, _ is64: Bool) {
    if random.chance(50) { return constantAddress(UInt64(random.below(64)) * 16, is64) }
    push(kind, depth: 0)
    constantAddress(0xFF0, is64)
    emit("\(kind).and")
  }

  /// A small number: the counter of a loop around, or a masked value.
  private mutating func pushIndex(_ kind: ValueKind, _ is64: Bool) {
    let candidates = counters.filter { locals[Int($0)] == kind }
    if !candidates.isEmpty, random.chance(80) { return emit("local.get", random.pick(candidates)) }
    push(kind, depth: 0)
    constantAddress(0x3F, is64)
    emit("\(kind).and")
  }

  /// Pushes a float that is neither NaN nor infinite.
  mutating func pushFinite(_ kind: ValueKind) {
    let local = finiteLocal(kind)
    switch random.below(4) {
    case 0: emit("local.get", local)
    case 1:
      push(.i32, depth: 1)
      emit("\(kind).convert_i32_s")
    case 2:
      emit("local.get", local)
      push(.i32, depth: 0)
      emit("\(kind).convert_i32_u")
      emit("\(kind).\(random.pick(["add", "sub", "min", "max"]))")
    default:
      push(.i64, depth: 1)
      emit("\(kind).convert_i64_u")
      push(.i32, depth: 0)
      emit("\(kind).convert_i32_s")
      emit("\(kind).\(random.pick(["add", "sub", "mul", "copysign"]))")
      emit("\(kind).\(random.pick(["abs", "neg", "floor", "nearest"]))")
    }
  }

  /// Sets a finite local, so that it stays finite however often that is done.
  mutating func setFinite() {
    let kind: ValueKind = random.chance(50) ? .f32 : .f64
    let local = finiteLocal(kind)
    let adds = random.chance(60)
    if adds { emit("local.get", local) }
    push(.i32, depth: 1)
    emit("\(kind).convert_i32_\(random.chance(50) ? "s" : "u")")
    if adds { emit("\(kind).\(random.pick(["add", "sub"]))") }
    emit("local.set", local)
  }

  // Whole memories --------------------------------------------------------------------------------------------

  mutating func bulkMemory(depth: Int) {
    let memory = UInt32(random.below(plan.memories.count))
    let other = UInt32(random.below(plan.memories.count))
    func size(_ self: inout FunctionGenerator, _ is64: Bool) {
      self.constantAddress(UInt64(self.random.below(self.random.chance(98) ? 100 : 70_000)), is64)
    }
    let is64 = plan.memories[Int(memory)].is64
    switch random.below(5) {
    case 0:
      _ = pushAddress(memory, depth: depth)
      push(.i32, depth: depth)
      size(&self, is64)
      emit("memory.fill", memory)
    case 1:
      _ = pushAddress(memory, depth: depth)
      _ = pushAddress(other, depth: depth)
      size(&self, is64 && plan.memories[Int(other)].is64)
      emit("memory.copy", memory, other)
    case 2:
      _ = pushAddress(memory, depth: depth)
      constant(Int32(random.below(40)))
      constant(Int32(random.below(40)))
      emit("memory.init", ModuleWriter.passiveData, memory)
    case 3:
      if random.chance(10) { emit("data.drop", ModuleWriter.passiveData) }
    default:
      constantAddress(UInt64(random.below(2)), is64)
      emit("memory.grow", memory)
      consume(is64 ? .i64 : .i32)
      emit("memory.size", memory)
      consume(is64 ? .i64 : .i32)
    }
  }
}
