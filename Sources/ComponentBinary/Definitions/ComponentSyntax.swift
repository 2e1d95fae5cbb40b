package import WasmBinary

/// A component as written: its definitions, in order, which refer to earlier ones by index.
///
/// The binary and the text format are two notations for this. Explainer: "Component Definitions".
package struct ComponentSyntax: Hashable, Sendable {
  package var definitions: [Definition]
  package var customSections: [CustomSection]
  /// From the section "component-name", which is not among `customSections`.
  package var names: ComponentNames

  package init(
    definitions: [Definition] = [], customSections: [CustomSection] = [],
    names: ComponentNames = ComponentNames()
  ) {
    self.definitions = definitions
    self.customSections = customSections
    self.names = names
  }
}

extension ComponentSyntax {
  /// Each definition appends to one index space, or to none.
  package struct Definition: Hashable, Sendable {
    package var content: Content
    /// Where the definition begins, in whatever it was read from: bytes of a binary or of a text.
    package var offset: UInt32

    package init(_ content: Content, offset: UInt32 = 0) {
      self.content = content
      self.offset = offset
    }
  }

  package enum Content: Hashable, Sendable {
    /// The binary module at this position of the bytes that belong to the component: those that it
    /// was decoded from, or that the text's reader hands out beside it.
    case coreModule(ByteRange)
    case coreInstance(CoreInstance)
    case coreType(CoreType)
    case component(ComponentSyntax)
    case instance(Instance)
    case alias(Alias)
    case type(TypeDefinition)
    case canonical(CanonicalDefinition)
    case start(Start)
    case `import`(Import)
    case export(Export)
    case value(Value)
  }

  /// `core:instanceexpr`.
  package enum CoreInstance: Hashable, Sendable {
    case instantiate(module: UInt32, arguments: [CoreArgument])
    case exports([CoreInlineExport])
  }

  /// `core:instantiatearg`: what a module's imports from `name` come from.
  package struct CoreArgument: Hashable, Sendable {
    package var name: String
    /// Of the core instance index space.
    package var instance: UInt32

    package init(name: String, instance: UInt32) {
      self.name = name
      self.instance = instance
    }
  }

  package struct CoreInlineExport: Hashable, Sendable {
    package var name: String
    package var sort: CoreSort
    package var index: UInt32

    package init(name: String, sort: CoreSort, index: UInt32) {
      self.name = name
      self.sort = sort
      self.index = index
    }
  }

  /// `instanceexpr`.
  package enum Instance: Hashable, Sendable {
    case instantiate(component: UInt32, arguments: [Argument])
    case exports([InlineExport])
  }

  /// `instantiatearg`.
  package struct Argument: Hashable, Sendable {
    package var name: String
    package var item: SortIndex

    package init(name: String, item: SortIndex) {
      self.name = name
      self.item = item
    }
  }

  package struct InlineExport: Hashable, Sendable {
    package var name: ExternName
    package var item: SortIndex

    package init(name: ExternName, item: SortIndex) {
      self.name = name
      self.item = item
    }
  }

  /// 🪙 Calls a function when the component is instantiated.
  package struct Start: Hashable, Sendable {
    package var function: UInt32
    /// Of the value index space.
    package var arguments: [UInt32]
    package var resultCount: UInt32

    package init(function: UInt32, arguments: [UInt32], resultCount: UInt32) {
      self.function = function
      self.arguments = arguments
      self.resultCount = resultCount
    }
  }

  package struct Import: Hashable, Sendable {
    package var name: ExternName
    package var type: ExternType

    package init(name: ExternName, type: ExternType) {
      self.name = name
      self.type = type
    }
  }

  package struct Export: Hashable, Sendable {
    package var name: ExternName
    package var item: SortIndex
    /// The type ascribed to the item, if not its own.
    package var type: ExternType?

    package init(name: ExternName, item: SortIndex, type: ExternType? = nil) {
      self.name = name
      self.item = item
      self.type = type
    }
  }

  /// 🪙 A constant.
  package struct Value: Hashable, Sendable {
    package var type: ValueTypeUse
    /// The encoded value, in the bytes that belong to the component.
    package var bytes: ByteRange

    package init(type: ValueTypeUse, bytes: ByteRange) {
      self.type = type
      self.bytes = bytes
    }
  }

  package struct CustomSection: Hashable, Sendable {
    package var name: String
    /// The contents after the name, in the bytes that belong to the component.
    package var contents: ByteRange
    /// How many definitions precede it.
    package var position: UInt32

    package init(name: String, contents: ByteRange, position: UInt32) {
      self.name = name
      self.contents = contents
      self.position = position
    }
  }
}

/// Projects a definition out of an instance or an enclosing scope. Explainer: "Alias Definitions".
package enum Alias: Hashable, Sendable {
  case export(instance: UInt32, name: String, sort: Sort)
  case coreExport(instance: UInt32, name: String, sort: CoreSort)
  /// `count` scopes outward, where zero is the current one.
  case outer(count: UInt32, index: UInt32, sort: Sort)
}

extension Alias {
  /// The index space that the alias appends to.
  package var sort: Sort {
    switch self {
    case .export(_, _, let sort), .outer(_, _, let sort): sort
    case .coreExport(_, _, let sort): .core(sort)
    }
  }
}
