import ComponentBinary
public import Escapement

extension Bool: ComponentConvertible {
  public static func accepts(_ type: ComponentValueType) -> Bool { type.isPrimitive(.bool) }

  public static func read(from reader: inout ComponentReader) throws(HostError) -> Bool {
    try reader.scalar() != 0
  }

  public func write(to writer: ComponentWriter) throws(HostError) {
    try writer.scalar(self ? 1 : 0)
  }
}

extension Float: ComponentConvertible {
  public static func accepts(_ type: ComponentValueType) -> Bool { type.isPrimitive(.f32) }

  public static func read(from reader: inout ComponentReader) throws(HostError) -> Float {
    Float(bitPattern: UInt32(truncatingIfNeeded: try reader.scalar()))
  }

  public func write(to writer: ComponentWriter) throws(HostError) {
    try writer.scalar(UInt64(bitPattern))
  }
}

extension Double: ComponentConvertible {
  public static func accepts(_ type: ComponentValueType) -> Bool { type.isPrimitive(.f64) }

  public static func read(from reader: inout ComponentReader) throws(HostError) -> Double {
    Double(bitPattern: try reader.scalar())
  }

  public func write(to writer: ComponentWriter) throws(HostError) { try writer.scalar(bitPattern) }
}

extension Unicode.Scalar: ComponentConvertible {
  public static func accepts(_ type: ComponentValueType) -> Bool { type.isPrimitive(.char) }

  public static func read(from reader: inout ComponentReader) throws(HostError) -> Unicode.Scalar {
    // What is no scalar value was refused.
    Unicode.Scalar(UInt32(truncatingIfNeeded: try reader.scalar())) ?? "\u{FFFD}"
  }

  public func write(to writer: ComponentWriter) throws(HostError) {
    try writer.scalar(UInt64(value))
  }
}

extension String: ComponentConvertible {
  public static func accepts(_ type: ComponentValueType) -> Bool { type.isPrimitive(.string) }

  public static func read(from reader: inout ComponentReader) throws(HostError) -> String {
    let view = try reader.source.loadString(reader.place)
    try reader.spend(2 * UInt64(view.bytes.count))
    return try view.string()
  }

  public func write(to writer: ComponentWriter) throws(HostError) {
    try withStringView { (view) throws(HostError) in
      try writer.target.storeString(view, writer.place)
    }
  }
}

extension Array: ComponentConvertible where Element: ComponentConvertible {
  public static func accepts(_ type: ComponentValueType) -> Bool {
    type.element.map { Element.accepts($0) } ?? false
  }

  public static func read(from reader: inout ComponentReader) throws(HostError) -> [Element] {
    var list = try ComponentListReader(reader)
    let elements = try Element.readElements(of: &list)
    reader.remainingBytes = list.remainingBytes
    return elements
  }

  public func write(to writer: ComponentWriter) throws(HostError) {
    try Element.writeElements(self, to: try ComponentListWriter(writer, count: count))
  }
}

extension Optional: ComponentConvertible where Wrapped: ComponentConvertible {
  public static func accepts(_ type: ComponentValueType) -> Bool {
    type.optionContent.map { Wrapped.accepts($0) } ?? false
  }

  public static func read(from reader: inout ComponentReader) throws(HostError) -> Wrapped? {
    try reader.caseIndex() == 0 ? nil : try reader.payload(1, as: Wrapped.self)
  }

  public func write(to writer: ComponentWriter) throws(HostError) {
    guard let self else { return try writer.caseIndex(0) }
    try writer.caseIndex(1)
    try writer.payload(1, self)
  }
}

extension Result: ComponentConvertible
where Success: ComponentConvertible, Failure: ComponentConvertible {
  public static func accepts(_ type: ComponentValueType) -> Bool {
    guard case (let success?, let error?)? = type.result else { return false }
    return Success.accepts(success) && Failure.accepts(error)
  }

  public static func read(
    from reader: inout ComponentReader
  ) throws(HostError) -> Result<Success, Failure> {
    try reader.caseIndex() == 0
      ? .success(try reader.payload(0)) : .failure(try reader.payload(1))
  }

  public func write(to writer: ComponentWriter) throws(HostError) {
    switch self {
    case .success(let value):
      try writer.caseIndex(0)
      try writer.payload(0, value)
    case .failure(let error):
      try writer.caseIndex(1)
      try writer.payload(1, error)
    }
  }
}

extension ComponentValue: ComponentConvertible {
  public static func accepts(_ type: ComponentValueType) -> Bool { true }

  public static func read(from reader: inout ComponentReader) throws(HostError) -> ComponentValue {
    var move = GuestToValue(source: reader.source, remainingBytes: reader.remainingBytes)
    let value = try move.move(reader.node, reader.place)
    reader.remainingBytes = move.remainingBytes
    return value
  }

  public func write(to writer: ComponentWriter) throws(HostError) {
    try ValueToGuest(target: writer.target).move(self, writer.node, writer.place)
  }
}

extension ComponentResource: ComponentConvertible {
  public static func accepts(_ type: ComponentValueType) -> Bool {
    switch type.shape {
    case .own, .borrow: true
    default: false
    }
  }

  public static func read(from reader: inout ComponentReader) throws(HostError) -> ComponentResource
  {
    let type = try reader.source.resourceType(reader.node)
    guard reader.node.kind == .own else {
      return ComponentResource(
        type, try reader.source.liftBorrow(reader.node, reader.place), isOwned: false)
    }
    return ComponentResource(
      type, try reader.source.liftOwn(reader.node, reader.place), isOwned: true)
  }

  public func write(to writer: ComponentWriter) throws(HostError) {
    try ComponentValue.resource(self).write(to: writer)
  }
}

extension ComponentStream: ComponentConvertible {
  public static func accepts(_ type: ComponentValueType) -> Bool {
    if case .stream = type.shape { true } else { false }
  }

  public static func read(from reader: inout ComponentReader) throws(HostError) -> ComponentStream {
    ComponentStream(
      shared: try reader.source.liftEnd(reader.node, reader.place),
      scheduler: reader.source.instance.scheduler)
  }

  public func write(to writer: ComponentWriter) throws(HostError) {
    try ComponentValue.stream(self).write(to: writer)
  }
}

extension ComponentFuture: ComponentConvertible {
  public static func accepts(_ type: ComponentValueType) -> Bool {
    if case .future = type.shape { true } else { false }
  }

  public static func read(from reader: inout ComponentReader) throws(HostError) -> ComponentFuture {
    ComponentFuture(
      shared: try reader.source.liftEnd(reader.node, reader.place),
      scheduler: reader.source.instance.scheduler)
  }

  public func write(to writer: ComponentWriter) throws(HostError) {
    try ComponentValue.future(self).write(to: writer)
  }
}

extension ComponentErrorContext: ComponentConvertible {
  public static func accepts(_ type: ComponentValueType) -> Bool { type.isPrimitive(.errorContext) }

  public static func read(
    from reader: inout ComponentReader
  ) throws(HostError) -> ComponentErrorContext {
    ComponentErrorContext(context: try reader.source.liftErrorContext(reader.place))
  }

  public func write(to writer: ComponentWriter) throws(HostError) {
    try writer.target.lowerErrorContext(context, writer.place)
  }
}
