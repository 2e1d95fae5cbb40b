/// Writes one interface, or the world, of an `InterfaceDescription`.
struct InterfaceWriter {
  private let description: InterfaceDescription
  /// The name of the interface; empty for the world.
  private let interface: String
  var writer = IndentedText()
  /// The labels of types in this interface.
  private var values: [ValueTypeID: String] = [:]
  private var resources: [ResourceID: String] = [:]
  private var resourceTypes: [ResourceTypeID: String] = [:]
  /// What belongs to the resource types, by their labels: a line for each function.
  private var members: [String: [String]] = [:]

  private var types: ComponentTypes { description.types }

  init(_ description: InterfaceDescription, interface: String) {
    self.description = description
    self.interface = interface
  }

  mutating func world(_ component: ComponentType) {
    registerTypes(of: component.imports)
    uses(of: component.imports)
    for entry in component.imports.entries {
      switch entry.type {
      case .type(let type): self.type(entry.name.name, type)
      default: worldItem("import", entry)
      }
    }
    for entry in component.exports.entries { worldItem("export", entry) }
  }

  /// What the instance exports, as the items of an interface.
  mutating func instance(_ instance: InstanceTypeID) {
    let exports = types[instance].exports
    registerTypes(of: exports)
    uses(of: exports)
    for entry in exports.entries {
      switch entry.type {
      case .function(let function):
        if case .label(let label)? = name(of: entry) {
          writer.line("\(InterfaceDescription.identifier(label)): \(text(of: function));")
        }
      case .type(let type): self.type(entry.name.name, type)
      default: writer.line("// \(entry.name.name): \(entry.type.kind)")
      }
    }
  }

  /// Goes through all entities once: what follows looks things up.
  private mutating func registerTypes(of entities: NamedEntities) {
    for entry in entities.entries {
      switch entry.type {
      case .type(.value(let type)): values[type] = entry.name.name
      case .type(.resource(let type)):
        resourceTypes[type] = entry.name.name
        if resources[types[type]] == nil { resources[types[type]] = entry.name.name }
      default: break
      }
    }
    for entry in entities.entries {
      guard case .function(let function) = entry.type else { continue }
      switch name(of: entry) {
      case .constructor(let resource)?:
        members[resource, default: []].append(constructor(types[function]))
      case .method(let resource, let method)?:
        let name = InterfaceDescription.identifier(method)
        members[resource, default: []].append(
          "\(name): \(text(of: function, dropsFirst: true));")
      case .static(let resource, let method)?:
        let name = InterfaceDescription.identifier(method)
        members[resource, default: []].append(
          "\(name): \(text(of: function, keyword: "static "));")
      default: break
      }
    }
  }

  private func name(of entry: NamedEntities.Entry) -> ParsedName? {
    try? ParsedName(entry.name.name, features: .all)
  }

  private mutating func worldItem(_ keyword: String, _ entry: NamedEntities.Entry) {
    switch (name(of: entry), entry.type) {
    case (.interface?, .instance): writer.line("\(keyword) \(entry.name.name);")
    case (.label(let label)?, .instance(let instance)):
      attributes(entry.name)
      writer.open("\(keyword) \(InterfaceDescription.identifier(label)): interface {")
      var nested = InterfaceWriter(description, interface: label)
      swap(&nested.writer, &writer)
      nested.instance(instance)
      swap(&nested.writer, &writer)
      writer.close("}")
    case (.label(let label)?, .function(let function)):
      attributes(entry.name)
      writer.line("\(keyword) \(InterfaceDescription.identifier(label)): \(text(of: function));")
    default: writer.line("// \(keyword) \(entry.name.name): \(entry.type.kind)")
    }
  }

  private mutating func attributes(_ name: ExternName) {
    for attribute in name.attributes {
      switch attribute {
      case .implements(let interface): writer.line("// implements \(interface)")
      case .externalID(let id): writer.line("@external-id(\(id.debugDescription))")
      case .versionSuffix: break
      }
    }
  }

  // MARK: Types

  private mutating func type(_ label: String, _ type: ComponentAnyType) {
    let name = InterfaceDescription.identifier(label)
    switch type {
    case .resource(let type): resource(label, types[type])
    case .value(let type):
      if used(.value(type)) != nil { return }
      if let origin = types.origins[type], let local = values[origin] {
        writer.line("type \(name) = \(InterfaceDescription.identifier(local));")
        return
      }
      definition(name, types[type].shape)
    default: writer.line("// type \(name): \(type.kind)")
    }
  }

  /// The type of another interface that a type of this one is another name for.
  private func used(_ type: ComponentAnyType) -> InterfaceDescription.TypeName? {
    let other: InterfaceDescription.TypeName?
    switch type {
    case .value(let type):
      guard let origin = types.origins[type], values[origin] == nil else { return nil }
      other = description.valueNames[origin]
    case .resource(let type): other = description.resourceNames[types[type]]
    default: return nil
    }
    guard let other, other.interface != interface else { return nil }
    return other
  }

