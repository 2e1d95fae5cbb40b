import RandomNumbers
import WasmBinary

/// Makes the body of one function: random, valid, and sure to end.
///
/// Two ways of making code alternate, because optimisers meet both: expressions that are built from their result
/// (`push`), and statements between which values stay on the operand stack (`stack`).
struct FunctionGenerator {
  struct Label {
    /// What a branch to it takes along.
    var kinds: [ValueKind]
    /// Where its values begin on the stack.
    var height: Int
    /// Loops that count on running to their end are no targets.
    var isTarget = true
    var isLoop = false
  }

  var plan: ModulePlan
  let index: Int
  var random: Random
  var code = BinaryWriter()
  /// Parameters first.
  private(set) var locals: [ValueKind]
  private let parameterCount: Int
  /// The locals that statements may set; counters of loops are only read.
  private var assignable: [UInt32] = []
  /// Floating-point locals that are never NaN nor infinite.
  private var finite: [UInt32] = []
  /// Locals that have been read as numbers below a small bound.
  var counters: [UInt32] = []
  private var temporaries: [ValueKind: UInt32] = [:]
  var labels: [Label] = []
  /// The operands that statements have left, below those of the expression at hand.
  var stack: [ValueKind] = []
  let results: [ValueKind]
  /// How many more instructions may be made.
  var budget: Int
  /// How many loops are around.
  var loopDepth = 0
  /// In a hot loop, the locals that it uses most.
  var hot: [UInt32] = []
  /// Locals that hot loops use as addresses: small numbers.
  var pointers: [UInt32] = []

  init(
    _ plan: ModulePlan, index: Int, _ signature: Signature, budget: Int, _ random: Random
  ) {
    self.init(small: plan, index: index, signature, random)
    self.budget = budget
    addLocals()
  }

  /// Of a small function: it has no locals but its parameters.
  init(small plan: ModulePlan, index: Int, _ signature: Signature, _ random: Random) {
    self.plan = plan
    self.index = index
    self.random = random
    budget = 0
    locals = signature.parameters
    parameterCount = locals.count
    results = signature.results
    labels = [Label(kinds: results, height: 0)]
  }

  private mutating func addLocals() {
    for kind in [ValueKind.i32, .i64] + (0..<2 + random.below(8)).map({ _ in .i32 }) {
      locals.append(kind == .i64 ? .i64 : random.pick(plan.kinds))
    }
    locals.append(.i32)
    assignable = Array(0..<UInt32(locals.count))
    for kind in [ValueKind.f32, .f64] { finite.append(newLocal(kind)) }
  }

  // Emission --------------------------------------------------------------------------------------------------

  mutating func emit(code number: UInt32) {
    budget -= 1
    if number > 0xFF {
      code.byte(UInt8(number >> 16))
      code.unsigned(number & 0xFFFF)
    } else {
      code.byte(UInt8(number))
    }
  }

  mutating func emit(_ name: String) { emit(code: Instructions.shared.code(name)) }

  mutating func emit(_ name: String, _ indices: UInt32...) {
    emit(name)
    for index in indices { code.unsigned(index) }
  }

  mutating func constant(_ value: Int32) {
    emit("i32.const")
    code.signed(Int64(value))
  }

  mutating func constant64(_ value: Int64) {
    emit("i64.const")
    code.signed(value)
  }

  mutating func newLocal(_ kind: ValueKind) -> UInt32 {
    locals.append(kind)
    return UInt32(locals.count - 1)
  }

  /// A local for a value on its way.
  mutating func temporary(_ kind: ValueKind) -> UInt32 {
    if let local = temporaries[kind] { return local }
    let local = newLocal(kind)
    temporaries[kind] = local
    return local
  }

  /// The body with its locals, as the code section has it.
  var body: [UInt8] {
    var writer = BinaryWriter()
    let declared = locals[parameterCount...]
    writer.count(declared.count)
    for kind in declared {
      writer.count(1)
      kind.write(to: &writer)
    }
    writer.raw(code.bytes)
    return writer.bytes
  }

  // Whole functions -------------------------------------------------------------------------------------------

  /// A function that functions call: first of all it takes some fuel.
  mutating func makeBody() {
    takeFuel(1)
    finish()
  }

  /// A function that the host calls: it begins with full fuel.
  mutating func makeEntry(calling functions: [(index: UInt32, signature: Signature)]) {
    constant(Self.fuel)
    emit("global.set", ModulePlan.fuelGlobal)
    for (index, signature) in functions {
      for parameter in signature.parameters { push(parameter, depth: 1) }
      emit("call", index)
      for result in signature.results.reversed() { consume(result) }
    }
    finish()
  }

  private static let fuel: Int32 = 500

  private mutating func finish() {
    let end = budget / 8
    while budget > end { statement() }
    dropAll(downTo: 0)
    for result in results { push(result, depth: 2) }
    emit("end")
  }

  /// Ends the run when the fuel is used up.
  mutating func takeFuel(_ amount: Int32) {
    emit("global.get", ModulePlan.fuelGlobal)
    constant(0)
    emit("i32.le_s")
    emit("if")
    code.byte(0x40)
    emit("unreachable")
    emit("end")
    emit("global.get", ModulePlan.fuelGlobal)
    constant(amount)
    emit("i32.sub")
    emit("global.set", ModulePlan.fuelGlobal)
  }

  // Locals ----------------------------------------------------------------------------------------------------

