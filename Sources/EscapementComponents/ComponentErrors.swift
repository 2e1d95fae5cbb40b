public import Escapement

/// Why a component could not be instantiated.
public enum LinkingError: Error, Hashable, Sendable {
  /// Nothing is defined under the import's name.
  case missingImport(String)
  /// What is defined under the import's name is something else, or has another type.
  case wrongImport(String)
  /// A function that another component exports does not have the type with which this one calls it.
  case functionTypeMismatch
  /// The name is already defined in the linker.
  case duplicateDefinition(String)
  /// The component belongs to another engine, or what is linked to another store.
  case foreignStore
  /// Component instances are inside of one another too deeply.
  case nestedTooDeeply
  case resource(ResourceError)
  /// The component uses something that this implementation does not have.
  case unsupported(String)
}

extension LinkingError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .missingImport(let name): "missing import named `\(name)`"
    case .wrongImport(let name): "import `\(name)` is of another kind or type"
    case .functionTypeMismatch:
      "a function of another component has another type than this one imports"
    case .duplicateDefinition(let name): "`\(name)` is already defined"
    case .foreignStore: "it belongs to another engine or store"
    case .nestedTooDeeply: "component instances are nested too deeply"
    case .resource(let error): error.description
    case .unsupported(let what): "unsupported: \(what)"
    }
  }
}

/// Why a component's function could not be called. The guest did not run.
public enum ComponentCallError: Error, Hashable, Sendable {
  /// The instance exports no such function, instance, module or component.
  case unknownExport(String)
  case argumentCountMismatch(function: String, expected: Int, actual: Int)
  /// An argument does not have the parameter's type.
  case argumentMismatch(function: String, parameter: String)
  /// The Swift signature is not the function's type.
  case signatureMismatch(function: String)
}

extension ComponentCallError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unknownExport(let name): "there is no export named \"\(name)\""
    case .argumentCountMismatch(let function, let expected, let actual):
      "\(function): expected \(expected) arguments, got \(actual)"
    case .argumentMismatch(let function, let parameter):
      "\(function): the argument for the parameter \"\(parameter)\" does not have its type"
    case .signatureMismatch(let function):
      "\(function): the Swift signature is not the type of the function"
    }
  }
}

#if hasFeature(Embedded)
  func failure(_ error: LinkingError) -> HostError { .host(-2) }
  func failure(_ error: ComponentCallError) -> HostError { .host(-3) }
#else
  func failure(_ error: LinkingError) -> HostError { error }
  func failure(_ error: ComponentCallError) -> HostError { error }
#endif
