/// Writes what a component imports and exports as WIT would: a world, and the interfaces that it names, by
/// package. What WIT has no words for stands in comments.
package struct InterfaceDescription {
  let types: ComponentTypes
  private let component: ComponentType
  private var writer = IndentedText()
  /// The names that value types and resource types were given first.
  var valueNames: [ValueTypeID: TypeName] = [:]
  var resourceNames: [ResourceID: TypeName] = [:]
  /// The interfaces that the world names, each once.
  private var interfaces: [(name: InterfaceName, type: InstanceTypeID)] = []
  private var known: Set<String> = []

  /// Where a type is defined, and its label there.
  struct TypeName {
    /// The name of an interface; empty for the world.
    var interface: String
    var label: String
  }

  /// The description of `component`, whose types are among those of `types`.
  package static func text(of component: ComponentTypeID, in types: ComponentTypes) -> String {
    var description = InterfaceDescription(types: types, component: types[component])
    description.write()
    return description.writer.text
  }

  private init(types: ComponentTypes, component: ComponentType) {
    self.types = types
    self.component = component
  }

  private mutating func write() {
    // Names first: what a world imports may be used before the interface is written.
    for entry in component.imports.entries { register(entry) }
    for entry in component.exports.entries { register(entry) }
    var world = InterfaceWriter(self, interface: "")
    world.writer.line("package root:component;")
    world.writer.line("")
    world.writer.open("world root {")
    world.world(component)
    world.writer.close("}")
    writer = world.writer
    writePackages()
  }

  private mutating func register(_ entry: NamedEntities.Entry) {
    switch entry.type {
    case .type(let type): name(type, TypeName(interface: "", label: entry.name.name))
    case .instance(let instance):
      for export in types[instance].exports.entries {
        if case .type(let type) = export.type {
          name(type, TypeName(interface: entry.name.name, label: export.name.name))
        }
      }
      guard case .interface(let name)? = try? ParsedName(entry.name.name, features: .all),
        known.insert(entry.name.name).inserted
      else { return }
      interfaces.append((name, instance))
    default: break
    }
  }

  private mutating func name(_ type: ComponentAnyType, _ name: TypeName) {
    switch type {
    case .value(let type): if valueNames[type] == nil { valueNames[type] = name }
    case .resource(let type):
      if resourceNames[types[type]] == nil { resourceNames[types[type]] = name }
    default: break
    }
  }

  /// The interfaces of a package stay together, in the order in which the first of each is named.
  private mutating func writePackages() {
    var packages: [String] = []
    var members: [String: [Int]] = [:]
    for (position, interface) in interfaces.enumerated() {
      let package = interface.name.packageID
      if members[package] == nil { packages.append(package) }
      members[package, default: []].append(position)
    }
    for package in packages {
      writer.line("")
      writer.open("package \(package) {")
      for position in members[package] ?? [] {
        let (name, type) = interfaces[position]
        writer.open("interface \(Self.identifier(name.projections.joined("/"))) {")
        // The text moves from one writer to the other: a copy would take time for each interface.
        var text = IndentedText()
        swap(&text, &writer)
        var interface = InterfaceWriter(self, interface: name.text)
        interface.writer = text
        text = IndentedText()
        interface.instance(type)
        swap(&interface.writer, &writer)
        writer.close("}")
      }
      writer.close("}")
    }
  }
}

extension InterfaceDescription {
  /// A label, marked where it is a word of WIT's own.
  static func identifier(_ label: String) -> String {
    (keywords.contains(label) ? "%" : "") + label
  }

  private static let keywords: Set<String> = [
    "as", "async", "bool", "borrow", "char", "constructor", "enum", "error-context", "export",
    "f32",
    "f64", "flags", "from", "func", "future", "import", "include", "interface", "list", "map",
    "option", "own", "package", "record", "resource", "result", "s16", "s32", "s64", "s8", "static",
    "stream", "string", "tuple", "type", "u16", "u32", "u64", "u8", "use", "variant", "with",
    "world", "_",
  ]
}

extension InterfaceName {
  /// "namespace:package@version".
  var packageID: String {
    var text = ""
    for namespace in namespaces { text += namespace + ":" }
    return text + package + (version.map { "@" + $0 } ?? "")
  }

  fileprivate var text: String { unversioned + (version.map { "@" + $0 } ?? "") }
}

/// Text in lines that are indented by the braces around them.
struct IndentedText {
  private(set) var text = ""
  private var depth = 0

  mutating func line(_ line: String) {
    if !line.isEmpty { text += String(repeating: "  ", count: depth) + line }
    text += "\n"
  }

  mutating func open(_ line: String) {
    self.line(line)
    depth += 1
  }

  mutating func close(_ line: String) {
    depth -= 1
    self.line(line)
  }
}
