/// Why types were not compared to the end, or do not match.
enum TypeCheckFailure: Error {
  case mismatch(String)
  /// The component makes more work than `ComponentLimits.typeChecks` allows.
  case tooMuchWork

  /// The same with where it was found in front.
  func inside(_ context: String) -> TypeCheckFailure {
    switch self {
    case .mismatch(let reason): .mismatch("type mismatch in \(context): \(reason)")
    case .tooMuchWork: self
    }
  }
}

/// Replaces types in types: what instantiation does with the types that a component imports and
/// exports. Explainer: "Type Checking".
///
/// Resource types are replaced by others. Value types are replaced by equal ones with another identity, so
/// that it is known which names they have. Whatever has been replaced once is remembered, so that sharing
/// between types is kept.
struct Substitution {
  /// The replacement of each resource type.
  private(set) var resources: [ResourceID: ResourceTypeID] = [:]
  /// Whether types without resources are to be replaced as well.
  private(set) var replacesValues = false
  fileprivate var references: [ResourceTypeID: ResourceTypeID] = [:]
  fileprivate var values: [ValueTypeID: ValueTypeID] = [:]
  fileprivate var functions: [FunctionTypeID: FunctionTypeID] = [:]
  fileprivate var instances: [InstanceTypeID: InstanceTypeID] = [:]
  fileprivate var components: [ComponentTypeID: ComponentTypeID] = [:]

  /// - Precondition: No type that refers to `resource` has been replaced yet. Types come after the types
  ///   that they refer to, so that it is enough to go through declarations in order.
  mutating func replace(_ resource: ResourceID, by type: ResourceTypeID) {
    resources[resource] = type
  }

  /// Replaces one reference to a resource type that is replaced itself: whatever else refers to it gets a
  /// reference of its own.
  mutating func replace(_ reference: ResourceTypeID, by type: ResourceTypeID) {
    references[reference] = type
  }

  /// - Precondition: As above. The types are equal.
  mutating func replace(_ value: ValueTypeID, by type: ValueTypeID) {
    guard value != type else { return }
    values[value] = type
    replacesValues = true
  }

  fileprivate func mayReplace(_ containsResources: Bool) -> Bool {
    containsResources && !resources.isEmpty || replacesValues
  }
}

extension ComponentTypes {
  /// Counts steps of work.
  mutating func spend(_ steps: Int = 1) throws(TypeCheckFailure) {
    guard steps <= Int(truncatingIfNeeded: remainingChecks) else { throw .tooMuchWork }
    remainingChecks -= UInt32(truncatingIfNeeded: steps)
  }

  mutating func substitute(
    _ type: ResourceTypeID, _ substitution: inout Substitution
  ) -> ResourceTypeID {
    if let known = substitution.references[type] { return known }
    guard let target = substitution.resources[self[type]] else { return type }
    let reference = addReference(to: self[target])
    substitution.replace(type, by: reference)
    return reference
  }

  mutating func substitute(
    _ type: ValueTypeID, _ substitution: inout Substitution
  ) throws(TypeCheckFailure) -> ValueTypeID {
    guard substitution.mayReplace(self[type].contents.contains(.handle)) else { return type }
    if let known = substitution.values[type] { return known }
    try spend()
    let original = self[type].shape
    let shape = try original.map(
      part: { (part) throws(TypeCheckFailure) in try substitute(part, &substitution) },
      resource: { (resource) throws(TypeCheckFailure) in substitute(resource, &substitution) })
    let result = shape == original ? type : add(shape)
    if result != type, let origin = origins[type] {
      setOrigin(of: result, try substitute(origin, &substitution))
    }
    substitution.values[type] = result
    return result
  }

  mutating func substitute(
    _ type: FunctionTypeID, _ substitution: inout Substitution
  ) throws(TypeCheckFailure) -> FunctionTypeID {
    if let known = substitution.functions[type] { return known }
    guard substitution.mayReplace(measure(of: type).containsResources) else { return type }
    try spend(1 + self[type].parameters.count)
    var function = self[type]
    for position in function.parameters.indices {
      function.parameters[position].content = try substitute(
        function.parameters[position].content, &substitution)
    }
    if let result = function.result { function.result = try substitute(result, &substitution) }
    let result = function == self[type] ? type : add(function)
    substitution.functions[type] = result
    return result
  }

  mutating func substitute(
    _ type: InstanceTypeID, _ substitution: inout Substitution
  ) throws(TypeCheckFailure) -> InstanceTypeID {
    guard substitution.mayReplace(self[type].measure.containsResources) else { return type }
    if let known = substitution.instances[type] { return known }
    var instance = self[type]
    instance.exports = try substitute(instance.exports, &substitution)
    instance.resources.removeAll { substitution.resources[$0] != nil }
    let result = add(instance)
    substitution.instances[type] = result
    return result
  }

  mutating func substitute(
    _ type: ComponentTypeID, _ substitution: inout Substitution
  ) throws(TypeCheckFailure) -> ComponentTypeID {
    guard substitution.mayReplace(self[type].measure.containsResources) else { return type }
    if let known = substitution.components[type] { return known }
    var component = self[type]
    component.imports = try substitute(component.imports, &substitution)
    component.exports = try substitute(component.exports, &substitution)
    let result = add(component)
    substitution.components[type] = result
    return result
  }

  mutating func substitute(
    _ entities: NamedEntities, _ substitution: inout Substitution
  ) throws(TypeCheckFailure) -> NamedEntities {
    try entities.map { (entity) throws(TypeCheckFailure) in
      try spend()
      return try substitute(entity, &substitution)
    }
  }

  mutating func substitute(
    _ entity: EntityType, _ substitution: inout Substitution
  ) throws(TypeCheckFailure) -> EntityType {
    switch entity {
    case .coreModule: entity
    case .function(let type): .function(try substitute(type, &substitution))
    case .value(let type): .value(try substitute(type, &substitution))
    case .component(let type): .component(try substitute(type, &substitution))
    case .instance(let type): .instance(try substitute(type, &substitution))
    case .type(let type): .type(try substitute(type, &substitution))
    }
  }

  private mutating func substitute(
    _ type: ComponentAnyType, _ substitution: inout Substitution
  ) throws(TypeCheckFailure) -> ComponentAnyType {
    switch type {
    case .value(let type): .value(try substitute(type, &substitution))
    case .resource(let type): .resource(substitute(type, &substitution))
    case .function(let type): .function(try substitute(type, &substitution))
    case .component(let type): .component(try substitute(type, &substitution))
    case .instance(let type): .instance(try substitute(type, &substitution))
    }
  }

  /// The type of an instance of `type`: with resource types of its own in place of the abstract ones.
  ///
  /// - Returns: The type, and the resource types that are new.
  mutating func instantiate(
    _ type: InstanceTypeID
  ) throws(TypeCheckFailure) -> (type: InstanceTypeID, resources: [ResourceID]) {
    let abstract = self[type].resources
    guard !abstract.isEmpty else { return (type, []) }
    var substitution = Substitution()
    let fresh = try addResources(replacing: abstract, &substitution)
    return (try substitute(type, &substitution), fresh)
  }

  /// Adds a resource type for each of `resources`, which it replaces.
  mutating func addResources(
    replacing resources: [ResourceID], _ substitution: inout Substitution
  ) throws(TypeCheckFailure) -> [ResourceID] {
    var fresh: [ResourceID] = []
    fresh.reserveCapacity(resources.count)
    for resource in resources {
      try spend()
      let type = addResource(representation: nil)
      fresh.append(self[type])
      substitution.replace(resource, by: type)
    }
    return fresh
  }
}
