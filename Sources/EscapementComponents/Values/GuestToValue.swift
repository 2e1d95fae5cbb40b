import ComponentBinary
import Escapement

/// Moves values of a guest to the host.
struct GuestToValue {
  let source: CallContext
  /// What values may still take.
  private(set) var remainingBytes: UInt64

  init(source: CallContext) {
    self.init(source: source, remainingBytes: source.instance.scheduler.valueByteLimit)
  }

  init(source: CallContext, remainingBytes: UInt64) {
    self.source = source
    self.remainingBytes = remainingBytes
  }

  private func shape(_ node: PlanNode) -> ValueTypeNode.Shape? {
    node.type == PlanNode.none ? nil : source.instance.types.types.values[Int(node.type)].shape
  }

  private mutating func spend(_ count: UInt64) throws(HostError) {
    try trap(if: count > remainingBytes, .valueBudgetExceeded)
    remainingBytes -= count
  }

  mutating func move(_ from: PlanNode, _ start: Place) throws(HostError) -> ComponentValue {
    switch from.kind {
    case .bool: return .bool(try source.loadScalar(from, start) != 0)
    case .s8: return .s8(Int8(truncatingIfNeeded: try source.loadScalar(from, start)))
    case .u8: return .u8(UInt8(truncatingIfNeeded: try source.loadScalar(from, start)))
    case .s16: return .s16(Int16(truncatingIfNeeded: try source.loadScalar(from, start)))
    case .u16: return .u16(UInt16(truncatingIfNeeded: try source.loadScalar(from, start)))
    case .s32: return .s32(Int32(truncatingIfNeeded: try source.loadScalar(from, start)))
    case .u32: return .u32(UInt32(truncatingIfNeeded: try source.loadScalar(from, start)))
    case .s64: return .s64(Int64(bitPattern: try source.loadScalar(from, start)))
    case .u64: return .u64(try source.loadScalar(from, start))
    case .f32:
      let bits = UInt32(truncatingIfNeeded: try source.loadScalar(from, start))
      let number = Float(bitPattern: bits)
      return .f32(number.isNaN ? .nan : number)
    case .f64:
      let number = Double(bitPattern: try source.loadScalar(from, start))
      return .f64(number.isNaN ? .nan : number)
    case .character:
      let scalar = UInt32(truncatingIfNeeded: try source.loadScalar(from, start))
      // What is no scalar value was refused.
      return .char(Unicode.Scalar(scalar) ?? "\u{FFFD}")
    case .string:
      let view = try source.loadString(start)
      try spend(2 * UInt64(view.bytes.count))
      return .string(try view.string())
    case .errorContext:
      return .errorContext(ComponentErrorContext(context: try source.liftErrorContext(start)))
    case .list: return try moveList(from, start)
    case .fixedLengthList:
      return try moveElements(from.count, source.node(from.first), start)
    case .record: return try moveRecord(from, start)
    case .variant: return try moveVariant(from, start)
    case .flags:
      let bits = try source.loadFlags(from, start)
      guard case .flags(let labels) = shape(from) else { return .flags([]) }
      return .flags(
        labels.indices.filter { bits >> UInt32($0) & 1 != 0 }.map { labels[$0] })
    case .own:
      let representation = try source.liftOwn(from, start)
      return .resource(
        ComponentResource(try source.resourceType(from), representation, isOwned: true))
    case .borrow:
      let representation = try source.liftBorrow(from, start)
      return .resource(
        ComponentResource(try source.resourceType(from), representation, isOwned: false))
    case .stream:
      return .stream(
        ComponentStream(
          shared: try source.liftEnd(from, start), scheduler: source.instance.scheduler))
    case .future:
      return .future(
        ComponentFuture(
          shared: try source.liftEnd(from, start), scheduler: source.instance.scheduler))
    }
  }

  private mutating func moveList(
    _ from: PlanNode, _ start: Place
  ) throws(HostError) -> ComponentValue {
    let element = source.node(from.first)
    let list = try source.loadList(element, start)
    let place = Place(address: list.address)
    guard case .map = shape(from) else { return try moveElements(list.count, element, place) }
    try spend(UInt64(list.count) * UInt64(MemoryLayout<ComponentValue.Entry>.stride))
    var entries: [ComponentValue.Entry] = []
    entries.reserveCapacity(Int(list.count))
    for index in 0..<list.count {
      let entry = place.element(index, of: element)
      let (key, value) = (source.part(element, 0), source.part(element, 1))
      entries.append(
        ComponentValue.Entry(
          key: try move(source.node(key.node), entry.field(key)),
          value: try move(source.node(value.node), entry.field(value))))
    }
    return .map(entries)
  }

  /// Moves elements that lie one after the other.
  mutating func moveElements(
    _ count: UInt32, _ element: PlanNode, _ start: Place
  ) throws(HostError) -> ComponentValue {
    if element.kind == .u8, start.slots == nil {
      try spend(UInt64(count))
      return .bytes(Array(try source.bytes(at: start.address, UInt64(count))))
    }
    try spend(UInt64(count) * UInt64(MemoryLayout<ComponentValue>.stride))
    var elements: [ComponentValue] = []
    elements.reserveCapacity(Int(count))
    for index in 0..<count {
      elements.append(try move(element, start.element(index, of: element)))
    }
    return .list(elements)
  }

  private mutating func moveRecord(
    _ from: PlanNode, _ start: Place
  ) throws(HostError) -> ComponentValue {
    try spend(UInt64(from.count) * UInt64(MemoryLayout<ComponentValue.Field>.stride))
    guard case .record(let labelled) = shape(from) else {
      return .tuple(try moveFields(from, start))
    }
    var fields: [ComponentValue.Field] = []
    fields.reserveCapacity(labelled.count)
    for (position, label) in labelled.enumerated() {
      let part = source.part(from, UInt32(position))
      fields.append(
        ComponentValue.Field(label.label, try move(source.node(part.node), start.field(part))))
    }
    return .record(fields)
  }

  /// The fields of a record, without their labels.
  mutating func moveFields(_ from: PlanNode, _ start: Place) throws(HostError) -> [ComponentValue] {
    var values: [ComponentValue] = []
    values.reserveCapacity(Int(from.count))
    for position in 0..<from.count {
      let part = source.part(from, position)
      values.append(try move(source.node(part.node), start.field(part)))
    }
    return values
  }

  private mutating func moveVariant(
    _ from: PlanNode, _ start: Place
  ) throws(HostError) -> ComponentValue {
    let index = try source.loadCase(from, start)
    let part = source.part(from, index)
    var payload: ComponentValue?
    if part.node != PlanNode.none {
      try spend(UInt64(MemoryLayout<ComponentValue>.stride))
      payload = try move(source.node(part.node), start.payload(from))
    }
    switch shape(from) {
    case .variant(let cases): return .variant(cases[Int(index)].label, payload)
    case .enumeration(let labels): return .enumeration(labels[Int(index)])
    case .result: return index == 0 ? .success(payload) : .failure(payload)
    default: return .option(payload)
    }
  }
}
