import RandomNumbers
import WasmBinary

// Statements, blocks, loops and branches.
extension FunctionGenerator {
  mutating func statement() {
    if !hot.isEmpty, random.chance(65) { return hotStatement() }
    let depth = 1 + random.below(3)
    switch random.below(100) {
    case 0..<22: set(depth: depth)
    case 22..<34: store(depth: depth)
    case 34..<44: block(depth: depth)
    case 44..<50: loop()
    case 50..<56: hotLoops()
    case 56..<64: branchIf(depth: depth)
    case 64..<68: branchTable(depth: depth)
    case 68..<73: callStatement(depth: depth)
    case 73..<80: leaveOnStack()
    case 80..<84: shuffleLocals()
    case 84..<88: setFinite()
    case 88..<92: if plan.profile.contains(.bulk) { bulkMemory(depth: depth) }
    case 92..<95: if plan.profile.contains(.references) { tableStatement(depth: depth) }
    case 95..<98 where plan.profile.contains(.exceptions): tryTable()
    case 95..<98 where plan.profile.contains(.legacyExceptions): legacyTry()
    case 95..<98 where plan.profile.contains(.wideArithmetic): wideArithmetic(depth: depth)
    case 95..<98: break
    default: returnEarly(depth: depth)
    }
  }

  private mutating func set(depth: Int) {
    let local = anySettable()
    let kind = locals[Int(local)]
    if kind.isNumber, random.chance(30) {
      // An increment.
      emit("local.get", local)
      push(kind, depth: random.below(2))
      emit("\(kind).\(random.chance(60) ? "add" : "sub")")
    } else {
      push(kind, depth: depth)
    }
    emit("local.set", local)
  }

  /// Values that stay on the stack while other statements change the locals that they came from.
  mutating func leaveOnStack() {
    let height = labels.last?.height ?? 0
    if stack.count > height, random.chance(50) {
      return dropAll(downTo: height + random.below(stack.count - height))
    }
    for _ in 0...random.below(random.chance(10) ? 14 : 4) {
      let kind = random.pick(plan.kinds)
      push(kind, depth: random.below(2))
      stack.append(kind)
    }
  }

  /// Locals of one kind change places: each is read before it is set.
  private mutating func shuffleLocals() {
    let kind = locals[Int(anySettable())]
    var read: [UInt32] = []
    for _ in 0...1 + random.below(3) {
      guard let local = settable(kind), locals[Int(local)] == kind else { continue }
      emit("local.get", local)
      read.append(local)
    }
    if random.chance(50) { read.reverse() }
    for local in read { emit("local.set", local) }
  }

  mutating func returnEarly(depth: Int) {
    pushCondition(depth: 1)
    beginConditional()
    if plan.profile.contains(.tailCalls), random.chance(50), tailCall(depth: depth) {
      // The rest can't be reached.
    } else {
      for result in results { push(result, depth: depth) }
      emit("return")
    }
    if random.chance(20) {
      // Code that can't be reached has to be valid as well.
      push(.i32, depth: 1)
      emit("drop")
    }
    endConditional()
  }

  /// A conditional without parameters and results, whose condition is on the stack.
  mutating func beginConditional() {
    emit("if")
    code.byte(0x40)
    labels.append(Label(kinds: [], height: stack.count))
  }

  mutating func endConditional() {
    labels.removeLast()
    emit("end")
  }

  // Blocks ----------------------------------------------------------------------------------------------------

  mutating func blockType(_ signature: Signature) {
    if signature.parameters.isEmpty, signature.results.isEmpty { return code.byte(0x40) }
    if signature.parameters.isEmpty, signature.results.count == 1 {
      return signature.results[0].write(to: &code)
    }
    code.signed(Int64(plan.index(of: signature)))
  }

  /// The kinds of up to `count` operands that statements have left, which a block takes along.
  private mutating func takeParameters(_ count: Int) -> [ValueKind] {
    let height = labels.last?.height ?? 0
    let taken = min(random.below(count + 1), stack.count - height)
    let parameters = Array(stack.suffix(taken))
    stack.removeLast(taken)
    return parameters
  }

