package import WasmTypes

/// A type index space under validation, which numbers the types of one recursive group after the
/// other. Specification: "Types" under "Validation".
package struct TypeIndexSpace {
  private let limits: ModuleLimits
  /// The number of each type index, in the registry that all groups were added to; `noType` for those
  /// that stand for something else.
  package private(set) var numbers: [UInt32] = []

  package init(limits: ModuleLimits = ModuleLimits()) { self.limits = limits }

  package mutating func reserveCapacity(_ capacity: Int) { numbers.reserveCapacity(capacity) }

  package static let noType = UInt32.max

  /// Appends a type that `number` stands for: one of another index space. Nil for an index that is no
  /// core type: that of a module type in a component.
  package mutating func append(number: UInt32?) { numbers.append(number ?? Self.noType) }

  /// The number of `index`; nil if it is not the index of a type.
  package func number(of index: TypeIndex) -> UInt32? {
    guard index < UInt32(truncatingIfNeeded: numbers.count) else { return nil }
    let number = numbers[Int(truncatingIfNeeded: index)]
    return number == Self.noType ? nil : number
  }

  /// Checks a recursive group and appends its types, which are in `registry` from then on.
  ///
  /// - Parameter offset: Where the group is, for errors.
  /// - Throws: `invalid` or `limitExceeded`.
  package mutating func append(
    _ types: ArraySlice<SubType>, to registry: inout TypeRegistry, at offset: UInt32
  ) throws(ModuleError) {
    let firstIndex = UInt32(truncatingIfNeeded: numbers.count)
    let group = Group(
      types: types, firstIndex: firstIndex, limits: limits, offset: offset)
    try group.checkIndices(numbers)
    try group.checkSupertypes(registry, numbers: numbers)
    guard let first = registry.register(types, firstIndex: firstIndex, numbers: numbers) else {
      throw .limitExceeded(
        limit: "distinct types", maximum: UInt64(PackedType.concreteLimit), offset: offset)
    }
    for position in 0..<UInt32(truncatingIfNeeded: types.count) { numbers.append(first + position) }
    for (position, type) in types.enumerated() {
      guard let supertype = type.supertypes.first else { continue }
      let index = firstIndex + UInt32(truncatingIfNeeded: position)
      // The registered forms hold numbers, which is what the registry compares.
      guard
        registry.matches(
          registry.types[Int(numbers[Int(index)])].composite,
          registry.types[Int(numbers[Int(supertype)])].composite)
      else {
        throw .invalid("sub type \(index) does not match super type \(supertype)", at: offset)
      }
    }
  }
}

/// A recursive group that has no numbers yet.
private struct Group {
  let types: ArraySlice<SubType>
  let firstIndex: TypeIndex
  let limits: ModuleLimits
  let offset: UInt32

  /// Checks that the indices within the types exist: those of the group do, too.
  func checkIndices(_ numbers: [UInt32]) throws(ModuleError) {
    for type in types {
      switch type.composite {
      case .function(let type):
        for type in type.parameters { try checkIndex(in: type, numbers) }
        for type in type.results { try checkIndex(in: type, numbers) }
      case .structure(let fields):
        for field in fields { try checkIndex(in: field, numbers) }
      case .array(let field): try checkIndex(in: field, numbers)
      }
    }
  }

  private func checkIndex(in field: FieldType, _ numbers: [UInt32]) throws(ModuleError) {
    guard case .value(let type) = field.storage else { return }
    try checkIndex(in: type, numbers)
  }

  private func checkIndex(in type: ValueType, _ numbers: [UInt32]) throws(ModuleError) {
    guard case .reference(let reference) = type, case .concrete(let index) = reference.heapType
    else { return }
    if index < firstIndex {
      if numbers[Int(truncatingIfNeeded: index)] != TypeIndexSpace.noType { return }
    } else if UInt64(index) < UInt64(firstIndex) + UInt64(types.count) {
      return
    }
    throw .invalid("unknown type \(index)", at: offset)
  }

  /// Checks that supertypes come before the types, are not final, and not too many above each other.
  ///
  /// - Parameter numbers: Those of the types before the group.
  func checkSupertypes(_ registry: TypeRegistry, numbers: [UInt32]) throws(ModuleError) {
    // How many supertypes each type of the group has.
    var depths: [UInt32] = []
    depths.reserveCapacity(types.count)
    for type in types {
      let index = firstIndex + UInt32(truncatingIfNeeded: depths.count)
      guard let supertype = type.supertypes.first else {
        depths.append(0)
        continue
      }
      guard type.supertypes.count == 1 else {
        throw .invalid("sub type \(index) has more than one super type", at: offset)
      }
      guard supertype < index else { throw .invalid("unknown type \(supertype)", at: offset) }
      let isFinal: Bool
      let depth: UInt32
      if supertype >= firstIndex {
        let position = Int(supertype - firstIndex)
        isFinal = types[types.startIndex + position].isFinal
        depth = depths[position]
      } else {
        let number = numbers[Int(supertype)]
        guard number != TypeIndexSpace.noType else {
          throw .invalid("unknown type \(supertype)", at: offset)
        }
        isFinal = registry.types[Int(number)].isFinal
        depth = UInt32(truncatingIfNeeded: registry.display(of: number).count - 1)
      }
      guard !isFinal else {
        throw .invalid(
          "sub type \(index) does not match super type \(supertype): that is final", at: offset)
      }
      guard depth < min(limits.subtypingDepth, 255) else {
        throw .limitExceeded(
          limit: "subtyping depth", maximum: UInt64(limits.subtypingDepth), offset: offset)
      }
      depths.append(depth + 1)
    }
  }
}

// Specification: "Matching" of composite types. Indices are numbers of the registry.
extension TypeRegistry {
  fileprivate func matches(_ type: CompositeType, _ other: CompositeType) -> Bool {
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
    for (type, other) in zip(types, others) where !isSubtype(type, of: other) {
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
    return isSubtype(type, of: otherType)
  }
}

extension ModuleError {
  /// A rule that is broken outside of functions.
  static func invalid(_ reason: String, at offset: UInt32) -> ModuleError {
    .invalid(reason: reason, function: nil, functionName: nil, instruction: nil, offset: offset)
  }
}
