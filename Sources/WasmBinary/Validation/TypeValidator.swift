internal import WasmTypes

/// Checks the type section and numbers its types. Specification: "Types" under "Validation".
struct TypeValidator {
  private let module: DecodedModule
  private let limits: ModuleLimits
  private(set) var registry = TypeRegistry()
  /// The registry's number of each type index.
  private(set) var numbers: [UInt32] = []
  /// How many supertypes each type has, by type index.
  private var depths: [UInt8] = []

  init(_ module: DecodedModule, limits: ModuleLimits) {
    self.module = module
    self.limits = limits
  }

  mutating func validate() throws(ModuleError) {
    numbers.reserveCapacity(module.types.count)
    for group in module.recursiveGroups {
      for index in group {
        try checkIndices(of: index, end: group.upperBound)
        try checkSupertype(of: index)
      }
      let types = module.types[Int(group.lowerBound)..<Int(group.upperBound)]
      guard
        let first = registry.register(types, firstIndex: group.lowerBound, numbers: numbers)
      else {
        throw .limitExceeded(
          limit: "distinct types", maximum: UInt64(PackedType.concreteLimit),
          offset: module.sectionOffset(.type))
      }
      for position in 0..<UInt32(group.count) { numbers.append(first + position) }
      for index in group { try checkMatchesSupertype(index) }
    }
  }

  /// Checks that the indices within a type exist: those of its own group do, too.
  private func checkIndices(of index: TypeIndex, end: TypeIndex) throws(ModuleError) {
    switch module.types[Int(index)].composite {
    case .function(let type):
      for type in type.parameters { try checkIndex(in: type, end: end) }
      for type in type.results { try checkIndex(in: type, end: end) }
    case .structure(let fields):
      for field in fields { try checkIndex(in: field, end: end) }
    case .array(let field): try checkIndex(in: field, end: end)
    }
  }

  private func checkIndex(in field: FieldType, end: TypeIndex) throws(ModuleError) {
    guard case .value(let type) = field.storage else { return }
    try checkIndex(in: type, end: end)
  }

  private func checkIndex(in type: ValueType, end: TypeIndex) throws(ModuleError) {
    guard case .reference(let reference) = type, case .concrete(let index) = reference.heapType,
      index >= end
    else { return }
    throw invalid("unknown type \(index)")
  }

  /// Checks that the type index in a type outside of the type section exists.
  func checkIndex(in type: ValueType, at offset: UInt32) throws(ModuleError) {
    guard case .reference(let reference) = type, case .concrete(let index) = reference.heapType,
      index >= UInt32(module.types.count)
    else { return }
    throw invalid("unknown type \(index)", at: offset)
  }

  /// Checks that a function has a type that exists and is a function type.
  func checkFunctionType(_ index: TypeIndex, at offset: UInt32) throws(ModuleError) {
    guard index < UInt32(module.types.count) else {
      throw invalid("unknown type \(index)", at: offset)
    }
    guard case .function = module.types[Int(index)].composite else {
      throw invalid("type mismatch: type \(index) is not a function type", at: offset)
    }
  }

  func checkTagType(_ index: TypeIndex, at offset: UInt32) throws(ModuleError) {
    try checkFunctionType(index, at: offset)
    guard module.functionType(at: index)?.results.isEmpty ?? true else {
      throw invalid("non-empty tag result type", at: offset)
    }
  }

  private mutating func checkSupertype(of index: TypeIndex) throws(ModuleError) {
    let supertypes = module.types[Int(index)].supertypes
    guard let supertype = supertypes.first else {
      depths.append(0)
      return
    }
    guard supertypes.count == 1 else {
      throw invalid("sub type \(index) has more than one super type")
    }
    guard supertype < index else { throw invalid("unknown type \(supertype)") }
    guard !module.types[Int(supertype)].isFinal else {
      throw invalid(
        "sub type \(index) does not match super type \(supertype): that is final")
    }
    let depth = depths[Int(supertype)]
    guard UInt32(depth) < min(limits.subtypingDepth, 255) else {
      throw .limitExceeded(
        limit: "subtyping depth", maximum: UInt64(limits.subtypingDepth),
        offset: module.sectionOffset(.type))
    }
    depths.append(depth + 1)
  }

  private func checkMatchesSupertype(_ index: TypeIndex) throws(ModuleError) {
    guard let supertype = module.types[Int(index)].supertypes.first else { return }
    // The registered forms hold numbers, which is what the registry compares.
    let type = registry.types[Int(numbers[Int(index)])].composite
    let other = registry.types[Int(numbers[Int(supertype)])].composite
    guard matches(type, other) else {
      throw invalid("sub type \(index) does not match super type \(supertype)")
    }
  }

  private func matches(_ type: CompositeType, _ other: CompositeType) -> Bool {
    switch (type, other) {
    case (.function(let type), .function(let other)):
      return matches(other.parameters, type.parameters) && matches(type.results, other.results)
    case (.structure(let fields), .structure(let others)):
      guard fields.count >= others.count else { return false }
      for (field, other) in zip(fields, others) where !matches(field, other) { return false }
      return true
    case (.array(let field), .array(let other)): return matches(field, other)
    default: return false
    }
  }

  private func matches(_ types: [ValueType], _ others: [ValueType]) -> Bool {
    guard types.count == others.count else { return false }
    for (type, other) in zip(types, others) where !registry.isSubtype(type, of: other) {
      return false
    }
    return true
  }

  private func matches(_ field: FieldType, _ other: FieldType) -> Bool {
    guard field.isMutable == other.isMutable else { return false }
    if field.storage == other.storage { return true }
    guard !field.isMutable, case .value(let type) = field.storage,
      case .value(let otherType) = other.storage
    else { return false }
    return registry.isSubtype(type, of: otherType)
  }

  private func invalid(_ reason: String, at offset: UInt32? = nil) -> ModuleError {
    .invalid(
      reason: reason, function: nil, functionName: nil, instruction: nil,
      offset: offset ?? module.sectionOffset(.type))
  }
}
