/// The value types without parts (`primvaltype`). The raw values are the codes of the binary format.
package enum PrimitiveType: UInt8, Hashable, CaseIterable, Sendable {
  case bool = 0x7F
  case s8 = 0x7E
  case u8 = 0x7D
  case s16 = 0x7C
  case u16 = 0x7B
  case s32 = 0x7A
  case u32 = 0x79
  case s64 = 0x78
  case u64 = 0x77
  case f32 = 0x76
  case f64 = 0x75
  case char = 0x74
  case string = 0x73
  /// 📝
  case errorContext = 0x64
}

/// `valtype`: a primitive type, or the index of a type that is defined before.
package enum ValueTypeUse: Hashable, Sendable {
  case primitive(PrimitiveType)
  case type(UInt32)
}

/// A constructor of value types (`defvaltype`) around parts of the type `Part`, where handles refer to
/// a `Resource`.
///
/// As written, parts are `ValueTypeUse` and resources are type indices; resolved, both are numbers of
/// a `ComponentTypes`.
package enum DefinedValueType<Part, Resource> {
  case primitive(PrimitiveType)
  case record([Labelled<Part>])
  case variant([Labelled<Part?>])
  case list(Part)
  /// 🔧
  case fixedLengthList(Part, count: UInt32)
  case tuple([Part])
  case flags([String])
  case enumeration([String])
  case option(Part)
  case result(success: Part?, error: Part?)
  /// 🗺️
  case map(key: Part, value: Part)
  case own(Resource)
  case borrow(Resource)
  /// 🔀
  case stream(Part?)
  /// 🔀
  case future(Part?)
}

extension DefinedValueType: Equatable where Part: Equatable, Resource: Equatable {}
extension DefinedValueType: Hashable where Part: Hashable, Resource: Hashable {}
extension DefinedValueType: Sendable where Part: Sendable, Resource: Sendable {}

/// A field, case or parameter: a kebab-case label and what it stands for.
package struct Labelled<Content> {
  package var label: String
  package var content: Content

  package init(_ label: String, _ content: Content) {
    self.label = label
    self.content = content
  }
}

extension Labelled: Equatable where Content: Equatable {}
extension Labelled: Hashable where Content: Hashable {}
extension Labelled: Sendable where Content: Sendable {}

extension DefinedValueType {
  /// The same constructor around other parts and resources.
  package func map<NewPart, NewResource, Failure: Error>(
    part: (Part) throws(Failure) -> NewPart, resource: (Resource) throws(Failure) -> NewResource
  ) throws(Failure) -> DefinedValueType<NewPart, NewResource> {
    switch self {
    case .primitive(let type): return .primitive(type)
    case .record(let fields):
      var mapped: [Labelled<NewPart>] = []
      mapped.reserveCapacity(fields.count)
      for field in fields { mapped.append(Labelled<NewPart>(field.label, try part(field.content))) }
      return .record(mapped)
    case .variant(let cases):
      var mapped: [Labelled<NewPart?>] = []
      mapped.reserveCapacity(cases.count)
      for item in cases {
        mapped.append(Labelled<NewPart?>(item.label, try Self.map(item.content, part)))
      }
      return .variant(mapped)
    case .list(let element): return .list(try part(element))
    case .fixedLengthList(let element, let count):
      return .fixedLengthList(try part(element), count: count)
    case .tuple(let parts):
      var mapped: [NewPart] = []
      mapped.reserveCapacity(parts.count)
      for element in parts { mapped.append(try part(element)) }
      return .tuple(mapped)
    case .flags(let labels): return .flags(labels)
    case .enumeration(let labels): return .enumeration(labels)
    case .option(let content): return .option(try part(content))
    case .result(let success, let error):
      let success = try Self.map(success, part)
      return .result(success: success, error: try Self.map(error, part))
    case .map(let key, let value):
      let key = try part(key)
      return .map(key: key, value: try part(value))
    case .own(let type): return .own(try resource(type))
    case .borrow(let type): return .borrow(try resource(type))
    case .stream(let element): return .stream(try Self.map(element, part))
    case .future(let element): return .future(try Self.map(element, part))
    }
  }

  private static func map<NewPart, Failure: Error>(
    _ content: Part?, _ body: (Part) throws(Failure) -> NewPart
  ) throws(Failure) -> NewPart? {
    guard let content else { return nil }
    return try body(content)
  }

  /// Calls `body` with each part, in order.
  package func forEachPart<Failure: Error>(
    _ body: (Part) throws(Failure) -> Void
  ) throws(Failure) {
    switch self {
    case .primitive, .flags, .enumeration, .own, .borrow: break
    case .record(let fields): for field in fields { try body(field.content) }
    case .variant(let cases):
      for item in cases { if let content = item.content { try body(content) } }
    case .list(let part), .fixedLengthList(let part, _), .option(let part): try body(part)
    case .tuple(let parts): for part in parts { try body(part) }
    case .result(let first, let second):
      if let first { try body(first) }
      if let second { try body(second) }
    case .map(let key, let value):
      try body(key)
      try body(value)
    case .stream(let part), .future(let part): if let part { try body(part) }
    }
  }
}

extension PrimitiveType: CustomStringConvertible {
  /// The keyword of the text format and of WIT.
  package var description: String {
    switch self {
    case .bool: "bool"
    case .s8: "s8"
    case .u8: "u8"
    case .s16: "s16"
    case .u16: "u16"
    case .s32: "s32"
    case .u32: "u32"
    case .s64: "s64"
    case .u64: "u64"
    case .f32: "f32"
    case .f64: "f64"
    case .char: "char"
    case .string: "string"
    case .errorContext: "error-context"
    }
  }
}
