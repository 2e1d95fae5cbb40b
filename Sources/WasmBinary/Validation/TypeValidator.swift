internal import WasmTypes

/// Checks the type section, numbers its types, and checks the types of what the module declares.
struct TypeValidator {
  private let module: DecodedModule
  private let limits: ModuleLimits
  private(set) var registry = TypeRegistry()
  private var space: TypeIndexSpace

  /// The registry's number of each type index.
  var numbers: [UInt32] { space.numbers }

  init(_ module: DecodedModule, limits: ModuleLimits) {
    self.module = module
    self.limits = limits
    space = TypeIndexSpace(limits: limits)
  }

  mutating func validate() throws(ModuleError) {
    space.reserveCapacity(module.types.count)
    for group in module.recursiveGroups {
      let types = module.types[Int(group.lowerBound)..<Int(group.upperBound)]
      try space.append(types, to: &registry, at: module.sectionOffset(.type))
    }
  }

  /// Checks that the type index in a type outside of the type section exists.
  func checkIndex(in type: ValueType, at offset: UInt32) throws(ModuleError) {
    guard case .reference(let reference) = type, case .concrete(let index) = reference.heapType,
      index >= UInt32(module.types.count)
    else { return }
    throw .invalid("unknown type \(index)", at: offset)
  }

  /// Checks that a function has a type that exists and is a function type.
  func checkFunctionType(_ index: TypeIndex, at offset: UInt32) throws(ModuleError) {
    guard index < UInt32(module.types.count) else {
      throw .invalid("unknown type \(index)", at: offset)
    }
    guard case .function = module.types[Int(index)].composite else {
      throw .invalid("type mismatch: type \(index) is not a function type", at: offset)
    }
  }

  func checkTagType(_ index: TypeIndex, at offset: UInt32) throws(ModuleError) {
    try checkFunctionType(index, at: offset)
    guard module.functionType(at: index)?.results.isEmpty ?? true else {
      throw .invalid("non-empty tag result type", at: offset)
    }
  }
}
