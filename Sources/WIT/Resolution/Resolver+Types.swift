// Types and functions.

extension Resolver {
  /// Names within an interface or a world.
  struct Names {
    let owner: TypeDefinition.Owner
    var types: [String: TypeID] = [:]
    /// Types in the order of their definition, which is one in which each refers to earlier ones.
    var order: [TypeID] = []
    /// Interfaces whose types are used, in order.
    var dependencies: [InterfaceID] = []
    var used: Set<InterfaceID> = []
  }

  mutating func resolve(
    _ syntax: InterfaceSyntax, name: String?, _ scope: Scope
  ) throws(SourceFailure) -> InterfaceID {
    let id = InterfaceID(rawValue: resolution.interfaces.count)
    resolution.interfaces.append(
      Interface(
        name: name, package: scope.package, documentation: syntax.attributes.documentation,
        stability: syntax.attributes.stability))
    dependencies.append([])
    typeNames.append([:])
    var names = Names(owner: .interface(id))
    try define(
      uses: syntax.items.compactMap(\.use), types: syntax.items.compactMap(\.type), &names, scope)
    var functionNames: Set<String> = []
    var functions: [Function] = []
    for item in syntax.items {
      switch item {
      case .use: break
      case .type(let type): functions += try self.functions(of: type, names)
      case .function(let function):
        let name = function.name
        guard names.types[name.text] == nil, functionNames.insert(name.text.lowercased()).inserted
        else {
          throw SourceFailure("`\(name.text)` is defined more than once", name.range)
        }
        functions.append(try self.function(function, .freestanding, names))
      }
    }
    resolution.interfaces[id.rawValue].types = names.order
    resolution.interfaces[id.rawValue].functions = functions
    dependencies[id.rawValue] = names.dependencies
    typeNames[id.rawValue] = names.types
    return id
  }

  /// Defines what is brought by uses, then types, each behind those that it refers to.
  mutating func define(
    uses: [UseSyntax], types: [TypeSyntax], _ names: inout Names, _ scope: Scope
  ) throws(SourceFailure) {
    for use in uses { try define(use, &names, scope) }
    var positions: [String: Int] = [:]
    for (position, type) in types.enumerated() {
      guard names.types[type.name.text] == nil,
        positions.updateValue(position, forKey: type.name.text) == nil
      else {
        throw SourceFailure("`\(type.name.text)` is defined more than once", type.name.range)
      }
    }
    var references: [[Identifier]] = []
    for type in types {
      var list: [Identifier] = []
      try type.forEachName { (name) throws(SourceFailure) in
        if positions[name.text] != nil {
          list.append(name)
        } else if names.types[name.text] == nil {
          throw Self.unknownType(name)
        }
      }
      references.append(list)
    }
    let order: [Int]
    do throws(DependencyCycle) {
      order = try dependencyOrder(references.map { $0.compactMap { positions[$0.text] } })
    } catch {
      let name = references[error.node][error.dependency]
      throw SourceFailure("type `\(name.text)` is a part of itself", name.range)
    }
    for position in order { try define(types[position], &names) }
  }

  private static func unknownType(_ name: Identifier) -> SourceFailure {
    SourceFailure("type `\(name.text)` is not defined", name.range)
  }

  private mutating func define(
    _ use: UseSyntax, _ names: inout Names, _ scope: Scope
  ) throws(SourceFailure) {
    let interface = try interface(at: use.path, scope)
    for renaming in use.names {
      guard let type = typeNames[interface.rawValue][renaming.name.text] else {
        throw SourceFailure(
          "`\(renaming.name.text)` is no type of interface `\(use.path.name.text)`",
          renaming.name.range)
      }
      var attributes = use.attributes
      attributes.documentation = nil
      let alias = append(
        .alias(.defined(type)), name: renaming.local.text, names.owner, attributes)
      guard names.types.updateValue(alias, forKey: renaming.local.text) == nil else {
        throw SourceFailure(
          "`\(renaming.local.text)` is defined more than once", renaming.local.range)
      }
      names.order.append(alias)
    }
    if names.used.insert(interface).inserted { names.dependencies.append(interface) }
  }

