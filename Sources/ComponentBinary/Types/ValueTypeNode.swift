/// A resolved value type with what is known of it.
package struct ValueTypeNode: Sendable {
  package typealias Shape = DefinedValueType<ValueTypeID, ResourceTypeID>

  /// The type as its definition has it, with labels and specialized types.
  package let shape: Shape
  /// Equal for equal types.
  package let structure: ValueStructureID
  package let layout: ValueLayout
  package let flat: FlatTypes
  package let contents: Contents
  /// How many types are inside of one another.
  package let depth: UInt32
  /// How many types it consists of, where a part counts each time; saturating.
  package let size: UInt32

  /// What occurs anywhere in the type.
  package struct Contents: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// A handle: what the type is equal to depends on resource types.
    package static let handle = Contents(rawValue: 1 << 0)
    package static let borrow = Contents(rawValue: 1 << 1)
    package static let streamOrFuture = Contents(rawValue: 1 << 2)
    /// A string or a list of any length, elements of streams and futures aside: it takes a memory
    /// to pass the value, and `realloc` to lower it.
    package static let pointer = Contents(rawValue: 1 << 3)
  }
}

extension ValueTypeNode {
  /// - Parameter node: The node of a part.
  init(
    _ shape: Shape, structure: ValueStructureID, node: (ValueTypeID) -> ValueTypeNode
  ) {
    self.shape = shape
    self.structure = structure
    (layout, flat) = Self.representation(of: shape) { part in
      let part = node(part)
      return (part.layout, part.flat)
    }

    var contents = Contents()
    var depth: UInt32 = 0
    var size: UInt32 = 1
    shape.forEachPart { part in
      let part = node(part)
      contents.formUnion(part.contents)
      depth = max(depth, part.depth)
      let (sum, overflow) = size.addingReportingOverflow(part.size)
      size = overflow ? .max : sum
    }
    switch shape {
    case .primitive(.string), .list, .map: contents.insert(.pointer)
    case .own: contents.insert(.handle)
    case .borrow: contents.formUnion([.handle, .borrow])
    case .stream, .future:
      contents.remove(.pointer)
      contents.insert(.streamOrFuture)
    default: break
    }
    self.contents = contents
    self.depth = depth &+ 1
    self.size = size
  }

  private typealias Representation = (layout: ValueLayout, flat: FlatTypes)

  /// The layout in memory and the core types, from those of the parts.
  private static func representation(
    of shape: Shape, _ part: (ValueTypeID) -> Representation
  ) -> Representation {
    switch shape {
    case .primitive(let type): return representation(of: type)
    case .list, .map: return pointers(2)
    case .own, .borrow, .stream, .future: return (ValueLayout(scalar: 4), FlatTypes(.i32))
    case .flags(let labels):
      let size = ValueLayout.flagsSize(labelCount: labels.count)
      return (ValueLayout(scalar: size), FlatTypes(.i32))
    case .record(let fields): return record(fields.map { part($0.content) })
    case .tuple(let parts): return record(parts.map(part))
    case .fixedLengthList(let element, let count):
      let element = part(element)
      var flat = FlatTypes()
      // One more than fit is already too many; elements take one at least.
      for _ in 0..<min(count, UInt32(FlatTypes.maximumParameters) + 1) { flat.append(element.flat) }
      return (element.layout.repeated(count), flat)
    case .variant(let cases): return variant(cases.map { $0.content.map(part) })
    case .enumeration(let labels):
      return (ValueLayout(caseCount: labels.count, payload: ValueLayout()), FlatTypes(.i32))
    case .option(let content): return variant([nil, part(content)])
    case .result(let success, let error): return variant([success.map(part), error.map(part)])
    }
  }

  private static func representation(of type: PrimitiveType) -> Representation {
    switch type {
    case .bool, .s8, .u8: (ValueLayout(scalar: 1), FlatTypes(.i32))
    case .s16, .u16: (ValueLayout(scalar: 2), FlatTypes(.i32))
    case .s32, .u32, .char, .errorContext: (ValueLayout(scalar: 4), FlatTypes(.i32))
    case .s64, .u64: (ValueLayout(scalar: 8), FlatTypes(.i64))
    case .f32: (ValueLayout(scalar: 4), FlatTypes(.f32))
    case .f64: (ValueLayout(scalar: 8), FlatTypes(.f64))
    case .string: pointers(2)
    }
  }

  private static func pointers(_ count: UInt32) -> Representation {
    var flat = FlatTypes()
    for _ in 0..<count { flat.append(.pointer) }
    return (ValueLayout(pointers: count), flat)
  }

  private static func record(_ fields: [Representation]) -> Representation {
    var layout = ValueLayout()
    var flat = FlatTypes()
    for field in fields {
      layout.append(field.layout)
      flat.append(field.flat)
    }
    layout.finish()
    return (layout, flat)
  }

  private static func variant(_ payloads: [Representation?]) -> Representation {
    var payload = ValueLayout()
    var joined = FlatTypes()
    for case (let layout, let flat)? in payloads {
      payload.unite(layout)
      joined = joined.joined(with: flat)
    }
    var flat = FlatTypes(.i32)
    flat.append(joined)
    return (ValueLayout(caseCount: payloads.count, payload: payload), flat)
  }
}
