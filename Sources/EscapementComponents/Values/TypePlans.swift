import ComponentBinary
import WasmTypes

/// How the values of a type are moved: the type without its names and specializations, with everything computed that
/// depends on the width of addresses. CanonicalABI: "Despecialization", "Alignment", "Element Size".
struct PlanNode {
  enum Kind: UInt8 {
    case bool, s8, u8, s16, u16, s32, u32, s64, u64, f32, f64, character
    case string, errorContext
    /// `first` is the element's node.
    case list
    /// `first` is the element's node, of which there are `count`.
    case fixedLengthList
    /// `first` is the first of `count` fields.
    case record
    /// `first` is the first of `count` cases.
    case variant
    case flags
    /// `first` is the number of the resource type.
    case own, borrow
    /// `first` is the element's node, `none` if there is none.
    case stream, future
  }

  static let none = UInt32.max

  var kind: Kind
  var size: UInt32 = 0
  var alignment: UInt32 = 1
  /// How many slots it takes where it is not in memory; more than 16 if it can't be there.
  var flatCount: UInt32 = 0
  var first: UInt32 = 0
  var count: UInt32 = 0
  /// Bytes of the number of a variant's case, or of flags.
  var discriminantSize: UInt32 = 0
  /// Where a variant's payload begins.
  var payloadOffset: UInt32 = 0
  /// Whether every sequence of `size` bytes is a value: numbers without gaps.
  var isPlain = false
  /// The number of the type; of the entries of a map and of parameters, which are no types, `none`.
  var type = none
}

/// A field of a record or a case of a variant.
struct PlanPart {
  /// `PlanNode.none` if the case has no payload.
  var node: UInt32
  /// From the start of the record.
  var offset: UInt32
  /// In slots from the start of the record.
  var flatOffset: UInt32
}

/// How a function's parameters and results are moved.
struct FunctionPlan {
  let isAsync: Bool
  /// A record of all parameters.
  let parameters: PlanNode
  /// The result's node, if there is one.
  let result: PlanNode?
}

/// The plans for all types of a component, for one width of addresses. What it points to lives as long as it.
final class TypePlans {
  /// By the numbers of the types; behind them, the entries of maps.
  let nodes: UnsafePointer<PlanNode>
  let parts: UnsafePointer<PlanPart>
  private let functions: [FunctionPlan]

  init(_ types: ComponentTypes, addressType: AddressType) {
    var builder = PlanBuilder(types, addressType: addressType)
    for node in types.values { builder.append(node) }
    functions = types.functions.map { builder.plan($0) }
    nodes = Self.allocate(builder.nodes + builder.mapEntries)
    parts = Self.allocate(builder.parts)
  }

  private static func allocate<Element>(_ elements: [Element]) -> UnsafePointer<Element> {
    let copy = UnsafeMutablePointer<Element>.allocate(capacity: max(elements.count, 1))
    for (index, element) in elements.enumerated() { (copy + index).initialize(to: element) }
    return UnsafePointer(copy)
  }

  deinit {
    nodes.deallocate()
    parts.deallocate()
  }

  subscript(type: FunctionTypeID) -> FunctionPlan { functions[Int(type.rawValue)] }
}

private struct PlanBuilder {
  let types: ComponentTypes
  let addressType: AddressType
  var nodes: [PlanNode] = []
  /// Entries of maps, which are no types of their own.
  var mapEntries: [PlanNode] = []
  var parts: [PlanPart] = []

  init(_ types: ComponentTypes, addressType: AddressType) {
    self.types = types
    self.addressType = addressType
    nodes.reserveCapacity(types.values.count)
  }

  mutating func plan(_ function: ComponentFunctionType) -> FunctionPlan {
    FunctionPlan(
      isAsync: function.isAsync,
      parameters: record(function.parameters.map { $0.content.rawValue }),
      result: function.result.map { nodes[Int($0.rawValue)] })
  }