  mutating func randomKinds(_ count: Int) -> [ValueKind] {
    (0..<random.below(count + 1)).map { _ in random.pick(plan.kinds) }
  }

  /// What is between the beginning of a block and its end: from the parameters to the results.
  private mutating func inside(
    _ label: Label, parameters: [ValueKind], results: [ValueKind], statements: Int
  ) {
    labels.append(label)
    stack += parameters
    for _ in 0..<statements where budget > 0 { statement() }
    dropAll(downTo: label.height)
    for result in results { push(result, depth: 1) }
    labels.removeLast()
  }

  /// A block or a conditional as a statement. Its results stay on the stack.
  private mutating func block(depth: Int) {
    let parameters = takeParameters(2)
    let signature = Signature(parameters: parameters, results: randomKinds(2))
    let label = Label(kinds: signature.results, height: stack.count)
    let statements = 1 + random.below(3)
    if random.chance(50) {
      emit("block")
      blockType(signature)
      inside(label, parameters: parameters, results: signature.results, statements: statements)
    } else {
      pushCondition(depth: depth)
      emit("if")
      blockType(signature)
      inside(label, parameters: parameters, results: signature.results, statements: statements)
      if random.chance(70) || signature.parameters != signature.results {
        emit("else")
        inside(label, parameters: parameters, results: signature.results, statements: statements)
      }
    }
    emit("end")
    stack += signature.results
  }

  /// A block, loop or conditional as an expression.
  mutating func pushBlock(_ kind: ValueKind, depth: Int) {
    let height = stack.count
    let label = Label(kinds: [kind], height: height)
    switch random.below(3) {
    case 0:
      emit("block")
      kind.write(to: &code)
      inside(label, parameters: [], results: [kind], statements: random.below(3))
      if random.chance(30) {
        // A branch out of the block with the value, which falls through as well.
        pushCondition(depth: 0)
        emit("br_if", 0)
      }
    case 1:
      emit("loop")
      kind.write(to: &code)
      // Nothing branches to it.
      inside(
        Label(kinds: [], height: height, isTarget: false, isLoop: true), parameters: [],
        results: [kind],
        statements: random.below(2))
    default:
      pushCondition(depth: depth)
      emit("if")
      kind.write(to: &code)
      inside(label, parameters: [], results: [kind], statements: random.below(2))
      emit("else")
      inside(label, parameters: [], results: [kind], statements: random.below(2))
    }
    emit("end")
  }

  // Loops -----------------------------------------------------------------------------------------------------

  /// A loop that counts. Either it does nothing else, in the forms that compilers make of `for`, or it takes fuel at
  /// its head, and may be continued from anywhere.
  mutating func loop() {
    guard loopDepth < 3 else { return set(depth: 2) }
    loopDepth += 1
    defer { loopDepth -= 1 }
    let kind: ValueKind = random.chance(80) ? .i32 : .i64
    let counter = newLocal(kind)
    counters.append(counter)
    let takesFuel = random.chance(40)
    let parameters = takesFuel || random.chance(40) ? takeParameters(3) : []
    let form = LoopForm(rawValue: random.below(LoopForm.allCases.count)) ?? .downToZero
    let count = 1 + random.below(loopDepth == 1 ? 12 : 5)
    start(counter, kind, form, count)
    emit("loop")
    blockType(Signature(parameters: parameters, results: parameters))
    let label = Label(kinds: parameters, height: stack.count, isTarget: takesFuel, isLoop: true)
    labels.append(label)
    if takesFuel { takeFuel(1) }
    stack += parameters
    let statements = hot.isEmpty ? 1 + random.below(4) : 2 + random.below(6)
    for _ in 0..<statements where budget > 0 { statement() }
    dropAll(downTo: label.height)
    for kind in parameters { push(kind, depth: 1) }
    step(counter, kind, form, count)
    emit("br_if", 0)
    labels.removeLast()
    emit("end")
    stack += parameters
    if random.chance(30) {
      // Where the counter has no meaning any more, its value is still what it was.
      emit("local.get", counter)
      consume(kind)
    }
  }

