package import WasmBinary
package import WasmTypes

// Types as written. Explainer and Binary: "Type Definitions".

/// `deftype`.
package enum TypeDefinition: Hashable, Sendable {
  case value(DefinedValueType<ValueTypeUse, UInt32>)
  case function(FunctionTypeSyntax)
  case component([Declarator])
  case instance([Declarator])
  /// `destructor` is of the core function index space.
  case resource(representation: ValueType, destructor: UInt32?)
}

/// `functype`.
package struct FunctionTypeSyntax: Hashable, Sendable {
  package var isAsync: Bool
  package var parameters: [Labelled<ValueTypeUse>]
  package var result: ValueTypeUse?

  package init(
    isAsync: Bool = false, parameters: [Labelled<ValueTypeUse>] = [], result: ValueTypeUse? = nil
  ) {
    self.isAsync = isAsync
    self.parameters = parameters
    self.result = result
  }
}

/// A declaration inside of a component type or an instance type.
package struct Declarator: Hashable, Sendable {
  package var content: Content
  /// See `ComponentSyntax.Definition.offset`.
  package var offset: UInt32

  package init(_ content: Content, offset: UInt32 = 0) {
    self.content = content
    self.offset = offset
  }

  package enum Content: Hashable, Sendable {
    case coreType(CoreType)
    case type(TypeDefinition)
    case alias(Alias)
    /// Of component types only.
    case `import`(name: ExternName, type: ExternType)
    case export(name: ExternName, type: ExternType)
  }
}

/// `externtype`: what an import or export is declared to be.
package enum ExternType: Hashable, Sendable {
  /// The index is of the core type index space.
  case coreModule(UInt32)
  case function(UInt32)
  /// 🪙
  case value(ValueBound)
  case type(TypeBound)
  case component(UInt32)
  case instance(UInt32)

  /// The index space that such an import or export appends to.
  package var sort: Sort {
    switch self {
    case .coreModule: .core(.module)
    case .function: .function
    case .value: .value
    case .type: .type
    case .component: .component
    case .instance: .instance
    }
  }
}

/// `typebound`.
package enum TypeBound: Hashable, Sendable {
  /// The same type as an earlier one.
  case equal(UInt32)
  /// `(sub resource)`: an abstract resource type, different from all others.
  case subResource
}

/// `valuebound` 🪙
package enum ValueBound: Hashable, Sendable {
  case equal(UInt32)
  case type(ValueTypeUse)
}

/// `core:deftype`.
package enum CoreType: Hashable, Sendable {
  /// Appends each of its types to the core type index space.
  case recursiveGroup(RecursiveGroup)
  case module([ModuleDeclarator])
}

/// A declaration inside of a module type.
package struct ModuleDeclarator: Hashable, Sendable {
  package var content: Content
  /// See `ComponentSyntax.Definition.offset`.
  package var offset: UInt32

  package init(_ content: Content, offset: UInt32 = 0) {
    self.content = content
    self.offset = offset
  }

  package enum Content: Hashable, Sendable {
    case type(CoreType)
    /// An alias of a core type `count` scopes outward; zero is the module type itself.
    case outerType(count: UInt32, index: UInt32)
    case `import`(module: String, name: String, type: DecodedModule.ImportType)
    case export(name: String, type: DecodedModule.ImportType)
  }
}
