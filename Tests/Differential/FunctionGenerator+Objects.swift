import RandomNumbers
import WasmBinary

// References, structures and arrays.
extension FunctionGenerator {
  /// Pushes a reference that needs no operands: mostly a null one.
  mutating func pushReferenceLeaf(_ kind: ValueKind) {
    switch kind {
    case .funcref where random.chance(70):
      return emit("ref.func", UInt32(random.below(plan.functions.count)))
    case .i31ref where random.chance(80), .eqref where random.chance(50),
      .anyref where random.chance(40):
      constant(Int32(truncatingIfNeeded: random.interesting()))
      return emit("ref.i31")
    case .reference(let index):
      if plan.object(at: index) != nil, random.chance(80) { return pushDefault(index) }
      if let signature = plan.signature(at: index), random.chance(80),
        let function = plan.functions.firstIndex(of: signature)
      {
        return emit("ref.func", UInt32(function))
      }
    default: break
    }
    emit("ref.null")
    kind.writeHeapType(to: &code)
  }

  private mutating func pushDefault(_ index: UInt32) {
    if case .array? = plan.object(at: index) {
      constant(Int32(random.below(9)))
      emit("array.new_default", index)
    } else {
      emit("struct.new_default", index)
    }
  }

  mutating func pushObject(_ kind: ValueKind, depth: Int) {
    guard plan.profile.contains(.references) else { return push(kind, depth: 0) }
    if random.chance(15) { return pushElement(kind) }
    guard plan.profile.contains(.objects) else { return push(kind, depth: 0) }
    switch kind {
    case .reference(let index): pushObject(of: index, depth: depth)
    case .anyref, .eqref:
      let types = plan.objects.indices.map { ValueKind.reference(UInt32($0)) } + [.i31ref]
      push(random.pick(types), depth: depth)
    case .i31ref:
      push(.i32, depth: depth)
      emit("ref.i31")
    case .externref:
      push(.anyref, depth: depth)
      emit("extern.convert_any")
    default: push(kind, depth: 0)
    }
  }

  private mutating func pushObject(of index: UInt32, depth: Int) {
    guard let object = plan.object(at: index) else { return push(.reference(index), depth: 0) }
    switch random.below(10) {
    case 0, 1: pushDefault(index)
    case 2: pushCast(to: .reference(index), depth: depth)
    case 3...5:
      if !pushField(.reference(index), depth: depth) { pushDefault(index) }
    default: pushNew(object, index, depth: depth)
    }
  }

  private mutating func pushNew(_ object: ModulePlan.ObjectType, _ index: UInt32, depth: Int) {
    switch object {
    case .structure(let fields, _):
      for field in fields { pushStored(field, depth: depth) }
      emit("struct.new", index)
    case .array(let element):
      switch random.below(element.unpacked.isReference ? 2 : 3) {
      case 0:
        let count = random.below(6)
        for _ in 0..<count { pushStored(element, depth: 0) }
        emit("array.new_fixed", index, UInt32(count))
      case 1:
        pushStored(element, depth: depth)
        constant(Int32(random.below(10)))
        emit("array.new", index)
      default:
        constant(Int32(random.below(16)))
        constant(Int32(random.below(5)))
        emit("array.new_data", index, ModuleWriter.passiveData)
      }
    }
  }

  /// Pushes a value for a field. Floats in objects may be any NaN: only floats are read back.
  private mutating func pushStored(_ storage: StorageKind, depth: Int) {
    push(storage.unpacked, depth: min(depth, 1))
  }

  /// Pushes a cast of something to a type; it fails now and then.
  private mutating func pushCast(to kind: ValueKind, depth: Int) {
    if random.chance(60) { push(kind, depth: depth) } else { push(.anyref, depth: depth) }
    emit(code: Instructions.shared.code("ref.cast") + (random.chance(80) ? 1 : 0))
    kind.writeHeapType(to: &code)
  }

  // Reading ---------------------------------------------------------------------------------------------------

  private typealias Place = (type: UInt32, field: Int?, storage: StorageKind)

  private func places(_ isFit: (StorageKind) -> Bool) -> [Place] {
    var places: [Place] = []
    for (index, object) in plan.objects.enumerated() {
      switch object {
      case .structure(let fields, _):
        for (field, storage) in fields.enumerated() where isFit(storage) {
          places.append((UInt32(index), field, storage))
        }
      case .array(let element):
        if isFit(element) { places.append((UInt32(index), nil, element)) }
      }
    }
    return places
  }

  /// Pushes a field or an element of some object; false if none has the kind.
  private mutating func pushField(_ kind: ValueKind, depth: Int) -> Bool {
    let places = places { $0.unpacked == kind }
    guard !places.isEmpty else { return false }
    let place = random.pick(places)
    push(.reference(place.type), depth: depth)
    let suffix = place.storage.isPacked ? (random.chance(50) ? "_s" : "_u") : ""
    if let field = place.field {
      emit("struct.get\(suffix)", place.type, UInt32(field))
    } else {
      pushElementIndex()
      emit("array.get\(suffix)", place.type)
    }
    return true
  }

  private mutating func pushElementIndex() {
    let candidates = counters.filter { locals[Int($0)] == .i32 }
    if !candidates.isEmpty, random.chance(40) { return emit("local.get", random.pick(candidates)) }
    constant(Int32(random.below(random.chance(90) ? 4 : 12)))
  }

  /// Pushes an i32 that says something of references.
  mutating func pushFromReference(depth: Int) {
    let hasObjects = plan.profile.contains(.objects)
    switch random.below(hasObjects ? 8 : 1) {
    case 1:
      push(.eqref, depth: depth)
      push(.eqref, depth: depth)
      emit("ref.eq")
    case 2:
      push(.anyref, depth: depth)
      emit(code: Instructions.shared.code("ref.test") + (random.chance(50) ? 1 : 0))
      let types = plan.objects.indices.map { ValueKind.reference(UInt32($0)) } + [.i31ref, .eqref]
      random.pick(types).writeHeapType(to: &code)
    case 3:
      push(.i31ref, depth: depth)
      emit(random.chance(50) ? "i31.get_s" : "i31.get_u")
    case 4:
      let arrays = plan.objects.indices.filter {
        if case .array = plan.objects[$0] { true } else { false }
      }
      push(.reference(UInt32(random.pick(arrays))), depth: depth)
      emit("array.len")
    case 5: changeObject(depth: depth)
    case 6, 7: if !pushField(.i32, depth: depth) { push(.i32, depth: 0) }
    default:
      push(random.pick(plan.references), depth: depth)
      emit("ref.is_null")
    }
  }

  /// Changes a field or elements, then pushes a number.
  private mutating func changeObject(depth: Int) {
    let place = random.pick(places { _ in true })
    push(.reference(place.type), depth: depth)
    if let field = place.field {
      pushStored(place.storage, depth: depth)
      emit("struct.set", place.type, UInt32(field))
    } else {
      pushElementIndex()
      switch random.below(4) {
      case 0:
        pushStored(place.storage, depth: 0)
        constant(Int32(random.below(4)))
        emit("array.fill", place.type)
      case 1:
        push(.reference(place.type), depth: 0)
        // Engines disagree on which trap is first if this is null and the other index is too large.
        emit("ref.as_non_null")
        constant(Int32(random.below(3)))
        constant(Int32(random.below(3)))
        emit("array.copy", place.type, place.type)
      default:
        pushStored(place.storage, depth: depth)
        emit("array.set", place.type)
      }
    }
    push(.i32, depth: 0)
  }
}
