import CInterp
import RandomNumbers
import WasmBinary

// Loops that use a few locals again and again, which translation then keeps in registers.
extension FunctionGenerator {
  /// A loop, mostly with others in it, and blocks around it into which it may branch.
  mutating func hotLoops() {
    guard loopDepth < 3 else { return hotStatement() }
    let outer = hot
    if hot.isEmpty || random.chance(25) { chooseHotLocals() }
    let results = random.chance(40) ? randomKinds(1) : []
    let blocks = random.below(4)
    for _ in 0..<blocks {
      emit("block")
      blockType(Signature(results: results))
      labels.append(Label(kinds: results, height: stack.count))
    }
    loop()
    for _ in 0..<blocks {
      if let height = labels.last?.height { dropAll(downTo: height) }
      for result in results { push(result, depth: 1) }
      labels.removeLast()
      emit("end")
      stack += results
      // What the loop has left in its locals.
      if random.chance(60) { useHotLocal() }
    }
    hot = outer
  }

  private mutating func chooseHotLocals() {
    if pointers.isEmpty || random.chance(20) { pointers.append(newLocal(.i32)) }
    hot = [random.pick(pointers)]
    for _ in 0..<1 + random.below(5) {
      guard let local = settable(random.pick(ValueKind.numbers)), !hot.contains(local) else {
        continue
      }
      hot.append(local)
    }
    if random.chance(70) { movePointer() }
  }

  mutating func hotStatement() {
    if hot.isEmpty { chooseHotLocals() }
    switch random.below(100) {
    case 0..<17: setHotLocal()
    case 17..<35: accessAtSum()
    case 35..<48: holdOverSet()
    case 48..<58: selectHotLocal()
    case 58..<70: branchOut()
    case 70..<80: if random.chance(50) { hotLoops() } else { loop() }
    case 80..<83: growMemory()
    case 83..<88: callStatement(depth: 1)
    case 88..<91: returnEarly(depth: 1)
    default: movePointer()
    }
  }

  // Hot locals ------------------------------------------------------------------------------------------------

  /// Pushes a local of the loop or a constant.
  private mutating func pushHot(_ kind: ValueKind) {
    let candidates = hot.filter { locals[Int($0)] == kind }
    if !candidates.isEmpty, random.chance(75) { return emit("local.get", random.pick(candidates)) }
    push(kind, depth: 0)
  }

  /// A local of the loop that may be set.
  private mutating func pickHotLocal() -> (local: UInt32, kind: ValueKind)? {
    let candidates = hot.filter { !pointers.contains($0) }
    guard !candidates.isEmpty else { return nil }
    let local = random.pick(candidates)
    return (local, locals[Int(local)])
  }

  /// One operation, as `a = b + c`.
  private mutating func pushHotOperation(_ kind: ValueKind) {
    pushHot(kind)
    pushHot(kind)
    emit("\(kind).\(random.pick(Self.common(kind)))")
  }

  private mutating func setHotLocal() {
    guard let (local, kind) = pickHotLocal() else { return movePointer() }
    if random.chance(60) { pushHotOperation(kind) } else { push(kind, depth: 2) }
    guard random.chance(35) else { return emit("local.set", local) }
    emit("local.tee", local)
    if random.chance(50) {
      pushHot(kind)
      emit("\(kind).\(random.pick(Self.common(kind)))")
    }
    if random.chance(50) { stack.append(kind) } else { consume(kind) }
  }

  /// Reads a local where the loop may have left it in a register.
  private mutating func useHotLocal() {
    guard let (local, kind) = pickHotLocal() else { return }
    emit("local.get", local)
    if random.chance(50) { stack.append(kind) } else { consume(kind) }
  }

  /// Operands that came from a local, and stay while the local changes.
  private mutating func holdOverSet() {
    guard let (local, kind) = pickHotLocal() else { return movePointer() }
    var count = 1 + random.below(3)
    for _ in 0..<count {
      if random.chance(80) { emit("local.get", local) } else { pushHotOperation(kind) }
    }
    if random.chance(50) { pushHotOperation(kind) } else { push(kind, depth: 2) }
    let tees = random.chance(30)
    emit(tees ? "local.tee" : "local.set", local)
    if tees { count += 1 }
    while count > 0, random.chance(70) {
      // An operation on what the local was and what it is.
      if random.chance(70) { emit("local.get", local) } else { pushHot(kind) }
      emit("\(kind).\(random.pick(Self.common(kind)))")
      count -= 1
      if random.chance(50) { stack.append(kind) } else { consume(kind) }
    }
    for _ in 0..<count { stack.append(kind) }
  }

  private mutating func selectHotLocal() {
    guard let (local, kind) = pickHotLocal() else { return movePointer() }
    pushHot(kind)
    if random.chance(80) { pushHot(kind) } else { push(kind, depth: 1) }
    pushHotCondition()
    emit("select")
    switch random.below(4) {
    case 0: stack.append(kind)
    case 1:
      emit("local.tee", local)
      consume(kind)
    default: emit("local.set", local)
    }
  }

