/// Prints packages as WIT.
///
/// Types come in an order in which each refers to earlier ones, behind the uses and before the
/// functions; of a world first the interfaces that it imports, and the exports last. Read again, the
/// text gives the same packages.
public struct WITPrinter {
  private let resolution: WITResolution
  private let isDocumented: Bool
  private var text = ""
  private var indentation = ""
  /// Whether the block at hand has anything, so that the next item needs an empty line before.
  private var hasItems = false

  private init(_ resolution: WITResolution, isDocumented: Bool) {
    self.resolution = resolution
    self.isDocumented = isDocumented
  }

  /// The text of a package, followed by the others of the resolution in braces.
  ///
  /// - Parameters:
  ///   - withDependencies: Whether others are printed, too; true by default.
  ///   - documentation: Whether comments are printed; true by default.
  public static func text(
    of package: PackageID, in resolution: WITResolution, withDependencies: Bool = true,
    documentation: Bool = true
  ) -> String {
    var printer = WITPrinter(resolution, isDocumented: documentation)
    printer.print(package, isMain: true)
    guard withDependencies else { return printer.text }
    var isFirst = true
    for other in resolution.packages.indices where other != package.rawValue {
      if !isFirst { printer.text += "\n\n" }
      isFirst = false
      printer.print(PackageID(rawValue: other), isMain: false)
    }
    return printer.text
  }

  // MARK: Lines

  private mutating func line(_ content: String = "") {
    text += content.isEmpty ? "\n" : indentation + content + "\n"
  }

  /// A block in braces behind a head.
  private mutating func block(_ head: String, _ body: (inout WITPrinter) -> Void) {
    line(head + " {")
    let outside = (hasItems, indentation)
    hasItems = false
    indentation += "  "
    body(&self)
    (hasItems, indentation) = outside
    line("}")
  }

  private mutating func beginItem() {
    if hasItems { line() }
    hasItems = true
  }

  private mutating func print(documentation: String?) {
    guard isDocumented, let documentation else { return }
    for text in documentation.split(separator: "\n", omittingEmptySubsequences: false) {
      line(text.isEmpty ? "///" : "/// \(text)")
    }
  }

