import Testing
import WasmBinary
import WasmTypes

private func reference(_ heap: HeapType, isNullable: Bool = false) -> ValueType {
  .reference(ReferenceType(isNullable: isNullable, heapType: heap))
}

private func field(_ type: ValueType, isMutable: Bool = false) -> FieldType {
  FieldType(storage: .value(type), isMutable: isMutable)
}

@Suite struct TypeRegistryTests {
  /// A structure that points to a type of the given index.
  private func node(_ next: TypeIndex, isMutable: Bool = false) -> SubType {
    SubType(composite: .structure([field(reference(.concrete(next)), isMutable: isMutable)]))
  }

  private func numbers(_ groups: [[SubType]], _ registry: inout TypeRegistry) -> [UInt32] {
    var ranges: [Range<TypeIndex>] = []
    for group in groups {
      let start = ranges.last?.upperBound ?? 0
      ranges.append(start..<start + UInt32(group.count))
    }
    return registry.register(groups.flatMap(\.self), groups: ranges) ?? []
  }

  @Test func equalTypesHaveEqualNumbers() {
    var registry = TypeRegistry()
    let empty = SubType(composite: .function(FunctionType()))
    let other = SubType(composite: .function(FunctionType(parameters: [.i32])))
    let first = numbers([[empty], [other], [empty]], &registry)
    #expect(first[0] == first[2])
    #expect(first[0] != first[1])
    // In another module, with other indices.
    #expect(numbers([[other], [empty]], &registry) == [first[1], first[0]])
  }

  @Test func recursiveGroupsAreEqualAsAWhole() {
    var registry = TypeRegistry()
    // Two lists by themselves, one behind another type, and a pair of lists.
    let alone = numbers([[node(0)], [node(1)]], &registry)
    #expect(alone[0] == alone[1])
    let pair = numbers([[node(1), node(0)], [node(3), node(2)]], &registry)
    #expect(pair[0] == pair[2])
    #expect(pair[1] == pair[3])
    #expect(pair[0] != pair[1])
    #expect(pair[0] != alone[0])
    // A reference out of the group is something else than one into it.
    let outside = numbers([[node(0)], [node(0)]], &registry)
    #expect(outside[0] == alone[0])
    #expect(outside[1] != outside[0])
    #expect(numbers([[node(0, isMutable: true)]], &registry) != [alone[0]])
  }

  @Test func subtypes() {
    var registry = TypeRegistry()
    let base = SubType(isFinal: false, composite: .structure([]))
    let child = SubType(isFinal: false, supertypes: [0], composite: .structure([field(.i32)]))
    let sibling = SubType(isFinal: false, supertypes: [0], composite: .structure([field(.i64)]))
    let grandchild = SubType(supertypes: [1], composite: .structure([field(.i32), field(.i32)]))
    let ids = numbers([[base], [child], [sibling], [grandchild]], &registry)
    #expect(Array(registry.display(of: ids[3])) == [ids[0], ids[1], ids[3]])
    for (type, other, expected) in [
      (0, 0, true), (1, 0, true), (3, 0, true), (3, 1, true), (0, 1, false), (2, 1, false),
      (3, 2, false), (1, 3, false),
    ] {
      #expect(registry.isSubtype(ids[type], of: ids[other]) == expected)
    }
  }

  @Test func references() {
    var registry = TypeRegistry()
    let ids = numbers(
      [
        [SubType(composite: .structure([]))], [SubType(composite: .array(field(.i32)))],
        [SubType(composite: .function(FunctionType()))],
      ], &registry)
    let structure = HeapType.concrete(ids[0])
    let array = HeapType.concrete(ids[1])
    let function = HeapType.concrete(ids[2])
    let pairs: [(HeapType, HeapType, Bool)] = [
      (structure, .struct, true), (structure, .eq, true), (structure, .any, true),
      (structure, .array, false), (structure, .func, false), (array, .array, true),
      (array, .struct, false), (function, .func, true), (function, .any, false),
      (HeapType.none, structure, true), (HeapType.none, function, false),
      (.noFunc, function, true), (.noFunc, array, false), (.i31, .eq, true), (.i31, .any, true),
      (.any, .eq, false), (.eq, .any, true), (HeapType.none, .i31, true),
      (.noExtern, .extern, true),
      (.extern, .any, false), (.noException, .exception, true), (structure, array, false),
    ]
    for (type, other, expected) in pairs {
      #expect(registry.isSubtype(reference(type), of: reference(other)) == expected)
      #expect(
        registry.isSubtype(reference(type), of: reference(other, isNullable: true)) == expected)
      #expect(!registry.isSubtype(reference(type, isNullable: true), of: reference(other)))
    }
    #expect(registry.isSubtype(.i32, of: .i32))
    #expect(!registry.isSubtype(.i32, of: .i64))
    #expect(!registry.isSubtype(.i32, of: reference(.any)))
  }
}

