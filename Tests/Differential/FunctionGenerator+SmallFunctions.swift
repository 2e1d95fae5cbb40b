import RandomNumbers
import WasmBinary

// Functions so small that an optimiser may put them in the place of their calls: a few instructions on the parameters.
extension FunctionGenerator {
  /// The whole body of a function without locals.
  mutating func makeSmallBody() {
    if let result = results.first {
      pushTiny(result, depth: 1 + random.below(2))
    } else {
      smallEffect()
    }
    emit("end")
  }

  private mutating func pushTiny(_ kind: ValueKind, depth: Int) {
    guard depth > 0, !random.chance(10) else { return pushTinyLeaf(kind) }
    switch random.below(100) {
    case 0..<25 where hasSmallAddresses:
      pushTinyAddress(depth: depth - 1)
      emit("\(kind).load")
      code.unsigned(UInt32(0))
      code.unsigned(UInt32(random.below(40)))
    case 25..<45 where kind == .i32:
      let operands = random.pick(ValueKind.numbers)
      pushTiny(operands, depth: depth - 1)
      pushTiny(operands, depth: depth - 1)
      let suffix = operands == .i32 || operands == .i64 ? "_s" : ""
      emit("\(operands).\(random.pick(["eq", "ne", "lt\(suffix)", "ge\(suffix)"]))")
    default:
      pushTiny(kind, depth: depth - 1)
      pushTiny(kind, depth: depth - 1)
      emit("\(kind).\(random.pick(Self.common(kind)))")
    }
  }

  private mutating func pushTinyLeaf(_ kind: ValueKind) {
    let parameters = locals.indices.filter { locals[$0] == kind }
    if !parameters.isEmpty, random.chance(80) {
      emit("local.get", UInt32(random.pick(parameters)))
    } else if let global = global(kind), random.chance(50) {
      emit("global.get", global)
    } else {
      pushLeaf(kind)
    }
  }

  private var hasSmallAddresses: Bool { !plan.memories[0].is64 }

  private mutating func pushTinyAddress(depth: Int) {
    pushTiny(.i32, depth: depth)
    constant(63)
    emit("i32.and")
  }

  /// Stores a number, or sets a global to one.
  private mutating func smallEffect() {
    let kind = random.pick([ValueKind.i32, .i64])
    if hasSmallAddresses, random.chance(60) {
      pushTinyAddress(depth: random.below(2))
      pushTiny(kind, depth: 1)
      emit("\(kind).store")
      code.unsigned(UInt32(0))
      code.unsigned(UInt32(random.below(40)))
    } else if let global = global(kind) {
      pushTiny(kind, depth: 1)
      emit("global.set", global)
    }
  }
}