  mutating func append(_ type: ValueTypeNode) {
    var node = PlanNode(kind: .u8)
    switch type.shape {
    case .primitive(let type):
      node.kind = PlanNode.Kind(type)
      node.isPlain = node.kind.isNumber
    case .list(let element):
      node.kind = .list
      node.first = element.rawValue
    case .map(let key, let value):
      node.kind = .list
      node.first = UInt32(types.values.count + mapEntries.count)
      mapEntries.append(record([key.rawValue, value.rawValue]))
    case .fixedLengthList(let element, let count):
      node.kind = .fixedLengthList
      node.first = element.rawValue
      node.count = count
      node.isPlain = nodes[Int(element.rawValue)].isPlain
    case .record(let fields): node = record(fields.map { $0.content.rawValue })
    case .tuple(let fields): node = record(fields.map { $0.rawValue })
    case .variant(let cases): node = variant(cases.map { $0.content })
    case .enumeration(let labels): node = variant(labels.map { _ in nil })
    case .option(let content): node = variant([nil, content])
    case .result(let success, let error): node = variant([success, error])
    case .flags(let labels):
      node.kind = .flags
      node.count = UInt32(labels.count)
      node.discriminantSize = type.layout.size(addressType)
    case .own(let type):
      node.kind = .own
      node.first = types[type].rawValue
    case .borrow(let type):
      node.kind = .borrow
      node.first = types[type].rawValue
    case .stream(let element):
      node.kind = .stream
      node.first = element?.rawValue ?? PlanNode.none
    case .future(let element):
      node.kind = .future
      node.first = element?.rawValue ?? PlanNode.none
    }
    node.size = type.layout.size(addressType)
    node.alignment = type.layout.alignment(addressType)
    node.flatCount = UInt32(type.flat.count)
    node.type = UInt32(nodes.count)
    nodes.append(node)
  }

  private mutating func record(_ fields: [UInt32]) -> PlanNode {
    var node = PlanNode(kind: .record)
    node.first = UInt32(parts.count)
    node.count = UInt32(fields.count)
    var (end, isPlain): (UInt32, Bool) = (0, true)
    for field in fields {
      let content = nodes[Int(field)]
      let offset = ValueLayout.align(end, to: content.alignment)
      parts.append(PlanPart(node: field, offset: offset, flatOffset: node.flatCount))
      isPlain = isPlain && content.isPlain && offset == end
      end = offset &+ content.size
      node.flatCount = UInt32(clamping: UInt64(node.flatCount) + UInt64(content.flatCount))
      node.alignment = max(node.alignment, content.alignment)
    }
    node.size = ValueLayout.align(end, to: node.alignment)
    node.isPlain = isPlain && node.size == end
    return node
  }

  private mutating func variant(_ cases: [ValueTypeID?]) -> PlanNode {
    var node = PlanNode(kind: .variant)
    node.first = UInt32(parts.count)
    node.count = UInt32(cases.count)
    node.discriminantSize = UInt32(ValueLayout.discriminantSize(caseCount: cases.count))
    var alignment: UInt32 = 1
    for type in cases {
      if let type { alignment = max(alignment, nodes[Int(type.rawValue)].alignment) }
      parts.append(PlanPart(node: type?.rawValue ?? PlanNode.none, offset: 0, flatOffset: 1))
    }
    node.payloadOffset = ValueLayout.align(node.discriminantSize, to: alignment)
    return node
  }
}

extension PlanNode.Kind {
  init(_ type: PrimitiveType) {
    self =
      switch type {
      case .bool: .bool
      case .s8: .s8
      case .u8: .u8
      case .s16: .s16
      case .u16: .u16
      case .s32: .s32
      case .u32: .u32
      case .s64: .s64
      case .u64: .u64
      case .f32: .f32
      case .f64: .f64
      case .char: .character
      case .string: .string
      case .errorContext: .errorContext
      }
  }

  /// Whether it has a number's bits, all of which are valid.
  var isNumber: Bool { rawValue >= Self.s8.rawValue && rawValue <= Self.f64.rawValue }
}

/// The types of a component with the plans for their values, made when they are first needed.
final class PlannedTypes: @unchecked Sendable {
  let types: ComponentTypes
  private let plans32: TypePlans
  private let plans64: TypePlans?

  /// - Parameter uses64: Whether the component may have memories with 64-bit addresses.
  init(_ types: ComponentTypes, uses64: Bool) {
    self.types = types
    plans32 = TypePlans(types, addressType: .i32)
    plans64 = uses64 ? TypePlans(types, addressType: .i64) : nil
  }

  func plans(_ addressType: AddressType) -> TypePlans {
    addressType == .i64 ? plans64 ?? plans32 : plans32
  }
}