  private mutating func define(
    _ type: TypeSyntax, _ names: inout Names
  ) throws(SourceFailure) {
    let content: TypeDefinition.Content
    switch type.content {
    case .alias(let alias): content = try aliasContent(alias, names)
    case .record(let fields):
      try checkDifferent(fields)
      var resolved: [TypeDefinition.Field] = []
      for field in fields {
        guard let expression = field.type else { continue }
        resolved.append(
          TypeDefinition.Field(
            name: field.name.text, type: try reference(expression, names),
            documentation: field.documentation))
      }
      content = .record(resolved)
    case .variant(let cases):
      try checkDifferent(cases)
      var resolved: [TypeDefinition.Case] = []
      for field in cases {
        resolved.append(
          TypeDefinition.Case(
            name: field.name.text, type: try optionalReference(field.type, names),
            documentation: field.documentation))
      }
      content = .variant(resolved)
    case .flags(let flags): content = .flags(try labels(flags))
    case .enumeration(let cases): content = .enumeration(try labels(cases))
    case .resource: content = .resource
    }
    let id = append(content, name: type.name.text, names.owner, type.attributes)
    names.types[type.name.text] = id
    names.order.append(id)
  }

  private func checkDifferent(_ fields: [TypeSyntax.Field]) throws(SourceFailure) {
    var names: Set<String> = []
    for field in fields where !names.insert(field.name.text.lowercased()).inserted {
      throw SourceFailure("`\(field.name.text)` is defined more than once", field.name.range)
    }
  }

  private func labels(
    _ fields: [TypeSyntax.Field]
  ) throws(SourceFailure) -> [TypeDefinition.Label] {
    try checkDifferent(fields)
    return fields.map { TypeDefinition.Label(name: $0.name.text, documentation: $0.documentation) }
  }

  /// What a name stands for: a type that is made here gets the name itself.
  private mutating func aliasContent(
    _ type: TypeExpression, _ names: Names
  ) throws(SourceFailure) -> TypeDefinition.Content {
    switch type {
    case .primitive(let primitive): .alias(.primitive(primitive))
    // Of a resource, too, this is another name, and no handle.
    case .named(let name): .alias(.defined(try self.type(named: name, names)))
    default: try content(type, names)
    }
  }

  private mutating func append(
    _ content: TypeDefinition.Content, name: String?, _ owner: TypeDefinition.Owner?,
    _ attributes: Attributes
  ) -> TypeID {
    resolution.types.append(
      TypeDefinition(
        name: name, owner: owner, content: content, documentation: attributes.documentation,
        stability: attributes.stability, externalID: attributes.externalID))
    if lends(content) { lendingTypes.insert(TypeID(rawValue: resolution.types.count - 1)) }
    return TypeID(rawValue: resolution.types.count - 1)
  }

  // MARK: References

  private func resource(named name: Identifier, _ names: Names) throws(SourceFailure) -> TypeID {
    let type = try self.type(named: name, names)
    guard isResource(type) else {
      throw SourceFailure("`\(name.text)` is no resource, so it has no handles", name.range)
    }
    return type
  }

  private func type(named name: Identifier, _ names: Names) throws(SourceFailure) -> TypeID {
    guard let type = names.types[name.text] else { throw Self.unknownType(name) }
    return type
  }

  private mutating func optionalReference(
    _ type: TypeExpression?, _ names: Names
  ) throws(SourceFailure) -> TypeReference? {
    guard let type else { return nil }
    return try reference(type, names)
  }

  private mutating func reference(
    _ type: TypeExpression, _ names: Names
  ) throws(SourceFailure) -> TypeReference {
    if case .primitive(let primitive) = type { return .primitive(primitive) }
    if case .named(let name) = type {
      let type = try self.type(named: name, names)
      // A resource's name stands for a handle that owns it.
      guard isResource(type) else { return .defined(type) }
      return .defined(append(.own(type), name: nil, nil, Attributes()))
    }
    return .defined(append(try content(type, names), name: nil, nil, Attributes()))
  }

  /// Whether a name leads to a resource, perhaps by way of others.
  private func isResource(_ type: TypeID) -> Bool {
    var type = type
    while case .alias(.defined(let next)) = resolution[type].content { type = next }
    return resolution[type].content == .resource
  }

