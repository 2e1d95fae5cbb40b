package import WasmTypes

/// Gives every defined type a number, such that two types are equal exactly when their numbers are.
///
/// Types of WebAssembly are equal when their recursive groups are equal as a whole (specification:
/// "Type Equivalence"), so that groups are what is registered. Numbers are dense and never
/// forgotten.
///
/// A value type: whoever shares one between threads guards it with a lock.
package struct TypeRegistry: Sendable {
  /// The registered types, by number. Their concrete heap types and supertypes are numbers, too.
  package private(set) var types: [SubType] = []

  /// For each type, the composite form.
  package private(set) var kinds: [CompositeKind] = []

  /// For each type where its display begins in `displays`; one entry more than there are types.
  package private(set) var displayStarts: [UInt32] = [0]

  /// The displays of all types: the chain of supertypes from the most general one down to the type
  /// itself.
  package private(set) var displays: [UInt32] = []

  /// The number of the first type of each group, by the group's encoding.
  private var groups: [[UInt32]: UInt32] = [:]

  package init() {}

  /// Registers a recursive group and returns the number of its first type; the others follow.
  ///
  /// - Parameters:
  ///   - group: The group's types. They refer to types by the type indices of their module.
  ///   - firstIndex: The type index of the group's first type.
  ///   - numbers: The numbers of at least the module's types before `firstIndex`.
  /// - Precondition: Every type index in the group is below the group's end, that of a supertype
  ///   below the type itself, and the subtyping depth is bounded: `ModuleValidator` checks that.
  /// - Returns: Nil if there is no number left.
  package mutating func register(
    _ group: ArraySlice<SubType>, firstIndex: TypeIndex, numbers: [UInt32]
  ) -> UInt32? {
    register(group, firstIndex: firstIndex) { numbers[Int($0)] }
  }

  /// Registers a final type without a supertype that belongs to no module: its concrete heap types are numbers.
  ///
  /// - Throws: ``UnknownType`` for a number that no type has.
  /// - Returns: Nil if there is no number left.
  package mutating func register(_ composite: CompositeType) throws(UnknownType) -> UInt32? {
    for reference in composite.typeReferences { try check(reference) }
    return register([SubType(composite: composite)][...], firstIndex: .max) { $0 }
  }

  /// Checks that a concrete heap type is a number that a type has.
  package func check(_ type: ReferenceType) throws(UnknownType) {
    guard case .concrete(let number) = type.heapType, number >= UInt32(types.count) else { return }
    throw UnknownType(number: number)
  }

  /// A concrete heap type is no number of the registry.
  package struct UnknownType: Error { package let number: UInt32 }

  /// - Parameters:
  ///   - firstIndex: What is below it refers to types outside of the group.
  ///   - resolve: The numbers of those.
  private mutating func register(
    _ group: ArraySlice<SubType>, firstIndex: TypeIndex, resolve: @escaping (TypeIndex) -> UInt32
  ) -> UInt32? {
    let key = encode(group, firstIndex: firstIndex, resolve: resolve)
    if let first = groups[key] { return first }
    guard types.count + group.count < Int(PackedType.concreteLimit) else { return nil }

    let first = UInt32(types.count)
    groups[key] = first
    let number = { (index: TypeIndex) -> UInt32 in
      index >= firstIndex ? first + (index - firstIndex) : resolve(index)
    }
    for type in group {
      let registered = type.mapTypeIndices(number)
      appendDisplay(supertype: registered.supertypes.first)
      kinds.append(CompositeKind(type.composite))
      types.append(registered)
    }
    return first
  }

  /// Registers all types of a module and returns their numbers, by type index.
  ///
  /// `groups` are the type indices of each recursive group. The precondition of `register` applies.
  package mutating func register(_ types: [SubType], groups: [Range<TypeIndex>]) -> [UInt32]? {
    var numbers: [UInt32] = []
    numbers.reserveCapacity(types.count)
    for group in groups {
      let slice = types[Int(group.lowerBound)..<Int(group.upperBound)]
      guard let first = register(slice, firstIndex: group.lowerBound, numbers: numbers) else {
        return nil
      }
      for position in 0..<UInt32(group.count) { numbers.append(first + position) }
    }
    return numbers
  }

  /// The supertypes of a type from the most general one down to the type itself.
  ///
  /// A type whose display has the length n is a subtype of `other` exactly if the display of
  /// `other` has a length m ≤ n, and `other` stands at m - 1 in the display of the type.
  package func display(of number: UInt32) -> ArraySlice<UInt32> {
    displays[Int(displayStarts[Int(number)])..<Int(displayStarts[Int(number) + 1])]
  }

  package func isSubtype(_ number: UInt32, of other: UInt32) -> Bool {
    withRelation { $0.isSubtype(number, of: other) }
  }

  /// Whether `type` matches `other`; concrete heap types are numbers of this registry.
  package func isSubtype(_ type: ValueType, of other: ValueType) -> Bool {
    let packed = PackedType(type, number: { $0 })
    let packedOther = PackedType(other, number: { $0 })
    return packed == packedOther || withRelation { $0.isSubtype(packed, of: packedOther) }
  }

  package func isSubtype(_ type: ReferenceType, of other: ReferenceType) -> Bool {
    isSubtype(.reference(type), of: .reference(other))
  }

  private func withRelation<Result>(_ body: (SubtypeRelation) -> Result) -> Result {
    kinds.withUnsafeBufferPointer { kinds in
      displayStarts.withUnsafeBufferPointer { starts in
        displays.withUnsafeBufferPointer { displays in
          body(SubtypeRelation(kinds: kinds, displayStarts: starts, displays: displays))
        }
      }
    }
  }

  private mutating func appendDisplay(supertype: UInt32?) {
    if let supertype {
      for position in displayStarts[Int(supertype)]..<displayStarts[Int(supertype) + 1] {
        displays.append(displays[Int(position)])
      }
    }
    displays.append(UInt32(displayStarts.count - 1))
    displayStarts.append(UInt32(displays.count))
  }
}

