/// The type of something that can be imported or exported. Specification: "External Types".
///
/// Concrete heap types in it are numbers of the engine: see ``Module/definedTypes``.
public enum ExternalType: Hashable, Sendable {
  /// A function of a type.
  case function(FunctionType)
  /// A table.
  case table(TableType)
  /// A linear memory.
  case memory(MemoryType)
  /// A global variable.
  case global(GlobalType)
  /// The values that an exception with this tag carries are the parameters.
  case tag(FunctionType)

  /// What kind of thing it is.
  public var kind: ExternalKind {
    switch self {
    case .function: .function
    case .table: .table
    case .memory: .memory
    case .global: .global
    case .tag: .tag
    }
  }
}

extension ExternalType: CustomStringConvertible {
  public var description: String {
    switch self {
    case .function(let type): "function \(type)"
    case .table(let type): "table \(type)"
    case .memory(let type): "memory \(type)"
    case .global(let type): "global \(type)"
    case .tag(let type): "tag \(type)"
    }
  }
}

/// One import of a module.
public struct ImportType: Hashable, Sendable {
  /// The name of the module that it is imported from.
  public var module: String
  /// The name, unique among exports but not among imports.
  public var name: String
  /// What type it has, or must have to be imported.
  public var type: ExternalType
}

/// One export of a module.
public struct ExportType: Hashable, Sendable {
  /// The name, unique among exports but not among imports.
  public var name: String
  /// What type it has, or must have to be imported.
  public var type: ExternalType
}

/// Something that a store owns and that can be imported or exported. Specification: "External Values".
public enum External {
  /// A function.
  case function(Func)
  /// A table.
  case table(Table)
  /// A linear memory.
  case memory(Memory)
  /// A global variable.
  case global(Global)
  /// A tag of exceptions.
  case tag(Tag)

  /// The type that it has now.
  public var type: ExternalType {
    switch self {
    case .function(let function): .function(function.type)
    case .table(let table): .table(table.type)
    case .memory(let memory): .memory(memory.type)
    case .global(let global): .global(global.type)
    case .tag(let tag): .tag(tag.type)
    }
  }

  var store: Store {
    switch self {
    case .function(let function): function.store
    case .table(let table): table.store
    case .memory(let memory): memory.store
    case .global(let global): global.store
    case .tag(let tag): tag.store
    }
  }
}

/// Why the imports of a module could not be satisfied.
public enum LinkError: Error, Hashable, Sendable {
  /// Nothing is defined under the import's name.
  case unknownImport(module: String, name: String, expected: ExternalType)
  /// What is defined under the import's name has another type.
  case incompatibleImportType(
    module: String, name: String, expected: ExternalType, actual: ExternalType)
  /// The list of imports is too short or too long.
  case importCountMismatch(expected: Int, actual: Int)
  /// The name is already defined in the linker.
  case duplicateDefinition(module: String, name: String)
  /// An import belongs to another store, or the module to another engine.
  case foreignStore
}

extension LinkError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unknownImport(let module, let name, let expected):
      "unknown import: \(quoted(module, name)) (\(expected))"
    case .incompatibleImportType(let module, let name, let expected, let actual):
      "incompatible import type: \(quoted(module, name)) is \(actual), expected \(expected)"
    case .importCountMismatch(let expected, let actual):
      "the module has \(expected) imports, but \(actual) were given"
    case .duplicateDefinition(let module, let name):
      "\(quoted(module, name)) is already defined"
    case .foreignStore: "the import belongs to another store, or the module to another engine"
    }
  }
}

private func quoted(_ module: String, _ name: String) -> String {
  "\"\(module.printable)\" \"\(name.printable)\""
}
