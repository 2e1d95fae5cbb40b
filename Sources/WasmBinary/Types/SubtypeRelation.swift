package import WasmTypes

/// Decides subtyping between packed types. Specification: "Matching".
///
/// A view of a registry's tables, valid as long as they are.
package struct SubtypeRelation {
  package let kinds: UnsafeBufferPointer<CompositeKind>
  package let displayStarts: UnsafeBufferPointer<UInt32>
  package let displays: UnsafeBufferPointer<UInt32>

  package init(
    kinds: UnsafeBufferPointer<CompositeKind>, displayStarts: UnsafeBufferPointer<UInt32>,
    displays: UnsafeBufferPointer<UInt32>
  ) {
    self.kinds = kinds
    self.displayStarts = displayStarts
    self.displays = displays
  }

  /// Whether the defined type `number` is `other`, or declares it as a supertype, directly or not.
  package func isSubtype(_ number: UInt32, of other: UInt32) -> Bool {
    if number == other { return true }
    let start = displayStarts[Int(number)]
    let length = displayStarts[Int(number) + 1] - start
    let otherDepth = displayStarts[Int(other) + 1] - displayStarts[Int(other)] - 1
    return otherDepth < length && displays[Int(start + otherDepth)] == other
  }

  package func isSubtype(_ type: PackedType, of other: PackedType) -> Bool {
    if type == other || type == .unknown { return true }
    guard type.isReference, other.isReference, !type.isNullable || other.isNullable else {
      return false
    }
    if type.isConcrete {
      let number = type.concreteNumber
      if other.isConcrete { return isSubtype(number, of: other.concreteNumber) }
      guard let heap = other.abstractHeapType else { return false }
      return kinds[Int(number)].abstractSupertype.isSubtype(of: heap)
    }
    guard let heap = type.abstractHeapType else { return false }
    if let otherHeap = other.abstractHeapType { return heap.isSubtype(of: otherHeap) }
    // Below a concrete type there are only the bottom types of its hierarchy.
    switch heap {
    case .bottom: return true
    case .none: return kinds[Int(other.concreteNumber)] != .function
    case .noFunc: return kinds[Int(other.concreteNumber)] == .function
    default: return false
    }
  }
}

extension SubType {
  /// The type with every type index replaced by what `map` gives for it.
  package func mapTypeIndices(_ map: (TypeIndex) -> UInt32) -> SubType {
    let composite: CompositeType =
      switch self.composite {
      case .function(let type):
        .function(
          FunctionType(
            parameters: type.parameters.map { $0.mapTypeIndex(map) },
            results: type.results.map { $0.mapTypeIndex(map) }))
      case .structure(let fields): .structure(fields.map { $0.mapTypeIndex(map) })
      case .array(let field): .array(field.mapTypeIndex(map))
      }
    return SubType(isFinal: isFinal, supertypes: supertypes.map(map), composite: composite)
  }
}

extension FieldType {
  package func mapTypeIndex(_ map: (TypeIndex) -> UInt32) -> FieldType {
    guard case .value(let type) = storage else { return self }
    return FieldType(storage: .value(type.mapTypeIndex(map)), isMutable: isMutable)
  }
}

extension ValueType {
  package func mapTypeIndex(_ map: (TypeIndex) -> UInt32) -> ValueType {
    guard case .reference(let type) = self else { return self }
    return .reference(type.mapTypeIndex(map))
  }
}

extension ReferenceType {
  package func mapTypeIndex(_ map: (TypeIndex) -> UInt32) -> ReferenceType {
    guard case .concrete(let index) = heapType else { return self }
    return ReferenceType(isNullable: isNullable, heapType: .concrete(map(index)))
  }
}

extension CompositeType {
  /// The reference types in it.
  package var typeReferences: [ReferenceType] {
    let types: [ValueType] =
      switch self {
      case .function(let type): type.parameters + type.results
      case .structure(let fields): fields.compactMap { $0.valueType }
      case .array(let field): [field].compactMap { $0.valueType }
      }
    return types.compactMap { if case .reference(let type) = $0 { type } else { nil } }
  }
}

extension FieldType {
  /// Nil if it is packed.
  fileprivate var valueType: ValueType? {
    if case .value(let type) = storage { type } else { nil }
  }
}