// The encoding that makes groups comparable: one word for each type, with references into the group
// relative to its start, and all others as numbers.
extension TypeRegistry {
  private func encode(
    _ group: ArraySlice<SubType>, firstIndex: TypeIndex, resolve: @escaping (TypeIndex) -> UInt32
  ) -> [UInt32] {
    var words: [UInt32] = []
    // Numbers stay below `concreteLimit`, which is free to mark a reference into the group.
    let reference = { (index: TypeIndex) -> UInt32 in
      index >= firstIndex
        ? PackedType.concreteLimit | (index - firstIndex) : resolve(index)
    }
    for type in group {
      words.append((type.isFinal ? 1 : 0) | UInt32(type.supertypes.count) << 1)
      for supertype in type.supertypes { words.append(reference(supertype)) }
      switch type.composite {
      case .function(let function):
        words.append(0)
        words.append(UInt32(function.parameters.count))
        words.append(UInt32(function.results.count))
        for type in function.parameters { words.append(PackedType(type, number: reference).bits) }
        for type in function.results { words.append(PackedType(type, number: reference).bits) }
      case .structure(let fields):
        words.append(1)
        words.append(UInt32(fields.count))
        for field in fields { Self.encode(field, &words, reference) }
      case .array(let field):
        words.append(2)
        Self.encode(field, &words, reference)
      }
    }
    return words
  }

  private static func encode(
    _ field: FieldType, _ words: inout [UInt32], _ reference: (TypeIndex) -> UInt32
  ) {
    words.append(PackedType(field.storage, number: reference).bits)
    words.append(field.isMutable ? 1 : 0)
  }
}

/// Which composite form a type has.
package enum CompositeKind: UInt8, BitwiseCopyable, Sendable {
  case function, structure, array

  package init(_ type: CompositeType) {
    switch type {
    case .function: self = .function
    case .structure: self = .structure
    case .array: self = .array
    }
  }

  /// The abstract type directly above all types of this form.
  package var abstractSupertype: AbstractHeapType {
    switch self {
    case .function: .func
    case .structure: .struct
    case .array: .array
    }
  }
}