  mutating func readable(_ kind: ValueKind) -> UInt32? {
    let hotCandidates = hot.filter { locals[Int($0)] == kind }
    if !hotCandidates.isEmpty, random.chance(70) { return random.pick(hotCandidates) }
    let candidates = locals.indices.filter { plan.isSubtype(locals[$0], of: kind) }
    return candidates.isEmpty ? nil : UInt32(random.pick(candidates))
  }

  /// A local that may be set to a value of a kind.
  mutating func settable(_ kind: ValueKind) -> UInt32? {
    let hotCandidates = hot.filter { locals[Int($0)] == kind && !pointers.contains($0) }
    if !hotCandidates.isEmpty, random.chance(60) { return random.pick(hotCandidates) }
    let candidates = assignable.filter { plan.isSubtype(kind, of: locals[Int($0)]) }
    return candidates.isEmpty ? nil : random.pick(candidates)
  }

  mutating func anySettable() -> UInt32 { random.pick(assignable) }

  mutating func finiteLocal(_ kind: ValueKind) -> UInt32 { finite[kind == .f32 ? 0 : 1] }

  // Values ----------------------------------------------------------------------------------------------------

  /// Takes the value that was pushed last: into a local, a global, or nowhere.
  mutating func consume(_ kind: ValueKind) {
    if random.chance(75), let local = settable(kind) {
      let tees = random.chance(20)
      emit(tees ? "local.tee" : "local.set", local)
      if tees { emit("drop") }
    } else if random.chance(50), let global = global(kind) {
      emit("global.set", global)
    } else {
      emit("drop")
    }
  }

  /// A global that can be set to a value of a kind.
  mutating func global(_ kind: ValueKind) -> UInt32? {
    let candidates = plan.globals.indices.dropFirst().filter { plan.globals[$0] == kind }
    return candidates.isEmpty ? nil : UInt32(random.pick(candidates))
  }

  mutating func dropAll(downTo height: Int) {
    while stack.count > height {
      let kind = stack.removeLast()
      if random.chance(60) { consume(kind) } else { emit("drop") }
    }
  }

  /// Pushes a value of a kind, by an expression that is at most about `depth` deep.
  mutating func push(_ kind: ValueKind, depth: Int) {
    if depth <= 0 || budget <= 0 || random.chance(20) { return pushLeaf(kind) }
    switch random.below(100) {
    case 0..<55: pushOperation(kind, depth: depth - 1)
    case 55..<65: pushSelection(kind, depth: depth - 1)
    case 65..<75: pushBlock(kind, depth: depth - 1)
    case 75..<82: if !pushCall(kind, depth: depth - 1) { pushOperation(kind, depth: depth - 1) }
    case 82..<92:
      push(kind, depth: depth - 1)
      if let local = settable(kind), locals[Int(local)] == kind { emit("local.tee", local) }
    default: pushLeaf(kind)
    }
  }

  mutating func pushLeaf(_ kind: ValueKind) {
    if random.chance(65), let local = readable(kind) { return emit("local.get", local) }
    if random.chance(30), let global = global(kind) { return emit("global.get", global) }
    switch kind {
    case .i32: constant(Int32(truncatingIfNeeded: random.interesting()))
    case .i64: constant64(Int64(bitPattern: random.interesting()))
    case .f32:
      emit("f32.const")
      code.fixed32(randomFloat().bitPattern)
    case .f64:
      emit("f64.const")
      code.fixed64(randomDouble().bitPattern)
    case .v128:
      emit("v128.const")
      code.fixed64(random.interesting())
      code.fixed64(random.chance(50) ? random.interesting() : random.next())
    default: pushReferenceLeaf(kind)
    }
  }

  private mutating func randomDouble() -> Double {
    switch random.below(10) {
    case 0...3: Double(random.below(10)) - 4
    case 4:
      random.pick([0, -0.0, .infinity, -.infinity, .nan, 0.5, -0.5, 1e308, .leastNonzeroMagnitude])
    case 5:
      random.pick([2_147_483_647.5, -2_147_483_648.9, 4_294_967_296, 9.3e18, -9.3e18, 1.9e19])
    case 6: Double(Int64(bitPattern: random.interesting()))
    default: Double(random.below(100_000)) / 7
    }
  }

  private mutating func randomFloat() -> Float { Float(randomDouble()) }

  /// Pushes something by which the value can be told from others in its place: often the loop's own locals.
  private mutating func pushSelection(_ kind: ValueKind, depth: Int) {
    push(kind, depth: depth)
    push(kind, depth: depth)
    pushCondition(depth: depth)
    if kind.isNumber || kind == .v128, random.chance(70) { return emit("select") }
    emit(code: 0x1C)
    code.count(1)
    kind.write(to: &code)
  }

  /// Pushes an i32 that is often a comparison.
  mutating func pushCondition(depth: Int) {
    guard random.chance(75), depth > 0 else { return push(.i32, depth: depth) }
    let kind = random.pick(ValueKind.numbers)
    if !random.chance(15) || kind == .f32 || kind == .f64 {
      push(kind, depth: depth - 1)
      push(kind, depth: depth - 1)
      let names: [String] =
        switch kind {
        case .i32, .i64:
          ["eq", "ne", "lt_s", "lt_u", "gt_s", "gt_u", "le_s", "le_u", "ge_s", "ge_u"]
        default: ["eq", "ne", "lt", "gt", "le", "ge"]
        }
      emit("\(kind).\(random.pick(names))")
    } else {
      push(kind, depth: depth - 1)
      emit("\(kind).eqz")
    }
    if random.chance(15) { emit("i32.eqz") }
  }
}
