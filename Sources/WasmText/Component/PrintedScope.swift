internal import ComponentBinary
internal import WasmBinary
internal import WasmTypes

/// How the members of a component's index spaces are written, and how many have been.
struct PrintedScope {
  private var identifiers: [Identifiers]
  private var counts: [UInt32]

  init(_ names: ComponentNames) {
    counts = [UInt32](repeating: 0, count: Sort.inNameSection.count)
    identifiers = [Identifiers](repeating: Identifiers([]), count: Sort.inNameSection.count)
    for list in names.sorts {
      identifiers[list.sort.position] = Identifiers(
        list.names.map { NameSection.IndexedName(index: $0.index, name: Name($0.name)) })
    }
  }

  subscript(sort: Sort) -> Identifiers { identifiers[sort.position] }

  /// The index of the next member.
  mutating func next(_ sort: Sort) -> UInt32 {
    let index = counts[sort.position]
    counts[sort.position] = index &+ 1
    return index
  }

  /// Modules and components are called by their own names.
  mutating func takeNames(of children: ComponentChildren) {
    identifiers[Sort.core(.module).position] = Identifiers(children.moduleNames)
    identifiers[Sort.component.position] = Identifiers(children.componentNames)
  }
}

/// The modules and components inside of a component, and how their names can be written.
///
/// In the text, the identifier of a module is its name in the component's name section and in its
/// own. Where the two differ, the module has its name section as bytes; where it has none, the
/// component has to have its own as bytes. The same goes for components.
struct ComponentChildren {
  struct Module {
    var module: DecodedModule
    var outline: SectionOutline
    var keepsNames: Bool
  }

  /// By the position of the definition.
  private(set) var modules: [Int: Module] = [:]
  private(set) var componentsThatKeepNames: Set<Int> = []
  /// Whether the name section can't be made of identifiers and annotations.
  private(set) var needNamesAsSection = false
  // The names that modules and components have of their own.
  private(set) var moduleNames: NameSection.Names = []
  private(set) var componentNames: NameSection.Names = []

  init(
    _ component: ComponentSyntax, _ bytes: UnsafeRawBufferPointer
  ) throws(ComponentError) {
    var scope = PrintedScope(component.names)
    let namesOfModules = Self.names(.core(.module), component.names)
    let namesOfComponents = Self.names(.component, component.names)
    for (position, definition) in component.definitions.enumerated() {
      switch definition.content {
      case .coreModule(let range):
        var child = try Self.module(range, bytes)
        let index = scope.next(.core(.module))
        let own = child.outline.names.module
        if let own { moduleNames.append(NameSection.IndexedName(index: index, name: own)) }
        child.keepsNames = note(
          namesOfModules[index], own: own?.string,
          hasSection: child.outline.customSections.contains { $0.isNameSection })
        modules[position] = child
      case .component(let child):
        let index = scope.next(.component)
        let own = child.names.component
        if let own {
          componentNames.append(NameSection.IndexedName(index: index, name: Name(own)))
        }
        if note(namesOfComponents[index], own: own, hasSection: !child.names.isEmpty) {
          componentsThatKeepNames.insert(position)
        }
      default: scope.pass(definition.content)
      }
    }
    if !scope.isCanonical(component.names) { needNamesAsSection = true }
  }

  private static func module(
    _ range: ByteRange, _ bytes: UnsafeRawBufferPointer
  ) throws(ComponentError) -> Module {
    let bytes = UnsafeRawBufferPointer(rebasing: bytes[range])
    do throws(ModuleError) {
      let module = try decode(bytes, features: .all)
      return Module(module: module, outline: SectionOutline(module, bytes), keepsNames: false)
    } catch {
      throw .module(error, offset: range.start)
    }
  }

  private static func names(_ sort: Sort, _ names: ComponentNames) -> [UInt32: String] {
    var byIndex: [UInt32: String] = [:]
    for list in names.sorts where list.sort == sort {
      for entry in list.names { byIndex[entry.index] = entry.name }
    }
    return byIndex
  }

  /// Returns whether a child with this name in the component and this one of its own keeps its name
  /// section as bytes.
  private mutating func note(_ name: String?, own: String?, hasSection: Bool) -> Bool {
    if name == own { return false }
    if !hasSection { needNamesAsSection = true }
    return hasSection
  }
}

extension PrintedScope {
  /// Counts what a definition appends to index spaces.
  mutating func pass(_ content: ComponentSyntax.Content) {
    switch content {
    case .coreModule: _ = next(.core(.module))
    case .coreInstance: _ = next(.core(.instance))
    case .coreType(.module): _ = next(.core(.type))
    case .coreType(.recursiveGroup(let group)): for _ in group.types { _ = next(.core(.type)) }
    case .component: _ = next(.component)
    case .instance: _ = next(.instance)
    case .alias(let alias): _ = next(alias.sort)
    case .type: _ = next(.type)
    case .canonical(.lift): _ = next(.function)
    case .canonical: _ = next(.core(.function))
    case .start(let start): for _ in 0..<start.resultCount { _ = next(.value) }
    case .import(let item): _ = next(item.type.sort)
    case .export(let export): _ = next(export.item.sort)
    case .value: _ = next(.value)
    }
  }

  /// Whether the names, read from the text, make the same name section again: each is one of a
  /// member, and index spaces are in the usual order.
  func isCanonical(_ names: ComponentNames) -> Bool {
    var last = -1
    for list in names.sorts {
      let position = list.sort.position
      guard position > last, let name = list.names.last, name.index < counts[position] else {
        return false
      }
      last = position
    }
    return true
  }
}
