public import Escapement

/// A Swift type whose values cross the boundary of a component as one value, without a ``ComponentValue`` in between.
///
/// Conforming types: `Bool`, integers of a fixed width, `Float`, `Double`, `Unicode.Scalar`, `String`, arrays, optionals,
/// results, ``ComponentResource``, ``ComponentStream``, ``ComponentFuture``, ``ComponentErrorContext`` and
/// ``ComponentValue``. Records, variants, enumerations and flags are structures, enumerations and option sets that conform:
///
/// ```swift
/// struct Point: ComponentConvertible {
///   var x: Float
///   var y: Float
///
///   static func accepts(_ type: ComponentValueType) -> Bool {
///     type.isRecord(["x", "y"]) && type.field(0, is: Float.self) && type.field(1, is: Float.self)
///   }
///   static func read(from reader: inout ComponentReader) throws(HostError) -> Point {
///     Point(x: try reader.field(0), y: try reader.field(1))
///   }
///   func write(to writer: ComponentWriter) throws(HostError) {
///     try writer.field(0, x)
///     try writer.field(1, y)
///   }
/// }
/// ```
public protocol ComponentConvertible {
  /// Whether values of this type can be used where the component has `type`.
  static func accepts(_ type: ComponentValueType) -> Bool

  /// Reads a value of a type that is accepted. CanonicalABI: "Loading", "Flat Lifting".
  static func read(from reader: inout ComponentReader) throws(HostError) -> Self

  /// Writes the value as one of a type that is accepted. CanonicalABI: "Storing", "Flat Lowering".
  func write(to writer: ComponentWriter) throws(HostError)

  /// Reads the elements of a list.
  static func readElements(of list: inout ComponentListReader) throws(HostError) -> [Self]

  /// Writes the elements of a list.
  static func writeElements(_ elements: [Self], to list: ComponentListWriter) throws(HostError)
}

extension ComponentConvertible {
  public static func readElements(
    of list: inout ComponentListReader
  ) throws(HostError) -> [Self] {
    try list.readOneByOne()
  }

  public static func writeElements(
    _ elements: [Self], to list: ComponentListWriter
  ) throws(HostError) {
    try list.writeOneByOne(elements)
  }
}

/// Where a value of a component lies, to be read.
public struct ComponentReader {
  let source: CallContext
  let node: PlanNode
  let place: Place
  /// What values of the call may still take, in bytes.
  var remainingBytes: UInt64

  init(_ source: CallContext, _ node: PlanNode, _ place: Place, remainingBytes: UInt64) {
    self.source = source
    self.node = node
    self.place = place
    self.remainingBytes = remainingBytes
  }

  mutating func spend(_ count: UInt64) throws(HostError) {
    try trap(if: count > remainingBytes, .valueBudgetExceeded)
    remainingBytes -= count
  }

  @inline(__always) func scalar() throws(HostError) -> UInt64 {
    try source.loadScalar(node, place)
  }

  mutating func read<Value: ComponentConvertible>(
    _ node: PlanNode, _ place: Place
  ) throws(HostError) -> Value {
    var reader = ComponentReader(source, node, place, remainingBytes: remainingBytes)
    let value = try Value.read(from: &reader)
    remainingBytes = reader.remainingBytes
    return value
  }

  /// The field of a record or tuple at a position.
  public mutating func field<Value: ComponentConvertible>(
    _ position: Int, as type: Value.Type = Value.self
  ) throws(HostError) -> Value {
    let part = try part(position)
    return try read(source.node(part.node), place.field(part))
  }

  /// Which case a variant, enumeration, option or result has.
  public func caseIndex() throws(HostError) -> Int {
    try trap(if: node.kind != .variant, .hostValueMismatch)
    return Int(try source.loadCase(node, place))
  }

  /// The payload of the case at a position, which must be the value's case.
  public mutating func payload<Value: ComponentConvertible>(
    _ position: Int, as type: Value.Type = Value.self
  ) throws(HostError) -> Value {
    let part = try part(position)
    try trap(if: part.node == PlanNode.none, .hostValueMismatch)
    return try read(source.node(part.node), place.payload(node))
  }

  /// The flags, the first label in the lowest bit.
  public func flags() throws(HostError) -> UInt32 {
    try trap(if: node.kind != .flags, .hostValueMismatch)
    return try source.loadFlags(node, place)
  }

  private func part(_ position: Int) throws(HostError) -> PlanPart {
    let hasParts = node.kind == .record || node.kind == .variant
    try trap(if: !hasParts || position < 0 || position >= Int(node.count), .hostValueMismatch)
    return source.part(node, UInt32(position))
  }
}

/// Where a value of a component is to be written.
public struct ComponentWriter {
  let target: CallContext
  let node: PlanNode
  let place: Place

