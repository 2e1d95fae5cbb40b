import Testing
import WasmTypes

@testable import ComponentBinary

/// Sizes, alignments and flat types against values worked out by hand from the definitions in
/// CanonicalABI.
@Suite struct LayoutTests {
  var types = ComponentTypes()

  private func primitive(_ type: PrimitiveType) -> ValueTypeID { ComponentTypes.primitive(type) }

  @Test func primitiveTypesHaveTheirNumbers() {
    for type in PrimitiveType.allCases {
      #expect(types[primitive(type)].shape == .primitive(type))
    }
  }

  @Test mutating func recordsArePaddedForEachPointerWidth() {
    let fields = [PrimitiveType.u8, .string, .u16, .f64].map(primitive)
    let record = types.add(.tuple(fields))
    let layout = types.layout(of: record)
    #expect(layout.size(.i32) == 24)
    #expect(layout.alignment(.i32) == 8)
    #expect(layout.size(.i64) == 40)
    #expect(types.fieldOffsets(ofRecord: fields, addressType: .i32) == [0, 4, 12, 16])
    #expect(types.fieldOffsets(ofRecord: fields, addressType: .i64) == [0, 8, 24, 32])
    #expect(types.layout(ofRecord: fields) == layout)
    let flat = types[record].flat
    #expect(flat.valueTypes(addressType: .i32) == [.i32, .i32, .i32, .i32, .f64])
    #expect(flat.valueTypes(addressType: .i64) == [.i32, .i64, .i64, .i32, .f64])
  }

  @Test mutating func variantsJoinTheirCases() {
    let pair = types.add(.tuple([primitive(.f32), primitive(.u64)]))
    let payloads: [ValueTypeID?] = [nil, pair, primitive(.string), primitive(.u8)]
    let variant = types.add(
      .variant(zip(["a", "b", "c", "d"], payloads).map { Labelled($0, $1) }))
    #expect(types.layout(of: variant).size(.i32) == 24)
    #expect(types.payloadOffset(ofCases: payloads, addressType: .i32) == 8)
    #expect(types[variant].flat.valueTypes(addressType: .i32) == [.i32, .i32, .i64])
    #expect(types[variant].flat.valueTypes(addressType: .i64) == [.i32, .i64, .i64])
    #expect(types[variant].contents == .pointer)

    let either = types.add(.result(success: primitive(.f32), error: primitive(.f64)))
    #expect(types[either].flat.valueTypes(addressType: .i32) == [.i32, .i64])
    #expect(types.layout(of: either).size(.i32) == 16)
  }

  @Test(arguments: [(1, 1), (2, 1), (256, 1), (257, 2), (65536, 2), (65537, 4)])
  func discriminantsAreAsSmallAsPossible(cases: Int, size: UInt8) {
    #expect(ValueLayout.discriminantSize(caseCount: cases) == size)
  }

  @Test mutating func fixedLengthListsLieInPlace() {
    let element = types.add(.tuple([primitive(.u16), primitive(.u8)]))
    let list = types.add(.fixedLengthList(element, count: 3))
    #expect(types.layout(of: list).size(.i32) == 12)
    #expect(types[list].flat.count == 6)
    let long = types.add(.fixedLengthList(element, count: 9))
    #expect(types[long].flat.isTooMany)
    #expect(!types[list].contents.contains(.pointer))
  }

  @Test mutating func hugeTypesSaturate() {
    var type = types.add(.fixedLengthList(primitive(.u64), count: .max))
    for _ in 0..<70 { type = types.add(.tuple([type, type])) }
    #expect(types.layout(of: type).size(.i32) >= ValueLayout.sizeLimit)
    #expect(types[type].size == .max)
    #expect(types[type].depth == 72)
  }

  @Test mutating func equalTypesHaveOneStructure() {
    let resource = types.addResource(representation: .i32)
    let alias = types.addReference(to: types[resource])
    let other = types.addResource(representation: .i32)
    let structure = { (types: inout ComponentTypes, resource: ResourceTypeID) in
      let handle = types.add(.own(resource))
      let record = types.add(.record([Labelled("handle", handle)]))
      return types[record].structure
    }
    let first = structure(&types, resource)
    #expect(first == structure(&types, alias))
    #expect(first != structure(&types, other))
    let borrow = types.add(.borrow(resource))
    #expect(types[borrow].contents == [.borrow, .handle])
    let stream = types.add(.stream(primitive(.string)))
    #expect(types[stream].contents == .streamOrFuture)
  }
}
