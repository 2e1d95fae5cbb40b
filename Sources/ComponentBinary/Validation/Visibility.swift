// Which types have names that are visible from outside. Explainer: "External Visibility of Types".

extension ComponentTypes {
  /// Whether all types have visible names that an import or export of `entity` uses, where the types that it
  /// introduces become visible.
  mutating func isVisible(
    _ entity: EntityType, _ isImport: Bool, _ visible: inout Visibility
  ) throws(TypeCheckFailure) -> Bool {
    var names = isImport ? visible.imported : visible.exported
    // The sets are moved, not copied.
    if isImport { visible.imported = .init() } else { visible.exported = .init() }
    var added: [ComponentAnyType] = []
    let result = try isVisible(entity, &names, &added)
    if isImport {
      visible.imported = names
      for type in added { visible.exported.insert(type) }
    } else {
      visible.exported = names
    }
    return result
  }

  private mutating func isVisible(
    _ entity: EntityType, _ names: inout Visibility.Names, _ added: inout [ComponentAnyType]
  ) throws(TypeCheckFailure) -> Bool {
    switch entity {
    case .coreModule, .component: return true
    case .function(let type): return try isVisible(type, &names)
    case .value(let type): return try isVisible(type, &names)
    case .type(let type):
      guard try areContentsVisible(type, &names) else { return false }
      names.insert(type)
      added.append(type)
      return true
    case .instance(let type):
      // What the instance exports is visible under the instance's name.
      for entry in self[type].exports.entries {
        try spend()
        guard try isVisible(entry.type, &names, &added) else { return false }
      }
      return true
    }
  }

  /// Whether the parts of a type are visible that gets a name itself.
  private mutating func areContentsVisible(
    _ type: ComponentAnyType, _ names: inout Visibility.Names
  ) throws(TypeCheckFailure) -> Bool {
    switch type {
    case .resource, .component: return true
    case .function(let type): return try isVisible(type, &names)
    case .value(let type): return try arePartsVisible(type, &names)
    case .instance(let type):
      var added: [ComponentAnyType] = []
      return try isVisible(.instance(type), &names, &added)
    }
  }

  private mutating func isVisible(
    _ type: FunctionTypeID, _ names: inout Visibility.Names
  ) throws(TypeCheckFailure) -> Bool {
    let function = self[type]
    try spend(function.parameters.count + 1)
    for parameter in function.parameters {
      guard try isVisible(parameter.content, &names) else { return false }
    }
    guard let result = function.result else { return true }
    return try isVisible(result, &names)
  }

  private mutating func isVisible(
    _ type: ValueTypeID, _ names: inout Visibility.Names
  ) throws(TypeCheckFailure) -> Bool {
    if names.values.contains(type) { return true }
    switch self[type].shape {
    case .primitive: return true
    case .record, .variant, .flags, .enumeration: return false
    default: break
    }
    guard try arePartsVisible(type, &names) else { return false }
    // Looked at once; names only become more.
    names.values.insert(type)
    return true
  }

  private mutating func arePartsVisible(
    _ type: ValueTypeID, _ names: inout Visibility.Names
  ) throws(TypeCheckFailure) -> Bool {
    try spend()
    let shape = self[type].shape
    if case .own(let resource) = shape { return names.resources.contains(resource) }
    if case .borrow(let resource) = shape { return names.resources.contains(resource) }
    var areVisible = true
    try shape.forEachPart { (part) throws(TypeCheckFailure) in
      if areVisible { areVisible = try isVisible(part, &names) }
    }
    return areVisible
  }
}

extension Visibility.Names {
  mutating func insert(_ type: ComponentAnyType) {
    switch type {
    case .value(let type): values.insert(type)
    case .resource(let type): resources.insert(type)
    case .function, .component, .instance: break
    }
  }
}
