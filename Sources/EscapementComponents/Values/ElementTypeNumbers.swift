import ComponentBinary
import WasmTypes

/// Numbers for value types in one store, those of the elements of streams and futures above all: the same for equal types,
/// whichever component they come from.
struct ElementTypeNumbers {
  private struct Key: Hashable {
    var instance: ObjectIdentifier
    var node: UInt32
  }

  private var numbers: [[UInt8]: UInt32] = [:]
  /// What was asked before.
  private var known: [Key: StreamElementType] = [:]

  /// - Parameter node: Of a stream or future type.
  mutating func type(of node: PlanNode, in instance: ComponentInstanceState) -> StreamElementType {
    type(ofElement: node.first, in: instance)
  }

  /// - Parameter element: The node of the element, `PlanNode.none` if there is none.
  mutating func type(
    ofElement element: UInt32, in instance: ComponentInstanceState
  ) -> StreamElementType {
    if element == PlanNode.none { return StreamElementType(number: 0, isNumberOrNone: true) }
    let key = Key(instance: ObjectIdentifier(instance), node: element)
    if let type = known[key] { return type }
    var description: [UInt8] = []
    instance.describe(element, to: &description)
    let number = numbers[description] ?? UInt32(numbers.count + 1)
    numbers[description] = number
    let kind = instance.types.plans(.i32).nodes[Int(element)].kind
    let type = StreamElementType(number: number, isNumberOrNone: kind.isNumber)
    known[key] = type
    return type
  }
}

extension Scheduler {
  /// Whether a function has a type as an instance knows it.
  ///
  /// Validation has seen to that where both come from one root component. Components with different roots were validated
  /// apart, and a call moves values by the plans of both, so that these have to be for the same types. Values of the
  /// host are checked at each call.
  func isFunction(
    _ function: FunctionInstance, of type: FunctionTypeID, in instance: ComponentInstanceState
  ) -> Bool {
    guard case .lifted(let lifted) = function, let actual = lifted.type,
      lifted.instance.types !== instance.types
    else { return true }
    let (found, wanted) = (lifted.instance.types.types[actual], instance.types.types[type])
    guard found.isAsync == wanted.isAsync, found.parameters.count == wanted.parameters.count,
      (found.result == nil) == (wanted.result == nil)
    else { return false }
    for (left, right) in zip(found.parameters, wanted.parameters) {
      guard isEqual(left.label, right.label),
        isType(left.content, in: lifted.instance, right.content, in: instance)
      else { return false }
    }
    guard let left = found.result, let right = wanted.result else { return true }
    return isType(left, in: lifted.instance, right, in: instance)
  }

  private func isType(
    _ left: ValueTypeID, in leftInstance: ComponentInstanceState,
    _ right: ValueTypeID, in rightInstance: ComponentInstanceState
  ) -> Bool {
    elementTypes.type(ofElement: left.rawValue, in: leftInstance).number
      == elementTypes.type(ofElement: right.rawValue, in: rightInstance).number
  }
}

extension ComponentInstanceState {
  /// Appends what distinguishes a type from others, with resource types as they are in this instance.
  fileprivate func describe(_ type: UInt32, to description: inout [UInt8]) {
    func append(_ number: UInt32) {
      for shift in [0, 8, 16, 24] as [UInt32] {
        description.append(UInt8(truncatingIfNeeded: number >> shift))
      }
    }
    func append(_ label: String) {
      append(UInt32(truncatingIfNeeded: label.utf8.count))
      description += label.utf8
    }
    let shape = types.types.values[Int(type)].shape
    description.append(shape.tag)
    switch shape {
    case .primitive(let type): description.append(type.rawValue)
    case .record(let fields):
      append(UInt32(fields.count))
      for field in fields { append(field.label) }
    case .variant(let cases):
      append(UInt32(cases.count))
      for item in cases {
        append(item.label)
        description.append(item.content == nil ? 0 : 1)
      }
    case .fixedLengthList(_, let count): append(count)
    case .tuple(let parts): append(UInt32(parts.count))
    case .flags(let labels), .enumeration(let labels):
      append(UInt32(labels.count))
      for label in labels { append(label) }
    case .result(let success, let error):
      description.append((success == nil ? 0 : 1) | (error == nil ? 0 : 2))
    case .own(let type), .borrow(let type):
      append(resources[types.types[type].rawValue]?.number ?? 0)
    case .stream(let element), .future(let element): description.append(element == nil ? 0 : 1)
    case .list, .option, .map: break
    }
    shape.forEachPart { describe($0.rawValue, to: &description) }
  }
}

extension DefinedValueType {
  /// A number for the constructor.
  fileprivate var tag: UInt8 {
    switch self {
    case .primitive: 0
    case .record: 1
    case .variant: 2
    case .list: 3
    case .fixedLengthList: 4
    case .tuple: 5
    case .flags: 6
    case .enumeration: 7
    case .option: 8
    case .result: 9
    case .map: 10
    case .own: 11
    case .borrow: 12
    case .stream: 13
    case .future: 14
    }
  }
}