/// The rules of types, references and objects.
@Suite struct TypeValidationTests {
  private func module(_ types: [SubType], _ code: [UInt8] = []) -> ModuleBuilder {
    var module = ModuleBuilder(code)
    for type in types { module.addType(type) }
    return module
  }

  private func open(_ composite: CompositeType, _ supertypes: [TypeIndex] = []) -> SubType {
    SubType(isFinal: false, supertypes: supertypes, composite: composite)
  }

  /// Type 0 is the function's.
  @Test func declaredSupertypes() {
    let message = "sub type 2 does not match super type 1"
    let structure = CompositeType.structure([field(.i32)])
    expectValid(module([open(structure), open(.structure([field(.i32), field(.i64)]), [1])]))
    expectInvalid(module([SubType(composite: structure), open(structure, [1])]), message)
    expectInvalid(module([open(structure), open(.structure([]), [1])]), message)
    expectInvalid(module([open(structure), open(.array(field(.i32)), [1])]), message)
    expectInvalid(
      module([open(structure), open(.structure([field(.i32, isMutable: true)]), [1])]), message)
    // Immutable fields may become more special, mutable ones may not.
    func holder(_ heap: HeapType, isMutable: Bool) -> CompositeType {
      .structure([field(reference(heap), isMutable: isMutable)])
    }
    expectValid(
      module([open(holder(.any, isMutable: false)), open(holder(.i31, isMutable: false), [1])]))
    expectInvalid(
      module([open(holder(.any, isMutable: true)), open(holder(.i31, isMutable: true), [1])]),
      message)
    // Parameters go the other way.
    func function(_ parameter: HeapType, _ result: HeapType) -> CompositeType {
      .function(FunctionType(parameters: [reference(parameter)], results: [reference(result)]))
    }
    expectValid(module([open(function(.i31, .any)), open(function(.any, .i31), [1])]))
    expectInvalid(module([open(function(.any, .any)), open(function(.i31, .any), [1])]), message)
    expectInvalid(module([open(structure, [1])]), "unknown type 1")
    expectInvalid(
      module([open(structure), open(structure), open(structure, [1, 2])]), "sub type 3")
    expectInvalid(module([open(.structure([field(reference(.concrete(2)))]))]), "unknown type 2")
  }

  @Test func structures() {
    let types = [
      SubType(
        composite: .structure([
          FieldType(storage: .i8, isMutable: false), field(.i64, isMutable: true),
        ])),
      SubType(composite: .structure([field(reference(.any))])),
    ]
    let new: [UInt8] = [0x41, 0x00, 0x42, 0x00, 0xFB, 0x00, 0x01]
    let drop: [UInt8] = [0x1A]
    expectValid(module(types, new + [0xFB, 0x03, 0x01, 0x00] + drop))
    expectInvalid(module(types, new + [0xFB, 0x02, 0x01, 0x00] + drop), "type mismatch")
    expectInvalid(module(types, new + [0xFB, 0x03, 0x01, 0x01] + drop), "type mismatch")
    expectInvalid(module(types, new + [0xFB, 0x02, 0x01, 0x02] + drop), "unknown field 2")
    expectInvalid(module(types, new + [0x41, 0x00, 0xFB, 0x05, 0x01, 0x00]), "immutable field 0")
    expectValid(module(types, new + [0x42, 0x00, 0xFB, 0x05, 0x01, 0x01]))
    expectInvalid(module(types, [0x41, 0x00, 0xFB, 0x00, 0x01] + drop), "type mismatch")
    expectValid(module(types, [0xFB, 0x01, 0x01] + drop))
    expectInvalid(module(types, [0xFB, 0x01, 0x02] + drop), "type mismatch")
    expectInvalid(module(types, [0xFB, 0x01, 0x00] + drop), "type mismatch")
    expectInvalid(module(types, [0xFB, 0x01, 0x07] + drop), "unknown type 7")
  }