  /// What is used of other interfaces, each of which is named once.
  private mutating func uses(of entities: NamedEntities) {
    var paths: [String] = []
    var items: [String: [String]] = [:]
    for entry in entities.entries {
      guard case .type(let type) = entry.type, let other = used(type) else { continue }
      if case .resource(let type) = type, resources[types[type]] != entry.name.name { continue }
      var item = InterfaceDescription.identifier(other.label)
      if entry.name.name != other.label {
        item += " as " + InterfaceDescription.identifier(entry.name.name)
      }
      if items[other.interface] == nil { paths.append(other.interface) }
      items[other.interface, default: []].append(item)
    }
    for path in paths {
      writer.line("use \(self.path(to: path)).{\((items[path] ?? []).joined(", "))};")
    }
  }

  /// How this interface refers to another one: by the last part of its name, if the package is the same.
  private func path(to other: String) -> String {
    guard case .interface(let name)? = try? ParsedName(interface, features: .all),
      case .interface(let otherName)? = try? ParsedName(other, features: .all),
      name.packageID == otherName.packageID
    else { return other }
    return otherName.projections.map(InterfaceDescription.identifier).joined("/")
  }

  private mutating func resource(_ label: String, _ resource: ResourceID) {
    let name = InterfaceDescription.identifier(label)
    if let local = resources[resource], local != label {
      writer.line("type \(name) = \(InterfaceDescription.identifier(local));")
      return
    }
    if let other = description.resourceNames[resource], other.interface != interface { return }
    guard let members = members[label] else { return writer.line("resource \(name);") }
    writer.open("resource \(name) {")
    for member in members { writer.line(member) }
    writer.close("}")
  }

  private func constructor(_ function: ComponentFunctionType) -> String {
    var text = "constructor(\(parameters(function.parameters[...])))"
    if let result = function.result, case .result = types[result].shape {
      text += " -> " + self.text(of: result)
    }
    return text + ";"
  }

  private mutating func definition(_ name: String, _ shape: ValueTypeNode.Shape) {
    switch shape {
    case .record(let fields):
      block(
        "record \(name)",
        fields.map { "\(InterfaceDescription.identifier($0.label)): \(text(of: $0.content))" })
    case .variant(let cases):
      block(
        "variant \(name)",
        cases.map { item in
          InterfaceDescription.identifier(item.label)
            + (item.content.map { "(\(text(of: $0)))" } ?? "")
        })
    case .flags(let labels):
      block("flags \(name)", labels.map(InterfaceDescription.identifier))
    case .enumeration(let labels):
      block("enum \(name)", labels.map(InterfaceDescription.identifier))
    default: writer.line("type \(name) = \(text(of: shape));")
    }
  }

  private mutating func block(_ heading: String, _ items: [String]) {
    writer.open(heading + " {")
    for item in items { writer.line(item + ",") }
    writer.close("}")
  }

  // MARK: Functions and references to types

  private func text(
    of function: FunctionTypeID, dropsFirst: Bool = false, keyword: String = ""
  ) -> String {
    let type = types[function]
    var text = keyword + (type.isAsync ? "async " : "") + "func("
    text += parameters(type.parameters[(dropsFirst ? min(1, type.parameters.count) : 0)...]) + ")"
    if let result = type.result { text += " -> " + self.text(of: result) }
    return text
  }

  private func parameters(_ parameters: ArraySlice<Labelled<ValueTypeID>>) -> String {
    parameters.map { "\(InterfaceDescription.identifier($0.label)): \(text(of: $0.content))" }
      .joined(", ")
  }

  private func text(of type: ValueTypeID) -> String {
    if let label = values[type] ?? description.valueNames[type]?.label {
      return InterfaceDescription.identifier(label)
    }
    return text(of: types[type].shape)
  }

  private func text(of shape: ValueTypeNode.Shape) -> String {
    switch shape {
    case .primitive(let type): return type.description
    case .list(let element): return "list<\(text(of: element))>"
    case .fixedLengthList(let element, let count): return "list<\(text(of: element)), \(count)>"
    case .tuple(let parts): return "tuple<\(parts.map { text(of: $0) }.joined(", "))>"
    case .option(let content): return "option<\(text(of: content))>"
    case .map(let key, let value): return "map<\(text(of: key)), \(text(of: value))>"
    case .own(let type): return label(of: type)
    case .borrow(let type): return "borrow<\(label(of: type))>"
    case .stream(let element): return "stream" + (element.map { "<\(text(of: $0))>" } ?? "")
    case .future(let element): return "future" + (element.map { "<\(text(of: $0))>" } ?? "")
    case .result(nil, nil): return "result"
    case .result(let success?, nil): return "result<\(text(of: success))>"
    case .result(let success, let error?):
      return "result<\(success.map { text(of: $0) } ?? "_"), \(text(of: error))>"
    // Types that must have names have one; these are for components that are not valid.
    case .record, .variant, .flags, .enumeration: return shape.kind
    }
  }

  private func label(of type: ResourceTypeID) -> String {
    let resource = types[type]
    let label =
      resourceTypes[type] ?? resources[resource] ?? description.resourceNames[resource]?.label
    return label.map(InterfaceDescription.identifier) ?? "resource"
  }
}