  private mutating func print(_ stability: Stability, externalID: String? = nil) {
    let deprecation: SemanticVersion?
    switch stability {
    case .unspecified: deprecation = nil
    case .stable(let since, let deprecated):
      line("@since(version = \(since))")
      deprecation = deprecated
    case .unstable(let feature, let deprecated):
      line("@unstable(feature = \(feature))")
      deprecation = deprecated
    }
    if let deprecation { line("@deprecated(version = \(deprecation))") }
    if let externalID { line("@external-id(\(Self.quoted(externalID)))") }
  }

  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\t": quoted += "\\t"
      case "\r": quoted += "\\r"
      case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value):
        quoted += "\\u{\(String(scalar.value, radix: 16))}"
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }

  /// A name, with the sign that tells it from a keyword.
  private static func escaped(_ name: String) -> String {
    Token.Keyword(rawValue: name) == nil ? name : "%" + name
  }

  // MARK: Packages

  private mutating func print(_ id: PackageID, isMain: Bool) {
    let package = resolution[id]
    print(documentation: package.documentation)
    let name = package.name
    let head =
      "package \(Self.escaped(name.namespace)):\(Self.escaped(name.name))"
      + (name.version.map { "@\($0)" } ?? "")
    if isMain {
      line(head + ";")
      line()
      printItems(package, id, isMain: true)
    } else {
      block(head) { $0.printItems(package, id, isMain: false) }
    }
  }

  private mutating func printItems(_ package: Package, _ id: PackageID, isMain: Bool) {
    for interfaceID in package.interfaces {
      let interface = resolution[interfaceID]
      print(documentation: interface.documentation)
      print(interface.stability)
      block("interface \(Self.escaped(interface.name ?? ""))") { $0.print(interfaceID, in: id) }
      if isMain { line() }
    }
    for worldID in package.worlds {
      let world = resolution[worldID]
      print(documentation: world.documentation)
      print(world.stability)
      block("world \(Self.escaped(world.name))") { $0.print(worldID, in: id) }
    }
  }

  private mutating func print(_ id: InterfaceID, in package: PackageID) {
    let interface = resolution[id]
    var members: [TypeID: [Function]] = [:]
    var freestanding: [Function] = []
    for function in interface.functions {
      if let resource = function.kind.resource {
        members[resource, default: []].append(function)
      } else {
        freestanding.append(function)
      }
    }
    print(interface.types, of: .interface(id), members, in: package)
    for function in freestanding {
      beginItem()
      print(documentation: function.documentation)
      print(function.stability, externalID: function.externalID)
      line("\(Self.escaped(function.name)): \(signature(function));")
    }
  }

  private func path(to id: InterfaceID, in package: PackageID) -> String {
    let interface = resolution[id]
    let name = Self.escaped(interface.name ?? "")
    guard interface.package != package else { return name }
    let owner = resolution[interface.package].name
    return "\(Self.escaped(owner.namespace)):\(Self.escaped(owner.name))/\(name)"
      + (owner.version.map { "@\($0)" } ?? "")
  }

  // MARK: Worlds

  private mutating func print(_ id: WorldID, in package: PackageID) {
    let world = resolution[id]
    var types: [TypeID] = []
    var members: [TypeID: [Function]] = [:]
    var functions: [WorldItem] = []
    for item in world.imports {
      switch item.content {
      case .interface:
        print(item, "import", in: package)
        hasItems = true
      case .type(let type): types.append(type)
      case .function(let function):
        if let resource = function.kind.resource {
          members[resource, default: []].append(function)
        } else {
          functions.append(item)
        }
      }
    }
    print(types, of: .world(id), members, in: package)
    for item in functions {
      print(item, "import", in: package)
      hasItems = true
    }
    if !world.exports.isEmpty { beginItem() }
    for item in world.exports { print(item, "export", in: package) }
  }

  private mutating func print(_ item: WorldItem, _ keyword: String, in package: PackageID) {
    var documentation = item.documentation
    if case .interface(let interface) = item.content, case .name = item.key {
      documentation = documentation ?? resolution[interface].documentation
    }
    print(documentation: documentation)
    print(item.stability, externalID: item.externalID)
    switch (item.key, item.content) {
    case (.name(let name), .function(let function)):
      line("\(keyword) \(Self.escaped(name)): \(signature(function));")
    case (.name(let name), .interface(let interface)):
      if resolution[interface].name == nil {
        block("\(keyword) \(Self.escaped(name)): interface") { $0.print(interface, in: package) }
      } else {
        line("\(keyword) \(Self.escaped(name)): \(path(to: interface, in: package));")
      }
    case (.interface, .interface(let interface)):
      line("\(keyword) \(path(to: interface, in: package));")
    case (_, .type), (.interface, .function): break
    }
  }

  // MARK: Types

  private mutating func print(
    _ types: [TypeID], of owner: TypeDefinition.Owner, _ members: [TypeID: [Function]],
    in package: PackageID
  ) {
    var own: [TypeID] = []
    var used: (interface: InterfaceID, type: TypeDefinition, names: [String])?
    for id in types {
      let type = resolution[id]
      guard case .alias(.defined(let other)) = type.content,
        case .interface(let interface)? = resolution[other].owner, .interface(interface) != owner
      else {
        own.append(id)
        continue
      }
      let name = useName(type, of: resolution[other])
      if let last = used, last.interface == interface, last.type.stability == type.stability,
        last.type.externalID == type.externalID
      {
        used?.names.append(name)
      } else {
        if let used { printUse(used, in: package) }
        used = (interface, type, [name])
      }
    }
    if let used { printUse(used, in: package) }
    for id in own {
      beginItem()
      let type = resolution[id]
      print(documentation: type.documentation)
      print(type.stability, externalID: type.externalID)
      if type.content == .resource {
        print(resource: type, members[id] ?? [])
      } else {
        print(definition: type)
      }
    }
  }

  private func useName(_ type: TypeDefinition, of other: TypeDefinition) -> String {
    let (name, original) = (Self.escaped(type.name ?? ""), Self.escaped(other.name ?? ""))
    return name == original ? name : "\(original) as \(name)"
  }

  private mutating func printUse(
    _ use: (interface: InterfaceID, type: TypeDefinition, names: [String]), in package: PackageID
  ) {
    hasItems = true
    print(use.type.stability, externalID: use.type.externalID)
    let path = path(to: use.interface, in: package)
    line("use \(path).{\(use.names.joined(separator: ", "))};")
  }

  private mutating func print(resource: TypeDefinition, _ functions: [Function]) {
    let head = "resource \(Self.escaped(resource.name ?? ""))"
    if functions.isEmpty { return line(head + ";") }
    block(head) { printer in
      for function in functions {
        printer.print(documentation: function.documentation)
        printer.print(function.stability, externalID: function.externalID)
        let name = Self.escaped(function.name)
        let signature = printer.signature(function)
        switch function.kind {
        case .constructor: printer.line("\(signature);")
        case .static: printer.line("\(name): static \(signature);")
        case .method, .freestanding: printer.line("\(name): \(signature);")
        }
      }
    }
  }

  private mutating func print(definition: TypeDefinition) {
    let name = Self.escaped(definition.name ?? "")
    switch definition.content {
    case .record(let fields):
      block("record \(name)") { printer in
        for field in fields {
          printer.print(documentation: field.documentation)
          printer.line("\(Self.escaped(field.name)): \(printer.name(of: field.type)),")
        }
      }
    case .variant(let cases):
      block("variant \(name)") { printer in
        for item in cases {
          printer.print(documentation: item.documentation)
          let payload = item.type.map { "(\(printer.name(of: $0)))" } ?? ""
          printer.line(Self.escaped(item.name) + payload + ",")
        }
      }
    case .flags(let labels): print(labels, head: "flags \(name)")
    case .enumeration(let labels): print(labels, head: "enum \(name)")
    // Without `own`, this would be another name for the resource.
    case .own(let resource):
      line("type \(name) = own<\(Self.escaped(resolution[resource].name ?? ""))>;")
    default: line("type \(name) = \(self.name(of: definition.content));")
    }
  }

  private mutating func print(_ labels: [TypeDefinition.Label], head: String) {
    block(head) { printer in
      for label in labels {
        printer.print(documentation: label.documentation)
        printer.line(Self.escaped(label.name) + ",")
      }
    }
  }

  private func signature(_ function: Function) -> String {
    var parameters = function.parameters[...]
    if case .method = function.kind { parameters = parameters.dropFirst() }
    let list = parameters.map { "\(Self.escaped($0.name)): \(name(of: $0.type))" }
    let arguments = "(\(list.joined(separator: ", ")))"
    var result = function.result.map { " -> \(name(of: $0))" } ?? ""
    if case .constructor(let resource) = function.kind {
      if case .defined(let type)? = function.result, resolution[type].content == .own(resource) {
        result = ""
      }
      return "constructor\(arguments)\(result)"
    }
    return (function.isAsync ? "async " : "") + "func\(arguments)\(result)"
  }

  private func name(of type: TypeReference) -> String {
    switch type {
    case .primitive(let primitive): return primitive.rawValue
    case .defined(let id):
      let definition = resolution[id]
      return definition.name.map(Self.escaped) ?? name(of: definition.content)
    }
  }

  private func name(of content: TypeDefinition.Content) -> String {
    func part(_ type: TypeReference?) -> String { type.map { "<\(name(of: $0))>" } ?? "" }
    switch content {
    case .alias(let type): return name(of: type)
    case .tuple(let parts): return "tuple<\(parts.map(name(of:)).joined(separator: ", "))>"
    case .list(let element): return "list\(part(element))"
    case .fixedLengthList(let element, let count): return "list<\(name(of: element)), \(count)>"
    case .option(let type): return "option\(part(type))"
    case .result(let success, nil): return "result\(part(success))"
    case .result(let success, let error?):
      return "result<\(success.map(name(of:)) ?? "_"), \(name(of: error))>"
    case .map(let key, let value): return "map<\(name(of: key)), \(name(of: value))>"
    case .own(let resource): return Self.escaped(resolution[resource].name ?? "")
    case .borrow(let resource): return "borrow<\(Self.escaped(resolution[resource].name ?? ""))>"
    case .future(let type): return "future\(part(type))"
    case .stream(let type): return "stream\(part(type))"
    case .record, .variant, .flags, .enumeration, .resource: return ""
    }
  }
}