  @Test func arrays() {
    let types = [
      SubType(composite: .array(field(.i32))),
      SubType(composite: .array(field(.i32, isMutable: true))),
      SubType(composite: .array(field(reference(.any), isMutable: true))),
      SubType(composite: .array(FieldType(storage: .i16, isMutable: true))),
    ]
    func new(_ type: UInt8) -> [UInt8] { [0x41, 0x00, 0xFB, 0x07, type] }
    let index: [UInt8] = [0x41, 0x00]
    expectValid(module(types, new(1) + index + [0xFB, 0x0B, 0x01, 0x1A]))
    expectInvalid(module(types, new(1) + index + index + [0xFB, 0x0E, 0x01]), "immutable array")
    expectValid(module(types, new(2) + index + index + [0xFB, 0x0E, 0x02]))
    expectInvalid(module(types, new(3) + [0x1A]), "type mismatch")
    expectInvalid(module(types, new(4) + index + [0xFB, 0x0B, 0x04, 0x1A]), "type mismatch")
    expectValid(module(types, new(4) + index + [0xFB, 0x0D, 0x04, 0x1A]))
    let copy = index + new(4) + index + index
    expectInvalid(
      module(types, new(2) + copy + [0xFB, 0x11, 0x02, 0x04]), "array types do not match")
    expectInvalid(module(types, new(1) + copy + [0xFB, 0x11, 0x01, 0x04]), "immutable array")
    expectValid(module(types, new(4) + copy + [0xFB, 0x11, 0x04, 0x04]))
    var withData = module(types, index + index + [0xFB, 0x09, 0x03, 0x00, 0x1A])
    withData.data = [[0]]
    expectInvalid(withData, "array type is not numeric or vector")
    expectValid(module(types, index + index + [0xFB, 0x08, 0x01, 0x02, 0x1A]))
    expectInvalid(module(types, index + [0xFB, 0x08, 0x01, 0x02, 0x1A]), "type mismatch")
  }

  @Test func casts() {
    let null: [UInt8] = [0xD0, 0x6E]
    expectValid(module([], null + [0xFB, 0x16, 0x6C, 0x1A]))
    // A cast stays within its hierarchy.
    expectInvalid(module([], null + [0xFB, 0x16, 0x70, 0x1A]), "type mismatch")
    // br_on_cast 0 anyref (ref i31) in a block that gives (ref i31).
    let cast: [UInt8] = [0x02, 0x64, 0x6C] + null + [0xFB, 0x18, 0x01, 0x00, 0x6E, 0x6C]
    expectValid(module([], cast + [0x00, 0x0B, 0x1A]))
    expectInvalid(module([], cast + [0x0B, 0x1A]), "type mismatch")
    // The target must be below the source.
    expectInvalid(
      module(
        [], [0x02, 0x64, 0x6C, 0xD0, 0x6C, 0xFB, 0x18, 0x00, 0x00, 0x6C, 0x6E, 0x00, 0x0B, 0x1A]),
      "type mismatch: cannot cast")
    expectInvalid(
      module([], null + [0xFB, 0x18, 0x01, 0x00, 0x6E, 0x6C, 0x1A]),
      "type mismatch: passes a reference")
  }

  @Test func nullChecks() {
    // br_on_null leaves a non-null reference.
    expectValid(module([], [0xD0, 0x70, 0xD5, 0x00, 0xD4, 0x1A]))
    expectInvalid(module([], [0x41, 0x00, 0xD5, 0x00, 0x1A]), "type mismatch")
    expectValid(module([], [0x02, 0x64, 0x70, 0xD0, 0x70, 0xD6, 0x00, 0x00, 0x0B, 0x1A]))
    expectInvalid(module([], [0xD0, 0x70, 0xD6, 0x00]), "type mismatch")
    // What is below every reference is still no number.
    expectInvalid(module([], [0x00, 0xD4, 0x45, 0x1A]), "type mismatch")
  }
}
