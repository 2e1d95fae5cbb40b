import ComponentBinary
import Escapement

/// Moves values of the host to a guest.
struct ValueToGuest {
  let target: CallContext

  private func shape(_ node: PlanNode) -> ValueTypeNode.Shape? {
    node.type == PlanNode.none ? nil : target.instance.types.types.values[Int(node.type)].shape
  }

  private func node(_ type: ValueTypeID) -> PlanNode { target.node(type.rawValue) }

  func move(_ value: ComponentValue, _ to: PlanNode, _ end: Place) throws(HostError) {
    switch (to.kind, value) {
    case (.bool, .bool(let value)): try scalar(value ? 1 : 0, to, end)
    case (.s8, .s8(let value)): try scalar(UInt64(UInt8(bitPattern: value)), to, end)
    case (.u8, .u8(let value)): try scalar(UInt64(value), to, end)
    case (.s16, .s16(let value)): try scalar(UInt64(UInt16(bitPattern: value)), to, end)
    case (.u16, .u16(let value)): try scalar(UInt64(value), to, end)
    case (.s32, .s32(let value)): try scalar(UInt64(UInt32(bitPattern: value)), to, end)
    case (.u32, .u32(let value)): try scalar(UInt64(value), to, end)
    case (.s64, .s64(let value)): try scalar(UInt64(bitPattern: value), to, end)
    case (.u64, .u64(let value)): try scalar(value, to, end)
    case (.f32, .f32(let value)): try scalar(UInt64(value.bitPattern), to, end)
    case (.f64, .f64(let value)): try scalar(value.bitPattern, to, end)
    case (.character, .char(let value)): try scalar(UInt64(value.value), to, end)
    case (.string, .string(let value)):
      try value.withStringView { (view) throws(HostError) in try target.storeString(view, end) }
    case (.errorContext, .errorContext(let value)):
      try target.lowerErrorContext(value.context, end)
    case (.list, .bytes(let bytes)): try moveBytes(bytes, to, end)
    case (.list, .list(let elements)): try moveList(elements, to, end)
    case (.list, .map(let entries)): try moveMap(entries, to, end)
    case (.fixedLengthList, .list(let elements)):
      try check(elements.count == Int(to.count))
      try moveElements(elements, target.node(to.first), end)
    case (.fixedLengthList, .bytes(let bytes)):
      try check(bytes.count == Int(to.count))
      try moveElements(bytes.map { .u8($0) }, target.node(to.first), end)
    case (.record, .record(let fields)): try moveRecord(fields, to, end)
    case (.record, .tuple(let values)): try moveFields(values, to, end)
    case (.variant, _): try moveVariant(value, to, end)
    case (.flags, .flags(let labels)): try moveFlags(labels, to, end)
    case (.own, .resource(let resource)):
      try target.lowerOwn(try resource.take(try target.resourceType(to)), to, end)
    case (.borrow, .resource(let resource)):
      try target.lowerBorrow(try resource.lend(try target.resourceType(to)), to, end)
    case (.stream, .stream(let stream)):
      try check(stream.shared.carries(elementType(to)))
      try target.lowerEnd(stream.shared, end)
    case (.future, .future(let future)):
      try check(future.shared.carries(elementType(to)))
      try target.lowerEnd(future.shared, end)
    default: throw failure(.hostValueMismatch)
    }
  }

  private func elementType(_ node: PlanNode) -> StreamElementType {
    target.instance.scheduler.elementTypes.type(of: node, in: target.instance)
  }

  private func check(_ condition: Bool) throws(HostError) {
    try trap(if: !condition, .hostValueMismatch)
  }

  private func scalar(_ bits: UInt64, _ to: PlanNode, _ end: Place) throws(HostError) {
    try target.storeScalar(bits, to, end)
  }

  private func moveBytes(_ bytes: [UInt8], _ to: PlanNode, _ end: Place) throws(HostError) {
    let element = target.node(to.first)
    try check(element.kind == .u8)
    let address = try target.allocateList(element, count: try count(bytes.count))
    try bytes.withUnsafeBufferPointer { (bytes) throws(HostError) in
      try target.write(UnsafeRawBufferPointer(bytes), at: address)
    }
    try target.storePair(address, UInt64(bytes.count), end)
  }

