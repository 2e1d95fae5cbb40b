internal import ComponentBinary
internal import WasmTypes

/// An argument of an instantiation before it is resolved.
private struct WrittenArgument<Export> {
  enum Value {
    case item(ComponentReference)
    /// The exports of an instance that is defined for the argument.
    case exports([Export], at: Token)
  }

  var name: String
  var value: Value
}

/// An export of an instance of exports before it is resolved.
private struct WrittenCoreExport {
  var name: String
  var item: ComponentReference
}

private struct WrittenExport {
  var name: ExternName
  var item: ComponentReference
}

// Instances of core modules. Explainer: "Instance Definitions".
extension ComponentAssembler {
  /// `core instance id? ...`, without `core`
  mutating func coreInstanceField(_ token: Token) throws(TextError) {
    cursor.advance()
    let declaration = try declaration()
    if cursor.acceptForm(.alias) {
      return try invertedAlias(.core(.instance), declaration, at: token)
    }
    guard cursor.acceptForm(.instantiate) else {
      let instance = try resolve(try coreExports())
      _ = try define(.coreInstance(instance), declaration, .core(.instance), at: token)
      return
    }
    let module = try index(.core(.module), isCoreOptional: true)
    let arguments = try coreArguments()
    try cursor.expectClose()
    let instances = try expand(arguments)
    var resolved: [ComponentSyntax.CoreArgument] = []
    let moduleIndex = try resolve(module)
    for (argument, instance) in zip(arguments, instances) {
      resolved.append(
        ComponentSyntax.CoreArgument(name: argument.name, instance: try resolve(instance)))
    }
    _ = try define(
      .coreInstance(.instantiate(module: moduleIndex, arguments: resolved)), declaration,
      .core(.instance), at: token)
  }

  /// `(with "name" (instance ...))*`
  private mutating func coreArguments() throws(TextError) -> [WrittenArgument<WrittenCoreExport>] {
    var arguments: [WrittenArgument<WrittenCoreExport>] = []
    while cursor.acceptForm(.with) {
      let name = try name()
      try cursor.expect(.leftParenthesis)
      let token = cursor.token
      try cursor.expect(.instance)
      let value: WrittenArgument<WrittenCoreExport>.Value
      if cursor.token.isIndex {
        value = .item(try reference(.core(.instance)))
      } else {
        value = .exports(try coreExports(), at: token)
      }
      try cursor.expectClose()
      try cursor.expectClose()
      arguments.append(WrittenArgument(name: name, value: value))
    }
    return arguments
  }

  /// Defines the instances that are written as arguments.
  private mutating func expand(
    _ arguments: [WrittenArgument<WrittenCoreExport>]
  ) throws(TextError) -> [ComponentReference] {
    var instances: [ComponentReference] = []
    for argument in arguments {
      switch argument.value {
      case .item(let reference): instances.append(reference)
      case .exports(let exports, let token):
        let instance = try resolve(exports)
        scope.definitions.append(
          ComponentSyntax.Definition(.coreInstance(instance), offset: token.start))
        let index = scope.declareImplicitly(.core(.instance))
        instances.append(.resolved(SortIndex(.core(.instance), index)))
      }
    }
    return instances
  }

  /// `(export "name" (X ...))*`
  private mutating func coreExports() throws(TextError) -> [WrittenCoreExport] {
    var exports: [WrittenCoreExport] = []
    while cursor.acceptForm(.export) {
      let name = try name()
      exports.append(WrittenCoreExport(name: name, item: try coreSortedIndex()))
      try cursor.expectClose()
    }
    return exports
  }

  private mutating func resolve(
    _ exports: [WrittenCoreExport]
  ) throws(TextError) -> ComponentSyntax.CoreInstance {
    var resolved: [ComponentSyntax.CoreInlineExport] = []
    for export in exports {
      let item = try item(export.item)
      guard case .core(let sort) = item.sort else { continue }
      resolved.append(
        ComponentSyntax.CoreInlineExport(name: export.name, sort: sort, index: item.index))
    }
    return .exports(resolved)
  }
}

// Instances of components.
extension ComponentAssembler {
  /// `instance id? export* import? ...`
  mutating func instanceField(_ token: Token) throws(TextError) {
    let declaration = try declaration()
    let names = try inlineExports()
    if let name = try inlineImport() {
      let type = ExternType.instance(try typeUse(.instance))
      let index = try defineImport(name, type, declaration, at: token)
      return export(names, SortIndex(.instance, index), at: token)
    }
    if cursor.acceptForm(.alias) { return try invertedAlias(.instance, declaration, at: token) }
    let instance: ComponentSyntax.Instance
    if cursor.acceptForm(.instantiate) {
      instance = try instantiation()
      try cursor.expectClose()
    } else {
      instance = try resolve(try exports())
    }
    let index = try define(.instance(instance), declaration, .instance, at: token)
    export(names, SortIndex(.instance, index), at: token)
  }

  /// The rest of `(instantiate c (with ...)*`.
  private mutating func instantiation() throws(TextError) -> ComponentSyntax.Instance {
    let component = try index(.component)
    let arguments = try arguments()
    let items = try expand(arguments)
    let componentIndex = try resolve(component)
    var resolved: [ComponentSyntax.Argument] = []
    for (argument, reference) in zip(arguments, items) {
      resolved.append(
        ComponentSyntax.Argument(name: argument.name, item: try item(reference)))
    }
    return .instantiate(component: componentIndex, arguments: resolved)
  }

  /// `(with "name" (X ...))*`
  private mutating func arguments() throws(TextError) -> [WrittenArgument<WrittenExport>] {
    var arguments: [WrittenArgument<WrittenExport>] = []
    while cursor.acceptForm(.with) {
      let name = try name()
      let value: WrittenArgument<WrittenExport>.Value
      if cursor.isAtForm(.instance), !cursor.token(after: 2).isIndex {
        cursor.advance()
        let token = cursor.token
        cursor.advance()
        value = .exports(try exports(), at: token)
        try cursor.expectClose()
      } else {
        value = .item(try sortedIndex())
      }
      try cursor.expectClose()
      arguments.append(WrittenArgument(name: name, value: value))
    }
    return arguments
  }

  private mutating func expand(
    _ arguments: [WrittenArgument<WrittenExport>]
  ) throws(TextError) -> [ComponentReference] {
    var items: [ComponentReference] = []
    for argument in arguments {
      switch argument.value {
      case .item(let reference): items.append(reference)
      case .exports(let exports, let token):
        let instance = try resolve(exports)
        scope.definitions.append(
          ComponentSyntax.Definition(.instance(instance), offset: token.start))
        let index = scope.declareImplicitly(.instance)
        items.append(.resolved(SortIndex(.instance, index)))
      }
    }
    return items
  }

  /// `(export "name" (X ...))*`
  private mutating func exports() throws(TextError) -> [WrittenExport] {
    var exports: [WrittenExport] = []
    while cursor.acceptForm(.export) {
      let name = try externName()
      exports.append(WrittenExport(name: name, item: try sortedIndex()))
      try cursor.expectClose()
    }
    return exports
  }

  private mutating func resolve(
    _ exports: [WrittenExport]
  ) throws(TextError) -> ComponentSyntax.Instance {
    var resolved: [ComponentSyntax.InlineExport] = []
    for export in exports {
      resolved.append(
        ComponentSyntax.InlineExport(name: export.name, item: try item(export.item)))
    }
    return .exports(resolved)
  }
}