  private enum LoopForm: Int, CaseIterable {
    case downToZero, downWithTee, upBelow, upUnequal, upThenNotDone, byStride
  }

  private static let stride = 4

  private mutating func number(_ kind: ValueKind, _ value: Int) {
    if kind == .i32 { constant(Int32(value)) } else { constant64(Int64(value)) }
  }

  private mutating func start(_ counter: UInt32, _ kind: ValueKind, _ form: LoopForm, _ count: Int)
  {
    number(kind, form == .downToZero || form == .downWithTee ? count : 0)
    emit("local.set", counter)
  }

  /// Counts, and leaves whether to go on.
  private mutating func step(_ counter: UInt32, _ kind: ValueKind, _ form: LoopForm, _ count: Int) {
    func add(_ value: Int) {
      emit("local.get", counter)
      number(kind, value)
      emit("\(kind).add")
    }
    switch form {
    case .downToZero:
      add(-1)
      emit("local.set", counter)
      emit("local.get", counter)
      if kind == .i64 {
        number(kind, 0)
        emit("i64.ne")
      }
    case .downWithTee:
      emit("local.get", counter)
      number(kind, 1)
      emit("\(kind).sub")
      emit("local.tee", counter)
      if kind == .i64 {
        emit("i64.eqz")
        emit("i32.eqz")
      }
    case .upBelow:
      add(1)
      emit("local.tee", counter)
      number(kind, count)
      emit("\(kind).\(random.chance(50) ? "lt_s" : "lt_u")")
    case .upUnequal:
      add(1)
      emit("local.set", counter)
      emit("local.get", counter)
      number(kind, count)
      emit("\(kind).ne")
    case .upThenNotDone:
      add(1)
      emit("local.tee", counter)
      number(kind, count)
      emit("\(kind).ge_u")
      emit("i32.eqz")
    case .byStride:
      add(Self.stride)
      emit("local.tee", counter)
      number(kind, count * Self.stride)
      emit("\(kind).\(random.chance(50) ? "lt_s" : "ne")")
    }
  }

  // Branches --------------------------------------------------------------------------------------------------

  /// Depths of labels that may be branched to.
  var targets: [Int] {
    labels.indices.reversed().filter { labels[$0].isTarget }.map { labels.count - 1 - $0 }
  }

  func label(_ depth: Int) -> Label { labels[labels.count - 1 - depth] }

  mutating func branchIf(depth: Int) {
    guard let target = targets.isEmpty ? nil : random.pick(targets) else { return }
    let kinds = label(target).kinds
    for kind in kinds { push(kind, depth: 1) }
    pushCondition(depth: depth)
    emit("br_if", UInt32(target))
    stack += kinds
    if random.chance(70) { dropAll(downTo: stack.count - kinds.count) }
  }

  /// Nested blocks, of which one is left for each value of an index, and a branch out of all for some of them.
  mutating func branchTable(depth: Int) {
    let results = random.chance(50) ? randomKinds(1) : []
    let count = 1 + random.below(4)
    for _ in 0..<count {
      emit("block")
      blockType(Signature(results: results))
      labels.append(Label(kinds: results, height: stack.count))
    }
    for result in results { push(result, depth: 1) }
    push(.i32, depth: depth)
    if random.chance(80) {
      constant(7)
      emit("i32.and")
    }
    emit("br_table")
    let entries = random.below(6)
    code.count(entries)
    let fitting = targets.filter { label($0).kinds == results }
    for _ in 0...entries { code.unsigned(UInt32(random.pick(fitting))) }
    for index in 0..<count {
      emit("end")
      labels.removeLast()
      // What is between the ends of the blocks is reached by branches only.
      stack += results
      if index < count - 1 {
        if random.chance(60) { set(depth: 1) }
        dropAll(downTo: stack.count - results.count)
        for result in results { push(result, depth: 1) }
      }
    }
    if random.chance(70) { dropAll(downTo: stack.count - results.count) }
  }