  /// A number of elements, which no guest could have room for if it has more than 32 bits.
  private func count(_ count: Int) throws(HostError) -> UInt32 {
    guard let count = UInt32(exactly: count) else { throw failure(.listTooLong) }
    return count
  }

  private func moveList(
    _ elements: [ComponentValue], _ to: PlanNode, _ end: Place
  ) throws(HostError) {
    let element = target.node(to.first)
    let address = try target.allocateList(element, count: try count(elements.count))
    try moveElements(elements, element, Place(address: address))
    try target.storePair(address, UInt64(elements.count), end)
  }

  func moveElements(
    _ elements: [ComponentValue], _ element: PlanNode, _ start: Place
  ) throws(HostError) {
    for (index, value) in elements.enumerated() {
      try move(value, element, start.element(UInt32(index), of: element))
    }
  }

  private func moveMap(
    _ entries: [ComponentValue.Entry], _ to: PlanNode, _ end: Place
  ) throws(HostError) {
    guard case .map = shape(to) else { throw failure(.hostValueMismatch) }
    let element = target.node(to.first)
    let address = try target.allocateList(element, count: try count(entries.count))
    for (index, entry) in entries.enumerated() {
      let place = Place(address: address).element(UInt32(index), of: element)
      try moveFields([entry.key, entry.value], element, place)
    }
    try target.storePair(address, UInt64(entries.count), end)
  }

  private func moveFields(
    _ values: [ComponentValue], _ to: PlanNode, _ end: Place
  ) throws(HostError) {
    try check(values.count == Int(to.count))
    for (position, value) in values.enumerated() {
      let part = target.part(to, UInt32(position))
      try move(value, target.node(part.node), end.field(part))
    }
  }

  private func moveRecord(
    _ fields: [ComponentValue.Field], _ to: PlanNode, _ end: Place
  ) throws(HostError) {
    guard case .record(let labelled) = shape(to), labelled.count == fields.count else {
      throw failure(.hostValueMismatch)
    }
    for (position, label) in labelled.enumerated() {
      let part = target.part(to, UInt32(position))
      // Mostly they come in order.
      var field = fields[position]
      if !isEqual(field.label, label.label) {
        guard let other = fields.first(where: { isEqual($0.label, label.label) }) else {
          throw failure(.hostValueMismatch)
        }
        field = other
      }
      try move(field.value, target.node(part.node), end.field(part))
    }
  }

  private func moveVariant(
    _ value: ComponentValue, _ to: PlanNode, _ end: Place
  ) throws(HostError) {
    let index: Int?
    var payload: ComponentValue?
    switch (shape(to), value) {
    case (.variant(let cases), .variant(let label, let content)):
      index = cases.firstIndex { isEqual($0.label, label) }
      payload = content
    case (.enumeration(let labels), .enumeration(let label)):
      index = labels.firstIndex { isEqual($0, label) }
    case (.option, .option(let content)):
      index = content == nil ? 0 : 1
      payload = content
    case (.result, .success(let content)): (index, payload) = (0, content)
    case (.result, .failure(let content)): (index, payload) = (1, content)
    default: index = nil
    }
    guard let index else { throw failure(.hostValueMismatch) }
    let part = target.part(to, UInt32(index))
    try check((part.node == PlanNode.none) == (payload == nil))
    try target.storeCase(UInt32(index), to, end)
    if let payload { try move(payload, target.node(part.node), end.payload(to)) }
  }

  private func moveFlags(_ set: [String], _ to: PlanNode, _ end: Place) throws(HostError) {
    guard case .flags(let labels) = shape(to) else { throw failure(.hostValueMismatch) }
    var bits: UInt32 = 0
    for label in set {
      guard let index = labels.firstIndex(where: { isEqual($0, label) }) else {
        throw failure(.hostValueMismatch)
      }
      bits |= 1 << UInt32(index)
    }
    try target.storeFlags(bits, to, end)
  }
}

/// Whether labels are the same, byte by byte.
func isEqual(_ left: String, _ right: String) -> Bool { left.utf8.elementsEqual(right.utf8) }
