import ComponentBinary

/// The type of a parameter or result of a component's function.
public struct ComponentValueType {
  private let types: PlannedTypes
  private let type: ValueTypeID

  init(_ types: PlannedTypes, _ type: ValueTypeID) {
    self.types = types
    self.type = type
  }

  var shape: ValueTypeNode.Shape { types.types[type].shape }

  func isPrimitive(_ primitive: PrimitiveType) -> Bool {
    if case .primitive(primitive) = shape { true } else { false }
  }

  private func part(_ type: ValueTypeID) -> ComponentValueType { ComponentValueType(types, type) }

  /// The element type of a list of any or of a fixed length.
  public var element: ComponentValueType? {
    switch shape {
    case .list(let element), .fixedLengthList(let element, _): part(element)
    default: nil
    }
  }

  /// Whether it is a record with fields of these names.
  public func isRecord(_ labels: [String]) -> Bool {
    guard case .record(let fields) = shape else { return false }
    return areEqual(fields.map { $0.label }, labels)
  }

  /// Whether it is a tuple of so many types.
  public func isTuple(_ count: Int) -> Bool {
    if case .tuple(let parts) = shape { parts.count == count } else { false }
  }

  /// Whether it is a variant or an enumeration with cases of these names.
  public func isVariant(_ labels: [String]) -> Bool {
    switch shape {
    case .variant(let cases): areEqual(cases.map { $0.label }, labels)
    case .enumeration(let cases): areEqual(cases, labels)
    default: false
    }
  }

  /// Whether it is flags of these names.
  public func isFlags(_ labels: [String]) -> Bool {
    if case .flags(let flags) = shape { areEqual(flags, labels) } else { false }
  }

  /// Whether the field of a record or tuple at a position can be of a Swift type.
  public func field<Value: ComponentConvertible>(_ position: Int, is type: Value.Type) -> Bool {
    switch shape {
    case .record(let fields) where fields.indices.contains(position):
      type.accepts(part(fields[position].content))
    case .tuple(let parts) where parts.indices.contains(position):
      type.accepts(part(parts[position]))
    default: false
    }
  }

  /// Whether the payload of the case of a variant at a position can be of a Swift type.
  public func payload<Value: ComponentConvertible>(_ position: Int, is type: Value.Type) -> Bool {
    guard case .variant(let cases) = shape, cases.indices.contains(position),
      let payload = cases[position].content
    else { return false }
    return type.accepts(part(payload))
  }

  /// Whether the case of a variant at a position has no payload.
  public func hasNoPayload(_ position: Int) -> Bool {
    guard case .variant(let cases) = shape, cases.indices.contains(position) else { return false }
    return cases[position].content == nil
  }

  /// What an option may hold.
  var optionContent: ComponentValueType? {
    if case .option(let content) = shape { part(content) } else { nil }
  }

  var result: (success: ComponentValueType?, error: ComponentValueType?)? {
    guard case .result(let success, let error) = shape else { return nil }
    return (success.map(part), error.map(part))
  }

  private func areEqual(_ labels: [String], _ other: [String]) -> Bool {
    labels.count == other.count && zip(labels, other).allSatisfy { isEqual($0, $1) }
  }
}