  // Exceptions ------------------------------------------------------------------------------------------------

  /// A block that may be left by an exception, which is thrown in it, by a call, or not at all.
  private mutating func tryTable() {
    let tag = random.below(plan.tags.count)
    let kinds = plan.tags[tag]
    let withReference = random.chance(40)
    let catchesAll = random.chance(30)
    var results = catchesAll ? [] : kinds
    if withReference { results.append(.exnref) }
    emit("block")
    blockType(Signature(results: results))
    let outer = Label(kinds: results, height: stack.count)
    labels.append(outer)
    emit("try_table")
    code.byte(0x40)
    code.count(1)
    code.byte((catchesAll ? 2 : 0) + (withReference ? 1 : 0))
    if !catchesAll { code.unsigned(UInt32(tag)) }
    code.unsigned(UInt32(0))
    labels.append(Label(kinds: [], height: stack.count))
    for _ in 0...random.below(2) where budget > 0 { statement() }
    dropAll(downTo: outer.height)
    if random.chance(60) { throwException(random.chance(80) ? tag : random.below(plan.tags.count)) }
    labels.removeLast()
    emit("end")
    for result in results { push(result, depth: 1) }
    labels.removeLast()
    emit("end")
    if withReference {
      if random.chance(20) {
        emit("local.set", temporary(.exnref))
        for kind in results.dropLast().reversed() { consume(kind) }
        rethrow()
        return
      }
      emit("drop")
      results.removeLast()
    }
    stack += results
    if random.chance(70) { dropAll(downTo: stack.count - results.count) }
  }

  private mutating func throwException(_ tag: Int, always: Bool = true) {
    let isConditional = !always || random.chance(70)
    if isConditional {
      pushCondition(depth: 1)
      beginConditional()
    }
    for kind in plan.tags[tag] { push(kind, depth: 1) }
    emit("throw", UInt32(tag))
    if isConditional { endConditional() }
  }

  private mutating func rethrow() {
    let local = temporary(.exnref)
    pushCondition(depth: 0)
    beginConditional()
    emit("local.get", local)
    emit("throw_ref")
    endConditional()
  }

  /// The older form: a block with handlers of its own, or one that hands on what it does not catch.
  private mutating func legacyTry() {
    let results = randomKinds(1)
    emit("try")
    blockType(Signature(results: results))
    let label = Label(kinds: results, height: stack.count)
    labels.append(label)
    for _ in 0...random.below(2) where budget > 0 { statement() }
    let tag = random.below(plan.tags.count)
    if random.chance(70) {
      throwException(random.chance(70) ? tag : random.below(plan.tags.count), always: false)
    }
    dropAll(downTo: label.height)
    for result in results { push(result, depth: 1) }
    labels.removeLast()
    if random.chance(20) {
      // To a block around, or out of the function.
      emit("delegate", UInt32(random.below(labels.count)))
    } else {
      handlers(label, tag)
      emit("end")
    }
    stack += results
  }

  private mutating func handlers(_ label: Label, _ tag: Int) {
    let catchesTag = random.chance(80)
    let catchesAll = !catchesTag || random.chance(40)
    for isAll in [false, true] where isAll ? catchesAll : catchesTag {
      if isAll { emit("catch_all") } else { emit("catch", UInt32(tag)) }
      labels.append(label)
      if !isAll { stack += plan.tags[tag] }
      if random.chance(60), budget > 0 { statement() }
      dropAll(downTo: label.height)
      if random.chance(20) {
        pushCondition(depth: 0)
        beginConditional()
        emit("rethrow", 1)
        endConditional()
      }
      for kind in label.kinds { push(kind, depth: 1) }
      labels.removeLast()
    }
  }
}