  private mutating func content(
    _ type: TypeExpression, _ names: Names
  ) throws(SourceFailure) -> TypeDefinition.Content {
    switch type {
    case .primitive, .named: return .alias(try reference(type, names))
    case .own(let name): return .own(try resource(named: name, names))
    case .borrow(let name): return .borrow(try resource(named: name, names))
    case .tuple(let parts):
      var references: [TypeReference] = []
      for part in parts { references.append(try reference(part, names)) }
      return .tuple(references)
    case .list(let element): return .list(try reference(element, names))
    case .fixedLengthList(let element, let count):
      return .fixedLengthList(try reference(element, names), count: count)
    case .option(let part): return .option(try reference(part, names))
    case .result(let success, let error):
      return .result(
        success: try optionalReference(success, names),
        error: try optionalReference(error, names))
    case .map(let key, let value):
      return .map(key: try reference(key, names), value: try reference(value, names))
    case .future(let part): return .future(try optionalReference(part, names))
    case .stream(let part): return .stream(try optionalReference(part, names))
    }
  }

  /// Whether a type holds borrowed handles.
  private func lends(_ type: TypeReference) -> Bool {
    if case .defined(let type) = type { lendingTypes.contains(type) } else { false }
  }

  private func lends(_ content: TypeDefinition.Content) -> Bool {
    switch content {
    case .borrow: true
    case .resource, .flags, .enumeration, .own: false
    case .alias(let type), .list(let type), .fixedLengthList(let type, _), .option(let type):
      lends(type)
    case .record(let fields): fields.contains { lends($0.type) }
    case .variant(let cases): cases.contains { $0.type.map(lends) ?? false }
    case .tuple(let parts): parts.contains(where: lends)
    case .result(let success, let error): [success, error].contains { $0.map(lends) ?? false }
    case .map(let key, let value): lends(key) || lends(value)
    case .future(let type), .stream(let type): type.map(lends) ?? false
    }
  }

  // MARK: Functions

  /// The functions of a type, if it is a resource.
  mutating func functions(
    of type: TypeSyntax, _ names: Names
  ) throws(SourceFailure) -> [Function] {
    guard case .resource(let syntax) = type.content, let id = names.types[type.name.text] else {
      return []
    }
    var functions: [Function] = []
    var known: Set<String> = []
    for member in syntax {
      let name = member.function.name
      guard known.insert(name.text.lowercased()).inserted else {
        let what = member.kind == .constructor ? "a second constructor" : "`\(name.text)` again"
        throw SourceFailure("\(what) in resource `\(type.name.text)`", name.range)
      }
      let kind: Function.Kind =
        switch member.kind {
        case .constructor: .constructor(id)
        case .method: .method(id)
        case .static: .static(id)
        }
      functions.append(try function(member.function, kind, names))
    }
    return functions
  }

  mutating func function(
    _ syntax: FunctionSyntax, _ kind: Function.Kind, _ names: Names
  ) throws(SourceFailure) -> Function {
    var parameters: [Function.Parameter] = []
    var known: Set<String> = []
    if case .method(let resource) = kind {
      let borrow = append(.borrow(resource), name: nil, nil, Attributes())
      parameters.append(Function.Parameter(name: "self", type: .defined(borrow)))
      known.insert("self")
    }
    for (name, type) in syntax.parameters {
      guard known.insert(name.text.lowercased()).inserted else {
        throw SourceFailure("parameter `\(name.text)` is there more than once", name.range)
      }
      parameters.append(
        Function.Parameter(name: name.text, type: try reference(type, names)))
    }
    return Function(
      name: syntax.name.text, kind: kind, isAsync: syntax.isAsync, parameters: parameters,
      result: try result(syntax, kind, names), documentation: syntax.attributes.documentation,
      stability: syntax.attributes.stability, externalID: syntax.attributes.externalID)
  }

  private mutating func result(
    _ syntax: FunctionSyntax, _ kind: Function.Kind, _ names: Names
  ) throws(SourceFailure) -> TypeReference? {
    guard case .constructor(let resource) = kind else {
      let result = try optionalReference(syntax.result, names)
      if let result, lends(result) {
        throw SourceFailure("a function can't return a borrowed handle", syntax.name.range)
      }
      return result
    }
    guard let expression = syntax.result else {
      return .defined(append(.own(resource), name: nil, nil, Attributes()))
    }
    let reference = try reference(expression, names)
    guard case .defined(let type) = reference,
      case .result(.defined(let success)?, _) = resolution[type].content,
      resolution[success].content == .own(resource)
    else {
      throw SourceFailure(
        "a constructor returns its resource, or a `result` of it", syntax.name.range)
    }
    return reference
  }
}
