import RandomNumbers
import WasmBinary

// Calls, tables and function references.
extension FunctionGenerator {
  /// Pushes arguments and calls a function in one of three ways.
  private mutating func call(_ index: Int, tail: Bool, depth: Int) {
    let signature = plan.functions[index]
    for parameter in signature.parameters { push(parameter, depth: depth) }
    let prefix = tail ? "return_call" : "call"
    let canUseReference = plan.profile.contains(.references)
    switch random.below(canUseReference ? 4 : 3) {
    case 0:
      // The table has all functions, in their order, and one null at its end.
      if random.chance(90) { constant(Int32(index)) } else { push(.i32, depth: 0) }
      emit("\(prefix)_indirect", plan.index(of: signature), 0)
    case 3:
      if random.chance(80) {
        emit("ref.func", UInt32(index))
      } else {
        push(.reference(plan.index(of: signature)), depth: 0)
      }
      emit(tail ? "return_call_ref" : "call_ref", plan.index(of: signature))
    default: emit(prefix, UInt32(index))
    }
  }

  /// Mostly a function behind this one, so that calls come to an end before the fuel does.
  private mutating func pickFunction(where isFit: (Signature) -> Bool) -> Int? {
    let first = random.chance(90) ? index + 1 : 0
    let candidates = plan.functions.indices.filter {
      ($0 >= first || $0 < plan.importedFunctions.count) && isFit(plan.functions[$0])
    }
    return candidates.isEmpty ? nil : random.pick(candidates)
  }

  /// - Returns: Whether there was a function to call.
  mutating func pushCall(_ kind: ValueKind, depth: Int) -> Bool {
    guard loopDepth < 2, let index = pickFunction(where: { $0.results == [kind] }) else {
      return false
    }
    call(index, tail: false, depth: min(depth, 1))
    return true
  }

  mutating func callStatement(depth: Int) {
    guard loopDepth < 2, let index = pickFunction(where: { _ in true }) else { return }
    call(index, tail: false, depth: min(depth, 1))
    stack += plan.functions[index].results
    if random.chance(80) { dropAll(downTo: stack.count - plan.functions[index].results.count) }
  }

  /// - Returns: Whether there was a function to call.
  mutating func tailCall(depth: Int) -> Bool {
    let results = self.results
    // A function often calls itself; those that the host calls are no functions that others call.
    if plan.functions.indices.contains(index), random.chance(30) {
      call(index, tail: true, depth: min(depth, 1))
      return true
    }
    guard let index = pickFunction(where: { $0.results == results }) else { return false }
    call(index, tail: true, depth: min(depth, 1))
    return true
  }

  // Tables ----------------------------------------------------------------------------------------------------

  /// Pushes an index that is mostly inside of a table.
  private mutating func pushTableIndex() {
    if random.chance(50) { return constant(Int32(random.below(12))) }
    push(.i32, depth: 0)
    constant(7)
    emit("i32.and")
  }

  mutating func tableStatement(depth: Int) {
    // Table 0 keeps its functions, so that indirect calls find them.
    let table = UInt32(1 + random.below(plan.tables.count - 1))
    let element = plan.tables[Int(table)].element
    switch random.below(7) {
    case 0, 1:
      pushTableIndex()
      push(element, depth: depth)
      emit("table.set", table)
    case 2:
      push(element, depth: 0)
      constant(Int32(random.below(3)))
      emit("table.grow", table)
      consume(.i32)
    case 3:
      pushTableIndex()
      push(element, depth: 0)
      constant(Int32(random.below(4)))
      emit("table.fill", table)
    case 4:
      pushTableIndex()
      pushTableIndex()
      constant(Int32(random.below(4)))
      emit("table.copy", table, table)
    case 5 where element == .funcref:
      pushTableIndex()
      constant(Int32(random.below(3)))
      constant(Int32(random.below(3)))
      emit("table.init", ModuleWriter.passiveElements, table)
    default:
      emit("table.size", table)
      consume(.i32)
    }
  }

  /// Pushes an element of a table; a null reference where no table has the kind.
  mutating func pushElement(_ kind: ValueKind) {
    let candidates = plan.tables.indices.filter {
      plan.isSubtype(plan.tables[$0].element, of: kind)
    }
    guard !candidates.isEmpty else { return pushReferenceLeaf(kind) }
    pushTableIndex()
    emit("table.get", UInt32(random.pick(candidates)))
  }
}
