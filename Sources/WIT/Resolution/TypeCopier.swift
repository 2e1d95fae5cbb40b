/// Copies types of a world that is included, since names in a world are that world's own.
struct TypeCopier {
  let owner: TypeDefinition.Owner
  private var copies: [TypeID: TypeID] = [:]

  init(owner: TypeDefinition.Owner) { self.owner = owner }

  /// Copies an item with another key. Items come in an order in which each needs earlier ones.
  mutating func copy(
    _ item: WorldItem, key: WorldItem.Key, in resolution: inout WITResolution
  ) -> WorldItem {
    let content: WorldItem.Content
    switch item.content {
    case .interface: content = item.content
    case .type(let type):
      var name: String?
      if case .name(let text) = key { name = text }
      content = .type(copy(type, name: name, in: &resolution))
    case .function(let function):
      var name = function.name
      if case .name(let text) = key, function.kind == .freestanding { name = text }
      content = .function(copy(function, name: name, in: &resolution))
    }
    return WorldItem(
      key: key, content: content, documentation: item.documentation, stability: item.stability,
      externalID: item.externalID)
  }

  private mutating func copy(
    _ type: TypeID, name: String?, in resolution: inout WITResolution
  ) -> TypeID {
    let original = resolution[type]
    let copy = TypeDefinition(
      name: name, owner: original.owner == nil ? nil : owner,
      content: content(original.content, &resolution), documentation: original.documentation,
      stability: original.stability, externalID: original.externalID)
    resolution.types.append(copy)
    copies[type] = TypeID(rawValue: resolution.types.count - 1)
    return TypeID(rawValue: resolution.types.count - 1)
  }

  private mutating func copy(
    _ function: Function, name: String, in resolution: inout WITResolution
  ) -> Function {
    let kind: Function.Kind =
      switch function.kind {
      case .freestanding: .freestanding
      case .method(let resource): .method(copies[resource] ?? resource)
      case .static(let resource): .static(copies[resource] ?? resource)
      case .constructor(let resource): .constructor(copies[resource] ?? resource)
      }
    return Function(
      name: name, kind: kind, isAsync: function.isAsync,
      parameters: function.parameters.map {
        Function.Parameter(name: $0.name, type: reference($0.type, &resolution))
      }, result: function.result.map { reference($0, &resolution) },
      documentation: function.documentation, stability: function.stability,
      externalID: function.externalID)
  }

  /// The same type, where its parts are the copies. Types with names were copied before.
  private mutating func reference(
    _ reference: TypeReference, _ resolution: inout WITResolution
  ) -> TypeReference {
    guard case .defined(let type) = reference else { return reference }
    if let copy = copies[type] { return .defined(copy) }
    guard resolution[type].owner == nil else { return reference }
    return .defined(copy(type, name: nil, in: &resolution))
  }

  private mutating func content(
    _ content: TypeDefinition.Content, _ resolution: inout WITResolution
  ) -> TypeDefinition.Content {
    switch content {
    case .resource, .flags, .enumeration: content
    case .alias(let type): .alias(reference(type, &resolution))
    case .record(let fields):
      .record(
        fields.map {
          TypeDefinition.Field(
            name: $0.name, type: reference($0.type, &resolution), documentation: $0.documentation)
        })
    case .variant(let cases):
      .variant(
        cases.map { item in
          TypeDefinition.Case(
            name: item.name, type: item.type.map { reference($0, &resolution) },
            documentation: item.documentation)
        })
    case .tuple(let parts): .tuple(parts.map { reference($0, &resolution) })
    case .list(let element): .list(reference(element, &resolution))
    case .fixedLengthList(let element, let count):
      .fixedLengthList(reference(element, &resolution), count: count)
    case .option(let part): .option(reference(part, &resolution))
    case .result(let success, let error):
      .result(
        success: success.map { reference($0, &resolution) },
        error: error.map { reference($0, &resolution) })
    case .map(let key, let value):
      .map(key: reference(key, &resolution), value: reference(value, &resolution))
    case .own(let resource): .own(copies[resource] ?? resource)
    case .borrow(let resource): .borrow(copies[resource] ?? resource)
    case .future(let part): .future(part.map { reference($0, &resolution) })
    case .stream(let part): .stream(part.map { reference($0, &resolution) })
    }
  }
}