  /// Pushes an i32 that depends on locals of the loop.
  private mutating func pushHotCondition() {
    let kind = pickHotLocal()?.kind ?? .i32
    switch kind {
    case .i32 where random.chance(20): pushHot(kind)
    case .i32 where random.chance(20), .i64 where random.chance(20):
      pushHot(kind)
      emit("\(kind).eqz")
    default:
      pushHot(kind)
      pushHot(kind)
      let names =
        kind == .i32 || kind == .i64
        ? ["eq", "ne", "lt_s", "lt_u", "gt_s", "gt_u", "le_s", "ge_u"]
        : ["eq", "ne", "lt", "gt", "le", "ge"]
      emit("\(kind).\(random.pick(names))")
    }
  }

  // Addresses -------------------------------------------------------------------------------------------------

  /// Gives a local that holds addresses another small number.
  private mutating func movePointer() {
    guard !pointers.isEmpty else { return }
    let pointer = random.pick(pointers)
    switch random.below(4) {
    case 0:
      push(.i32, depth: 1)
      constant(random.pick([0xFF, 0x7F8, 0xFFF]))
      emit("i32.and")
    case 1: emit("local.get", random.pick(pointers))
    default:
      emit("local.get", random.chance(75) ? pointer : random.pick(pointers))
      constant(Int32(random.below(24)) - 3)
      emit("i32.add")
    }
    let tees = random.chance(25)
    emit(tees ? "local.tee" : "local.set", pointer)
    if tees { consume(.i32) }
  }

  /// Pushes the sum of a local and a constant, which a load or store may compute for itself.
  private mutating func pushSum() {
    let addend = Int32(
      truncatingIfNeeded: random.chance(97) ? UInt64(random.below(300)) : random.interesting())
    if let pointer = pointers.isEmpty ? nil : random.pick(pointers), random.chance(85) {
      if random.chance(30) {
        constant(addend)
        emit("local.get", pointer)
        emit("i32.add")
      } else {
        emit("local.get", pointer)
        constant(random.chance(20) ? 0 &- addend : addend)
        emit(random.chance(80) ? "i32.add" : "i32.sub")
      }
    } else {
      push(.i32, depth: 1)
      constant(0x3FF)
      emit("i32.and")
      constant(addend)
      emit("i32.add")
    }
    if random.chance(15) {
      constant(Int32(random.below(64)) - 8)
      emit("i32.add")
    }
  }

  /// A load or store at a sum, whose local may change before the sum is used.
  private mutating func accessAtSum() {
    guard let memory = plan.memories.firstIndex(where: { !$0.is64 }) else { return movePointer() }
    let isStore = random.chance(50)
    let accesses = isStore ? Instructions.shared.stores : Instructions.shared.loads
    let access = random.pick(
      accesses.filter {
        !$0.isAtomic && $0.immediate == .memory_argument && isAvailable($0)
          && ValueKind(letter: (isStore ? $0.operands.last : $0.result) ?? 0, address: .i32)
            != .v128
      })
    let letter = (isStore ? access.operands.last : access.result) ?? 0
    let kind = ValueKind(letter: letter, address: .i32) ?? .i32
    pushSum()
    if random.chance(30) { movePointer() }
    if isStore {
      if random.chance(60) { pushHot(kind) } else { push(kind, depth: 2) }
      if random.chance(20) { movePointer() }
      canonicalise(kind)
    }
    emit(code: access.code)
    memoryArgument(
      UInt32(memory), offset: UInt64(random.below(random.chance(90) ? 64 : 70_000)), access)
    if isStore { return }
    if random.chance(40) {
      pushHot(kind)
      emit("\(kind).\(random.pick(Self.common(kind)))")
    }
    if random.chance(25) { stack.append(kind) } else { consume(kind) }
  }

  /// After growth, the memory is elsewhere.
  private mutating func growMemory() {
    let memory = random.below(plan.memories.count)
    let is64 = plan.memories[memory].is64
    constantAddress(UInt64(random.below(2)), is64)
    emit("memory.grow", UInt32(memory))
    consume(is64 ? .i64 : .i32)
  }

  // Branches --------------------------------------------------------------------------------------------------

  /// Leaves the loop, or loops around it, or goes on with one of them.
  private mutating func branchOut() {
    switch random.below(10) {
    case 0..<4:
      guard !targets.isEmpty else { return }
      let target = random.pick(targets)
      let kinds = label(target).kinds
      for kind in kinds { push(kind, depth: 1) }
      pushHotCondition()
      emit("br_if", UInt32(target))
      stack += kinds
    case 4..<7:
      pushHotCondition()
      beginConditional()
      if random.chance(50) { hotStatement() }
      if let label = labels.last { dropAll(downTo: label.height) }
      let target = random.pick(targets)
      for kind in label(target).kinds { push(kind, depth: 1) }
      emit("br", UInt32(target))
      endConditional()
    default: branchTable(depth: 1)
    }
  }
}