  init(_ target: CallContext, _ node: PlanNode, _ place: Place) {
    self.target = target
    self.node = node
    self.place = place
  }

  @inline(__always) func scalar(_ bits: UInt64) throws(HostError) {
    try target.storeScalar(bits, node, place)
  }

  /// Writes the field of a record or tuple at a position.
  public func field(_ position: Int, _ value: some ComponentConvertible) throws(HostError) {
    let part = try part(position)
    try value.write(to: ComponentWriter(target, target.node(part.node), place.field(part)))
  }

  /// Writes which case a variant, enumeration, option or result has. To be followed by its payload, if it has one.
  public func caseIndex(_ position: Int) throws(HostError) {
    _ = try part(position)
    try trap(if: node.kind != .variant, .hostValueMismatch)
    try target.storeCase(UInt32(position), node, place)
  }

  /// Writes the payload of the case at a position.
  public func payload(_ position: Int, _ value: some ComponentConvertible) throws(HostError) {
    let part = try part(position)
    try trap(if: part.node == PlanNode.none, .hostValueMismatch)
    try value.write(to: ComponentWriter(target, target.node(part.node), place.payload(node)))
  }

  /// Writes flags, the first label in the lowest bit.
  public func flags(_ bits: UInt32) throws(HostError) {
    try trap(if: node.kind != .flags, .hostValueMismatch)
    try target.storeFlags(bits & ~(UInt32.max << node.count), node, place)
  }

  private func part(_ position: Int) throws(HostError) -> PlanPart {
    let hasParts = node.kind == .record || node.kind == .variant
    try trap(if: !hasParts || position < 0 || position >= Int(node.count), .hostValueMismatch)
    return target.part(node, UInt32(position))
  }
}

/// The elements of a list, to be read.
public struct ComponentListReader {
  private var reader: ComponentReader
  let element: PlanNode
  private let start: Place
  /// How many elements there are.
  public let count: Int

  init(_ reader: ComponentReader) throws(HostError) {
    self.reader = reader
    element = reader.source.node(reader.node.first)
    if reader.node.kind == .fixedLengthList {
      start = reader.place
      count = Int(reader.node.count)
    } else {
      let list = try reader.source.loadList(element, reader.place)
      start = Place(address: list.address)
      count = Int(list.count)
    }
  }

  var remainingBytes: UInt64 { reader.remainingBytes }

  mutating func readOneByOne<Element: ComponentConvertible>() throws(HostError) -> [Element] {
    try reader.spend(UInt64(count) * UInt64(MemoryLayout<Element>.stride))
    var elements: [Element] = []
    elements.reserveCapacity(count)
    for index in 0..<UInt32(count) {
      elements.append(try reader.read(element, start.element(index, of: element)))
    }
    return elements
  }

  /// Copies the elements as they lie in memory.
  mutating func readWhole<Element: FixedWidthInteger & ComponentConvertible>() throws(HostError)
    -> [Element]
  {
    guard start.slots == nil, Int(element.size) == MemoryLayout<Element>.size else {
      return try readOneByOne()
    }
    let byteCount = UInt64(count) * UInt64(element.size)
    try reader.spend(byteCount)
    let bytes = try reader.source.bytes(at: start.address, byteCount)
    return Array(unsafeUninitializedCapacity: count) { buffer, initialized in
      UnsafeMutableRawBufferPointer(buffer).copyMemory(from: UnsafeRawBufferPointer(bytes))
      initialized = count
    }
  }
}

/// Where the elements of a list are to be written.
public struct ComponentListWriter {
  private let target: CallContext
  let element: PlanNode
  private let start: Place

  init(_ writer: ComponentWriter, count: Int) throws(HostError) {
    target = writer.target
    element = target.node(writer.node.first)
    if writer.node.kind == .fixedLengthList {
      try trap(if: count != Int(writer.node.count), .hostValueMismatch)
      start = writer.place
      return
    }
    guard let count = UInt32(exactly: count) else { throw failure(.listTooLong) }
    let address = try target.allocateList(element, count: count)
    try target.storePair(address, UInt64(count), writer.place)
    start = Place(address: address)
  }

  func writeOneByOne<Element: ComponentConvertible>(_ elements: [Element]) throws(HostError) {
    var index: UInt32 = 0
    for value in elements {
      try value.write(to: ComponentWriter(target, element, start.element(index, of: element)))
      index += 1
    }
  }

  /// Copies the elements as they are to memory.
  func writeWhole<Element: FixedWidthInteger & ComponentConvertible>(
    _ elements: [Element]
  ) throws(HostError) {
    guard start.slots == nil, Int(element.size) == MemoryLayout<Element>.size else {
      return try writeOneByOne(elements)
    }
    try elements.withUnsafeBufferPointer { (elements) throws(HostError) in
      try target.write(UnsafeRawBufferPointer(elements), at: start.address)
    }
  }
}
